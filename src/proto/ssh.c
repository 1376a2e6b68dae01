/* Secure Shell: the identification string and the binary packets up to the new keys.  RFC 4253; key
 * exchange: RFC 4419, RFC 5656, RFC 8731; RFC 8308; fingerprints of hosts: RFC 4255 and OpenSSH's
 * ssh-keygen(1), of programs: https://github.com/salesforce/hassh */
#include "deep.h"

#include "../base/digest.h"
#include "../dissect/scratch.h"
#include "../dissect/talk.h"

enum {
	DISCONNECT = 1,
	DEBUG = 4,
	SERVICE_REQUEST,
	SERVICE_ACCEPT,
	EXT_INFO,
	KEXINIT = 20,
	NEWKEYS
};
enum { KEX_FIRST = 30, KEX_REPLY = 31, GEX_INIT = 32, GEX_REPLY = 33, GEX_REQUEST = 34 };
enum { LENGTH_MAX = 35000, LISTS = 10, KEX_MAX = 1024, HEAD = 5 };

static const struct name codes[] = {
	{ DISCONNECT, "DISCONNECT" },
	{ 2, "IGNORE" },
	{ 3, "UNIMPLEMENTED" },
	{ DEBUG, "DEBUG" },
	{ SERVICE_REQUEST, "SERVICE_REQUEST" },
	{ SERVICE_ACCEPT, "SERVICE_ACCEPT" },
	{ EXT_INFO, "EXT_INFO" },
	{ 8, "NEWCOMPRESS" },
	{ KEXINIT, "KEXINIT" },
	{ NEWKEYS, "NEWKEYS" },
	{ 0, NULL },
};

/* From 30 on the method that was agreed upon says what a code means. */
static const struct name dh_codes[] = {
	{ KEX_FIRST, "KEXDH_INIT" },
	{ KEX_REPLY, "KEXDH_REPLY" },
	{ 0, NULL },
};

static const struct name gex_codes[] = {
	{ KEX_FIRST, "KEX_DH_GEX_REQUEST_OLD" },
	{ KEX_REPLY, "KEX_DH_GEX_GROUP" },
	{ GEX_INIT, "KEX_DH_GEX_INIT" },
	{ GEX_REPLY, "KEX_DH_GEX_REPLY" },
	{ GEX_REQUEST, "KEX_DH_GEX_REQUEST" },
	{ 0, NULL },
};

static const struct name ecdh_codes[] = {
	/* and what is built the same way */
	{ KEX_FIRST, "KEX_ECDH_INIT" },
	{ KEX_REPLY, "KEX_ECDH_REPLY" },
	{ 0, NULL },
};

static const struct name disconnect_reasons[] = {
	{ 1, "HOST_NOT_ALLOWED_TO_CONNECT" },
	{ 2, "PROTOCOL_ERROR" },
	{ 3, "KEY_EXCHANGE_FAILED" },
	{ 5, "MAC_ERROR" },
	{ 6, "COMPRESSION_ERROR" },
	{ 7, "SERVICE_NOT_AVAILABLE" },
	{ 8, "PROTOCOL_VERSION_NOT_SUPPORTED" },
	{ 9, "HOST_KEY_NOT_VERIFIABLE" },
	{ 10, "CONNECTION_LOST" },
	{ 11, "BY_APPLICATION" },
	{ 12, "TOO_MANY_CONNECTIONS" },
	{ 13, "AUTH_CANCELLED_BY_USER" },
	{ 14, "NO_MORE_AUTH_METHODS_AVAILABLE" },
	{ 15, "ILLEGAL_USER_NAME" },
	{ 0, NULL },
};

/* RFC 4253, 7.1: in this order */
static const char *const lists[LISTS] = { "kex_algorithms", "server_host_key_algorithms",
	"encryption_algorithms_client_to_server", "encryption_algorithms_server_to_client",
	"mac_algorithms_client_to_server", "mac_algorithms_server_to_client",
	"compression_algorithms_client_to_server", "compression_algorithms_server_to_client",
	"languages_client_to_server", "languages_server_to_client" };
enum { L_KEX = 0, L_ENCRYPTION = 2, L_MAC = 4, L_COMPRESSION = 6 };

struct ssh { /* of both sides; the first is the one with the lower port, that is the server */
	bool begun[2], encrypted[2];
	uint16_t n[2];
	uint8_t kex[2][KEX_MAX]; /* the methods for exchanging keys, as far as there is room */
};

struct seg {
	struct ssh *h;
	struct talk_side *s;
	bool from;
	const char *sep;
};

/* --- which method it is: RFC 4253, 7.1 --- */

static bool begins(struct cur c, const char *s)
{
	while (*s && more(&c))
		if (get_u8(&c) != (uint8_t)*s++)
			return false;
	return !*s;
}

/* The first name of a list, and step behind its comma. */
static struct cur take_name(struct cur *list_)
{
	struct cur name = *list_;
	uint32_t n = 0;

	while (more(list_) && peek_u8(list_, 0) != ',') {
		skip(list_, 1);
		n++;
	}
	skip(list_, 1);
	return take(&name, n);
}

static bool same(struct cur a, struct cur b)
{
	if (left(&a) != left(&b))
		return false;
	while (more(&a))
		if (get_u8(&a) != get_u8(&b))
			return false;
	return true;
}

static bool has_name(struct cur list_, struct cur name)
{
	while (more(&list_))
		if (same(take_name(&list_), name))
			return true;
	return false;
}

/* The client's first that the server has; false: not both lists were seen. */
static bool agreed(struct dis *d, const struct ssh *h, struct cur *name)
{
	struct cur server = scratch_cursor(d, h->kex[0], h->n[0]);
	struct cur client = scratch_cursor(d, h->kex[1], h->n[1]);

	if (!h->n[0] || !h->n[1])
		return false;
	while (more(&client)) {
		*name = take_name(&client);
		if (more(name) && has_name(server, *name))
			return true;
	}
	return false;
}

/* --- messages --- */

static bool get_string(struct cur *c, struct cur *s)
{
	uint32_t n;

	if (!has(c, 4))
		return false;
	n = get_be32(c);
	if (!has(c, n))
		return false;
	*s = take(c, n);
	return true;
}

/* n octets, as far as they are here, behind `at` others. */
static struct cur behind(struct cur c, uint32_t at, uint32_t n)
{
	skip(&c, at);
	return part(&c, n);
}

static void note_string(struct dis *d, const char *key, struct cur *c)
{
	struct cur s;

	if (get_string(c, &s))
		note_text(d, key, s);
}

static uint32_t put(uint8_t *to, uint32_t n, struct cur c, char end)
{
	uint32_t more_ = left(&c);

	get_bytes(&c, to + n, more_);
	if (end)
		to[n + more_++] = (uint8_t)end;
	return n + more_;
}

/* What a program would have: its lists for the direction in which it sends. */
static void show_hassh(struct dis *d, const struct cur l[LISTS], bool server)
{
	uint32_t kinds[] = { L_KEX, L_ENCRYPTION + server, L_MAC + server, L_COMPRESSION + server };
	uint32_t n = 0, room = 4;
	uint8_t sum[16], *b;
	char hex[33];

	for (int i = 0; i < 4; i++)
		room += left(&l[kinds[i]]);
	b = scratch(d, room);
	if (!b)
		return;
	for (int i = 0; i < 4; i++)
		n = put(b, n, l[kinds[i]], i < 3 ? ';' : '\0');
	md5(b, n, sum);
	for (int i = 0; i < 32; i++)
		hex[i] = "0123456789abcdef"[sum[i / 2] >> (i & 1 ? 0 : 4) & 15];
	hex[32] = '\0';
	say_s(d, server ? ", HASSHServer " : ", HASSH ");
	say_s(d, hex);
	note_s(d, server ? "hassh_server" : "hassh", hex);
}

static void show_kexinit(struct dis *d, struct seg *g, struct cur c)
{
	struct cur l[LISTS], cookie;
	uint32_t n;

	if (!has(&c, 16))
		return;
	cookie = take(&c, 16);
	note_hex(d, "cookie", cookie);
	for (int i = 0; i < LISTS; i++) {
		if (!get_string(&c, &l[i])) {
			invalid(d);
			return;
		}
		note_text(d, lists[i], l[i]);
		if (d->opt->v > 1 && more(&l[i])) {
			sayf(d, "\n\t    %s ", lists[i]);
			say_vis(d, l[i]);
		}
	}
	if (has(&c, 1))
		note_b(d, "first_kex_packet_follows", peek_u8(&c, 0));
	if (has(&c, 5))
		note_hex(d, "reserved", behind(c, 1, 4));
	n = left(&l[L_KEX]) < KEX_MAX ? left(&l[L_KEX]) : KEX_MAX;
	g->h->n[g->from] = (uint16_t)n;
	show_hassh(d, l, !g->from);
	get_bytes(&l[L_KEX], g->h->kex[g->from], n);
}

/* "SHA256:", and the digest in base 64 without its padding, as ssh-keygen -l has it. */
static void show_fingerprint(struct dis *d, struct cur key)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char text[7 + 43 + 1] = "SHA256:";
	uint32_t n = left(&key);
	uint8_t *b = scratch(d, n ? n : 1), sum[33] = { 0 };

	if (!b)
		return;
	get_bytes(&key, b, n);
	sha256(b, n, sum);
	for (int i = 0; i < 43; i++) {
		uint32_t at = 6u * (uint32_t)i, two = (uint32_t)sum[at / 8] << 8 | sum[at / 8 + 1];

		text[7 + i] = digits[two >> (10 - at % 8) & 63];
	}
	text[50] = '\0';
	say(d, " ");
	say_s(d, text);
	note_s(d, "host_key_fingerprint", text);
}

/* The server's key, its half of the secret, its signature. */
static void show_reply(struct dis *d, struct cur c)
{
	struct cur key, half, signature, type;

	if (!get_string(&c, &key))
		return;
	type = key;
	if (get_string(&type, &half))
		show_vis(d, ", host key ", "host_key_type", half);
	show_fingerprint(d, key);
	if (!get_string(&c, &half) || !get_string(&c, &signature))
		return;
	note_u(d, "public_key_length", left(&half));
	note_hex(d, "public_key", half);
	note_string(d, "signature_type", &signature);
}

static void show_kex(struct dis *d, struct seg *g, uint8_t code, struct cur c)
{
	const struct name *t = ecdh_codes;
	struct cur method, half;

	if (!agreed(d, g->h, &method)) {
		show_name(d, "code", codes, "key exchange %u", code);
		return;
	}
	if (begins(method, "diffie-hellman-group-exchange"))
		t = gex_codes;
	else if (begins(method, "diffie-hellman-"))
		t = dh_codes;
	show_name(d, "code", t, "key exchange %u", code);
	show_vis(d, " ", "kex_algorithm", method);
	if (code == (t == gex_codes ? GEX_REPLY : KEX_REPLY)) {
		show_reply(d, c);
	} else if (t == gex_codes && code == GEX_REQUEST && has(&c, 12)) {
		note_u(d, "group_min", peek_be32(&c, 0));
		note_u(d, "group_bits", peek_be32(&c, 4));
		note_u(d, "group_max", peek_be32(&c, 8));
	} else if (get_string(&c, &half)) {
		note_u(d, "public_key_length", left(&half));
		note_hex(d, "public_key", half);
	}
}

static void show_disconnect(struct dis *d, struct cur c)
{
	struct cur text;
	uint32_t reason;

	if (!has(&c, 4))
		return;
	reason = get_be32(&c);
	say(d, " ");
	show_name(d, "reason", disconnect_reasons, "reason %u", reason);
	if (get_string(&c, &text))
		show_vis(d, " ", "description", text);
}

/* m: a packet, RFC 4253, 6 */
static void show_packet(struct dis *d, struct seg *g, struct cur m)
{
	uint32_t length = get_be32(&m);
	uint8_t padding = get_u8(&m), code;

	item(d);
	note_u(d, "packet_length", length);
	note_u(d, "padding_length", padding);
	say_s(d, g->sep);
	g->sep = "; ";
	if (padding + 1u >= length) {
		invalid(d);
		g->s->lost = true;
		done(d);
		return;
	}
	note_hex(d, "padding", behind(m, length - 1 - padding, padding));
	clip(&m, length - 1 - padding);
	code = get_u8(&m);
	if (code >= KEX_FIRST && code < 50) {
		show_kex(d, g, code, m);
	} else {
		show_name(d, "code", codes, "message %u", code);
		if (code == KEXINIT)
			show_kexinit(d, g, m);
		else if (code == DISCONNECT)
			show_disconnect(d, m);
		else if (code == SERVICE_REQUEST || code == SERVICE_ACCEPT)
			note_string(d, "service", &m);
	}
	if (code == NEWKEYS)
		g->h->encrypted[g->from] = true;
	done(d);
}

static uint32_t needs(struct cur c)
{
	uint32_t length;

	if (!has(&c, HEAD))
		return HEAD;
	length = peek_be32(&c, 0);
	return length < 2 || length > LENGTH_MAX ? 0 : length + 4;
}

/* A key exchange begins, whether or not the identification was seen. */
static bool is_kexinit(struct cur c)
{
	return has(&c, HEAD + 1) && needs(c) && peek_u8(&c, 4) >= 4 && peek_u8(&c, HEAD) == KEXINIT;
}

static void show_packets(struct dis *d, struct seg *g, struct cur c)
{
	struct cur m;

	list(d, "messages");
	while (!d->stopped && !g->h->encrypted[g->from] && talk_message(g->s, &c, needs, &m))
		show_packet(d, g, m);
	if (g->s->have)
		sayf(d, "%s%u octets of a message to be continued", g->sep, g->s->have);
	done(d);
	if (g->h->encrypted[g->from] && wire(&c)) {
		say_s(d, g->sep);
		show_u(d, "encrypted, ", "encrypted_length", wire(&c));
		say(d, " octets");
	}
}

/* What follows the identification; begins: this segment has one, of n octets. */
static void deep_ssh(struct dis *d, struct cur c, uint32_t n)
{
	struct talk *t = talk_find(d);
	bool fresh = n || is_kexinit(c);
	struct seg g;

	if (!fresh && (!t || t->kind != TALK_SSH))
		return;
	t = talk_of(d, TALK_SSH, sizeof(struct ssh));
	if (!t)
		return;
	g = (struct seg){ t->own, &t->side[t->from], t->from, n ? "; " : ": SSH: " };
	if (talk_begin(d, g.s, &c) == TALK_AGAIN)
		return;
	if (n) { /* also of a new conversation between the same ports */
		g.h->encrypted[g.from] = false;
		g.h->n[g.from] = 0;
		skip(&c, n);
	}
	if (fresh) {
		g.h->begun[g.from] = true;
		g.s->lost = false;
	}
	if (wire(&c) && g.h->begun[g.from])
		show_packets(d, &g, c);
}

/* How many octets the identification has; 0: it is none, or it is not whole. */
static uint32_t show_identification(struct dis *d, struct cur c)
{
	static const uint8_t prefix[] = { 'S', 'S', 'H', '-' };
	struct cur line = c, text = c;
	uint32_t n;
	uint8_t ch;

	for (size_t i = 0; i < sizeof(prefix); i++)
		if (get_u8(&line) != prefix[i])
			return 0;
	do {
		n = stepped(&c, &line);
		if (!wire(&line))
			return 0;
		ch = get_u8(&line);
		if (ch == '\r' && (!wire(&line) || peek_u8(&line, 0) != '\n'))
			return 0;
		if ((ch < ' ' || ch > '~') && ch != '\r' && ch != '\n')
			return 0;
	} while (!d->stopped && ch != '\n' && ch != '\r');
	say(d, ": SSH: ");
	say_vis(d, part(&text, n));
	note_text(d, "identification", part(&c, n));
	return n + (ch == '\r' ? 2 : 1);
}

static void dissect_ssh(struct dis *d, struct cur c)
{
	uint32_t n = show_identification(d, c);

	if (is_deep(d))
		deep_ssh(d, c, n);
}

const struct proto proto_ssh = { "ssh", dissect_ssh };
