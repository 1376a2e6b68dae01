/* Wireless LAN.  IEEE Std 802.11-2016; mesh header of the 802.11s draft. */
#include "ieee80211.h"

#include "ieee80211_names.h"
#include "llc.h"

enum { MANAGEMENT, CONTROL, DATA };
enum {
	ASSOC_REQUEST,
	ASSOC_RESPONSE,
	REASSOC_REQUEST,
	REASSOC_RESPONSE,
	PROBE_REQUEST,
	PROBE_RESPONSE,
	BEACON = 8,
	ATIM,
	DISASSOC,
	AUTH,
	DEAUTH,
	ACTION
};
enum { WRAPPER = 7, BAR, BA, PS_POLL, RTS, CTS, ACK, CF_END, CF_END_ACK };
enum {
	TO_DS = 0x100,
	FROM_DS = 0x200,
	MORE_FRAGMENTS = 0x400,
	RETRY = 0x800,
	POWER = 0x1000,
	MORE_DATA = 0x2000,
	PROTECTED = 0x4000,
	ORDER = 0x8000
};
enum { NO_DATA = 4, QOS = 8 };
enum { ESS = 1, PRIVACY = 0x10 };
enum { E_SSID, E_RATES, E_FH, E_DS, E_CF, E_TIM, E_CHALLENGE = 16, E_MESH_ID = 114 };
enum {
	SSID_MAX = 32,
	RATES_MAX = 16,
	TIM_MAX = 254,
	CHALLENGE_MAX = 253,
	HEADER = 24,
	SHARED_KEY = 1
};

static const struct name auth_names[] = { { 0, "Open System" }, { 1, "Shared Key" }, { 2, "EAP" },
	{ 0, NULL } };

static const struct name flag_bits[] = {
	{ MORE_DATA, "More Data " },
	{ MORE_FRAGMENTS, "More Fragments " },
	{ POWER, "Pwr Mgmt " },
	{ RETRY, "Retry " },
	{ ORDER, "+HTC " },
	{ PROTECTED, "Protected " },
	{ 0, NULL },
};

static const struct name categories[] = {
	{ 0, "Spectrum Management" },
	{ 1, "QoS" },
	{ 2, "DLS" },
	{ 3, "BA" },
	{ 7, "HT" },
	{ 13, "MeshAction" },
	{ 14, "MultihopAction" },
	{ 15, "SelfprotectAction" },
	{ 127, "Vendor" },
	{ 0, NULL },
};

/* Category in the upper octet. */
static const struct name actions[] = {
	{ 0x300, "ADDBA Request" },
	{ 0x301, "ADDBA Response" },
	{ 0x302, "DELBA" },
	{ 0x700, "TxChWidth" },
	{ 0x701, "MIMOPwrSave" },
	{ 0xd00, "MeshLink" },
	{ 0xd01, "HWMP" },
	{ 0xd02, "Gate Announcement" },
	{ 0xd03, "Congestion Control" },
	{ 0xd04, "MCCA Setup Request" },
	{ 0xd05, "MCCA Setup Reply" },
	{ 0xd06, "MCCA Advertisement Request" },
	{ 0xd07, "MCCA Advertisement" },
	{ 0xd08, "MCCA Teardown" },
	{ 0xd09, "TBTT Adjustment Request" },
	{ 0xd0a, "TBTT Adjustment Response" },
	{ 0xe00, "Proxy Update" },
	{ 0xe01, "Proxy Update Confirmation" },
	{ 0xf01, "Peering Open" },
	{ 0xf02, "Peering Confirm" },
	{ 0xf03, "Peering Close" },
	{ 0xf04, "Group Key Inform" },
	{ 0xf05, "Group Key Acknowledge" },
	{ 0, NULL },
};

static uint8_t type_of(uint16_t fc) { return fc >> 2 & 3; }

static uint8_t subtype_of(uint16_t fc) { return fc >> 4 & 0xf; }

/* --- management frames --- */

struct elements { /* the first of each that there is */
	struct cur ssid, rates, mesh_id;
	bool has_ssid, has_rates, has_channel, has_mesh_id;
	uint8_t channel;
};

/* False: malformed or cut short. */
static bool get_elements(struct cur c, struct elements *e)
{
	*e = (struct elements){ .has_ssid = false };
	while (wire(&c)) {
		struct cur v;
		uint8_t id, len;

		if (!has(&c, 2) || wire(&c) < 2)
			return false;
		id = get_u8(&c);
		len = get_u8(&c);
		if (!has(&c, len) || wire(&c) < len)
			return false;
		v = take(&c, len);
		switch (id) {
		case E_SSID:
			if (len > SSID_MAX)
				return false;
			if (!e->has_ssid)
				e->ssid = v;
			e->has_ssid = true;
			break;
		case E_RATES:
			if (len > RATES_MAX)
				return false;
			if (!e->has_rates && len)
				e->rates = v;
			e->has_rates |= len != 0;
			break;
		case E_DS:
			if (len == 1 && !e->has_channel) {
				e->channel = get_u8(&v);
				e->has_channel = true;
			}
			break;
		case E_TIM:
			if (len > TIM_MAX)
				return false;
			break;
		case E_CHALLENGE:
			if (len > CHALLENGE_MAX)
				return false;
			break;
		case E_MESH_ID:
			if (len > SSID_MAX)
				return false;
			if (!e->has_mesh_id)
				e->mesh_id = v;
			e->has_mesh_id = true;
			break;
		default:
			break;
		}
	}
	return true;
}

static void show_ssid(struct dis *d, const struct elements *e)
{
	if (e->has_ssid) {
		say(d, " (");
		say_visz(d, e->ssid);
		note_text(d, "ssid", e->ssid);
		say(d, ")");
	}
}

static void show_rates(struct dis *d, struct elements *e)
{
	if (!e->has_rates)
		return;
	list(d, "rates");
	for (bool first = true; more(&e->rates); first = false) {
		uint8_t r = get_u8(&e->rates);

		say_s(d, first ? " [" : " ");
		sayf(d, "%.1f", .5 * (r & 0x7f));
		note_f(d, NULL, .5 * (r & 0x7f));
		if (r & 0x80)
			say(d, "*");
	}
	done(d);
	say(d, " Mbit]");
}

static void show_channel(struct dis *d, const struct elements *e)
{
	if (e->has_channel)
		show_u(d, " CH: ", "channel", e->channel);
}

static void show_capabilities(struct dis *d, uint16_t caps)
{
	note_u(d, "capabilities", caps);
	if (caps & PRIVACY)
		say(d, ", PRIVACY");
}

static void show_mesh_id(struct dis *d, const struct elements *e)
{
	if (e->has_mesh_id) {
		say(d, " (MESHID: ");
		say_visz(d, e->mesh_id);
		note_text(d, "mesh_id", e->mesh_id);
		say(d, ")");
	}
}

static const char *status_of(uint16_t status)
{
	const char *s = name_of(status_names, status);

	return s ? s : "n/a";
}

/* Each returns false if the frame is malformed or cut short. */

static bool show_beacon(struct dis *d, struct cur c, bool probe)
{
	struct elements e;
	uint16_t caps;
	bool ok;

	if (!has(&c, 12) || wire(&c) < 12)
		return false;
	note_u(d, "timestamp", peek_le64(&c, 0));
	note_u(d, "interval", peek_le16(&c, 8));
	skip(&c, 10);
	caps = get_le16(&c);
	ok = get_elements(c, &e);
	show_ssid(d, &e);
	show_rates(d, &e);
	if (!probe)
		say_s(d, caps & ESS ? " ESS" : " IBSS");
	show_channel(d, &e);
	show_capabilities(d, caps);
	show_mesh_id(d, &e);
	return ok;
}

static bool show_request(struct dis *d, struct cur c, uint32_t fixed, bool rates, bool ap)
{
	struct elements e;
	struct mac current = { { 0 } };
	bool ok;

	if (!has(&c, fixed) || wire(&c) < fixed)
		return false;
	if (ap)
		current = peek_mac(&c, 4);
	skip(&c, fixed);
	ok = get_elements(c, &e);
	show_ssid(d, &e);
	if (rates)
		show_rates(d, &e);
	if (ap)
		show_mac(d, " AP : ", "current_ap", current);
	return ok;
}

static bool show_response(struct dis *d, struct cur c)
{
	struct elements e;
	uint16_t caps, status, aid;

	if (!has(&c, 6) || wire(&c) < 6)
		return false;
	caps = get_le16(&c);
	status = get_le16(&c);
	aid = get_le16(&c) & 0x3fff;
	show_x(d, " AID(", "aid", aid, 0);
	sayf(d, ") :%s: %s", caps & PRIVACY ? " PRIVACY " : "", status_of(status));
	note_u(d, "status", status);
	return get_elements(c, &e);
}

static bool show_auth(struct dis *d, struct cur c)
{
	struct elements e;
	uint16_t algorithm, seq, status;
	const char *name;

	if (!has(&c, 6) || wire(&c) < 6)
		return false;
	algorithm = get_le16(&c);
	seq = get_le16(&c);
	status = get_le16(&c);
	name = name_of(auth_names, algorithm);
	sayf(d, " (%s)-%x", name ? name : "Reserved", seq);
	note_u(d, "algorithm", algorithm);
	note_u(d, "seq", seq);
	note_u(d, "status", status);
	if (algorithm == SHARED_KEY && (seq == 2 || seq == 3))
		say(d, " [Challenge Text] ");
	else
		say(d, ": ");
	if (seq % 2)
		say_s(d, status_of(status));
	return get_elements(c, &e);
}

static void say_source(struct dis *d, const struct mac *src)
{
	if (!d->opt->e) {
		say(d, " (");
		say_mac(d, *src);
		say(d, ")");
	}
	say(d, ": ");
}

static bool show_reason(struct dis *d, struct cur c, const struct mac *src)
{
	uint16_t reason;

	if (!has(&c, 2) || wire(&c) < 2)
		return false;
	reason = get_le16(&c);
	if (src)
		say_source(d, src);
	else
		say(d, ": ");
	show_name(d, "reason", reason_names, "Reserved", reason);
	return true;
}

static bool show_action(struct dis *d, struct cur c, const struct mac *src)
{
	uint8_t category, action;
	const char *name;

	if (!has(&c, 2) || wire(&c) < 2)
		return false;
	category = get_u8(&c);
	action = get_u8(&c);
	say_source(d, src);
	show_name(d, "category", categories, "Reserved(%u)", category);
	name = category < 16 ? name_of(actions, (uint32_t)category << 8 | action) : NULL;
	note_u(d, "action", action);
	if (name) {
		say(d, " ");
		say_s(d, name);
	} else {
		sayf(d, " Act#%u", action);
	}
	return true;
}

static bool show_iv(struct dis *d, struct cur c)
{
	uint32_t iv;

	if (!has(&c, 4) || wire(&c) < 4)
		return false;
	iv = get_le32(&c);
	sayf(d, " IV:%3x Pad %x KeyID %x", iv & 0xffffff, iv >> 24 & 0x3f, iv >> 30);
	note_u(d, "iv", iv & 0xffffff);
	return true;
}

static bool show_management(struct dis *d, uint16_t fc, struct cur c, const struct mac *src)
{
	switch (subtype_of(fc)) {
	case ASSOC_REQUEST:
		say(d, "Assoc Request");
		return show_request(d, c, 4, true, false);
	case ASSOC_RESPONSE:
		say(d, "Assoc Response");
		return show_response(d, c);
	case REASSOC_REQUEST:
		say(d, "ReAssoc Request");
		return show_request(d, c, 10, false, true);
	case REASSOC_RESPONSE:
		say(d, "ReAssoc Response");
		return show_response(d, c);
	case PROBE_REQUEST:
		say(d, "Probe Request");
		return show_request(d, c, 0, true, false);
	case PROBE_RESPONSE:
		say(d, "Probe Response");
		return show_beacon(d, c, true);
	case BEACON:
		say(d, "Beacon");
		return show_beacon(d, c, false);
	case ATIM:
		say(d, "ATIM");
		return true;
	case DISASSOC:
		say(d, "Disassociation");
		return show_reason(d, c, NULL);
	case AUTH:
		say(d, "Authentication");
		return fc & PROTECTED ? show_iv(d, c) : show_auth(d, c);
	case DEAUTH:
		say(d, "DeAuthentication");
		return show_reason(d, c, src);
	case ACTION:
		say(d, "Action");
		return fc & PROTECTED ? show_iv(d, c) : show_action(d, c, src);
	default:
		sayf(d, "Unhandled Management subtype(%x)", subtype_of(fc));
		return true;
	}
}

/* --- control frames --- */

static void say_addr(struct dis *d, const char *label, struct cur *c, uint32_t at)
{
	struct mac m = peek_mac(c, at);

	say_s(d, label);
	say_mac(d, m);
	say(d, " ");
}

static void say_block(struct dis *d, const char *label, struct cur *c)
{
	uint16_t ctl = peek_le16(c, 16), seq = peek_le16(c, 18);

	say_addr(d, label, c, 4);
	say_addr(d, "TA:", c, 10);
	sayf(d, "CTL(%x) SEQ(%u) ", ctl, seq);
}

/* c is at frame control; with -e the addresses have been said. */
static void show_control(struct dis *d, uint16_t fc, struct cur c)
{
	static const char *const names[] = { "Control Wrapper", "BAR", "BA", "Power Save-Poll",
		"Request-To-Send", "Clear-To-Send", "Acknowledgment", "CF-End", "CF-End+CF-Ack" };
	uint8_t subtype = subtype_of(fc);

	if (subtype < WRAPPER) {
		sayf(d, "unknown 802.11 ctrl frame subtype (%u)", subtype);
		return;
	}
	say_s(d, names[subtype - WRAPPER]);
	note_s(d, "subtype_name", names[subtype - WRAPPER]);
	if (subtype == PS_POLL) {
		show_x(d, " AID(", "aid", peek_le16(&c, 2), 0);
		say(d, ")");
		return;
	}
	if (d->opt->e)
		return;
	switch (subtype) {
	case WRAPPER:
		break;
	case BAR:
		say_block(d, " RA:", &c);
		break;
	case RTS:
		say_addr(d, " TA:", &c, 10);
		break;
	default:
		say_addr(d, " RA:", &c, 4);
		break;
	}
}

static void say_control_header(struct dis *d, uint16_t fc, struct cur c)
{
	switch (subtype_of(fc)) {
	case BAR:
		say_block(d, " RA:", &c);
		break;
	case BA:
	case RTS:
		say_addr(d, "RA:", &c, 4);
		say_addr(d, "TA:", &c, 10);
		break;
	case PS_POLL:
		say_addr(d, "BSSID:", &c, 4);
		say_addr(d, "TA:", &c, 10);
		break;
	case CTS:
	case ACK:
		say_addr(d, "RA:", &c, 4);
		break;
	case CF_END:
	case CF_END_ACK:
		say_addr(d, "RA:", &c, 4);
		say_addr(d, "BSSID:", &c, 10);
		break;
	default:
		break;
	}
}

/* --- headers --- */

static void say_data_header(struct dis *d, uint16_t fc, struct cur c)
{
	static const char *const kinds[] = { "", "Ack", "Poll", "Ack/Poll" };
	static const char *const labels[4][4] = {
		{ "DA:", "SA:", "BSSID:", NULL },
		{ "BSSID:", "SA:", "DA:", NULL },
		{ "DA:", "BSSID:", "SA:", NULL },
		{ "RA:", "TA:", "DA:", "SA:" },
	};
	const char *const *l = labels[fc >> 8 & 3];
	uint8_t subtype = subtype_of(fc);

	if (subtype & (QOS | 3)) {
		say(d, "CF ");
		say_s(d, kinds[subtype & 3]);
		if (subtype & QOS)
			say(d, "+QoS");
		say(d, " ");
	}
	say_addr(d, l[0], &c, 4);
	say_addr(d, l[1], &c, 10);
	say_addr(d, l[2], &c, 16);
	if (l[3])
		say_addr(d, l[3], &c, 24);
}

static void say_header(struct dis *d, uint16_t fc, struct cur c)
{
	uint16_t duration = peek_le16(&c, 2);

	if (d->opt->v) {
		say_bits(d, flag_bits, "", fc, "");
		if (type_of(fc) != CONTROL || subtype_of(fc) != PS_POLL)
			sayf(d, "%uus ", duration);
	}
	if (type_of(fc) == MANAGEMENT) {
		say_addr(d, "BSSID:", &c, 16);
		say_addr(d, "DA:", &c, 4);
		say_addr(d, "SA:", &c, 10);
	} else if (type_of(fc) == CONTROL) {
		say_control_header(d, fc, c);
	} else if (type_of(fc) == DATA) {
		say_data_header(d, fc, c);
	}
}

/* 0: there is no such frame. */
static uint32_t header_length(uint16_t fc)
{
	static const uint8_t control[] = { 16, 20, 16, 16, 16, 10, 10, 16, 16 };
	uint8_t subtype = subtype_of(fc);

	switch (type_of(fc)) {
	case MANAGEMENT:
		return HEADER + (fc & ORDER ? 4 : 0);
	case CONTROL:
		return subtype < WRAPPER ? 0 : control[subtype - WRAPPER];
	case DATA:
		return HEADER + ((fc & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS) ? 6u : 0) +
		       (subtype & QOS ? 2u : 0) + (subtype & QOS && fc & ORDER ? 4u : 0);
	default:
		return 0;
	}
}

/* Draft 802.11s: flags, TTL, sequence number, and up to three more addresses. */
static uint32_t mesh_length(struct cur c, uint32_t header)
{
	return has(&c, header + 1) ? 6 + (peek_u8(&c, header) & 3u) * 6 : 0;
}

static void keep(struct lladdr *a, struct mac m)
{
	a->len = 6;
	for (int i = 0; i < 6; i++)
		a->b[i] = m.b[i];
}

static void show_data(struct dis *d, uint16_t fc, struct cur whole, struct cur c)
{
	bool to = fc & TO_DS, from_ds = fc & FROM_DS;

	if (subtype_of(fc) & NO_DATA)
		return;
	if (fc & PROTECTED) {
		say(d, "Data");
		if (!show_iv(d, c))
			truncated(d);
		return;
	}
	keep(&d->dst, peek_mac(&whole, to ? 16 : 4));
	keep(&d->src, peek_mac(&whole, to && from_ds ? 24 : from_ds ? 16 : 10));
	if (!llc_enter(d, c))
		say_default(d, c);
}

static void dissect(struct dis *d, struct cur c, bool pad, uint32_t fcs)
{
	struct cur whole = c;
	uint32_t n = wire(&c), header;
	uint16_t fc;

	if (n >= fcs) /* sic: shorter frames are taken as they are */
		clip(&c, n - fcs);
	if (!has(&c, 2)) {
		truncated(d);
		return;
	}
	fc = peek_le16(&c, 0);
	note_u(d, "frame_control", fc);
	header = header_length(fc);
	if (header && pad)
		header = (header + 3) & ~3u;
	if (d->opt->H && type_of(fc) == DATA && subtype_of(fc) & QOS)
		header += mesh_length(c, header);
	if (!has(&c, header)) {
		truncated(d);
		d->link_len += header;
		return;
	}
	d->link_len += header;
	if (d->opt->e && header) /* of kinds that are known */
		say_header(d, fc, c);
	whole = c;
	skip(&c, header);
	switch (type_of(fc)) {
	case MANAGEMENT: {
		struct mac src = peek_mac(&whole, 10);

		keep(&d->src, src);
		keep(&d->dst, peek_mac(&whole, 4));
		if (!show_management(d, fc, c, &src))
			truncated(d);
		break;
	}
	case CONTROL:
		show_control(d, fc, whole);
		break;
	case DATA:
		show_data(d, fc, whole, c);
		break;
	default:
		sayf(d, "unknown 802.11 frame type (%u)", type_of(fc));
		break;
	}
}

static void dissect_plain(struct dis *d, struct cur c) { dissect(d, c, false, 0); }

static void dissect_padded(struct dis *d, struct cur c) { dissect(d, c, true, 0); }

static void dissect_fcs(struct dis *d, struct cur c) { dissect(d, c, false, 4); }

static void dissect_padded_fcs(struct dis *d, struct cur c) { dissect(d, c, true, 4); }

const struct proto proto_ieee802_11 = { "802.11", dissect_plain };
static const struct proto padded = { "802.11", dissect_padded };
static const struct proto with_fcs = { "802.11", dissect_fcs };
static const struct proto padded_with_fcs = { "802.11", dissect_padded_fcs };

void enter_ieee80211(struct dis *d, struct cur c, bool pad, uint32_t fcs)
{
	enter(d, pad ? fcs ? &padded_with_fcs : &padded : fcs ? &with_fcs : &proto_ieee802_11, c);
}
