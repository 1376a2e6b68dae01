/* ONC RPC calls to the port mapper.  RFC 5531, section 9; RFC 1833, section 3. */
#include "../dissect/dissect.h"

enum { PORT = 111, NFS_PORT = 2049, CALL = 0, RPC_VERSION = 2 };
enum { SET = 1, UNSET = 2, GETPORT = 3, CALLIT = 5 };

static const struct name procs[] = {
	{ 0, "null" },
	{ SET, "set" },
	{ UNSET, "unset" },
	{ GETPORT, "getport" },
	{ 4, "dump" },
	{ CALLIT, "call" },
	{ 0, NULL },
};

static void dissect_sunrpc(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), xid, rpc_version, program, version, proc;

	xid = get_be32(&c);
	skip(&c, 4);
	rpc_version = get_be32(&c);
	program = get_be32(&c);
	version = get_be32(&c);
	proc = get_be32(&c);
	say_net_src(d);
	show_x(d, ".0x", "xid", xid, 0);
	say(d, " > ");
	say_net_dst(d);
	sayf(d, ".0x%x: %u", PORT, length);
	say(d, " ");
	show_name(d, "proc", procs, " proc #%u", proc);
	note_u(d, "program", program);
	note_u(d, "version", version);
	if (rpc_version != RPC_VERSION)
		sayf(d, " [rpcver %u]", rpc_version);
	if (proc == SET || proc == UNSET || proc == GETPORT || proc == CALLIT)
		sayf(d, " %u.%u", program, version);
}

/* -T rpc: replies are taken for those of NFS. */
static void dissect_rpc(struct dis *d, struct cur c)
{
	const char *name = d->proto;
	uint32_t xid, type;

	d->proto = "udp"; /* sic: UDP looks at the type */
	xid = peek_be32(&c, 0), type = peek_be32(&c, 4);
	d->proto = name;
	if (type == CALL) {
		dissect_sunrpc(d, c);
		return;
	}
	say_net_src(d);
	sayf(d, ".%u > ", NFS_PORT);
	say_net_dst(d);
	show_u(d, ".", "xid", xid);
	say(d, ": ");
	enter(d, &proto_nfs_answer, c);
}

const struct proto proto_rpc = { "sunrpc", dissect_rpc };
