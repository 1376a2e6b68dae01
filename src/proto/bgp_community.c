/* BGP extended communities.  RFC 4360, RFC 5668, RFC 7153; OSPF: RFC 4577; layer 2: RFC 4761;
 * encapsulation: RFC 9012; origin validation: RFC 8097; link bandwidth:
 * draft-ietf-idr-link-bandwidth. */
#include "bgp.h"

enum {
	RT_0 = 0x0002,
	RT_1 = 0x0102,
	RT_2 = 0x0202,
	RO_0 = 0x0003,
	RO_1 = 0x0103,
	RO_2 = 0x0203,
	OSPF_DOMAIN = 0x0005,
	OSPF_DOMAIN_1 = 0x0105,
	OSPF_DOMAIN_2 = 0x0205,
	SOURCE_AS = 0x0009,
	L2VPN_ID = 0x000a,
	OSPF_ROUTER = 0x0107,
	VRF_IMPORT = 0x010b,
	OSPF_ROUTE = 0x0306,
	ENCAPSULATION = 0x030c,
	LINK_BW = 0x4004,
	VALIDATION = 0x4300,
	CISCO_OSPF_ROUTE = 0x8000,
	CISCO_OSPF_ROUTER = 0x8001,
	CISCO_OSPF_DOMAIN = 0x8005,
	LAYER2_INFO = 0x800a,
	L2VPN_ID_1 = 0xf10a,
};

static const struct name type_names[] = {
	{ RT_0, "target" },
	{ RT_1, "target" },
	{ RT_2, "target" },
	{ RO_0, "origin" },
	{ RO_1, "origin" },
	{ RO_2, "origin" },
	{ LINK_BW, "link-BW" },
	{ OSPF_DOMAIN, "ospf-domain" },
	{ OSPF_DOMAIN_1, "ospf-domain" },
	{ OSPF_DOMAIN_2, "ospf-domain" },
	{ CISCO_OSPF_DOMAIN, "ospf-domain" },
	{ OSPF_ROUTE, "ospf-route-type" },
	{ CISCO_OSPF_ROUTE, "ospf-route-type" },
	{ OSPF_ROUTER, "ospf-router-id" },
	{ CISCO_OSPF_ROUTER, "ospf-router-id" },
	{ LAYER2_INFO, "layer2-info" },
	{ SOURCE_AS, "source-AS" },
	{ VRF_IMPORT, "vrf-route-import" },
	{ L2VPN_ID, "l2vpn-id" },
	{ L2VPN_ID_1, "l2vpn-id" },
	{ ENCAPSULATION, "encapsulation" },
	{ VALIDATION, "origin-validation-state" },
	{ 0x8800, "eigrp-general-route (flag, tag)" },
	{ 0x8801, "eigrp-route-metric (AS, delay)" },
	{ 0x8802, "eigrp-route-metric (reliability, nexthop, bandwidth)" },
	{ 0x8803, "eigrp-route-metric (load, MTU)" },
	{ 0x8804, "eigrp-external-route (remote-AS, remote-ID)" },
	{ 0x8805, "eigrp-external-route (remote-proto, remote-metric)" },
	{ 0, NULL },
};

static const struct name flag_bits[] = {
	{ 0x8000, "vendor-specific" },
	{ 0x4000, "non-transitive" },
	{ 0, NULL },
};

static const struct name ospf_types[] = {
	{ 1, "Router" },
	{ 2, "Network/LAN" },
	{ 3, "Summary" },
	{ 5, "External" },
	{ 7, "NSSA External" },
	{ 129, "MPLS-VPN Sham" },
	{ 0, NULL },
};

static const struct name encapsulations[] = {
	{ 1, "L2TPv3 over IP" },
	{ 2, "GRE" },
	{ 3, "Transmit Tunnel" },
	{ 4, "IPsec" },
	{ 5, "IP in IP with IPsec" },
	{ 6, "MPLS in IP with IPsec" },
	{ 7, "IP in IP" },
	{ 8, "VXLAN" },
	{ 9, "NVGRE" },
	{ 10, "MPLS" },
	{ 11, "MPLS in GRE" },
	{ 12, "VXLAN GPE" },
	{ 13, "MPLS in UDP" },
	{ 14, "IPv6" },
	{ 15, "SR TE" },
	{ 16, "Bare" },
	{ 17, "SR" },
	{ 0, NULL },
};

static const struct name validation_states[] = {
	{ 0, "valid" },
	{ 1, "not found" },
	{ 2, "invalid" },
	{ 0, NULL },
};

const struct name bgp_l2vpn_encaps[] = {
	{ 0, "Reserved" },
	{ 1, "Frame Relay" },
	{ 2, "ATM AAL5 SDU VCC transport" },
	{ 3, "ATM transparent cell transport" },
	{ 4, "Ethernet (VLAN) Tagged Mode" },
	{ 5, "Ethernet Raw Mode" },
	{ 6, "Cisco HDLC" },
	{ 7, "PPP" },
	{ 8, "SONET/SDH Circuit Emulation Service over MPLS" },
	{ 9, "ATM n-to-one VCC cell transport" },
	{ 10, "ATM n-to-one VPC cell transport" },
	{ 11, "IP layer 2 transport" },
	{ 15, "Frame Relay Port mode" },
	{ 17, "Structure-agnostic E1 over packet" },
	{ 18, "Structure-agnostic T1 (DS1) over packet" },
	{ 19, "VPLS" },
	{ 20, "Structure-agnostic T3 (DS3) over packet" },
	{ 21, "Nx64kbit/s Basic Service using Structure-aware" },
	{ 25, "Frame Relay DLCI" },
	{ 40, "Structure-agnostic E3 over packet" },
	{ 41, "Octet-aligned playload for Structure-agnostic DS1 circuits" }, /* sic */
	{ 42, "E1 Nx64kbit/s with CAS using Structure-aware" },
	{ 43, "DS1 (ESF) Nx64kbit/s with CAS using Structure-aware" },
	{ 44, "DS1 (SF) Nx64kbit/s with CAS using Structure-aware" },
	{ 0, NULL },
};

static void ospf_route(struct dis *d, struct cur v)
{
	uint32_t area = get_ip4(&v);
	uint8_t type = get_u8(&v), bits = get_u8(&v);

	say(d, ": area:");
	say_ip4(d, area);
	say(d, ", router-type:");
	say_name(d, ospf_types, "unknown (0x%02x)", type);
	sayf(d, ", metric-type:%s%s", bits & 1 ? "E2" : "", type == 5 || type == 7 ? "E1" : "");
}

/* An address, or an AS of four octets, and two octets more. */
static void say_four_two(struct dis *d, struct cur v, bool as)
{
	uint32_t a = get_be32(&v);
	uint16_t n = get_be16(&v);

	say(d, ": ");
	if (as)
		bgp_say_as(d, a);
	else
		say_ip4(d, a);
	sayf(d, ":%u", n);
}

static void say_two_four(struct dis *d, struct cur v)
{
	uint16_t as = get_be16(&v);
	uint32_t n = get_be32(&v);

	sayf(d, ": %u:%u (= ", as, n);
	say_ip4(d, n);
	say(d, ")");
}

static void validation(struct dis *d, struct cur v)
{
	uint64_t reserved = get_be40(&v);
	uint8_t state = get_u8(&v);

	say(d, ": ");
	if (reserved)
		sayf(d, "[the reserved field 0x%llx MUST be 0] ", (unsigned long long)reserved);
	say(d, "ovs: ");
	say_name(d, validation_states, "unknown origin validation state", state);
}

static void value(struct dis *d, uint16_t type, struct cur v)
{
	uint8_t encaps, control;
	float bw;

	switch (type) {
	case RT_0:
	case RO_0:
	case L2VPN_ID:
		say_two_four(d, v);
		break;
	case RT_1:
	case RO_1:
	case L2VPN_ID_1:
	case VRF_IMPORT:
		say_four_two(d, v, false);
		break;
	case RT_2:
	case RO_2:
		say_four_two(d, v, true);
		break;
	case OSPF_DOMAIN:
	case OSPF_DOMAIN_1:
	case OSPF_DOMAIN_2:
	case CISCO_OSPF_DOMAIN:
	case OSPF_ROUTER:
	case CISCO_OSPF_ROUTER:
		show_ip4(d, ": ", "value", get_ip4(&v));
		break;
	case OSPF_ROUTE:
	case CISCO_OSPF_ROUTE:
		ospf_route(d, v);
		break;
	case LAYER2_INFO:
		encaps = get_u8(&v);
		control = get_u8(&v);
		say(d, ": ");
		say_name(d, bgp_l2vpn_encaps, "unknown encaps", encaps);
		sayf(d, " Control Flags [0x%02x]:MTU %u", control, get_be16(&v));
		break;
	case SOURCE_AS:
		show_u(d, ": AS ", "value", get_be16(&v));
		break;
	case LINK_BW:
		skip(&v, 2);
		bw = get_float(&v);
		sayf(d, ": bandwidth: %.3f Mbps", (double)bw * 8 / 1000000);
		break;
	case ENCAPSULATION:
		skip(&v, 4);
		say(d, ": Tunnel type: ");
		show_name(d, "value", encapsulations, "unknown encaps", get_be16(&v));
		break;
	case VALIDATION:
		validation(d, v);
		break;
	default:
		say(d, ": ");
		say_bytes(d, v, 0);
		break;
	}
}

void bgp_show_ext_communities(struct dis *d, struct cur c)
{
	if (wire(&c) % 8) {
		say(d, "invalid len");
		return;
	}
	list(d, "value");
	while (wire(&c) && !d->stopped) {
		uint16_t type = get_be16(&c);
		struct cur v;

		need(&c, 6);
		item(d);
		say(d, "\n\t    ");
		show_name(d, "type", type_names, "unknown extd community typecode", type);
		sayf(d, " (0x%04x), Flags [", type);
		say_bits(d, flag_bits, "none", type, ", ");
		say(d, "]");
		v = take(&c, 6);
		value(d, type, v);
		done(d);
		if (d->stopped)
			return;
	}
	done(d);
}
