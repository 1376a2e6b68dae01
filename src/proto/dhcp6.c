/* Dynamic Host Configuration Protocol for IPv6.  RFC 8415; options: the IANA registry; lease
 * queries: RFC 5007; NTP: RFC 5908; AFTR: RFC 6334; MUD: RFC 8520; SZTP: RFC 8572. */
#include "domain.h"

enum { RELAY_FORW = 12, RELAY_REPL = 13 };
enum { SHORT_HEX = 10 }; /* octets of data shown without -vv */

static const struct name message_names[] = {
	{ 1, "solicit" },
	{ 2, "advertise" },
	{ 3, "request" },
	{ 4, "confirm" },
	{ 5, "renew" },
	{ 6, "rebind" },
	{ 7, "reply" },
	{ 8, "release" },
	{ 9, "decline" },
	{ 10, "reconfigure" },
	{ 11, "inf-req" },
	{ 12, "relay-fwd" },
	{ 13, "relay-reply" },
	{ 14, "leasequery" },
	{ 15, "leasequery-reply" },
	{ 0, NULL },
};

static const struct name option_names[] = {
	{ 1, "client-ID" },
	{ 2, "server-ID" },
	{ 3, "IA_NA" },
	{ 4, "IA_TA" },
	{ 5, "IA_ADDR" },
	{ 6, "option-request" },
	{ 7, "preference" },
	{ 8, "elapsed-time" },
	{ 9, "relay-message" },
	{ 11, "authentication" },
	{ 12, "server-unicast" },
	{ 13, "status-code" },
	{ 14, "rapid-commit" },
	{ 15, "user-class" },
	{ 16, "vendor-class" },
	{ 17, "vendor-specific-info" },
	{ 18, "interface-ID" },
	{ 19, "reconfigure-message" },
	{ 20, "reconfigure-accept" },
	{ 21, "SIP-servers-domain" },
	{ 22, "SIP-servers-address" },
	{ 23, "DNS-server" },
	{ 24, "DNS-search-list" },
	{ 25, "IA_PD" },
	{ 26, "IA_PD-prefix" },
	{ 27, "NIS-server" },
	{ 28, "NIS+-server" },
	{ 29, "NIS-domain-name" },
	{ 30, "NIS+-domain-name" },
	{ 31, "SNTP-servers" },
	{ 32, "lifetime" },
	{ 33, "BCMCS-domain-name" },
	{ 34, "BCMCS-server" },
	{ 36, "Geoconf-Civic" },
	{ 37, "Remote-ID" },
	{ 38, "Subscriber-ID" },
	{ 39, "Client-FQDN" },
	{ 40, "PANA-agent" },
	{ 41, "POSIX-timezone" },
	{ 42, "POSIX-tz-database" },
	{ 43, "Echo-request-option" },
	{ 44, "Lease-query" },
	{ 45, "LQ-client-data" },
	{ 46, "Clt-time" },
	{ 47, "LQ-relay-data" },
	{ 48, "LQ-client-link" },
	{ 56, "NTP-server" },
	{ 59, "Bootfile-URL" },
	{ 64, "AFTR-Name" },
	{ 112, "MUD-URL" },
	{ 136, "SZTP-redirect" },
	{ 0, NULL },
};

static const struct name status_names[] = {
	{ 0, "Success" },
	{ 1, "UnspecFail" },
	{ 2, "NoAddrsAvail" },
	{ 3, "NoBinding" },
	{ 4, "NotOnLink" },
	{ 5, "UseMulticast" },
	{ 6, "NoPrefixAvail" },
	{ 7, "UnknownQueryType" },
	{ 8, "MalformedQuery" },
	{ 9, "NotConfigured" },
	{ 10, "NotAllowed" },
	{ 0, NULL },
};

static const struct name reconfigure_names[] = { { 5, "renew" }, { 11, "inf-req" }, { 0, NULL } };
static const struct name query_names[] = { { 1, "by-address" }, { 2, "by-clientID" }, { 0, NULL } };
static const struct name auth_names[] = { { 2, "delayed" }, { 3, "reconfigure" }, { 0, NULL } };
static const struct name alg_names[] = { { 1, "HMAC-MD5" }, { 0, NULL } };
static const struct name rdm_names[] = { { 0, "mono" }, { 0, NULL } };

const struct proto proto_dhcp6;
static void show_options(struct dis *d, struct cur c);

/* The shape of an option's value was not what it must be. */
static void malformed(struct dis *d) { say(d, " ?"); }

static void say_data(struct dis *d, struct cur v)
{
	struct cur shown = v;

	note_hex(d, "data", v);
	if (d->opt->v < 2 && left(&v) > SHORT_HEX) {
		say_bytes(d, take(&shown, SHORT_HEX), 0);
		say(d, "...");
		return;
	}
	say_bytes(d, v, 0);
}

/* Up to the end of the message or of what is held. */
static void limit(struct cur *c) { *c = part(c, wire(c) < left(c) ? wire(c) : left(c)); }

/* RFC 8415, 11: what is behind the numbers of a DUID */
static void note_duid(struct dis *d, uint16_t type, struct cur v)
{
	skip(&v, type == 1 ? 6 : type == 2 ? 4 : 2);
	note_hex(d, type == 2 ? "identifier" : "hardware_address", v);
}

static void show_duid(struct dis *d, struct cur v)
{
	uint32_t n = left(&v);
	uint16_t type, hw;

	if (n < 2) {
		malformed(d);
		return;
	}
	note_hex(d, "duid", v);
	type = get_be16(&v);
	note_u(d, "duid_type", type);
	if (wants_fields(d) && type >= 1 && type <= 3)
		note_duid(d, type, v);
	switch (type) {
	case 1:
		if (n < 8)
			break;
		hw = get_be16(&v);
		show_u(d, " hwaddr/time type ", "hardware", hw);
		show_u(d, " time ", "time", get_be32(&v));
		say(d, " ");
		say_bytes(d, v, 0);
		return;
	case 2:
		if (n < 6)
			break;
		show_u(d, " enterprise ", "enterprise", get_be32(&v));
		say(d, " ");
		say_bytes(d, v, 0);
		return;
	case 3:
		if (n < 4)
			break;
		show_u(d, " hwaddr type ", "hardware", get_be16(&v));
		say(d, " ");
		say_bytes(d, v, 0);
		return;
	case 4:
		say(d, " uuid ");
		if (n != 18)
			break;
		say_bytes(d, v, 0);
		return;
	default:
		sayf(d, " type %u", type);
		return;
	}
	malformed(d);
}

static void show_addresses(struct dis *d, struct cur v)
{
	if (left(&v) % 16) {
		malformed(d);
		return;
	}
	list(d, "addresses");
	while (more(&v))
		show_ip6(d, " ", NULL, get_ip6(&v));
	done(d);
}

static void show_codes(struct dis *d, struct cur v)
{
	if (left(&v) % 2) {
		malformed(d);
		return;
	}
	list(d, "codes");
	while (more(&v)) {
		uint16_t code = get_be16(&v);

		note_u(d, NULL, code);
		say(d, " ");
		say_name(d, option_names, "opt_%u", code);
	}
	done(d);
}

/* False: a name is malformed; the message ends here. */
static bool show_names(struct dis *d, struct cur v, uint32_t n)
{
	struct cur start = v;

	list(d, "names");
	while (stepped(&start, &v) < n) {
		say(d, " ");
		domain_note(d, start, NULL, v);
		if (!say_domain(d, start, &v)) {
			truncated(d);
			return false;
		}
	}
	done(d);
	return true;
}

static void show_ia(struct dis *d, struct cur v, bool times)
{
	uint32_t id, t1, t2;

	if (left(&v) < (times ? 12u : 4u)) {
		malformed(d);
		return;
	}
	id = get_be32(&v);
	show_u(d, " IAID:", "iaid", id);
	if (times) {
		t1 = get_be32(&v);
		t2 = get_be32(&v);
		show_u(d, " T1:", "t1", t1);
		show_u(d, " T2:", "t2", t2);
	}
	if (more(&v))
		show_options(d, v);
}

static void show_ia_addr(struct dis *d, struct cur v)
{
	if (left(&v) < 24) {
		malformed(d);
		return;
	}
	show_ip6(d, " ", "address", get_ip6(&v));
	show_u(d, " pltime:", "preferred", get_be32(&v));
	show_u(d, " vltime:", "valid", get_be32(&v));
	if (more(&v))
		show_options(d, v);
}

static void show_ia_prefix(struct dis *d, struct cur v)
{
	uint32_t preferred, valid;
	uint8_t len;

	if (left(&v) < 25) {
		malformed(d);
		return;
	}
	preferred = get_be32(&v);
	valid = get_be32(&v);
	len = get_u8(&v);
	show_ip6(d, " ", "prefix", get_ip6(&v));
	show_u(d, "/", "prefix_length", len);
	show_u(d, " pltime:", "preferred", preferred);
	show_u(d, " vltime:", "valid", valid);
	if (more(&v))
		show_options(d, v);
}

static void say_words(struct dis *d, struct cur *v, int n)
{
	for (int i = 0; i < n; i++)
		sayf(d, " %08x", get_be32(v));
}

static void show_delayed(struct dis *d, struct cur v)
{
	if (!more(&v))
		return;
	if (left(&v) < 20) {
		say(d, " ??");
		return;
	}
	if (left(&v) > 20) {
		say(d, ", realm: ");
		say_bytes(d, take(&v, left(&v) - 20), 0);
	}
	sayf(d, ", key ID: %08x", get_be32(&v));
	say(d, ", HMAC-MD5:");
	say_words(d, &v, 4);
}

static void show_reconfigure_auth(struct dis *d, struct cur v)
{
	uint8_t type;

	if (left(&v) < 17) {
		say(d, " ??");
		return;
	}
	type = get_u8(&v);
	say_s(d, type == 1 ? " reconfig-key" : type == 2 ? " type: HMAC-MD5" : " type: ??");
	say(d, " value:");
	say_words(d, &v, 4);
}

static void show_auth(struct dis *d, struct cur v)
{
	uint8_t proto;

	if (left(&v) < 11) {
		malformed(d);
		return;
	}
	proto = get_u8(&v);
	say(d, " proto: ");
	show_name(d, "proto", auth_names, "%u", proto);
	say(d, ", alg: ");
	show_name(d, "alg", alg_names, "%u", get_u8(&v));
	say(d, ", RDM: ");
	show_name(d, "rdm", rdm_names, "%u", get_u8(&v));
	say(d, ", RD:");
	for (int i = 0; i < 4; i++)
		sayf(d, " %04x", get_be16(&v));
	if (proto == 2)
		show_delayed(d, v);
	else if (proto == 3)
		show_reconfigure_auth(d, v);
	else
		say(d, " ??");
}

static void show_status(struct dis *d, struct cur v)
{
	uint16_t code;

	if (left(&v) < 2) {
		malformed(d);
		return;
	}
	code = get_be16(&v);
	say(d, " ");
	show_name(d, "status", status_names, code > 255 ? "INVALID code" : "code%u", code);
}

/* Values of two octets of length each, a comma between them. */
static void show_strings(struct dis *d, struct cur v)
{
	say(d, " ");
	for (bool first = true; left(&v) >= 2; first = false) {
		uint16_t len = get_be16(&v);

		if (!first)
			say(d, ",");
		if (!has(&v, len)) {
			malformed(d);
			malformed(d); /* its own length stays unread, too */
			return;
		}
		say_vis(d, take(&v, len));
	}
	if (more(&v))
		malformed(d);
}

static void show_vendor_class(struct dis *d, struct cur v)
{
	if (left(&v) < 4) {
		malformed(d);
		return;
	}
	show_u(d, " enterprise ", "enterprise", get_be32(&v));
	while (left(&v) >= 2) {
		uint16_t len = get_be16(&v);

		struct cur data;

		sayf(d, " (len %u", len);
		if (!has(&v, len)) {
			malformed(d);
			break;
		}
		data = take(&v, len);
		note_text(d, "class_data", data);
		if (len) {
			say(d, " data ");
			say_vis(d, data);
		}
		say(d, ")");
	}
	if (more(&v))
		malformed(d);
}

static void show_vendor_info(struct dis *d, struct cur v)
{
	if (left(&v) < 4) {
		malformed(d);
		return;
	}
	show_u(d, " enterprise ", "enterprise", get_be32(&v));
	while (left(&v) >= 4) {
		uint16_t code = get_be16(&v), len = get_be16(&v);

		sayf(d, " (code %u len %u", code, len);
		if (!has(&v, len)) {
			malformed(d);
			break;
		}
		if (len) {
			say(d, " data ");
			say_data(d, take(&v, len));
		}
		say(d, ")");
	}
	if (more(&v))
		malformed(d);
}

static void show_reconfigure(struct dis *d, struct cur v)
{
	if (left(&v) != 1) {
		malformed(d);
		return;
	}
	say(d, " for ");
	show_name(d, "message", reconfigure_names, "?\?\?(%02x)", get_u8(&v));
}

static void show_number(struct dis *d, struct cur v, uint32_t n)
{
	if (left(&v) != n)
		malformed(d);
	else
		show_u(d, " ", "value", n == 1 ? get_u8(&v) : n == 2 ? get_be16(&v) : get_be32(&v));
}

static void show_text(struct dis *d, struct cur v, uint32_t min)
{
	if (left(&v) < min) {
		malformed(d);
		return;
	}
	say(d, " ");
	if (min)
		say_visz(d, v);
	else
		say_vis(d, v);
	note_text(d, "text", v);
}

static void show_query(struct dis *d, struct cur v)
{
	if (left(&v) < 17) {
		malformed(d);
		return;
	}
	say(d, " ");
	show_name(d, "query", query_names, "type_%u", get_u8(&v));
	show_ip6(d, " ", "link", get_ip6(&v));
	if (more(&v))
		show_options(d, v);
}

/* False: cut short. */
static bool show_ntp(struct dis *d, struct cur v, struct cur whole)
{
	struct cur start = v;

	if (left(&v) < 4)
		malformed(d);
	while (left(&v) > 4) {
		uint16_t code = get_be16(&v), len = get_be16(&v);
		struct cur s;

		if (!has(&v, len)) {
			truncated(d);
			return false;
		}
		s = take(&v, len);
		sayf(d, " subopt:%u", code);
		if ((code == 1 || code == 2) && len == 16) {
			show_ip6(d, " ", "address", get_ip6(&s));
		} else if (code == 3) {
			struct cur rest = whole;

			skip(&rest, stepped(&start, &s));
			say(d, " ");
			if (!say_domain(d, whole, &rest)) {
				truncated(d);
				return false;
			}
		} else {
			malformed(d);
		}
	}
	return true;
}

static void show_aftr(struct dis *d, struct cur v)
{
	if (left(&v) < 3) {
		malformed(d);
		return;
	}
	say(d, " ");
	for (uint8_t len; more(&v) && (len = get_u8(&v)) > 0;) {
		if (left(&v) <= len) {
			malformed(d);
			return;
		}
		say_visz(d, take(&v, len));
		if (peek_u8(&v, 0))
			say(d, ".");
	}
}

static void show_id(struct dis *d, struct cur v, const char *label)
{
	if (left(&v) < 4) {
		malformed(d);
		return;
	}
	say_s(d, label);
	show_u(d, " ", "enterprise", get_be32(&v));
	say(d, " ");
	say_data(d, v);
}

static void show_relay_data(struct dis *d, struct cur v)
{
	if (left(&v) < 16) {
		malformed(d);
		return;
	}
	show_ip6(d, " ", "peer", get_ip6(&v));
	say(d, " ");
	say_data(d, v);
}

/* False: the message ends here. */
static bool show_value(struct dis *d, uint16_t code, struct cur v, struct cur whole)
{
	switch (code) {
	case 1:
	case 2:
		show_duid(d, v);
		break;
	case 3:
	case 25:
		show_ia(d, v, true);
		break;
	case 4:
		show_ia(d, v, false);
		break;
	case 5:
		show_ia_addr(d, v);
		break;
	case 6:
	case 43:
		show_codes(d, v);
		break;
	case 7:
		show_number(d, v, 1);
		break;
	case 8:
		show_number(d, v, 2);
		break;
	case 9:
		say(d, " (");
		enter(d, &proto_dhcp6, v); /* its own parenthesis stays open */
		break;
	case 11:
		show_auth(d, v);
		break;
	case 13:
		show_status(d, v);
		break;
	case 15:
	case 136:
		show_strings(d, v);
		break;
	case 16:
		show_vendor_class(d, v);
		break;
	case 17:
		show_vendor_info(d, v);
		break;
	case 18:
	case 38:
		say(d, " ");
		say_data(d, v);
		break;
	case 19:
		show_reconfigure(d, v);
		break;
	case 21:
	case 24:
		return show_names(d, whole, left(&v)); /* a name may go on beyond */
	case 22:
	case 23:
	case 27:
	case 28:
	case 31:
	case 34:
	case 40:
	case 48:
		show_addresses(d, v);
		break;
	case 26:
		show_ia_prefix(d, v);
		break;
	case 32:
	case 46:
		show_number(d, v, 4);
		break;
	case 37:
		show_id(d, v, " enterprise");
		break;
	case 41:
	case 42:
	case 112:
		show_text(d, v, 5);
		break;
	case 44:
		show_query(d, v);
		break;
	case 45:
		if (more(&v))
			show_options(d, v);
		break;
	case 47:
		show_relay_data(d, v);
		break;
	case 56:
		return show_ntp(d, v, whole);
	case 59:
		show_text(d, v, 0);
		break;
	case 64:
		show_aftr(d, v);
		break;
	default:
		break;
	}
	return true;
}

static void show_options(struct dis *d, struct cur c)
{
	struct cur all = c, rest = c;

	limit(&c);
	list(d, "options");
	while (more(&c) && !d->stopped) {
		uint16_t code, len;
		struct cur whole = rest;
		bool ok;

		if (!has(&c, 4)) {
			truncated(d);
			break;
		}
		code = get_be16(&c);
		len = get_be16(&c);
		if (!has(&c, len)) {
			truncated(d);
			break;
		}
		item(d);
		say(d, " (");
		show_name(d, "code", option_names, "opt_%u", code);
		note_u(d, "length", len);
		skip(&whole, stepped(&all, &c));
		ok = show_value(d, code, take(&c, len), whole);
		if (ok)
			say(d, ")");
		done(d);
		if (!ok)
			break;
	}
	done(d);
}

static void show_relay(struct dis *d, struct cur c)
{
	uint8_t hops;

	say(d, " (");
	hops = peek_u8(&c, 1);
	skip(&c, 2);
	note_u(d, "hops", hops);
	show_ip6(d, "linkaddr=", "link", get_ip6(&c));
	show_ip6(d, " peeraddr=", "peer", get_ip6(&c));
	show_options(d, c);
	say(d, ")");
}

static void dissect_dhcp6(struct dis *d, struct cur c)
{
	uint8_t type;

	say(d, "dhcp6");
	if (!has(&c, 4)) {
		truncated(d);
		return;
	}
	type = peek_u8(&c, 0);
	say(d, " ");
	show_name(d, "type", message_names, "msgtype-%u", type);
	if (!d->opt->v)
		return;
	if (type == RELAY_FORW || type == RELAY_REPL) {
		show_relay(d, c);
		return;
	}
	skip(&c, 1);
	show_x(d, " (xid=", "xid", get_be24(&c), 0);
	show_options(d, c);
	say(d, ")");
}

const struct proto proto_dhcp6 = { "dhcp6", dissect_dhcp6 };
