/* Bidirectional Forwarding Detection.  RFC 5880, RFC 5881, RFC 5883, RFC 7130, RFC 7881;
 * version 0: draft-katz-ward-bfd-02. */
#include "../dissect/dissect.h"

enum { CONTROL_PORT = 3784, MULTIHOP_PORT = 4784, LAG_PORT = 6784 };
enum { AUTH_PRESENT = 0x04 };

static const struct name diagnostics[] = {
	{ 0, "No Diagnostic" },
	{ 1, "Control Detection Time Expired" },
	{ 2, "Echo Function Failed" },
	{ 3, "Neighbor Signaled Session Down" },
	{ 4, "Forwarding Plane Reset" },
	{ 5, "Path Down" },
	{ 6, "Concatenated Path Down" },
	{ 7, "Administratively Down" },
	{ 8, "Reverse Concatenated Path Down" },
	{ 0, NULL },
};

static const struct name states[] = {
	{ 0, "AdminDown" },
	{ 1, "Down" },
	{ 2, "Init" },
	{ 3, "Up" },
	{ 0, NULL },
};

static const struct name v1_flags[] = {
	{ 0x20, "Poll" },
	{ 0x10, "Final" },
	{ 0x08, "Control Plane Independent" },
	{ AUTH_PRESENT, "Authentication Present" },
	{ 0x02, "Demand" },
	{ 0x01, "Multipoint" },
	{ 0, NULL },
};

static const struct name v0_flags[] = {
	{ 0x80, "I Hear You" },
	{ 0x40, "Demand" },
	{ 0x20, "Poll" },
	{ 0x10, "Final" },
	{ 0x08, "Control Plane Independent" },
	{ AUTH_PRESENT, "Authentication Present" },
	{ 0x02, "Reserved" },
	{ 0x01, "Reserved" },
	{ 0, NULL },
};

enum { SIMPLE = 1, MD5, METICULOUS_MD5, SHA1, METICULOUS_SHA1 };

static const struct name auth_names[] = {
	{ SIMPLE, "Simple Password" },
	{ MD5, "Keyed MD5" },
	{ METICULOUS_MD5, "Meticulous Keyed MD5" },
	{ SHA1, "Keyed SHA1" },
	{ METICULOUS_SHA1, "Meticulous Keyed SHA1" },
	{ 0, NULL },
};

static void wrong_length(struct dis *d, uint8_t len) { sayf(d, "[invalid length %u]", len); }

/* A sequence number and what is hashed over. */
static void hashed(struct dis *d, struct cur c, const char *label, uint32_t n)
{
	show_x(d, ", Sequence Number: 0x", "auth_sequence", get_be32(&c), 8);
	c = take(&c, n);
	say_s(d, label);
	say_bytes(d, c, 0);
}

static void authentication(struct dis *d, struct cur c)
{
	uint8_t type = get_u8(&c), len = get_u8(&c);

	say(d, "\n\tAuthentication: ");
	show_name(d, "auth_type", auth_names, "Unknown", type);
	sayf(d, " (%u), length: %u", type, len);
	show_u(d, "\n\t  Auth Key ID: ", "auth_key", get_u8(&c));
	switch (type) {
	case SIMPLE:
		if (len < 4 || len > 19) {
			wrong_length(d, len);
			break;
		}
		say(d, ", Password: ");
		while (len-- > 3 && !d->stopped)
			say_visc(d, get_u8(&c));
		break;
	case MD5:
	case METICULOUS_MD5:
		if (len != 24) {
			wrong_length(d, len);
			break;
		}
		skip(&c, 1);
		hashed(d, c, "\n\t  Digest: ", 16);
		break;
	case SHA1:
	case METICULOUS_SHA1:
		if (len != 28) {
			wrong_length(d, len);
			break;
		}
		skip(&c, 1);
		hashed(d, c, "\n\t  Hash: ", 20);
		break;
	}
}

static const char *session_kind(const struct dis *d)
{
	switch (d->l4.dport) {
	case CONTROL_PORT:
		return "Control";
	case MULTIHOP_PORT:
		return "Multihop";
	case LAG_PORT:
		return "LAG";
	}
	return "S-BFD";
}

static void kind_and_flags(struct dis *d, uint8_t version, uint8_t flags)
{
	say_s(d, version ? session_kind(d) : "Control");
	if (version == 1) {
		say(d, ", State ");
		show_name(d, "state", states, "unknown (0x%02x)", flags >> 6);
	}
	note_u(d, "flags", flags);
	say(d, ", Flags: [");
	say_bits(d, version ? v1_flags : v0_flags, "none", version ? flags & 0x3fu : flags, ", ");
	say(d, "]");
}

static void details(struct dis *d, struct cur c, uint8_t version, uint8_t diag, uint8_t flags)
{
	uint8_t mult, len;
	uint32_t mine, yours, tx;

	say(d, "\n\t");
	kind_and_flags(d, version, flags);
	say(d, ", Diagnostic: ");
	show_name(d, "diagnostic", diagnostics, "unknown", diag);
	sayf(d, " (0x%02x)", diag);
	mult = get_u8(&c);
	len = get_u8(&c);
	mine = get_be32(&c);
	yours = get_be32(&c);
	tx = get_be32(&c);
	sayf(d, "\n\tDetection Timer Multiplier: %u (%u ms Detection time), BFD Length: %u", mult,
		mult * tx / 1000, len);
	note_u(d, "multiplier", mult);
	show_x(d, "\n\tMy Discriminator: 0x", "my_discriminator", mine, 8);
	show_x(d, ", Your Discriminator: 0x", "your_discriminator", yours, 8);
	sayf(d, "\n\t  Desired min Tx Interval:    %4u ms", tx / 1000);
	note_u(d, "min_tx", tx);
	tx = get_be32(&c);
	sayf(d, "\n\t  Required min Rx Interval:   %4u ms", tx / 1000);
	note_u(d, "min_rx", tx);
	tx = get_be32(&c);
	sayf(d, "\n\t  Required min Echo Interval: %4u ms", tx / 1000);
	note_u(d, "min_echo", tx);
	if (flags & AUTH_PRESENT)
		authentication(d, c);
}

static void dissect_bfd(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint8_t first, version, flags;
	uint32_t length = wire(&c);

	need(&c, 24);
	first = get_u8(&c);
	version = first >> 5;
	show_u(d, "BFDv", "version", version);
	say(d, ", ");
	if (version > 1) {
		say_s(d, session_kind(d));
		show_u(d, ", length: ", "length", length);
		if (d->opt->v)
			say_hex(d, "\n\t", part(&whole, length));
		return;
	}
	flags = get_u8(&c);
	if (!d->opt->v) {
		kind_and_flags(d, version, flags);
		show_u(d, ", length: ", "length", length);
		return;
	}
	show_u(d, "length: ", "length", length);
	details(d, c, version, first & 0x1f, flags);
}

static void dissect_bfd_echo(struct dis *d, struct cur c)
{
	show_u(d, "BFD, Echo, length: ", "length", wire(&c));
	if (d->opt->v)
		say_hex(d, "\n\t", c);
}

const struct proto proto_bfd = { "bfd", dissect_bfd };
const struct proto proto_bfd_echo = { "bfd", dissect_bfd_echo };
