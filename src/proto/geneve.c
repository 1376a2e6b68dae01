/* Generic Network Virtualization Encapsulation.  RFC 8926. */
#include "../dissect/dissect.h"

enum { HEADER = 8, OPTION_HEADER = 4, TEB = 0x6558, CRITICAL = 0x80 };

static const struct name flag_bits[] = {
	{ 0x80, "O" },
	{ 0x40, "C" },
	{ 0x20, "R1" },
	{ 0x10, "R2" },
	{ 0x08, "R3" },
	{ 0x04, "R4" },
	{ 0x02, "R5" },
	{ 0x01, "R6" },
	{ 0, NULL },
};

/* IANA "Geneve Option Class". */
static const struct name classes[] = {
	{ 0x0100, "Linux" },
	{ 0x0101, "Open vSwitch" },
	{ 0x0102, "Open Virtual Networking (OVN)" },
	{ 0x0103, "In-band Network Telemetry (INT)" },
	{ 0x0104, "VMware" },
	{ 0x0105, "Amazon" },
	{ 0x0106, "Cisco" },
	{ 0x0107, "Oracle" },
	{ 0x0108, "Amazon" },
	{ 0x0111, "IBM" },
	{ 0x0132, "Google" },
	{ 0, NULL },
};

static const char *class_name(uint16_t class)
{
	const char *s = name_of(classes, class);

	if (s)
		return s;
	return class <= 0xff ? "Standard" : class >= 0xfff0 ? "Experimental" : "Unknown";
}

/* False if they are malformed. */
static bool show_options(struct dis *d, struct cur c)
{
	list(d, "options");
	for (bool first = true; wire(&c) && !d->stopped; first = false) {
		uint16_t class;
		uint8_t type, flags, len;

		if (!first)
			say(d, ", ");
		class = get_be16(&c);
		type = get_u8(&c);
		flags = get_u8(&c);
		len = (uint8_t)((flags & 0x1f) * 4 + OPTION_HEADER);
		if (d->stopped)
			return false;
		item(d);
		note_u(d, "class", class);
		note_u(d, "type", type);
		note_u(d, "len", len);
		note_u(d, "flags", flags >> 5);
		if (has(&c, len - OPTION_HEADER)) {
			struct cur data = c;

			clip(&data, len - OPTION_HEADER);
			note_hex(d, "data", data);
		}
		sayf(d, "class %s (0x%x) type 0x%x%s len %u", class_name(class), class, type,
			type & CRITICAL ? "(C)" : "", len);
		if (wire(&c) + OPTION_HEADER < len) {
			say(d, " [bad length]");
			need(&c, wire(&c));
			invalid(d);
			return false;
		}
		if (d->opt->v > 1 && len > OPTION_HEADER) {
			say(d, " data");
			for (unsigned n = OPTION_HEADER; n < len; n += 4)
				sayf(d, " %08x", get_be32(&c));
		} else {
			take(&c, len - OPTION_HEADER);
		}
		done(d);
	}
	done(d);
	say(d, "]");
	return true;
}

static void dissect_geneve(struct dis *d, struct cur c)
{
	uint8_t ver_len, flags, rsvd;
	uint16_t type;
	uint32_t vni, opts;

	say(d, "Geneve");
	if (bad(d, "len", wire(&c), <, HEADER))
		return;
	ver_len = get_u8(&c);
	opts = (ver_len & 0x3f) * 4u;
	if (ver_len >> 6) {
		show_u(d, " ERROR: unknown-version ", "version", ver_len >> 6);
		invalid(d);
		return;
	}
	flags = get_u8(&c);
	type = get_be16(&c);
	vni = get_be24(&c);
	rsvd = get_u8(&c);
	say(d, ", Flags [");
	say_bits(d, flag_bits, "none", flags, "");
	show_x(d, "], vni 0x", "vni", vni, 0);
	note_u(d, "flags", flags);
	note_u(d, "version", ver_len >> 6);
	note_u(d, "options_length", opts);
	note_u(d, "reserved", rsvd);
	note_u(d, "protocol", type);
	if (rsvd)
		sayf(d, ", rsvd 0x%x", rsvd);
	if (d->opt->e) {
		say(d, ", proto ");
		say_name(d, ethertype_names, "unknown", type);
		sayf(d, " (0x%04x)", type);
	}
	if (wire(&c) < opts) {
		sayf(d, " (opts_len %u > %u", opts, wire(&c));
		invalid(d);
		return;
	}
	if (opts) {
		struct cur o = part(&c, opts);

		say(d, ", options [");
		if (d->opt->v) {
			if (!show_options(d, o))
				return;
		} else {
			need(&o, opts);
			sayf(d, "%u bytes]", opts);
		}
	}
	say_s(d, d->opt->v ? "\n\t" : ": ");
	d->src.len = d->dst.len = 0;
	if (enter_ethertype(d, type, c))
		return;
	if (type == TEB) {
		enter(d, &proto_eth, c);
	} else {
		show_x(d, "geneve-proto-0x", "payload", type, 0);
		need(&c, wire(&c));
	}
}

const struct proto proto_geneve = { "geneve", dissect_geneve };
