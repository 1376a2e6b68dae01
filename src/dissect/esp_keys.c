/* esp_keys.c - parse -E, keep the keys, decrypt with libcrypto. */
#define SONDE_CORE
#include "esp_keys.h"
#include "crypto.h"
#include "decrypt.h"
#include "scratch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <strings.h>

#if HAVE_CRYPTO

enum { SECRET_MAX = 256, LINE_MAX_LEN = 1024, HMAC96 = 12, IV_MAX = 16 };
enum { EXIT_BAD_SECRET = 15, EXIT_OPEN = 13 };

struct key {
	bool any; /* for whatever no other key is for */
	bool ikev2, initiator;
	uint32_t spi;
	uint8_t ver; /* of the address: 4 or 6 */
	uint8_t addr[16];
	uint64_t spi_i, spi_r;
	const EVP_CIPHER *cipher;
	uint8_t iv_len, icv_len;
	uint8_t secret[SECRET_MAX];
};

struct esp_keys {
	size_t n;
	struct key *key;
	OSSL_PROVIDER *legacy, *base;
};

/* --- parsing --- */

struct parser {
	struct esp_keys *keys;
	void (*warn)(void *ctx, const char *text);
	void *ctx;
	int status; /* not 0: give up */
};

__attribute__((format(printf, 2, 3))) static void warn(struct parser *p, const char *fmt, ...)
{
	char buf[LINE_MAX_LEN + 100];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	p->warn(p->ctx, buf);
}

static int hex_digit(struct parser *p, char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	if (ch >= 'a' && ch <= 'f')
		return ch - 'a' + 10;
	if (ch >= 'A' && ch <= 'F')
		return ch - 'A' + 10;
	warn(p, "invalid hex digit %c in espsecret", ch);
	p->status = EXIT_BAD_SECRET;
	return 0;
}

/* The octets of a secret: "0x" and digits in pairs, or text.  -1: too many. */
static int get_secret(struct parser *p, const char *s, uint8_t to[SECRET_MAX])
{
	size_t n = strlen(s);

	memset(to, 0, SECRET_MAX);
	if (strncasecmp(s, "0x", 2) != 0) {
		if (n > SECRET_MAX) {
			warn(p, "secret is too big: %zu", n);
			return -1;
		}
		memcpy(to, s, n);
		return (int)n;
	}
	s += 2;
	n = (n - 2) / 2;
	if (n > SECRET_MAX) {
		warn(p, "secret is too big: %zu", n);
		return -1;
	}
	for (size_t i = 0; i < n && !p->status; i++)
		to[i] = (uint8_t)(hex_digit(p, s[2 * i]) << 4 | hex_digit(p, s[2 * i + 1]));
	return (int)n;
}

/* The manual's names that libcrypto has under others. */
static const EVP_CIPHER *find_cipher(const char *name)
{
	static const char *const aliases[][2] = {
		{ "3des", "DES-EDE3-CBC" },
		{ "des", "DES-CBC" },
		{ "blowfish", "BF-CBC" },
		{ "cast128", "CAST5-CBC" },
		{ "none", "NULL" },
	};
	const EVP_CIPHER *c = crypto()->EVP_get_cipherbyname(name);

	for (size_t i = 0; !c && i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (strcmp(aliases[i][0], name) != 0)
			continue;
		c = strcmp(name, "none") == 0 ? crypto()->EVP_enc_null()
		                              : crypto()->EVP_get_cipherbyname(aliases[i][1]);
	}
	return c;
}

static bool strip(char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	if (n < m || strcmp(s + n - m, suffix) != 0)
		return false;
	s[n - m] = '\0';
	return true;
}

/* algorithm:secret */
static bool get_algorithm(struct parser *p, const char *text, struct key *k)
{
	char name[LINE_MAX_LEN];
	const char *colon = strchr(text, ':');

	if (!colon) {
		warn(p, "failed to decode espsecret: %s", text);
		return false;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(colon - text), text);
	if (strip(name, "-hmac96"))
		k->icv_len = HMAC96;
	strip(name, "-cbc");
	k->cipher = find_cipher(name);
	if (!k->cipher) {
		warn(p, "failed to find cipher algo %s", name);
		return false;
	}
	k->iv_len = (uint8_t)crypto()->EVP_CIPHER_get_iv_length(k->cipher);
	return get_secret(p, colon + 1, k->secret) >= 0 && !p->status;
}

static void add(struct parser *p, const struct key *k)
{
	struct esp_keys *keys = p->keys;
	struct key *bigger;

	if (keys->n == ESP_KEYS_MAX) {
		warn(p, "too many espsecrets");
		return;
	}
	bigger = realloc(keys->key, (keys->n + 1) * sizeof(*bigger));
	if (!bigger)
		return;
	keys->key = bigger;
	bigger[keys->n++] = *k;
}

/* The next word of *s, ended there; *s is what follows its blanks. */
static char *word(char **s)
{
	char *w = *s;

	*s += strcspn(*s, " \t");
	if (**s)
		*(*s)++ = '\0';
	*s += strspn(*s, " \t");
	return w;
}

static bool get_spi64(const char *s, uint64_t *v)
{
	char *end;

	errno = 0;
	*v = strtoull(s, &end, 16);
	return errno == 0 && *s && !*end;
}

/* ikev2 I|R spi-i spi-r integrity:secret encryption:secret */
static void ikev2_line(struct parser *p, char *s, const char *file, unsigned line)
{
	struct key k = { .ikev2 = true };
	char *role = word(&s), *i = word(&s), *r = word(&s), *integrity = word(&s);
	char *encryption = word(&s);

	if (!*encryption) {
		warn(p, "print_esp: failed to find all fields for ikev2 at %s:%u", file, line);
		return;
	}
	if ((*role != 'I' && *role != 'R') || !get_spi64(i, &k.spi_i) || !get_spi64(r, &k.spi_r) ||
		!strchr(integrity, ':')) {
		warn(p, "print_esp: line %s:%u improperly formatted.", file, line);
		return;
	}
	k.initiator = *role == 'I';
	if (!get_algorithm(p, encryption, &k))
		return;
	k.icv_len = HMAC96; /* of HMAC-SHA1-96 and HMAC-MD5-96, all that the reference knows */
	add(p, &k);
}

/* spi@address; false after a message. */
static bool get_association(struct parser *p, char *s, struct key *k)
{
	char *at = strchr(s, '@'), *end;
	unsigned long long spi;

	if (!at) {
		warn(p, "print_esp: failed to find the @ token");
		return false;
	}
	*at++ = '\0';
	spi = strtoull(s, &end, 0);
	if (!*s || *end) {
		warn(p, "print_esp: failed to decode spi# %s", s);
		return false;
	}
	k->spi = (uint32_t)spi;
	k->ver = strchr(at, ':') ? 6 : 4;
	if (inet_pton(k->ver == 6 ? AF_INET6 : AF_INET, at, k->addr) != 1) {
		warn(p, "print_esp: can not decode IP# %s", at);
		return false;
	}
	return true;
}

static void read_file(struct parser *p, const char *name);

/* One secret, from the command line (file NULL) or a line of a file. */
static void one_secret(struct parser *p, char *s, const char *file, unsigned line)
{
	struct key k = { .any = false };
	char *first = s;

	if (!*s)
		return;
	if (!file && strncmp(s, "file ", 5) == 0) {
		s += 5;
		read_file(p, s + strspn(s, " \t"));
		return;
	}
	if (file && strncmp(s, "ikev2", 5) == 0) {
		word(&s);
		ikev2_line(p, s, file, line);
		return;
	}
	if (strpbrk(s, " \t")) {
		word(&s);
		if (!get_association(p, first, &k))
			return;
	} else {
		k.any = true;
	}
	if (get_algorithm(p, s, &k))
		add(p, &k);
}

static void read_file(struct parser *p, const char *name)
{
	FILE *f = fopen(name, "r");
	char line[LINE_MAX_LEN];
	unsigned n = 0;

	if (!f) {
		warn(p, "can't open %s: %s", name, strerror(errno));
		p->status = EXIT_OPEN;
		return;
	}
	while (!p->status && fgets(line, sizeof(line), f)) {
		n++;
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] != '#')
			one_secret(p, line, name, n);
	}
	fclose(f);
}

static void load_providers(struct esp_keys *k)
{
	k->base = crypto()->OSSL_PROVIDER_load(NULL, "default");
	k->legacy = crypto()->OSSL_PROVIDER_try_load(NULL, "legacy", 1);
}

struct esp_keys *esp_keys_new(
	const char *arg, void (*warning)(void *ctx, const char *text), void *ctx, int *status)
{
	struct parser p = { calloc(1, sizeof(*p.keys)), warning, ctx, 0 };
	char *copy = strdup(arg), *s = copy;

	if (!p.keys || !copy) {
		free(copy);
		free(p.keys);
		*status = 12;
		return NULL;
	}
	load_providers(p.keys);
	while (s && !p.status) {
		char *comma = strncmp(s, "file ", 5) == 0 ? NULL : strchr(s, ',');

		if (comma)
			*comma++ = '\0';
		one_secret(&p, s, NULL, 0);
		s = comma;
	}
	free(copy);
	*status = p.status;
	if (!p.status)
		return p.keys;
	esp_keys_free(p.keys);
	return NULL;
}

void esp_keys_free(struct esp_keys *k)
{
	if (!k)
		return;
	free(k->key);
	if (k->legacy)
		crypto()->OSSL_PROVIDER_unload(k->legacy);
	if (k->base)
		crypto()->OSSL_PROVIDER_unload(k->base);
	free(k);
}

/* --- decryption --- */

/* n octets at `from` into scratch memory; NULL if libcrypto refuses. */
static uint8_t *decrypt(
	struct dis *d, const struct key *k, const uint8_t *iv, const uint8_t *from, uint32_t n)
{
	uint8_t *to = scratch(d, n + 32);
	EVP_CIPHER_CTX *x = to ? crypto()->EVP_CIPHER_CTX_new() : NULL;
	int len = 0;
	bool ok;

	if (!x)
		return NULL;
	ok = crypto()->EVP_CipherInit_ex(x, k->cipher, NULL, k->secret, NULL, 0) == 1 &&
	     crypto()->EVP_CIPHER_CTX_set_padding(x, 0) == 1 &&
	     crypto()->EVP_CipherInit_ex(x, NULL, NULL, NULL, iv, 0) == 1 &&
	     crypto()->EVP_DecryptUpdate(x, to, &len, from, (int)n) == 1;
	crypto()->EVP_CIPHER_CTX_free(x);
	return ok ? to : NULL;
}

static enum esp_result clear_text(
	struct dis *d, const struct key *k, struct cur c, struct cur *clear)
{
	uint32_t n = left(&c), block = (uint32_t)crypto()->EVP_CIPHER_get_block_size(k->cipher);
	const uint8_t *b = c.raw_at;
	uint8_t *out;

	if (n < k->iv_len)
		return ESP_SHORT;
	n -= k->iv_len;
	if (n < k->icv_len)
		return ESP_SHORT;
	n -= k->icv_len;
	if (block == 0 || n % block)
		return ESP_NO_KEY; /* not by this algorithm */
	out = decrypt(d, k, b, b + k->iv_len, n);
	if (!out)
		return ESP_NO_KEY;
	*clear = scratch_cursor(d, out, n);
	return ESP_CLEAR;
}

static bool is_destination(const struct dis *d, const struct key *k)
{
	uint32_t ip;

	if (k->ver != d->net.ver)
		return false;
	if (k->ver == 6)
		return memcmp(k->addr, d->net.dst6.b, 16) == 0;
	memcpy(&ip, k->addr, 4);
	return ntohl(ip) == d->net.dst4;
}

enum esp_result esp_decrypt(struct dis *d, uint32_t spi, struct cur c, struct cur *clear)
{
	const struct esp_keys *keys = d->opt->esp;
	const struct key *k = NULL, *any = NULL;

	for (size_t i = keys ? keys->n : 0; i-- > 0 && !k;) {
		const struct key *x = &keys->key[i];

		if (x->any)
			any = any ? any : x;
		else if (!x->ikev2 && x->spi == spi && is_destination(d, x))
			k = x;
	}
	if (!k)
		k = any;
	return k ? clear_text(d, k, c, clear) : ESP_NO_KEY;
}

enum esp_result ikev2_decrypt(struct dis *d, bool initiator, uint64_t spi_i, uint64_t spi_r,
	struct cur c, struct cur *clear)
{
	const struct esp_keys *keys = d->opt->esp;

	for (size_t i = keys ? keys->n : 0; i-- > 0;) {
		const struct key *x = &keys->key[i];

		if (x->ikev2 && x->initiator == initiator && x->spi_i == spi_i && x->spi_r == spi_r)
			return clear_text(d, x, c, clear);
	}
	return ESP_NO_KEY;
}

#else

struct esp_keys *esp_keys_new(
	const char *arg, void (*warn)(void *ctx, const char *text), void *ctx, int *status)
{
	(void)arg;
	warn(ctx, "no libcrypto in this build");
	*status = 1;
	return NULL;
}

void esp_keys_free(struct esp_keys *k) { (void)k; }

enum esp_result esp_decrypt(struct dis *d, uint32_t spi, struct cur c, struct cur *clear)
{
	(void)d, (void)spi, (void)c, (void)clear;
	return ESP_NO_KEY;
}

enum esp_result ikev2_decrypt(struct dis *d, bool initiator, uint64_t spi_i, uint64_t spi_r,
	struct cur c, struct cur *clear)
{
	(void)d, (void)initiator, (void)spi_i, (void)spi_r, (void)c, (void)clear;
	return ESP_NO_KEY;
}

#endif
