/* Network File System.  RFC 1094, RFC 1813; its calls: RFC 5531. */
#include "calls.h"
#include "nfs.h"

enum { PROGRAM = 100003, P_COMPOUND = 1 };
enum { PORT = 2049, REJECT_MISMATCH = 0, REJECT_AUTH = 1, FH2 = 32 };
enum {
	P_NULL,
	P_GETATTR,
	P_SETATTR,
	P_LOOKUP,
	P_ACCESS,
	P_READLINK,
	P_READ,
	P_WRITE,
	P_CREATE,
	P_MKDIR,
	P_SYMLINK,
	P_MKNOD,
	P_REMOVE,
	P_RMDIR,
	P_RENAME,
	P_LINK,
	P_READDIR,
	P_READDIRPLUS,
	P_FSSTAT,
	P_FSINFO,
	P_PATHCONF,
	P_COMMIT,
	P_NOP = 25
};
enum { T_BLK = 3, T_CHR };

/* Version 3's numbers of version 2's procedures. */
static const uint8_t v2_procedures[] = { P_NULL, P_GETATTR, P_SETATTR, P_NOP, P_LOOKUP, P_READLINK,
	P_READ, P_NOP, P_WRITE, P_CREATE, P_REMOVE, P_RENAME, P_LINK, P_SYMLINK, P_MKDIR, P_RMDIR,
	P_READDIR, P_FSSTAT };

static const struct name procedure_names[] = {
	{ P_NULL, "null" },
	{ P_GETATTR, "getattr" },
	{ P_SETATTR, "setattr" },
	{ P_LOOKUP, "lookup" },
	{ P_ACCESS, "access" },
	{ P_READLINK, "readlink" },
	{ P_READ, "read" },
	{ P_WRITE, "write" },
	{ P_CREATE, "create" },
	{ P_MKDIR, "mkdir" },
	{ P_SYMLINK, "symlink" },
	{ P_MKNOD, "mknod" },
	{ P_REMOVE, "remove" },
	{ P_RMDIR, "rmdir" },
	{ P_RENAME, "rename" },
	{ P_LINK, "link" },
	{ P_READDIR, "readdir" },
	{ P_READDIRPLUS, "readdirplus" },
	{ P_FSSTAT, "fsstat" },
	{ P_FSINFO, "fsinfo" },
	{ P_PATHCONF, "pathconf" },
	{ P_COMMIT, "commit" },
	{ P_NOP, "nop" },
	{ 0, NULL },
};

static const struct name status_names[] = {
	{ 1, "Operation not permitted" },
	{ 2, "No such file or directory" },
	{ 5, "Input/output error" },
	{ 6, "Device not configured" },
	{ 11, "Resource deadlock avoided" },
	{ 12, "Cannot allocate memory" },
	{ 13, "Permission denied" },
	{ 17, "File exists" },
	{ 18, "Cross-device link" },
	{ 19, "Operation not supported by device" },
	{ 20, "Not a directory" },
	{ 21, "Is a directory" },
	{ 22, "Invalid argument" },
	{ 26, "Text file busy" },
	{ 27, "File too large" },
	{ 28, "No space left on device" },
	{ 30, "Read-only file system" },
	{ 31, "Too many links" },
	{ 45, "Operation not supported" },
	{ 62, "Too many levels of symbolic links" },
	{ 63, "File name too long" },
	{ 66, "Directory not empty" },
	{ 69, "Disc quota exceeded" },
	{ 70, "Stale NFS file handle" },
	{ 71, "Too many levels of remote in path" },
	{ 99, "Write cache flushed to disk" },
	{ 10001, "Illegal NFS file handle" },
	{ 10002, "Update synchronization mismatch" },
	{ 10003, "READDIR/READDIRPLUS cookie is stale" },
	{ 10004, "Operation not supported" },
	{ 10005, "Buffer or request is too small" },
	{ 10006, "Unspecified error on server" },
	{ 10007, "Object of that type not supported" },
	{ 10008, "Request couldn't be completed in time" },
	{ 0, NULL },
};

static const struct name auth_names[] = {
	{ 0, "OK" },
	{ 1, "Bogus Credentials (seal broken)" },
	{ 2, "Rejected Credentials (client should begin new session)" },
	{ 3, "Bogus Verifier (seal broken)" },
	{ 4, "Verifier expired or was replayed" },
	{ 5, "Credentials are too weak" },
	{ 6, "Bogus response verifier" },
	{ 7, "Unknown failure" },
	{ 0, NULL },
};

static const struct name accept_names[] = {
	{ 1, "PROG_UNAVAIL" },
	{ 2, "PROG_MISMATCH" },
	{ 3, "PROC_UNAVAIL" },
	{ 4, "GARBAGE_ARGS" },
	{ 5, "SYSTEM_ERR" },
	{ 0, NULL },
};

/* Not all: a socket, 6, has no name in the reference. */
static const struct name types[] = {
	{ 0, "NON" },
	{ 1, "REG" },
	{ 2, "DIR" },
	{ 3, "BLK" },
	{ 4, "CHR" },
	{ 5, "LNK" },
	{ 7, "FIFO" },
	{ 0, NULL },
};

static const struct name stable_names[] = { { 0, "unstable" }, { 1, "datasync" }, { 2, "filesync" },
	{ 0, NULL } };

static const struct name access_bits[] = {
	{ 0x01, "NFS_ACCESS_READ" },
	{ 0x02, "NFS_ACCESS_LOOKUP" },
	{ 0x04, "NFS_ACCESS_MODIFY" },
	{ 0x08, "NFS_ACCESS_EXTEND" },
	{ 0x10, "NFS_ACCESS_DELETE" },
	{ 0x20, "NFS_ACCESS_EXECUTE" },
	{ 0, NULL },
};

/* --- parts that calls and replies share --- */

/* What a handle says is its server's own business, but many systems build it of a device and a
 * file's number, in ways that can be told apart. */
struct file {
	uint32_t major, minor, id;
};

static bool guess_little(struct cur h, struct file *f)
{
	uint32_t w = peek_be32(&h, 0), le = peek_le32(&h, 0);

	*f = (struct file){ le >> 8, le & 0xff, peek_le32(&h, 12) };
	if (peek_be16(&h, 6) == 0)
		return true;
	if (has(&h, 24) && peek_u8(&h, 21) == 0 && peek_u8(&h, 23) == 0) {
		f->id = peek_le32(&h, 4);
		return true;
	}
	*f = (struct file){ w >> 18, w & 0x3ffff, peek_be32(&h, 12) };
	return peek_u8(&h, 9) == 0x0a;
}

static bool guess_file(struct cur h, struct file *f)
{
	uint32_t w, le, next, id;
	uint16_t length;
	bool little;

	if (left(&h) < 16)
		return false;
	w = peek_be32(&h, 0), le = peek_le32(&h, 0), next = peek_be32(&h, 4),
	id = peek_be32(&h, 12);
	length = peek_be16(&h, 8);
	little = length == 0x0c00 && next >> 24 && !(next >> 16 & 0xff);
	if (w == 0)
		*f = (struct file){ peek_u8(&h, 6), peek_u8(&h, 7), id };
	else if (w <= 0xffff && next == 0x00080000)
		*f = (struct file){ w >> 8, w & 0xff, peek_be32(&h, 8) };
	else if (w <= 0xffff && !little)
		*f = (struct file){ w >> 8, w & 0xff, id };
	else if (le <= 0xffff)
		return guess_little(h, f);
	else if (length == 0x000a && next == 0) /* IRIX */
		*f = (struct file){ w >> 24, w & 0xffffff, id };
	else if (length == 0x000a) /* SVR4 */
		*f = (struct file){ w >> 18, w & 0x3ffff, id };
	else if (length == 0x0c00) /* BSD, little-endian */
		*f = (struct file){ le >> 20, le & 0xfffff, peek_le32(&h, 12) };
	else
		return false;
	return true;
}

/* VMS has the name of the file system, with NULs behind it, where others have numbers. */
static bool guess_named(struct cur h)
{
	bool ended = false;

	if (left(&h) < 28)
		return false;
	for (uint32_t i = 1; i <= 13; i++) {
		uint8_t ch = peek_u8(&h, i);

		if (ch == 0)
			ended = true;
		else if (ended || ch < ' ' || ch > '~')
			return false;
	}
	return true;
}

static void say_words(struct dis *d, struct cur h)
{
	say(d, " fh[");
	for (const char *sep = ""; left(&h) >= 4; sep = ":") {
		say_s(d, sep);
		say_x(d, get_be32(&h), 0);
	}
	say(d, "]");
}

static void show_handle(struct dis *d, struct cur h)
{
	uint32_t words = left(&h) / 4;
	struct file f;

	note_hex(d, "handle", h);
	if (d->opt->u) {
		say_words(d, h);
	} else if (guess_file(h, &f)) {
		sayf(d, " fh %u,%u/%u", f.major, f.minor, f.id);
		note_u(d, "fileid", f.id);
	} else if (guess_named(h)) {
		uint32_t id = (uint32_t)peek_be16(&h, 26) << 16 | peek_le16(&h, 22);

		say(d, " fh ");
		for (uint32_t i = 1; i <= words && peek_u8(&h, i) > ' '; i++)
			say_c(d, (char)peek_u8(&h, i));
		show_u(d, "/", "fileid", id);
	} else {
		sayf(d, " fh %.*s/", (int)(words < 7 ? words : 7), "Unknown");
		for (uint32_t n = 0; left(&h) >= 4 && n < 8; n++)
			sayf(d, "%08X", get_be32(&h));
	}
}

/* False: not all of it is here. */
static bool get_handle(struct dis *d, struct cur *c, bool v3)
{
	uint32_t n = v3 ? get_be32(c) : FH2;
	struct cur h = take(c, n & ~3U); /* whole words: sic */

	if (d->stopped)
		return false;
	show_handle(d, h);
	return true;
}

/* A counted string; false: malformed. */
static bool show_string(struct dis *d, struct cur *c, const char *label)
{
	uint32_t n, there;
	struct cur text;

	say_s(d, label);
	n = get_be32(c);
	if (n > 0xfffffff0) {
		say(d, "[cannot pad to 32-bit boundaries]");
		invalid(d);
		take(c, n);
		return false;
	}
	need(c, n);
	there = n < left(c) ? n : left(c);
	text = part(c, there);
	say(d, "\"");
	say_vis(d, text);
	say(d, "\"");
	note_text(d, "name", text);
	if (there < n || left(c) < (4 - n % 4) % 4) {
		need(c, left(c) + 1);
		return false;
	}
	skip(c, (4 - n % 4) % 4);
	return true;
}

struct stamp {
	const char *key, *nsec, *usec;
};
static const struct stamp atime = { "atime", "atime_nsec", "atime_usec" };
static const struct stamp mtime = { "mtime", "mtime_nsec", "mtime_usec" };
static const struct stamp ctime = { "ctime", "ctime_nsec", "ctime_usec" };

/* Version 3 has nanoseconds, version 2 has microseconds; the text is the same. */
static void show_time(
	struct dis *d, struct cur *c, const char *label, const struct stamp *t, bool v3)
{
	uint32_t sec = get_be32(c), frac = get_be32(c);

	say_s(d, label);
	sayf(d, "%u.%06u", sec, frac);
	note_f(d, t->key, sec + frac / (v3 ? 1e9 : 1e6));
	note_u(d, v3 ? t->nsec : t->usec, frac);
}

/* How much is said of what a reply tells: all of it is noted. */
static int verbosity(const struct dis *d) { return wants_fields(d) ? 2 : d->opt->v; }

/* The rest of a file's attributes, behind its size. */
static void show_more_attributes(struct dis *d, struct cur c, bool v3, uint32_t nlink)
{
	if (v3) {
		uint32_t major, minor;
		uint64_t fsid, fileid;

		note_u(d, "used", peek_be64(&c, 0));
		skip(&c, 8);
		major = get_be32(&c), minor = get_be32(&c);
		fsid = get_be64(&c), fileid = get_be64(&c);
		sayf(d, " nlink %u rdev %u/%u fsid %lx fileid %lx", nlink, major, minor,
			(unsigned long)fsid, (unsigned long)fileid);
		note_u(d, "rdev_major", major);
		note_u(d, "rdev_minor", minor);
		note_u(d, "fsid", fsid);
		note_u(d, "fileid", fileid);
	} else {
		uint32_t rdev, fsid, nodeid;

		note_u(d, "block_size", peek_be32(&c, 0));
		skip(&c, 4);
		rdev = get_be32(&c);
		note_u(d, "blocks", peek_be32(&c, 0));
		skip(&c, 4);
		fsid = get_be32(&c), nodeid = get_be32(&c);
		sayf(d, " nlink %u rdev 0x%x fsid 0x%x nodeid 0x%x", nlink, rdev, fsid, nodeid);
		note_u(d, "rdev", rdev);
		note_u(d, "fsid", fsid);
		note_u(d, "fileid", nodeid);
	}
	note_u(d, "nlink", nlink);
	show_time(d, &c, " a/m/ctime ", &atime, v3);
	show_time(d, &c, " ", &mtime, v3);
	show_time(d, &c, " ", &ctime, v3);
}

/* False: they are not all there. */
static bool show_attributes(struct dis *d, struct cur *c, bool v3, int v)
{
	struct cur a = *c, size_at;
	uint32_t type, mode, nlink;
	int32_t uid, gid;
	uint64_t size;

	if (!has(c, 20))
		return false;
	skip(c, v3 ? 84 : 68);
	if (v == 0)
		return true;
	type = get_be32(&a), mode = get_be32(&a), nlink = get_be32(&a);
	uid = get_bei32(&a), gid = get_bei32(&a);
	say(d, " ");
	show_name(d, "ftype", types, "unk-ft %u ", type);
	sayf(d, " %o", mode);
	note_u(d, "mode", mode);
	show_i(d, " ids ", "uid", uid);
	show_i(d, "/", "gid", gid);
	size_at = a;
	size = v3 ? get_be64(&a) : get_be32(&a);
	say(d, " sz ");
	say_u64(d, size);
	note_u(d, "size", size);
	if (v == 1)
		return true;
	if (!has(&size_at, v3 ? 64 : 48))
		return false;
	show_more_attributes(d, a, v3, nlink);
	return true;
}

static bool show_post(struct dis *d, struct cur *c, const char *key)
{
	bool all, follow = get_be32(c);

	note_b(d, "attributes_follow", follow);
	if (!follow)
		return true;
	if (!verbosity(d)) {
		skip(c, 84);
		return true;
	}
	group(d, key);
	all = show_attributes(d, c, true, verbosity(d));
	done(d);
	return all;
}

/* What the file was like before, if it is told. */
static bool show_pre(struct dis *d, struct cur *c)
{
	uint64_t size;
	bool follow;

	if (d->opt->v > 1)
		say(d, " PRE:");
	follow = get_be32(c);
	note_b(d, "attributes_follow", follow);
	if (!follow)
		return true;
	if (!has(c, 24))
		return false;
	if (verbosity(d) < 2) {
		skip(c, 24);
		return true;
	}
	group(d, "before");
	size = get_be64(c);
	say(d, " sz ");
	say_u64(d, size);
	note_u(d, "size", size);
	show_time(d, c, " mtime ", &mtime, true);
	show_time(d, c, " ctime ", &ctime, true);
	done(d);
	return true;
}

/* " POST:" with -v, and the attributes */
static bool show_labelled_post(struct dis *d, struct cur *c)
{
	if (d->opt->v)
		say(d, " POST:");
	return show_post(d, c, "after");
}

static bool show_wcc(struct dis *d, struct cur *c)
{
	return show_pre(d, c) && show_labelled_post(d, c);
}

/* Attributes to set: only those that are. */
struct sattr {
	uint32_t set[4], v[4]; /* mode, uid, gid, size */
	uint32_t when[2], time[2][2];
};

enum { SERVER_TIME = 1, CLIENT_TIME };

static struct sattr get_sattr(struct cur *c)
{
	struct sattr s = { 0 };

	for (int i = 0; i < 4; i++) {
		s.set[i] = get_be32(c);
		if (s.set[i])
			s.v[i] = get_be32(c); /* the size has 64 bits: sic */
	}
	for (int i = 0; i < 2; i++) {
		s.when[i] = get_be32(c);
		if (s.when[i] == CLIENT_TIME) {
			s.time[i][0] = get_be32(c);
			s.time[i][1] = get_be32(c);
		}
	}
	return s;
}

static void show_sattr(struct dis *d, const struct sattr *s)
{
	if (s->set[0])
		sayf(d, " mode %o", s->v[0]);
	if (s->set[1])
		sayf(d, " uid %u", s->v[1]);
	if (s->set[2])
		sayf(d, " gid %u", s->v[2]);
	for (int i = 0; d->opt->v > 1 && i < 2; i++)
		if (s->when[i] == CLIENT_TIME)
			sayf(d, " %s %u.%06u", i ? "mtime" : "atime", s->time[i][0], s->time[i][1]);
}

static void show_verifier(struct dis *d, struct cur *c, bool wide)
{
	uint64_t v = get_be64(c);

	note_u(d, "verifier", v);
	sayf(d, wide ? " verf %016lx" : " verf %lx", (unsigned long)v);
}

/* --- calls --- */

static void show_mknod(struct dis *d, struct cur *c)
{
	uint32_t type = get_be32(c), major, minor;
	struct cur at = *c;
	struct sattr attributes = get_sattr(c);

	if (wants_fields(d))
		nfs_note_sattr(d, at, true);
	say(d, " ");
	show_name(d, "type", types, "unk-ft %u", type);
	if (!d->opt->v)
		return;
	if (type == T_CHR || type == T_BLK) {
		major = get_be32(c);
		minor = get_be32(c);
		sayf(d, " %u/%u", major, minor);
		note_u(d, "rdev_major", major);
		note_u(d, "rdev_minor", minor);
	}
	show_sattr(d, &attributes);
}

static void show_read(struct dis *d, struct cur *c, bool v3)
{
	uint64_t offset = v3 ? get_be64(c) : get_be32(c);
	uint32_t count = get_be32(c);

	show_u(d, " ", "count", count);
	say(d, " bytes @ ");
	say_u64(d, offset);
	note_u(d, "offset", offset);
}

static void show_write(struct dis *d, struct cur *c, bool v3)
{
	uint64_t offset;
	uint32_t a, b, n;

	if (v3) {
		offset = get_be64(c);
		n = get_be32(c);
		a = get_be32(c);
		b = get_be32(c);
		sayf(d, " %u (%u) bytes @ ", b, n);
		say_u64(d, offset);
		note_u(d, "offset", offset);
		note_u(d, "count", n);
		note_u(d, "stable", a);
		note_u(d, "data_length", b);
		if (d->opt->v) {
			say(d, " <");
			say_name(d, stable_names, "#%u", a);
			say(d, ">");
		}
		return;
	}
	b = get_be32(c);
	offset = get_be32(c);
	a = get_be32(c);
	n = get_be32(c);
	sayf(d, " %u (%u) bytes @ %u (%u)", n, a, (uint32_t)offset, b);
	note_u(d, "begin_offset", b);
	note_u(d, "offset", offset);
	note_u(d, "total_count", a);
	note_u(d, "data_length", n);
}

static void show_readdir(struct dis *d, struct cur *c, bool v3, bool plus)
{
	uint64_t cookie;
	uint32_t v1, v2, count, most;

	if (!v3) {
		int32_t at = get_bei32(c);

		count = get_be32(c);
		sayf(d, " %u bytes @ %d", count, at);
		note_u(d, "cookie", (uint32_t)at);
		note_u(d, "count", count);
		return;
	}
	cookie = get_be64(c);
	v1 = get_be32(c);
	v2 = get_be32(c);
	count = get_be32(c);
	sayf(d, " %u bytes @ %ld", count, (long)cookie);
	note_u(d, "cookie", cookie);
	note_u(d, "verifier", (uint64_t)v1 << 32 | v2);
	note_u(d, "count", count);
	if (plus && d->opt->v) {
		most = get_be32(c);
		sayf(d, " max %u verf %08x%08x", most, v1, v2);
		note_u(d, "max_count", most);
	} else if (d->opt->v) {
		sayf(d, " verf %08x%08x", v1, v2);
	}
}

static void show_access(struct dis *d, struct cur *c)
{
	uint32_t v = get_be32(c);

	note_u(d, "access", v);
	if (v == 0)
		return;
	say(d, " ");
	if (v & ~0x3fu)
		sayf(d, "%04x", v);
	else if (v == 0x3f)
		say(d, "NFS_ACCESS_FULL");
	else
		say_bits(d, access_bits, "", v, "|");
}

static void show_symlink(struct dis *d, struct cur *c, bool v3)
{
	struct sattr attributes = { 0 };

	if (!show_string(d, c, " "))
		return;
	say(d, " ->");
	if (v3 && wants_fields(d))
		nfs_note_sattr(d, *c, true);
	if (v3)
		attributes = get_sattr(c);
	if (show_string(d, c, "") && v3 && d->opt->v)
		show_sattr(d, &attributes);
}

static void show_arguments(struct dis *d, struct cur *c, uint32_t proc, bool v3)
{
	if (proc == P_NULL || proc >= P_NOP || !get_handle(d, c, v3))
		return;
	switch (proc) {
	case P_LOOKUP:
	case P_REMOVE:
	case P_RMDIR:
		show_string(d, c, " ");
		break;
	case P_CREATE:
		if (show_string(d, c, " ") && wants_fields(d))
			nfs_note_create(d, *c, v3);
		break;
	case P_MKDIR:
		if (show_string(d, c, " ") && wants_fields(d))
			nfs_note_sattr(d, *c, v3);
		break;
	case P_SETATTR:
		if (wants_fields(d))
			nfs_note_setattr(d, *c, v3);
		break;
	case P_ACCESS:
		show_access(d, c);
		break;
	case P_READ:
		show_read(d, c, v3);
		break;
	case P_WRITE:
		show_write(d, c, v3);
		break;
	case P_SYMLINK:
		show_symlink(d, c, v3);
		break;
	case P_MKNOD:
		if (show_string(d, c, " "))
			show_mknod(d, c);
		break;
	case P_RENAME:
		if (!show_string(d, c, " "))
			break;
		say(d, " ->");
		if (get_handle(d, c, v3))
			show_string(d, c, " ");
		break;
	case P_LINK:
		say(d, " ->");
		if (get_handle(d, c, v3))
			show_string(d, c, " ");
		break;
	case P_READDIR:
	case P_READDIRPLUS:
		show_readdir(d, c, v3, proc == P_READDIRPLUS);
		break;
	case P_COMMIT:
		show_read(d, c, v3);
		break;
	default:
		break;
	}
}

/* Over credentials and verifier; false: malformed. */
static bool skip_auth(struct dis *d, struct cur *c, uint32_t total)
{
	uint32_t flavor = get_be32(c), n = get_be32(c);

	note_u(d, "auth_flavor", flavor);
	if (bad(d, "credentials length", n, >, total)) {
		take(c, n);
		return false;
	}
	take(c, (n + 3) & ~3U);
	skip(c, 4);
	n = get_be32(c);
	take(c, (n + 3) & ~3U);
	return !d->stopped;
}

/* Version 3's number of a procedure. */
static uint32_t procedure(uint32_t version, uint32_t proc)
{
	if (version == 3 || proc > P_NOP)
		return proc;
	return proc < sizeof(v2_procedures) ? v2_procedures[proc] : P_NOP;
}

#define OTHER_PROGRAM UINT64_MAX /* instead of version and procedure */

static void note_name(struct dis *d, uint32_t proc)
{
	note_s(d, "procedure_name", proc == P_COMPOUND ? "compound" : proc ? NULL : "null");
}

static void show_procedure(struct dis *d, uint32_t version, uint32_t proc)
{
	say(d, " ");
	note_u(d, "version", version);
	show_name(d, "procedure", procedure_names, "proc-%u", proc);
}

/* Calls that the reference takes for version 2's: those of version 4, and of other programs (ACLs
 * are at NFS's port as well).  Fields only. */
static void note_other(
	struct dis *d, struct cur c, uint32_t program, uint32_t version, uint32_t proc)
{
	note_u(d, "program", program);
	note_u(d, "version", version);
	note_u(d, "procedure", proc);
	if (program != PROGRAM)
		return;
	note_name(d, proc);
	if (skip_auth(d, &c, wire(&c)) && proc == P_COMPOUND)
		nfs4_note_compound(d, c, false);
}

static void dissect_request(struct dis *d, struct cur c)
{
	uint32_t total = wire(&c), xid, program, version, proc;
	bool other;

	say(d, "NFS request xid ");
	xid = get_be32(&c);
	show_u(d, "", "xid", xid);
	show_u(d, " ", "length", total);
	take(&c, 8);
	program = get_be32(&c);
	version = get_be32(&c);
	proc = get_be32(&c);
	other = wants_fields(d) && program != PROGRAM;
	call_put(d, MEMO_RPC, xid, other ? OTHER_PROGRAM : (uint64_t)version << 32 | proc);
	if (other || (wants_fields(d) && version == 4)) {
		note_other(d, c, program, version, proc);
		return;
	}
	proc = procedure(version, proc);
	show_procedure(d, version, proc);
	if (proc == P_NULL || proc > P_COMMIT)
		return;
	if (skip_auth(d, &c, total))
		show_arguments(d, &c, proc, version == 3);
}

const struct proto proto_nfs_request = { "nfs", dissect_request };

/* --- replies --- */

static bool show_status(struct dis *d, struct cur *c)
{
	uint32_t status = get_be32(c);

	note_u(d, "status", status);
	if (status) {
		say(d, " ERROR: ");
		say_name(d, status_names, "unk %u", status);
	}
	return status == 0 && !d->stopped;
}

/* Each returns false if the packet ends too early. */

static bool show_created(struct dis *d, struct cur *c, bool v3, bool ok)
{
	bool follow;

	if (!v3)
		return !ok ||
		       (get_handle(d, c, false) && show_attributes(d, c, false, verbosity(d)));
	if (!ok)
		return show_wcc(d, c);
	follow = get_be32(c);
	note_b(d, "handle_follow", follow);
	if (!follow || !get_handle(d, c, true) || !verbosity(d))
		return true;
	if (!show_post(d, c, "attributes"))
		return false;
	if (verbosity(d) < 2)
		return true;
	say(d, " dir attr:");
	return show_wcc(d, c);
}

static bool show_looked_up(struct dis *d, struct cur *c, bool v3, bool ok)
{
	if (!v3)
		return !ok || show_created(d, c, false, true);
	if (ok && (!get_handle(d, c, true) || !show_post(d, c, "attributes")))
		return false;
	if (verbosity(d) < 2)
		return true;
	say(d, " post dattr:");
	return show_post(d, c, "dir_attributes");
}

static bool show_access_reply(struct dis *d, struct cur *c, bool ok)
{
	if (d->opt->v)
		say(d, " attr:");
	if (!show_post(d, c, "attributes"))
		return false;
	if (ok) {
		uint32_t access = get_be32(c);

		sayf(d, " c %04x", access);
		note_u(d, "access", access);
	}
	return true;
}

static bool show_read_reply(struct dis *d, struct cur *c, bool v3, bool ok)
{
	bool eof;

	if (!v3)
		return !ok || show_attributes(d, c, false, verbosity(d));
	if (!show_post(d, c, "attributes"))
		return false;
	if (ok && verbosity(d)) {
		show_u(d, " ", "count", get_be32(c));
		say(d, " bytes");
		eof = get_be32(c);
		if (eof)
			say(d, " EOF");
		note_b(d, "eof", eof);
	}
	return true;
}

static bool show_write_reply(struct dis *d, struct cur *c, bool v3, bool ok)
{
	uint32_t stable;

	if (!v3)
		return !ok || show_attributes(d, c, false, verbosity(d));
	if (!show_wcc(d, c))
		return false;
	if (!ok || !verbosity(d))
		return true;
	show_u(d, " ", "count", get_be32(c));
	say(d, " bytes");
	if (verbosity(d) < 2)
		return true;
	stable = get_be32(c);
	say(d, " <");
	show_name(d, "stable", stable_names, "#%u", stable);
	say(d, ">");
	show_verifier(d, c, false);
	return true;
}

static bool show_readdir_reply(struct dis *d, struct cur *c, bool v3, bool plus, bool ok)
{
	uint32_t offset, size;

	if (v3) {
		if (!show_labelled_post(d, c))
			return false;
		if (ok && verbosity(d))
			show_verifier(d, c, true);
		if (ok && wants_fields(d))
			nfs_note_entries(d, *c, true, plus);
		return true;
	}
	if (!ok)
		return true;
	if (wants_fields(d))
		nfs_note_entries(d, *c, false, false);
	offset = get_be32(c), size = get_be32(c);
	sayf(d, " offset 0x%x size %u ", offset, size);
	if (get_be32(c))
		say(d, " eof");
	return true;
}

static bool show_fsstat(struct dis *d, struct cur *c, bool v3, bool ok)
{
	static const char *const v2[] = { "tsize", "bsize", "blocks", "bfree", "bavail" };
	static const char *const v3_names[] = { "tbytes", "fbytes", "abytes", "tfiles", "ffiles",
		"afiles" };

	if (v3 && !show_labelled_post(d, c))
		return false;
	if (!v3 && !ok)
		return true;
	if (!has(c, v3 ? 52 : 20))
		return false;
	for (int i = 0; !v3 && i < 5; i++) {
		uint32_t v = get_be32(c);

		sayf(d, " %s %u", v2[i], v);
		note_u(d, v2[i], v);
	}
	for (int i = 0; v3 && i < (d->opt->v ? 6 : 3); i++) { /* sic: also in an error */
		uint64_t v = get_be64(c);

		sayf(d, " %s %lu", v3_names[i], (unsigned long)v);
		note_u(d, v3_names[i], v);
	}
	if (v3 && d->opt->v)
		show_u(d, " invar ", "invarsec", get_be32(c));
	return true;
}

static bool show_fsinfo(struct dis *d, struct cur *c, bool ok)
{
	uint32_t w[12];

	if (!show_labelled_post(d, c))
		return false;
	if (!ok)
		return true;
	if (!has(c, 48))
		return false;
	for (int i = 0; i < 12; i++)
		w[i] = get_be32(c);
	sayf(d, " rtmax %u rtpref %u wtmax %u wtpref %u dtpref %u", w[0], w[1], w[3], w[4], w[6]);
	if (d->opt->v)
		sayf(d, " rtmult %u wtmult %u maxfsz %lu delta %u.%06u ", w[2], w[5],
			(unsigned long)w[7] << 32 | w[8], w[9], w[10]);
	note_u(d, "rtmax", w[0]);
	note_u(d, "rtpref", w[1]);
	note_u(d, "rtmult", w[2]);
	note_u(d, "wtmax", w[3]);
	note_u(d, "wtpref", w[4]);
	note_u(d, "wtmult", w[5]);
	note_u(d, "dtpref", w[6]);
	note_u(d, "maxfilesize", (uint64_t)w[7] << 32 | w[8]);
	note_f(d, "time_delta", w[9] + w[10] / 1e9);
	note_u(d, "time_delta_nsec", w[10]);
	note_u(d, "properties", w[11]);
	return true;
}

static bool show_pathconf(struct dis *d, struct cur *c, bool ok)
{
	static const char *const flags[] = { "notrunc", "chownres", "igncase", "keepcase" };

	if (!show_labelled_post(d, c))
		return false;
	if (!ok)
		return true;
	if (!has(c, 24))
		return false;
	show_u(d, " linkmax ", "linkmax", get_be32(c));
	show_u(d, " namemax ", "namemax", get_be32(c));
	for (int i = 0; i < 4; i++) {
		bool set = get_be32(c);

		say(d, " ");
		say_s(d, set ? flags[i] : "");
		note_b(d, flags[i], set);
	}
	return true;
}

static bool show_commit_reply(struct dis *d, struct cur *c)
{
	if (!show_wcc(d, c))
		return false;
	if (verbosity(d) > 1)
		show_verifier(d, c, false);
	return true;
}

/* The names that a rename or a link is about. */
static bool show_moved(struct dis *d, struct cur *c, bool rename)
{
	if (!verbosity(d))
		return true;
	if (rename) {
		say(d, " from:");
		if (!show_wcc(d, c))
			return false;
		say(d, " to:");
	} else {
		say(d, " file POST:");
		if (!show_post(d, c, "attributes"))
			return false;
		say(d, " dir:");
	}
	return show_wcc(d, c);
}

static bool show_results(struct dis *d, struct cur *c, uint32_t proc, bool v3, bool ok)
{
	switch (proc) {
	case P_GETATTR:
		return !ok || show_attributes(d, c, v3, wants_fields(d) ? 2 : 1);
	case P_SETATTR:
		return v3 ? show_wcc(d, c)
		          : !ok || show_attributes(d, c, false, wants_fields(d) ? 2 : 1);
	case P_LOOKUP:
		return show_looked_up(d, c, v3, ok);
	case P_ACCESS:
		return show_access_reply(d, c, ok);
	case P_READLINK:
		if (!ok)
			return true;
		if (v3 && !show_post(d, c, "attributes"))
			return false;
		show_string(d, c, " ");
		return true;
	case P_READ:
		return show_read_reply(d, c, v3, ok);
	case P_WRITE:
		return show_write_reply(d, c, v3, ok);
	case P_CREATE:
	case P_MKDIR:
		return show_created(d, c, v3, ok);
	case P_MKNOD:
	case P_SYMLINK:
		return !v3 || show_created(d, c, true, ok);
	case P_REMOVE:
	case P_RMDIR:
		return !v3 || show_wcc(d, c);
	case P_RENAME:
	case P_LINK:
		return !v3 || show_moved(d, c, proc == P_RENAME);
	case P_READDIR:
	case P_READDIRPLUS:
		return show_readdir_reply(d, c, v3, proc == P_READDIRPLUS, ok);
	case P_FSSTAT:
		return show_fsstat(d, c, v3, ok);
	case P_FSINFO:
		return show_fsinfo(d, c, ok);
	case P_PATHCONF:
		return show_pathconf(d, c, ok);
	case P_COMMIT:
		return show_commit_reply(d, c);
	default:
		return true;
	}
}

static void show_rejection(struct dis *d, struct cur *c, uint32_t total)
{
	uint32_t why, auth, low, high;

	show_u(d, "reply ERR ", "length", total);
	say(d, ": ");
	why = get_be32(c);
	if (why == REJECT_AUTH) {
		auth = get_be32(c);
		say(d, "Auth ");
		show_name(d, "auth", auth_names, "Invalid failure code %u", auth);
	} else if (why == REJECT_MISMATCH) {
		low = get_be32(c), high = get_be32(c);
		say(d, "RPC Version mismatch (");
		show_u(d, "", "low", low);
		show_u(d, "-", "high", high);
		say(d, ")");
	} else {
		show_u(d, "Unknown reason for rejecting rpc message ", "reject", why);
	}
}

static void show_reply(struct dis *d, struct cur *c, uint32_t xid, uint32_t total)
{
	uint32_t version, proc, n, accept;
	uint64_t call;
	bool ok, v4;

	if (!call_find(d, MEMO_RPC, xid, &call))
		return;
	version = (uint32_t)(call >> 32);
	if (wants_fields(d) && call == OTHER_PROGRAM)
		return;
	v4 = wants_fields(d) && version == 4;
	proc = v4 ? (uint32_t)call : procedure(version, (uint32_t)call);
	if (v4) {
		note_u(d, "version", version);
		note_u(d, "procedure", proc);
		note_name(d, proc);
	} else {
		show_procedure(d, version, proc);
	}
	if (proc == P_NULL || proc > P_COMMIT)
		return;
	skip(c, 4);
	n = get_be32(c);
	if (n > total) {
		bad(d, "verifier length", n, >, total);
		take(c, n);
		return;
	}
	take(c, n);
	accept = get_be32(c);
	note_u(d, "accept_state", accept);
	if (accept) {
		say(d, " ");
		say_name(d, accept_names, "ar_stat %u", accept);
		return;
	}
	if (v4) {
		nfs4_note_compound(d, *c, true);
		return;
	}
	ok = show_status(d, c);
	if (!show_results(d, c, proc, version == 3, ok) && ok)
		need(c, left(c) + 1);
}

/* An answer, behind "NFS reply xid N" where that is said. */
static void dissect_answer(struct dis *d, struct cur c)
{
	uint32_t total = wire(&c), xid = get_be32(&c), state;

	take(&c, 4);
	state = get_be32(&c);
	if (state == 1) {
		show_rejection(d, &c, total);
	} else if (state != 0) {
		show_u(d, "reply Unknown rpc response code=", "state", state);
		show_u(d, " ", "length", total);
	} else {
		show_u(d, "reply ok ", "length", total);
		show_reply(d, &c, xid, total);
	}
}

const struct proto proto_nfs_answer = { "nfs", dissect_answer };

static void dissect_reply(struct dis *d, struct cur c)
{
	say(d, "NFS reply xid ");
	show_u(d, "", "xid", peek_be32(&c, 0));
	say(d, " ");
	dissect_answer(d, c);
}

const struct proto proto_nfs_reply = { "nfs", dissect_reply };

/* --- TCP: RFC 5531, 11 --- */

static void dissect_tcp(struct dis *d, struct cur c)
{
	uint32_t record, type;

	if (!has(&c, 12))
		return;
	record = get_be32(&c) & 0x7fffffff;
	type = peek_be32(&c, 4);
	note_u(d, "record", record);
	claim(&c, record);
	if (type == 0 && d->l4.dport == PORT) {
		say(d, ": ");
		dissect_request(d, c);
	} else if (type == 1 && d->l4.sport == PORT) {
		say(d, ": ");
		dissect_reply(d, c);
	}
}

const struct proto proto_nfs_tcp = { "nfs", dissect_tcp };
