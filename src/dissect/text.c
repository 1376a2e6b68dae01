/* text.c - the text helpers off the hot path. */
#define SONDE_CORE
#include "dissect.h"
#include "../base/bytes.h"
#include "names.h"
#include "session.h"

#include <ctype.h>
#include <net/if.h>
#include <netdb.h>
#include <stdarg.h>
#include <sys/ioctl.h>

void say_s(struct dis *d, const char *s) { sink_puts(&d->text, s, strlen(s)); }

void invalid(struct dis *d) { say(d, " (invalid)"); }

void truncated(struct dis *d) { sayf(d, " [|%s]", d->proto); }

void say_u64(struct dis *d, uint64_t v)
{
	sink_done(&d->text, fmt_u64(sink_room(&d->text, FMT_MAX), v));
}

/* One conversion with flags, width or precision: libc does it. */
static void say_spec(struct dis *d, const char *spec, int longs, va_list *ap)
{
	char buf[SINK_HOLE];
	int n;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	switch (spec[strlen(spec) - 1]) {
	case 's':
		n = snprintf(buf, sizeof(buf), spec, va_arg(*ap, const char *));
		break;
	case 'f':
	case 'g':
	case 'e':
		n = snprintf(buf, sizeof(buf), spec, va_arg(*ap, double));
		break;
	default:
		if (longs)
			n = snprintf(buf, sizeof(buf), spec, va_arg(*ap, unsigned long long));
		else
			n = snprintf(buf, sizeof(buf), spec, va_arg(*ap, unsigned));
		break;
	}
#pragma GCC diagnostic pop
	if (n > 0)
		sink_puts(&d->text, buf, (size_t)n < sizeof(buf) ? (size_t)n : sizeof(buf) - 1);
}

/* f is just behind a '%'; returns the place behind the conversion. */
static const char *say_conversion(struct dis *d, const char *f, va_list *ap)
{
	char spec[24] = "%";
	size_t n = 1;
	int longs = 0;

	switch (*f) {
	case 'u':
		say_u(d, va_arg(*ap, uint32_t));
		return f + 1;
	case 'x':
		say_x(d, va_arg(*ap, uint32_t), 1);
		return f + 1;
	case 's':
		say_s(d, va_arg(*ap, const char *));
		return f + 1;
	case 'c':
		say_c(d, (char)va_arg(*ap, int));
		return f + 1;
	case '%':
		say_c(d, '%');
		return f + 1;
	}
	if (f[0] == '0' && f[2] == 'x') {
		say_x(d, va_arg(*ap, uint32_t), f[1] - '0');
		return f + 3;
	}
	for (; *f && !isalpha((unsigned char)*f); f++) {
		if (*f == '*')
			n += (size_t)snprintf(spec + n, sizeof(spec) - n, "%d", va_arg(*ap, int));
		else if (n < sizeof(spec) - 4)
			spec[n++] = *f;
	}
	for (; *f == 'l' || *f == 'h' || *f == 'z' || *f == 'j'; f++)
		longs += *f != 'h';
	if (longs)
		spec[n++] = 'l', spec[n++] = 'l';
	spec[n++] = *f;
	spec[n] = '\0';
	say_spec(d, spec, longs, ap);
	return f + 1;
}

void sayf(struct dis *d, const char *f, ...)
{
	va_list ap;

	va_start(ap, f);
	while (*f) {
		const char *pct = strchrnul(f, '%');

		sink_puts(&d->text, f, (size_t)(pct - f));
		f = *pct ? say_conversion(d, pct + 1, &ap) : pct;
	}
	va_end(ap);
}

void bad_(struct dis *d, const char *what, uint32_t a, const char *op, uint32_t b)
{
	sayf(d, " [%s %u %s %u]", what, a, op, b);
	invalid(d);
	note_s(d, "invalid", what);
}

void say_visc(struct dis *d, uint8_t ch)
{
	if (ch > 0x7f) {
		ch &= 0x7f;
		say(d, "M-");
	}
	if (ch < 0x20 || ch == 0x7f) {
		ch ^= 0x40;
		say(d, "^");
	}
	sink_putc(&d->text, (char)ch);
}

static void vis(struct dis *d, struct cur c, bool keep_tabs)
{
	const uint8_t *b = c.raw_at;
	size_t n = left(&c);

	while (n) {
		size_t run = bytes_printable(b, n);

		sink_puts(&d->text, (const char *)b, run);
		b += run;
		n -= run;
		for (; n && (*b < ' ' || *b > '~'); b++, n--)
			if (keep_tabs && *b == '\t')
				sink_putc(&d->text, '\t');
			else
				say_visc(d, *b);
	}
}

void say_vis(struct dis *d, struct cur c) { vis(d, c, false); }

void say_tabbed(struct dis *d, struct cur c) { vis(d, c, true); }

uint32_t text_run(const struct cur *c)
{
	const uint8_t *b = c->raw_at;
	uint32_t n = left(c) < wire(c) ? left(c) : wire(c), at = 0;

	do
		at += (uint32_t)bytes_printable(b + at, n - at);
	while (at < n && b[at] == '\t' && ++at);
	return at;
}

uint32_t line_run(const struct cur *c) { return (uint32_t)bytes_to_end(c->raw_at, left(c)); }

bool say_visz(struct dis *d, struct cur c)
{
	while (more(&c)) {
		uint8_t ch = get_u8(&c);

		if (!ch)
			return true;
		say_visc(d, ch);
	}
	return false;
}

void say_i(struct dis *d, int32_t v)
{
	if (v < 0)
		say(d, "-");
	say_u(d, v < 0 ? -(uint32_t)v : (uint32_t)v);
}

void say_hex(struct dis *d, const char *indent, struct cur c)
{
	for (uint32_t at = 0; more(&c); at++) {
		if (at % 16 == 0)
			sayf(d, "%s0x%04x: ", indent, at);
		if (at % 2 == 0)
			say(d, " ");
		say_x(d, get_u8(&c), 2);
	}
}

void say_bytes(struct dis *d, struct cur c, char sep)
{
	for (bool first = true; more(&c); first = false) {
		if (!first && sep)
			sink_putc(&d->text, sep);
		say_x(d, get_u8(&c), 2);
	}
}

/* Whole lines of a dump, several in one piece of room; how many bytes they were. */
static uint32_t say_lines(struct dis *d, const uint8_t *b, uint32_t n)
{
	enum { AT_ONCE = SINK_HOLE / DUMP_LINE, LAST = 0x10000 };
	uint32_t at = 0, lines = (n < LAST ? n : LAST) / 16;

	while (lines) {
		uint32_t some = lines < AT_ONCE ? lines : AT_ONCE;

		sink_done(&d->text, bytes_dump(sink_room(&d->text, SINK_HOLE), b + at, some, at));
		at += 16 * some;
		lines -= some;
	}
	return at;
}

/* "INDENT0x0000:  0001 0203 ... 0e0f  ................" */
void say_hexascii(struct dis *d, const char *indent, struct cur c)
{
	const uint8_t *b = c.raw_at;
	uint32_t n = left(&c), at = 0;
	size_t in = strlen(indent);

	if (strcmp(indent, "\n\t") == 0)
		at = say_lines(d, b, n);
	for (b += at; at < n; at += 16, b += 16) {
		char *o = sink_room(&d->text, 128 + in);
		uint32_t m = n - at;

		memcpy(o, indent, in);
		o = fmt_2(o + in, "0x");
		if (at < 0x10000)
			o = fmt_2(fmt_2(o, fmt_hh + 2 * (at >> 8)), fmt_hh + 2 * (at & 0xff));
		else
			o = fmt_x(o, at, 4);
		memset(o, ' ', 44);
		*o = ':';
		o += 3;
		if (m >= 16) {
			bytes_dump16(b, o, o + 41);
			sink_done(&d->text, o + 41 + 16);
			continue;
		}
		for (uint32_t i = 0; i < m; i++) {
			fmt_2(o + i / 2 * 5 + i % 2 * 2, fmt_hh + 2 * b[i]);
			o[41 + i] = b[i] > ' ' && b[i] <= '~' ? (char)b[i] : '.';
		}
		sink_done(&d->text, o + 41 + m);
	}
}

void say_dump(struct dis *d, struct cur c) { say_hexascii(d, "\n\t", c); }

void say_default(struct dis *d, struct cur c)
{
	if (!(d->opt->x | d->opt->X | d->opt->q))
		say_dump(d, c);
}

void say_ascii(struct dis *d, struct cur c)
{
	const uint8_t *b = c.raw_at, *end = b + left(&c);

	say(d, "\n");
	while (b < end) {
		size_t run = bytes_printable(b, (size_t)(end - b));

		sink_puts(&d->text, (const char *)b, run);
		for (b += run; b < end && (*b < ' ' || *b > '~'); b++) {
			if (*b == '\r' && b + 1 < end && b[1] == '\n')
				continue; /* CR LF: just the LF */
			say_c(d, *b == '\t' || *b == '\n' ? (char)*b : '.');
		}
	}
}

void say_upper(struct dis *d, const char *s)
{
	for (; *s; s++)
		say_c(d, (char)toupper((unsigned char)*s));
}

void say_secs(struct dis *d, uint32_t s)
{
	static const struct {
		uint32_t secs;
		char unit;
	} units[] = { { 31536000, 'y' }, { 604800, 'w' }, { 86400, 'd' }, { 3600, 'h' },
		{ 60, 'm' }, { 1, 's' } };

	if (s == 0) {
		say(d, "0s");
		return;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (s < units[i].secs)
			continue;
		say_u(d, s / units[i].secs);
		say_c(d, units[i].unit);
		s %= units[i].secs;
	}
}

void say_isecs(struct dis *d, int32_t s)
{
	if (s < 0)
		say(d, "-");
	say_secs(d, s < 0 ? -(uint32_t)s : (uint32_t)s);
}

void say_eui64(struct dis *d, uint64_t v)
{
	for (int sh = 56; sh >= 0; sh -= 8) {
		say_x(d, (uint32_t)(v >> sh) & 0xff, 2);
		if (sh)
			say(d, ":");
	}
}

void say_lladdr(struct dis *d, const struct lladdr *a)
{
	for (uint8_t i = 0; i < a->len; i++) {
		if (i)
			say(d, ":");
		say_x(d, a->b[i], 2);
	}
}

/* The AFI alone, then two octets between dots. */
void say_nsap(struct dis *d, struct cur c)
{
	uint32_t n = left(&c);

	for (uint32_t i = 0; i < n; i++) {
		say_x(d, get_u8(&c), 2);
		if (i % 2 == 0 && i + 1 < n)
			say(d, ".");
	}
}

void say_net_src(struct dis *d)
{
	if (d->net.ver == 6)
		say_ip6(d, d->net.src6);
	else
		say_ip4(d, d->net.src4);
}

void say_net_dst(struct dis *d)
{
	if (d->net.ver == 6)
		say_ip6(d, d->net.dst6);
	else
		say_ip4(d, d->net.dst4);
}

/* --- names, without -n --- */

void say_ip4_name(struct dis *d, uint32_t ip)
{
	const char *s = d->ses->names ? names_ip4(d->ses->names, ip) : NULL;

	if (s)
		say_s(d, s);
	else
		say_ip4n(d, ip);
}

void say_ip6_name(struct dis *d, struct ip6 ip)
{
	const char *s = d->ses->names ? names_ip6(d->ses->names, ip.b) : NULL;

	if (s)
		say_s(d, s);
	else
		say_ip6n(d, ip);
}

bool wants_names(const struct dis *d) { return d->ses->names && names_learns(d->ses->names); }

void learn_ip4(struct dis *d, uint32_t ip, const char *name, size_t len)
{
	names_learn_ip4(d->ses->names, ip, name, len);
}

void learn_ip6(struct dis *d, struct ip6 ip, const char *name, size_t len)
{
	names_learn_ip6(d->ses->names, ip.b, name, len);
}

/* A name from /etc/ethers, or the address and who made the card. */
void say_mac_name(struct dis *d, struct mac m)
{
	const char *s = d->ses->names ? names_mac(d->ses->names, m) : NULL;
	uint32_t oui = (uint32_t)m.b[0] << 16 | (uint32_t)m.b[1] << 8 | m.b[2];

	if (s) {
		say_s(d, s);
		return;
	}
	sink_done(&d->text, fmt_mac(sink_room(&d->text, FMT_MAX), m));
	say(d, " (oui ");
	say_name(d, oui_names, "Unknown", oui);
	say(d, ")");
}

void say_port_name(struct dis *d, bool tcp, uint16_t port)
{
	const char *s = d->ses->names ? names_port(d->ses->names, tcp, port) : NULL;

	if (s)
		say_s(d, s);
	else
		say_u(d, port);
}

const char *name_of(const struct name *t, uint32_t v)
{
	for (; t->s; t++)
		if (t->v == v)
			return t->s;
	return NULL;
}

/* f is a literal of the caller's with at most one %u, %d, %x or %X. */
static void say_unknown(struct dis *d, const char *f, uint32_t v)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
	if (strchr(f, '%'))
		sayf(d, f, v);
	else
		say_s(d, f);
#pragma GCC diagnostic pop
}

void say_name(struct dis *d, const struct name *t, const char *unknown, uint32_t v)
{
	const char *s = name_of(t, v);

	if (s)
		say_s(d, s);
	else
		say_unknown(d, unknown, v);
}

void show_name(
	struct dis *d, const char *key, const struct name *t, const char *unknown, uint32_t v)
{
	say_name(d, t, unknown, v);
	if (wants_fields(d)) {
		json_u(d, key, v);
		json_name(d, key, name_of(t, v));
	}
}

void say_bits(struct dis *d, const struct name *t, const char *none, uint32_t v, const char *sep)
{
	bool first = true;

	for (; t->s; t++) {
		if (!t->v || (v & t->v) != t->v)
			continue;
		if (!first)
			say_s(d, sep);
		say_s(d, t->s);
		first = false;
	}
	if (first)
		say_unknown(d, none, v);
}

bool any_set(const struct cur *c)
{
	for (uint32_t i = 0; i < c->raw_held; i++)
		if (c->raw_at[i])
			return true;
	return false;
}

/* --- protocol names --- */

const char *ip_proto_name(struct dis *d, uint8_t proto)
{
	static _Thread_local struct protoent ent; /* glibc keeps the strings in buf */
	static _Thread_local char buf[1024];
	struct protoent *got = NULL;

	if (d->opt->n || getprotobynumber_r(proto, &ent, buf, sizeof(buf), &got) || !got)
		return NULL;
	return got->p_name;
}

_Static_assert(IF_NAMESIZE == IF_NAME_MAX, "as large as the system's names");

/* As if_indextoname(3) does, with a socket that was opened before the sandbox was closed. */
const char *if_name(struct dis *d, uint32_t index, char buf[IF_NAME_MAX])
{
	struct ifreq r = { .ifr_ifindex = (int)index };

	if (ioctl(d->ses->devices, SIOCGIFNAME, &r) != 0)
		return NULL;
	memcpy(buf, r.ifr_name, IF_NAME_MAX);
	buf[IF_NAME_MAX - 1] = '\0';
	return buf;
}
