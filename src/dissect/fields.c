/* Fields that were asked for, as the dissectors note them. */
#define SONDE_CORE
#include "fields.h"
#include "dissect.h"

#include <inttypes.h>

char *fmt_double(char *o, double v)
{
	bool big = (v >= 1e8 && v < 1e15) || (v <= -1e8 && v > -1e15);

	return o + snprintf(o, FMT_MAX, big ? "%.6f" : "%.9g", v);
}

struct node { /* a key; its children are a list */
	const char *key;
	size_t len;
	unsigned child, next, want; /* 0: none */
};

struct want {                            /* a field that a node's values belong to */
	const struct field_alias *alias; /* NULL: the value as it is */
	uint16_t field;
	unsigned next;
};

struct field_list {
	struct node node[FIELD_NODES]; /* [0] is nowhere, [1] the root */
	struct want want[FIELD_NODES]; /* [0] none */
	char *name[FIELDS_MOST];
	unsigned nodes, wants, names;
};

struct fields {
	const struct field_list *list;
	size_t n, used; /* values; octets of text */
	const char *layer[FIELD_DEPTH];
	size_t layers;
	bool timed; /* the next two are those of a packet */
	__int128 first, last;
	unsigned at[FIELD_DEPTH + 1]; /* the node of each depth */
	struct field_value value[FIELD_VALUES];
	char text[FIELD_TEXT_MOST];
};

enum { NOWHERE = 0, ROOT = 1 };

/* --- the list --- */

struct field_list *field_list_new(void)
{
	struct field_list *l = calloc(1, sizeof(*l));

	if (l) {
		l->nodes = 2;
		l->wants = 1;
	}
	return l;
}

void field_list_free(struct field_list *l)
{
	if (!l)
		return;
	for (unsigned i = 0; i < l->names; i++)
		free(l->name[i]);
	free(l);
}

unsigned field_list_count(const struct field_list *l) { return l->names; }

const char *field_list_name(const struct field_list *l, unsigned field) { return l->name[field]; }

/* The child of that key, made if need be; NOWHERE: too many. */
static unsigned add_node(struct field_list *l, unsigned parent, const char *key, size_t len)
{
	unsigned i = l->node[parent].child;

	for (; i; i = l->node[i].next)
		if (l->node[i].len == len && memcmp(l->node[i].key, key, len) == 0)
			return i;
	if (l->nodes == FIELD_NODES)
		return NOWHERE;
	i = l->nodes++;
	l->node[i] = (struct node){ key, len, 0, l->node[parent].child, 0 };
	l->node[parent].child = i;
	return i;
}

/* Values at path belong to field.  path lives as long as the list. */
static bool add_path(struct field_list *l, const char *path, size_t len,
	const struct field_alias *a, unsigned field)
{
	size_t n = field_layer_known(path, len);
	unsigned node = add_node(l, ROOT, path, n);

	while (node && n < len) {
		const char *key = path + n + 1;
		const char *dot = memchr(key, '.', len - n - 1);
		size_t k = dot ? (size_t)(dot - key) : len - n - 1;

		node = add_node(l, node, key, k);
		n += 1 + k;
	}
	if (!node || l->wants == FIELD_NODES)
		return false;
	l->want[l->wants] = (struct want){ a, (uint16_t)field, l->node[node].want };
	l->node[node].want = l->wants++;
	return true;
}

static bool path_known(const char *path, size_t len)
{
	size_t layer = field_layer_known(path, len), n = layer;

	if (!layer)
		return false;
	while (n < len) {
		const char *key = path + n + 1;
		const char *dot = memchr(key, '.', len - n - 1);
		size_t k = dot ? (size_t)(dot - key) : len - n - 1;

		if (!field_key_known(path, layer, key, k))
			return false;
		n += 1 + k;
	}
	return true;
}

/* False: no room; *found says if Wireshark has such a name. */
static bool add_aliases(struct field_list *l, const char *name, unsigned field, bool *found)
{
	const struct field_alias *a;

	*found = false;
	for (size_t i = 0; (a = field_alias(i)); i++)
		if (strcmp(a->name, name) == 0) {
			*found = true;
			if (!add_path(l, a->path, strlen(a->path), a, field))
				return false;
		}
	return true;
}

int field_list_add(struct field_list *l, const char *name, size_t len, char *hint, size_t size)
{
	unsigned field = l->names;
	bool found;
	char *mine;

	hint[0] = '\0';
	for (unsigned i = 0; i < l->names; i++)
		if (strlen(l->name[i]) == len && memcmp(l->name[i], name, len) == 0)
			return (int)i;
	if (field == FIELDS_MOST)
		return -2;
	mine = strndup(name, len);
	if (!mine)
		return -2;
	l->name[l->names++] = mine;
	if (!add_aliases(l, mine, field, &found))
		return -2;
	if (found)
		return (int)field;
	if (path_known(mine, len))
		return add_path(l, mine, len, NULL, field) ? (int)field : -2;
	free(mine);
	l->names--;
	field_names_near(name, len, hint, size);
	return -1;
}

/* --- a packet --- */

struct fields *fields_new(const struct field_list *l)
{
	struct fields *f = malloc(sizeof(*f));

	if (f) {
		f->list = l;
		f->n = f->used = f->layers = 0;
		f->timed = false;
	}
	return f;
}

void fields_free(struct fields *f) { free(f); }

const struct field_value *fields_values(const struct fields *f, size_t *n)
{
	*n = f->n;
	return f->value;
}

const char *const *fields_layers(const struct fields *f, size_t *n)
{
	*n = f->layers;
	return f->layer;
}

const struct fields *dis_fields(const struct dis *d) { return d->fields; }

static unsigned child(const struct field_list *l, unsigned parent, const char *key, size_t len)
{
	for (unsigned i = l->node[parent].child; i; i = l->node[i].next)
		if (l->node[i].len == len && memcmp(l->node[i].key, key, len) == 0)
			return i;
	return NOWHERE;
}

unsigned fields_at(const struct dis *d, const char *key, const char *suffix)
{
	const struct field_list *l = d->fields->list;
	unsigned parent = d->fields->at[d->jdepth];
	size_t n, k;

	if (d->stopped || !parent)
		return NOWHERE;
	if (!key || (d->jdepth && d->jclose[d->jdepth - 1] == ']'))
		return l->node[parent].want ? parent : NOWHERE;
	if (!l->node[parent].child)
		return NOWHERE;
	n = strlen(key);
	k = strlen(suffix);
	if (k) {
		for (unsigned i = l->node[parent].child; i; i = l->node[i].next)
			if (l->node[i].len == n + k && memcmp(l->node[i].key, key, n) == 0 &&
				memcmp(l->node[i].key + n, suffix, k) == 0)
				return i;
		return NOWHERE;
	}
	return child(l, parent, key, n);
}

/* Text is copied: where it comes from may be gone when it is asked for. */
static bool keep_text(struct fields *f, struct field_value *v)
{
	if (v->kind != FIELD_TEXT && v->kind != FIELD_BYTES)
		return true;
	if (v->len > FIELD_TEXT_MOST - f->used)
		return false;
	memcpy(f->text + f->used, v->text, v->len);
	v->text = f->text + f->used;
	f->used += v->len;
	return true;
}

void fields_keep(struct dis *d, unsigned node, const struct field_value *v)
{
	struct fields *f = d->fields;
	struct field_value mine = *v;

	if (!f->list->node[node].want || !keep_text(f, &mine))
		return;
	for (unsigned w = f->list->node[node].want; w; w = f->list->want[w].next) {
		const struct want *want = &f->list->want[w];
		struct field_value *o = &f->value[f->n];

		if (f->n == FIELD_VALUES)
			return;
		f->n++;
		*o = mine;
		o->field = want->field;
		if (!want->alias)
			continue;
		o->form = want->alias->form;
		o->width = want->alias->width;
		if (o->kind == FIELD_UINT && want->alias->mask)
			o->u = o->u >> want->alias->shift & want->alias->mask;
	}
}

void fields_layer(struct dis *d, const char *name)
{
	static const struct field_value there = { .kind = FIELD_BOOL, .u = 1 };
	struct fields *f = d->fields;
	unsigned node = child(f->list, ROOT, name, strlen(name));

	f->at[d->jdepth] = node;
	if (d->stopped)
		return;
	if (f->layers < FIELD_DEPTH)
		f->layer[f->layers++] = name;
	if (node)
		fields_keep(d, node, &there);
}

void fields_open(struct dis *d, const char *key, char open)
{
	unsigned here = d->fields->at[d->jdepth];

	if (key && here && (d->jdepth == 0 || d->jclose[d->jdepth - 1] != ']'))
		here = child(d->fields->list, here, key, strlen(key));
	d->jclose[d->jdepth++] = open == '{' ? '}' : ']';
	d->fields->at[d->jdepth] = here;
}

/* --- the frame itself --- */

static void frame_u(struct dis *d, const char *key, uint64_t v)
{
	unsigned node = fields_at(d, key, "");

	if (node)
		fields_keep(d, node, &(struct field_value){ .kind = FIELD_UINT, .u = v });
}

static void frame_time(struct dis *d, const char *key, __int128 t)
{
	unsigned node = fields_at(d, key, "");

	if (node)
		fields_keep(d, node, &(struct field_value){ .kind = FIELD_TIME, .i = (int64_t)t });
}

/* When: Wireshark counts from the packet before, and from the first. */
static void frame_times(struct dis *d, const struct packet *p)
{
	struct fields *f = d->fields;
	__int128 now = (__int128)p->sec * 1000000000 +
	               (p->nano ? (uint64_t)p->frac : (uint64_t)p->frac * 1000);

	if (!f->timed)
		f->first = f->last = now;
	f->timed = true;
	frame_time(d, "time_epoch", now);
	frame_time(d, "time_delta", now - f->last);
	frame_time(d, "time_relative", now - f->first);
	f->last = now;
}

void fields_begin(struct dis *d, const struct packet *p)
{
	struct fields *f = d->fields;

	f->n = f->used = f->layers = 0;
	d->jdepth = LAYER_DEPTH;
	d->jlayer = LAYER_DEPTH;
	d->jclose[0] = d->jclose[2] = '}';
	d->jclose[1] = ']';
	f->at[0] = f->at[1] = f->at[2] = NOWHERE;
	fields_layer(d, "frame");
	if (!f->at[LAYER_DEPTH])
		return;
	frame_u(d, "number", p->number);
	frame_times(d, p);
	frame_u(d, "interface", p->interface);
	frame_u(d, "caplen", p->caplen);
	frame_u(d, "len", p->len);
	frame_u(d, "linktype", p->link);
}

/* --- as text --- */

static void put_text(struct sink *s, const char *t, size_t n)
{
	static const char plain[] = "abtnvfr"; /* 7 to 13 */

	for (size_t i = 0; i < n; i++) {
		uint8_t ch = (uint8_t)t[i];

		if (ch >= 7 && ch <= 13) {
			sink_putc(s, '\\');
			sink_putc(s, plain[ch - 7]);
		} else if (ch == '\\') {
			sink_put(s, "\\\\", 2);
		} else if (ch < 0x20 || ch > 0x7e) {
			sink_put(s, "\\x", 2);
			sink_put(s, fmt_hh + 2 * ch, 2);
		} else {
			sink_putc(s, (char)ch);
		}
	}
}

static char *fmt_number(char *o, const struct field_value *v)
{
	switch (v->form) {
	case FORM_HEX:
		return o + snprintf(o, FMT_MAX, "0x%0*" PRIx64, v->width, v->u);
	case FORM_BIT:
		*o++ = v->u ? '1' : '0';
		return o;
	default:
		return fmt_u64(o, v->u);
	}
}

static char *fmt_time(char *o, int64_t ns)
{
	uint64_t t = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;

	if (ns < 0)
		*o++ = '-';
	o = fmt_u64(o, t / 1000000000);
	*o++ = '.';
	return fmt_dec(o, (uint32_t)(t % 1000000000), 9);
}

void field_put(struct sink *s, const struct field_value *v)
{
	char *o = sink_room(s, 2 * FMT_MAX);

	switch (v->kind) {
	case FIELD_UINT:
		o = fmt_number(o, v);
		break;
	case FIELD_INT:
		o += snprintf(o, FMT_MAX, "%" PRId64, v->i);
		break;
	case FIELD_FLOAT:
		o = fmt_double(o, v->f);
		break;
	case FIELD_BOOL:
		*o++ = v->u ? '1' : '0';
		break;
	case FIELD_TIME:
		o = fmt_time(o, v->i);
		break;
	case FIELD_IP4:
		o = fmt_ip4(o, v->ip4);
		break;
	case FIELD_IP6:
		o = fmt_ip6(o, v->ip6.b);
		break;
	case FIELD_MAC:
		o = fmt_mac(o, v->mac);
		break;
	case FIELD_TEXT:
		put_text(s, v->text, v->len);
		return;
	case FIELD_BYTES:
		for (uint32_t i = 0; i < v->len; i++)
			sink_put(s, fmt_hh + 2 * (uint8_t)v->text[i], 2);
		return;
	}
	sink_done(s, o);
}

/* Quoted if there is something in it that RFC 4180 (2.6) wants quoted.  at: where it begins. */
static void quote(struct sink *s, size_t at)
{
	size_t n = sink_len(s) - at, quotes = 0, end;

	if (!memchr(s->buf + at, ',', n) && !memchr(s->buf + at, '"', n) &&
		(n == 0 || (s->buf[at] != ' ' && s->buf[at + n - 1] != ' ')))
		return;
	for (size_t i = 0; i < n; i++)
		quotes += s->buf[at + i] == '"';
	for (size_t i = 0; i < quotes + 2; i++)
		sink_putc(s, '"');
	end = sink_len(s) - 1;
	for (size_t i = n; i-- > 0;) { /* from the back, into the room just made */
		char ch = s->buf[at + i];

		s->buf[--end] = ch;
		if (ch == '"')
			s->buf[--end] = '"';
	}
	s->buf[at] = '"';
}

void fields_put_line(const struct fields *f, struct sink *s, bool csv)
{
	for (unsigned field = 0; field < f->list->names; field++) {
		size_t at;
		bool first = true;

		if (field)
			sink_putc(s, csv ? ',' : '\t');
		at = sink_len(s);
		for (size_t i = 0; i < f->n; i++) {
			if (f->value[i].field != field)
				continue;
			if (!first)
				sink_putc(s, ',');
			first = false;
			field_put(s, &f->value[i]);
		}
		if (csv)
			quote(s, at);
	}
	sink_putc(s, '\n');
}

void fields_put_header(const struct field_list *l, struct sink *s)
{
	for (unsigned i = 0; i < l->names; i++) {
		if (i)
			sink_putc(s, ',');
		sink_puts(s, l->name[i], strlen(l->name[i]));
	}
	sink_putc(s, '\n');
}
