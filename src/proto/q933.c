/* Signalling for Frame Relay.  ITU-T Q.933, ANSI T1.617. */
#include "fr.h"
#include "tlv.h"

enum {
	ANSI_REPORT = 0x01,
	ANSI_VERIFY = 0x03,
	ANSI_PVC = 0x07,
	ANSI_VERIFY_91 = 0x19,
	REPORT = 0x51,
	VERIFY = 0x53,
	PVC = 0x57,
	SHIFT = 0x90,
	NOT_LOCKING = 8,
	ANSI_SHIFT = SHIFT | 5
};

static const struct name messages[] = {
	{ 0x00, "ESC to National" },
	{ 0x01, "Alert" },
	{ 0x02, "Call proceeding" },
	{ 0x03, "Progress" },
	{ 0x05, "Setup" },
	{ 0x07, "Connect" },
	{ 0x0f, "Connect ACK" },
	{ 0x45, "Disconnect" },
	{ 0x46, "Restart" },
	{ 0x4d, "Release" },
	{ 0x4e, "Restart ACK" },
	{ 0x5a, "Release Complete" },
	{ 0x75, "Status Enquiry" },
	{ 0x7d, "Status Reply" },
	{ 0, NULL },
};

/* LMI's, of codesets 0 and 5. */
static const struct name elements[] = {
	{ ANSI_REPORT, "ANSI Report Type" },
	{ ANSI_VERIFY, "ANSI Link Verify" },
	{ ANSI_PVC, "ANSI PVC Status" },
	{ ANSI_VERIFY_91, "ANSI Link Verify" },
	{ REPORT, "CCITT Report Type" },
	{ VERIFY, "CCITT Link Verify" },
	{ PVC, "CCITT PVC Status" },
	{ 0, NULL },
};

static const struct name reports[] = { { 0, "Full Status" }, { 1, "Link verify" },
	{ 2, "Async PVC Status" }, { 0, NULL } };

/* DLCI and status; n octets. */
static void show_pvc(struct dis *d, struct cur v, uint8_t n)
{
	uint32_t dlci, at = 2;
	uint8_t b0, b1, b2, status;

	if (n < 3 || n > 5) {
		say(d, "Invalid DLCI in PVC STATUS IE");
		return;
	}
	b0 = peek_u8(&v, 0);
	b1 = peek_u8(&v, 1);
	b2 = peek_u8(&v, 2);
	if (b0 & 0x80 || !(peek_u8(&v, n - 1u) & 0x80) || (n == 3 && !(b1 & 0x80)) ||
		(n == 4 && (b1 & 0x80 || !(b2 & 0x80))) ||
		(n == 5 && (b1 & 0x80 || b2 & 0x80 || !(peek_u8(&v, 3) & 0x80)))) {
		say(d, "Invalid DLCI in PVC STATUS IE");
		return;
	}
	dlci = (b0 & 0x3fu) << 4 | (b1 & 0x78u) >> 3;
	if (n == 4) {
		dlci = dlci << 6 | (b2 & 0x7eu) >> 1;
		at = 3;
	} else if (n == 5) {
		dlci = dlci << 13 | (b2 & 0x7fu) | (peek_u8(&v, 3) & 0x7eu) >> 1; /* sic */
		at = 4;
	}
	status = peek_u8(&v, at);
	sayf(d, "DLCI %u: status %s%s", dlci, status & 8 ? "New, " : "",
		status & 2 ? "Active" : "Inactive");
	note_u(d, "dlci", dlci);
	note_u(d, "status", status);
}

/* The value of an element of LMI; false if it is of something else. */
static bool show_value(struct dis *d, uint8_t type, struct cur v, uint8_t n)
{
	uint8_t a, b;

	switch (type) {
	case ANSI_REPORT:
	case REPORT:
		if (n < 1) {
			say(d, "Invalid REPORT TYPE IE");
			break;
		}
		a = get_u8(&v);
		show_name(d, "report", reports, "unknown", a);
		sayf(d, " (%u)", a);
		break;
	case ANSI_VERIFY:
	case ANSI_VERIFY_91:
	case VERIFY:
		if (n < 2) {
			say(d, "Invalid LINK VERIFY IE");
			break;
		}
		a = get_u8(&v);
		b = get_u8(&v);
		sayf(d, "TX Seq: %3d, RX Seq: %3d", a, b);
		break;
	case ANSI_PVC:
	case PVC:
		show_pvc(d, v, n);
		break;
	default:
		return false;
	}
	return true;
}

/* The codeset of what follows, and the one to go back to after one element. */
struct codeset {
	uint8_t now, before;
	bool once;
};

static void shift(struct codeset *s, uint8_t type)
{
	s->once = type & NOT_LOCKING;
	s->before = s->now;
	s->now = type & 7;
}

static void unshift(struct codeset *s)
{
	if (s->once)
		s->now = s->before;
	s->once = false;
}

/* Information elements; false: cut short; *ended: one was empty. */
static bool show_elements(
	struct dis *d, struct cur *c, uint32_t rest, struct codeset s, bool *ended)
{
	list(d, "elements");
	while (rest && !d->stopped) {
		uint8_t type, len;
		const char *name = NULL;

		if (!more(c))
			return false;
		type = get_u8(c);
		if (type & 0x80) { /* an element of one octet */
			rest--;
			if ((type & 0xf0) == SHIFT)
				shift(&s, type);
			else
				unshift(&s);
			continue;
		}
		if (rest < 2 || !more(c))
			return false;
		len = get_u8(c);
		rest -= 2;
		if (s.now == 0 || s.now == 5)
			name = name_of(elements, type);
		unshift(&s);
		item(d);
		note_u(d, "type", type);
		if (d->opt->v) {
			say(d, "\n\t");
			say_s(d, name ? name : "unknown");
			sayf(d, " IE (0x%02x), length %u: ", type, len);
		}
		if (type == 0 || len == 0) {
			*ended = true;
			return true;
		}
		if (rest < len || !has(c, len))
			return false;
		if (name) {
			if (!d->opt->v && type != ANSI_REPORT && type != REPORT)
				say(d, ", ");
			if (d->opt->v || (type != ANSI_REPORT && type != REPORT))
				show_value(d, type, *c, len);
		} else if (d->opt->v == 1) {
			dump_tlv(d, "\n\t", *c, len);
		}
		if (d->opt->v > 1)
			dump_tlv(d, name ? "\n\t  " : "\n\t", *c, len);
		skip(c, len);
		rest -= len;
		done(d);
	}
	done(d);
	return true;
}

/* The head has been cut short. */
static void cut(struct dis *d, uint32_t length)
{
	if (!d->opt->e)
		say(d, ", ");
	show_u(d, "length ", "length", length);
	stop(d);
}

static void dissect_q933(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), rest = length;
	struct cur ref;
	uint8_t n, message, first = 0;
	struct codeset codeset = { 0, 0, false };
	bool whole, ended = false;

	if (!d->opt->e)
		say(d, "Q.933");
	if (length < 2 || !more(&c) || length < (peek_u8(&c, 0) & 15) + 2u ||
		!has(&c, (peek_u8(&c, 0) & 15) + 2u)) {
		cut(d, length);
		return;
	}
	n = get_u8(&c) & 15;
	ref = take(&c, n);
	message = get_u8(&c);
	rest -= n + 2u;
	if (rest && !more(&c)) {
		cut(d, length);
		return;
	}
	if (rest && (peek_u8(&c, 0) & 0xf0) == SHIFT) {
		first = get_u8(&c);
		shift(&codeset, first);
		rest--;
	}
	if (!d->opt->e)
		say(d, ", ");
	sayf(d, "%s, codeset %u", first == ANSI_SHIFT ? "ANSI" : "CCITT", codeset.now);
	if (n == 1 && !more(&c)) {
		truncated(d);
		return;
	}
	if (n > 1 || (n && peek_u8(&c, 0))) { /* not the reference itself, sic */
		say(d, ", Call Ref: 0x");
		say_bytes(d, ref, 0);
	}
	note_u(d, "message", message);
	say(d, ", ");
	if (d->opt->v) {
		say_name(d, messages, "unknown message", message);
		sayf(d, " (0x%02x), length %u", message, length);
	} else {
		say_name(d, messages, "unknown message 0x%02x", message);
	}
	whole = show_elements(d, &c, rest, codeset, &ended);
	if (!d->opt->v && !ended)
		show_u(d, ", length ", "length", length);
	if (!whole && !d->stopped)
		truncated(d);
}

const struct proto proto_q933 = { "q.933", dissect_q933 };
