/* BIND's lightweight resolver protocol.  ISC's specification, doc/draft/lwres of
 * BIND 9. */
#include "domain.h"

enum { HEADER = 28, RESPONSE = 1 };
enum { NOOP, GETADDRS = 0x10001, GETNAME, GETRDATA };
enum { IN = 1, V4 = 1, V6 = 2 };

static const struct name opcodes[] = {
	{ NOOP, "noop" },
	{ GETADDRS, "getaddrsbyname" },
	{ GETNAME, "getnamebyaddr" },
	{ GETRDATA, "getrdatabyname" },
	{ 0, NULL },
};

/* A counted string, then a NUL. */
static void show_string(struct dis *d, struct cur *c, const char *key)
{
	uint16_t n = get_be16(c);
	struct cur text = part(c, n);

	say(d, " ");
	say_vis(d, text);
	note_text(d, key, text);
	need(c, left(&text) < n); /* cut short */
	if (get_u8(c) != 0)
		say(d, " (not NUL-terminated!)");
}

static void show_strings(struct dis *d, struct cur *c, uint16_t n)
{
	list(d, "aliases");
	while (n-- && !d->stopped) {
		item(d);
		show_string(d, c, "name");
		done(d);
	}
	done(d);
}

/* A counted blob in hex. */
static void show_blob(struct dis *d, struct cur *c, const char *key)
{
	uint16_t n = get_be16(c);
	struct cur blob = part(c, n);

	say_bytes(d, blob, 0);
	note_hex(d, key, blob);
	need(c, left(&blob) < n);
}

/* False: too short for its family. */
static bool show_address(struct dis *d, struct cur *c)
{
	uint32_t family = get_be32(c);
	uint16_t n = get_be16(c);
	struct cur a;

	if ((family == V4 && n < 4) || (family == V6 && n < 16)) {
		invalid(d);
		return false;
	}
	a = take(c, n);
	if (family == V4) {
		show_ip4(d, " ", "address", get_ip4(&a));
	} else if (family == V6) {
		show_ip6(d, " ", "address", get_ip6(&a));
	} else {
		show_u(d, " ", "family", family);
		say(d, "/");
		say_bytes(d, a, 0);
		note_hex(d, "address", a);
	}
	return true;
}

static void show_flags(struct dis *d, struct cur *c)
{
	uint32_t flags = get_be32(c);

	note_u(d, "query_flags", flags);
	if (d->opt->v > 2)
		sayf(d, " flags:0x%x", flags);
}

static void show_type(struct dis *d, uint16_t class, uint16_t type)
{
	say(d, " ");
	show_name(d, "type", domain_types, "Type%u", type);
	if (class != IN) {
		say(d, " ");
		show_name(d, "class", domain_classes, "Class%u", class);
	}
}

/* Each returns false if the message is wrong. */

static bool show_request(struct dis *d, struct cur *c, uint32_t opcode)
{
	uint32_t kinds;
	uint16_t class, type;

	if (opcode == NOOP)
		return true;
	show_flags(d, c);
	if (opcode == GETNAME)
		return show_address(d, c);
	if (opcode == GETADDRS) {
		kinds = get_be32(c);
		need(c, 2);
		note_u(d, "addrtypes", kinds);
		if ((kinds & 3) == 3)
			say(d, " IPv4/6");
		else if (kinds & 3)
			say_s(d, kinds & V4 ? " IPv4" : " IPv6");
		if (kinds & ~3U)
			sayf(d, "[0x%x]", kinds);
	} else {
		class = get_be16(c), type = get_be16(c);
		need(c, 2);
		show_type(d, class, type);
	}
	show_string(d, c, "name");
	return true;
}

static bool show_addresses(struct dis *d, struct cur *c)
{
	uint16_t aliases, addresses;

	aliases = get_be16(c), addresses = get_be16(c);
	need(c, 2);
	show_u(d, " ", "naliases", aliases);
	show_u(d, "/", "naddrs", addresses);
	show_string(d, c, "name");
	show_strings(d, c, aliases);
	list(d, "addresses");
	while (addresses-- && !d->stopped) {
		bool ok;

		item(d);
		ok = show_address(d, c);
		done(d);
		if (!ok)
			return false;
	}
	done(d);
	return true;
}

static void show_blobs(struct dis *d, struct cur *c, const char *key, uint16_t n)
{
	list(d, key);
	while (n-- && !d->stopped) {
		item(d);
		show_blob(d, c, "data");
		done(d);
	}
	done(d);
}

static bool show_reply(struct dis *d, struct cur *c, uint32_t opcode)
{
	uint16_t class, type, records, sigs;
	uint32_t ttl;

	if (opcode == NOOP)
		return true;
	show_flags(d, c);
	if (opcode == GETADDRS)
		return show_addresses(d, c);
	if (opcode == GETNAME) {
		records = get_be16(c);
		need(c, 2);
		show_u(d, " ", "naliases", records);
		show_string(d, c, "name");
		show_strings(d, c, records);
		return true;
	}
	class = get_be16(c), type = get_be16(c);
	ttl = get_be32(c);
	records = get_be16(c), sigs = get_be16(c);
	show_type(d, class, type);
	say(d, " TTL ");
	say_secs(d, ttl);
	note_u(d, "ttl", ttl);
	show_u(d, " ", "nrdatas", records);
	show_u(d, "/", "nsigs", sigs);
	show_string(d, c, "name");
	show_blobs(d, c, "rdatas", records);
	show_blobs(d, c, "sigs", sigs);
	return true;
}

static void show_header(struct dis *d, struct cur *c)
{
	uint32_t serial = get_be32(c), opcode = get_be32(c), result = get_be32(c),
		 most = get_be32(c);
	uint16_t authtype = get_be16(c), authlen = get_be16(c);

	(void)opcode;
	note_u(d, "serial", serial);
	note_u(d, "result", result);
	note_u(d, "recvlength", most);
	note_u(d, "authtype", authtype);
	note_u(d, "authlength", authlen);
	if (d->opt->v < 2)
		return;
	sayf(d, " (serial:0x%x result:0x%x recvlen:%u", serial, result, most);
	if (d->opt->v > 2)
		sayf(d, " authtype:0x%x authlen:%u", authtype, authlen);
	say(d, ")");
}

static void dissect_lwres(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint32_t length, opcode;
	uint16_t version, flags;
	bool known;

	need(&c, HEADER);
	length = get_be32(&c);
	version = get_be16(&c);
	say(d, " lwres");
	note_u(d, "length", length);
	note_u(d, "version", version);
	if (d->opt->v || version)
		sayf(d, " v%u", version);
	known = false;
	if (version != 0) {
		need(&whole, length);
	} else {
		flags = get_be16(&c);
		opcode = peek_be32(&c, 4);
		say(d, " ");
		show_name(d, "opcode", opcodes, "#0x%x", opcode);
		note_u(d, "flags", flags);
		if (!(flags & RESPONSE))
			say(d, "?");
		if (flags & ~RESPONSE)
			sayf(d, "[0x%x]", flags);
		show_header(d, &c);
		known = name_of(opcodes, opcode);
		if (known && !(flags & RESPONSE ? show_reply(d, &c, opcode)
						: show_request(d, &c, opcode)))
			return;
	}
	if (length != wire(&whole))
		sayf(d, " [len: %u != %u]", length, wire(&whole));
	if (known && stepped(&whole, &c) < length)
		say(d, "[extra]");
}

const struct proto proto_lwres = { "lwres", dissect_lwres };
