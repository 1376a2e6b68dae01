/* Rx, the remote procedure calls of AFS: packets and acknowledgements.  "Rx protocol specification
 * draft", N. Zeldovich.  The services of AFS inside: "AFS-3 Programmer's Reference", E. Zayas. */
#include "calls.h"

#include <time.h>

#define HEADER 28

enum { DATA = 1, ACK = 2, ABORT = 4 };
enum { CLIENT_INIT = 1 };

static const struct name types[] = {
	{ 1, "data" },
	{ 2, "ack" },
	{ 3, "busy" },
	{ 4, "abort" },
	{ 5, "ackall" },
	{ 6, "challenge" },
	{ 7, "response" },
	{ 8, "debug" },
	{ 9, "params" },
	{ 10, "params" },
	{ 11, "params" },
	{ 12, "params" },
	{ 13, "version" },
	{ 0, NULL },
};

static const struct name flag_bits[] = {
	{ 1, "client-init" },
	{ 2, "req-ack" },
	{ 4, "last-pckt" },
	{ 8, "more-pckts" },
	{ 16, "free-pckt" },
	{ 0, NULL },
};

static const struct name reasons[] = {
	{ 1, "ack requested" },
	{ 2, "duplicate packet" },
	{ 3, "out of sequence" },
	{ 4, "exceeds window" },
	{ 5, "no buffer space" },
	{ 6, "ping" },
	{ 7, "ping response" },
	{ 8, "delay" },
	{ 9, "idle" },
	{ 0, NULL },
};

/* The runs of packets that are (not) acknowledged, as sequence numbers: " acked 3,5-7". */
static void say_runs(struct dis *d, struct cur acks, uint32_t first, uint8_t want)
{
	uint32_t n = left(&acks), start = 0, run = 0;
	bool any = false;

	for (uint32_t i = 0; i <= n; i++) {
		bool yes = i < n && peek_u8(&acks, i) == want;

		if (yes) {
			if (!run++)
				start = i;
			continue;
		}
		if (!run)
			continue;
		say_s(d, any ? "," : want ? " acked " : " nacked ");
		say_u(d, first + start);
		if (run > 1)
			sayf(d, "-%u", first + start + run - 1);
		any = true;
		run = 0;
	}
}

static const char *const sizes[] = { "ifmtu", "maxmtu", "rwind", "maxpackets", NULL };

static void show_ack(struct dis *d, struct cur c)
{
	uint16_t space, skew;
	uint32_t first, serial;
	uint8_t reason, count;
	struct cur acks;

	if (!has(&c, 18)) {
		say(d, " [|ack]");
		return;
	}
	space = get_be16(&c);
	skew = get_be16(&c);
	first = get_be32(&c);
	skip(&c, 4);
	serial = get_be32(&c);
	reason = get_u8(&c);
	count = get_u8(&c);
	if (d->opt->v > 2)
		sayf(d, " bufspace %u maxskew %u", space, skew);
	show_u(d, " first ", "first", first);
	show_u(d, " serial ", "ack_serial", serial);
	say(d, " reason ");
	show_name(d, "reason", reasons, "#%u", reason);
	if (!has(&c, count)) {
		say(d, " [|ack]");
		return;
	}
	acks = take(&c, count);
	say_runs(d, acks, first, 1);
	say_runs(d, acks, first, 0);
	if (d->opt->v < 2 || !has(&c, 3))
		return;
	skip(&c, 3);
	for (const char *const *n = sizes; *n && has(&c, 4); n++)
		sayf(d, " %s %u", *n, get_be32(&c));
}

static void show_flags(struct dis *d, uint8_t flags, uint8_t type)
{
	bool any = false;

	note_u(d, "flags", flags);
	for (const struct name *f = flag_bits; f->s; f++) {
		if (!(flags & f->v))
			continue;
		sayf(d, "%s<%s>", any ? "," : " ", f->s);
		any = true;
	}
	if (flags & 32 && (type == DATA || type == ACK))
		sayf(d, "%s<%s>", any ? "," : " ", type == ACK ? "slow-start" : "jumbogram");
}

/* --- the services --- */

/* An operation's call and reply are told by a format: text, and what is read after a %:
 * u d q t		a number, signed or of 64 bits, a time
 * s k n l		a counted string of at most 256, 64, 65, 1024 bytes
 * v f P U		a name of 65 words, a file's identity, a version, a UUID
 * F I N G D		of files, numbers, names or servers: as many as a count says (D: one server)
 * S A B T E M W L b y x	see show_part() */
struct op {
	uint32_t code;
	const char *name, *call, *reply;
};

static const struct op fs_ops[] = {
	{ 130, "fetch-data", "%f offset %u length %u", "" },
	{ 131, "fetch-acl", "%f", "%A" },
	{ 132, "fetch-status", "%f", "" },
	{ 133, "store-data", "%f%S offset %u length %u flen %u", "" },
	{ 134, "store-acl", "%f%A", "" },
	{ 135, "store-status", "%f%S", "" },
	{ 136, "remove-file", "%f%s", "" },
	{ 137, "create-file", "%f%s%S", " new%f" },
	{ 138, "rename", " old%f%s new%f%s", "" },
	{ 139, "symlink", "%f%s link to%l", "" },
	{ 140, "link", "%f%s link to%f", "" },
	{ 141, "makedir", "%f%s%S", " new%f" },
	{ 142, "rmdir", "%f%s", "" },
	{ 143, "oldsetlock", "%f", "" },
	{ 144, "oldextlock", "%f", "" },
	{ 145, "oldrellock", "%f", "" },
	{ 146, "get-stats", "", "" },
	{ 147, "give-cbs", "", "" },
	{ 148, "get-vlinfo", "%s", "" },
	{ 149, "get-vlstats", " volid %u", "" },
	{ 150, "set-vlstats", " volid %u", "" },
	{ 151, "get-rootvl", "", " root volume%s" },
	{ 152, "check-token", "", "" },
	{ 153, "get-time", "", " %t" },
	{ 154, "nget-vlinfo", " volname%s", "" },
	{ 155, "bulk-stat", "%F", "" },
	{ 156, "setlock", "%f", "" },
	{ 157, "extlock", "%f", "" },
	{ 158, "rellock", "%f", "" },
	{ 159, "xstat-ver", "", "" },
	{ 160, "get-xstat", "", "" },
	{ 161, "dfs-lookup", "", "" },
	{ 162, "dfs-flushcps", "", "" },
	{ 163, "dfs-symlink", "", "" },
	{ 220, "residency", "", "" },
	{ 65536, "inline-bulk-status", "%F", "" },
	{ 65537, "fetch-data-64", "%f offset %q length %q", "" },
	{ 65538, "store-data-64", "%f%S offset %q length %q flen %q", "" },
	{ 65539, "give-up-all-cbs", "", "" },
	{ 65540, "get-caps", "", "" },
	{ 65541, "cb-rx-conn-addr", " addr %u", "" },
	{ 0, NULL, NULL, NULL },
};

static const struct op cb_ops[] = {
	{ 204, "callback", "%B", "" },
	{ 205, "initcb", "", "" },
	{ 206, "probe", "", "" },
	{ 207, "getlock", "", "" },
	{ 208, "getce", "", "" },
	{ 209, "xstatver", "", "" },
	{ 210, "getxstat", "", "" },
	{ 211, "initcb2", "", "" },
	{ 212, "whoareyou", "", "" },
	{ 213, "initcb3", "", " %U" },
	{ 214, "probeuuid", " afsuuid %U", "" },
	{ 215, "getsrvprefs", "", "" },
	{ 216, "getcellservdb", "", "" },
	{ 217, "getlocalcell", "", "" },
	{ 218, "getcacheconf", "", "" },
	{ 65536, "getce64", "", "" },
	{ 65537, "getcellbynum", "", "" },
	{ 65538, "tellmeaboutyourself", "", "" },
	{ 0, NULL, NULL, NULL },
};

static const struct op pt_ops[] = {
	{ 500, "new-user", "%k id %d oldid %d", "" },
	{ 501, "where-is-it", " id %d", "" },
	{ 502, "dump-entry", " pos %d", "" },
	{ 503, "add-to-group", " uid %d gid %d", "" },
	{ 504, "name-to-id", "%N", " ids:%I" },
	{ 505, "id-to-name", " ids:%I", "%N" },
	{ 506, "delete", " id %d", "" },
	{ 507, "remove-from-group", " uid %d gid %d", "" },
	{ 508, "get-cps", " id %d", "%I" },
	{ 509, "new-entry", "%k flag %d oid %d", "" },
	{ 510, "list-max", "", " maxuid %d maxgid %d" },
	{ 511, "set-max", " id %d gflag %d", "" },
	{ 512, "list-entry", " id %d", "" },
	{ 513, "change-entry", " id %d%k oldid %d newid %d", "" },
	{ 514, "list-elements", " id %d", "%I" },
	{ 515, "same-mbr-of", " uid %d gid %d", "" },
	{ 516, "set-fld-sentry", "", "" },
	{ 517, "list-owned", " id %d", "%I" },
	{ 518, "get-cps2", " id %d", "%I" },
	{ 519, "get-host-cps", " id %d", "%I" },
	{ 520, "update-entry", " id %d%k", "" },
	{ 521, "list-entries", "", "" },
	{ 530, "list-super-groups", " id %d", "" },
	{ 0, NULL, NULL, NULL },
};

static const struct op vldb_ops[] = {
	{ 501, "create-entry", "%v", "" },
	{ 502, "delete-entry", " volid %d%T", "" },
	{ 503, "get-entry-by-id", " volid %d%T", "%E" },
	{ 504, "get-entry-by-name", "%n", "%E" },
	{ 505, "get-new-volume-id", " bump %d", " newvol %u" },
	{ 506, "replace-entry", " volid %d%T%v", "" },
	{ 507, "update-entry", " volid %d%T", "" },
	{ 508, "setlock", " volid %d%T", "" },
	{ 509, "releaselock", " volid %d%T", "" },
	{ 510, "list-entry", " index %d", " count %d nextindex %d%E" },
	{ 511, "list-attrib", "", "" },
	{ 512, "linked-list", "", "" },
	{ 513, "get-stats", "", "" },
	{ 514, "probe", "", "" },
	{ 515, "get-addrs", "", "" },
	{ 516, "change-addr", "", "" },
	{ 517, "create-entry-n", "%v", "" },
	{ 518, "get-entry-by-id-n", " volid %d%T", "%M" },
	{ 519, "get-entry-by-name-n", "%n", "%M" },
	{ 520, "replace-entry-n", " volid %d%T%v", "" },
	{ 521, "list-entry-n", " index %d", " count %d nextindex %d%M" },
	{ 522, "list-attrib-n", "", "" },
	{ 523, "linked-list-n", "", "" },
	{ 524, "update-entry-by-name", "%n", "" },
	{ 525, "create-entry-u", "", "" },
	{ 526, "get-entry-by-id-u", "", "%W" },
	{ 527, "get-entry-by-name-u", "%n", "%W" },
	{ 528, "replace-entry-u", "", "" },
	{ 529, "list-entry-u", "", " count %d nextindex %d%W" },
	{ 530, "list-attrib-u", "", "" },
	{ 531, "linked-list-u", "", "" },
	{ 532, "regaddr", "", "" },
	{ 533, "get-addrs-u", "", "" },
	{ 534, "list-attrib-n2", "", "" },
	{ 0, NULL, NULL, NULL },
};

static const struct op kauth_ops[] = {
	{ 1, "auth-old", " principal%k%k", "" },
	{ 2, "change-pw", " principal%k%k", "" },
	{ 3, "get-ticket-old", " kvno %d domain%k%b principal%k%k", "" },
	{ 4, "set-pw", " principal%k%k kvno %d", "" },
	{ 5, "set-fields", " principal%k%k", "" },
	{ 6, "create-user", " principal%k%k", "" },
	{ 7, "delete-user", " principal%k%k", "" },
	{ 8, "get-entry", " principal%k%k", "" },
	{ 9, "list-entry", "", "" },
	{ 10, "get-stats", "", "" },
	{ 11, "debug", "", "" },
	{ 12, "get-pw", " name%k", "" },
	{ 13, "get-random-key", "", "" },
	{ 14, "unlock", " principal%k%k", "" },
	{ 15, "lock-status", " principal%k%k", "" },
	{ 21, "authenticate", " principal%k%k", "" },
	{ 22, "authenticate-v2", " principal%k%k", "" },
	{ 23, "get-ticket", " kvno %d domain%k%b principal%k%k", "" },
	{ 0, NULL, NULL, NULL },
};

static const struct op vol_ops[] = {
	{ 100, "create-volume", " partition %u name%s type %u parent %u", " volid %u trans %u" },
	{ 101, "delete-volume", " trans %u", "" },
	{ 102, "restore", " totrans %u flags %u", "" },
	{ 103, "forward", " fromtrans %u fromdate %t%D desttrans %u", "" },
	{ 104, "end-trans", " trans %u", " %u" },
	{ 105, "clone", " trans %u purgevol %u newtype %u newname%s", " newvol %u" },
	{ 106, "set-flags", " trans %u flags %u", "" },
	{ 107, "get-flags", " trans %u", " %u" },
	{ 108, "trans-create", " vol %u partition %u flags %u", " trans %u" },
	{ 109, "dump", " fromtrans %u fromdate %t", "" },
	{ 110, "get-nth-volume", " index %u", " volume %u partition %u" },
	{ 111, "set-forwarding", " tid %u newsite %u", "" },
	{ 112, "get-name", " tid", "%s" },
	{ 113, "get-status", " tid",
		" volid %u nextuniq %u type %u parentid %u clone %u backup %u restore %u"
		" maxquota %u minquota %u owner %u create %t"
		" access %t update %t expire %t backup %t copy %t" },
	{ 114, "sig-restore", " name%s type %u pid %u cloneid %u", "" },
	{ 115, "list-partitions", "", "" },
	{ 116, "list-volumes", " partition %u flags %u", "%L" },
	{ 117, "set-id-types", " tid %u name%s type %u pid %u clone %u backup %u", "" },
	{ 118, "monitor", "", "" },
	{ 119, "partition-info", " name%s", "" },
	{ 120, "reclone", " tid %u", "" },
	{ 121, "list-one-volume", " partid %u volid %u", "%L" },
	{ 122, "nuke", " partid %u volid %u", "" },
	{ 123, "set-date", " tid %u date %t", "" },
	{ 124, "x-list-volumes", " partid %u volid %u", "" },
	{ 125, "x-list-one-volume", " partid %u volid %u", "" },
	{ 126, "set-info", " tid %u", "" },
	{ 127, "x-list-partitions", "", "" },
	{ 128, "forward-multiple", " fromtrans %u fromdate %t%G", "" },
	{ 65536, "convert-ro", " partid %u volid %u", "" },
	{ 655537, NULL, " fromtrans %u fromdate %t", "" },
	{ 0, NULL, NULL, NULL },
};

static const struct op bos_ops[] = {
	{ 80, "create-bnode", " type%s instance%s", "" },
	{ 81, "delete-bnode", "%s", "" },
	{ 82, "set-status", "%s status %d", "" },
	{ 83, "get-status", "%s", "" },
	{ 84, "enumerate-instance", " %d", "" },
	{ 85, "get-instance-info", "%s", "" },
	{ 86, "get-instance-parm", "%s num %d", "" },
	{ 87, "add-superuser", "%s", "" },
	{ 88, "delete-superuser", "%s", "" },
	{ 89, "list-superusers", " %d", "" },
	{ 90, "list-keys", " %d", "" },
	{ 91, "add-key", " %d", "" },
	{ 92, "delete-key", " %d", "" },
	{ 93, "set-cell-name", "%s", "" },
	{ 94, "get-cell-name", "", "" },
	{ 95, "get-cell-host", " %d", "" },
	{ 96, "add-cell-host", "%s", "" },
	{ 97, "delete-cell-host", "%s", "" },
	{ 98, "set-t-status", "%s status %d", "" },
	{ 99, "shutdown-all", "", "" },
	{ 100, "restart-all", "", "" },
	{ 101, "startup-all", "", "" },
	{ 102, "set-noauth-flag", "", "" },
	{ 103, "re-bozo", "", "" },
	{ 104, "restart", "%s", "" },
	{ 105, "start-bozo-install", "%s size %d flags %d date %d", "" },
	{ 106, "uninstall", "%s", "" },
	{ 107, "get-dates", "", "" },
	{ 108, "exec", "%s", "" },
	{ 109, "prune", "", "" },
	{ 110, "set-restart-time", "", "" },
	{ 111, "get-restart-time", "", "" },
	{ 112, "start-bozo-log", "%s", "" },
	{ 113, "wait-all", "", "" },
	{ 114, "get-instance-strings", "%s", "" },
	{ 115, "get-restricted", "", "" },
	{ 116, "set-restricted", "", "" },
	{ 0, NULL, NULL, NULL },
};

static const struct op ubik_ops[] = {
	{ 10000, "vote-beacon", "%y votestart %t dbversion%P tid%P", " vote no" },
	{ 10001, "vote-debug-old", "", "" },
	{ 10002, "vote-sdebug-old", "", "" },
	{ 10003, "vote-getsyncsite", " site %u", "" },
	{ 10004, "vote-debug", "", "" },
	{ 10005, "vote-sdebug", "", "" },
	{ 10006, "vote-xdebug", "", "" },
	{ 10007, "vote-xsdebug", "", "" },
	{ 20000, "disk-begin", " tid%P", "" },
	{ 20001, "disk-commit", " tid%P", "" },
	{ 20002, "disk-lock", " tid%P file %d pos %d length %d%x", "" },
	{ 20003, "disk-write", " tid%P file %d pos %d", "" },
	{ 20004, "disk-getversion", "", " dbversion%P" },
	{ 20005, "disk-getfile", " file %d", "" },
	{ 20006, "disk-sendfile", " file %d length %d dbversion%P", "" },
	{ 20007, "disk-abort", " tid%P", "" },
	{ 20008, "disk-releaselocks", " tid%P", "" },
	{ 20009, "disk-truncate", " tid%P file %d length %d", "" },
	{ 20010, "disk-probe", " tid%P", "" },
	{ 20011, "disk-writev", "", "" },
	{ 20012, "disk-interfaceaddr", " tid%P oldversion%P newversion%P", "" },
	{ 20013, "disk-setversion", "", "" },
	{ 0, NULL, NULL, NULL },
};

struct service {
	uint16_t port;
	bool ubik; /* its servers also speak ubik, on the same port */
	const char *name;
	const struct op *ops;
};

static const struct service services[] = {
	{ 7000, false, "fs", fs_ops },
	{ 7001, false, "cb", cb_ops },
	{ 7002, true, "pt", pt_ops },
	{ 7003, true, "vldb", vldb_ops },
	{ 7004, true, "kauth", kauth_ops },
	{ 7005, false, "vol", vol_ops },
	{ 7007, false, "bos", bos_ops },
	{ 0, false, NULL, NULL },
};

enum {
	STATUS_DATE = 1,
	STATUS_OWNER = 2,
	STATUS_GROUP = 4,
	STATUS_MODE = 8,
	STATUS_SEGSIZE = 16,
	STATUS_FSYNC = 1024
};
enum { VLDB_NAME = 65, PT_NAME = 64, VOL_NAME = 32, OLD_SITES = 8, SITES = 13, UUID = 44 };

static const struct name volume_types[] = { { 0, "read-write" }, { 1, "read-only" },
	{ 2, "backup" }, { 0, NULL } };

static const struct name fs_errors[] = {
	{ 101, "salvage volume" },
	{ 102, "no such vnode" },
	{ 103, "no such volume" },
	{ 104, "volume exist" },
	{ 105, "no service" },
	{ 106, "volume offline" },
	{ 107, "voline online" },
	{ 108, "diskfull" },
	{ 109, "diskquota exceeded" },
	{ 110, "volume busy" },
	{ 111, "volume moved" },
	{ 112, "AFS IO error" },
	{ 0, NULL },
};

static const struct name right_bits[] = { { 1, "r" }, { 8, "l" }, { 4, "i" }, { 16, "d" },
	{ 2, "w" }, { 32, "k" }, { 64, "a" }, { 0, NULL } };

static void say_time(struct dis *d, struct cur *c)
{
	time_t t = (int32_t)get_be32(c);
	char text[40];
	struct tm tm;

	say(d, " ");
	if (localtime_r(&t, &tm) && strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm))
		say_s(d, text);
}

/* A counted string, padded to words; false if it is too long or does not end here. */
static bool say_string(struct dis *d, struct cur *c, uint32_t max)
{
	uint32_t n = get_be32(c);
	struct cur s;

	if (d->stopped)
		return true;
	if (n > max)
		return false;
	say(d, " \"");
	if (!has(c, n)) {
		s = take(c, left(c));
		say_vis(d, s);
		return false;
	}
	s = take(c, n);
	say_vis(d, s);
	say(d, "\"");
	n = -n & 3;
	skip(c, n < left(c) ? n : left(c));
	return true;
}

/* A name of so many words, a character in each. */
static bool say_wide(struct dis *d, struct cur *c, uint32_t words)
{
	bool ended = false;

	if (!has(c, words * 4))
		return false;
	say(d, " \"");
	for (uint32_t i = 0; i < words; i++) {
		uint8_t ch = (uint8_t)get_be32(c);

		ended |= !ch;
		if (!ended)
			say_visc(d, ch);
	}
	say(d, "\"");
	return true;
}

/* Three numbers: a file's volume, vnode and uniquifier, or a server. */
static bool say_three(struct dis *d, struct cur *c, const char *label, char sep)
{
	uint32_t a, b;

	say_s(d, label);
	if (!has(c, 12))
		return false;
	a = get_be32(c);
	b = get_be32(c);
	sayf(d, "%u%c%u%c%u", a, sep, b, sep, get_be32(c));
	return true;
}

static bool say_fid(struct dis *d, struct cur *c)
{
	return has(c, 12) && say_three(d, c, " fid ", '/');
}

static bool say_server(struct dis *d, struct cur *c)
{
	return has(c, 12) && say_three(d, c, " server ", ':');
}

static bool say_number(struct dis *d, struct cur *c)
{
	int32_t v = (int32_t)get_be32(c);

	say(d, " ");
	say_i(d, v);
	return true;
}

static bool say_pt_name(struct dis *d, struct cur *c) { return say_wide(d, c, PT_NAME); }

static bool say_volume(struct dis *d, struct cur *c)
{
	uint32_t volume;

	say(d, " name");
	if (!say_wide(d, c, VOL_NAME))
		return false;
	say(d, " volid");
	volume = get_be32(c);
	sayf(d, " %u", volume);
	say(d, " type");
	skip(c, left(c) < 84 ? left(c) : 84);
	return true;
}

static bool say_list(
	struct dis *d, struct cur *c, bool (*one)(struct dis *d, struct cur *c), const char *sep)
{
	uint32_t n = get_be32(c);

	if (!n)
		say(d, " <none!>");
	for (uint32_t i = 0; i < n && !d->stopped; i++) {
		if (i)
			say_s(d, sep);
		if (!one(d, c))
			return false;
	}
	return true;
}

static bool say_status(struct dis *d, struct cur *c)
{
	uint32_t mask, v;

	if (!has(c, 24))
		return false;
	mask = get_be32(c);
	if (mask)
		say(d, " StoreStatus");
	if (mask & STATUS_DATE) {
		say(d, " date");
		say_time(d, c);
	} else
		skip(c, 4);
	v = get_be32(c);
	if (mask & STATUS_OWNER)
		sayf(d, " owner %u", v);
	v = get_be32(c);
	if (mask & STATUS_GROUP)
		sayf(d, " group %u", v);
	v = get_be32(c);
	if (mask & STATUS_MODE)
		sayf(d, " mode %o", v & 07777);
	v = get_be32(c);
	if (mask & STATUS_SEGSIZE)
		sayf(d, " segsize %u", v);
	if (mask & STATUS_FSYNC)
		say(d, " fsync");
	return true;
}

static bool is_blank(uint8_t ch) { return ch == ' ' || (ch >= '\t' && ch <= '\r'); }

static void skip_blanks(struct cur *c)
{
	while (more(c) && is_blank(peek_u8(c, 0)))
		skip(c, 1);
}

/* A decimal number after blanks; false if there is none. */
static bool scan_number(struct cur *c, uint32_t *v)
{
	bool minus, any = false;

	skip_blanks(c);
	minus = more(c) && peek_u8(c, 0) == '-';
	if (minus)
		skip(c, 1);
	*v = 0;
	for (; more(c) && peek_u8(c, 0) >= '0' && peek_u8(c, 0) <= '9'; any = true)
		*v = *v * 10 + get_u8(c) - '0';
	if (minus)
		*v = -*v;
	return any;
}

static bool say_rights(struct dis *d, struct cur *c, char sign)
{
	uint32_t n = 0, rights;
	struct cur user;

	skip_blanks(c);
	while (n < left(c) && n < 127 && !is_blank(peek_u8(c, n)))
		n++;
	user = take(c, n);
	if (!n || !scan_number(c, &rights))
		return false;
	say(d, " ");
	say_c(d, sign);
	say(d, "{");
	say_vis(d, user);
	say(d, " ");
	for (const struct name *r = right_bits; r->s; r++)
		if (rights & r->v)
			say_s(d, r->s);
	say(d, "}");
	return true;
}

/* An access list, as text: how many grant and deny, then lines of a name and its rights. */
static bool say_acl(struct dis *d, struct cur *c)
{
	uint32_t n, grant, deny;
	struct cur text;

	if (!has(c, 4))
		return false;
	n = get_be32(c);
	if (!has(c, n))
		return false;
	text = take(c, n);
	for (n = 0; n < left(&text) && peek_u8(&text, n); n++)
		;
	clip(&text, n);
	if (!scan_number(&text, &grant) || !scan_number(&text, &deny))
		return true;
	for (int32_t i = 0; i < (int32_t)grant; i++)
		if (!say_rights(d, &text, '+'))
			return true;
	for (int32_t i = 0; i < (int32_t)deny; i++)
		if (!say_rights(d, &text, '-'))
			return true;
	return true;
}

static bool say_callbacks(struct dis *d, struct cur *c)
{
	uint32_t n, v;

	if (!say_list(d, c, say_fid, ","))
		return false;
	n = get_be32(c);
	if (n)
		say(d, ";");
	for (uint32_t i = 0; i < n && !d->stopped; i++) {
		say(d, " ver");
		v = get_be32(c);
		sayf(d, " %u", v);
		say(d, " expires");
		say_time(d, c);
		(void)get_be32(c); /* its type */
	}
	return true;
}

static bool say_uuid(struct dis *d, struct cur *c)
{
	uint32_t a, b;

	if (!has(c, UUID))
		return false;
	a = get_be32(c);
	b = get_be32(c);
	sayf(d, " %08x%04x%04x", a, b, get_be32(c));
	for (int i = 0; i < 8; i++)
		sayf(d, "%02x", get_be32(c) & 0xff);
	return true;
}

static bool say_version(struct dis *d, struct cur *c)
{
	uint32_t epoch;

	if (!has(c, 8))
		return false;
	epoch = get_be32(c);
	sayf(d, " %u.%u", epoch, get_be32(c));
	return true;
}

static void say_volume_type(struct dis *d, struct cur *c)
{
	const char *s = name_of(volume_types, get_be32(c));

	if (s) {
		say(d, " type ");
		say_s(d, s);
	}
}

static void say_site(struct dis *d, uint32_t ip)
{
	say(d, " ");
	say_ip4(d, ip);
}

static bool say_sites(struct dis *d, struct cur *c, uint32_t n, char kind)
{
	uint32_t slots = kind == 'E' ? OLD_SITES : SITES, size = kind == 'W' ? UUID : 4;

	say(d, " servers");
	for (uint32_t i = 0; i < slots && (kind == 'E' || i < n); i++) {
		if (kind == 'W')
			say(d, " afsuuid");
		if (!has(c, size))
			return false;
		if (kind == 'W') {
			say_uuid(d, c);
			continue;
		}
		if (kind != 'E' || (i < n && peek_be32(c, 0)))
			say_site(d, peek_be32(c, 0));
		skip(c, 4);
	}
	if (kind == 'E' || n >= slots)
		return true;
	if (!has(c, (slots - n) * size))
		return false;
	skip(c, (slots - n) * size);
	return true;
}

/* An entry of the volume location database: the old, the new, and the one with UUIDs: E, M, W. */
static bool say_entry(struct dis *d, struct cur *c, char kind)
{
	uint32_t n, v, slots = kind == 'E' ? OLD_SITES : SITES;

	if (!say_wide(d, c, VLDB_NAME))
		return false;
	if (kind == 'E') {
		if (!has(c, 4))
			return false;
		skip(c, 4);
	}
	say(d, " numservers");
	n = get_be32(c);
	sayf(d, " %u", n);
	if (!say_sites(d, c, n, kind))
		return false;
	if (kind == 'W') {
		if (!has(c, slots * 4))
			return false;
		skip(c, slots * 4);
	}
	say(d, " partitions");
	for (uint32_t i = 0; i < slots; i++) {
		v = get_be32(c);
		if (i >= n)
			continue;
		if (v <= (kind == 'W' ? 26 : 25))
			sayf(d, " %c", 'a' + (int)v);
		else
			sayf(d, " %u", v);
	}
	if (!has(c, slots * 4))
		return false;
	skip(c, slots * 4);
	say(d, " rwvol");
	v = get_be32(c);
	sayf(d, " %u", v);
	say(d, " rovol");
	v = get_be32(c);
	sayf(d, " %u", v);
	say(d, " backup");
	v = get_be32(c);
	sayf(d, " %u", v);
	return true;
}

static void show_value(struct dis *d, struct cur *c, char kind)
{
	uint64_t v;

	if (kind == 't') {
		say_time(d, c);
		return;
	}
	v = kind == 'q' ? get_be64(c) : get_be32(c);
	if (kind == 'x')
		return;
	say_s(d, kind == 'y' ? " syncsite " : " ");
	if (kind == 'd')
		say_i(d, (int32_t)v);
	else if (kind == 'y')
		say_s(d, v ? "yes" : "no");
	else
		say_u64(d, v);
}

static bool skip_ticket(struct cur *c)
{
	uint32_t n = get_be32(c);

	if (!has(c, n))
		return false;
	skip(c, n);
	return true;
}

static bool show_part(struct dis *d, struct cur *c, char kind)
{
	switch (kind) {
	case 's':
		return say_string(d, c, 256);
	case 'k':
		return say_string(d, c, 64);
	case 'n':
		return say_string(d, c, VLDB_NAME);
	case 'l':
		return say_string(d, c, 1024);
	case 'b':
		return skip_ticket(c);
	case 'v':
		return say_wide(d, c, VLDB_NAME);
	case 'f':
		return say_fid(d, c);
	case 'P':
		return say_version(d, c);
	case 'U':
		return say_uuid(d, c);
	case 'F':
		return say_list(d, c, say_fid, ",");
	case 'G':
		return say_list(d, c, say_server, ",");
	case 'D':
		return say_server(d, c);
	case 'I':
		return say_list(d, c, say_number, "");
	case 'N':
		return say_list(d, c, say_pt_name, "");
	case 'L':
		return say_list(d, c, say_volume, ",");
	case 'S':
		return say_status(d, c);
	case 'A':
		return say_acl(d, c);
	case 'B':
		return say_callbacks(d, c);
	case 'T':
		say_volume_type(d, c);
		return true;
	case 'E':
	case 'M':
	case 'W':
		return say_entry(d, c, kind);
	default:
		show_value(d, c, kind);
		return true;
	}
}

static void show_parts(struct dis *d, struct cur c, const char *format, const char *service)
{
	for (; *format && !d->stopped; format++) {
		if (*format == ' ' && format[1] == '%')
			continue; /* said with the value */
		if (*format != '%') {
			say_c(d, *format);
			continue;
		}
		if (!show_part(d, &c, *++format)) {
			sayf(d, " [|%s]", service);
			return;
		}
	}
}

struct packet {
	uint32_t cid, call, seq;
	uint16_t service;
	uint8_t type, flags;
};

/* What tells a call from others of two hosts. */
static uint64_t call_id(const struct dis *d, const struct packet *p, bool reply)
{
	uint16_t client = reply ? d->l4.dport : d->l4.sport;

	return (uint64_t)p->call << 32 | (uint32_t)client << 16 | p->service;
}

static const struct op *op_of(const struct op *o, uint32_t code)
{
	while (o->call && o->code != code)
		o++;
	return o;
}

static void show_operation(
	struct dis *d, struct cur c, const struct service *s, uint32_t code, bool reply, bool abort)
{
	bool ubik =
		s->ubik && ((code >= 10000 && code <= 10007) || (code >= 20000 && code <= 20013));
	const struct op *o = op_of(ubik ? ubik_ops : s->ops, code);
	const char *format = reply ? o->reply : o->call;

	sayf(d, " %s%s %s ", s->name, ubik ? " ubik" : "", reply ? "reply" : "call");
	note_u(d, "operation", code);
	if (o->name)
		say_s(d, o->name);
	else
		sayf(d, "op#%u", code);
	if (abort && ubik && code == 10000)
		format = " vote yes until %t";
	else if (abort && s->ops == fs_ops) {
		uint32_t error = get_be32(&c);

		say(d, " error ");
		say_name(d, fs_errors, "#%d", error);
		return;
	} else if (abort)
		format = " errcode %d";
	if (format)
		show_parts(d, c, format, ubik ? "ubik" : s->name);
}

static const struct service *service_at(uint16_t port)
{
	const struct service *s = services;

	while (s->name && s->port != port)
		s++;
	return s->name ? s : NULL;
}

static void show_service(struct dis *d, struct cur c, const struct packet *p)
{
	const struct service *s;
	uint64_t was;

	if (!wire(&c))
		return;
	if (p->type == DATA && p->seq == 1 && p->flags & CLIENT_INIT) {
		uint32_t code;

		s = service_at(d->l4.dport);
		if (!s)
			return;
		code = get_be32(&c);
		if (d->stopped)
			return;
		call_put(d, MEMO_RX, call_id(d, p, false), code);
		show_operation(d, c, s, code, false, false);
		return;
	}
	if (p->type != ABORT && !(p->type == DATA && p->seq == 1))
		return;
	s = service_at(d->l4.sport);
	if (call_find(d, MEMO_RX, call_id(d, p, true), &was) && s)
		show_operation(d, c, s, (uint32_t)was, true, p->type == ABORT);
}

static void dissect_rx(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), epoch, cid, call, seq, serial;
	uint16_t service;
	uint8_t type, flags, security;

	if (!has(&c, HEADER)) {
		sayf(d, " [|rx] (%u)", length);
		return;
	}
	epoch = get_be32(&c);
	cid = get_be32(&c);
	call = get_be32(&c);
	seq = get_be32(&c);
	serial = get_be32(&c);
	type = get_u8(&c);
	flags = get_u8(&c);
	skip(&c, 1);
	security = get_u8(&c);
	skip(&c, 2);
	service = get_be16(&c);
	say(d, " rx ");
	show_name(d, "type", types, "type %u", type);
	note_u(d, "epoch", epoch);
	note_u(d, "cid", cid);
	note_u(d, "call", call);
	note_u(d, "service", service);
	if (d->opt->v > 1)
		sayf(d, " cid %08x call# %u", cid, call);
	if (d->opt->v) {
		show_u(d, " seq ", "seq", seq);
		show_u(d, " ser ", "serial", serial);
	}
	note_u(d, "security", security);
	if (d->opt->v > 2)
		sayf(d, " secindex %u serviceid %u", security, service);
	if (d->opt->v > 1)
		show_flags(d, flags, type);
	if (length < HEADER)
		;
	else if (type == ACK)
		show_ack(d, c);
	else
		show_service(d, c, &(struct packet){ cid, call, seq, service, type, flags });
	sayf(d, " (%u)", length);
}

const struct proto proto_rx = { "rx", dissect_rx };
