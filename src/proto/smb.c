/* SMB, and NetBIOS over UDP, TCP and IPX: what begins a message.  [MS-CIFS]; RFC 1001, RFC 1002. */
#include "smb.h"

#include "netbios.h"
#include "smb_fields.h"

enum { NAME_SERVICE = 137, DATAGRAM = 138, SESSION = 139, DIRECT = 445 };
enum { REPLY = 0x80, UNICODE = 0x8000, NT_STATUS = 0x4000, HEADER = 32, LEAST = 4 };

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

static bool is_smb(struct cur c) { return has(&c, 4) && peek_be32(&c, 0) == 0xff534d42; }

/* [MS-CIFS], 2.2.3.1 */
static const struct smb_field header[] = {
	{ "", NULL, SMB_SKIP, 4 },
	{ "SMB Command   =  ", "code", SMB_X8 },
	{ "Error class   =  ", "error_class", SMB_X8 },
	{ "", NULL, SMB_SKIP, 1 },
	{ "Error code    =  ", "error", SMB_D16 },
	{ "Flags1        =  ", "flags", SMB_X8 },
	{ "Flags2        =  ", NULL, SMB_X8 }, /* sic: the low half of 16 bits */
	{ "", NULL, SMB_SKIP, 13 },
	{ "Tree ID       =  ", "tree", SMB_D16 },
	{ "Proc ID       =  ", "process", SMB_D16 },
	{ "UID           =  ", "user", SMB_D16 },
	{ "MID           =  ", "multiplex", SMB_D16 },
	{ NULL },
};

void smb_say_command(struct dis *d, const struct smb *s)
{
	show_name(d, "command", commands, "SMBunknown", s->command);
	say_s(d, s->reply ? " (REPLY)" : " (REQUEST)");
}

static void show_smb(struct dis *d, struct cur c)
{
	struct smb s = { .head = c, .command = peek_u8(&c, 4) };
	uint16_t flags2 = peek_le16(&c, 10);

	s.reply = peek_u8(&c, 9) & REPLY;
	s.unicode = flags2 & UNICODE;
	d->proto = "smb";
	if (d->opt->v > 1)
		say(d, "\n");
	say(d, "SMB PACKET: ");
	smb_say_command(d, &s);
	note_b(d, "reply", s.reply);
	if (d->opt->v < 2 && !wants_fields(d))
		return;
	say(d, "\n");
	note_u(d, "flags2", flags2);
	if (flags2 & NT_STATUS)
		note_u(d, "status", peek_le32(&c, 5));
	need(&c, HEADER);
	if (smb_fields(d, &s, &c, header))
		smb_body(d, &s, c);
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
	smb_octets(d, part(&c, stepped(&c, &at)));
	show_smb(d, at);
}

static void dissect_datagram(struct dis *d, struct cur c)
{
	if (!netbios_datagram(d, &c))
		return;
	if (is_smb(c))
		show_smb(d, c);
	else
		smb_rest(d, c);
}

static bool on(const struct dis *d, uint16_t port)
{
	return d->l4.sport == port || d->l4.dport == port;
}

/* A type of 0, a length: RFC 1002, 4.3.1; without NetBIOS likewise: [MS-SMB], 2.1. */
static bool is_message(struct cur c)
{
	if (!has(&c, 8) || peek_be32(&c, 0) >> 25 || peek_be24(&c, 1) < LEAST)
		return false;
	skip(&c, 4);
	return is_smb(c);
}

static void dissect_session(struct dis *d, struct cur c)
{
	if (!is_message(c)) {
		if (on(d, DIRECT))
			say(d, " SMB-over-TCP packet:(raw data or continuation?)\n");
		else
			netbios_session(d, c);
		return;
	}
	note_u(d, "type", peek_u8(&c, 0));
	say(d, " ");
	while (is_message(c)) {
		uint32_t length = peek_be24(&c, 1);

		skip(&c, 4);
		show_smb(d, part(&c, length));
	}
}

static const struct proto name_service = { "nbt_udp137", netbios_name_service };
static const struct proto datagram = { "nbt_udp138", dissect_datagram };
static const struct proto session = { "nbt", dissect_session };

const struct proto *smb_udp(const struct dis *d)
{
	if (!d->opt->smb)
		return NULL;
	return on(d, NAME_SERVICE) ? &name_service : on(d, DATAGRAM) ? &datagram : NULL;
}

const struct proto *smb_tcp(const struct dis *d, struct cur c)
{
	if (!d->opt->smb || (!on(d, SESSION) && !on(d, DIRECT)) || !has(&c, LEAST))
		return NULL;
	return &session;
}
