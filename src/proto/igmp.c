/* Internet Group Management Protocol.  RFC 1112, RFC 2236, RFC 3376; mtrace:
 * draft-ietf-idmr-traceroute-ipm. */
#include "igmp.h"

#define HEADER 8

enum {
	QUERY = 0x11,
	V1_REPORT,
	DVMRP,
	PIMV1,
	V2_REPORT = 0x16,
	LEAVE,
	MTRACE_RESP = 0x1e,
	MTRACE,
	V3_REPORT = 0x22
};

const struct name igmp_record_types[] = {
	{ 1, "is_in" },
	{ 2, "is_ex" },
	{ 3, "to_in" },
	{ 4, "to_ex" },
	{ 5, "allow" },
	{ 6, "block" },
	{ 0, NULL },
};

static void invalid_len(struct dis *d, uint32_t n) { sayf(d, " [invalid len %u]", n); }

/* " { a b c }" with -vv, else ", n source(s)" */
static void show_sources(struct dis *d, struct cur *c, uint16_t n)
{
	if (d->opt->v < 2) {
		sayf(d, ", %u source(s)", n);
		skip(c, n * 4u);
		return;
	}
	say(d, " {");
	list(d, "sources");
	for (uint16_t i = 0; i < n && !d->stopped; i++)
		show_ip4(d, " ", NULL, get_ip4(c));
	done(d);
	say(d, " }");
}

/* RFC 3376, 4.2 */
static void show_report3(struct dis *d, struct cur c)
{
	uint32_t n = wire(&c);
	uint16_t records;

	if (n < 16 || n & 3) {
		invalid_len(d, n);
		if (!wants_fields(d) || n < 16)
			return;
	}
	if (has(&c, 6)) {
		note_u(d, "reserved", peek_u8(&c, 1));
		note_u(d, "reserved2", peek_be16(&c, 4));
	}
	skip(&c, 6);
	records = get_be16(&c);
	show_u(d, ", ", "records", records);
	say(d, " group record(s)");
	if (!d->opt->v)
		return;
	list(d, "groups");
	for (uint16_t i = 0; i < records && !d->stopped; i++) {
		uint32_t group;
		uint16_t sources;
		uint8_t type, aux;

		if (wire(&c) < 8) {
			sayf(d, " [invalid number of groups]");
			return;
		}
		type = get_u8(&c);
		aux = get_u8(&c);
		sources = get_be16(&c);
		group = get_ip4(&c);
		item(d);
		note_u(d, "aux_data_len", aux);
		note_u(d, "source_count", sources);
		show_ip4(d, " [gaddr ", "group", group);
		say(d, " ");
		show_name(d, "type", igmp_record_types, " [v3-report-#%u]", type);
		if (wire(&c) < sources * 4u) {
			sayf(d, " [invalid number of sources %u]", sources);
			return;
		}
		show_sources(d, &c, sources);
		say(d, "]");
		done(d);
	}
	done(d);
}

/* A time in tenths of a second; the larger ones as a mantissa and an exponent (RFC 3376, 4.1.1). */
static void show_resp_time(struct dis *d, uint8_t code)
{
	uint32_t t = code < 128 ? code : ((code & 0xfu) | 0x10) << ((code >> 4 & 7) + 3);

	if (code == 100)
		return;
	say(d, " [max resp time ");
	if (t < 600)
		sayf(d, "%u.%us", t / 10, t % 10);
	else
		say_secs(d, t / 10);
	say(d, "]");
}

static void show_query3(struct dis *d, struct cur c)
{
	uint32_t n = wire(&c), group;
	uint16_t sources;
	uint8_t code;

	if (n < 12 || n & 3) {
		invalid_len(d, n);
		if (!wants_fields(d) || n < 12)
			return;
	}
	skip(&c, 1);
	code = get_u8(&c);
	note_u(d, "max_resp", code);
	if (has(&c, 10)) {
		note_u(d, "robustness", peek_u8(&c, 6) & 7);
		note_b(d, "suppress", peek_u8(&c, 6) & 8);
		note_u(d, "interval", peek_u8(&c, 7));
		note_u(d, "source_count", peek_be16(&c, 8));
	}
	show_resp_time(d, code);
	skip(&c, 2);
	group = get_ip4(&c);
	if (d->stopped)
		return;
	if (group == 0) {
		note_ip4(d, "group", group); /* every group */
		return;
	}
	show_ip4(d, " [gaddr ", "group", group);
	skip(&c, 2);
	sources = get_be16(&c);
	if (sources) {
		if (wire(&c) < sources * 4u)
			say(d, " [invalid number of sources]");
		else
			show_sources(d, &c, sources);
	}
	say(d, "]");
}

static void show_query(struct dis *d, struct cur c)
{
	uint32_t group;
	uint8_t code;

	say(d, "igmp query");
	if (wire(&c) >= 12) {
		say(d, " v3");
		show_query3(d, c);
		return;
	}
	code = peek_u8(&c, 1);
	note_u(d, "max_resp", code);
	if (has(&c, 8) && !peek_ip4(&c, 4))
		note_ip4(d, "group", 0); /* every group */
	if (code) {
		say(d, " v2");
		if (code != 100)
			sayf(d, " [max resp time %u]", code);
	} else {
		say(d, " v1");
	}
	group = peek_ip4(&c, 4);
	if (group) {
		show_ip4(d, " [gaddr ", "group", group);
		say(d, "]");
	}
	if (wire(&c) != HEADER)
		sayf(d, " [len %u]", wire(&c));
}

static void show_report(struct dis *d, struct cur c, bool v1)
{
	uint32_t group = peek_ip4(&c, 4);

	note_u(d, "max_resp", peek_u8(&c, 1));
	if (v1)
		show_ip4(d, "igmp v1 report ", "group", group);
	else
		show_ip4(d, "igmp v2 report ", "group", group);
	if (v1 && wire(&c) != HEADER)
		sayf(d, " [len %u]", wire(&c));
}

static void show_mtrace(struct dis *d, struct cur c, bool resp)
{
	uint32_t src, dst, reply;

	if (wire(&c) < 24) {
		invalid_len(d, wire(&c));
		return;
	}
	need(&c, 24);
	src = peek_ip4(&c, 8);
	dst = peek_ip4(&c, 12);
	reply = peek_ip4(&c, 16);
	if (resp)
		say(d, "mresp ");
	else
		say(d, "mtrace ");
	sayf(d, "%u: ", peek_be24(&c, 21));
	show_ip4(d, "", "source", src);
	show_ip4(d, " to ", "destination", dst);
	show_ip4(d, " reply-to ", "response", reply);
	note_ip4(d, "group", peek_ip4(&c, 4));
	if (reply >> 28 == 0xe)
		show_u(d, " with-ttl ", "ttl", peek_u8(&c, 20));
}

static void dissect_igmp(struct dis *d, struct cur c)
{
	uint8_t type;

	if (d->opt->q) {
		say(d, "igmp");
		return;
	}
	if (d->net.ver == 6) {
		say(d, "[IGMP requires IPv4]");
		invalid(d);
		return;
	}
	type = peek_u8(&c, 0);
	note_u(d, "type", type);
	if (has(&c, 4))
		note_u(d, "cksum", peek_be16(&c, 2));
	switch (type) {
	case QUERY:
		show_query(d, c);
		break;
	case V1_REPORT:
	case V2_REPORT:
		show_report(d, c, type == V1_REPORT);
		break;
	case V3_REPORT:
		say(d, "igmp v3 report");
		show_report3(d, c);
		break;
	case LEAVE:
		note_u(d, "max_resp", peek_u8(&c, 1));
		show_ip4(d, "igmp leave ", "group", peek_ip4(&c, 4));
		break;
	case DVMRP:
		say(d, "igmp dvmrp");
		if (wire(&c) < HEADER)
			sayf(d, " [len %u]", wire(&c));
		else
			enter(d, &proto_dvmrp, c);
		break;
	case PIMV1:
		say(d, "igmp pimv1");
		enter(d, &proto_pimv1, c);
		break;
	case MTRACE:
	case MTRACE_RESP:
		show_mtrace(d, c, type == MTRACE_RESP);
		break;
	default:
		show_u(d, "igmp-", "igmp_type", type);
		break;
	}
	if (d->opt->v && !d->opt->K && has(&c, wire(&c)) && has(&c, 4) && cksum(&c, wire(&c), 0)) {
		d->proto = "igmp";
		sayf(d, " bad igmp cksum %x!", peek_be16(&c, 2));
	}
}

const struct proto proto_igmp = { "igmp", dissect_igmp };
