/* Exterior Gateway Protocol.  RFC 904. */
#include "../dissect/dissect.h"

enum { VERSION = 2, UNSOLICITED = 0x80 };
enum { UPDATE = 1, POLL = 2, ACQUIRE = 3, REACH = 5, ERROR = 8 };
enum { REQUEST, CONFIRM, REFUSE, CEASE, CEASE_ACK };

static const struct name types[] = {
	{ UPDATE, "update" },
	{ POLL, "poll" },
	{ ACQUIRE, "acquire" },
	{ REACH, "reach" },
	{ ERROR, "error" },
	{ 0, NULL },
};

static const struct name acquire_codes[] = {
	{ REQUEST, "request" },
	{ CONFIRM, "confirm" },
	{ REFUSE, "refuse" },
	{ CEASE, "cease" },
	{ CEASE_ACK, "cease_ack" },
	{ 0, NULL },
};

static const struct name acquire_states[] = {
	{ 0, "unspecified" },
	{ 1, "active_mode" },
	{ 2, "passive_mode" },
	{ 3, "insufficient_resources" },
	{ 4, "administratively_prohibited" },
	{ 5, "going_down" },
	{ 6, "parameter_violation" },
	{ 7, "protocol_violation" },
	{ 0, NULL },
};

static const struct name reach_codes[] = {
	{ 0, "hello" },
	{ 1, "i-h-u" },
	{ 0, NULL },
};

static const struct name states[] = {
	{ 0, "indeterminate" },
	{ 1, "up" },
	{ 2, "down" },
	{ 0, NULL },
};

static const struct name reasons[] = {
	{ 0, "unspecified" },
	{ 1, "bad_EGP_header_format" },
	{ 2, "bad_EGP_data_field_format" },
	{ 3, "reachability_info_unavailable" },
	{ 4, "excessive_polling_rate" },
	{ 5, "no_response" },
	{ 6, "unsupported_version" },
	{ 0, NULL },
};

struct rest { /* what is left of an update, and tcpdump's idea of how much that is */
	struct cur c;
	uint32_t n;
};

static bool short_of(struct dis *d, struct rest *r, uint32_t n)
{
	if (bad(d, "length", r->n, <, n))
		return true;
	r->n -= n;
	return false;
}

/* How many octets of an address are its network, by the class the first octet says. */
static uint32_t net_octets(uint8_t first) { return first < 128 ? 1 : first < 192 ? 2 : 3; }

/* A network, of as many octets as its class has; shown as tcpdump does,
 * from the last to the first. */
static bool network(struct dis *d, struct rest *r)
{
	uint32_t v, n, i;

	if (short_of(d, r, 1))
		return false;
	v = get_u8(&r->c);
	n = net_octets((uint8_t)v) - 1;
	if (n && short_of(d, r, n))
		return false;
	for (i = 1; i <= n; i++)
		v |= (uint32_t)get_u8(&r->c) << i * 8;
	if (!d->stopped)
		show_ip4(d, " ", "network", v);
	return !d->stopped;
}

/* The gateway's address has the network of the source, and as many octets as are then missing.
 * tcpdump takes them the wrong way round: the last octet of the source tells its class. */
static bool gateway(struct dis *d, struct rest *r, uint32_t source, bool inside)
{
	uint8_t class = source & 0xff;
	uint32_t hosts = class < 224 ? 4 - net_octets(class) : 0, a = class < 224 ? source : 0, i;
	uint8_t distances, distance, nets;
	bool first = true;

	if (short_of(d, r, class < 224 ? hosts : 4)) /* 4, of which none is read */
		return false;
	for (i = hosts; i; i--) { /* the first octet read is the third, or second, or first */
		uint32_t shift = 32 - i * 8;

		a = (a & ~(0xffu << shift)) | (uint32_t)get_u8(&r->c) << shift;
	}
	if (short_of(d, r, 1))
		return false;
	distances = get_u8(&r->c);
	if (d->stopped)
		return false;
	say_s(d, inside ? " int " : " ext ");
	show_ip4(d, "", "gateway", a);
	say(d, " (");
	for (; distances && !d->stopped; distances--) {
		if (short_of(d, r, 2))
			return false;
		distance = get_u8(&r->c);
		if (d->stopped)
			return false;
		sayf(d, "%sd%u:", first ? "" : ", ", distance);
		nets = get_u8(&r->c);
		first = false;
		for (; nets; nets--)
			if (!network(d, r))
				return false;
	}
	say_c(d, ')');
	return !d->stopped;
}

static void update(struct dis *d, struct cur c, uint8_t status)
{
	uint8_t inside, outside;
	uint32_t source;
	struct rest r;

	say_s(d, status & UNSOLICITED ? " unsolicited" : "");
	say(d, " state:");
	show_name(d, "state", states, "%u", status & 0x7f);
	inside = get_u8(&c);
	outside = get_u8(&c);
	source = get_ip4(&c);
	show_ip4(d, " ", "source", source);
	sayf(d, " int %u ext %u", inside, outside);
	r.c = c;
	r.n = wire(&c);
	list(d, "gateways");
	while ((inside || outside) && !d->stopped) {
		bool whole;

		item(d);
		whole = gateway(d, &r, source, inside);
		done(d);
		if (!whole)
			break;
		if (inside)
			inside--;
		else
			outside--;
	}
	done(d);
}

static void acquire(struct dis *d, struct cur c, uint8_t code, uint8_t status)
{
	uint16_t hello, poll;
	const char *what = name_of(acquire_states, status);

	say_c(d, ' ');
	show_name(d, "code", acquire_codes, "[code %u]", code);
	if (!name_of(acquire_codes, code))
		return;
	note_u(d, "status", status);
	if (what && (code <= CONFIRM ? status <= 2 : status == 0 || status > 2)) {
		say_c(d, ' ');
		say_s(d, what);
	} else {
		sayf(d, code <= CONFIRM ? " [status %u]" : "[status %u]", status);
	}
	if (code > CONFIRM)
		return;
	hello = get_be16(&c);
	poll = get_be16(&c);
	show_u(d, " hello:", "hello", hello);
	show_u(d, " poll:", "poll", poll);
}

static void dissect_egp(struct dis *d, struct cur c)
{
	uint32_t all = wire(&c), net;
	uint16_t as, seq, reason;
	uint8_t version, type, code, status;

	say(d, "EGP");
	if (bad(d, "length", all, <, 16))
		return;
	need(&c, 16);
	version = get_u8(&c);
	type = get_u8(&c);
	code = get_u8(&c);
	status = get_u8(&c);
	skip(&c, 2);
	as = get_be16(&c);
	seq = get_be16(&c);
	if (bad(d, "version", version, !=, VERSION))
		return;
	show_u(d, "v", "version", version);
	if (d->opt->v) {
		show_u(d, ", AS ", "as", as);
		show_u(d, ", seq ", "seq", seq);
	}
	show_u(d, ", length ", "length", all);
	if (!d->opt->v)
		return;
	say(d, ", ");
	show_name(d, "type", types, "[type %u]", type);
	switch (type) {
	case ACQUIRE:
		acquire(d, c, code, status);
		break;
	case REACH:
		say_c(d, ' ');
		show_name(d, "code", reach_codes, "[reach code %u]", code);
		if (!name_of(reach_codes, code))
			break;
		say(d, " state:");
		show_name(d, "state", states, "%u", status);
		break;
	case POLL:
		say(d, " state:");
		show_name(d, "state", states, "%u", status);
		skip(&c, 2);
		net = get_ip4(&c);
		if (!d->stopped)
			show_ip4(d, " net:", "network", net);
		break;
	case UPDATE:
		update(d, c, status);
		break;
	case ERROR:
		say(d, " state:");
		show_name(d, "state", states, "%u", status);
		reason = get_be16(&c);
		if (d->stopped)
			return;
		say_c(d, ' ');
		show_name(d, "reason", reasons, "[reason %u]", reason);
		break;
	}
}

const struct proto proto_egp = { "egp", dissect_egp };
