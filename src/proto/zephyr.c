/* Zephyr, the notification service of Project Athena.  https://zephyr.1ts.org (C. A. DellaFera et
 * al., "The Zephyr Notification Service", USENIX Winter 1988; the fields: ZNotice_t of its
 * library). */
#include "../dissect/dissect.h"

enum field {
	VERSION,
	NUM_FIELDS,
	KIND,
	UID,
	PORT,
	AUTH,
	AUTH_LENGTH,
	AUTH_DATA,
	CLASS,
	INSTANCE,
	OPCODE,
	SENDER,
	RECIPIENT,
	FORMAT,
	CKSUM,
	MULTI,
	MULTI_UID,
	FIELDS
};

enum { SERV_ACK = 5 };

static const struct name kinds[] = {
	{ 0, "unsafe" },
	{ 1, "unacked" },
	{ 2, "acked" },
	{ 3, "hm-ack" },
	{ 4, "hm-ctl" },
	{ SERV_ACK, "serv-ack" },
	{ 6, "serv-nak" },
	{ 7, "client-ack" },
	{ 8, "stat" },
	{ 0, NULL },
};

struct word {
	const char *opcode, *text;
};

static const struct word subscriptions[] = {
	{ "SUBSCRIBE", " sub" },
	{ "UNSUBSCRIBE", " unsub" },
	{ "SUBSCRIBE_NODEFS", " unsub-nodefs" }, /* sic */
	{ NULL, NULL },
};

static const struct word client_words[] = {
	{ "GIMME", " ret" },
	{ "GIMMEDEFS", " gimme-defs" },
	{ "CLEARSUB", " clear-subs" },
	{ NULL, NULL },
};

static const struct word realm_words[] = {
	{ "ADD_SUBSCRIBE", " realm add-subs" },
	{ "REQ_SUBSCRIBE", " realm req-subs" },
	{ "RLM_SUBSCRIBE", " realm rlm-sub" },
	{ "RLM_UNSUBSCRIBE", " realm rlm-unsub" },
	{ NULL, NULL },
};

static const struct word locate_words[] = {
	{ "USER_HIDE", " hide" },
	{ "USER_UNHIDE", " unhide" },
	{ NULL, NULL },
};

static const struct word login_words[] = {
	{ "USER_FLUSH", " flush_locs" },
	{ "NONE", " set-exposure none" },
	{ "OPSTAFF", " set-exposure opstaff" },
	{ "REALM-VISIBLE", " set-exposure realm-visible" },
	{ "REALM-ANNOUNCED", " set-exposure realm-announced" },
	{ "NET-VISIBLE", " set-exposure net-visible" },
	{ "NET-ANNOUNCED", " set-exposure net-announced" },
	{ NULL, NULL },
};

static bool begins(struct cur c, const char *s)
{
	while (*s && more(&c) && get_u8(&c) == (uint8_t)*s)
		s++;
	return *s == '\0';
}

static bool is(struct cur c, const char *s)
{
	while (more(&c) && *s && peek_u8(&c, 0) == (uint8_t)*s) {
		skip(&c, 1);
		s++;
	}
	return !more(&c) && *s == '\0';
}

/* The next field, up to its NUL; false if the packet ends before that. */
static bool get_field(struct cur *c, struct cur *f)
{
	uint32_t n = 0, end = left(c) < wire(c) ? left(c) : wire(c);

	while (n < end && peek_u8(c, n) != 0)
		n++;
	if (n == end) {
		need(c, wire(c)); /* was it only not captured? */
		return false;
	}
	*f = take(c, n);
	skip(c, 1);
	return true;
}

static int hex_digit(uint8_t ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	ch |= 0x20;
	return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

/* The hexadecimal number that f begins with, as C's strtol() has it, as an int. */
static int32_t number(struct cur f)
{
	uint64_t v = 0;
	bool minus = false, over = false;

	while (more(&f) && (peek_u8(&f, 0) == ' ' || (peek_u8(&f, 0) >= 9 && peek_u8(&f, 0) <= 13)))
		skip(&f, 1);
	if (more(&f) && (peek_u8(&f, 0) == '-' || peek_u8(&f, 0) == '+'))
		minus = get_u8(&f) == '-';
	if (has(&f, 3) && peek_u8(&f, 0) == '0' && (peek_u8(&f, 1) | 0x20) == 'x')
		skip(&f, 2);
	while (more(&f)) {
		int digit = hex_digit(get_u8(&f));

		if (digit < 0)
			break;
		over |= v >> 59 != 0;
		v = v << 4 | (uint64_t)digit;
	}
	if (over || v > INT64_MAX)
		return minus ? 0 : -1; /* the low half of the least and the greatest long */
	return (int32_t)(minus ? 0 - v : v);
}

static void say_lower(struct dis *d, struct cur c)
{
	while (more(&c)) {
		uint8_t ch = get_u8(&c);

		say_visc(d, ch >= 'A' && ch <= 'Z' ? ch | 0x20 : ch);
	}
}

static bool say_word(struct dis *d, const struct word *w, struct cur opcode)
{
	for (; w->opcode; w++)
		if (is(opcode, w->opcode)) {
			say_s(d, w->text);
			return true;
		}
	return false;
}

/* A notice to the server that controls subscriptions: "sub <class,instance,recipient>". */
static bool show_control(struct dis *d, struct cur c, const struct cur *f, int32_t kind)
{
	if (is(f[INSTANCE], "CLIENT")) {
		if (say_word(d, subscriptions, f[OPCODE])) {
			struct cur cl, instance, recipient;

			if (kind == SERV_ACK || !get_field(&c, &cl) || !get_field(&c, &instance) ||
				!get_field(&c, &recipient))
				return true;
			say(d, " <");
			show_vis(d, "", "sub_class", cl);
			show_vis(d, ",", "sub_instance", instance);
			say(d, ",");
			if (more(&recipient))
				show_vis(d, "", "sub_recipient", recipient);
			else
				say(d, "*");
			say(d, ">");
			return true;
		}
		if (say_word(d, client_words, f[OPCODE]))
			return true;
	} else if (is(f[INSTANCE], "REALM")) {
		say_word(d, realm_words, f[OPCODE]);
		return true;
	} else if (!is(f[INSTANCE], "HM")) {
		return false;
	}
	say(d, " ");
	say_lower(d, f[OPCODE]);
	return true;
}

static void say_two(struct dis *d, struct cur a, struct cur b)
{
	say_lower(d, a);
	say(d, " ");
	say_lower(d, b);
}

/* Notices of Zephyr's own classes have words of their own; false for the others. */
static bool show_special(struct dis *d, struct cur c, const struct cur *f, int32_t kind)
{
	if (is(f[CLASS], "USER_LOCATE")) {
		if (!say_word(d, locate_words, f[OPCODE])) {
			say(d, " locate ");
			say_vis(d, f[INSTANCE]);
		}
	} else if (is(f[CLASS], "ZEPHYR_ADMIN")) {
		say(d, " zephyr-admin ");
		say_lower(d, f[OPCODE]);
	} else if (is(f[CLASS], "ZEPHYR_CTL")) {
		return show_control(d, c, f, kind);
	} else if (is(f[CLASS], "HM_CTL")) {
		say(d, " hm_ctl ");
		say_two(d, f[INSTANCE], f[OPCODE]);
	} else if (is(f[CLASS], "WG_CTL")) {
		say(d, " wg_ctl ");
		say_two(d, f[INSTANCE], f[OPCODE]);
	} else if (is(f[CLASS], "HM_STAT")) {
		if (!is(f[INSTANCE], "HMST_CLIENT") || !is(f[OPCODE], "GIMMESTATS"))
			return false;
		say(d, " get-client-stats");
	} else {
		return is(f[CLASS], "LOGIN") && say_word(d, login_words, f[OPCODE]);
	}
	return true;
}

static void show_to(struct dis *d, const struct cur *f)
{
	say(d, " to <");
	say_vis(d, f[CLASS]);
	say(d, ",");
	say_vis(d, f[INSTANCE]);
	say(d, ",");
	if (more(&f[RECIPIENT]))
		say_vis(d, f[RECIPIENT]);
	else
		say(d, "*");
	say(d, ">");
	if (more(&f[OPCODE])) {
		say(d, " op ");
		say_vis(d, f[OPCODE]);
	}
}

static void note_fields(struct dis *d, const struct cur *f)
{
	note_text(d, "version", f[VERSION]);
	note_u(d, "fields", (uint32_t)number(f[NUM_FIELDS]));
	note_text(d, "uid", f[UID]);
	note_u(d, "port", (uint16_t)number(f[PORT]));
	note_b(d, "auth", number(f[AUTH]) != 0);
	note_u(d, "auth_length", (uint32_t)number(f[AUTH_LENGTH]));
	note_text(d, "class", f[CLASS]);
	note_text(d, "instance", f[INSTANCE]);
	note_text(d, "opcode", f[OPCODE]);
	note_text(d, "sender", f[SENDER]);
	note_text(d, "recipient", f[RECIPIENT]);
	note_text(d, "format", f[FORMAT]);
	note_text(d, "cksum", f[CKSUM]);
	note_text(d, "multi", f[MULTI]);
	note_text(d, "multi_uid", f[MULTI_UID]);
}

static void dissect_zephyr(struct dis *d, struct cur c)
{
	struct cur f[FIELDS], reason;
	int32_t kind;

	for (int i = VERSION; i < FIELDS; i++) {
		if (!get_field(&c, &f[i])) {
			invalid(d);
			return;
		}
		if (i == VERSION && !begins(f[i], "ZEPH"))
			return;
	}
	say(d, " zephyr");
	note_fields(d, f);
	if (!begins(f[VERSION], "ZEPH0.2")) {
		skip(&f[VERSION], 4);
		say(d, " v");
		say_vis(d, f[VERSION]);
		return;
	}
	kind = number(f[KIND]);
	say(d, " ");
	show_name(d, "kind", kinds, "type %d", (uint32_t)kind);
	/* what the server did with the notice */
	if (kind == SERV_ACK && get_field(&c, &reason) && !is(reason, "SENT")) {
		say(d, "/");
		say_lower(d, reason);
	}
	if (more(&f[SENDER])) {
		say(d, " ");
		say_vis(d, f[SENDER]);
	}
	if (!show_special(d, c, f, kind))
		show_to(d, f);
}

const struct proto proto_zephyr = { "zephyr", dissect_zephyr };
