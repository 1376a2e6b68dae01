/* Network File System, version 4: fields only, for the reference does not know it.  Its compounds:
 * RFC 7530, RFC 8881 (4.1), RFC 7862 (4.2); what they are made of: RFC 7531, RFC 5662, RFC 7863. */
#include "nfs.h"

enum { SESSION = 16, STATE = 12, VERIFIER = 8, DEVICE = 16 };
enum { NFS4_OK = 0, LAYOUT_FILES = 1 };
enum { ITEMS_MAX = 4096 };

/* What is read; false ok: it was not all there, and nothing more is noted. */
struct xdr {
	struct dis *d;
	struct cur c;
	bool ok;
};

static bool room(struct xdr *x, uint32_t n)
{
	x->ok = x->ok && has(&x->c, n);
	return x->ok;
}

static uint32_t u32(struct xdr *x) { return room(x, 4) ? get_be32(&x->c) : 0; }
static uint64_t u64(struct xdr *x) { return room(x, 8) ? get_be64(&x->c) : 0; }

static uint32_t note32(struct xdr *x, const char *key)
{
	uint32_t v = u32(x);

	if (x->ok)
		note_u(x->d, key, v);
	return v;
}

static void note64(struct xdr *x, const char *key)
{
	uint64_t v = u64(x);

	if (x->ok)
		note_u(x->d, key, v);
}

static bool note_bool(struct xdr *x, const char *key)
{
	bool v = u32(x);

	if (x->ok)
		note_b(x->d, key, v);
	return v;
}

static void note_octets(struct xdr *x, const char *key, uint32_t n)
{
	if (room(x, n))
		note_hex(x->d, key, take(&x->c, n));
}

/* Counted octets, and what fills up the last word. */
static struct cur opaque(struct xdr *x)
{
	uint32_t n = u32(x);
	struct cur v = { 0 };

	if (room(x, n)) {
		v = take(&x->c, n);
		skip(&x->c, -n & 3);
	}
	return v;
}

static void note_opaque(struct xdr *x, const char *key)
{
	struct cur v = opaque(x);

	if (x->ok)
		note_hex(x->d, key, v);
}

static void note_string(struct xdr *x, const char *key)
{
	struct cur v = opaque(x);

	if (x->ok)
		note_text(x->d, key, v);
}

static void note_state(struct xdr *x, const char *key)
{
	group(x->d, key);
	note32(x, "seqid");
	note_octets(x, "other", STATE);
	done(x->d);
}

static void note_time(struct xdr *x, const char *key)
{
	group(x->d, key);
	note64(x, "seconds");
	note32(x, "nseconds");
	done(x->d);
}

/* The words of a bitmap; the first two go to *bits, the third to *more_bits. */
static void note_bitmap(struct xdr *x, const char *key, uint64_t *bits, uint32_t *more_bits)
{
	uint32_t n = u32(x);

	*bits = *more_bits = 0;
	list(x->d, key);
	for (uint32_t i = 0; i < n && room(x, 4); i++) {
		uint32_t v = u32(x);

		note_u(x->d, NULL, v);
		if (i < 2)
			*bits |= (uint64_t)v << 32 * i;
		else if (i == 2)
			*more_bits = v;
	}
	done(x->d);
}

static void note_mask(struct xdr *x, const char *key)
{
	uint64_t bits;
	uint32_t more_bits;

	note_bitmap(x, key, &bits, &more_bits);
}

static void note_numbers(struct xdr *x, const char *key)
{
	uint32_t n = u32(x);

	list(x->d, key);
	for (uint32_t i = 0; i < n && room(x, 4); i++)
		note_u(x->d, NULL, u32(x));
	done(x->d);
}

static void note_ace(struct xdr *x)
{
	note32(x, "ace_type");
	note32(x, "ace_flags");
	note32(x, "ace_mask");
	note_string(x, "ace_who");
}

/* --- attributes: RFC 7531, fattr4; RFC 5662 --- */

enum form {
	U32,
	U64,
	BOOL,
	TEXT,
	OCTETS,
	TIME,
	PAIR32,
	PAIR64,
	NUMBERS,
	MASK,
	ACES,
	SET_TIME,
	HINTS
};

static const struct attribute {
	uint8_t bit;
	uint8_t form;
	const char *key, *second;
} attributes[] = {
	{ 0, MASK, "supported", NULL },
	{ 1, U32, "ftype", NULL },
	{ 2, U32, "fh_expire_type", NULL },
	{ 3, U64, "change", NULL },
	{ 4, U64, "size", NULL },
	{ 5, BOOL, "link_support", NULL },
	{ 6, BOOL, "symlink_support", NULL },
	{ 7, BOOL, "named_attributes", NULL },
	{ 8, PAIR64, "fsid_major", "fsid_minor" },
	{ 9, BOOL, "unique_handles", NULL },
	{ 10, U32, "lease_time", NULL },
	{ 11, U32, "error", NULL },
	{ 12, ACES, "acl", NULL },
	{ 13, U32, "acl_support", NULL },
	{ 14, BOOL, "archive", NULL },
	{ 15, BOOL, "can_set_time", NULL },
	{ 16, BOOL, "case_insensitive", NULL },
	{ 17, BOOL, "case_preserving", NULL },
	{ 18, BOOL, "chown_restricted", NULL },
	{ 19, OCTETS, "handle", NULL },
	{ 20, U64, "fileid", NULL },
	{ 21, U64, "files_available", NULL },
	{ 22, U64, "files_free", NULL },
	{ 23, U64, "files_total", NULL },
	{ 25, BOOL, "hidden", NULL },
	{ 26, BOOL, "homogeneous", NULL },
	{ 27, U64, "maxfilesize", NULL },
	{ 28, U32, "maxlink", NULL },
	{ 29, U32, "maxname", NULL },
	{ 30, U64, "maxread", NULL },
	{ 31, U64, "maxwrite", NULL },
	{ 32, TEXT, "mimetype", NULL },
	{ 33, U32, "mode", NULL },
	{ 34, BOOL, "no_trunc", NULL },
	{ 35, U32, "nlink", NULL },
	{ 36, TEXT, "owner", NULL },
	{ 37, TEXT, "owner_group", NULL },
	{ 38, U64, "quota_hard", NULL },
	{ 39, U64, "quota_soft", NULL },
	{ 40, U64, "quota_used", NULL },
	{ 41, PAIR32, "rdev_major", "rdev_minor" },
	{ 42, U64, "space_available", NULL },
	{ 43, U64, "space_free", NULL },
	{ 44, U64, "space_total", NULL },
	{ 45, U64, "space_used", NULL },
	{ 46, BOOL, "system", NULL },
	{ 47, TIME, "time_access", NULL },
	{ 48, SET_TIME, "time_access_set", NULL },
	{ 49, TIME, "time_backup", NULL },
	{ 50, TIME, "time_create", NULL },
	{ 51, TIME, "time_delta", NULL },
	{ 52, TIME, "time_metadata", NULL },
	{ 53, TIME, "time_modify", NULL },
	{ 54, SET_TIME, "time_modify_set", NULL },
	{ 55, U64, "mounted_on_fileid", NULL },
	{ 56, TIME, "dir_notify_delay", NULL },
	{ 57, TIME, "dirent_notify_delay", NULL },
	{ 60, PAIR64, "change_policy_major", "change_policy_minor" },
	{ 62, NUMBERS, "fs_layout_types", NULL },
	{ 64, NUMBERS, "layout_types", NULL },
	{ 65, U32, "layout_block_size", NULL },
	{ 66, U32, "layout_alignment", NULL },
	{ 68, HINTS, "thresholds", NULL },
	{ 74, PAIR32, "mode_set", "mode_mask" },
	{ 75, MASK, "exclusive_create_supported", NULL },
	{ 76, U32, "charset_capabilities", NULL },
	{ 77, U32, "clone_block_size", NULL },
	{ 78, U64, "space_freed", NULL },
	{ 79, U32, "change_type", NULL },
	{ 81, PAIR32, "umask_mode", "umask" },
};

static void note_aces(struct xdr *x, const char *key)
{
	uint32_t n = u32(x);

	list(x->d, key);
	for (uint32_t i = 0; i < n && room(x, 16); i++) {
		item(x->d);
		note_ace(x);
		done(x->d);
	}
	done(x->d);
}

/* RFC 5662, mdsthreshold4 */
static void note_hints(struct xdr *x, const char *key)
{
	uint32_t n = u32(x);

	list(x->d, key);
	for (uint32_t i = 0; i < n && room(x, 12); i++) {
		item(x->d);
		note32(x, "layout_type");
		note_mask(x, "hint_mask");
		note_opaque(x, "hints");
		done(x->d);
	}
	done(x->d);
}

static void note_attribute(struct xdr *x, const struct attribute *a)
{
	switch (a->form) {
	case U32:
		note32(x, a->key);
		break;
	case U64:
		note64(x, a->key);
		break;
	case BOOL:
		note_bool(x, a->key);
		break;
	case TEXT:
		note_string(x, a->key);
		break;
	case OCTETS:
		note_opaque(x, a->key);
		break;
	case TIME:
		note_time(x, a->key);
		break;
	case PAIR32:
		note32(x, a->key);
		note32(x, a->second);
		break;
	case PAIR64:
		note64(x, a->key);
		note64(x, a->second);
		break;
	case NUMBERS:
		note_numbers(x, a->key);
		break;
	case MASK:
		note_mask(x, a->key);
		break;
	case ACES:
		note_aces(x, a->key);
		break;
	case SET_TIME:
		if (note32(x, "set_time_how") == 1)
			note_time(x, a->key);
		break;
	case HINTS:
		note_hints(x, a->key);
		break;
	}
}

static const struct attribute *attribute_of(uint32_t bit)
{
	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++)
		if (attributes[i].bit == bit)
			return &attributes[i];
	return NULL;
}

/* Their values come in the order of their bits; behind one that is not known nothing can be told.
 */
static void note_attributes(struct xdr *x)
{
	uint64_t bits;
	uint32_t more_bits;
	struct xdr values = { x->d, { 0 }, true };

	group(x->d, "attributes");
	note_bitmap(x, "mask", &bits, &more_bits);
	values.c = opaque(x);
	for (uint32_t bit = 0; x->ok && values.ok && bit < 96; bit++) {
		const struct attribute *a;

		if (!(bit < 64 ? bits >> bit & 1 : more_bits >> (bit - 64) & 1))
			continue;
		a = attribute_of(bit);
		if (!a)
			break;
		note_attribute(&values, a);
	}
	done(x->d);
}

/* --- operations that are more than a row of values --- */

static void note_change(struct xdr *x, const char *key)
{
	group(x->d, key);
	note_bool(x, "atomic");
	note64(x, "before");
	note64(x, "after");
	done(x->d);
}

static void create_call(struct xdr *x)
{
	uint32_t type = note32(x, "ftype");

	if (type == 5) {
		note_string(x, "target");
	} else if (type == 3 || type == 4) {
		note32(x, "rdev_major");
		note32(x, "rdev_minor");
	}
	note_string(x, "name");
	note_attributes(x);
}

static void note_owner(struct xdr *x)
{
	note64(x, "clientid");
	note_opaque(x, "owner");
}

static void lock_call(struct xdr *x)
{
	note32(x, "lock_type");
	note_bool(x, "reclaim");
	note64(x, "offset");
	note64(x, "length");
	if (note_bool(x, "new_owner")) {
		note32(x, "seqid");
		note_state(x, "stateid");
		note32(x, "lock_seqid");
		note_owner(x);
	} else {
		note_state(x, "stateid");
		note32(x, "lock_seqid");
	}
}

static void open_how(struct xdr *x)
{
	uint32_t mode;

	if (note32(x, "open_type") != 1)
		return;
	mode = note32(x, "create_mode");
	if (mode >= 2)
		note_octets(x, "verifier", VERIFIER);
	if (mode != 2)
		note_attributes(x);
}

static void open_call(struct xdr *x)
{
	uint32_t claim_;

	note32(x, "seqid");
	note32(x, "share_access");
	note32(x, "share_deny");
	note_owner(x);
	open_how(x);
	claim_ = note32(x, "claim");
	if (claim_ == 1)
		note32(x, "delegation");
	if (claim_ == 2 || claim_ == 5)
		note_state(x, "stateid");
	if (claim_ == 0 || claim_ == 2 || claim_ == 3)
		note_string(x, "name");
}

static void open_reply(struct xdr *x)
{
	uint32_t delegation, limit;

	note_state(x, "stateid");
	note_change(x, "change_info");
	note32(x, "result_flags");
	note_mask(x, "attributes_set");
	delegation = note32(x, "delegation");
	if (delegation == 3) {
		limit = note32(x, "why_none");
		if (limit == 1 || limit == 2)
			note_bool(x, "will_tell");
		return;
	}
	if (delegation != 1 && delegation != 2)
		return;
	note_state(x, "delegation_stateid");
	note_bool(x, "recall");
	if (delegation == 2) {
		limit = note32(x, "limit_by");
		if (limit == 1) {
			note64(x, "limit_size");
		} else {
			note32(x, "limit_blocks");
			note32(x, "limit_block_size");
		}
	}
	note_ace(x);
}

static void readdir_reply(struct xdr *x)
{
	note_octets(x, "verifier", VERIFIER);
	list(x->d, "entries");
	while (u32(x) && x->ok) {
		item(x->d);
		note64(x, "cookie");
		note_string(x, "name");
		note_attributes(x);
		done(x->d);
	}
	done(x->d);
	note_bool(x, "eof");
}

static void rename_reply(struct xdr *x)
{
	note_change(x, "source_change");
	note_change(x, "target_change");
}

static void secinfo_reply(struct xdr *x)
{
	enum { RPCSEC_GSS = 6 };
	uint32_t n = u32(x);

	list(x->d, "flavors");
	for (uint32_t i = 0; i < n && room(x, 4); i++) {
		item(x->d);
		if (note32(x, "flavor") == RPCSEC_GSS) {
			note_opaque(x, "oid");
			note32(x, "qop");
			note32(x, "service");
		}
		done(x->d);
	}
	done(x->d);
}

/* Who made it, and when; at most one. */
static void note_implementation(struct xdr *x)
{
	uint32_t n = u32(x);

	list(x->d, "implementation");
	for (uint32_t i = 0; i < n && room(x, 20); i++) {
		item(x->d);
		note_string(x, "domain");
		note_string(x, "name");
		note_time(x, "date");
		done(x->d);
	}
	done(x->d);
}

static void exchange_call(struct xdr *x)
{
	note_octets(x, "verifier", VERIFIER);
	note_opaque(x, "owner");
	note32(x, "flags");
	if (note32(x, "state_protect"))
		x->ok = false; /* by machine or secret: what it needs is not told apart here */
	note_implementation(x);
}

static void exchange_reply(struct xdr *x)
{
	note64(x, "clientid");
	note32(x, "seqid");
	note32(x, "flags");
	if (note32(x, "state_protect"))
		x->ok = false;
	note64(x, "minor_id");
	note_opaque(x, "major_id");
	note_opaque(x, "scope");
	note_implementation(x);
}

static void note_channel(struct xdr *x, const char *key)
{
	group(x->d, key);
	note32(x, "header_pad");
	note32(x, "max_request");
	note32(x, "max_response");
	note32(x, "max_response_cached");
	note32(x, "max_operations");
	note32(x, "max_requests");
	note_numbers(x, "rdma");
	done(x->d);
}

static void note_callback_security(struct xdr *x)
{
	uint32_t n = u32(x);

	list(x->d, "security");
	for (uint32_t i = 0; i < n && room(x, 4); i++) {
		uint32_t flavor;

		item(x->d);
		flavor = note32(x, "flavor");
		if (flavor == 1) { /* RFC 5531, appendix A */
			note32(x, "stamp");
			note_string(x, "machine");
			note32(x, "uid");
			note32(x, "gid");
			note_numbers(x, "gids");
		} else if (flavor) {
			x->ok = false;
		}
		done(x->d);
	}
	done(x->d);
}

static void session_call(struct xdr *x)
{
	note64(x, "clientid");
	note32(x, "seqid");
	note32(x, "flags");
	note_channel(x, "fore_channel");
	note_channel(x, "back_channel");
	note32(x, "callback_program");
	note_callback_security(x);
}

static void session_reply(struct xdr *x)
{
	note_octets(x, "session", SESSION);
	note32(x, "seqid");
	note32(x, "flags");
	note_channel(x, "fore_channel");
	note_channel(x, "back_channel");
}

/* RFC 8881, 13.2.1: the addresses of the servers that files are striped over */
static void note_device(struct xdr *x)
{
	uint32_t n;

	note_numbers(x, "stripes");
	n = u32(x);
	list(x->d, "servers");
	for (uint32_t i = 0; i < n && room(x, 4); i++) {
		uint32_t paths = u32(x);

		for (uint32_t k = 0; k < paths && room(x, 8); k++) {
			item(x->d);
			note_string(x, "netid");
			note_string(x, "address");
			done(x->d);
		}
	}
	done(x->d);
}

static void device_reply(struct xdr *x)
{
	struct xdr body = { x->d, { 0 }, true };
	uint32_t type = note32(x, "layout_type");

	body.c = opaque(x);
	if (x->ok && type == LAYOUT_FILES)
		note_device(&body);
	note_mask(x, "notify_mask");
}

static void layoutcommit_call(struct xdr *x)
{
	note64(x, "offset");
	note64(x, "length");
	note_bool(x, "reclaim");
	note_state(x, "stateid");
	if (u32(x))
		note64(x, "last_write");
	if (u32(x))
		note_time(x, "time_modify");
	note32(x, "layout_type");
	note_opaque(x, "layout");
}

/* RFC 8881, 13.2.2 */
static void note_file_layout(struct xdr *x)
{
	uint32_t n, util;

	note_octets(x, "device", DEVICE);
	util = note32(x, "stripe_flags");
	if (x->ok) {
		note_u(x->d, "stripe_size", util & 0xffffffc0);
		note_b(x->d, "commit_to_mds", util & 2);
		note_b(x->d, "dense", util & 1);
	}
	note32(x, "first_stripe");
	note64(x, "pattern_offset");
	n = u32(x);
	list(x->d, "handles");
	for (uint32_t i = 0; i < n && room(x, 4); i++) {
		struct cur h = opaque(x);

		if (x->ok)
			note_hex(x->d, NULL, h);
	}
	done(x->d);
}

static void layoutget_reply(struct xdr *x)
{
	uint32_t n;

	note_bool(x, "return_on_close");
	note_state(x, "stateid");
	n = u32(x);
	list(x->d, "layouts");
	for (uint32_t i = 0; i < n && room(x, 28); i++) {
		struct xdr body = { x->d, { 0 }, true };
		uint32_t type;

		item(x->d);
		note64(x, "offset");
		note64(x, "length");
		note32(x, "iomode");
		type = note32(x, "layout_type");
		body.c = opaque(x);
		if (x->ok && type == LAYOUT_FILES)
			note_file_layout(&body);
		done(x->d);
	}
	done(x->d);
}

static void layoutreturn_call(struct xdr *x)
{
	note_bool(x, "reclaim");
	note32(x, "layout_type");
	note32(x, "iomode");
	if (note32(x, "return_type") != 1)
		return;
	note64(x, "offset");
	note64(x, "length");
	note_state(x, "stateid");
	note_opaque(x, "layout");
}

static void layoutreturn_reply(struct xdr *x)
{
	if (note_bool(x, "stateid_present"))
		note_state(x, "stateid");
}

/* Octets of a file: how many. */
static void note_data(struct xdr *x)
{
	uint32_t n = u32(x);

	if (x->ok)
		note_u(x->d, "data_length", n);
	if (room(x, n))
		skip(&x->c, (n + 3) & ~3u);
}

static void read_reply(struct xdr *x)
{
	note_bool(x, "eof");
	note_data(x);
}

static void write_call(struct xdr *x)
{
	note_state(x, "stateid");
	note64(x, "offset");
	note32(x, "stable");
	note_data(x);
}

/* --- operations --- */

/* A row of values: a letter and a key each. */
struct value {
	char form; /* u 32 bits, h 64 bits, b bool, o octets, t text, v verifier, s session, S
	            * stateid, A attributes, M bitmap, C change_info, D device */
	const char *key;
};

enum { VALUES = 9 };

struct operation {
	uint8_t code;
	const char *name;
	void (*call)(struct xdr *x);
	void (*reply)(struct xdr *x);
	struct value call_values[VALUES], reply_values[VALUES];
};

#define CHANNELLED                                                                                 \
	{ 's', "session" }, { 'u', "seqid" }, { 'u', "slot" }, { 'u', "high_slot" }
#define LOCKED                                                                                     \
	{ 'u', "lock_type" }, { 'h', "offset" }, { 'h', "length" }
#define STATED                                                                                     \
	{                                                                                          \
		'S', "stateid"                                                                     \
	}

static const struct operation operations[] = {
	{ 3, "access", NULL, NULL, { { 'u', "access" } },
		{ { 'u', "supported" }, { 'u', "access" } } },
	{ 4, "close", NULL, NULL, { { 'u', "seqid" }, STATED }, { STATED } },
	{ 5, "commit", NULL, NULL, { { 'h', "offset" }, { 'u', "count" } },
		{ { 'v', "verifier" } } },
	{ 6, "create", create_call, NULL, { { 0, NULL } },
		{ { 'C', "change_info" }, { 'M', "attributes_set" } } },
	{ 7, "delegpurge", NULL, NULL, { { 'h', "clientid" } }, { { 0, NULL } } },
	{ 8, "delegreturn", NULL, NULL, { STATED }, { { 0, NULL } } },
	{ 9, "getattr", NULL, NULL, { { 'M', "mask" } }, { { 'A', NULL } } },
	{ 10, "getfh", NULL, NULL, { { 0, NULL } }, { { 'o', "handle" } } },
	{ 11, "link", NULL, NULL, { { 't', "name" } }, { { 'C', "change_info" } } },
	{ 12, "lock", lock_call, NULL, { { 0, NULL } }, { STATED } },
	{ 13, "lockt", NULL, NULL, { LOCKED, { 'h', "clientid" }, { 'o', "owner" } },
		{ { 0, NULL } } },
	{ 14, "locku", NULL, NULL,
		{ { 'u', "lock_type" }, { 'u', "seqid" }, STATED, { 'h', "offset" },
			{ 'h', "length" } },
		{ STATED } },
	{ 15, "lookup", NULL, NULL, { { 't', "name" } }, { { 0, NULL } } },
	{ 16, "lookupp", NULL, NULL, { { 0, NULL } }, { { 0, NULL } } },
	{ 17, "nverify", NULL, NULL, { { 'A', NULL } }, { { 0, NULL } } },
	{ 18, "open", open_call, open_reply, { { 0, NULL } }, { { 0, NULL } } },
	{ 19, "openattr", NULL, NULL, { { 'b', "create" } }, { { 0, NULL } } },
	{ 20, "open_confirm", NULL, NULL, { STATED, { 'u', "seqid" } }, { STATED } },
	{ 21, "open_downgrade", NULL, NULL,
		{ STATED, { 'u', "seqid" }, { 'u', "share_access" }, { 'u', "share_deny" } },
		{ STATED } },
	{ 22, "putfh", NULL, NULL, { { 'o', "handle" } }, { { 0, NULL } } },
	{ 23, "putpubfh", NULL, NULL, { { 0, NULL } }, { { 0, NULL } } },
	{ 24, "putrootfh", NULL, NULL, { { 0, NULL } }, { { 0, NULL } } },
	{ 25, "read", NULL, read_reply, { STATED, { 'h', "offset" }, { 'u', "count" } },
		{ { 0, NULL } } },
	{ 26, "readdir", NULL, readdir_reply,
		{ { 'h', "cookie" }, { 'v', "verifier" }, { 'u', "dir_count" },
			{ 'u', "max_count" }, { 'M', "mask" } },
		{ { 0, NULL } } },
	{ 27, "readlink", NULL, NULL, { { 0, NULL } }, { { 't', "target" } } },
	{ 28, "remove", NULL, NULL, { { 't', "name" } }, { { 'C', "change_info" } } },
	{ 29, "rename", NULL, rename_reply, { { 't', "name" }, { 't', "new_name" } },
		{ { 0, NULL } } },
	{ 30, "renew", NULL, NULL, { { 'h', "clientid" } }, { { 0, NULL } } },
	{ 31, "restorefh", NULL, NULL, { { 0, NULL } }, { { 0, NULL } } },
	{ 32, "savefh", NULL, NULL, { { 0, NULL } }, { { 0, NULL } } },
	{ 33, "secinfo", NULL, secinfo_reply, { { 't', "name" } }, { { 0, NULL } } },
	{ 34, "setattr", NULL, NULL, { STATED, { 'A', NULL } }, { { 'M', "attributes_set" } } },
	{ 35, "setclientid", NULL, NULL,
		{ { 'v', "verifier" }, { 'o', "owner" }, { 'u', "callback_program" },
			{ 't', "netid" }, { 't', "address" }, { 'u', "callback_ident" } },
		{ { 'h', "clientid" }, { 'v', "verifier" } } },
	{ 36, "setclientid_confirm", NULL, NULL, { { 'h', "clientid" }, { 'v', "verifier" } },
		{ { 0, NULL } } },
	{ 37, "verify", NULL, NULL, { { 'A', NULL } }, { { 0, NULL } } },
	{ 38, "write", write_call, NULL, { { 0, NULL } },
		{ { 'u', "count" }, { 'u', "stable" }, { 'v', "verifier" } } },
	{ 39, "release_lockowner", NULL, NULL, { { 'h', "clientid" }, { 'o', "owner" } },
		{ { 0, NULL } } },
	{ 41, "bind_conn_to_session", NULL, NULL,
		{ { 's', "session" }, { 'u', "direction" }, { 'b', "rdma_mode" } },
		{ { 's', "session" }, { 'u', "direction" }, { 'b', "rdma_mode" } } },
	{ 42, "exchange_id", exchange_call, exchange_reply, { { 0, NULL } }, { { 0, NULL } } },
	{ 43, "create_session", session_call, session_reply, { { 0, NULL } }, { { 0, NULL } } },
	{ 44, "destroy_session", NULL, NULL, { { 's', "session" } }, { { 0, NULL } } },
	{ 45, "free_stateid", NULL, NULL, { STATED }, { { 0, NULL } } },
	{ 47, "getdeviceinfo", NULL, device_reply,
		{ { 'D', "device" }, { 'u', "layout_type" }, { 'u', "max_count" },
			{ 'M', "notify_mask" } },
		{ { 0, NULL } } },
	{ 49, "layoutcommit", layoutcommit_call, NULL, { { 0, NULL } }, { { 0, NULL } } },
	{ 50, "layoutget", NULL, layoutget_reply,
		{ { 'b', "signal_available" }, { 'u', "layout_type" }, { 'u', "iomode" },
			{ 'h', "offset" }, { 'h', "length" }, { 'h', "min_length" }, STATED,
			{ 'u', "max_count" } },
		{ { 0, NULL } } },
	{ 51, "layoutreturn", layoutreturn_call, layoutreturn_reply, { { 0, NULL } },
		{ { 0, NULL } } },
	{ 52, "secinfo_no_name", NULL, secinfo_reply, { { 'u', "style" } }, { { 0, NULL } } },
	{ 53, "sequence", NULL, NULL, { CHANNELLED, { 'b', "cache_this" } },
		{ CHANNELLED, { 'u', "target_high_slot" }, { 'u', "flags" } } },
	{ 57, "destroy_clientid", NULL, NULL, { { 'h', "clientid" } }, { { 0, NULL } } },
	{ 58, "reclaim_complete", NULL, NULL, { { 'b', "one_fs" } }, { { 0, NULL } } },
	{ 59, "allocate", NULL, NULL, { STATED, { 'h', "offset" }, { 'h', "length" } },
		{ { 0, NULL } } },
	{ 62, "deallocate", NULL, NULL, { STATED, { 'h', "offset" }, { 'h', "length" } },
		{ { 0, NULL } } },
	{ 69, "seek", NULL, NULL, { STATED, { 'h', "offset" }, { 'u', "what" } },
		{ { 'b', "eof" }, { 'h', "offset" } } },
};

static void note_value(struct xdr *x, const struct value *v)
{
	switch (v->form) {
	case 'u':
		note32(x, v->key);
		break;
	case 'h':
		note64(x, v->key);
		break;
	case 'b':
		note_bool(x, v->key);
		break;
	case 'o':
		note_opaque(x, v->key);
		break;
	case 't':
		note_string(x, v->key);
		break;
	case 'v':
		note_octets(x, v->key, VERIFIER);
		break;
	case 's':
		note_octets(x, v->key, SESSION);
		break;
	case 'D':
		note_octets(x, v->key, DEVICE);
		break;
	case 'S':
		note_state(x, v->key);
		break;
	case 'A':
		note_attributes(x);
		break;
	case 'M':
		note_mask(x, v->key);
		break;
	case 'C':
		note_change(x, v->key);
		break;
	}
}

static const struct operation *operation_of(uint32_t code)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++)
		if (operations[i].code == code)
			return &operations[i];
	return NULL;
}

static void note_operation(struct xdr *x, bool reply)
{
	uint32_t code = note32(x, "op"), status = NFS4_OK;
	const struct operation *o = operation_of(code);
	const struct value *v;

	if (!x->ok)
		return;
	note_s(x->d, "op_name", o ? o->name : NULL);
	if (reply)
		status = note32(x, "status");
	if (!o || status != NFS4_OK) {
		x->ok = false; /* after an error there is no other: RFC 7530, 15.2.3 */
		return;
	}
	if (reply ? o->reply : o->call) {
		(reply ? o->reply : o->call)(x);
		return;
	}
	v = reply ? o->reply_values : o->call_values;
	for (int i = 0; i < VALUES && v[i].form && x->ok; i++)
		note_value(x, &v[i]);
}

void nfs4_note_compound(struct dis *d, struct cur c, bool reply)
{
	struct xdr x = { d, c, true };
	uint32_t n;

	if (reply)
		note32(&x, "status");
	note_string(&x, "tag");
	if (!reply)
		note32(&x, "minor_version");
	n = note32(&x, "operation_count");
	list(d, "operations");
	for (uint32_t i = 0; i < n && i < ITEMS_MAX && room(&x, 4); i++) {
		item(d);
		note_operation(&x, reply);
		done(d);
	}
	done(d);
}
