/* Forwarding and Control Element Separation.  RFC 5810; over SCTP: RFC 5811; LFBs: RFC 5812. */
#include "../dissect/dissect.h"

enum { HEAD = 24, TLV = 4, ILV = 8, LFB_HEAD = 8, OPER_MIN = 8, KEY_MIN = 12 };
enum { SETUP = 1, TEARDOWN = 2, REDIRECT = 6, HEARTBEAT = 15, SETUP_RESPONSE = 17, UNKNOWN = 18 };
enum { PATH_DATA = 0x110, KEYINFO, FULLDATA, SPARSEDATA, RESULT, METADATA, REDIRECT_DATA };
/* What an operation's path may hold: one bit a type of data, and what the path's flags add. */
enum { FULL = 1, SPARSE = 2, RESULTS = 4, KEY = 8, APPEND = 0x10, RANGE = 0x20 };
enum { PATH_KEY = 1, PATH_RANGE = 2, PATH_APPEND = 4 }; /* flags of a path */
enum { INDENT_MAX = 120, AGAIN_MAX = 1 << 15 };

/* A part that fails is printed a second time by the reference, which says so after it; and so are
 * the parts inside, each twice as often.  again: the bytes for which we follow it there. */
struct forces {
	struct dis *d;
	uint32_t ops; /* bits: the operations that this message may have */
	uint32_t again;
};

struct indent {
	char s[INDENT_MAX + 2]; /* a line break and blanks */
};

struct oper {
	const char *name;
	enum { NOTHING, PATHS, RESPONSE } body;
	uint8_t data; /* FULL, SPARSE, RESULTS */
};

static const struct oper opers[] = {
	{ "Invalid OPTLV", NOTHING, 0 },
	{ " Set", PATHS, FULL | SPARSE },
	{ " SetProp", PATHS, FULL | SPARSE },
	{ " SetResp", PATHS, RESULTS },
	{ " SetPropResp", PATHS, RESULTS },
	{ " Del", PATHS, 0 },
	{ " DelResp", PATHS, RESULTS },
	{ " Get", PATHS, 0 },
	{ " GetProp", PATHS, 0 },
	{ " GetResp", PATHS, FULL | SPARSE | RESULTS },
	{ " GetPropResp", PATHS, FULL | RESULTS },
	{ " Report", PATHS, FULL | SPARSE },
	{ " Commit", NOTHING, 0 },
	{ " RCommit", RESPONSE, RESULTS },
	{ " RTRCOMP", NOTHING, 0 },
};
enum { OPERS = sizeof opers / sizeof opers[0] };

static const struct name messages[] = {
	{ SETUP, "Association Setup" },
	{ TEARDOWN, "Association TearDown" },
	{ 3, "Config" },
	{ 4, "Query" },
	{ 5, "Event Notification" },
	{ REDIRECT, "Packet Redirect" },
	{ HEARTBEAT, "HeartBeat" },
	{ SETUP_RESPONSE, "Association Response" },
	{ 19, "Config Response" },
	{ 20, "Query Response" },
	{ 0, NULL },
};

static const struct name tlvs[] = {
	{ 0, "Invalid TLV" },
	{ 1, "REDIRECT TLV" },
	{ 0x10, "ASResult TLV" },
	{ 0x11, "ASTreason TLV" },
	{ PATH_DATA, "PATH-DATA TLV" },
	{ KEYINFO, "KEYINFO TLV" },
	{ FULLDATA, "FULLDATA TLV" },
	{ SPARSEDATA, "SPARSEDATA TLV" },
	{ RESULT, "RESULT TLV" },
	{ METADATA, "METADATA TLV" },
	{ REDIRECT_DATA, "REDIRECTDATA TLV" },
	{ 0x1000, "LFBselect TLV" },
	{ 0, NULL },
};

static const struct name results[] = {
	{ 0x00, "SUCCESS" },
	{ 0x01, "INVALID HEADER" },
	{ 0x02, "LENGTH MISMATCH" },
	{ 0x03, "VERSION MISMATCH" },
	{ 0x04, "INVALID DESTINATION PID" },
	{ 0x05, "LFB UNKNOWN" },
	{ 0x06, "LFB NOT FOUND" },
	{ 0x07, "LFB INSTANCE ID NOT FOUND" },
	{ 0x08, "INVALID PATH" },
	{ 0x09, "COMPONENT DOES NOT EXIST" },
	{ 0x0a, "EXISTS ALREADY" },
	{ 0x0b, "NOT FOUND" },
	{ 0x0c, "READ ONLY" },
	{ 0x0d, "INVALID ARRAY CREATION" },
	{ 0x0e, "VALUE OUT OF RANGE" },
	{ 0x0f, "CONTENTS TOO LONG" },
	{ 0x10, "INVALID PARAMETERS" },
	{ 0x11, "INVALID MESSAGE TYPE" },
	{ 0x12, "INVALID FLAGS" },
	{ 0x13, "INVALID TLV" },
	{ 0x14, "EVENT ERROR" },
	{ 0x15, "NOT SUPPORTED" },
	{ 0x16, "MEMORY ERROR" },
	{ 0x17, "INTERNAL ERROR" },
	{ 0xff, "UNSPECIFIED ERROR" },
	{ 0, NULL },
};

static const struct name setup_results[] = {
	{ 0, "Success " },
	{ 1, "FE ID invalid " },
	{ 2, "permission denied " },
	{ 3, "Unknown " },
	{ 0, NULL },
};

static const struct name teardown_reasons[] = {
	{ 0, "Normal Teardown" },
	{ 1, "Loss of Heartbeats" },
	{ 2, "Out of bandwidth" },
	{ 3, "Out of Memory" },
	{ 4, "Application Crash" },
	{ 0, NULL },
};

static const struct name lfbs[] = { { 1, "FEObj LFB" }, { 2, "FEProtoObj LFB" }, { 0, NULL } };
static const struct name acks[] = {
	{ 0, "NoACK" },
	{ 1, "SuccessACK" },
	{ 2, "FailureACK" },
	{ 3, "AlwaysACK" },
	{ 0, NULL },
};
static const struct name execution_modes[] = {
	{ 0, "EMReserved" },
	{ 1, "execute-all-or-none" },
	{ 2, "execute-until-failure" },
	{ 3, "continue-execute-on-failure" },
	{ 0, NULL },
};
static const struct name atomicity[] = { { 0, "Standalone" }, { 1, "2PCtransaction" },
	{ 0, NULL } };
static const struct name phases[] = {
	{ 0, "StartofTransaction" },
	{ 1, "MiddleofTransaction" },
	{ 2, "EndofTransaction" },
	{ 3, "abort" },
	{ 0, NULL },
};
static const struct name ids_from_top[] = {
	{ 0xfffffffd, "AllCEsBroadcast" },
	{ 0xfffffffe, "AllFEsBroadcast" },
	{ 0xffffffff, "AllBroadcast" },
	{ 0, NULL },
};

/* --- helpers --- */

static struct indent indent_of(uint32_t n)
{
	struct indent i = { "\n" };

	for (uint32_t k = 0; k < n && k < INDENT_MAX; k++)
		i.s[k + 1] = ' ';
	return i;
}

/* Where a part has failed: the text that the reference has for it. */
static bool failed(struct forces *f, const char *what)
{
	sayf(f->d, " [%s 4294967295 == 4294967295]", what);
	return false;
}

static bool lower(struct forces *f)
{
	say(f->d, " [rc 4294967295 < 0]");
	return false;
}

/* What is wrong with a TLV of len bytes (its head included), rest being left; NULL if nothing. */
static const char *wrong(uint32_t rest, uint32_t head, uint32_t len)
{
	if (rest < head)
		return "Invalid total length";
	if (len < head)
		return "xLV too short";
	if (len > rest)
		return "xLV too long";
	return ((len + 3) & ~3u) > rest ? "data padding missing" : NULL;
}

static uint32_t padded(uint32_t len) { return (len + 3) & ~3u; }

/* n bytes as hex; stops after those that are there. */
static void dump(struct forces *f, const char *indent, struct cur c, uint32_t n)
{
	struct cur v = part(&c, n);

	say_hex(f->d, indent, v);
	if (left(&v) < n)
		stop(f->d);
}

/* May n bytes be printed once more?  Fields are noted once. */
static bool again(struct forces *f, uint32_t n)
{
	if (f->again < n || f->d->stopped || wants_fields(f->d))
		return false;
	f->again -= n;
	return true;
}

/* --- the data of a path --- */

static bool show_paths(struct forces *f, struct cur c, uint8_t mask, uint32_t indent);

/* In brackets, padding included. */
static bool show_full(struct forces *f, struct cur c, uint32_t indent)
{
	struct indent in = indent_of(indent + 1);

	note_hex(f->d, "data", c);
	if (f->d->opt->v < 3)
		return true;
	sayf(f->d, "%s[", in.s + 1);
	dump(f, in.s, c, wire(&c));
	sayf(f->d, "%s]", in.s);
	return true;
}

static bool show_sparse(struct forces *f, struct cur c, uint32_t indent)
{
	struct dis *d = f->d;
	struct indent in = indent_of(indent);

	if (wire(&c) < ILV) {
		say(d, "Error: BAD SPARSEDATA-TLV!\n");
		return false;
	}
	list(d, "ilvs");
	while (wire(&c)) {
		uint32_t rest = wire(&c), type = rest < ILV ? 0 : peek_be32(&c, 0),
			 len = rest < ILV ? 0 : peek_be32(&c, 4);
		const char *why = wrong(rest, ILV, len);

		if (why) {
			sayf(d, "Error: %s, rlen %u\n", why, rest);
			done(d);
			return false;
		}
		item(d);
		note_u(d, "type", type);
		note_u(d, "length", len);
		if (d->opt->v >= 3) {
			sayf(d, "\n%s ILV: type %x length %u\n", in.s + 1, type, len);
			dump(f, "\t\t[", from(c, ILV), len - ILV);
		}
		done(d);
		c = from(c, padded(len));
	}
	done(d);
	return true;
}

static bool show_result(struct forces *f, struct cur c, uint32_t indent)
{
	struct dis *d = f->d;
	struct indent in = indent_of(indent);
	uint8_t code;

	if (wire(&c) != 4) {
		sayf(d, "illegal RESULT-TLV: %u bytes!\n", wire(&c));
		return false;
	}
	code = peek_u8(&c, 0);
	note_u(d, "result", code);
	if (!name_of(results, code)) {
		sayf(d, "illegal reserved result code: 0x%x!\n", code);
		return false;
	}
	if (d->opt->v >= 3)
		sayf(d, "%s  Result: %s (code 0x%x)\n", in.s + 1, name_of(results, code), code);
	return true;
}

/* The key, then a TLV of which the reference looks at the content as at one more TLV. */
static bool show_key(struct forces *f, struct cur c, uint32_t indent)
{
	struct dis *d = f->d;
	struct indent in = indent_of(indent);
	uint32_t rest = wire(&c) + TLV, key = get_be32(&c);
	uint16_t type, len;
	const char *why;

	note_u(d, "key", key);
	sayf(d, "%sKeyinfo: Key 0x%x\n", in.s + 1, key);
	type = get_be16(&c);
	len = get_be16(&c);
	why = wrong(rest, TLV, len);
	if (why) {
		sayf(d, "%s TLV type 0x%x len %u\n", why, type, len);
		return false;
	}
	if (peek_be16(&c, 0) != FULLDATA) {
		say(d, "Error: expecting FULLDATA!\n");
		return false;
	}
	c = from(c, TLV);
	pretend(&c, (uint32_t)len - TLV);
	return show_full(f, c, indent);
}

static const struct content {
	uint16_t type;
	uint8_t data;
	bool (*show)(struct forces *f, struct cur c, uint32_t indent);
} contents[] = {
	{ KEYINFO, 0, show_key },
	{ FULLDATA, FULL, show_full },
	{ SPARSEDATA, SPARSE, show_sparse },
	{ RESULT, RESULTS, show_result },
};

static const struct content *content_of(uint16_t type)
{
	for (uint32_t i = 0; i < sizeof contents / sizeof contents[0]; i++)
		if (contents[i].type == type)
			return &contents[i];
	return NULL;
}

/* What is at the end of a path cannot be understood. */
static bool bad_data(struct forces *f, struct cur c)
{
	dump(f, "Bad Data val\n\t  [", c, wire(&c));
	say(f->d, "]\n");
	return false;
}

static bool show_content(struct forces *f, struct cur c, uint8_t mask, uint32_t indent)
{
	struct dis *d = f->d;
	const struct content *t = content_of(peek_be16(&c, 0));
	struct indent in = indent_of(indent);
	struct cur v = c;
	uint16_t type = get_be16(&v), len = get_be16(&v);
	uint32_t n = (uint32_t)len - TLV, pad = padded(len) - len;

	if (d->opt->v >= 3) {
		if (pad)
			sayf(d, "%s  %s (Length %u DataLen %u pad %u Bytes)\n", in.s + 1,
				name_of(tlvs, type), len, n, pad);
		else
			sayf(d, "%s  %s (Length %u DataLen %u Bytes)\n", in.s + 1,
				name_of(tlvs, type), len, n);
	}
	if (mask & KEY) {
		if (type != KEYINFO)
			say(d, "Based on flags expected KEYINFO TLV!\n");
	} else if (!(mask & t->data)) { /* the other way round, sic */
		sayf(d, "Illegal DATA encoding for type 0x%x programmed %x got %x\n", type, t->data,
			mask);
	}
	pretend(&v, n + pad);
	if (t->show(f, v, indent + 2))
		return true;
	return again(f, n + pad) && t->show(f, v, indent + 2);
}

/* The TLV at the end of a path; what follows it is taken for more paths. */
static bool show_end(struct forces *f, struct cur c, uint8_t mask, uint32_t indent)
{
	static const char what[] =
		"ops->print(ndo, (const u_char *)pdtlv, tll + pad + TLV_HDRL, op_msk, indent + 2)";
	struct dis *d = f->d;
	uint32_t rest = wire(&c);
	uint16_t type = peek_be16(&c, 0), len = peek_be16(&c, 2);
	const char *why = wrong(rest, TLV, len);
	struct cur v = c;
	bool ok;

	if (why) {
		sayf(d, "%s Outstanding bytes %u for TLV type 0x%x TLV len %u\n", why, rest, type,
			len);
		if (len)
			return bad_data(f, c);
		return show_paths(f, c, mask, indent + 1); /* stepped over nothing */
	}
	if (type != PATH_DATA && !content_of(type)) {
		sayf(d, "Invalid path data content type 0x%x len %u\n", type, len);
		return bad_data(f, c);
	}
	claim(&v, padded(len));
	group(d, "data");
	note_u(d, "type", type);
	if (type == PATH_DATA) {
		ok = show_paths(f, v, mask, indent + 2);
		if (!ok && again(f, wire(&v)))
			show_paths(f, v, mask, indent + 2);
	} else {
		ok = show_content(f, v, mask, indent);
	}
	done(d);
	if (!ok)
		return failed(f, what);
	c = from(c, padded(len));
	return !wire(&c) || show_paths(f, c, mask, indent + 1);
}

static bool show_keys(struct forces *f, struct cur *c)
{
	struct dis *d = f->d;
	uint32_t key = get_be32(c);
	uint16_t len = peek_be16(c, 2);

	if (len < TLV) {
		sayf(d, "key content length %u < %u\n", len, TLV);
		return false;
	}
	*c = from(*c, TLV);
	if (wire(c) < (uint32_t)len - TLV) {
		say(d, "key content too short\n");
		return false;
	}
	note_u(d, "key", key);
	*c = from(*c, (uint32_t)len - TLV);
	return true;
}

static bool show_selector(struct forces *f, uint8_t mask, struct cur *c, uint32_t indent)
{
	struct dis *d = f->d;
	struct indent in = indent_of(indent);
	uint32_t first, last;

	if (!(mask & (KEY | RANGE)))
		return true;
	if (wire(c) < KEY_MIN) {
		sayf(d, "pathlength %u with key/range too short %u\n", wire(c), KEY_MIN);
		return false;
	}
	if (mask & KEY)
		return show_keys(f, c);
	*c = from(*c, TLV);
	first = get_be32(c);
	last = get_be32(c);
	note_u(d, "first", first);
	note_u(d, "last", last);
	if (d->opt->v >= 3)
		sayf(d, "%sTable range: [%u,%u]\n", in.s + 1, first, last);
	return true;
}

/* Flags, the IDs that lead to the data, a key or a range, the data. */
static bool show_path(struct forces *f, struct cur c, uint8_t mask, uint32_t indent)
{
	struct dis *d = f->d;
	struct indent in = indent_of(indent);
	uint16_t flags, ids;

	if (indent > INDENT_MAX) { /* deeper than any path leads */
		stop(d);
		return false;
	}
	if (wire(&c) < TLV) {
		sayf(d, " [len %u < %u]", wire(&c), TLV);
		return false;
	}
	flags = get_be16(&c);
	ids = get_be16(&c);
	note_u(d, "flags", flags);
	if (d->opt->v >= 3)
		sayf(d, "\n%sPathdata: Flags 0x%x ID count %u\n", in.s + 1, flags, ids);
	if (wire(&c) < ids * 4u) {
		sayf(d, "\t\t\ttruncated IDs expected %uB got %uB\n", ids * 4u, wire(&c));
		dump(f, "\t\t\tID Data[", c, wire(&c));
		say(d, "]\n");
		return false;
	}
	mask |= (uint8_t)((flags & PATH_KEY ? KEY : 0) | (flags & PATH_RANGE ? RANGE : 0) |
			  (flags & PATH_APPEND ? APPEND : 0));
	if ((mask & RANGE) && (mask & KEY)) {
		say(d, "\t\t\tIllegal to have both Table ranges and keys\n");
		return false;
	}
	if ((mask & APPEND) && d->opt->v >= 3)
		sayf(d, "%sTABLE APPEND\n", in.s + 1);
	list(d, "ids");
	for (uint32_t i = 1; i <= ids && !d->stopped; i++) {
		uint32_t id = get_be32(&c);

		note_u(d, NULL, id);
		if (d->opt->v >= 3)
			sayf(d, "%sID#%02u: %u\n", in.s + 1, i, id);
	}
	done(d);
	if (!show_selector(f, mask, &c, indent))
		return false;
	return !wire(&c) || show_end(f, c, mask, indent);
}

static bool messy(struct forces *f, const char *what, uint32_t rest, uint16_t type, uint16_t len)
{
	sayf(f->d, "\n\t\tMessy %s header, type (0x%x)\n\t\texcess of %u Bytes ", what, type,
		rest - len);
	return false;
}

static bool show_paths(struct forces *f, struct cur c, uint8_t mask, uint32_t indent)
{
	struct dis *d = f->d;
	struct indent in = indent_of(indent);

	list(d, "paths");
	while (wire(&c) && !d->stopped) {
		struct cur v = c;
		uint16_t type = get_be16(&v), len = get_be16(&v);
		bool ok;

		if (wrong(wire(&c), TLV, len)) {
			done(d);
			return messy(f, "PATHDATA TLV", wire(&c), type, len);
		}
		if (d->opt->v >= 3) {
			say_s(d, in.s + 1);
			say_name(d, tlvs, "#%u", type);
			sayf(d, ", length %u (data encapsulated %u Bytes)", len,
				(uint32_t)len - TLV);
		}
		claim(&v, (uint32_t)len - TLV);
		item(d);
		ok = show_path(f, v, mask, indent + 1);
		done(d);
		if (!ok) {
			done(d);
			if (again(f, wire(&v)))
				show_path(f, v, mask, indent + 1);
			return failed(
				f, "pdata_print(ndo, dp, tlvl - TLV_HDRL, op_msk, indent + 1)");
		}
		c = from(c, padded(len));
	}
	done(d);
	return true;
}

/* --- operations --- */

/* One path; the reference tells of itself here, sic. */
static bool show_response(struct forces *f, struct cur c, uint8_t mask, uint32_t indent)
{
	struct dis *d = f->d;
	struct indent in = indent_of(indent);
	struct cur v = c;
	uint16_t type = get_be16(&v), len = get_be16(&v);

	say(d, "genoptlvprint - ");
	say_name(d, tlvs, "#%u", type);
	sayf(d, " TLV type 0x%x len %u\n", type, len);
	if (wrong(wire(&c), TLV, len)) {
		sayf(d, "\t\t\tInvalid ForCES TLV type=%x", type);
		return false;
	}
	if (!type || !name_of(tlvs, type)) {
		sayf(d, "#0 TLV type 0x%x len %u\n", type, len);
		return false;
	}
	if (d->opt->v >= 3)
		sayf(d, "%s%s, length %u (data length %u Bytes)", in.s + 1, name_of(tlvs, type),
			len, (uint32_t)len - TLV);
	claim(&v, (uint32_t)len - TLV);
	return show_path(f, v, mask, indent + 1);
}

static void show_data(struct forces *f, const char *indent, struct cur c)
{
	struct dis *d = f->d;

	if (d->opt->v < 3)
		return;
	sayf(d, "%sData[", indent + 1);
	dump(f, indent, c, wire(&c));
	sayf(d, "%s]\n", indent);
}

static void show_oper(struct forces *f, struct cur c, uint32_t indent)
{
	struct dis *d = f->d;
	struct indent in = indent_of(indent);
	struct cur v = c;
	uint16_t type = get_be16(&v), len = get_be16(&v);
	const struct oper *o = &opers[type < OPERS ? type : 0];

	claim(&v, (uint32_t)len - TLV);
	note_u(d, "operation", type);
	note_u(d, "length", len);
	if (d->opt->v >= 3)
		sayf(d, "%sOper TLV %s(0x%x) length %u\n", in.s + 1, o->name, type, len);
	if (wire(&v) < OPER_MIN) {
		sayf(d, "\t\tOper TLV %s(0x%x) length %u\n", o->name, type, len);
		sayf(d, "\t\tTruncated data size %u minimum required %u\n", wire(&v), OPER_MIN);
		show_data(f, indent_of(indent - 1).s, v);
		return;
	}
	if (o->body == PATHS)
		show_paths(f, v, o->data, indent + 1);
	else if (o->body == RESPONSE)
		show_response(f, v, o->data, indent + 1);
	else if (o == &opers[0])
		show_data(f, in.s, v);
}

static bool show_lfb(struct forces *f, struct cur c)
{
	struct dis *d = f->d;
	struct indent in = indent_of(9);
	uint32_t class, instance;

	if (wire(&c) <= LFB_HEAD + TLV) {
		sayf(d, "\n\t\tundersized lfb selector: %u bytes missing! ",
			LFB_HEAD + TLV - wire(&c));
		return lower(f);
	}
	class = get_be32(&c);
	instance = get_be32(&c);
	note_u(d, "class", class);
	note_u(d, "instance", instance);
	if (d->opt->v >= 3) {
		say_s(d, in.s);
		say_name(d, lfbs, "#%d", class);
		sayf(d, "(Classid %x) instance %x\n", class, instance);
	}
	list(d, "operations");
	while (wire(&c) && !d->stopped) {
		uint16_t type = peek_be16(&c, 0), len = peek_be16(&c, 2);
		struct cur v = c;

		if (wrong(wire(&c), TLV, len)) {
			done(d);
			messy(f, "oper TLV", wire(&c), type, len);
			return lower(f);
		}
		item(d);
		if (type & 0x8000 || (type < OPERS && f->ops >> type & 1)) {
			claim(&v, len);
			show_oper(f, v, 10);
		} else {
			if (d->opt->v < 3)
				say(d, "\n");
			sayf(d, "\t\t%s type 0x%x length %u for this ForCES message\n",
				"INValid oper-TLV", type, len);
			show_data(f, in.s, v);
		}
		done(d);
		c = from(c, padded(len));
	}
	done(d);
	return true;
}

/* --- messages --- */

static void show_metadata(struct forces *f, struct cur c)
{
	struct dis *d = f->d;

	sayf(d, "\n           METADATA length %u\n", wire(&c));
	list(d, "metadata");
	while (wire(&c) >= ILV) {
		uint32_t id = peek_be32(&c, 0), len = peek_be32(&c, 4);

		if (wrong(wire(&c), ILV, len))
			break;
		item(d);
		note_u(d, "id", id);
		note_u(d, "length", len);
		sayf(d, "           MetaID 0x%x length %u\n", id, len);
		if (d->opt->v >= 3) {
			dump(f, "\t\t[", from(c, ILV), len - ILV);
			say(d, " ]\n");
		}
		done(d);
		c = from(c, padded(len));
	}
	done(d);
}

static void show_redirected(struct forces *f, struct cur c)
{
	struct dis *d = f->d;

	sayf(d, "\n           Redirect Data length %u\n", wire(&c));
	note_u(d, "data_length", wire(&c));
	if (d->opt->v < 3)
		return;
	say(d, "\t\t[");
	dump(f, "\n\t\t", c, wire(&c));
	say(d, "\n\t\t]");
}

static bool show_redirect(struct forces *f, struct cur c)
{
	struct dis *d = f->d;

	if (wire(&c) <= ILV) {
		sayf(d, "\n\t\ttruncated Redirect TLV: %u bytes missing! ", ILV - wire(&c));
		return lower(f);
	}
	while (wire(&c) && !d->stopped) {
		struct cur v = c;
		uint16_t type = get_be16(&v), len = get_be16(&v);

		if (wrong(wire(&c), TLV, len)) {
			say(d, "Bad Redirect data\n");
			messy(f, "Redirect TLV", wire(&c), type, len);
			return lower(f);
		}
		claim(&v, (uint32_t)len - TLV);
		if (type == METADATA)
			show_metadata(f, v);
		else if (type == REDIRECT_DATA)
			show_redirected(f, v);
		else
			sayf(d, "Unknown REDIRECT TLV 0x%x len %u\n", type, len);
		c = from(c, padded(len));
	}
	return true;
}

/* The result of a setup, or the reason of a teardown. */
static bool show_code(struct forces *f, struct cur c, bool setup)
{
	static const char indent[] = "         ";
	struct dis *d = f->d;
	const char *what = setup ? "ASRresult" : "ASTresult";
	uint32_t code;

	if (wire(&c) != 4) {
		sayf(d, "illegal %s-TLV: %u bytes!\n", what, wire(&c));
		return lower(f);
	}
	code = get_be32(&c);
	note_u(d, "code", code);
	if (code > (setup ? 3 : 0xff)) {
		sayf(d, "illegal %s result code: %u!\n", what, code);
		return lower(f);
	}
	if (d->opt->v < 3)
		return true;
	sayf(d, "%s\n%s", setup ? "" : "Teardown reason:", indent);
	say_name(d, setup ? setup_results : teardown_reasons, "Unknown Teardown reason", code);
	sayf(d, "(%x)\n%s", code, indent);
	return true;
}

static bool show_tlv(struct forces *f, uint8_t type, struct cur c)
{
	if (type == TEARDOWN || type == SETUP_RESPONSE)
		return show_code(f, c, type == SETUP_RESPONSE);
	return type == REDIRECT ? show_redirect(f, c) : show_lfb(f, c);
}

static bool show_body(struct forces *f, uint8_t type, struct cur c)
{
	bool one = type == TEARDOWN || type == SETUP_RESPONSE;
	struct dis *d = f->d;

	if (type == HEARTBEAT && wire(&c)) {
		say(d, "<0x1>Illegal Top level TLV!\n");
		return lower(f);
	}
	if (!wire(&c)) {
		if (type == HEARTBEAT || type == SETUP)
			return true;
		say(d, "\tTop level TLV Data missing!\n");
		return lower(f);
	}
	list(d, "tlvs");
	for (uint32_t n = 0; wire(&c) && !d->stopped; n++) {
		struct cur v = c;
		uint16_t tlv = get_be16(&v), len = get_be16(&v);

		if (wrong(wire(&c), TLV, len) || (one && n)) {
			sayf(d, "\tMess TopTLV header: min %u, total %u advertised %u ", TLV,
				wire(&c), len);
			return lower(f);
		}
		if (!tlv || !name_of(tlvs, tlv)) {
			sayf(d, "\n\tInvalid ForCES Top TLV type=0x%x", tlv);
			return lower(f);
		}
		if (d->opt->v >= 3)
			sayf(d, "\t%s, length %u (data length %u Bytes)", name_of(tlvs, tlv), len,
				(uint32_t)len - TLV);
		claim(&v, (uint32_t)len - TLV);
		item(d);
		note_s(d, "tlv", name_of(tlvs, tlv));
		if (!show_tlv(f, type, v))
			return lower(f);
		done(d);
		c = from(c, padded(len));
	}
	done(d);
	return true;
}

static const char *id_name(uint32_t id)
{
	switch (id >> 30) {
	case 0:
		return "FE";
	case 1:
		return "CE";
	case 2:
		return "ForCESreserved";
	}
	if (name_of(ids_from_top, id))
		return name_of(ids_from_top, id);
	return id < 0xfffffff0 ? "AllMulticast" : "ForCESreserved";
}

static void show_flags(struct dis *d, uint32_t flags)
{
	uint32_t ack = flags >> 30, mode = flags >> 22 & 3, atomic = flags >> 21 & 1,
		 phase = flags >> 19 & 3;

	sayf(d, "\n\tForCES flags:\n\t  %s(0x%x), prio=%u, %s(0x%x),\n\t  %s(0x%x), %s(0x%x)\n",
		name_of(acks, ack), ack, flags >> 27 & 7, name_of(execution_modes, mode), mode,
		name_of(atomicity, atomic), atomic, name_of(phases, phase), phase);
	sayf(d, "\t  Extra flags: rsv(b5-7) 0x%x rsv(b13-31) 0x%x\n", flags >> 24 & 7,
		flags & 0x7ffff);
}

static void show_head(struct dis *d, struct cur c)
{
	uint8_t version = get_u8(&c) >> 4;
	uint32_t bytes = peek_be16(&c, 1) * 4u, src = peek_be32(&c, 3), dst = peek_be32(&c, 7),
		 flags = peek_be32(&c, 19);
	uint64_t correlator = peek_be64(&c, 11);

	note_u(d, "version", version);
	note_u(d, "length", bytes);
	note_u(d, "src", src);
	note_u(d, "dst", dst);
	note_u(d, "correlator", correlator);
	note_u(d, "flags", flags);
	if (d->opt->v >= 1) {
		sayf(d, "\n\tForCES Version %u len %uB flags 0x%08x ", version, bytes, flags);
		sayf(d, "\n\tSrcID 0x%x(%s) DstID 0x%x(%s) Correlator 0x%llx", src, id_name(src),
			dst, id_name(dst), (unsigned long long)correlator);
	}
	if (d->opt->v >= 2)
		show_flags(d, flags);
}

/* The operations that a message of this type may have. */
static uint32_t opers_of(uint8_t type)
{
	switch (type) {
	case SETUP:
	case 5:
		return 1u << 11;
	case 3:
		return 1u << 1 | 1u << 2 | 1u << 5 | 1u << 12 | 1u << 14;
	case 4:
		return 1u << 7 | 1u << 8;
	case 19:
		return 1u << 3 | 1u << 4 | 1u << 6 | 1u << 13;
	case 20:
		return 1u << 9 | 1u << 10;
	}
	return 0;
}

static void dissect_forces(struct dis *d, struct cur c)
{
	struct forces f = { d, 0, AGAIN_MAX };
	struct cur whole = c;
	uint8_t type;
	uint32_t bytes;

	need(&c, HEAD);
	type = peek_u8(&c, 1);
	if (type != UNKNOWN && !name_of(messages, type)) {
		sayf(d, "Invalid ForCES message type %u\n", type);
		invalid(d);
		return;
	}
	note_u(d, "type", type);
	note_s(d, "type_name", name_of(messages, type));
	if (type == UNKNOWN) {
		sayf(d, "\n\tUnknown ForCES message type=0x%x", type);
		invalid(d);
		return;
	}
	bytes = peek_be16(&c, 2) * 4u;
	sayf(d, "\n\tForCES %s ", name_of(messages, type));
	if (bytes != wire(&c) || bytes < HEAD) {
		sayf(d, "Illegal ForCES pkt len - min %u, total recvd %u, advertised %u ", HEAD,
			wire(&c), bytes);
		invalid(d);
		return;
	}
	show_head(d, c);
	f.ops = opers_of(type);
	c = from(c, HEAD);
	if (!show_body(&f, type, c)) {
		invalid(d);
		return;
	}
	if (d->opt->v >= 4) {
		say(d, "\n\t  Raw ForCES message\n\t [");
		dump(&f, "\n\t ", whole, wire(&whole));
		say(d, "\n\t ]");
	}
}

const struct proto proto_forces = { "forces", dissect_forces };
