/* Network File System: fields that the text does not have.  RFC 1094, RFC 1813. */
#include "nfs.h"

enum { CLIENT_TIME = 2, EXCLUSIVE = 2, ATTRIBUTES = 84, UNSET = 0xffffffff };

/* A number that is there if the one before it says so. */
static void note_optional(struct dis *d, struct cur *c, const char *key, bool wide)
{
	uint32_t n = wide ? 8 : 4;

	if (!has(c, 4) || !get_be32(c) || !has(c, n))
		return;
	note_u(d, key, wide ? get_be64(c) : get_be32(c));
}

static void note_when(
	struct dis *d, struct cur *c, const char *how, const char *sec, const char *nsec)
{
	uint32_t v;

	if (!has(c, 4))
		return;
	v = get_be32(c);
	note_u(d, how, v);
	if (v != CLIENT_TIME || !has(c, 8))
		return;
	note_u(d, sec, get_be32(c));
	note_u(d, nsec, get_be32(c));
}

/* RFC 1094: all ones where nothing is to be set. */
static void note_sattr2(struct dis *d, struct cur *c)
{
	static const char *const keys[] = { "set_mode", "set_uid", "set_gid", "set_size",
		"set_atime", "set_atime_usec", "set_mtime", "set_mtime_usec" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys) && has(c, 4); i++) {
		uint32_t v = get_be32(c);

		if (v != UNSET)
			note_u(d, keys[i], v);
	}
}

struct cur nfs_note_sattr(struct dis *d, struct cur c, bool v3)
{
	if (!v3) {
		note_sattr2(d, &c);
		return c;
	}
	note_optional(d, &c, "set_mode", false);
	note_optional(d, &c, "set_uid", false);
	note_optional(d, &c, "set_gid", false);
	note_optional(d, &c, "set_size", true);
	note_when(d, &c, "set_atime_how", "set_atime", "set_atime_nsec");
	note_when(d, &c, "set_mtime_how", "set_mtime", "set_mtime_nsec");
	return c;
}

/* RFC 1813, 3.3.8 */
void nfs_note_create(struct dis *d, struct cur c, bool v3)
{
	uint32_t mode;

	if (v3 && has(&c, 4)) {
		mode = get_be32(&c);
		note_u(d, "create_mode", mode);
		if (mode == EXCLUSIVE) {
			if (has(&c, 8))
				note_u(d, "verifier", get_be64(&c));
			return;
		}
	}
	nfs_note_sattr(d, c, v3);
}

/* RFC 1813, 3.3.2 */
void nfs_note_setattr(struct dis *d, struct cur c, bool v3)
{
	c = nfs_note_sattr(d, c, v3);
	if (!v3 || !has(&c, 4))
		return;
	note_b(d, "guard", peek_be32(&c, 0));
	if (!get_be32(&c) || !has(&c, 8))
		return;
	note_u(d, "guard_ctime", get_be32(&c));
	note_u(d, "guard_ctime_nsec", get_be32(&c));
}

/* Counted octets, and what fills up the last word; false: they are not all here. */
static bool take_opaque(struct cur *c, struct cur *to)
{
	uint32_t n;

	if (!has(c, 4))
		return false;
	n = get_be32(c);
	if (!has(c, n))
		return false;
	*to = take(c, n);
	skip(c, -n & 3);
	return true;
}

static void note_stamp(struct dis *d, struct cur *c, const char *key, const char *nsec)
{
	uint32_t sec = get_be32(c), frac = get_be32(c);

	note_f(d, key, sec + frac / 1e9);
	note_u(d, nsec, frac);
}

/* fattr3: RFC 1813, 2.5.5 */
static void note_attributes(struct dis *d, struct cur c)
{
	group(d, "attributes");
	note_u(d, "ftype", get_be32(&c));
	note_u(d, "mode", get_be32(&c));
	note_u(d, "nlink", get_be32(&c));
	note_u(d, "uid", get_be32(&c));
	note_u(d, "gid", get_be32(&c));
	note_u(d, "size", get_be64(&c));
	note_u(d, "used", get_be64(&c));
	note_u(d, "rdev_major", get_be32(&c));
	note_u(d, "rdev_minor", get_be32(&c));
	note_u(d, "fsid", get_be64(&c));
	note_u(d, "fileid", get_be64(&c));
	note_stamp(d, &c, "atime", "atime_nsec");
	note_stamp(d, &c, "mtime", "mtime_nsec");
	note_stamp(d, &c, "ctime", "ctime_nsec");
	done(d);
}

/* What READDIRPLUS tells beside a name; false: not all of it is here. */
static bool note_plus(struct dis *d, struct cur *c)
{
	struct cur handle;
	bool follow;

	if (!has(c, 4))
		return false;
	follow = get_be32(c) != 0;
	note_b(d, "attributes_follow", follow);
	if (follow) {
		if (!has(c, ATTRIBUTES))
			return false;
		note_attributes(d, take(c, ATTRIBUTES));
	}
	if (!has(c, 4))
		return false;
	follow = get_be32(c) != 0;
	note_b(d, "handle_follow", follow);
	if (follow) {
		if (!take_opaque(c, &handle))
			return false;
		note_hex(d, "handle", handle);
	}
	return true;
}

void nfs_note_entries(struct dis *d, struct cur c, bool v3, bool plus)
{
	uint32_t n = v3 ? 8 : 4;
	bool whole = true;

	list(d, "entries");
	while (whole && has(&c, n + 4) && peek_be32(&c, 0)) {
		struct cur name;

		skip(&c, 4);
		item(d);
		note_u(d, "fileid", v3 ? get_be64(&c) : get_be32(&c));
		whole = take_opaque(&c, &name);
		if (whole) {
			note_text(d, "name", name);
			whole = has(&c, n);
		}
		if (whole) {
			note_u(d, "cookie", v3 ? get_be64(&c) : get_be32(&c));
			whole = !plus || note_plus(d, &c);
		}
		done(d);
	}
	done(d);
	if (whole && has(&c, 8))
		note_b(d, "eof", peek_be32(&c, 4));
}
