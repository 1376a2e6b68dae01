/* DNS-Based Service Discovery: what the name of a service says.  RFC 6763, 4.1 and 7.1; RFC 2782.
 */
#include "domain.h"

enum { LABELS = 128, TEXT = 256 };

struct labels { /* where each begins, and where the last ends with a dot that is not there */
	uint32_t n, at[LABELS + 1];
};

static struct labels split(const char *name)
{
	struct labels l = { .n = 1, .at = { 0 } };
	uint32_t i = 0;

	for (; name[i]; i++) {
		if (name[i] == '\\' && name[i + 1])
			i++;
		else if (name[i] == '.' && l.n < LABELS)
			l.at[l.n++] = i + 1;
	}
	l.at[l.n] = i + 1;
	return l;
}

static bool is_label(const char *name, const struct labels *l, uint32_t i, const char *what)
{
	const char *p = name + l->at[i];

	for (; *what && (*p | 0x20) == (*what | 0x20); what++)
		p++;
	return !*what && p == name + l->at[i + 1] - 1;
}

/* Where the service's name is: "_http", and "_tcp" or "_udp" behind it; n: nowhere. */
static uint32_t find(const char *name, const struct labels *l)
{
	for (uint32_t i = 0; i + 1 < l->n; i++)
		if (name[l->at[i]] == '_' &&
			(is_label(name, l, i + 1, "_tcp") || is_label(name, l, i + 1, "_udp")))
			return i;
	return l->n;
}

static bool is_digit(char ch) { return ch >= '0' && ch <= '9'; }

/* Labels from, up to but not including to; people's names for things without the escapes of RFC
 * 1035. */
static void note_labels(struct dis *d, const char *key, const char *name, const struct labels *l,
	uint32_t from_, uint32_t to, bool plain)
{
	uint32_t n = 0;
	char text[TEXT];

	for (uint32_t i = l->at[from_]; i + 1 < l->at[to] && n < TEXT - 1; i++) {
		unsigned v = 0;

		if (!plain || name[i] != '\\') {
			text[n++] = name[i];
			continue;
		}
		if (!is_digit(name[i + 1])) {
			text[n++] = name[++i];
			continue;
		}
		for (int k = 1; k <= 3; k++)
			v = v * 10 + (unsigned)(name[i + (uint32_t)k] - '0');
		if (v >= ' ' && v <= 255) {
			text[n++] = (char)v;
			i += 3;
		} else {
			text[n++] = name[i];
		}
	}
	text[n] = '\0';
	note_s(d, key, text);
}

void dnssd_note(struct dis *d, const char *name)
{
	struct labels l = split(name);
	uint32_t at = find(name, &l), instance = at;

	if (at == l.n)
		return;
	if (at >= 2 && is_label(name, &l, at - 1, "_sub")) { /* 7.1 */
		note_labels(d, "service_subtype", name, &l, at - 2, at - 1, true);
		instance = at - 2;
	}
	if (instance && !is_label(name, &l, at, "_dns-sd")) /* 9: asks for types */
		note_labels(d, "service_instance", name, &l, 0, instance, true);
	note_labels(d, "service_type", name, &l, at, at + 2, false);
	if (at + 2 < l.n)
		note_labels(d, "service_domain", name, &l, at + 2, l.n, false);
}
