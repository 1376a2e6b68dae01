/* SMB, and NetBIOS over UDP, TCP and IPX: what begins a message.  [MS-CIFS]; RFC 1001, RFC 1002. */
#include "smb.h"

enum { NAME_SERVICE = 137, DATAGRAM = 138, SESSION = 139, DIRECT = 445 };
enum { RESPONSE = 0x8000, BROADCAST = 0x10, REPLY = 0x80, HEADER = 32, FLAGS = 9 };

static const struct name commands[] = {
	{ 0x00, "SMBmkdir" },
	{ 0x01, "SMBrmdir" },
	{ 0x02, "SMBopen" },
	{ 0x03, "SMBcreate" },
	{ 0x04, "SMBclose" },
	{ 0x05, "SMBflush" },
	{ 0x06, "SMBunlink" },
	{ 0x07, "SMBmv" },
	{ 0x08, "SMBgetatr" },
	{ 0x09, "SMBsetatr" },
	{ 0x0a, "SMBread" },
	{ 0x0b, "SMBwrite" },
	{ 0x0c, "SMBlock" },
	{ 0x0d, "SMBunlock" },
	{ 0x0e, "SMBctemp" },
	{ 0x0f, "SMBmknew" },
	{ 0x10, "SMBchkpth" },
	{ 0x11, "SMBexit" },
	{ 0x12, "SMBlseek" },
	{ 0x24, "SMBlockingX" },
	{ 0x25, "SMBtrans" },
	{ 0x26, "SMBtranss" },
	{ 0x2b, "SMBecho" },
	{ 0x2d, "SMBopenX" },
	{ 0x2e, "SMBreadX" },
	{ 0x2f, "SMBwriteX" },
	{ 0x32, "SMBtrans2" },
	{ 0x33, "SMBtranss2" },
	{ 0x34, "SMBfindclose" },
	{ 0x70, "SMBtcon" },
	{ 0x71, "SMBtdis" },
	{ 0x72, "SMBnegprot" },
	{ 0x73, "SMBsesssetupX" },
	{ 0x74, "SMBulogoffX" },
	{ 0x75, "SMBtconX" },
	{ 0xa0, "SMBnttrans" },
	{ 0xa2, "SMBntcreateX" },
	{ 0xa4, "SMBntcancel" },
	{ 0, NULL },
};

static const struct name name_operations[] = {
	{ 0, "QUERY; " },
	{ 5, "REGISTRATION; " },
	{ 6, "RELEASE; " },
	{ 7, "WACK; " },
	{ 8, "REFRESH(8); " },
	{ 9, "REFRESH; " },
	{ 0, NULL },
};

/* "NAME = DECIMAL (0xHEX)" */
static void show_both(struct dis *d, const char *label, const char *key, uint16_t v)
{
	say_s(d, label);
	sayf(d, "%u (0x%x)\n", v, v);
	note_u(d, key, v);
}

static bool is_smb(struct cur c) { return has(&c, 4) && peek_be32(&c, 0) == 0xff534d42; }

/* [MS-CIFS], 2.2.3.1 */
static void show_smb(struct dis *d, struct cur c)
{
	uint8_t command = peek_u8(&c, 4), error_class = peek_u8(&c, 5), flags = peek_u8(&c, FLAGS);
	uint16_t code = peek_le16(&c, 7), flags2 = peek_le16(&c, 10);

	d->proto = "smb";
	if (d->opt->v > 1)
		say(d, "\n");
	say(d, "SMB PACKET: ");
	show_name(d, "command", commands, "SMBunknown", command);
	say_s(d, flags & REPLY ? " (REPLY)" : " (REQUEST)");
	note_b(d, "reply", flags & REPLY);
	if (d->opt->v < 2 && !wants_fields(d))
		return;
	say(d, "\n");
	show_x(d, "SMB Command   =  0x", "code", command, 0);
	show_x(d, "\nError class   =  0x", "error_class", error_class, 0);
	say(d, "\n");
	show_both(d, "Error code    =  ", "error", code);
	show_x(d, "Flags1        =  0x", "flags", flags, 0);
	show_x(d, "\nFlags2        =  0x", "flags2", flags2, 0);
	say(d, "\n");
	show_both(d, "Tree ID       =  ", "tree", peek_le16(&c, 24));
	show_both(d, "Proc ID       =  ", "process", peek_le16(&c, 26));
	show_both(d, "UID           =  ", "user", peek_le16(&c, 28));
	show_both(d, "MID           =  ", "multiplex", peek_le16(&c, 30));
	show_both(d, "Word Count    =  ", "words", peek_u8(&c, HEADER));
}

/* "[000] 41 42 ...  AB ", sixteen octets a line, a gap after eight */
static void say_octets(struct dis *d, struct cur c)
{
	for (uint32_t at = 0; more(&c); at += 16) {
		struct cur line = part(&c, left(&c) < 16 ? left(&c) : 16);
		uint32_t n = left(&line);

		sayf(d, "[%03X] ", at);
		for (uint32_t i = 0; i < 16; i++) {
			if (i < n)
				sayf(d, "%02X ", peek_u8(&line, i));
			else
				say(d, "   ");
			if (i == 7)
				say(d, " ");
		}
		say(d, " ");
		say_vis(d, part(&line, n < 8 ? n : 8));
		say(d, " ");
		say_vis(d, line);
		say(d, "\n");
	}
}

void smb_ipx(struct dis *d, struct cur c)
{
	struct cur at = c;

	while (has(&at, 4) && !is_smb(at))
		skip(&at, 1);
	if (!is_smb(at))
		return;
	say(d, "\n>>> IPX transport ");
	sayf(d, "Data: (%u bytes)\n", stepped(&c, &at));
	say_octets(d, part(&c, stepped(&c, &at)));
	show_smb(d, at);
}

static void dissect_name_service(struct dis *d, struct cur c)
{
	uint16_t id = get_be16(&c), flags = get_be16(&c), questions = get_be16(&c);
	uint16_t answers = get_be16(&c), authorities = get_be16(&c), additional = get_be16(&c);
	uint8_t operation = flags >> 11 & 15, code = flags & 15;

	if (d->opt->v > 1)
		say(d, "\n>>> ");
	say(d, "NBT UDP PACKET(137): ");
	note_u(d, "id", id);
	show_name(d, "operation", name_operations, "OPUNKNOWN", operation);
	if (flags & RESPONSE)
		say_s(d, code ? "NEGATIVE; RESPONSE; " : "POSITIVE; RESPONSE; ");
	else
		say(d, "REQUEST; ");
	say_s(d, flags & BROADCAST ? "BROADCAST" : "UNICAST");
	note_u(d, "flags", flags);
	if (d->opt->v < 2)
		return;
	sayf(d, "\nTrnID=0x%X\nOpCode=%u\nNmFlags=0x%X\n", id, operation, flags >> 4 & 0x7f);
	sayf(d, "Rcode=%u\nQueryCount=%u\nAnswerCount=%u\n", code, questions, answers);
	sayf(d, "AuthorityCount=%u\nAddressRecCount=%u\n", authorities, additional);
	if (!questions)
		return;
	say(d, "QuestionRecords:\nName=");
	truncated(d); /* names are not told yet */
	say(d, "\n");
}

static void dissect_datagram(struct dis *d, struct cur c)
{
	need(&c, 1);
	if (d->opt->v > 1)
		say(d, "\n>>> ");
	say(d, "NBT UDP PACKET(138)");
	note_u(d, "type", peek_u8(&c, 0));
}

/* RFC 1002, 4.3.1: a type, a length of three octets */
static void dissect_session(struct dis *d, struct cur c)
{
	say(d, " ");
	note_u(d, "type", peek_u8(&c, 0));
	skip(&c, 4);
	show_smb(d, c);
}

static const struct proto name_service = { "nbt_udp137", dissect_name_service };
static const struct proto datagram = { "nbt_udp138", dissect_datagram };
static const struct proto session = { "nbt", dissect_session };

static bool on(const struct dis *d, uint16_t port)
{
	return d->l4.sport == port || d->l4.dport == port;
}

const struct proto *smb_udp(const struct dis *d)
{
	if (!d->opt->smb)
		return NULL;
	return on(d, NAME_SERVICE) ? &name_service : on(d, DATAGRAM) ? &datagram : NULL;
}

const struct proto *smb_tcp(const struct dis *d, struct cur c)
{
	if (!d->opt->smb || (!on(d, SESSION) && !on(d, DIRECT)) || !has(&c, 8))
		return NULL;
	skip(&c, 4);
	return is_smb(c) ? &session : NULL;
}
