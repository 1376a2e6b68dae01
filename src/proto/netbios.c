/* NetBIOS: names, datagrams, sessions.  RFC 1001, 14; RFC 1002, 4. */
#include "netbios.h"

enum { MESSAGE, REQUEST = 0x81, POSITIVE, NEGATIVE, RETARGET, KEEP_ALIVE };
enum { RESPONSE = 0x8000, BROADCAST = 0x10, POINTER = 0xc0, ENCODED = 32, NAME = 16 };
enum { NB = 0x20, NBSTAT = 0x21, RECORDS_MAX = 64, SCOPES_MAX = 16 };
enum { DGM_ERROR = 0x13, DGM_QUERY };

static const struct name operations[] = {
	{ 0, "QUERY; " },
	{ 5, "REGISTRATION; " },
	{ 6, "RELEASE; " },
	{ 7, "WACK; " },
	{ 8, "REFRESH(8); " },
	{ 9, "REFRESH; " },
	{ 0, NULL },
};

/* [MS-NBTE], 1.8; [MS-BRWS], 2.1.1 */
static const struct name suffixes[] = {
	{ 0x00, "Workstation" },
	{ 0x01, "Client" },
	{ 0x02, "Client" },
	{ 0x03, "Client" },
	{ 0x04, "Client" },
	{ 0x1b, "Domain Controller" },
	{ 0x1c, "Domain Controller" },
	{ 0x1d, "Master Browser" },
	{ 0x1e, "Browser Server" },
	{ 0x20, "Server" },
	{ 0, NULL },
};

static const struct name sessions[] = {
	{ MESSAGE, "SESSION MESSAGE" },
	{ REQUEST, "SESSION REQUEST" },
	{ POSITIVE, "POSITIVE SESSION RESPONSE" },
	{ NEGATIVE, "NEGATIVE SESSION RESPONSE" },
	{ RETARGET, "RETARGET SESSION RESPONSE" },
	{ KEEP_ALIVE, "SESSION KEEP ALIVE" },
	{ 0, NULL },
};

static void show_hex(struct dis *d, const char *label, const char *key, uint32_t v)
{
	say_s(d, label);
	sayf(d, "0x%X", v);
	note_u(d, key, v);
}

/* --- names --- */

/* text: a name, of which the field has the first n octets */
static void show_suffixed(struct dis *d, const char *key, char text[NAME], int n, uint8_t suffix)
{
	say_s(d, text);
	sayf(d, " NameType=0x%02X (", suffix);
	say_name(d, suffixes, "Unknown", suffix);
	say(d, ")");
	text[n] = 0;
	note_s(d, key, text);
}

/* The label and what follows it; fifteen octets, and one that says what the name is for. */
static void show_sixteen(struct dis *d, const char *key, struct cur name)
{
	char text[NAME];
	uint8_t suffix = peek_u8(&name, NAME - 1);
	int n = 0, end = 0;

	for (int i = 0; i < NAME - 1; i++) {
		uint8_t ch = get_u8(&name);

		text[n++] = ch >= 0x20 && ch < 0x7f ? (char)ch : '.';
		if (ch != ' ' && ch)
			end = n;
	}
	text[n] = 0;
	show_suffixed(d, key, text, end, suffix);
}

/* RFC 1001, 14.1: each octet as two letters.  The decoded letters are told as they come. */
static void show_encoded(struct dis *d, const char *key, struct cur c)
{
	char text[NAME];
	uint8_t suffix = 0;
	int end = 0;

	for (int i = 0; i < NAME; i++) {
		uint8_t high = get_u8(&c), low = get_u8(&c);
		uint8_t ch = (uint8_t)((high - 'A') << 4 | ((low - 'A') & 15));

		if (i == NAME - 1) {
			suffix = ch;
			break;
		}
		text[i] = ch >= 0x20 && ch < 0x7f ? (char)ch : '.';
		if (ch != ' ')
			end = i + 1;
	}
	text[NAME - 1] = 0;
	show_suffixed(d, key, text, end, suffix);
	note_u(d, "suffix", suffix);
}

/* A name in *c, or what it points to in the message; false: it is cut short, which was said. */
static bool show_netbios_name(struct dis *d, struct cur message, struct cur *c, const char *key)
{
	struct cur at = *c;

	if (has(&at, 2) && (peek_u8(&at, 0) & POINTER) == POINTER) {
		uint16_t offset = peek_be16(&at, 0) & 0x3fff;

		skip(c, 2);
		at = message;
		skip(&at, offset);
		c = &message;
		*c = at;
	}
	if (!has(&at, 2 + ENCODED) || peek_u8(&at, 0) != ENCODED) {
		truncated(d);
		say(d, "\n");
		return false;
	}
	skip(&at, 1);
	show_encoded(d, key, at);
	skip(&at, ENCODED);
	for (int i = 0; i < SCOPES_MAX && more(&at) && peek_u8(&at, 0); i++) {
		uint8_t n = get_u8(&at);

		say(d, ".");
		say_vis(d, part(&at, n));
	}
	skip(&at, 1);
	*c = at;
	return true;
}

/* --- the name service: RFC 1002, 4.2 --- */

static void show_statistics(struct dis *d, struct cur c)
{
	uint8_t count = get_u8(&c);

	sayf(d, "NumNames=%u\n", count);
	list(d, "names");
	for (; count && has(&c, NAME + 2); count--) {
		struct cur name = take(&c, NAME);

		item(d);
		say(d, "Name=");
		show_sixteen(d, "name", name);
		note_u(d, "suffix", peek_u8(&name, NAME - 1));
		show_hex(d, " Flags=", "flags", get_be16(&c));
		say(d, "\n");
		done(d);
	}
	done(d);
}

static void show_addresses(struct dis *d, struct cur c)
{
	list(d, "addresses");
	while (has(&c, 6)) {
		uint16_t flags = get_be16(&c);
		uint32_t address = get_ip4(&c);

		item(d);
		show_hex(d, "AddrType=", "flags", flags);
		show_ip4(d, "\nAddress=", "address", address);
		say(d, "\n");
		done(d);
	}
	done(d);
}

static bool show_question(struct dis *d, struct cur message, struct cur *c)
{
	uint16_t type, class;

	say(d, "Name=");
	if (!show_netbios_name(d, message, c, "name"))
		return false;
	type = get_be16(c);
	class = get_be16(c);
	show_hex(d, "\nQuestionType=", "type", type);
	show_hex(d, "\nQuestionClass=", "class", class);
	say(d, "\n");
	return true;
}

static bool show_resource(struct dis *d, struct cur message, struct cur *c)
{
	uint16_t type, class, length;
	uint32_t ttl;

	say(d, "Name=");
	if (!show_netbios_name(d, message, c, "name"))
		return false;
	type = get_be16(c);
	class = get_be16(c);
	ttl = get_be32(c);
	length = get_be16(c);
	show_hex(d, "\nResType=", "type", type);
	show_hex(d, "\nResClass=", "class", class);
	sayf(d, "\nTTL=%u (0x%x)\nResourceLength=%u\nResourceData=\n", ttl, ttl, length);
	note_u(d, "ttl", ttl);
	if (type == NB)
		show_addresses(d, part(c, length));
	else if (type == NBSTAT)
		show_statistics(d, part(c, length));
	else
		say_hex(d, "\n", part(c, length));
	return true;
}

/* One of the message's two parts; false: no more of it is to be told. */
static bool show_records(struct dis *d, const char *heading, uint32_t count, struct cur message,
	struct cur *c, bool (*show)(struct dis *, struct cur, struct cur *))
{
	bool good = true;

	if (!count)
		return true;
	say_s(d, heading);
	for (uint32_t i = 0; i < count && i < RECORDS_MAX && good; i++) {
		item(d);
		good = show(d, message, c);
		done(d);
	}
	return good;
}

void netbios_name_service(struct dis *d, struct cur c)
{
	struct cur message = c;
	uint16_t id = get_be16(&c), flags = get_be16(&c), questions = get_be16(&c);
	uint16_t answers = get_be16(&c), authorities = get_be16(&c), additional = get_be16(&c);
	uint8_t operation = flags >> 11 & 15, code = flags & 15;
	bool good;

	if (d->opt->v > 1)
		say(d, "\n>>> ");
	say(d, "NBT UDP PACKET(137): ");
	note_u(d, "id", id);
	show_name(d, "operation", operations, "OPUNKNOWN", operation);
	if (flags & RESPONSE)
		say_s(d, code ? "NEGATIVE; RESPONSE; " : "POSITIVE; RESPONSE; ");
	else
		say(d, "REQUEST; ");
	say_s(d, flags & BROADCAST ? "BROADCAST" : "UNICAST");
	note_u(d, "flags", flags);
	if (d->opt->v < 2 && !wants_fields(d))
		return;
	sayf(d, "\nTrnID=0x%X\nOpCode=%u\nNmFlags=0x%X\n", id, operation, flags >> 4 & 0x7f);
	sayf(d, "Rcode=%u\nQueryCount=%u\nAnswerCount=%u\n", code, questions, answers);
	sayf(d, "AuthorityCount=%u\nAddressRecCount=%u\n", authorities, additional);
	list(d, "questions");
	good = show_records(d, "QuestionRecords:\n", questions, message, &c, show_question);
	done(d);
	list(d, "records");
	if (good)
		show_records(d, "\nResourceRecords:\n",
			(uint32_t)answers + authorities + additional, message, &c, show_resource);
	done(d);
}

/* --- datagrams: 4.4 --- */

bool netbios_datagram(struct dis *d, struct cur *c)
{
	struct cur message = *c;
	uint8_t type = get_u8(c), flags;
	uint16_t id, port, length, offset;
	uint32_t address;

	if (d->opt->v > 1)
		say(d, "\n>>> ");
	say(d, "NBT UDP PACKET(138)");
	note_u(d, "type", type);
	if (d->opt->v < 2 && !wants_fields(d))
		return false;
	flags = get_u8(c);
	id = get_be16(c);
	address = get_ip4(c);
	port = get_be16(c);
	sayf(d, " Res=0x%02X%02X ID=0x%X", type, flags, id);
	note_u(d, "flags", flags);
	note_u(d, "id", id);
	show_ip4(d, " IP=", "address", address);
	show_u(d, " Port=", "port", port);
	if (type == DGM_ERROR) {
		show_hex(d, " Error=", "error", get_u8(c));
		say(d, "\n");
		return false;
	}
	if (type < DGM_QUERY) {
		length = get_be16(c);
		offset = get_be16(c);
		show_u(d, " Length=", "length", length);
		show_hex(d, " Res2=", "offset", offset);
		say(d, "\nSourceName=");
		if (!show_netbios_name(d, message, c, "source"))
			return false;
	}
	say(d, "\nDestName=");
	if (!show_netbios_name(d, message, c, "destination"))
		return false;
	say(d, "\n");
	return type < DGM_ERROR;
}

/* --- sessions: 4.3 --- */

void netbios_session(struct dis *d, struct cur c)
{
	uint8_t type = get_u8(&c), flags = get_u8(&c);
	struct cur message;
	uint32_t length = (uint32_t)(flags & 1) << 16 | get_be16(&c);

	say_s(d, d->opt->v > 1 ? "\n>>> " : " ");
	say(d, "NBT TCP PACKET(139): ");
	if (type != MESSAGE && (type < REQUEST || type > KEEP_ALIVE)) {
		say(d, "(raw data or continuation?)");
		return;
	}
	show_name(d, "type", sessions, "UNKNOWN", type);
	message = c;
	note_u(d, "length", length);
	if (d->opt->v < 2 && !wants_fields(d))
		return;
	sayf(d, "\nFlags=0x%X\nLength=%u (0x%x)\n", flags, length, length);
	switch (type) {
	case REQUEST:
		say(d, "Destination=");
		if (!show_netbios_name(d, message, &c, "called"))
			return;
		say(d, "\nSource=");
		if (show_netbios_name(d, message, &c, "calling"))
			say(d, "\n");
		break;
	case NEGATIVE:
		show_hex(d, "Reason=", "reason", get_u8(&c));
		say(d, "\n");
		break;
	case RETARGET:
		show_ip4(d, "Address=", "address", get_ip4(&c));
		show_u(d, "\nPort=", "port", get_be16(&c));
		say(d, "\n");
		break;
	}
}
