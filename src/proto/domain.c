/* Domain Name System.  RFC 1035; AAAA: RFC 3596; SRV: RFC 2782; bit labels: RFC 2673; EDNS: RFC
 * 6891 and the IANA registry of its options; TSIG: RFC 8945; URI: RFC 7553; multicast: RFC 6762. */
#include "domain.h"

#define HEADER 12
#define MDNS   5353

enum {
	T_A = 1,
	T_NS = 2,
	T_CNAME = 5,
	T_SOA = 6,
	T_PTR = 12,
	T_MX = 15,
	T_TXT = 16,
	T_AAAA = 28,
	T_LOC = 29,
	T_SRV = 33,
	T_A6 = 38,
	T_DNAME = 39,
	T_OPT = 41,
	T_DS = 43,
	T_RRSIG = 46,
	T_NSEC = 47,
	T_DNSKEY = 48,
	T_SVCB = 64,
	T_HTTPS = 65,
	T_UNSPECA = 104,
	T_TSIG = 250,
	T_URI = 256
};
enum { C_IN = 1 };
enum { QR = 0x8000, AA = 0x400, TC = 0x200, RD = 0x100, RA = 0x80, AD = 0x20, CD = 0x10 };
enum { ODD_IN_QUERY = 0x06cf }; /* bits that mean nothing in a query */
enum { INDIR = 0xc0, EDNS_LABEL = 0x40, BITSTRING = 0x41 };
enum {
	O_DAU = 5,
	O_DHU = 6,
	O_N3U = 7,
	O_ECS = 8,
	O_EXPIRE = 9,
	O_COOKIE = 10,
	O_KEEPALIVE = 11,
	O_PADDING = 12,
	O_CHAIN = 13,
	O_KEYTAG = 14
};

struct dns { /* one message */
	struct cur whole;
	bool mdns;
};

static const struct name opcodes[] = {
	{ 0, "" },
	{ 1, " inv_q" },
	{ 2, " stat" },
	{ 4, " notify" },
	{ 5, " update" },
	{ 9, " updateA" },
	{ 10, " updateD" },
	{ 11, " updateDA" },
	{ 12, " updateM" },
	{ 13, " updateMA" },
	{ 14, " zoneInit" },
	{ 15, " zoneRef" },
	{ 0, NULL },
};

static const struct name rcodes[] = {
	{ 0, "" },
	{ 1, " FormErr" },
	{ 2, " ServFail" },
	{ 3, " NXDomain" },
	{ 4, " NotImp" },
	{ 5, " Refused" },
	{ 6, " YXDomain" },
	{ 7, " YXRRSet" },
	{ 8, " NXRRSet" },
	{ 9, " NotAuth" },
	{ 10, " NotZone" },
	{ 15, " NoChange" },
	{ 16, " BadVers" },
	{ 17, "Resp17" }, /* sic: no space */
	{ 21, "Resp21" }, /* sic */
	{ 23, " BadCookie" },
	{ 0, NULL },
};

const struct name domain_types[] = {
	{ 1, "A" },
	{ 2, "NS" },
	{ 3, "MD" },
	{ 4, "MF" },
	{ 5, "CNAME" },
	{ 6, "SOA" },
	{ 7, "MB" },
	{ 8, "MG" },
	{ 9, "MR" },
	{ 10, "NULL" },
	{ 11, "WKS" },
	{ 12, "PTR" },
	{ 13, "HINFO" },
	{ 14, "MINFO" },
	{ 15, "MX" },
	{ 16, "TXT" },
	{ 17, "RP" },
	{ 18, "AFSDB" },
	{ 19, "X25" },
	{ 20, "ISDN" },
	{ 21, "RT" },
	{ 22, "NSAP" },
	{ 23, "NSAP_PTR" },
	{ 24, "SIG" },
	{ 25, "KEY" },
	{ 26, "PX" },
	{ 27, "GPOS" },
	{ 28, "AAAA" },
	{ 29, "LOC" },
	{ 30, "NXT" },
	{ 31, "EID" },
	{ 32, "NIMLOC" },
	{ 33, "SRV" },
	{ 34, "ATMA" },
	{ 35, "NAPTR" },
	{ 36, "KX" },
	{ 37, "CERT" },
	{ 38, "A6" },
	{ 39, "DNAME" },
	{ 40, "SINK" },
	{ 41, "OPT" },
	{ 42, "APL" },
	{ 43, "DS" },
	{ 44, "SSHFP" },
	{ 45, "IPSECKEY" },
	{ 46, "RRSIG" },
	{ 47, "NSEC" },
	{ 48, "DNSKEY" },
	{ 49, "DHCID" },
	{ 50, "NSEC3" },
	{ 51, "NSEC3PARAM" },
	{ 52, "TLSA" },
	{ 53, "SMIMEA" },
	{ 55, "HIP" },
	{ 56, "NINFO" },
	{ 57, "RKEY" },
	{ 58, "TALINK" },
	{ 59, "CDS" },
	{ 60, "CDNSKEY" },
	{ 61, "OPENPGPKEY" },
	{ 62, "CSYNC" },
	{ 63, "ZONEMD" },
	{ 64, "SVCB" },
	{ 65, "HTTPS" },
	{ 99, "SPF" },
	{ 100, "UINFO" },
	{ 101, "UID" },
	{ 102, "GID" },
	{ 103, "UNSPEC" },
	{ 104, "NID" },
	{ 105, "L32" },
	{ 106, "L64" },
	{ 107, "LP" },
	{ 108, "EUI48" },
	{ 109, "EUI64" },
	{ 249, "TKEY" },
	{ 250, "TSIG" },
	{ 251, "IXFR" },
	{ 252, "AXFR" },
	{ 253, "MAILB" },
	{ 254, "MAILA" },
	{ 255, "ANY" },
	{ 256, "URI" },
	{ 257, "CAA" },
	{ 258, "AVC" },
	{ 259, "DOA" },
	{ 260, "AMTRELAY" },
	{ 261, "RESINFO" },
	{ 32768, "TA" },
	{ 32769, "DLV" },
	{ 0, NULL },
};

const struct name domain_classes[] = { { 1, "IN" }, { 3, "CHAOS" }, { 4, "HS" }, { 255, "ANY" },
	{ 0, NULL } };

static const struct name edns_options[] = {
	{ 1, "LLQ" },
	{ 2, "UL" },
	{ 3, "NSID" },
	{ O_DAU, "DAU" },
	{ O_DHU, "DHU" },
	{ O_N3U, "N3U" },
	{ O_ECS, "ECS" },
	{ O_EXPIRE, "EXPIRE" },
	{ O_COOKIE, "COOKIE" },
	{ O_KEEPALIVE, "KEEPALIVE" },
	{ O_PADDING, "PADDING" },
	{ O_CHAIN, "CHAIN" },
	{ O_KEYTAG, "KEY-TAG" },
	{ 16, "CLIENT-TAG" },
	{ 17, "SERVER-TAG" },
	{ 0, NULL },
};

/* RFC 4034, A.1 and its successors */
static const struct name sec_algorithms[] = {
	{ 0, "DELETE" },
	{ 1, "RSAMD5" },
	{ 2, "DH" },
	{ 3, "DS" },
	{ 5, "RSASHA1" },
	{ 6, "DSA-NSEC3-SHA1" },
	{ 7, "RSASHA1-NSEC3-SHA1" },
	{ 8, "RSASHA256" },
	{ 10, "RSASHA512" },
	{ 12, "ECC-GOST" },
	{ 13, "ECDSAP256SHA256" },
	{ 14, "ECDSAP384SHA384" },
	{ 15, "ED25519" },
	{ 16, "ED448" },
	{ 252, "INDIRECT" },
	{ 253, "PRIVATEDNS" },
	{ 254, "PRIVATEOID" },
	{ 0, NULL },
};

static const struct name ds_hashes[] = {
	{ 1, "SHA-1" },
	{ 2, "SHA-256" },
	{ 3, "GOST_R_34.11-94" },
	{ 4, "SHA-384" },
	{ 0, NULL },
};

static const struct name nsec3_hashes[] = { { 1, "SHA-1" }, { 0, NULL } };

/* --- names --- */

static uint32_t bits_octets(uint8_t bits) { return bits == 0 ? 32 : (bits + 7u) / 8; }

/* Step over a name; false if it is malformed or cut short (nothing is said or stopped). */
static bool skip_name(struct cur *c)
{
	while (more(c)) {
		uint8_t len = get_u8(c);

		if (len == 0)
			return true;
		if ((len & INDIR) == INDIR) {
			if (!more(c))
				return false;
			skip(c, 1);
			return true;
		}
		if ((len & INDIR) == EDNS_LABEL) {
			uint32_t n;

			if (len != BITSTRING || !more(c))
				return false;
			n = bits_octets(get_u8(c));
			if (!has(c, n))
				return false;
			skip(c, n);
			continue;
		}
		if (len & INDIR || !has(c, len))
			return false;
		skip(c, len);
	}
	return false;
}

/* "\[x0f/8]": RFC 2673, 3 */
static bool say_bitstring(struct dis *d, struct cur *c)
{
	uint8_t bits;
	uint32_t n;

	if (!more(c))
		return false;
	bits = get_u8(c);
	n = bits ? bits : 256;
	say(d, "\\[x");
	for (uint32_t rest = n; rest; rest -= rest < 8 ? rest : 8) {
		uint8_t b;

		if (!more(c))
			return false;
		b = get_u8(c);
		if (rest < 8) /* the last bits only */
			b &= (uint8_t)(0xff << (8 - rest));
		say_x(d, b >> 4, 1);
		if (rest > 4)
			say_x(d, b & 0xf, 1);
	}
	sayf(d, "/%u]", n);
	return true;
}

static bool say_label(struct dis *d, struct cur *c, uint8_t len)
{
	if (len == BITSTRING)
		return say_bitstring(d, c);
	if ((len & INDIR) == EDNS_LABEL) {
		sayf(d, "<ELT %u>", len & 0x3f);
		return false;
	}
	if (len & INDIR) {
		say(d, "<BAD LABEL TYPE>");
		return false;
	}
	for (; len; len--) {
		if (!more(c))
			return false;
		say_visc(d, get_u8(c));
	}
	return true;
}

/* Say a name and step over it.  A pointer must lead to before where its name or the pointer
 * before it began, so this ends.  False: malformed or cut short. */
static bool say_name_at(struct dis *d, const struct dns *m, struct cur *c)
{
	uint32_t floor = stepped(&m->whole, c);
	struct cur at = *c;
	uint8_t len;

	skip_name(c); /* what there is of a cut name is said all the same */
	if (!more(&at))
		return false;
	len = get_u8(&at);
	if (len == 0) {
		say(d, ".");
		return true;
	}
	while (len) {
		if ((len & INDIR) == INDIR) {
			uint32_t to;

			if (!more(&at))
				return false;
			to = (len & 0x3fu) << 8 | get_u8(&at);
			if (to >= floor || to >= left(&m->whole)) {
				say(d, "<BAD PTR>");
				return false;
			}
			floor = to;
			at = from(m->whole, to);
		} else {
			if (!(len & INDIR) &&
				!more(&at)) /* the reference says nothing, and goes on */
				return true;
			if (!say_label(d, &at, len))
				return false;
			say(d, ".");
		}
		if (!more(&at))
			return false;
		len = get_u8(&at);
	}
	return true;
}

enum { NAME_TEXT = 1024 }; /* 255 octets, each four characters at most */

/* One octet of a label as RFC 1035, 5.1 writes it. */
static uint32_t put_octet(char *o, uint32_t n, uint8_t ch)
{
	if (ch == '.' || ch == '\\') {
		o[n++] = '\\';
	} else if (ch < '!' || ch > '~') {
		o[n++] = '\\';
		o[n++] = (char)('0' + ch / 100);
		o[n++] = (char)('0' + ch / 10 % 10);
		ch = (uint8_t)('0' + ch % 10);
	}
	o[n++] = (char)ch;
	return n;
}

/* The name at c for machines, into NAME_TEXT + 16 octets: no dot at its end.  Its length, or -1 if
 * it is malformed. */
static int domain_text(const struct dns *m, struct cur c, char *text)
{
	uint32_t floor = stepped(&m->whole, &c), n = 0;
	uint8_t len;

	while (has(&c, 1) && (len = get_u8(&c)) != 0) {
		if ((len & INDIR) == INDIR) {
			uint32_t to;

			if (!has(&c, 1))
				return -1;
			to = (len & 0x3fu) << 8 | get_u8(&c);
			if (to >= floor || to >= left(&m->whole))
				return -1;
			floor = to;
			c = from(m->whole, to);
			continue;
		}
		if (len & INDIR || !has(&c, len) || n + 4u * len > NAME_TEXT)
			return -1;
		if (n)
			text[n++] = '.';
		for (; len; len--)
			n = put_octet(text, n, get_u8(&c));
		if (!has(&c, 1))
			return -1;
	}
	text[n] = '\0';
	return (int)n;
}

/* The root is "<Root>" as in Wireshark.  Malformed names are not noted. */
static void note_domain(struct dis *d, const struct dns *m, const char *key, struct cur c)
{
	char text[NAME_TEXT + 16];
	int n = domain_text(m, c, text);

	if (n >= 0)
		note_s(d, key, n ? text : "<Root>");
}

/* How many labels a name has, as far as it is well-formed; a pointer counts with what it is to. */
static uint32_t labels_of(const struct dns *m, struct cur c)
{
	char text[NAME_TEXT + 16];
	uint32_t n = 0;

	if (domain_text(m, c, text) <= 0)
		return 0;
	for (const char *s = text; *s; s++) {
		if (*s == '\\' && s[1])
			s++;
		else if (*s == '.')
			n++;
	}
	return n + 1;
}

/* If it is the name of a service, what it is made of. */
static void note_service(struct dis *d, const struct dns *m, struct cur c)
{
	char text[NAME_TEXT + 16];

	if (domain_text(m, c, text) >= 0)
		dnssd_note(d, text);
}

bool say_domain(struct dis *d, struct cur message, struct cur *c)
{
	struct dns m = { .whole = message };

	return say_name_at(d, &m, c);
}

void domain_note(struct dis *d, struct cur message, const char *key, struct cur c)
{
	struct dns m = { .whole = message };

	if (wants_fields(d))
		note_domain(d, &m, key, c);
}

/* --- questions --- */

static void say_class(struct dis *d, uint16_t class)
{
	if (class == C_IN)
		return;
	say(d, " ");
	say_name(d, domain_classes, "(Class %u)", class);
}

/* False: cut short. */
static bool show_question(struct dis *d, const struct dns *m, struct cur *c)
{
	struct cur np = *c;
	uint16_t type, class;
	bool ok;

	if (!skip_name(&np) || !has(&np, 4))
		return false;
	type = get_be16(&np);
	class = get_be16(&np);
	item(d);
	if (wants_fields(d)) {
		note_domain(d, m, "name", *c);
		note_u(d, "labels", labels_of(m, *c));
		note_service(d, m, *c);
	}
	say(d, " ");
	show_name(d, "type", domain_types, "Type%u", type);
	note_u(d, "class", class);
	say_class(d, m->mdns ? class & 0x7fff : class);
	if (m->mdns)
		say_s(d, class & 0x8000 ? " (QU)" : " (QM)");
	say(d, "? ");
	ok = say_name_at(d, m, c);
	done(d);
	if (!ok)
		return false;
	*c = np;
	return true;
}

/* --- EDNS --- */

static void say_algorithms(struct dis *d, struct cur v, const struct name *t)
{
	while (more(&v)) {
		uint8_t alg = get_u8(&v);

		say(d, " ");
		say_name(d, t, "Alg_%u", alg);
	}
}

static uint32_t octets_of(uint8_t bits) { return (bits + 7u) / 8; }

/* Is an option's length what its code asks for?  v holds what we have of it. */
static bool option_fits(uint16_t code, struct cur v, uint32_t n)
{
	uint16_t family;

	switch (code) {
	case O_ECS: /* RFC 7871, 6 */
		if (n < 5 || !has(&v, 4))
			return false;
		family = peek_be16(&v, 0);
		return (family == 1 || family == 2) && n == octets_of(peek_u8(&v, 2)) + 4 &&
		       n <= (family == 1 ? 8 : 20);
	case O_COOKIE: /* RFC 7873, 4 */
		return n == 8 || (n >= 16 && n <= 40);
	case O_EXPIRE: /* RFC 7314, 2.2 */
		return n == 4;
	case O_KEEPALIVE: /* RFC 7828, 3.1 */
		return n == 2;
	case O_KEYTAG: /* RFC 8145, 4.1 */
		return n % 2 == 0;
	}
	return true;
}

static void say_ecs(struct dis *d, struct cur v)
{
	uint16_t family = get_be16(&v);
	uint8_t source = get_u8(&v), a[16] = { 0 };
	uint8_t scope = get_u8(&v);

	get_bytes(&v, a, left(&v) < 16 ? left(&v) : 16);
	if (family == 1)
		say_ip4n(d, ld_be32(a));
	else
		say_ip6n(d, ld_ip6(a));
	sayf(d, "/%u/%u", source, scope);
}

static void show_option(struct dis *d, const struct dns *m, uint16_t code, struct cur v)
{
	uint32_t n = left(&v);

	switch (code) {
	case O_DAU:
		say_algorithms(d, v, sec_algorithms);
		return;
	case O_DHU:
		say_algorithms(d, v, ds_hashes);
		return;
	case O_N3U:
		say_algorithms(d, v, nsec3_hashes);
		return;
	case O_PADDING:
		sayf(d, " (%u)", n);
		return;
	}
	say(d, " ");
	switch (code) {
	case O_CHAIN:
		say_name_at(d, m, &v);
		break;
	case O_ECS:
		say_ecs(d, v);
		break;
	case O_COOKIE:
		say_bytes(d, take(&v, 8), 0);
		if (more(&v)) {
			say(d, " ");
			say_bytes(d, v, 0);
		}
		break;
	case O_EXPIRE:
		sayf(d, "%u sec", get_be32(&v));
		break;
	case O_KEEPALIVE:
		sayf(d, "%u.%u sec", peek_be16(&v, 0) / 10, peek_be16(&v, 0) % 10);
		break;
	case O_KEYTAG:
		for (bool first = true; more(&v); first = false)
			sayf(d, "%s%u", first ? "" : " ", get_be16(&v));
		break;
	default:
		say_bytes(d, v, 0);
		break;
	}
}

/* False: cut short. */
static bool show_opt(struct dis *d, const struct dns *m, struct cur c, uint32_t n)
{
	bool first = true;

	if (n == 0)
		return true;
	say(d, " [");
	list(d, "options");
	while (n) {
		uint16_t code, len;

		if (!first)
			say(d, ",");
		first = false;
		if (!has(&c, 2))
			return false;
		code = get_be16(&c);
		item(d);
		show_name(d, "code", edns_options, "Opt%u", code);
		if (!has(&c, 2))
			return false;
		len = get_be16(&c);
		if (!has(&c, len))
			return false;
		note_u(d, "length", len);
		if (len) {
			struct cur data = c;

			clip(&data, len);
			note_hex(d, "data", data);
			if (wants_fields(d))
				domain_note_option(d, code, data);
		}
		if (len && !option_fits(code, c, len)) {
			say(d, " ");
			invalid(d);
		} else if (len) {
			struct cur v = c;

			show_option(d, m, code, take(&v, len));
		}
		skip(&c, len);
		n -= n < len + 4u ? n : len + 4u;
		done(d);
	}
	done(d);
	say(d, "]");
	return true;
}

/* --- resource records --- */

static bool show_soa(struct dis *d, const struct dns *m, struct cur c)
{
	if (!d->opt->v)
		return true;
	say(d, " ");
	if (!say_name_at(d, m, &c))
		return false;
	say(d, " ");
	if (!say_name_at(d, m, &c))
		return false;
	for (int i = 0; i < 5; i++) {
		if (!has(&c, 4))
			return false;
		say(d, " ");
		say_u(d, get_be32(&c));
	}
	return true;
}

static bool show_txt(struct dis *d, struct cur c, uint32_t n)
{
	struct cur start = c;

	while (stepped(&start, &c) < n) {
		uint8_t len;

		say(d, " \"");
		if (!more(&c))
			return false;
		for (len = get_u8(&c); len; len--) {
			if (!more(&c))
				return false;
			say_visc(d, get_u8(&c));
		}
		say(d, "\"");
	}
	return true;
}

/* RFC 2874, 3.1 */
static bool show_a6(struct dis *d, const struct dns *m, struct cur c)
{
	uint8_t prefix, a[16] = { 0 };

	if (!more(&c))
		return false;
	prefix = get_u8(&c);
	if (prefix > 128) {
		sayf(d, " %u(bad plen)", prefix);
		return true;
	}
	if (prefix < 128) {
		if (!has(&c, 16u - prefix / 8))
			return false;
		for (int i = prefix / 8; i < 16; i++)
			a[i] = get_u8(&c);
		sayf(d, " %u ", prefix);
		say_ip6(d, ld_ip6(a));
	}
	if (prefix > 0) {
		say(d, " ");
		return say_name_at(d, m, &c);
	}
	return true;
}

static bool show_tsig(struct dis *d, const struct dns *m, struct cur c)
{
	uint16_t fudge, maclen, id, error, other;

	if (!d->opt->v)
		return true;
	say(d, " ");
	if (!say_name_at(d, m, &c))
		return false;
	skip(&c, 6);
	if (!has(&c, 2))
		return false;
	fudge = get_be16(&c);
	sayf(d, " fudge=%u", fudge);
	if (!has(&c, 2))
		return false;
	maclen = get_be16(&c);
	sayf(d, " maclen=%u", maclen);
	skip(&c, maclen);
	if (!has(&c, 2))
		return false;
	id = get_be16(&c);
	sayf(d, " origid=%u", id);
	if (!has(&c, 2))
		return false;
	error = get_be16(&c);
	sayf(d, " error=%u", error);
	if (!has(&c, 2))
		return false;
	other = get_be16(&c);
	sayf(d, " otherlen=%u", other);
	return true;
}

static bool show_srv(struct dis *d, const struct dns *m, struct cur c)
{
	struct cur name = c;

	say(d, " ");
	if (!has(&c, 2))
		return false;
	skip(&name, 6);
	if (!say_name_at(d, m, &name) || !has(&c, 6))
		return false;
	sayf(d, ":%u %u %u", peek_be16(&c, 4), peek_be16(&c, 0), peek_be16(&c, 2));
	return true;
}

static bool show_mx(struct dis *d, const struct dns *m, struct cur c)
{
	struct cur name = c;

	say(d, " ");
	skip(&name, 2);
	if (!say_name_at(d, m, &name) || !has(&c, 2))
		return false;
	sayf(d, " %u", peek_be16(&c, 0));
	return true;
}

static bool show_uri(struct dis *d, struct cur c, uint32_t n)
{
	if (!has(&c, n))
		return false;
	if (n < 4) {
		sayf(d, " len %u is too short (< 4)", n);
		return true;
	}
	sayf(d, " %u %u ", peek_be16(&c, 0), peek_be16(&c, 2));
	skip(&c, 4);
	say_vis(d, take(&c, n - 4));
	return true;
}

/* The record's data; c is limited to the message, not to the n octets. */
static bool show_rdata(struct dis *d, const struct dns *m, struct cur c, uint16_t type, uint32_t n)
{
	struct ip6 a;
	uint32_t ip4;

	switch (type) {
	case T_A:
		if (!has(&c, 4))
			return false;
		ip4 = get_ip4(&c);
		say(d, " ");
		say_ip4n(d, ip4); /* a number, also without -n */
		note_ip4(d, "a", ip4);
		return true;
	case T_AAAA:
		if (!has(&c, 16))
			return false;
		a = get_ip6(&c);
		say(d, " ");
		say_ip6n(d, a);
		note_ip6(d, "aaaa", a);
		return true;
	case T_NS:
	case T_CNAME:
	case T_PTR:
	case T_DNAME:
		say(d, " ");
		return say_name_at(d, m, &c);
	case T_SOA:
		return show_soa(d, m, c);
	case T_MX:
		return show_mx(d, m, c);
	case T_TXT:
		return show_txt(d, c, n);
	case T_SRV:
		return show_srv(d, m, c);
	case T_A6:
		return show_a6(d, m, c);
	case T_UNSPECA:
		if (!has(&c, n))
			return false;
		say_vis(d, take(&c, n));
		return true;
	case T_TSIG:
		return show_tsig(d, m, c);
	case T_URI:
		return show_uri(d, c, n);
	}
	return true;
}

static void note_soa(struct dis *d, struct cur c)
{
	note_u(d, "serial", peek_be32(&c, 0));
	note_u(d, "refresh", peek_be32(&c, 4));
	note_u(d, "retry", peek_be32(&c, 8));
	note_u(d, "expire", peek_be32(&c, 12));
	note_u(d, "minimum", peek_be32(&c, 16));
}

/* RFC 4034, 3.1 */
static void note_rrsig(struct dis *d, const struct dns *m, struct cur c)
{
	note_u(d, "type_covered", peek_be16(&c, 0));
	note_u(d, "algorithm", peek_u8(&c, 2));
	note_u(d, "labels", peek_u8(&c, 3));
	note_u(d, "original_ttl", peek_be32(&c, 4));
	note_u(d, "expiration", peek_be32(&c, 8));
	note_u(d, "inception", peek_be32(&c, 12));
	note_u(d, "key_tag", peek_be16(&c, 16));
	skip(&c, 18);
	note_domain(d, m, "signer", c);
	if (skip_name(&c))
		note_hex(d, "signature", c);
}

/* What rdata says beside addresses.  All len octets are there; names may point out of them. */
static void note_rdata(
	struct dis *d, const struct dns *m, struct cur c, uint16_t type, uint16_t len)
{
	struct cur rdata = part(&c, len);
	struct cur name = rdata;

	switch (type) {
	case T_NS:
		note_domain(d, m, "ns", name);
		break;
	case T_CNAME:
		note_domain(d, m, "cname", name);
		break;
	case T_PTR:
		note_domain(d, m, "ptr", name);
		note_service(d, m, name); /* an instance of what its owner is called */
		break;
	case T_DNAME:
		note_domain(d, m, "dname", name);
		break;
	case T_MX:
		if (len < 3)
			break;
		note_u(d, "preference", get_be16(&name));
		note_domain(d, m, "mx", name);
		break;
	case T_SRV:
		if (len < 7)
			break;
		note_u(d, "priority", get_be16(&name));
		note_u(d, "weight", get_be16(&name));
		note_u(d, "port", get_be16(&name));
		note_domain(d, m, "target", name);
		break;
	case T_TXT:
		while (has(&rdata, 1) && has(&rdata, peek_u8(&rdata, 0) + 1u)) {
			uint8_t n = get_u8(&rdata);

			note_text(d, "txt", part(&rdata, n));
		}
		break;
	case T_SOA:
		note_domain(d, m, "mname", name);
		if (!skip_name(&name))
			break;
		note_domain(d, m, "rname", name);
		if (skip_name(&name) && has(&name, 20))
			note_soa(d, name);
		break;
	case T_RRSIG:
		if (len >= 19)
			note_rrsig(d, m, name);
		break;
	case T_LOC:
		domain_note_loc(d, rdata);
		break;
	case T_DNSKEY:
		domain_note_key(d, rdata);
		break;
	case T_DS:
		domain_note_ds(d, rdata);
		break;
	case T_NSEC:
		note_domain(d, m, "next_domain", name);
		if (skip_name(&name))
			note_hex(d, "type_bitmap", name);
		break;
	case T_SVCB:
	case T_HTTPS:
		if (len < 3)
			break;
		note_u(d, "priority", get_be16(&name));
		note_domain(d, m, "target", name);
		if (skip_name(&name))
			domain_note_parameters(d, name);
		break;
	case T_A: /* told with its address */
	case T_AAAA:
	case T_OPT: /* ... or by its options */
		break;
	default:
		note_hex(d, "data", rdata);
	}
}

/* False: cut short. */
static bool show_record(struct dis *d, const struct dns *m, struct cur *c)
{
	struct cur np = *c, name = *c, data;
	uint16_t type, class, len;
	uint32_t ttl;
	bool ok;

	if (d->opt->v) {
		say(d, " ");
		if (!say_name_at(d, m, c))
			return false;
	}
	if (!skip_name(&np) || !has(&np, 10)) {
		skip(c, left(c)); /* cut short here, if more was to come */
		return true;
	}
	type = get_be16(&np);
	class = get_be16(&np);
	ttl = get_be32(&np);
	len = get_be16(&np);
	if (type != T_OPT) {
		say_class(d, m->mdns ? class & 0x7fff : class);
		if (m->mdns && class & 0x8000)
			say(d, " (Cache flush)");
		if (d->opt->v > 2) {
			say(d, " [");
			say_secs(d, ttl);
			say(d, "]");
		}
	}
	item(d);
	if (wants_fields(d)) {
		note_domain(d, m, "name", name);
		if (type != T_PTR)
			note_service(d, m, name);
	}
	note_u(d, "class", class);
	if (type == T_OPT) /* RFC 6891, 6.1.3 */
		note_u(d, "extended_flags", ttl);
	else
		note_u(d, "ttl", ttl);
	note_u(d, "length", len);
	say(d, " ");
	show_name(d, "type", domain_types, "Type%u", type);
	if (!has(&np, len)) {
		done(d);
		return false;
	}
	data = np;
	if (wants_fields(d))
		note_rdata(d, m, data, type, len);
	if (type == T_OPT) {
		show_u(d, " UDPsize=", "udp_size", class);
		if (ttl & 0x8000)
			say(d, " DO");
		ok = show_opt(d, m, data, len);
	} else {
		ok = show_rdata(d, m, data, type, len);
	}
	done(d);
	*c = data;
	skip(c, len);
	return ok;
}

/* One section; false: cut short. */
static bool show_section(struct dis *d, const struct dns *m, struct cur *c, uint16_t n)
{
	for (uint16_t i = 0; i < n; i++) {
		if (i && !more(c))
			return false;
		if (i)
			say(d, ",");
		if (!show_record(d, m, c))
			return false;
	}
	return true;
}

/* The upper bits of the response code are in the OPT record's TTL (RFC 6891, 6.1.3). */
static uint16_t extended_rcode(const struct dns *m, struct cur c, const uint16_t counts[4])
{
	uint32_t others = (uint32_t)counts[1] + counts[2];

	(void)m;
	for (uint16_t i = 0; i < counts[0]; i++) {
		if (!skip_name(&c) || !has(&c, 4))
			return 0;
		skip(&c, 4);
	}
	for (uint32_t i = 0; i < others + counts[3]; i++) {
		uint16_t type, len;
		uint8_t upper;

		if (!skip_name(&c) || !has(&c, 5))
			return 0;
		type = get_be16(&c);
		skip(&c, 2);
		upper = get_u8(&c);
		if (i >= others && type == T_OPT)
			return (uint16_t)(upper << 4);
		skip(&c, 3);
		if (!has(&c, 2))
			return 0;
		len = get_be16(&c);
		if (!has(&c, len))
			return 0;
		skip(&c, len);
	}
	return 0;
}

/* --- messages --- */

static bool show_sections(
	struct dis *d, const struct dns *m, struct cur *c, const uint16_t counts[4])
{
	if (counts[1] && !show_section(d, m, c, counts[1]))
		return false;
	if (d->opt->v < 2)
		return true;
	if (counts[2]) {
		if (!more(c))
			return false;
		say(d, " ns:");
		if (!show_section(d, m, c, counts[2]))
			return false;
	}
	if (counts[3]) {
		if (!more(c))
			return false;
		say(d, " ar:");
		if (!show_section(d, m, c, counts[3]))
			return false;
	}
	return true;
}

/* Answers with an address name it for who asked: by the name that was asked for, not by the last of
 * a chain of aliases; where nothing was asked (mDNS), by the record's. */
static void learn(struct dis *d, const struct dns *m, struct cur c, const uint16_t counts[4])
{
	char text[NAME_TEXT + 16];
	uint32_t records = (uint32_t)counts[1] + (m->mdns ? (uint32_t)counts[2] + counts[3] : 0);
	int asked = counts[0] == 1 ? domain_text(m, c, text) : 0;
	int n = asked;

	for (uint16_t i = 0; i < counts[0]; i++) {
		if (!skip_name(&c) || !has(&c, 4))
			return;
		skip(&c, 4);
	}
	for (uint32_t i = 0; i < records; i++) {
		uint16_t type, class, len;
		struct cur data;

		if (asked <= 0)
			n = domain_text(m, c, text);
		if (!skip_name(&c) || !has(&c, 10))
			return;
		type = get_be16(&c);
		class = get_be16(&c) & (m->mdns ? 0x7fff : 0xffff);
		skip(&c, 4);
		len = get_be16(&c);
		if (!has(&c, len))
			return;
		data = c;
		skip(&c, len);
		if (n <= 0 || class != 1)
			continue;
		if (type == T_A && len == 4)
			learn_ip4(d, get_ip4(&data), text, (size_t)n);
		else if (type == T_AAAA && len == 16)
			learn_ip6(d, get_ip6(&data), text, (size_t)n);
	}
}

static bool show_response(
	struct dis *d, const struct dns *m, struct cur c, uint16_t flags, const uint16_t counts[4])
{
	uint16_t rcode = flags & 0xf;

	if (counts[3])
		rcode |= extended_rcode(m, c, counts);
	show_name(d, "rcode", rcodes, " Resp%u", rcode);
	if (flags & AA)
		say(d, "*");
	if (!(flags & RA))
		say(d, "-");
	if (flags & TC)
		say(d, "|");
	if (flags & AD)
		say(d, "$");
	if (counts[0] != 1)
		sayf(d, " [%uq]", counts[0]);
	list(d, "questions");
	for (uint16_t i = 0; i < counts[0]; i++) {
		if (i)
			say(d, ",");
		if (d->opt->v > 1) {
			say(d, " q:");
			if (!show_question(d, m, &c))
				return false;
		} else {
			if (!skip_name(&c))
				return false;
			skip(&c, 4);
		}
	}
	done(d);
	sayf(d, " %u/%u/%u", counts[1], counts[2], counts[3]);
	list(d, "records");
	return show_sections(d, m, &c, counts);
}

static bool show_query(
	struct dis *d, const struct dns *m, struct cur c, uint16_t flags, const uint16_t counts[4])
{
	bool inverse = (flags >> 11 & 0xf) == 1;

	if (flags & RD)
		say(d, "+");
	if (flags & CD)
		say(d, "%");
	if (flags & ODD_IN_QUERY)
		sayf(d, " [b2&3=0x%x]", flags);
	if (inverse) {
		if (counts[0])
			sayf(d, " [%uq]", counts[0]);
		if (counts[1] != 1)
			sayf(d, " [%ua]", counts[1]);
	} else {
		if (counts[1])
			sayf(d, " [%ua]", counts[1]);
		if (counts[0] != 1)
			sayf(d, " [%uq]", counts[0]);
	}
	if (counts[2])
		sayf(d, " [%un]", counts[2]);
	if (counts[3])
		sayf(d, " [%uau]", counts[3]);
	list(d, "questions");
	for (uint16_t i = 0; i < counts[0]; i++)
		if (!show_question(d, m, &c))
			return false;
	done(d);
	list(d, "records");
	return d->opt->v < 2 || show_sections(d, m, &c, counts);
}

/* What is there behind all that the header counts. */
static void note_extra(struct dis *d, struct cur c, const uint16_t counts[4])
{
	uint32_t records = (uint32_t)counts[1] + counts[2] + counts[3];
	uint16_t n;

	clip(&c, wire(&c));
	for (uint32_t i = 0; i < counts[0]; i++) {
		if (!skip_name(&c) || !has(&c, 4))
			return;
		skip(&c, 4);
	}
	for (uint32_t i = 0; i < records; i++) {
		if (!skip_name(&c) || !has(&c, 10))
			return;
		skip(&c, 8);
		n = get_be16(&c);
		if (!has(&c, n))
			return;
		skip(&c, n);
	}
	if (more(&c))
		note_hex(d, "extra", c);
}

static void show_message(struct dis *d, struct cur c)
{
	struct dns m = { .whole = c,
		.mdns = d->opt->force != FORCE_DOMAIN &&
		        (d->l4.sport == MDNS || d->l4.dport == MDNS) };
	uint16_t id, flags, counts[4];
	bool ok;

	if (wire(&c) < HEADER) {
		sayf(d, "domain [length %u < %u]", wire(&c), HEADER);
		invalid(d);
		return;
	}
	need(&c, HEADER);
	id = get_be16(&c);
	flags = get_be16(&c);
	for (int i = 0; i < 4; i++)
		counts[i] = get_be16(&c);
	show_u(d, "", "id", id);
	note_u(d, "flags", flags);
	if (flags & QR)
		note_u(d, "reply_flags", flags);
	note_u(d, "queries", counts[0]);
	note_u(d, "answers", counts[1]);
	note_u(d, "authorities", counts[2]);
	note_u(d, "additionals", counts[3]);
	show_name(d, "opcode", opcodes, " op%u", flags >> 11 & 0xf);
	if (wants_fields(d))
		note_extra(d, c, counts);
	if (wants_names(d) && flags & QR && (flags & 15) == 0)
		learn(d, &m, c, counts);
	if (flags & QR)
		ok = show_response(d, &m, c, flags, counts);
	else
		ok = show_query(d, &m, c, flags, counts);
	if (!ok)
		truncated(d);
	else
		sayf(d, " (%u)", wire(&m.whole));
}

static void dissect_domain(struct dis *d, struct cur c) { show_message(d, c); }

/* Over TCP a message has its length before it (RFC 1035, 4.2.2). */
static void dissect_domain_tcp(struct dis *d, struct cur c)
{
	uint16_t len;

	if (wire(&c) < 2) {
		sayf(d, " [DNS over TCP: length %u < 2]", wire(&c));
		invalid(d);
		return;
	}
	len = get_be16(&c);
	note_u(d, "length", len);
	if (len != wire(&c)) {
		sayf(d, " [prefix length(%u) != length(%u)]", len, wire(&c));
		invalid(d);
		return;
	}
	say(d, " ");
	show_message(d, c);
}

const struct proto proto_domain = { "domain", dissect_domain };
const struct proto proto_domain_tcp = { "domain", dissect_domain_tcp };
