/* ICMP multi-part messages.  RFC 4884; MPLS: RFC 4950; interfaces: RFC 5837; PROBE: RFC 8335. */
#include "icmp_ext.h"

enum { MPLS = 1, INTERFACE_INFO = 2, INTERFACE_ID = 3 };
enum { HAS_INDEX = 0x08, HAS_ADDRESS = 0x04, HAS_NAME = 0x02, HAS_MTU = 0x01 };
enum { BY_NAME = 1, BY_INDEX, BY_ADDRESS };

static const struct name classes[] = {
	{ MPLS, "MPLS Stack Entry" },
	{ INTERFACE_INFO, "Interface Information" },
	{ INTERFACE_ID, "Interface Identification" },
	{ 0, NULL },
};

static const struct name roles[] = {
	{ 0, "Incoming IP Interface" },
	{ 1, "Sub-IP Component of Incoming IP Interface" },
	{ 2, "Outgoing IP Interface" },
	{ 3, "IP Next hop" },
	{ 0, NULL },
};

static const struct name reply_codes[] = {
	{ 0, "No error" },
	{ 1, "Malformed Query" },
	{ 2, "No Such Interface" },
	{ 3, "No Such Table Entry" },
	{ 4, "Multiple Interfaces Satisfy Query" },
	{ 0, NULL },
};

static const struct name reply_states[] = {
	{ 0, "Reserved" },
	{ 1, "Incomplete" },
	{ 2, "Reachable" },
	{ 3, "Stale" },
	{ 4, "Delay" },
	{ 5, "Probe" },
	{ 6, "Failed" },
	{ 0, NULL },
};

/* RFC 3032, 2.1 */
static void show_mpls(struct dis *d, struct cur *c)
{
	for (bool first = true; first ? wire(c) >= 4 : has(c, 4); first = false) {
		uint32_t e = get_be32(c);

		if (first)
			say(d, "\n\t    ");
		else
			say(d, ", ");
		sayf(d, "label %u, tc %u%s, ttl %u", e >> 12, e >> 9 & 7, e & 0x100 ? ", [S]" : "",
			e & 0xff);
	}
}

/* An address family, a length or reserved octets, an address.  False: the object is too short. */
static bool show_address(struct dis *d, struct cur *c, bool with_length)
{
	uint16_t afi;
	uint8_t len = 0;

	say(d, "\n\t    IP Address sub-object: ");
	if (wire(c) < 4)
		return false;
	need(c, 4);
	afi = get_be16(c);
	if (with_length)
		len = get_u8(c);
	skip(c, with_length ? 1 : 2);
	if (len > wire(c) && afi != 1 && afi != 2)
		return false;
	if (afi == 1) {
		uint32_t a;

		need(c, 4);
		if (with_length && len != 4 && !d->stopped)
			sayf(d, "[length %u != 4] ", len);
		a = get_ip4(c);
		show_ip4(d, "", "address", a);
	} else if (afi == 2) {
		struct ip6 a;

		need(c, 16);
		if (with_length && len != 16 && !d->stopped)
			sayf(d, "[length %u != 16] ", len);
		a = get_ip6(c);
		show_ip6(d, "", "address", a);
	} else {
		say(d, "Unknown Address Family Identifier");
		skip(c, left(c));
	}
	return true;
}

/* The name's length counts its own octet; it is padded with NULs.  False: the object ends here. */
static bool show_if_name(struct dis *d, struct cur *c, struct cur all)
{
	struct cur name;
	uint8_t len;

	say(d, "\n\t    Interface Name");
	len = get_u8(c);
	if (len == 0) {
		say(d, " [length 0]");
		invalid(d);
		return false;
	}
	if (len > 64) {
		sayf(d, " [length %u > 64]", len);
		invalid(d);
		return false;
	}
	need(&all, len);
	if (len > wire(c) + 1) {
		return false;
	}
	if (len % 4) {
		sayf(d, " [length %u != N x 4]", len);
		invalid(d);
		return false;
	}
	sayf(d, ", length %u: ", len);
	name = part(c, len - 1u);
	say_visz(d, name);
	note_text(d, "interface_name", name);
	return true;
}

/* all is not limited to the object: the reference reads on before it looks at the object's length.
 * False: what follows is not looked at. */
static bool show_info(struct dis *d, struct cur *c, struct cur all, uint8_t ctype)
{
	say(d, "\n\t    Interface Role: ");
	show_name(d, "role", roles, "unknown", ctype >> 6);
	if (ctype & HAS_INDEX && wire(c) < 4) {
		need(&all, 4);
		return false;
	}
	if (ctype & HAS_INDEX)
		show_u(d, "\n\t    Interface Index: ", "interface_index", get_be32(c));
	if (ctype & HAS_ADDRESS && !show_address(d, c, false))
		return false;
	if (ctype & HAS_NAME && wire(c) && !d->stopped &&
		!show_if_name(d, c, from(all, stepped(&all, c))))
		return false;
	if (ctype & HAS_MTU && wire(c) >= 4)
		show_u(d, "\n\t    MTU: ", "mtu", get_be32(c));
	return true;
}

static void show_raw(struct dis *d, struct cur c, bool one)
{
	if (d->opt->v > 1 && (!one || has(&c, wire(&c))))
		say_hex(d, "\n\t    ", c);
}

static void show_id(struct dis *d, struct cur *c, uint8_t ctype, bool one)
{
	switch (ctype) {
	case BY_NAME: {
		struct cur name = part(c, wire(c));

		sayf(d, "\n\t    Interface Name, length %u: ", wire(&name));
		if (!say_visz(d, name))
			need(&name, wire(&name));
		note_text(d, "interface_name", name);
		break;
	}
	case BY_INDEX: {
		uint32_t index = get_be32(c);

		show_u(d, "\n\t    Interface Index: ", "interface_index", index);
		break;
	}
	case BY_ADDRESS:
		show_address(d, c, true);
		break;
	default:
		show_raw(d, *c, one);
	}
}

static void show_objects(struct dis *d, struct cur c, bool one)
{
	list(d, "objects");
	while (wire(&c) >= 4 && !d->stopped) {
		uint16_t len = get_be16(&c);
		uint8_t class = get_u8(&c), ctype = get_u8(&c);
		struct cur o, all = c;

		if (d->stopped)
			return;
		item(d);
		say(d, "\n\t  ");
		if (name_of(classes, class)) {
			show_name(d, "class", classes, "", class);
			say(d, " Object");
		} else {
			say(d, "unknown");
			note_u(d, "class", class);
		}
		sayf(d, " (%u), Class-Type: %u, length %u", class, ctype, len);
		if (len < 4) {
			done(d);
			return;
		}
		o = part(&c, len - 4u);
		switch (class) {
		case MPLS:
			if (ctype == 1)
				show_mpls(d, &o);
			else
				show_raw(d, o, one);
			break;
		case INTERFACE_INFO:
			if (!show_info(d, &o, all, ctype))
				return;
			break;
		case INTERFACE_ID:
			show_id(d, &o, ctype, one);
			break;
		default:
			show_raw(d, o, one);
			break;
		}
		done(d);
		if (one || wire(&o) > left(&o))
			break;
	}
	done(d);
}

static void show_cksum(struct dis *d, struct cur c, uint32_t n)
{
	uint16_t sum = peek_be16(&c, 2);

	if (has(&c, n))
		sayf(d, ", checksum 0x%04x (%scorrect), length %u", sum,
			cksum(&c, n, 0) ? "in" : "", n);
}

void show_multipart(struct dis *d, struct cur ext)
{
	uint8_t ver = peek_u8(&ext, 0) >> 4;

	sayf(d, "\n\tICMP Multi-Part extension v%u", ver);
	if (ver != 2) {
		say(d, " packet not supported");
		return;
	}
	show_cksum(d, ext, wire(&ext));
	skip(&ext, 4);
	show_objects(d, ext, false);
}

void show_extended_echo(struct dis *d, struct cur c, uint8_t flags)
{
	uint16_t n;
	uint8_t ver;

	if (flags & 1)
		say(d, "\n\tLocal Interface");
	else
		say(d, "\n\tRemote Interface");
	ver = peek_u8(&c, 0) >> 4;
	if (ver != 2) {
		invalid(d);
		return;
	}
	n = (uint16_t)(4 + peek_be16(&c, 4)); /* one object; sic: wraps */
	show_cksum(d, c, n);
	pretend(&c, n < 8 ? 8 : n);
	skip(&c, 4);
	need(&c, 4);
	show_objects(d, c, true);
}

void show_extended_reply(struct dis *d, uint8_t code, uint8_t state)
{
	const char *c = name_of(reply_codes, code), *s = name_of(reply_states, state >> 5);

	sayf(d, "\n\tCode %u (%s), State %u (%s), active %u ipv4 %u ipv6 %u", code,
		c ? c : "Unknown", state >> 5, s ? s : "Unknown", state >> 2 & 1, state >> 1 & 1,
		state & 1);
	note_u(d, "state", state >> 5);
}
