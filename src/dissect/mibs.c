/* mibs.c - names of SNMP's objects, by libsmi. */
#define SONDE_CORE
#include "mibs.h"
#include "dissect.h"

#if HAVE_SMI

#include <dlfcn.h>
#include <smi.h>
#include <unistd.h>

#define LIBRARY "libsmi.so.2"

#define SMI_FUNCTIONS(X)                                                                           \
	X(smiInit)                                                                                 \
	X(smiExit)                                                                                 \
	X(smiSetErrorLevel)                                                                        \
	X(smiLoadModule)                                                                           \
	X(smiGetFirstModule)                                                                       \
	X(smiGetNextModule)                                                                        \
	X(smiGetFirstNode)                                                                         \
	X(smiGetNextNode)                                                                          \
	X(smiGetNodeType)                                                                          \
	X(smiGetParentType)                                                                        \
	X(smiGetFirstNamedNumber)                                                                  \
	X(smiGetNextNamedNumber)

#define SMI_POINTER(f) __typeof__(f) *f;
struct smi {
	SMI_FUNCTIONS(SMI_POINTER)
};
#undef SMI_POINTER

struct mibs {
	struct smi smi;
	struct mib_object *object; /* by identifier */
	size_t n, room;
};

/* --- reading --- */

/* ISO C knows no way from an object pointer to a function's. */
static bool find(void *library, const char *name, void *pointer)
{
	void *at = dlsym(library, name);

	memcpy(pointer, &at, sizeof(at));
	return at != NULL;
}

static bool load(struct smi *smi)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return false;
#define FIND(f) &&find(library, #f, &smi->f)
	return true SMI_FUNCTIONS(FIND);
#undef FIND
}

static void forget(struct mibs *m)
{
	for (size_t i = 0; i < m->n; i++) {
		for (const struct name *v = m->object[i].values; v && v->s; v++)
			free((void *)(uintptr_t)v->s);
		free((void *)(uintptr_t)m->object[i].values);
		free((void *)(uintptr_t)m->object[i].name);
		free((void *)(uintptr_t)m->object[i].oid);
	}
	m->n = 0;
}

/* The names of an enumeration's numbers, which may be its type's or a parent's; NULL: none. */
static struct name *values_of(const struct smi *smi, SmiNode *node)
{
	SmiType *type = smi->smiGetNodeType(node);
	SmiNamedNumber *number = NULL;
	struct name *values = NULL, *more;
	size_t n = 0;

	while (type && type->basetype == SMI_BASETYPE_ENUM && !number) {
		number = smi->smiGetFirstNamedNumber(type);
		if (!number)
			type = smi->smiGetParentType(type);
	}
	for (; number; number = smi->smiGetNextNamedNumber(number)) {
		more = realloc(values, (n + 2) * sizeof(*values));
		if (!more)
			break;
		values = more;
		values[n].v = (uint32_t)number->value.value.unsigned32;
		values[n].s = strdup(number->name);
		if (!values[n].s)
			break;
		values[++n] = (struct name){ 0, NULL };
	}
	if (values && n == 0) {
		free(values);
		values = NULL;
	}
	return values;
}

static bool keep(struct mibs *m, SmiNode *node)
{
	struct mib_object *o = m->object;
	uint32_t *oid;

	if (!node->name || !node->oidlen || node->oidlen > OID_MAX)
		return true;
	if (m->n == m->room) {
		o = realloc(m->object, (m->room * 2 + 256) * sizeof(*o));
		if (!o)
			return false;
		m->object = o;
		m->room = m->room * 2 + 256;
	}
	oid = calloc(node->oidlen, sizeof(*oid));
	o = m->object + m->n;
	*o = (struct mib_object){ oid, (uint16_t)node->oidlen, strdup(node->name),
		values_of(&m->smi, node) };
	m->n++;
	if (!oid || !o->name)
		return false;
	for (unsigned i = 0; i < node->oidlen; i++)
		oid[i] = node->oid[i];
	return true;
}

static int compare_oids(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb)
{
	for (uint32_t i = 0; i < na && i < nb; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return (na > nb) - (na < nb);
}

static int compare(const void *a, const void *b)
{
	const struct mib_object *x = a, *y = b;

	return compare_oids(x->oid, x->len, y->oid, y->len);
}

static bool keep_all(struct mibs *m)
{
	const struct smi *smi = &m->smi;

	forget(m);
	for (SmiModule *in = smi->smiGetFirstModule(); in; in = smi->smiGetNextModule(in))
		for (SmiNode *node = smi->smiGetFirstNode(in, SMI_NODEKIND_ANY); node;
			node = smi->smiGetNextNode(node, SMI_NODEKIND_ANY))
			if (!keep(m, node))
				return false;
	if (m->n)
		qsort(m->object, m->n, sizeof(*m->object), compare);
	return true;
}

/* libsmi takes what has a slash for a file, anything else for a module of its path. */
static bool read_module(const struct smi *smi, const char *module)
{
	char *file;
	bool good;

	if (smi->smiLoadModule(module))
		return true;
	if (strchr(module, '/') || access(module, R_OK))
		return false;
	file = malloc(strlen(module) + 3);
	if (!file)
		return false;
	memcpy(file, "./", 2);
	memcpy(file + 2, module, strlen(module) + 1);
	good = smi->smiLoadModule(file) != NULL;
	free(file);
	return good;
}

const char *mibs_read(struct mibs **m, const char *module)
{
	if (!*m) {
		struct mibs *new = calloc(1, sizeof(*new));

		if (!new)
			return "no memory";
		if (!load(&new->smi) || new->smi.smiInit("sonde")) {
			free(new);
			return LIBRARY " could not be loaded";
		}
		new->smi.smiSetErrorLevel(0);
		*m = new;
	}
	if (!read_module(&(*m)->smi, module))
		return access(module, F_OK) ? "there is no such file, nor such a module in "
		                              "libsmi's path"
		                            : "libsmi finds no MIB module in it (smilint says why)";
	return keep_all(*m) ? NULL : "no memory";
}

void mibs_free(struct mibs *m)
{
	if (!m)
		return;
	m->smi.smiExit();
	forget(m);
	free(m->object);
	free(m);
}

/* --- finding --- */

static const struct mib_object *exactly(const struct mibs *m, const uint32_t *oid, uint32_t len)
{
	size_t low = 0, high = m->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct mib_object *o = m->object + mid;
		int order = compare_oids(o->oid, o->len, oid, len);

		if (order == 0)
			return o;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct mib_object *mibs_find(const struct mibs *m, const uint32_t *oid, uint32_t len)
{
	const struct mib_object *o = NULL;

	for (; len && !o; len--)
		o = exactly(m, oid, len);
	return o;
}

#else

const char *mibs_read(struct mibs **m, const char *module)
{
	(void)m;
	(void)module;
	return "loading MIB modules is not built into this version";
}

void mibs_free(struct mibs *m) { (void)m; }

const struct mib_object *mibs_find(const struct mibs *m, const uint32_t *oid, uint32_t len)
{
	(void)m;
	(void)oid;
	(void)len;
	return NULL;
}

#endif
