/* Simple Network Management Protocol, versions 1, 2c and 3.  RFC 1157, RFC 3412, RFC 3414, RFC
 * 3416; BER: ITU-T X.690. */
#include "snmp_mib.h"

#include "../dissect/mibs.h"

enum { UNIVERSAL, APPLICATION, CONTEXT, PRIVATE };
enum { ROOTS = 6 }; /* numbers of mgmt.mib-2, private.enterprises: RFC 2578, 2 */
enum { T_BOOLEAN = 1, T_INTEGER, T_BITS, T_STRING, T_NULL, T_OID, T_SEQUENCE = 16 };
enum { A_IP = 0, A_COUNTER, A_GAUGE, A_TICKS, A_OPAQUE, A_COUNTER64 = 6 };
enum { GET, GET_NEXT, RESPONSE, SET, TRAP, BULK, INFORM, TRAP2, REPORT };

static const struct name pdu_names[] = {
	{ GET, "GetRequest" },
	{ GET_NEXT, "GetNextRequest" },
	{ RESPONSE, "GetResponse" },
	{ SET, "SetRequest" },
	{ TRAP, "Trap" },
	{ BULK, "GetBulk" },
	{ INFORM, "Inform" },
	{ TRAP2, "V2Trap" },
	{ REPORT, "Report" },
	{ 0, NULL },
};

static const struct name error_names[] = {
	{ 0, "noError" },
	{ 1, "tooBig" },
	{ 2, "noSuchName" },
	{ 3, "badValue" },
	{ 4, "readOnly" },
	{ 5, "genErr" },
	{ 6, "noAccess" },
	{ 7, "wrongType" },
	{ 8, "wrongLength" },
	{ 9, "wrongEncoding" },
	{ 10, "wrongValue" },
	{ 11, "noCreation" },
	{ 12, "inconsistentValue" },
	{ 13, "resourceUnavailable" },
	{ 14, "commitFailed" },
	{ 15, "undoFailed" },
	{ 16, "authorizationError" },
	{ 17, "notWritable" },
	{ 18, "inconsistentName" },
	{ 0, NULL },
};

static const struct name trap_names[] = {
	{ 0, "coldStart" },
	{ 1, "warmStart" },
	{ 2, "linkDown" },
	{ 3, "linkUp" },
	{ 4, "authenticationFailure" },
	{ 5, "egpNeighborLoss" },
	{ 6, "enterpriseSpecific" },
	{ 0, NULL },
};

static const char *const universal_names[] = { "U-0", "Boolean", "Integer", "Bitstring", "String",
	"Null", "ObjID", "ObjectDes", "U-8", "U-9", "U-10", "U-11", "U-12", "U-13", "U-14", "U-15",
	"Sequence", "Set" };
static const char *const application_names[] = { "IpAddress", "Counter", "Gauge", "TimeTicks",
	"Opaque", "C-5", "Counter64" };
static const uint8_t known_tags[] = { 18, 7, REPORT + 1, 1 }; /* of each class */

struct element {
	uint8_t class, constructed;
	bool raw;          /* of a kind that has no use here: its kind has been said */
	uint32_t tag, len; /* len: of the value */
	struct cur v;
};

static bool is(const struct element *e, uint8_t class, uint32_t tag)
{
	return !e->raw && e->class == class && e->tag == tag &&
	       e->constructed == (class == UNIVERSAL && tag == T_SEQUENCE);
}

/* "[P/A/Opaque]" of a primitive element, "C/U/Set" of a constructed one */
static void say_kind(struct dis *d, const struct element *e)
{
	bool universal = e->class == UNIVERSAL, application = e->class == APPLICATION;

	say_s(d, e->constructed ? "C/" : "[P/");
	say_s(d, universal ? "U/" : application && !e->constructed ? "A/" : "x/"); /* sic */
	if (universal)
		say_s(d, universal_names[e->tag]);
	else if (application)
		say_s(d, application_names[e->tag]);
	else
		say(d, "P-0");
	if (!e->constructed)
		say(d, "]");
}

static bool is_useful(const struct element *e)
{
	if (e->class == CONTEXT)
		return true;
	if (e->constructed)
		return e->class == UNIVERSAL && e->tag == T_SEQUENCE;
	if (e->class == UNIVERSAL)
		return e->tag == T_INTEGER || e->tag == T_STRING || e->tag == T_NULL ||
		       e->tag == T_OID;
	return e->class == APPLICATION && (e->tag <= A_TICKS || e->tag == A_COUNTER64);
}

/* X.690, 8.1.2: the identifier; false: malformed, which has been said. */
static bool get_identifier(struct dis *d, struct cur *c, struct element *e)
{
	uint8_t b = get_u8(c);

	e->class = b >> 6;
	e->constructed = b >> 5 & 1;
	e->tag = b & 31;
	if (e->tag != 31)
		return true;
	e->tag = 0;
	do {
		if (wire(c) < 1 && more(c)) {
			say(d, "[Xtagfield?]");
			return false;
		}
		b = get_u8(c);
		e->tag = (e->tag << 7 | (b & 0x7fu)) & 0xff; /* sic */
	} while (b & 0x80 && !d->stopped);
	return true;
}

/* X.690, 8.1.3; false likewise */
static bool get_length(struct dis *d, struct cur *c, struct element *e)
{
	uint32_t n;

	if (wire(c) < 1) {
		say(d, "[no asnlen]");
		return false;
	}
	e->len = get_u8(c);
	if (e->len & 0x80) {
		n = e->len & 0x7f;
		if (n > wire(c)) {
			sayf(d, "[asnlen? %u<%u]", wire(c), n);
			return false;
		}
		for (e->len = 0; n && !d->stopped; n--)
			e->len = e->len << 8 | get_u8(c);
	}
	if (e->len > wire(c)) {
		sayf(d, "[len%u<asnlen%u]", wire(c), e->len);
		return false;
	}
	return true;
}

/* The next element; false: malformed, which has been said. */
static bool get_element(struct dis *d, struct cur *c, struct element *e)
{
	if (wire(c) < 1) {
		say(d, "[nothing to parse]");
		return false;
	}
	if (!get_identifier(d, c, e) || !get_length(d, c, e))
		return false;
	if (e->tag >= known_tags[e->class]) {
		sayf(d, "[id?%s/x/%u]", e->constructed ? "C" : "P", e->tag);
		return false;
	}
	need(c, e->len);
	e->v = *c;
	claim(&e->v, e->len);
	skip(c, e->len);
	if (d->stopped)
		return false;
	if (e->class == UNIVERSAL && e->tag == T_INTEGER && !e->constructed && e->len == 0) {
		say(d, "[asnlen=0]");
		return false;
	}
	e->raw = !is_useful(e);
	if (e->raw)
		say_kind(d, e);
	return true;
}

/* --- values as fields --- */

/* The octets of e, and no more; reads in e->v are not limited. */
static struct cur octets(const struct element *e)
{
	struct cur v = e->v;

	return part(&v, e->len);
}

/* X.690, 8.19, as "1.3.6.1"; nothing if it does not end, or is longer than any that may be (RFC
 * 2578, 3.5: 128 numbers). */
static void note_oid(struct dis *d, const char *key, const struct element *e)
{
	enum { ARCS = 128, DIGITS = 11 };
	char text[ARCS * DIGITS + FMT_MAX], *to = text;
	struct cur v = octets(e);
	uint32_t id = 0, n = 0;
	uint8_t b = 0;

	while (more(&v) && n < ARCS) {
		b = get_u8(&v);
		id = id << 7 | (b & 0x7fu);
		if (b & 0x80)
			continue;
		if (n == 0) {
			uint32_t first = id < 40 ? 0 : id < 80 ? 1 : 2;

			to = fmt_u32(to, first);
			id -= first * 40;
			n++;
		}
		*to++ = '.';
		to = fmt_u32(to, id);
		id = 0;
		n++;
	}
	if (!n || more(&v) || (b & 0x80))
		return;
	*to = '\0';
	note_s(d, key, text);
}

static void note_string(struct dis *d, const struct element *e)
{
	struct cur v = octets(e);

	note_hex(d, "octets", v);
	for (struct cur at = v; more(&at);) {
		uint8_t ch = get_u8(&at);

		if (ch < ' ' || ch > '~')
			return;
	}
	note_text(d, "text", v);
}

static void note_number(struct dis *d, const struct element *e)
{
	static const char *const keys[] = { NULL, "counter", "unsigned", "timeticks", NULL, NULL,
		"counter64" };
	struct cur v = octets(e);
	uint64_t n = 0;

	if (e->tag >= sizeof(keys) / sizeof(*keys) || !keys[e->tag])
		return;
	while (more(&v))
		n = n << 8 | get_u8(&v);
	note_u(d, keys[e->tag], n);
}

static int32_t int_of(struct cur v);

/* RFC 3416, 3: the value of a binding, a group with a key for its type */
static void note_value(struct dis *d, const struct element *e)
{
	static const char *const exceptions[] = { "noSuchObject", "noSuchInstance",
		"endOfMibView" };
	struct cur v = octets(e);

	group(d, "value");
	if (e->raw || e->constructed)
		note_hex(d, "other", v);
	else if (e->class == CONTEXT && e->tag < 3)
		note_s(d, "exception", exceptions[e->tag]);
	else if (e->class == APPLICATION && e->tag == A_IP && has(&v, 4))
		note_ip4(d, "ipv4", get_ip4(&v));
	else if (e->class == APPLICATION)
		note_number(d, e);
	else if (e->class == UNIVERSAL && e->tag == T_INTEGER)
		note_i(d, "int", int_of(e->v));
	else if (e->class == UNIVERSAL && e->tag == T_STRING)
		note_string(d, e);
	else if (e->class == UNIVERSAL && e->tag == T_OID)
		note_oid(d, "oid", e);
	else if (e->class == UNIVERSAL && e->tag == T_NULL)
		note_b(d, "null", true);
	done(d);
}

/* RFC 3411, 5: SnmpEngineID */
static void note_engine(struct dis *d, const char *key, const struct element *e)
{
	struct cur v = octets(e);

	group(d, key);
	note_hex(d, "id", v);
	if (has(&v, 5) && peek_u8(&v, 0) & 0x80) {
		note_u(d, "enterprise", get_be32(&v) & 0x7fffffff);
		note_u(d, "format", get_u8(&v));
		note_hex(d, "data", v);
	}
	done(d);
}

/* --- values as text --- */

static void say_hex_bytes(struct dis *d, struct cur v)
{
	uint32_t n = wire(&v);

	for (uint32_t i = 0; i < n && !d->stopped; i++)
		sayf(d, "_%02x", get_u8(&v));
}

/* One number of an identifier, by name as far as the tree goes. */
static void say_arc(struct dis *d, const struct mib_node **at, bool *known, uint32_t id)
{
	if (*known) {
		*at = mib_child(*at, id);
		*known = *at != NULL;
	}
	if (*known)
		say_s(d, (*at)->name);
	else
		say_u(d, id);
}

static int32_t int_of(struct cur v)
{
	uint32_t n = wire(&v), r = 0;

	if (n && (peek_u8(&v, 0) & 0x80))
		r = UINT32_MAX;
	for (; n; n--)
		r = r << 8 | get_u8(&v);
	return (int32_t)r;
}

/* The object of a module that -m named, or NULL; its identifier is read to oid, *n numbers. */
static const struct mib_object *mib_object(
	const struct dis *d, struct cur v, uint32_t oid[OID_MAX], uint32_t *n)
{
	uint32_t o = 0;

	*n = 0;
	if (!d->opt->mibs || !has(&v, wire(&v)))
		return NULL;
	clip(&v, wire(&v));
	while (more(&v) && *n < OID_MAX) {
		uint8_t b = get_u8(&v);

		o = o << 7 | (b & 0x7fu);
		if (b & 0x80)
			continue;
		if (!*n) { /* two numbers in the first octet */
			oid[(*n)++] = o < 40 ? 0 : o < 80 ? 1 : 2;
			o -= oid[0] * 40;
		}
		oid[(*n)++] = o;
		o = 0;
	}
	return more(&v) ? NULL : mibs_find(d->opt->mibs, oid, *n);
}

/* By the name of a module's object, and the numbers beyond it: ifOperStatus.2. */
static bool say_object(struct dis *d, struct cur v)
{
	uint32_t oid[OID_MAX], n;
	const struct mib_object *o = mib_object(d, v, oid, &n);

	/* The roots that all modules share say less than our own tree does. */
	if (!o || o->len <= ROOTS)
		return false;
	say_s(d, o->name);
	note_s(d, "object", o->name);
	for (uint32_t i = o->len; i < n; i++)
		sayf(d, ".%u", oid[i]);
	return true;
}

/* A number that the named object's module has a name for. */
static void say_enumerated(struct dis *d, struct cur name, const struct element *value)
{
	uint32_t oid[OID_MAX], n;
	const struct mib_object *o;
	const char *text;

	if (!d->opt->mibs || !is(value, UNIVERSAL, T_INTEGER))
		return;
	o = mib_object(d, name, oid, &n);
	text = o && o->values ? name_of(o->values, (uint32_t)int_of(value->v)) : NULL;
	if (!text)
		return;
	sayf(d, "(%s)", text);
	note_s(d, "value_name", text);
}

static void say_oid(struct dis *d, struct cur v)
{
	uint32_t n = wire(&v), o = 0;
	const struct mib_node *at = NULL;
	const char *text = NULL;
	uint32_t used = 0;
	bool first = true, known = !d->opt->n, dot = true;

	if (say_object(d, v))
		return;
	if (known)
		at = mib_prefix(v, &text, &used);
	if (at) {
		say_s(d, text);
		skip(&v, used);
		n -= used;
		first = dot = false;
	}
	for (; n && !d->stopped; n--) {
		uint8_t b = get_u8(&v);

		o = o << 7 | (b & 0x7fu);
		if (b & 0x80)
			continue;
		if (first) {
			uint32_t s = o < 40 ? 0 : o < 80 ? 1 : 2;

			say(d, ".");
			say_arc(d, &at, &known, s);
			o -= s * 40;
		}
		if (dot)
			say(d, ".");
		say_arc(d, &at, &known, o);
		dot = true;
		first = false;
		o = 0;
	}
}

static uint64_t unsigned_of(struct cur v)
{
	uint64_t r = 0;

	for (uint32_t n = wire(&v); n; n--)
		r = r << 8 | get_u8(&v);
	return r;
}

static void say_string(struct dis *d, struct cur v)
{
	uint32_t n = wire(&v);
	struct cur at = v;
	bool text = true;

	need(&v, n);
	for (uint32_t i = 0; i < n && !d->stopped; i++) {
		uint8_t ch = get_u8(&at);

		text &= ch >= ' ' && ch < 127;
	}
	if (text) {
		say(d, "\"");
		say_vis(d, part(&v, n));
		say(d, "\"");
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		uint8_t ch = get_u8(&v);

		sayf(d, i ? "_%02x" : "%02x", ch);
	}
}

static void say_address(struct dis *d, struct cur v)
{
	uint32_t n = wire(&v);

	if (n != 4)
		say(d, "[inetaddr len!=4]");
	for (uint32_t i = 0; i < n; i++)
		sayf(d, i ? ".%u" : "%u", get_u8(&v));
}

static void say_context(struct dis *d, const struct element *e)
{
	static const char *const exceptions[] = { "[noSuchObject]", "[noSuchInstance]",
		"[endOfMibView]" };

	if (e->constructed) {
		say_s(d, name_of(pdu_names, e->tag));
		sayf(d, "(%u)", e->len);
	} else {
		say_s(d, e->tag < 3 ? exceptions[e->tag] : "[BE_ANY!?]");
	}
}

static void say_value(struct dis *d, const struct element *e)
{
	need((struct cur[]){ e->v }, wire(&e->v));
	if (e->raw)
		say_hex_bytes(d, e->v);
	else if (e->class == CONTEXT)
		say_context(d, e);
	else if (e->class == APPLICATION && e->tag == A_IP)
		say_address(d, e->v);
	else if (e->class == APPLICATION && e->tag == A_COUNTER64)
		say_u64(d, unsigned_of(e->v));
	else if (e->class == APPLICATION)
		say_u(d, (uint32_t)unsigned_of(e->v));
	else if (e->tag == T_SEQUENCE)
		sayf(d, "Seq(%u)", e->len);
	else if (e->tag == T_INTEGER)
		say_i(d, int_of(e->v));
	else if (e->tag == T_STRING)
		say_string(d, e->v);
	else if (e->tag == T_OID)
		say_oid(d, e->v);
}

/* An integer; else what it is instead, and false. */
static bool get_int(struct dis *d, struct cur *c, const char *what, int32_t *v)
{
	struct element e;

	*v = 0;
	if (!get_element(d, c, &e))
		return false;
	if (!is(&e, UNIVERSAL, T_INTEGER)) {
		sayf(d, "[%s!=INT]", what);
		say_value(d, &e);
		return false;
	}
	*v = int_of(e.v);
	return !d->stopped;
}

/* Do its bindings have no value yet? */
static bool asks(uint32_t pdu) { return pdu == GET || pdu == GET_NEXT || pdu == BULK; }

static void show_varbinds(struct dis *d, struct cur *c, uint32_t pdu)
{
	struct element list_, bind, name, value;

	if (!get_element(d, c, &list_))
		return;
	if (!is(&list_, UNIVERSAL, T_SEQUENCE)) {
		say(d, "[!SEQ of varbind]");
		say_value(d, &list_);
		return;
	}
	if (wire(c))
		sayf(d, "[%u extra after SEQ of varbind]", wire(c));
	list(d, "varbinds");
	while (wire(&list_.v) && !d->stopped) {
		item(d);
		say(d, " ");
		if (!get_element(d, &list_.v, &bind))
			return;
		if (!is(&bind, UNIVERSAL, T_SEQUENCE)) {
			say(d, "[!varbind]");
			say_value(d, &bind);
			return;
		}
		if (!get_element(d, &bind.v, &name))
			return;
		if (!is(&name, UNIVERSAL, T_OID)) {
			say(d, "[objName!=OID]");
			say_value(d, &name);
			return;
		}
		if (wants_fields(d))
			note_oid(d, "name", &name);
		say_value(d, &name);
		if (asks(pdu)) {
			if (!get_element(d, &bind.v, &value))
				return;
			if (!is(&value, UNIVERSAL, T_NULL)) {
				say(d, "[objVal!=NULL]");
				say_value(d, &value);
			}
		} else {
			say(d, "=");
			if (!get_element(d, &bind.v, &value))
				return;
			if (wants_fields(d))
				note_value(d, &value);
			say_value(d, &value);
			say_enumerated(d, name.v, &value);
		}
		done(d);
	}
	done(d);
}

static void show_pdu(struct dis *d, struct cur *c, uint32_t pdu)
{
	int32_t id, error, index;
	const char *name;

	if (!get_int(d, c, "reqId", &id))
		return;
	if (d->opt->v)
		show_i(d, "R=", "request", id);
	if (d->opt->v)
		say(d, " ");
	if (!get_int(d, c, "errorStatus", &error))
		return;
	name = name_of(error_names, (uint32_t)error);
	note_i(d, "error_status", error);
	if (pdu == BULK) {
		show_i(d, " N=", "non_repeaters", error);
	} else if (error) {
		if (pdu != RESPONSE)
			say(d, "[errorStatus(");
		else
			say(d, " ");
		if (name)
			say_s(d, name);
		else
			sayf(d, "err=%u", (uint32_t)error);
		if (pdu != RESPONSE)
			say(d, ")!=0]");
	}
	if (!get_int(d, c, "errorIndex", &index))
		return;
	note_i(d, "error_index", index);
	if (pdu == BULK) {
		show_i(d, " M=", "max_repetitions", index);
	} else if (pdu == RESPONSE) {
		if (error && index == 0)
			say(d, "[errorIndex==0]");
		else if (error)
			sayf(d, "@%d", index);
		else if (index)
			sayf(d, "[errorIndex(%d) w/o errorStatus]", index);
	} else if (index) {
		sayf(d, "[errorIndex(%d)!=0]", index);
	}
	show_varbinds(d, c, pdu);
}

static void show_trap(struct dis *d, struct cur *c)
{
	struct element e;
	int32_t generic, specific;

	say(d, " ");
	if (!get_element(d, c, &e))
		return;
	if (!is(&e, UNIVERSAL, T_OID)) {
		say(d, "[enterprise!=OID]");
		say_value(d, &e);
		return;
	}
	if (wants_fields(d))
		note_oid(d, "enterprise", &e);
	say_value(d, &e);
	say(d, " ");
	if (!get_element(d, c, &e))
		return;
	if (!is(&e, APPLICATION, A_IP)) {
		say(d, "[agent-addr!=INETADDR]");
		say_value(d, &e);
		return;
	}
	if (e.len == 4)
		note_ip4(d, "agent", peek_be32(&e.v, 0));
	say_value(d, &e);
	if (!get_int(d, c, "generic-trap", &generic))
		return;
	say(d, " ");
	show_name(d, "generic", trap_names, "gt=%d", (uint32_t)generic);
	if (!get_int(d, c, "specific-trap", &specific))
		return;
	note_i(d, "specific", specific);
	if (generic == 6)
		sayf(d, " s=%d", specific);
	else if (specific)
		sayf(d, "[specific-trap(%d)!=0]", specific);
	say(d, " ");
	if (!get_element(d, c, &e))
		return;
	if (!is(&e, APPLICATION, A_TICKS) && !is(&e, APPLICATION, A_GAUGE) &&
		!is(&e, APPLICATION, A_COUNTER)) { /* sic */
		say(d, "[time-stamp!=TIMETICKS]");
		say_value(d, &e);
		return;
	}
	note_u(d, "time_stamp", (uint32_t)unsigned_of(octets(&e)));
	say_value(d, &e);
	if (wire(c))
		show_varbinds(d, c, TRAP);
}

static void show_any_pdu(struct dis *d, struct cur *c, int32_t version)
{
	struct element pdu;

	if (!get_element(d, c, &pdu))
		return;
	if (pdu.raw || pdu.class != CONTEXT || !pdu.constructed) {
		say(d, "[no PDU]");
		return;
	}
	if (wire(c))
		sayf(d, "[%u extra after PDU]", wire(c));
	if (d->opt->v)
		say(d, "{ ");
	show_name(d, "pdu", pdu_names, "PDU-%u", pdu.tag);
	sayf(d, "(%u) ", pdu.len);
	note_u(d, "pdu_length", pdu.len);
	if (version == 0 && pdu.tag > TRAP) {
		say(d, "[v2 PDU in v1 message]");
		return;
	}
	if (version == 1 && pdu.tag == TRAP) {
		say(d, "[v1 PDU in v2 message]");
		return;
	}
	if (pdu.tag == TRAP)
		show_trap(d, &pdu.v);
	else
		show_pdu(d, &pdu.v, pdu.tag);
	if (d->opt->v)
		say(d, " } ");
}

static void show_community(struct dis *d, struct cur *c, int32_t version)
{
	static const uint8_t public[] = { 'p', 'u', 'b', 'l', 'i', 'c' };
	struct element e;
	bool is_public;

	if (!get_element(d, c, &e))
		return;
	if (!is(&e, UNIVERSAL, T_STRING)) {
		say(d, "[comm!=STR]");
		say_value(d, &e);
		return;
	}
	need(&e.v, e.len);
	is_public = e.len == sizeof(public);
	for (uint32_t i = 0; is_public && i < e.len; i++)
		is_public = peek_u8(&e.v, i) == public[i];
	note_text(d, "community", octets(&e));
	if (!is_public) {
		say(d, "C=");
		say_string(d, e.v);
		say(d, " ");
	}
	show_any_pdu(d, c, version);
}

/* --- version 3 --- */

/* The next element if it is a string; else what it is instead, and false. */
static bool get_string(struct dis *d, struct cur *c, const char *what, struct element *e)
{
	if (!get_element(d, c, e))
		return false;
	if (is(e, UNIVERSAL, T_STRING))
		return true;
	sayf(d, "[%s!=STR]", what);
	say_value(d, e);
	return false;
}

/* What is left of a sequence, if it is more than its last element had: sic. */
static void say_extra(struct dis *d, const struct cur *c, uint32_t last, const char *what)
{
	if (last < wire(c))
		sayf(d, "[%u extra after %s SEQ]", wire(c) - last, what);
}

/* False: nothing more can be made of the message.  The sequence's own length is not respected: sic.
 */
static bool show_flags(struct dis *d, struct cur *c)
{
	struct element e, s;
	struct cur model, from_;
	int32_t id, size, v;
	uint8_t flags;

	from_ = *c;
	if (!get_element(d, c, &e))
		return false;
	if (!is(&e, UNIVERSAL, T_SEQUENCE)) {
		say(d, "[!message]");
		say_value(d, &e);
		return false;
	}
	if (d->opt->v)
		say(d, "{ ");
	if (!get_int(d, &e.v, "msgID", &id) || !get_int(d, &e.v, "msgMaxSize", &size) ||
		!get_string(d, &e.v, "msgFlags", &s))
		return false;
	note_i(d, "id", id);
	note_i(d, "max_size", size);
	if (s.len != 1) {
		sayf(d, "[msgFlags size %u]", s.len);
		return false;
	}
	flags = get_u8(&s.v);
	note_u(d, "flags", flags);
	if (flags > 7 || (flags & 3) == 2) {
		sayf(d, "[msgFlags=0x%02X]", flags);
		return false;
	}
	sayf(d, "F=%s%s%s ", flags & 1 ? "a" : "", flags & 2 ? "p" : "", flags & 4 ? "r" : "");
	model = e.v;
	if (!get_int(d, &e.v, "msgSecurityModel", &v))
		return false;
	note_i(d, "security_model", v);
	say_extra(d, &e.v, stepped(&model, &e.v), "message");
	skip(&from_, stepped(&from_, &e.v));
	*c = from_;
	if (d->opt->v)
		say(d, "} ");
	if (v == 3)
		return true;
	sayf(d, "[security model %d]", v);
	return false;
}

static void show_usm(struct dis *d, struct cur c)
{
	struct element e, s;
	int32_t boots, time;
	struct cur last;

	if (!get_element(d, &c, &e))
		return;
	if (!is(&e, UNIVERSAL, T_SEQUENCE)) {
		say(d, "[!usm]");
		say_value(d, &e);
		return;
	}
	if (!get_string(d, &e.v, "msgAuthoritativeEngineID", &s))
		return;
	if (wants_fields(d))
		note_engine(d, "engine", &s);
	if (!get_int(d, &e.v, "msgAuthoritativeEngineBoots", &boots))
		return;
	if (d->opt->v)
		show_i(d, "B=", "boots", boots);
	if (d->opt->v)
		say(d, " ");
	if (!get_int(d, &e.v, "msgAuthoritativeEngineTime", &time))
		return;
	if (d->opt->v)
		show_i(d, "T=", "time", time);
	if (d->opt->v)
		say(d, " ");
	if (!get_string(d, &e.v, "msgUserName", &s))
		return;
	say(d, "U=");
	say_string(d, s.v);
	say(d, " ");
	note_text(d, "user", octets(&s));
	if (!get_string(d, &e.v, "msgAuthenticationParameters", &s))
		return;
	note_hex(d, "auth_parameters", octets(&s));
	last = e.v;
	if (!get_string(d, &e.v, "msgPrivacyParameters", &s))
		return;
	note_hex(d, "privacy_parameters", octets(&s));
	say_extra(d, &e.v, stepped(&last, &e.v), "usm");
}

static void show_scoped(struct dis *d, struct cur *c)
{
	struct element e, s;

	if (!get_element(d, c, &e))
		return;
	note_b(d, "encrypted", is(&e, UNIVERSAL, T_STRING));
	if (!is(&e, UNIVERSAL, T_SEQUENCE)) {
		say(d, "[!scoped PDU]");
		say_value(d, &e);
		return;
	}
	if (!get_string(d, &e.v, "contextEngineID", &s))
		return;
	if (wants_fields(d))
		note_engine(d, "context_engine", &s);
	say(d, "E=");
	while (wire(&s.v) && !d->stopped)
		sayf(d, "_%02x", get_u8(&s.v));
	say(d, " ");
	if (!get_string(d, &e.v, "contextName", &s))
		return;
	note_text(d, "context_name", octets(&s));
	say(d, "C=");
	say_string(d, s.v);
	say(d, " ");
	show_any_pdu(d, &e.v, 3);
}

static void show_v3(struct dis *d, struct cur *c)
{
	struct element e;

	if (!show_flags(d, c))
		return;
	if (d->opt->v)
		say(d, "{ USM ");
	if (!get_string(d, c, "msgSecurityParameters", &e))
		return;
	show_usm(d, e.v);
	if (d->opt->v)
		say(d, "} { ScopedPDU ");
	show_scoped(d, c);
	if (d->opt->v)
		say(d, "} ");
}

static void dissect_snmp(struct dis *d, struct cur c)
{
	uint32_t n = wire(&c);
	struct cur start = c;
	struct element e;
	int32_t version;

	say(d, " ");
	if (!get_element(d, &c, &e))
		return;
	if (!is(&e, UNIVERSAL, T_SEQUENCE)) {
		say(d, "[!init SEQ]");
		say_value(d, &e);
		return;
	}
	if (stepped(&start, &c) < n && e.len + (stepped(&start, &e.v)) < n)
		sayf(d, "[%u extra after iSEQ]", n - e.len - stepped(&start, &e.v));
	if (!get_int(d, &e.v, "version", &version))
		return;
	note_i(d, "version", version);
	if (d->opt->v && version >= 0 && version <= 3 && version != 2)
		sayf(d, "{ SNMPv%s ", version == 0 ? "1" : version == 1 ? "2c" : "3");
	if (version == 0 || version == 1)
		show_community(d, &e.v, version);
	else if (version == 3)
		show_v3(d, &e.v);
	else
		sayf(d, "SNMP [version = %d]", version);
	if (d->opt->v && (version == 0 || version == 1 || version == 3))
		say(d, "} ");
}

const struct proto proto_snmp = { "snmp", dissect_snmp };
