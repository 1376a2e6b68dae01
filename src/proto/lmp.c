/* Link Management Protocol.  RFC 4204; service discovery: OIF UNI 1.0. */
#include "../dissect/dissect.h"
#include "gmpls.h"

enum { HEADER = 8, OBJECT_HEADER = 4, VERSION = 1 };

static const struct name flags[] = {
	{ 1, "Control Channel Down" },
	{ 2, "LMP restart" },
	{ 0, NULL },
};

static const struct name messages[] = {
	{ 1, "Config" },
	{ 2, "Config ACK" },
	{ 3, "Config NACK" },
	{ 4, "Hello" },
	{ 5, "Begin Verify" },
	{ 6, "Begin Verify ACK" },
	{ 7, "Begin Verify NACK" },
	{ 8, "End Verify" },
	{ 9, "End Verify ACK" },
	{ 10, "Test" },
	{ 11, "Test Status Success" },
	{ 12, "Test Status Failure" },
	{ 13, "Test Status ACK" },
	{ 14, "Link Summary" },
	{ 15, "Link Summary ACK" },
	{ 16, "Link Summary NACK" },
	{ 17, "Channel Status" },
	{ 18, "Channel Status ACK" },
	{ 19, "Channel Status Request" },
	{ 20, "Channel Status Response" },
	{ 50, "Service Config" },
	{ 51, "Service Config ACK" },
	{ 52, "Service Config NACK" },
	{ 0, NULL },
};

enum {
	CHANNEL_ID = 1,
	NODE_ID = 2,
	LINK_ID = 3,
	INTERFACE_ID = 4,
	MESSAGE_ID = 5,
	CONFIG = 6,
	HELLO = 7,
	VERIFY_BEGIN = 8,
	VERIFY_BEGIN_ACK = 9,
	VERIFY_ID = 10,
	TE_LINK = 11,
	DATA_LINK = 12,
	CHANNEL_STATUS = 13,
	CHANNEL_STATUS_REQUEST = 14,
	ERROR_CODE = 20,
	SERVICE_CONFIG = 51
};

static const struct name classes[] = {
	{ CHANNEL_ID, "Control Channel ID" },
	{ NODE_ID, "Node ID" },
	{ LINK_ID, "Link ID" },
	{ INTERFACE_ID, "Interface ID" },
	{ MESSAGE_ID, "Message ID" },
	{ CONFIG, "Configuration" },
	{ HELLO, "Hello" },
	{ VERIFY_BEGIN, "Verify Begin" },
	{ VERIFY_BEGIN_ACK, "Verify Begin ACK" },
	{ VERIFY_ID, "Verify ID" },
	{ TE_LINK, "TE Link" },
	{ DATA_LINK, "Data Link" },
	{ CHANNEL_STATUS, "Channel Status" },
	{ CHANNEL_STATUS_REQUEST, "Channel Status Request" },
	{ ERROR_CODE, "Error Code" },
	{ SERVICE_CONFIG, "Service Config" },
	{ 0, NULL },
};

/* Class-types: of channel and node, of links and interfaces, and of the rest. */
enum { LOCAL = 1, REMOTE = 2 };
enum { IPV4 = 1, IPV6, UNNUMBERED };

#define OF(class, ctype) ((class) << 8 | (ctype))

static const struct name ctypes[] = {
	{ OF(CHANNEL_ID, LOCAL), "Local" },
	{ OF(CHANNEL_ID, REMOTE), "Remote" },
	{ OF(NODE_ID, LOCAL), "Local" },
	{ OF(NODE_ID, REMOTE), "Remote" },
	{ OF(LINK_ID, 1), "IPv4 Local" },
	{ OF(LINK_ID, 2), "IPv4 Remote" },
	{ OF(LINK_ID, 3), "IPv6 Local" },
	{ OF(LINK_ID, 4), "IPv6 Remote" },
	{ OF(LINK_ID, 5), "Unnumbered Local" },
	{ OF(LINK_ID, 6), "Unnumbered Remote" },
	{ OF(INTERFACE_ID, 1), "IPv4 Local" },
	{ OF(INTERFACE_ID, 2), "IPv4 Remote" },
	{ OF(INTERFACE_ID, 3), "IPv6 Local" },
	{ OF(INTERFACE_ID, 4), "IPv6 Remote" },
	{ OF(INTERFACE_ID, 5), "Unnumbered Local" },
	{ OF(INTERFACE_ID, 6), "Unnumbered Remote" },
	{ OF(MESSAGE_ID, 1), "1" },
	{ OF(MESSAGE_ID, 2), "2" },
	{ OF(CONFIG, 1), "1" },
	{ OF(HELLO, 1), "1" },
	{ OF(VERIFY_BEGIN, 1), "1" },
	{ OF(VERIFY_BEGIN_ACK, 1), "1" },
	{ OF(VERIFY_ID, 1), "1" },
	{ OF(TE_LINK, IPV4), "IPv4" },
	{ OF(TE_LINK, IPV6), "IPv6" },
	{ OF(TE_LINK, UNNUMBERED), "Unnumbered" },
	{ OF(DATA_LINK, IPV4), "IPv4" },
	{ OF(DATA_LINK, IPV6), "IPv6" },
	{ OF(DATA_LINK, UNNUMBERED), "Unnumbered" },
	{ OF(CHANNEL_STATUS, IPV4), "IPv4" },
	{ OF(CHANNEL_STATUS, IPV6), "IPv6" },
	{ OF(CHANNEL_STATUS, UNNUMBERED), "Unnumbered" },
	{ OF(CHANNEL_STATUS_REQUEST, IPV4), "IPv4" },
	{ OF(CHANNEL_STATUS_REQUEST, IPV6), "IPv6" },
	{ OF(CHANNEL_STATUS_REQUEST, UNNUMBERED), "Unnumbered" },
	{ OF(ERROR_CODE, 1), "1" },
	{ OF(ERROR_CODE, 2), "2" },
	{ OF(SERVICE_CONFIG, 1), "1" },
	{ OF(SERVICE_CONFIG, 2), "2" },
	{ OF(SERVICE_CONFIG, 3), "3" },
	{ OF(SERVICE_CONFIG, 4), "4" },
	{ 0, NULL },
};

static const struct name te_link_flags[] = {
	{ 1, "Fault Management Supported" },
	{ 2, "Link Verification Supported" },
	{ 0, NULL },
};

static const struct name data_link_flags[] = {
	{ 1, "Data Link Port" },
	{ 2, "Allocated for user traffic" },
	{ 4, "Failed link" },
	{ 0, NULL },
};

static const struct name channel_states[] = {
	{ 1, "Signal Okay" },
	{ 2, "Signal Degraded" },
	{ 3, "Signal Fail" },
	{ 0, NULL },
};

enum { SUB_SWITCHING = 1, SUB_WAVELENGTH = 2 };

static const struct name subobjects[] = {
	{ SUB_SWITCHING, "Interface Switching Type" },
	{ SUB_WAVELENGTH, "Wavelength" },
	{ 0, NULL },
};

static const struct name verify_flags[] = {
	{ 1, "Verify all links" },
	{ 2, "Data link type" },
	{ 0, NULL },
};

static const struct name verify_errors[] = {
	{ 0x01, "Link Verification Procedure Not supported" },
	{ 0x02, "Unwilling to verify" },
	{ 0x04, "Unsupported verification transport mechanism" },
	{ 0x08, "Link-Id configuration error" },
	{ 0x10, "Unknown object c-type" },
	{ 0, NULL },
};

static const struct name summary_errors[] = {
	{ 0x01, "Unacceptable non-negotiable LINK-SUMMARY parameters" },
	{ 0x02, "Renegotiate LINK-SUMMARY parameters" },
	{ 0x04, "Invalid TE-LINK Object" },
	{ 0x08, "Invalid DATA-LINK Object" },
	{ 0x10, "Unknown TE-LINK Object c-type" },
	{ 0x20, "Unknown DATA-LINK Object c-type" },
	{ 0, NULL },
};

static const struct name signalling[] = {
	{ 1, "RSVP Supported" },
	{ 2, "LDP Supported" },
	{ 0, NULL },
};

enum { LINK_SDH = 5, LINK_SONET = 6 };

static const struct name link_types[] = {
	{ LINK_SDH, "SDH ITU-T G.707" },
	{ LINK_SONET, "SONET ANSI T1.105" },
	{ 0, NULL },
};

static const struct name sdh_signals[] = {
	{ 5, "VC-3" },
	{ 6, "VC-4" },
	{ 7, "STM-0" },
	{ 8, "STM-1" },
	{ 9, "STM-4" },
	{ 10, "STM-16" },
	{ 11, "STM-64" },
	{ 12, "STM-256" },
	{ 0, NULL },
};

static const struct name sonet_signals[] = {
	{ 5, "STS-1 SPE" },
	{ 6, "STS-3c SPE" },
	{ 7, "STM-1" },
	{ 8, "STM-3" },
	{ 9, "STM-12" },
	{ 10, "STM-48" },
	{ 11, "STM-192" },
	{ 12, "STM-768" },
	{ 0, NULL },
};

static const struct name overheads[] = {
	{ 1, "Path/VC Overhead Transparency Supported" },
	{ 2, "Line/MS Overhead Transparency Supported" },
	{ 4, "Section/RS Overhead Transparency Supported" },
	{ 0, NULL },
};

static const struct name concatenations[] = {
	{ 1, "Contiguous Concatenation Types Supported" },
	{ 0, NULL },
};

static const struct name transparencies[] = {
	{ 1, "Standard SOH/RSOH Transparency Supported" },
	{ 2, "Standard LOH/MSOH Transparency Supported" },
	{ 0, NULL },
};

static const struct name tandems[] = {
	{ 1, "Transparent Tandem Connection Monitoring Supported" },
	{ 0, NULL },
};

static const struct name diversities[] = {
	{ 1, "Node Diversity Supported" },
	{ 2, "Link Diversity Supported" },
	{ 4, "SRLG Diversity Supported" },
	{ 0, NULL },
};

/* WRONG: not as long as it should be; MORE: a subobject was read. */
enum result { DONE, DUMP, WRONG, MORE };

struct obj {
	struct cur c;      /* the value, held */
	struct cur beyond; /* the same, with what is behind it */
	uint8_t class, ctype;
};

#define EXACTLY(n)                                                                                 \
	do {                                                                                       \
		if (wire(&o->c) != (n))                                                            \
			return WRONG;                                                              \
	} while (0)

static void id4(struct dis *d, const char *label, struct cur *c)
{
	uint32_t v = get_be32(c);

	sayf(d, "\n\t    %s: ", label);
	show_ip4(d, "", "id", v);
	sayf(d, " (0x%08x)", v);
}

/* The number behind an IPv6 address is its first four octets. */
static void id6(struct dis *d, const char *label, struct cur *c)
{
	uint32_t v = peek_be32(c, 0);
	struct ip6 a = get_ip6(c);

	sayf(d, "\n\t    %s: ", label);
	show_ip6(d, "", "id", a);
	sayf(d, " (0x%08x)", v);
}

static void id(struct dis *d, const char *label, struct cur *c)
{
	uint32_t v = get_be32(c);

	sayf(d, "\n\t    %s: ", label);
	show_u(d, "", "id", v);
	sayf(d, " (0x%08x)", v);
}

/* An identifier of the kind that class-type (IPV4, IPV6, UNNUMBERED) says. */
static void id_of(struct dis *d, uint8_t ctype, const char *label, struct cur *c)
{
	if (ctype == IPV4)
		id4(d, label, c);
	else if (ctype == IPV6)
		id6(d, label, c);
	else
		id(d, label, c);
}

static enum result link_id(struct dis *d, struct obj *o)
{
	switch (o->ctype) {
	case 1:
	case 2:
		EXACTLY(4);
		id4(d, "IPv4 Link ID", &o->c);
		return DONE;
	case 3:
	case 4:
		EXACTLY(16);
		id6(d, "IPv6 Link ID", &o->c);
		return DONE;
	case 5:
	case 6:
		EXACTLY(4);
		id(d, "Link ID", &o->c);
		return DONE;
	default:
		return DUMP;
	}
}

/* MORE, or why the next one is not looked at. */
static enum result subobject(struct dis *d, struct cur *c, struct cur *beyond)
{
	struct cur v = *beyond;
	uint8_t type = get_u8(&v), len = get_u8(&v), sw, enc;

	if (d->stopped)
		return DONE;
	sayf(d, "\n\t    Subobject, Type: ");
	say_name(d, subobjects, "Unknown", type);
	sayf(d, " (%u), Length: %u", type, len);
	if (len < 4) {
		say(d, " (too short)");
		return DONE;
	}
	if (len % 4) {
		say(d, " (not a multiple of 4)");
		return DONE;
	}
	if (len > wire(c)) {
		say(d, " (goes past the end of the object)");
		return DONE;
	}
	if (type == SUB_SWITCHING) { /* read whatever its length, as tcpdump does */
		sw = get_u8(&v);
		say(d, "\n\t      Switching Type: ");
		say_name(d, gmpls_switching, "Unknown", sw);
		sayf(d, " (%u)", sw);
		enc = get_u8(&v);
		say(d, "\n\t      Encoding Type: ");
		say_name(d, gmpls_encodings, "Unknown", enc);
		sayf(d, " (%u)", enc);
		need(&v, 4);
		say(d, "\n\t      Min Reservable Bandwidth: ");
		say_mbps(d, get_float(&v));
		need(&v, 4);
		say(d, "\n\t      Max Reservable Bandwidth: ");
		say_mbps(d, get_float(&v));
	} else if (type == SUB_WAVELENGTH) {
		skip(&v, 2);
		show_u(d, "\n\t      Wavelength: ", "wavelength", get_be32(&v));
	} else {
		return DUMP;
	}
	skip(c, len);
	skip(beyond, len);
	return MORE;
}

static enum result data_link(struct dis *d, struct obj *o)
{
	uint32_t n = o->ctype == IPV6 ? 16 : 4;
	struct cur start = o->c;
	enum result r = MORE;

	if (o->ctype < IPV4 || o->ctype > UNNUMBERED)
		return DUMP;
	if (o->class == TE_LINK)
		EXACTLY(4 + 2 * n);
	if (wire(&o->c) < 4 + 2 * n)
		return WRONG;
	say(d, "\n\t    Flags: [");
	say_bits(d, o->class == TE_LINK ? te_link_flags : data_link_flags, "none", get_u8(&o->c),
		", ");
	say_c(d, ']');
	skip(&o->c, 3);
	if (o->class == TE_LINK) {
		id_of(d, o->ctype, "Local Link-ID", &o->c);
		id_of(d, o->ctype, "Remote Link-ID", &o->c);
		return DONE;
	}
	id_of(d, o->ctype, "Local Interface ID", &o->c);
	id_of(d, o->ctype, "Remote Interface ID", &o->c);
	skip(&o->beyond, stepped(&start, &o->c));
	while (r == MORE && wire(&o->c) && !d->stopped)
		r = subobject(d, &o->c, &o->beyond);
	return r == MORE ? DONE : r;
}

static enum result verify_begin(struct dis *d, struct obj *o)
{
	struct cur *c = &o->c;
	uint32_t v, mechanism;

	if (o->ctype != 1)
		return DUMP;
	EXACTLY(20);
	say(d, "\n\t    Flags: ");
	say_bits(d, verify_flags, "none", get_be16(c), ", ");
	show_u(d, "\n\t    Verify Interval: ", "interval", get_be16(c));
	show_u(d, "\n\t    Data links: ", "links", get_be32(c));
	v = get_u8(c);
	skip(c, 1);
	mechanism = get_be16(c);
	say(d, "\n\t    Encoding type: ");
	show_name(d, "encoding", gmpls_encodings, "Unknown", v);
	sayf(d, "\n\t    Verify Transport Mechanism: %u (0x%x)%s", mechanism, mechanism,
		mechanism & 8000 ? " (Payload test messages capable)"
				 : ""); /* 8000: as in tcpdump */
	say(d, "\n\t    Transmission Rate: ");
	say_mbps(d, get_float(c));
	show_u(d, "\n\t    Wavelength: ", "wavelength", get_be32(c));
	return DONE;
}

static enum result two(struct dis *d, struct obj *o, const char *first, const char *second)
{
	if (o->ctype != 1)
		return DUMP;
	EXACTLY(4);
	sayf(d, "\n\t    %s: %u", first, get_be16(&o->c));
	sayf(d, "\n\t    %s: %u", second, get_be16(&o->c));
	return DONE;
}

static enum result channel_status(struct dis *d, struct obj *o)
{
	uint32_t n = o->ctype == IPV6 ? 16 : 4, v;

	if (o->ctype < IPV4 || o->ctype > UNNUMBERED)
		return DUMP;
	if (o->class == CHANNEL_STATUS)
		n += 4;
	while (wire(&o->c) >= n && !d->stopped) {
		id_of(d, o->ctype, "Interface ID", &o->c);
		if (o->class != CHANNEL_STATUS)
			continue;
		v = get_be32(&o->c);
		sayf(d, "\n\t\t    Active: %s (%u)", v >> 31 ? "Allocated" : "Non-allocated",
			v >> 31);
		sayf(d, "\n\t\t    Direction: %s (%u)", v >> 30 & 1 ? "Transmit" : "Receive",
			v >> 30 & 1);
		say(d, "\n\t\t    Channel Status: ");
		say_name(d, channel_states, "Unknown", v & 0x3ffffff);
		sayf(d, " (%u)", v & 0x3ffffff);
	}
	return DONE;
}

static void attributes(struct dis *d, struct cur *c)
{
	uint8_t link = get_u8(c), signal = get_u8(c);

	say(d, "\n\t Link Type: ");
	say_name(d, link_types, "Unknown", link);
	sayf(d, " (%u)", link);
	if (link == LINK_SDH || link == LINK_SONET) {
		say(d, "\n\t Signal Type: ");
		say_name(d, link == LINK_SDH ? sdh_signals : sonet_signals, "Unknown", signal);
		sayf(d, " (%u)", signal);
	}
	say(d, "\n\t Transparency: ");
	say_bits(d, overheads, "none", get_u8(c), ", ");
	say(d, "\n\t Contiguous Concatenation Types: ");
	say_bits(d, concatenations, "none", get_u8(c), ", ");
	sayf(d, "\n\t Minimum NCC: %u", get_be16(c));
	sayf(d, "\n\t Maximum NCC: %u", get_be16(c));
	sayf(d, "\n\t Minimum NVC:%u", get_be16(c));
	sayf(d, "\n\t Maximum NVC:%u", get_be16(c));
	id4(d, "Local Interface ID", c);
}

static enum result service_config(struct dis *d, struct obj *o)
{
	struct cur *c = &o->c;

	switch (o->ctype) {
	case 1:
		EXACTLY(4);
		say(d, "\n\t Flags: ");
		say_bits(d, signalling, "none", get_u8(c), ", ");
		sayf(d, "\n\t  UNI Version: %u", get_u8(c));
		return DONE;
	case 2:
		EXACTLY(16);
		attributes(d, c);
		return DONE;
	case 3:
		EXACTLY(8);
		skip(c, 2);
		say(d, "\n\t Transparency Flags: ");
		say_bits(d, transparencies, "none", get_be16(c), ", ");
		skip(c, 3);
		say(d, "\n\t TCM Monitoring Flags: ");
		say_bits(d, tandems, "none", get_u8(c), ", ");
		return DONE;
	case 4:
		EXACTLY(4);
		skip(c, 3);
		say(d, "\n\t Diversity: Flags: ");
		say_bits(d, diversities, "none", get_u8(c), ", ");
		return DONE;
	default:
		return DUMP;
	}
}

static enum result object(struct dis *d, struct obj *o)
{
	uint32_t v;

	switch (o->class) {
	case CHANNEL_ID:
	case NODE_ID:
	case MESSAGE_ID:
		if (o->ctype != LOCAL && o->ctype != REMOTE)
			return DUMP;
		EXACTLY(4);
		if (o->class == CHANNEL_ID)
			id(d, "Control Channel ID", &o->c);
		else if (o->class == NODE_ID)
			id4(d, "Node ID", &o->c);
		else
			id(d, o->ctype == 1 ? "Message ID" : "Message ID Ack", &o->c);
		return DONE;
	case LINK_ID:
	case INTERFACE_ID:
		return link_id(d, o);
	case CONFIG:
		return two(d, o, "Hello Interval", "Hello Dead Interval");
	case HELLO:
		if (o->ctype != 1)
			return DUMP;
		EXACTLY(8);
		show_u(d, "\n\t    Tx Seq: ", "tx_seq", get_be32(&o->c));
		show_u(d, ", Rx Seq: ", "rx_seq", get_be32(&o->c));
		return DONE;
	case VERIFY_BEGIN:
		return verify_begin(d, o);
	case VERIFY_BEGIN_ACK:
		return two(d, o, "Verify Dead Interval", "Verify Transport Response");
	case VERIFY_ID:
		if (o->ctype != 1)
			return DUMP;
		EXACTLY(4);
		show_u(d, "\n\t    Verify ID: ", "verify_id", get_be32(&o->c));
		return DONE;
	case TE_LINK:
	case DATA_LINK:
		return data_link(d, o);
	case CHANNEL_STATUS:
	case CHANNEL_STATUS_REQUEST:
		return channel_status(d, o);
	case ERROR_CODE:
		if (o->ctype != 1 && o->ctype != 2)
			return DUMP;
		EXACTLY(4);
		v = get_be32(&o->c);
		say(d, "\n\t    Error Code: ");
		say_bits(d, o->ctype == 1 ? verify_errors : summary_errors, "none", v, ", ");
		return DONE;
	case SERVICE_CONFIG:
		return service_config(d, o);
	default:
		return DUMP;
	}
}

static void objects(struct dis *d, struct cur c, uint32_t room)
{
	while (room && !d->stopped) {
		struct obj o;
		struct cur value;
		uint32_t len;
		bool negotiable;
		enum result r;

		need(&c, OBJECT_HEADER);
		o.ctype = get_u8(&c);
		o.class = get_u8(&c);
		len = get_be16(&c);
		if (d->stopped)
			return;
		negotiable = o.ctype & 0x80;
		o.ctype &= 0x7f;
		item(d);
		say(d, "\n\t  ");
		show_name(d, "class", classes, "Unknown", o.class);
		sayf(d, " Object (%u), Class-Type: ", o.class);
		say_name(d, ctypes, "Unknown", OF(o.class, o.ctype));
		note_u(d, "ctype", o.ctype);
		sayf(d, " (%u) Flags: [%snegotiable], length: %u", o.ctype,
			negotiable ? "" : "non-", len);
		if (len < 4 || len % 4) {
			say_s(d, len < 4 ? " (too short)" : " (not a multiple of 4)");
			done(d);
			return;
		}
		o.beyond = c;
		value = o.c = take(&c, len - 4);
		r = object(d, &o);
		if (r == WRONG)
			say(d, " (not correct for object)");
		if (r == DUMP || d->opt->v > 1)
			say_hex(d, "\n\t    ", value);
		if (len > room) {
			sayf(d, " [remaining objects length %u < %u]", room, len);
			invalid(d);
			done(d);
			return;
		}
		done(d);
		room -= len;
	}
}

static void dissect_lmp(struct dis *d, struct cur c)
{
	uint32_t all = wire(&c), len;
	uint16_t version;
	uint8_t bits, type;

	need(&c, HEADER);
	version = get_be16(&c) >> 12;
	bits = get_u8(&c);
	type = get_u8(&c);
	len = get_be16(&c);
	skip(&c, 2);
	if (version != VERSION) {
		sayf(d, "LMP version %u packet not supported", version);
		return;
	}
	if (!d->opt->v) {
		sayf(d, "LMPv%u ", version);
		show_name(d, "type", messages, "unknown (%u)", type);
		show_u(d, " Message, length: ", "length", all);
		return;
	}
	sayf(d, "\n\tLMPv%u, msg-type: ", version);
	show_name(d, "type", messages, "unknown, type: %u", type);
	say(d, ", Flags: [");
	say_bits(d, flags, "none", bits, ", ");
	show_u(d, "], length: ", "length", len);
	if (len < HEADER) {
		say(d, " (too short)");
		return;
	}
	if (len > all) {
		say(d, " (too long)");
		len = all;
	}
	list(d, "objects");
	objects(d, c, len - HEADER);
	done(d);
}

const struct proto proto_lmp = { "lmp", dissect_lmp };
