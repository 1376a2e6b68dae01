/* RADIUS.  RFC 2865 to RFC 2869; IPv6: RFC 3162, RFC 4818; VLANs: RFC 4675; dynamic authorization:
 * RFC 5176; Mobile IPv6: RFC 5447; location: RFC 5580; digests: RFC 5090. */
#include "eap.h"
#include "enterprises.h"

#include <time.h>

enum { HEADER = 20, PACKET_MAX = 4096 };

static const struct name codes[] = {
	{ 1, "Access-Request" },
	{ 2, "Access-Accept" },
	{ 3, "Access-Reject" },
	{ 4, "Accounting-Request" },
	{ 5, "Accounting-Response" },
	{ 11, "Access-Challenge" },
	{ 12, "Status-Server" },
	{ 13, "Status-Client" },
	{ 40, "Disconnect-Request" },
	{ 41, "Disconnect-ACK" },
	{ 42, "Disconnect-NAK" },
	{ 43, "CoA-Request" },
	{ 44, "CoA-ACK" },
	{ 45, "CoA-NAK" },
	{ 255, "Reserved" },
	{ 0, NULL },
};

/* --- names of values --- */

static const struct name service_types[] = {
	{ 1, "Login" },
	{ 2, "Framed" },
	{ 3, "Callback Login" },
	{ 4, "Callback Framed" },
	{ 5, "Outbound" },
	{ 6, "Administrative" },
	{ 7, "NAS Prompt" },
	{ 8, "Authenticate Only" },
	{ 9, "Callback NAS Prompt" },
	{ 10, "Call Check" },
	{ 11, "Callback Administrative" },
	{ 12, "Voice" },
	{ 13, "Fax" },
	{ 14, "Modem Relay" },
	{ 15, "IAPP-Register" },
	{ 16, "IAPP-AP-Check" },
	{ 17, "Authorize Only" },
	{ 18, "Framed-Management" },
	{ 19, "Additional-Authorization" },
	{ 0, NULL },
};

static const struct name framed_protocols[] = {
	{ 1, "PPP" },
	{ 2, "SLIP" },
	{ 3, "ARAP" },
	{ 4, "Gandalf proprietary" },
	{ 5, "Xylogics IPX/SLIP" },
	{ 6, "X.75 Synchronous" },
	{ 7, "GPRS PDP Context" },
	{ 0, NULL },
};

static const struct name framed_routing[] = {
	{ 0, "None" },
	{ 1, "Send" },
	{ 2, "Listen" },
	{ 3, "Send&Listen" },
	{ 0, NULL },
};

static const struct name compressions[] = {
	{ 0, "None" },
	{ 1, "VJ TCP/IP" },
	{ 2, "IPX" },
	{ 3, "Stac-LZS" },
	{ 0, NULL },
};

static const struct name login_services[] = {
	{ 0, "Telnet" },
	{ 1, "Rlogin" },
	{ 2, "TCP Clear" },
	{ 3, "PortMaster(proprietary)" },
	{ 4, "LAT" },
	{ 5, "X.25-PAD" },
	{ 6, "X.25-T3POS" },
	{ 7, "Unassigned" },
	{ 8, "TCP Clear Quiet" },
	{ 0, NULL },
};

static const struct name termination_actions[] = {
	{ 0, "Default" },
	{ 1, "RADIUS-Request" },
	{ 0, NULL },
};

static const struct name accounting_status[] = {
	{ 1, "Start" },
	{ 2, "Stop" },
	{ 3, "Interim-Update" },
	{ 4, "Unassigned" },
	{ 5, "Unassigned" },
	{ 6, "Unassigned" },
	{ 7, "Accounting-On" },
	{ 8, "Accounting-Off" },
	{ 9, "Tunnel-Start" },
	{ 10, "Tunnel-Stop" },
	{ 11, "Tunnel-Reject" },
	{ 12, "Tunnel-Link-Start" },
	{ 13, "Tunnel-Link-Stop" },
	{ 14, "Tunnel-Link-Reject" },
	{ 15, "Failed" },
	{ 0, NULL },
};

static const struct name accounting_authentic[] = {
	{ 1, "RADIUS" },
	{ 2, "Local" },
	{ 3, "Remote" },
	{ 4, "Diameter" },
	{ 0, NULL },
};

static const struct name terminate_causes[] = {
	{ 1, "User Request" },
	{ 2, "Lost Carrier" },
	{ 3, "Lost Service" },
	{ 4, "Idle Timeout" },
	{ 5, "Session Timeout" },
	{ 6, "Admin Reset" },
	{ 7, "Admin Reboot" },
	{ 8, "Port Error" },
	{ 9, "NAS Error" },
	{ 10, "NAS Request" },
	{ 11, "NAS Reboot" },
	{ 12, "Port Unneeded" },
	{ 13, "Port Preempted" },
	{ 14, "Port Suspended" },
	{ 15, "Service Unavailable" },
	{ 16, "Callback" },
	{ 17, "User Error" },
	{ 18, "Host Request" },
	{ 19, "Supplicant Restart" },
	{ 20, "Reauthentication Failure" },
	{ 21, "Port Reinitialized" },
	{ 22, "Port Administratively Disabled" },
	{ 23, "Lost Power" },
	{ 0, NULL },
};

static const struct name ingress_filters[] = {
	{ 1, "Enabled" },
	{ 2, "Disabled" },
	{ 0, NULL },
};

static const struct name port_types[] = {
	{ 0, "Async" },
	{ 1, "Sync" },
	{ 2, "ISDN Sync" },
	{ 3, "ISDN Async V.120" },
	{ 4, "ISDN Async V.110" },
	{ 5, "Virtual" },
	{ 6, "PIAFS" },
	{ 7, "HDLC Clear Channel" },
	{ 8, "X.25" },
	{ 9, "X.75" },
	{ 10, "G.3 Fax" },
	{ 11, "SDSL" },
	{ 12, "ADSL-CAP" },
	{ 13, "ADSL-DMT" },
	{ 14, "ISDN-DSL" },
	{ 15, "Ethernet" },
	{ 16, "xDSL" },
	{ 17, "Cable" },
	{ 18, "Wireless - Other" },
	{ 19, "Wireless - IEEE 802.11" },
	{ 20, "Token-Ring" },
	{ 21, "FDDI" },
	{ 22, "Wireless - CDMA200" },
	{ 23, "Wireless - UMTS" },
	{ 24, "Wireless - 1X-EV" },
	{ 25, "IAPP" },
	{ 26, "FTTP" },
	{ 27, "Wireless - IEEE 802.16" },
	{ 28, "Wireless - IEEE 802.20" },
	{ 29, "Wireless - IEEE 802.22" },
	{ 30, "PPPoA" },
	{ 31, "PPPoEoA" },
	{ 32, "PPPoEoE" },
	{ 33, "PPPoEoVLAN" },
	{ 34, "PPPoEoQinQ" },
	{ 35, "xPON" },
	{ 36, "Wireless - XGP" },
	{ 37, "WiMAX Pre-Release 8 IWK Function" },
	{ 38, "WIMAX-WIFI-IWK" },
	{ 39, "WIMAX-SFF" },
	{ 40, "WIMAX-HA-LMA" },
	{ 41, "WIMAX-DHCP" },
	{ 42, "WIMAX-LBS" },
	{ 43, "WIMAX-WVS" },
	{ 0, NULL },
};

static const struct name arap_zones[] = {
	{ 1, "Only access to dfl zone" },
	{ 2, "Use zone filter inc." },
	{ 3, "Not used" },
	{ 4, "Use zone filter exc." },
	{ 0, NULL },
};

static const struct name prompts[] = {
	{ 0, "No Echo" },
	{ 1, "Echo" },
	{ 0, NULL },
};

static const struct name tunnel_types[] = {
	{ 1, "PPTP" },
	{ 2, "L2F" },
	{ 3, "L2TP" },
	{ 4, "ATMP" },
	{ 5, "VTP" },
	{ 6, "AH" },
	{ 7, "IP-IP" },
	{ 8, "MIN-IP-IP" },
	{ 9, "ESP" },
	{ 10, "GRE" },
	{ 11, "DVS" },
	{ 12, "IP-in-IP Tunneling" },
	{ 13, "VLAN" },
	{ 0, NULL },
};

static const struct name tunnel_media[] = {
	{ 1, "IPv4" },
	{ 2, "IPv6" },
	{ 3, "NSAP" },
	{ 4, "HDLC" },
	{ 5, "BBN 1822" },
	{ 6, "802" },
	{ 7, "E.163" },
	{ 8, "E.164" },
	{ 9, "F.69" },
	{ 10, "X.121" },
	{ 11, "IPX" },
	{ 12, "Appletalk" },
	{ 13, "Decnet IV" },
	{ 14, "Banyan Vines" },
	{ 15, "E.164 with NSAP subaddress" },
	{ 0, NULL },
};

static const struct name error_causes[] = {
	{ 201, "Residual Session Context Removed" },
	{ 202, "Invalid EAP Packet (Ignored)" },
	{ 401, "Unsupported Attribute" },
	{ 402, "Missing Attribute" },
	{ 403, "NAS Identification Mismatch" },
	{ 404, "Invalid Request" },
	{ 405, "Unsupported Service" },
	{ 406, "Unsupported Extension" },
	{ 407, "Invalid Attribute Value" },
	{ 501, "Administratively Prohibited" },
	{ 502, "Request Not Routable (Proxy)" },
	{ 503, "Session Context Not Found" },
	{ 504, "Session Context Not Removable" },
	{ 505, "Other Proxy Processing Error" },
	{ 506, "Resources Unavailable" },
	{ 507, "Request Initiated" },
	{ 508, "Multiple Session Selection Unsupported" },
	{ 509, "Location Info Required" },
	{ 0, NULL },
};

static const struct name special_addresses[] = {
	{ 0xfffffffe, "NAS Select" },
	{ 0xffffffff, "User Selected" },
	{ 0, NULL },
};
static const struct name ipx_networks[] = { { 0xfffffffe, "NAS Select" }, { 0, NULL } };
static const struct name appletalk_links[] = { { 0, "Unnumbered" }, { 0, NULL } };
static const struct name appletalk_networks[] = { { 0, "NAS assigned" }, { 0, NULL } };
static const struct name vlan_tags[] = { { 0x31, "Tagged" }, { 0x32, "Untagged" }, { 0, NULL } };
static const struct name namespaces[] = {
	{ 0x30, "TADIG" },
	{ 0x31, "REALM" },
	{ 0x32, "E212" },
	{ 0x33, "ICC" },
	{ 0, NULL },
};
static const struct name location_codes[] = { { 0, "Civic" }, { 1, "Geospatial" }, { 0, NULL } };
static const struct name location_entities[] = { { 0, "User" }, { 1, "RADIUS" }, { 0, NULL } };
static const struct name location_flags[] = {
	{ 0x0001, "MBZ-15" },
	{ 0x0002, "MBZ-14" },
	{ 0x0004, "MBZ-13" },
	{ 0x0008, "MBZ-12" },
	{ 0x0010, "MBZ-11" },
	{ 0x0020, "MBZ-10" },
	{ 0x0040, "MBZ-9" },
	{ 0x0080, "MBZ-8" },
	{ 0x0100, "MBZ-7" },
	{ 0x0200, "MBZ-6" },
	{ 0x0400, "MBZ-5" },
	{ 0x0800, "MBZ-4" },
	{ 0x1000, "MBZ-3" },
	{ 0x2000, "MBZ-2" },
	{ 0x4000, "MBZ-1" },
	{ 0x8000, "Retransmission Allowed" },
	{ 0, NULL },
};

/* RFC 5447, 4.2.5, and IANA's "MIP6-Feature-Vector AVP Values". */
static const struct {
	uint64_t bit;
	const char *name;
} mip6_bits[] = {
	{ UINT64_C(1) << 0, "MIP6_INTEGRATED" },
	{ UINT64_C(1) << 1, "LOCAL_HOME_AGENT_ASSIGNMENT" },
	{ UINT64_C(1) << 40, "PMIP6_SUPPORTED" },
	{ UINT64_C(1) << 41, "IP4_HOA_SUPPORTED" },
	{ UINT64_C(1) << 42, "LOCAL_MAG_ROUTING_SUPPORTED" },
	{ UINT64_C(1) << 43, "ASSIGN_LOCAL_IP" },
	{ UINT64_C(1) << 44, "MIP4_SUPPORTED" },
	{ UINT64_C(1) << 45, "OPTIMIZED_IDLE_MODE_MOBILITY" },
	{ UINT64_C(1) << 46, "GTPv2_SUPPORTED" },
	{ UINT64_C(1) << 47, "IP4_TRANSPORT_SUPPORTED" },
	{ UINT64_C(1) << 48, "IP4_HOA_ONLY_SUPPORTED" },
	{ UINT64_C(1) << 49, "INTER_MAG_ROUTING_SUPPORTED" },
};

/* --- kinds of values: v is the value, which may be cut --- */

static struct cur window(struct cur c, uint32_t n) { return part(&c, n); }

/* Text up to a NUL; what does not print is a dot. */
static void text(struct dis *d, const char *key, struct cur v, uint32_t n)
{
	struct cur w = v;

	clip(&w, n);
	note_text(d, key, w);
	for (; n > 0 && !d->stopped; n--) {
		uint8_t ch = get_u8(&v);

		if (ch == 0)
			return;
		say_c(d, ch >= ' ' && ch < 0x7f ? (char)ch : '.');
	}
}

/* Text with ^A and M-x. */
static void escaped_text(struct dis *d, const char *key, struct cur v, uint32_t n)
{
	struct cur w = v;

	clip(&w, n);
	note_text(d, key, w);
	for (; n > 0 && !d->stopped; n--)
		say_visc(d, get_u8(&v));
}

static void tag(struct dis *d, uint8_t t)
{
	note_u(d, "tag", t);
	if (t)
		sayf(d, "Tag[%u] ", t);
	else
		say(d, "Tag[Unused] ");
}

/* RFC 2868, 3.3: octets above 0x1f are of the text. */
static void tagged_text(struct dis *d, struct cur v, uint32_t n)
{
	uint8_t t = peek_u8(&v, 0);

	if (t <= 0x1f) {
		tag(d, t);
		skip(&v, 1);
		n--;
	}
	text(d, "value", v, n);
}

static void seconds(struct dis *d, uint32_t s)
{
	note_u(d, "value", s);
	if (s < 60)
		sayf(d, "%02u secs", s);
	else if (s < 3600)
		sayf(d, "%02u:%02u min", s / 60, s % 60);
	else
		sayf(d, "%02u:%02u:%02u hours", s / 3600, s % 3600 / 60, s % 60);
}

static void octets(struct dis *d, struct cur *v, uint32_t n)
{
	for (; n > 0 && !d->stopped; n--)
		sayf(d, "%02X", get_u8(v));
}

/* Seconds since 1900, or since 2036 where the first bit is not set, with a binary fraction. */
static void ntp_time(struct dis *d, const char *label, const char *key, struct cur *v)
{
	uint32_t s = get_be32(v), f = get_be32(v);
	int64_t unix_time = (int64_t)s + (s & 0x80000000u ? 0 : INT64_C(1) << 32) - 2208988800;
	time_t t = (time_t)unix_time;
	struct tm tm;
	char buf[40];

	say_s(d, label);
	note_f(d, key, (double)unix_time + f / 4294967296.0);
	sayf(d, "%u.%09u", s, (uint32_t)((uint64_t)f * 1000000000 >> 32));
	if (s == 0 || !gmtime_r(&t, &tm) || !strftime(buf, sizeof(buf), "%Y-%m-%dT%H:%M:%SZ", &tm))
		return;
	sayf(d, " (%s)", buf);
}

/* --- attributes with a form of their own; n is the value's length --- */

static void vendor_value(struct dis *d, struct cur c, uint32_t n)
{
	note_hex(d, "value", window(c, n));
	for (; n > 0 && !d->stopped; n--) {
		uint8_t ch = get_u8(&c);

		say_c(d, ch >= ' ' && ch < 0x7f ? (char)ch : '.');
	}
}

static void vendor_specific(struct dis *d, struct cur v, uint32_t n)
{
	uint32_t vendor;

	if (bad(d, "length", n, <, 4))
		return;
	vendor = get_be32(&v);
	say(d, "Vendor: ");
	show_name(d, "vendor", enterprises, "Unknown", vendor);
	sayf(d, " (%u)", vendor);
	list(d, "attributes");
	for (n -= 4; n > 0 && !d->stopped;) {
		uint8_t type, len;

		if (bad(d, "length", n, <, 2))
			return;
		type = get_u8(&v), len = get_u8(&v);
		item(d);
		show_u(d, "\n\t    Vendor Attribute: ", "type", type);
		show_u(d, ", length: ", "length", len);
		if (bad(d, "length", len, <, 2) || bad(d, "length", len, >, n))
			return;
		say(d, ", value: ");
		vendor_value(d, v, len - 2u);
		skip(&v, len - 2u);
		n -= len;
		done(d);
	}
	done(d);
}

static void timestamp(struct dis *d, struct cur v, uint32_t n)
{
	uint32_t s = get_be32(&v);
	time_t t = (time_t)s;
	struct tm tm;
	char buf[40];

	(void)n;
	note_u(d, "value", s);
	if (localtime_r(&t, &tm) && strftime(buf, sizeof(buf), "%a %b %e %H:%M:%S %Y", &tm))
		say_s(d, buf);
}

static void vlan_tag(struct dis *d, uint8_t t)
{
	show_name(d, "tag", vlan_tags, "Unknown tag", t);
	sayf(d, " (0x%02x) ", t);
}

static void egress_vlan(struct dis *d, struct cur v, uint32_t n)
{
	(void)n;
	vlan_tag(d, get_u8(&v));
	show_u(d, "", "value", get_be24(&v));
}

static void egress_name(struct dis *d, struct cur v, uint32_t n)
{
	vlan_tag(d, get_u8(&v));
	text(d, "value", v, n - 1);
}

static void tunnel_password(struct dis *d, struct cur v, uint32_t n)
{
	uint8_t t;

	if (bad(d, "length", n, <, 3))
		return;
	t = get_u8(&v);
	tag(d, t <= 0x1f ? t : 0);
	show_u(d, "Salt ", "salt", get_be16(&v));
	say(d, " ");
	text(d, "value", v, n - 3);
}

static void arap_password(struct dis *d, struct cur v, uint32_t n)
{
	(void)n;
	say(d, "User_challenge (");
	octets(d, &v, 8);
	say(d, ") User_resp(");
	octets(d, &v, 8);
	say(d, ")");
}

static void arap_features(struct dis *d, struct cur v, uint32_t n)
{
	uint8_t b = get_u8(&v);

	(void)n;
	note_b(d, "can_change", b);
	say_s(d, b ? "User can change password" : "User cannot change password");
	b = get_u8(&v);
	show_u(d, ", Min password length: ", "min_length", b);
	say(d, ", created at: ");
	octets(d, &v, 4);
	say(d, ", expires in: ");
	octets(d, &v, 4);
	say(d, ", Current Time: ");
	octets(d, &v, 4);
}

static void arap_response(struct dis *d, struct cur v, uint32_t n)
{
	(void)n;
	octets(d, &v, 8);
}

static void eap_message(struct dis *d, struct cur v, uint32_t n)
{
	note_hex(d, "data", window(v, n));
	pretend(&v, n);
	group(d, "eap");
	d->proto = "eap"; /* sic: until the end */
	eap_show(d, v);
	d->proto = "eap";
	done(d);
}

static void ip6(struct dis *d, struct cur v, uint32_t n)
{
	(void)n;
	show_ip6(d, "", "value", get_ip6(&v));
}

static bool bad_prefix_length(struct dis *d, uint8_t length)
{
	note_u(d, "prefix_length", length);
	return bad(d, "prefix length", length, >, 128);
}

static void ip6_prefix(struct dis *d, struct cur v, uint32_t n)
{
	struct ip6 a = { { 0 } };
	uint8_t mbz, length;

	if (bad(d, "length", n, <, 2) || bad(d, "length", n, >, 18))
		return;
	mbz = get_u8(&v);
	if (mbz)
		sayf(d, "[reserved-MBZ %u] ", mbz);
	length = get_u8(&v);
	if (bad_prefix_length(d, length))
		return;
	n -= 2;
	get_bytes(&v, a.b, n);
	show_ip6(d, "", "value", a);
	sayf(d, "/%u", length);
	if (bad(d, "inconsistent prefix length", length, >, 8 * n))
		return;
}

static void mip6_prefix(struct dis *d, struct cur v, uint32_t n)
{
	uint8_t length = get_u8(&v);

	(void)n;
	if (bad_prefix_length(d, length))
		return;
	show_ip6(d, "", "value", get_ip6(&v));
	sayf(d, "/%u", length);
}

static void error_cause(struct dis *d, struct cur v, uint32_t n)
{
	uint32_t cause = get_be32(&v);

	(void)n;
	sayf(d, "Error cause %u: ", cause);
	show_name(d, "value", error_causes, "Error-Cause %u not known", cause);
}

static void mip6_features(struct dis *d, struct cur v, uint32_t n)
{
	uint64_t bits;
	const char *sep = "";

	(void)n;
	say(d, "[");
	bits = get_be64(&v);
	note_u(d, "value", bits);
	for (size_t i = 0; i < sizeof(mip6_bits) / sizeof(mip6_bits[0]); i++) {
		if (!(bits & mip6_bits[i].bit))
			continue;
		say_s(d, sep);
		say_s(d, mip6_bits[i].name);
		sep = ", ";
	}
	say(d, "]");
}

static void operator_name(struct dis *d, struct cur v, uint32_t n)
{
	uint8_t space;

	if (bad(d, "length", n, <, 2))
		return;
	space = get_u8(&v);
	say(d, "[");
	show_name(d, "namespace", namespaces, "unknown namespace %u", space);
	say(d, "] ");
	escaped_text(d, "value", v, n - 1);
}

static void location_information(struct dis *d, struct cur v, uint32_t n)
{
	uint16_t index;
	uint8_t code, entity;

	if (bad(d, "length", n, <, 21))
		return;
	index = get_be16(&v), code = get_u8(&v), entity = get_u8(&v);
	show_u(d, "index ", "index", index);
	say(d, ", code ");
	show_name(d, "code", location_codes, "Unknown (%u)", code);
	say(d, ", entity ");
	show_name(d, "entity", location_entities, "Unknown (%u)", entity);
	ntp_time(d, ", sighting time ", "sighting", &v);
	ntp_time(d, ", time to live ", "ttl", &v);
	say(d, ", method \"");
	escaped_text(d, "method", v, n - 20);
	say(d, "\"");
}

static void location_data(struct dis *d, struct cur v, uint32_t n)
{
	if (bad(d, "length", n, <, 3))
		return;
	show_u(d, "index ", "index", get_be16(&v));
	say(d, ", location");
	say_hexascii(d, "\n\t    ", part(&v, n - 2));
}

static void location_policy(struct dis *d, struct cur v, uint32_t n)
{
	uint16_t flags;

	if (bad(d, "length", n, <, 10))
		return;
	flags = get_be16(&v);
	note_u(d, "flags", flags);
	say(d, "flags [");
	say_bits(d, location_flags, "none", flags, ", ");
	say(d, "]");
	ntp_time(d, ", retention expires ", "expires", &v);
	if (n == 10)
		return;
	say(d, ", note well \"");
	escaped_text(d, "note_well", v, n - 10);
	say(d, "\"");
}

/* --- attributes --- */

enum kind { OPAQUE, TEXT, TAGGED_TEXT, IP4, U32, NAMED, TAGGED, SECONDS, CALL };

static const struct attribute {
	const char *name;
	enum kind kind;
	uint8_t size; /* the only right one, or 0 */
	const struct name *names;
	void (*call)(struct dis *d, struct cur v, uint32_t n);
} attributes[] = {
	[0] = { "Unknown", OPAQUE, 0, NULL, NULL },
	[1] = { "User-Name", TEXT, 0, NULL, NULL },
	[2] = { "User-Password", OPAQUE, 0, NULL, NULL },
	[3] = { "CHAP-Password", OPAQUE, 0, NULL, NULL },
	[4] = { "NAS-IP-Address", IP4, 4, NULL, NULL },
	[5] = { "NAS-Port", U32, 4, NULL, NULL },
	[6] = { "Service-Type", NAMED, 4, service_types, NULL },
	[7] = { "Framed-Protocol", NAMED, 4, framed_protocols, NULL },
	[8] = { "Framed-IP-Address", IP4, 4, special_addresses, NULL },
	[9] = { "Framed-IP-Netmask", IP4, 4, NULL, NULL },
	[10] = { "Framed-Routing", NAMED, 4, framed_routing, NULL },
	[11] = { "Filter-Id", TEXT, 0, NULL, NULL },
	[12] = { "Framed-MTU", U32, 4, NULL, NULL },
	[13] = { "Framed-Compression", NAMED, 4, compressions, NULL },
	[14] = { "Login-IP-Host", IP4, 4, special_addresses, NULL },
	[15] = { "Login-Service", NAMED, 4, login_services, NULL },
	[16] = { "Login-TCP-Port", U32, 4, NULL, NULL },
	[17] = { "Unassigned", OPAQUE, 0, NULL, NULL },
	[18] = { "Reply-Message", TEXT, 0, NULL, NULL },
	[19] = { "Callback-Number", TEXT, 0, NULL, NULL },
	[20] = { "Callback-Id", TEXT, 0, NULL, NULL },
	[21] = { "Unassigned", OPAQUE, 0, NULL, NULL },
	[22] = { "Framed-Route", TEXT, 0, NULL, NULL },
	[23] = { "Framed-IPX-Network", U32, 4, ipx_networks, NULL },
	[24] = { "State", TEXT, 0, NULL, NULL },
	[25] = { "Class", TEXT, 0, NULL, NULL },
	[26] = { "Vendor-Specific", CALL, 0, NULL, vendor_specific },
	[27] = { "Session-Timeout", SECONDS, 4, NULL, NULL },
	[28] = { "Idle-Timeout", SECONDS, 4, NULL, NULL },
	[29] = { "Termination-Action", NAMED, 4, termination_actions, NULL },
	[30] = { "Called-Station-Id", TEXT, 0, NULL, NULL },
	[31] = { "Calling-Station-Id", TEXT, 0, NULL, NULL },
	[32] = { "NAS-Identifier", TEXT, 0, NULL, NULL },
	[33] = { "Proxy-State", TEXT, 0, NULL, NULL },
	[34] = { "Login-LAT-Service", TEXT, 0, NULL, NULL },
	[35] = { "Login-LAT-Node", TEXT, 0, NULL, NULL },
	[36] = { "Login-LAT-Group", TEXT, 0, NULL, NULL },
	[37] = { "Framed-AppleTalk-Link", U32, 4, appletalk_links, NULL },
	[38] = { "Framed-AppleTalk-Network", U32, 4, appletalk_networks, NULL },
	[39] = { "Framed-AppleTalk-Zone", TEXT, 0, NULL, NULL },
	[40] = { "Acct-Status-Type", NAMED, 4, accounting_status, NULL },
	[41] = { "Acct-Delay-Time", SECONDS, 4, NULL, NULL },
	[42] = { "Acct-Input-Octets", U32, 4, NULL, NULL },
	[43] = { "Acct-Output-Octets", U32, 4, NULL, NULL },
	[44] = { "Acct-Session-Id", TEXT, 0, NULL, NULL },
	[45] = { "Acct-Authentic", NAMED, 4, accounting_authentic, NULL },
	[46] = { "Acct-Session-Time", SECONDS, 4, NULL, NULL },
	[47] = { "Acct-Input-Packets", U32, 4, NULL, NULL },
	[48] = { "Acct-Output-Packets", U32, 4, NULL, NULL },
	[49] = { "Acct-Terminate-Cause", NAMED, 4, terminate_causes, NULL },
	[50] = { "Acct-Multi-Session-Id", TEXT, 0, NULL, NULL },
	[51] = { "Acct-Link-Count", U32, 4, NULL, NULL },
	[52] = { "Acct-Input-Gigawords", U32, 4, NULL, NULL },
	[53] = { "Acct-Output-Gigawords", U32, 4, NULL, NULL },
	[54] = { "Unassigned", OPAQUE, 0, NULL, NULL },
	[55] = { "Event-Timestamp", CALL, 4, NULL, timestamp },
	[56] = { "Egress-VLANID", CALL, 4, NULL, egress_vlan },
	[57] = { "Ingress-Filters", NAMED, 4, ingress_filters, NULL },
	[58] = { "Egress-VLAN-Name", CALL, 0, NULL, egress_name },
	[59] = { "User-Priority-Table", OPAQUE, 0, NULL, NULL },
	[60] = { "CHAP-Challenge", TEXT, 0, NULL, NULL },
	[61] = { "NAS-Port-Type", NAMED, 4, port_types, NULL },
	[62] = { "Port-Limit", U32, 4, NULL, NULL },
	[63] = { "Login-LAT-Port", TEXT, 0, NULL, NULL },
	[64] = { "Tunnel-Type", TAGGED, 4, tunnel_types, NULL },
	[65] = { "Tunnel-Medium-Type", TAGGED, 4, tunnel_media, NULL },
	[66] = { "Tunnel-Client-Endpoint", TAGGED_TEXT, 0, NULL, NULL },
	[67] = { "Tunnel-Server-Endpoint", TAGGED_TEXT, 0, NULL, NULL },
	[68] = { "Acct-Tunnel-Connection", TEXT, 0, NULL, NULL },
	[69] = { "Tunnel-Password", CALL, 0, NULL, tunnel_password },
	[70] = { "ARAP-Password", CALL, 16, NULL, arap_password },
	[71] = { "ARAP-Features", CALL, 14, NULL, arap_features },
	[72] = { "ARAP-Zone-Access", NAMED, 4, arap_zones, NULL },
	[73] = { "ARAP-Security", TEXT, 0, NULL, NULL },
	[74] = { "ARAP-Security-Data", TEXT, 0, NULL, NULL },
	[75] = { "Password-Retry", U32, 4, NULL, NULL },
	[76] = { "Prompt", NAMED, 4, prompts, NULL },
	[77] = { "Connect-Info", TEXT, 0, NULL, NULL },
	[78] = { "Configuration-Token", TEXT, 0, NULL, NULL },
	[79] = { "EAP-Message", CALL, 0, NULL, eap_message },
	[80] = { "Message-Authenticator", TEXT, 0, NULL, NULL },
	[81] = { "Tunnel-Private-Group-ID", TAGGED_TEXT, 0, NULL, NULL },
	[82] = { "Tunnel-Assignment-ID", TAGGED_TEXT, 0, NULL, NULL },
	[83] = { "Tunnel-Preference", TAGGED, 4, NULL, NULL },
	[84] = { "ARAP-Challenge-Response", CALL, 8, NULL, arap_response },
	[85] = { "Acct-Interim-Interval", SECONDS, 4, NULL, NULL },
	[86] = { "Acct-Tunnel-Packets-Lost", U32, 4, NULL, NULL },
	[87] = { "NAS-Port-Id", TEXT, 0, NULL, NULL },
	[88] = { "Framed-Pool", TEXT, 0, NULL, NULL },
	[89] = { "CUI", TEXT, 0, NULL, NULL },
	[90] = { "Tunnel-Client-Auth-ID", TAGGED_TEXT, 0, NULL, NULL },
	[91] = { "Tunnel-Server-Auth-ID", TAGGED_TEXT, 0, NULL, NULL },
	[92] = { "NAS-Filter-Rule", TEXT, 0, NULL, NULL },
	[93] = { "Unassigned", OPAQUE, 0, NULL, NULL },
	[94] = { "Originating-Line-Info", OPAQUE, 0, NULL, NULL },
	[95] = { "NAS-IPv6-Address", CALL, 16, NULL, ip6 },
	[96] = { "Framed-Interface-ID", OPAQUE, 0, NULL, NULL },
	[97] = { "Framed-IPv6-Prefix", CALL, 0, NULL, ip6_prefix },
	[98] = { "Login-IPv6-Host", CALL, 16, NULL, ip6 },
	[99] = { "Framed-IPv6-Route", TEXT, 0, NULL, NULL },
	[100] = { "Framed-IPv6-Pool", TEXT, 0, NULL, NULL },
	[101] = { "Error-Cause", CALL, 4, NULL, error_cause },
	[102] = { "EAP-Key-Name", OPAQUE, 0, NULL, NULL },
	[103] = { "Digest-Response", TEXT, 0, NULL, NULL },
	[104] = { "Digest-Realm", TEXT, 0, NULL, NULL },
	[105] = { "Digest-Nonce", TEXT, 0, NULL, NULL },
	[106] = { "Digest-Response-Auth", TEXT, 0, NULL, NULL },
	[107] = { "Digest-Nextnonce", TEXT, 0, NULL, NULL },
	[108] = { "Digest-Method", TEXT, 0, NULL, NULL },
	[109] = { "Digest-URI", TEXT, 0, NULL, NULL },
	[110] = { "Digest-Qop", TEXT, 0, NULL, NULL },
	[111] = { "Digest-Algorithm", TEXT, 0, NULL, NULL },
	[112] = { "Digest-Entity-Body-Hash", TEXT, 0, NULL, NULL },
	[113] = { "Digest-CNonce", TEXT, 0, NULL, NULL },
	[114] = { "Digest-Nonce-Count", TEXT, 0, NULL, NULL },
	[115] = { "Digest-Username", TEXT, 0, NULL, NULL },
	[116] = { "Digest-Opaque", TEXT, 0, NULL, NULL },
	[117] = { "Digest-Auth-Param", TEXT, 0, NULL, NULL },
	[118] = { "Digest-AKA-Auts", TEXT, 0, NULL, NULL },
	[119] = { "Digest-Domain", TEXT, 0, NULL, NULL },
	[120] = { "Digest-Stale", TEXT, 0, NULL, NULL },
	[121] = { "Digest-HA1", TEXT, 0, NULL, NULL },
	[122] = { "SIP-AOR", TEXT, 0, NULL, NULL },
	[123] = { "Delegated-IPv6-Prefix", CALL, 0, NULL, ip6_prefix },
	[124] = { "MIP6-Feature-Vector", CALL, 8, NULL, mip6_features },
	[125] = { "MIP6-Home-Link-Prefix", CALL, 17, NULL, mip6_prefix },
	[126] = { "Operator-Name", CALL, 0, NULL, operator_name },
	[127] = { "Location-Information", CALL, 0, NULL, location_information },
	[128] = { "Location-Data", CALL, 0, NULL, location_data },
	[129] = { "Basic-Location-Policy-Rules", CALL, 0, NULL, location_policy },
};

static const struct attribute unknown = { "Unknown", OPAQUE, 0, NULL, NULL };

static void tagged(struct dis *d, const struct attribute *a, struct cur v)
{
	uint32_t n;

	tag(d, get_u8(&v));
	n = get_be24(&v);
	if (a->names)
		show_name(d, "value", a->names, "#%u", n);
	else
		show_u(d, "", "value", n);
}

static void address(struct dis *d, const struct attribute *a, uint32_t ip)
{
	const char *name = a->names ? name_of(a->names, ip) : NULL;

	note_ip4(d, "value", ip);
	if (name)
		say_s(d, name);
	else
		say_ip4(d, ip);
}

static void value(struct dis *d, const struct attribute *a, struct cur v, uint32_t n)
{
	if (a->size && bad(d, "length", n, !=, a->size))
		return;
	switch (a->kind) {
	case OPAQUE:
		note_hex(d, "data", window(v, n));
		break;
	case TEXT:
		text(d, "value", v, n);
		break;
	case TAGGED_TEXT:
		tagged_text(d, v, n);
		break;
	case IP4:
		address(d, a, get_ip4(&v));
		break;
	case U32:
		if (a->names)
			show_name(d, "value", a->names, "%u", get_be32(&v));
		else
			show_u(d, "", "value", get_be32(&v));
		break;
	case NAMED:
		show_name(d, "value", a->names, "#%u", get_be32(&v));
		break;
	case TAGGED:
		tagged(d, a, v);
		break;
	case SECONDS:
		seconds(d, get_be32(&v));
		break;
	case CALL:
		a->call(d, v, n);
		break;
	}
}

static const struct attribute *attribute(uint8_t type)
{
	return type < sizeof(attributes) / sizeof(attributes[0]) ? &attributes[type] : &unknown;
}

static void show_attributes(struct dis *d, struct cur c, uint32_t n)
{
	list(d, "attributes");
	while (n > 0 && !d->stopped) {
		uint8_t type, len;
		const struct attribute *a;

		if (bad(d, "length", n, <, 2))
			return;
		type = get_u8(&c), len = get_u8(&c);
		a = attribute(type);
		item(d);
		note_u(d, "type", type);
		note_s(d, "type_name", a->name);
		sayf(d, "\n\t  %s Attribute (%u)", a->name, type);
		show_u(d, ", length: ", "length", len);
		if (bad(d, "length", len, <, 2) || bad(d, "length", len, >, n))
			return;
		say(d, ", Value: ");
		if (len > 2) {
			value(d, a, c, len - 2u);
			if (d->opt->v > 1)
				say_hex(d, "\n\t    ", window(c, len - 2u));
		}
		skip(&c, len - 2u);
		n -= len;
		done(d);
	}
	done(d);
}

static void dissect_radius(struct dis *d, struct cur c)
{
	uint8_t code, id;
	uint16_t length;
	struct cur authenticator;

	say(d, "RADIUS");
	if (bad(d, "length", wire(&c), <, HEADER))
		return;
	code = get_u8(&c), id = get_u8(&c), length = get_be16(&c);
	if (bad(d, "length", length, <, HEADER) || bad(d, "length", length, >, PACKET_MAX) ||
		bad(d, "length", length, >, wire(&c) + 4))
		return;
	note_u(d, "length", length);
	if (!d->opt->v && !wants_fields(d)) {
		say(d, ", ");
		show_name(d, "code", codes, "Unknown Command", code);
		sayf(d, " (%u), id: 0x%02x, length: %u", code, id, length);
		need(&c, HEADER - 4);
		return;
	}
	sayf(d, ", length: %u\n\t", length);
	show_name(d, "code", codes, "Unknown Command", code);
	sayf(d, " (%u)", code);
	show_x(d, ", id: 0x", "id", id, 2);
	say(d, ", Authenticator: ");
	authenticator = window(c, 16);
	note_hex(d, "authenticator", authenticator);
	say_bytes(d, authenticator, 0);
	need(&c, 16);
	skip(&c, 16);
	show_attributes(d, c, length - HEADER);
}

const struct proto proto_radius = { "radius", dissect_radius };
