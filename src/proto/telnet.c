/* Telnet commands.  RFC 854, RFC 855; options: the IANA registry; authentication: RFC 2941;
 * encryption: RFC 2946. */
#include "../dissect/dissect.h"

enum { EOF_ = 236, SE = 240, SB = 250, WILL, WONT, DO, DONT, IAC };
enum { AUTHENTICATION = 37, ENCRYPT = 38 };

static const struct name commands[] = {
	{ 236, "EOF" },
	{ 237, "SUSP" },
	{ 238, "ABORT" },
	{ 239, "EOR" },
	{ 240, "SE" },
	{ 241, "NOP" },
	{ 242, "DMARK" },
	{ 243, "BRK" },
	{ 244, "IP" },
	{ 245, "AO" },
	{ 246, "AYT" },
	{ 247, "EC" },
	{ 248, "EL" },
	{ 249, "GA" },
	{ 250, "SB" },
	{ 251, "WILL" },
	{ 252, "WONT" },
	{ 253, "DO" },
	{ 254, "DONT" },
	{ 255, "IAC" },
	{ 0, NULL },
};

static const struct name options[] = {
	{ 0, "BINARY" },
	{ 1, "ECHO" },
	{ 2, "RCP" },
	{ 3, "SUPPRESS GO AHEAD" },
	{ 4, "NAME" },
	{ 5, "STATUS" },
	{ 6, "TIMING MARK" },
	{ 7, "RCTE" },
	{ 8, "NAOL" },
	{ 9, "NAOP" },
	{ 10, "NAOCRD" },
	{ 11, "NAOHTS" },
	{ 12, "NAOHTD" },
	{ 13, "NAOFFD" },
	{ 14, "NAOVTS" },
	{ 15, "NAOVTD" },
	{ 16, "NAOLFD" },
	{ 17, "EXTEND ASCII" },
	{ 18, "LOGOUT" },
	{ 19, "BYTE MACRO" },
	{ 20, "DATA ENTRY TERMINAL" },
	{ 21, "SUPDUP" },
	{ 22, "SUPDUP OUTPUT" },
	{ 23, "SEND LOCATION" },
	{ 24, "TERMINAL TYPE" },
	{ 25, "END OF RECORD" },
	{ 26, "TACACS UID" },
	{ 27, "OUTPUT MARKING" },
	{ 28, "TTYLOC" },
	{ 29, "3270 REGIME" },
	{ 30, "X.3 PAD" },
	{ 31, "NAWS" },
	{ 32, "TSPEED" },
	{ 33, "LFLOW" },
	{ 34, "LINEMODE" },
	{ 35, "XDISPLOC" },
	{ 36, "OLD-ENVIRON" },
	{ 37, "AUTHENTICATION" },
	{ 38, "ENCRYPT" },
	{ 39, "NEW-ENVIRON" },
	{ 0, NULL },
};

static const struct name qualifiers[] = { { 0, "IS" }, { 1, "SEND" }, { 2, "INFO" }, { 0, NULL } };

static const struct name auth_commands[] = {
	{ 0, "IS" },
	{ 1, "SEND" },
	{ 2, "REPLY" },
	{ 3, "NAME" },
	{ 0, NULL },
};

static const struct name auth_types[] = {
	{ 0, "NULL" },
	{ 1, "KERBEROS_V4" },
	{ 2, "KERBEROS_V5" },
	{ 3, "SPX" },
	{ 4, "MINK" },
	{ 5, "SRP" },
	{ 6, "RSA" },
	{ 7, "SSL" },
	{ 10, "LOKI" },
	{ 11, "SSA" },
	{ 12, "KEA_SJ" },
	{ 13, "KEA_SJ_INTEG" },
	{ 14, "DSS" },
	{ 15, "NTLM" },
	{ 0, NULL },
};

static const struct name encrypt_commands[] = {
	{ 0, "IS" },
	{ 1, "SUPPORT" },
	{ 2, "REPLY" },
	{ 3, "START" },
	{ 4, "END" },
	{ 5, "REQUEST-START" },
	{ 6, "REQUEST-END" },
	{ 7, "END_KEYID" }, /* sic */
	{ 8, "DEC_KEYID" },
	{ 0, NULL },
};

static const struct name encrypt_types[] = {
	{ 0, "NULL" },
	{ 1, "DES_CFB64" },
	{ 2, "DES_OFB64" },
	{ 3, "DES3_CFB64" },
	{ 4, "DES3_OFB64" },
	{ 6, "CAST5_40_CFB64" },
	{ 7, "CAST5_40_OFB64" },
	{ 8, "CAST128_CFB64" },
	{ 9, "CAST128_OFB64" },
	{ 0, NULL },
};

static void show_byte(struct dis *d, const struct name *t, struct cur *c)
{
	if (!more(c))
		return;
	say(d, " ");
	say_name(d, t, "%#x", get_u8(c));
}

enum { TERMINAL_TYPE = 24, WINDOW_SIZE = 31, TERMINAL_SPEED = 32, X_DISPLAY = 35 };

/* RFC 1073: a window's size; RFC 1091, RFC 1079, RFC 1096: IS (0) or SEND (1), and a text */
static void note_sub(struct dis *d, uint8_t option, struct cur v)
{
	if (option == WINDOW_SIZE && has(&v, 4)) {
		note_u(d, "width", get_be16(&v));
		note_u(d, "height", get_be16(&v));
	} else if ((option == TERMINAL_TYPE || option == TERMINAL_SPEED || option == X_DISPLAY) &&
		   more(&v)) {
		note_u(d, "subcommand", get_u8(&v));
		note_text(d, "text", v);
	}
}

/* What is between the option and IAC SE. */
static void show_sub(struct dis *d, uint8_t option, struct cur v)
{
	static const struct name none[] = { { 0, NULL } };

	note_hex(d, "value", v);
	if (wants_fields(d))
		note_sub(d, option, v);
	switch (option) {
	case AUTHENTICATION:
		show_byte(d, auth_commands, &v);
		show_byte(d, auth_types, &v);
		break;
	case ENCRYPT:
		show_byte(d, encrypt_commands, &v);
		show_byte(d, encrypt_types, &v);
		break;
	default:
		show_byte(d, qualifiers, &v);
		break;
	}
	while (more(&v))
		show_byte(d, none, &v);
}

/* Octets up to IAC SE (or an IAC at the end); false: no end in this segment. */
static bool find_end(struct cur c, uint32_t *n)
{
	struct cur at = c;

	do {
		if (get_u8(&at) == IAC && (!wire(&at) || peek_u8(&at, 0) == SE)) {
			*n = stepped(&c, &at) - 1;
			return true;
		}
	} while (wire(&at) && more(&at));
	if (wire(&at))
		get_u8(&at); /* not all of it is held */
	return false;
}

/* One command; false: there is none, or not all of it is in this segment. */
static bool show_command(struct dis *d, struct cur *c, bool first)
{
	uint8_t command, option = 0;
	uint32_t n = 0;

	if (get_u8(c) != IAC || !wire(c))
		return false;
	command = get_u8(c);
	if (!name_of(commands, command))
		return false;
	if (command >= SB && command < IAC) {
		if (!wire(c))
			return false;
		option = get_u8(c);
	}
	if (command == SB && !find_end(*c, &n))
		return false;
	if (d->stopped)
		return false;
	say_s(d, first ? " [telnet " : ", ");
	item(d);
	if (command == IAC)
		say(d, "IAC ");
	show_name(d, "command", commands, "", command);
	if (command >= SB && command < IAC) {
		say(d, " ");
		show_name(d, "option", options, "%#x", option);
	}
	if (command == SB) {
		show_sub(d, option, part(c, n));
		say(d, " SE");
		take(c, 2);
	}
	done(d);
	return true;
}

static void dissect_telnet(struct dis *d, struct cur c)
{
	bool first = true;

	list(d, "commands");
	while (wire(&c) && !d->stopped && show_command(d, &c, first))
		first = false;
	done(d);
	if (!first)
		say(d, "]");
}

const struct proto proto_telnet = { "telnet", dissect_telnet };
