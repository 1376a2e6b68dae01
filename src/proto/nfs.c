/* Network File System.  RFC 1094, RFC 1813; its calls: RFC 5531. */
#include "../dissect/dissect.h"

enum { PORT = 2049, REJECT_MISMATCH = 0, REJECT_AUTH = 1, FH2 = 32, FH3_MAX = 64, HEADER = 40 };
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
	P_NOP
};
enum { T_BLK = 3, T_CHR = 4, T_LNK, T_SOCK, T_FIFO };

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
	{ 13, "Permission denied" },
	{ 17, "File exists" },
	{ 18, "Cross-device link" },
	{ 19, "Operation not supported by device" },
	{ 20, "Not a directory" },
	{ 21, "Is a directory" },
	{ 22, "Invalid argument" },
	{ 27, "File too large" },
	{ 28, "No space left on device" },
	{ 30, "Read-only file system" },
	{ 31, "Too many links" },
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

static const struct name types[] = {
	{ 0, "NON" },
	{ 1, "REG" },
	{ 2, "DIR" },
	{ 3, "BLK" },
	{ 4, "CHR" },
	{ 5, "LNK" },
	{ 6, "SOCK" },
	{ 7, "FIFO" },
	{ 0, NULL },
};

static const struct name stable_names[] = { { 0, "unstable" }, { 1, "dsync" }, { 2, "filesync" },
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

struct file { /* what a handle seems to say: a guess by its shape, as many systems made them */
	uint32_t major, minor, id;
};

static bool guess_file(struct cur h, struct file *f)
{
	uint32_t w = peek_be32(&h, 0), dev;

	if (left(&h) < 32)
		return false;
	if (peek_be16(&h, 8) == 0x000a) { /* SVR4 */
		*f = (struct file){ w >> 18, w & 0x3ffff, peek_be32(&h, 12) };
		return true;
	}
	if (peek_le16(&h, 8) == 0x000c) { /* BSD, little-endian */
		dev = peek_le32(&h, 0);
		*f = (struct file){ dev >> 20, dev & 0xfffff, peek_le32(&h, 12) };
		return true;
	}
	if (w <= 0xffff && peek_be16(&h, 8) == 0) {
		*f = (struct file){ w >> 8, w & 0xff, peek_be32(&h, 12) };
		return true;
	}
	return false;
}

static void show_handle(struct dis *d, struct cur h)
{
	static const char unknown[] = "Unknown";
	uint32_t n = left(&h);
	struct file f;

	note_hex(d, "handle", h);
	if (!d->opt->u && n >= 32 && guess_file(h, &f)) {
		sayf(d, " fh %u,%u/%u", f.major, f.minor, f.id);
		return;
	}
	if (d->opt->u) {
		say(d, " fh[");
		for (const char *sep = ""; left(&h) >= 4; sep = ":") {
			say_s(d, sep);
			sayf(d, "%x", get_be32(&h));
		}
		say(d, "]");
		return;
	}
	sayf(d, " fh %.*s/", (int)(n / 4 < 7 ? n / 4 : 7), unknown);
	for (n = 0; more(&h) && n < 32; n++)
		sayf(d, "%02X", get_u8(&h));
}

/* False: malformed, or not all of it is here. */
static bool get_handle(struct dis *d, struct cur *c, bool v3)
{
	uint32_t n = v3 ? get_be32(c) : FH2;
	struct cur h;

	if (d->stopped)
		return false;
	if (n > FH3_MAX)
		n = FH3_MAX;
	h = take(c, n);
	skip(c, (4 - n % 4) % 4);
	if (d->stopped)
		return false;
	show_handle(d, h);
	return true;
}

/* A counted string; false: malformed. */
static bool show_string(struct dis *d, struct cur *c, const char *label)
{
	uint32_t n = get_be32(c), there;
	struct cur text;

	if (d->stopped)
		return false;
	if (n > 0xfffffff0) {
		say(d, " [cannot pad to 32-bit boundaries]");
		invalid(d);
		take(c, n);
		return false;
	}
	say_s(d, label);
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

static void say_time(struct dis *d, struct cur *c, const char *label)
{
	uint32_t sec = get_be32(c), frac = get_be32(c);

	say_s(d, label);
	sayf(d, "%u.%06u", sec, frac);
}

static void show_attributes(struct dis *d, struct cur *c, bool v3, bool all)
{
	struct cur a = *c, t = *c;
	uint32_t type = get_be32(&a), mode = get_be32(&a), nlink = get_be32(&a);
	int32_t uid = get_bei32(&a), gid = get_bei32(&a);
	uint64_t size;

	group(d, "attributes");
	say(d, " ");
	show_name(d, "type", types, "unk-ft %u ", type);
	sayf(d, " %o ids %d/%d", mode, uid, gid);
	size = v3 ? get_be64(&a) : get_be32(&a);
	say(d, " sz ");
	say_u64(d, size);
	note_u(d, "mode", mode);
	note_u(d, "nlink", nlink);
	note_i(d, "uid", uid);
	note_i(d, "gid", gid);
	note_u(d, "size", size);
	done(d);
	if (all)
		take(c, v3 ? 84 : 68);
	if (!all)
		return;
	skip(&t, v3 ? 36 : 28);
	if (v3) {
		uint32_t r1 = get_be32(&t), r2 = get_be32(&t);
		uint64_t fsid = get_be64(&t), fileid = get_be64(&t);

		sayf(d, " nlink %u rdev %u/%u fsid %lx fileid %lx", nlink, r1, r2,
			(unsigned long)fsid, (unsigned long)fileid);
	} else {
		uint32_t rdev = get_be32(&t), fsid, nodeid;

		skip(&t, 4);
		fsid = get_be32(&t);
		nodeid = get_be32(&t);
		sayf(d, " nlink %u rdev 0x%x fsid 0x%x nodeid 0x%x", nlink, rdev, fsid, nodeid);
	}
	say_time(d, &t, " a/m/ctime ");
	say_time(d, &t, " ");
	say_time(d, &t, " ");
}

static void show_post(struct dis *d, struct cur *c)
{
	if (get_be32(c))
		show_attributes(d, c, true, true);
}

static void show_wcc(struct dis *d, struct cur *c)
{
	say(d, " PRE:");
	if (get_be32(c)) {
		uint64_t size = get_be64(c);

		say(d, " sz ");
		say_u64(d, size);
		say_time(d, c, " mtime ");
		say_time(d, c, " ctime ");
	}
	say(d, " POST:");
	show_post(d, c);
}

/* Attributes to set: only those that are. */
static void show_sattr(struct dis *d, struct cur *c)
{
	uint32_t v;

	for (int i = 0; i < 3; i++) {
		if (!get_be32(c))
			continue;
		v = get_be32(c);
		if (i == 0)
			sayf(d, " mode %o", v);
		else
			sayf(d, i == 1 ? " uid %u" : " gid %u", v);
	}
	if (get_be32(c))
		show_u64(d, " size ", "size", get_be64(c));
	if (get_be32(c) == 2)
		say_time(d, c, " atime ");
	if (get_be32(c) == 2)
		say_time(d, c, " mtime ");
}

static void say_verifier(struct dis *d, struct cur *c, bool wide)
{
	uint64_t v = get_be64(c);

	sayf(d, wide ? " verf %016lx" : " verf %lx", (unsigned long)v);
}

/* --- calls --- */

static void show_mknod(struct dis *d, struct cur *c)
{
	uint32_t type = get_be32(c), major, minor;

	say(d, " ");
	show_name(d, "type", types, "unk-ft %u ", type);
	if (type == T_CHR || type == T_BLK) {
		struct cur at = *c;

		(void)at;
		major = get_be32(c);
		minor = get_be32(c);
		sayf(d, " %u/%u", major, minor);
	}
	if (d->opt->v)
		show_sattr(d, c);
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
}

static void show_readdir(struct dis *d, struct cur *c, bool v3, bool plus)
{
	uint64_t cookie;
	uint32_t v1, v2, count, most;

	if (!v3) {
		int32_t at = get_bei32(c);

		count = get_be32(c);
		sayf(d, " %u bytes @ %d", count, at);
		return;
	}
	cookie = get_be64(c);
	v1 = get_be32(c);
	v2 = get_be32(c);
	count = get_be32(c);
	sayf(d, " %u bytes @ %ld", count, (long)cookie);
	if (plus) {
		most = get_be32(c);
		if (d->opt->v)
			sayf(d, " max %u verf %08x%08x", most, v1, v2);
	} else if (d->opt->v) {
		sayf(d, " verf %08x%08x", v1, v2);
	}
}

static void show_access(struct dis *d, struct cur *c)
{
	uint32_t v = get_be32(c);

	say(d, " ");
	note_u(d, "access", v);
	if (v & ~0x3fu)
		sayf(d, "%04x", v);
	else if (v == 0x3f)
		say(d, "NFS_ACCESS_FULL");
	else
		say_bits(d, access_bits, "", v, "|");
}

/* Over attributes to set. */
static void skip_sattr(struct cur *c)
{
	for (int i = 0; i < 4; i++)
		if (get_be32(c))
			take(c, i == 3 ? 8 : 4);
	for (int i = 0; i < 2; i++)
		if (get_be32(c) == 2)
			take(c, 8);
}

static void show_symlink(struct dis *d, struct cur *c, bool v3)
{
	struct cur sattr;

	if (!show_string(d, c, " "))
		return;
	sattr = *c;
	if (v3)
		skip_sattr(c);
	if (show_string(d, c, " ->") && v3 && d->opt->v)
		show_sattr(d, &sattr);
}

static void show_arguments(struct dis *d, struct cur *c, uint32_t proc, bool v3)
{
	if (proc == P_NULL || proc >= P_NOP || !get_handle(d, c, v3))
		return;
	switch (proc) {
	case P_LOOKUP:
	case P_CREATE:
	case P_MKDIR:
	case P_REMOVE:
	case P_RMDIR:
		show_string(d, c, " ");
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
	static const char *const what[] = { "credentials", "verifier" };

	for (int i = 0; i < 2; i++) {
		uint32_t n;

		skip(c, 4);
		n = get_be32(c);
		if (d->stopped)
			return false;
		if (n > total) {
			sayf(d, " [%s length %u > %u]", what[i], n, total);
			invalid(d);
			take(c, n);
			return false;
		}
		take(c, n);
	}
	return !d->stopped;
}

static struct memo memory(const struct dis *d, uint32_t xid, bool reply)
{
	struct memo m = memo_of_hosts(d, MEMO_RPC, reply);

	m.key[0] = xid;
	return m;
}

static uint32_t procedure(uint32_t version, uint32_t proc)
{
	if (version == 3)
		return proc;
	return proc < sizeof(v2_procedures) ? v2_procedures[proc] : P_NOP;
}

static void say_procedure(struct dis *d, uint32_t proc)
{
	say(d, " ");
	if (proc == P_NOP)
		say(d, "nop");
	else
		show_name(d, "procedure", procedure_names, "proc-%u", proc);
}

static void dissect_request(struct dis *d, struct cur c)
{
	uint32_t total = wire(&c), xid, version, proc;
	struct memo m;

	say(d, "NFS request xid ");
	xid = get_be32(&c);
	show_u(d, "", "xid", xid);
	show_u(d, " ", "length", total);
	take(&c, 4);
	take(&c, 8);
	version = get_be32(&c);
	proc = get_be32(&c);
	note_u(d, "version", version);
	m = memory(d, xid, false);
	m.val[0] = version;
	m.val[1] = proc;
	memo_put(d, &m);
	proc = version == 3 && proc == P_NOP ? 1000 + P_NOP : procedure(version, proc);
	if (proc == 1000 + P_NOP)
		say(d, " proc-22");
	else
		say_procedure(d, proc);
	if (proc == P_NULL || proc >= P_NOP)
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

static void show_created(struct dis *d, struct cur *c, bool v3, bool ok)
{
	if (!v3) {
		if (ok && get_handle(d, c, false) && d->opt->v)
			show_attributes(d, c, false, true);
		return;
	}
	if (!ok) {
		if (d->opt->v)
			show_wcc(d, c);
		return;
	}
	if (!get_be32(c) || !get_handle(d, c, true) || !d->opt->v)
		return;
	show_post(d, c);
	if (d->opt->v > 1) {
		say(d, " dir attr:");
		show_wcc(d, c);
	}
}

static void show_looked_up(struct dis *d, struct cur *c, bool v3, bool ok)
{
	if (!v3) {
		show_created(d, c, false, ok);
		return;
	}
	if (ok) {
		if (!get_handle(d, c, true) || !d->opt->v)
			return;
		show_post(d, c);
		if (d->opt->v < 2)
			return;
	} else if (!d->opt->v) {
		return;
	}
	say(d, " post dattr:");
	show_post(d, c);
}

static void show_fsstat(struct dis *d, struct cur *c, bool v3, bool ok)
{
	static const char *const v2[] = { " tsize ", " bsize ", " blocks ", " bfree ", " bavail " };
	static const char *const bytes[] = { " tbytes ", " fbytes ", " abytes " };
	static const char *const files[] = { " tfiles ", " ffiles ", " afiles " };
	struct cur s;

	if (v3) {
		uint32_t has_attributes;

		if (d->opt->v) {
			say(d, " POST:");
			show_post(d, c);
		} else {
			has_attributes = get_be32(c);
			if (has_attributes)
				take(c, 84);
		}
	}
	if (!ok)
		return;
	s = take(c, v3 ? 52 : 20);
	for (int i = 0; !v3 && i < 5; i++) {
		say_s(d, v2[i]);
		say_u(d, get_be32(&s));
	}
	for (int i = 0; v3 && i < 3; i++) {
		say_s(d, bytes[i]);
		say_u64(d, get_be64(&s));
	}
	for (int i = 0; v3 && d->opt->v && i < 3; i++) {
		say_s(d, files[i]);
		say_u64(d, get_be64(&s));
	}
	if (v3 && d->opt->v)
		sayf(d, " invar %u", get_be32(&s));
}

/* Attributes that only -v shows. */
static void pass_post(struct dis *d, struct cur *c)
{
	if (d->opt->v) {
		say(d, " POST:");
		show_post(d, c);
	} else if (get_be32(c)) {
		take(c, 84);
	}
}

static void show_fsinfo(struct dis *d, struct cur *c, bool ok)
{
	uint32_t w[12];
	struct cur s;

	pass_post(d, c);
	if (!ok)
		return;
	s = take(c, 48);
	for (int i = 0; i < 12; i++)
		w[i] = get_be32(&s);
	sayf(d, " rtmax %u rtpref %u wtmax %u wtpref %u dtpref %u", w[0], w[1], w[3], w[4], w[6]);
	if (d->opt->v)
		sayf(d, " rtmult %u wtmult %u maxfsz %lu delta %u.%06u ", w[2], w[5],
			(unsigned long)w[7] << 32 | w[8], w[9], w[10]);
}

static void show_pathconf(struct dis *d, struct cur *c, bool ok)
{
	uint32_t w[6];
	struct cur s;

	pass_post(d, c);
	if (!ok)
		return;
	s = take(c, 24);
	for (int i = 0; i < 6; i++)
		w[i] = get_be32(&s);
	sayf(d, " linkmax %u namemax %u %s %s %s %s", w[0], w[1], w[2] ? "notrunc" : "",
		w[3] ? "chownres" : "", w[4] ? "igncase" : "", w[5] ? "keepcase" : "");
}

static void show_read_reply(struct dis *d, struct cur *c, bool v3, bool ok)
{
	if (!d->opt->v)
		return;
	if (!v3) {
		if (ok)
			show_attributes(d, c, false, true);
		return;
	}
	show_post(d, c);
	if (ok) {
		uint32_t count = get_be32(c), eof = get_be32(c);

		sayf(d, " %u bytes", count);
		if (eof)
			say(d, " EOF");
	}
}

static void show_write_reply(struct dis *d, struct cur *c, bool v3, bool ok)
{
	if (!v3) {
		if (ok && d->opt->v)
			show_attributes(d, c, false, true);
		return;
	}
	if (!d->opt->v)
		return;
	show_wcc(d, c);
	if (!ok)
		return;
	show_u(d, " ", "count", get_be32(c));
	say(d, " bytes");
	if (d->opt->v > 1) {
		uint32_t stable = get_be32(c);

		say(d, " <");
		say_name(d, stable_names, "#%u", stable);
		say(d, ">");
		say_verifier(d, c, false);
	}
}

static void show_readdir_reply(struct dis *d, struct cur *c, bool v3, bool ok)
{
	uint32_t a, b, eof;

	if (v3) {
		if (!d->opt->v)
			return;
		say(d, " POST:");
		show_post(d, c);
		if (ok && d->opt->v > 1)
			say_verifier(d, c, true);
		return;
	}
	if (!ok)
		return;
	a = get_be32(c);
	b = get_be32(c);
	eof = get_be32(c);
	sayf(d, " offset 0x%x size %u %s", a, b, eof ? " eof" : "");
}

static void show_results(struct dis *d, struct cur *c, uint32_t proc, bool v3)
{
	bool ok = show_status(d, c), loud = d->opt->v;

	switch (proc) {
	case P_GETATTR:
		if (ok)
			show_attributes(d, c, v3, false);
		break;
	case P_SETATTR:
		if (!v3 && ok)
			show_attributes(d, c, false, false);
		else if (v3 && loud)
			show_wcc(d, c);
		break;
	case P_LOOKUP:
		show_looked_up(d, c, v3, ok);
		break;
	case P_ACCESS:
		if (loud) {
			say(d, " attr:");
			show_post(d, c);
		} else if (get_be32(c)) {
			take(c, 84);
		}
		if (ok)
			sayf(d, " c %04x", get_be32(c));
		break;
	case P_READLINK:
		if (v3) {
			if (loud)
				show_post(d, c);
			else if (get_be32(c))
				take(c, 84);
		}
		if (ok)
			show_string(d, c, " ");
		break;
	case P_READ:
		show_read_reply(d, c, v3, ok);
		break;
	case P_WRITE:
		show_write_reply(d, c, v3, ok);
		break;
	case P_CREATE:
	case P_MKDIR:
	case P_MKNOD:
		show_created(d, c, v3, ok);
		break;
	case P_SYMLINK:
		if (v3)
			show_created(d, c, v3, ok);
		break;
	case P_REMOVE:
	case P_RMDIR:
		if (v3 && loud)
			show_wcc(d, c);
		break;
	case P_RENAME:
		if (v3 && loud) {
			say(d, " from:");
			show_wcc(d, c);
			say(d, " to:");
			show_wcc(d, c);
		}
		break;
	case P_LINK:
		if (v3 && loud) {
			say(d, " file POST:");
			show_post(d, c);
			say(d, " dir:");
			show_wcc(d, c);
		}
		break;
	case P_READDIR:
	case P_READDIRPLUS:
		show_readdir_reply(d, c, v3, ok);
		break;
	case P_FSSTAT:
		show_fsstat(d, c, v3, ok);
		break;
	case P_FSINFO:
		show_fsinfo(d, c, ok);
		break;
	case P_PATHCONF:
		show_pathconf(d, c, ok);
		break;
	case P_COMMIT:
		if (loud)
			show_wcc(d, c);
		if (ok && d->opt->v > 1)
			say_verifier(d, c, false);
		break;
	default:
		break;
	}
}

static void show_rejection(struct dis *d, struct cur *c, uint32_t total)
{
	uint32_t why = get_be32(c), low, high;

	sayf(d, "reply ERR %u: ", total);
	if (why == REJECT_AUTH) {
		low = get_be32(c);
		say(d, "Auth ");
		show_name(d, "auth", auth_names, "Invalid failure code %u", low);
	} else if (why == REJECT_MISMATCH) {
		low = get_be32(c);
		high = get_be32(c);
		sayf(d, "RPC Version mismatch (%u-%u)", low, high);
	} else {
		sayf(d, "Unknown reason for rejecting rpc message %u", why);
	}
}

static void dissect_reply(struct dis *d, struct cur c)
{
	uint32_t total = wire(&c), xid, state, n;
	uint64_t *call;
	struct memo m;

	say(d, "NFS reply xid ");
	xid = get_be32(&c);
	show_u(d, "", "xid", xid);
	say(d, " ");
	take(&c, 4);
	state = get_be32(&c);
	if (state == 1) {
		show_rejection(d, &c, total);
		return;
	}
	if (state != 0) {
		sayf(d, "reply Unknown rpc response code=%u %u", state, total);
		return;
	}
	sayf(d, "reply ok %u", total);
	m = memory(d, xid, true);
	call = memo_find(d, &m);
	if (!call)
		return;
	{
		uint32_t version = (uint32_t)call[0], proc = (uint32_t)call[1];

		proc = version == 3 && proc == P_NOP ? 1000 + P_NOP : procedure(version, proc);
		if (proc > P_NOP)
			return;
		say_procedure(d, proc);
		if (proc == P_NULL || proc == P_NOP)
			return;
		skip(&c, 4);
		n = get_be32(&c);
		if (n > total) {
			sayf(d, " [verifier length %u > %u]", n, total);
			invalid(d);
			take(&c, n);
			return;
		}
		take(&c, n);
		take(&c, 4); /* accept status */
		show_results(d, &c, proc, version == 3);
	}
}

const struct proto proto_nfs_reply = { "nfs", dissect_reply };

/* --- TCP: RFC 5531, 11 --- */

static void dissect_tcp(struct dis *d, struct cur c)
{
	uint32_t type;

	take(&c, 4);
	type = peek_be32(&c, 4);
	if (type == 0 && d->l4.dport == PORT) {
		say(d, ": ");
		dissect_request(d, c);
	} else if (type == 1 && d->l4.sport == PORT) {
		say(d, ": ");
		dissect_reply(d, c);
	}
}

const struct proto proto_nfs_tcp = { "nfs", dissect_tcp };
