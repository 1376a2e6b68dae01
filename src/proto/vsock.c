/* Linux vsock monitoring.  https://www.tcpdump.org/linktypes/LINKTYPE_VSOCK.html */
#include "tlv.h"

enum { HEAD = 32, VIRTIO = 2, VIRTIO_HEAD = 44, PAYLOAD = 4 };

static const struct name transports[] = { { 0, "UNKNOWN" }, { 1, "NO_INFO" }, { VIRTIO, "VIRTIO" },
	{ 0, NULL } };

static const struct name ops[] = {
	{ 0, "UNKNOWN" },
	{ 1, "CONNECT" },
	{ 2, "DISCONNECT" },
	{ 3, "CONTROL" },
	{ PAYLOAD, "PAYLOAD" },
	{ 0, NULL },
};

static const struct name virtio_types[] = { { 1, "STREAM" }, { 0, NULL } };

static const struct name virtio_ops[] = {
	{ 0, "INVALID" },
	{ 1, "REQUEST" },
	{ 2, "RESPONSE" },
	{ 3, "RST" },
	{ 4, "SHUTDOWN" },
	{ 5, "RW" },
	{ 6, "CREDIT UPDATE" },
	{ 7, "CREDIT REQUEST" },
	{ 0, NULL },
};

static void show_virtio(struct dis *d, struct cur c)
{
	uint32_t len, flags, alloc, count;
	uint16_t type, op;

	c = from(c, 24); /* the addresses again */
	len = get_le32(&c);
	type = get_le16(&c);
	op = get_le16(&c);
	flags = get_le32(&c);
	alloc = get_le32(&c);
	count = get_le32(&c);
	show_u(d, "len ", "virtio_len", len);
	say(d, ", type ");
	show_name(d, "virtio_type", virtio_types, "Invalid type (%u)", type);
	say(d, ", op ");
	show_name(d, "virtio_op", virtio_ops, "Invalid op (%u)", op);
	show_x(d, ", flags ", "flags", flags, 0);
	show_u(d, ", buf_alloc ", "buf_alloc", alloc);
	show_u(d, ", fwd_cnt ", "fwd_cnt", count);
}

static void dissect_vsock(struct dis *d, struct cur c)
{
	uint32_t length = left(&c), sport, dport;
	uint64_t src, dst;
	uint16_t op, transport;
	bool cut = false;

	if (!has(&c, HEAD)) {
		stop(d);
		return;
	}
	src = get_le64(&c);
	dst = get_le64(&c);
	sport = get_le32(&c);
	dport = get_le32(&c);
	op = get_le16(&c);
	transport = get_le16(&c);
	skip(&c, 4); /* the transport header's length, as it is by its kind; reserved */
	show_name(d, "transport", transports, "Invalid transport (%u)", transport);
	if (d->opt->v) {
		cut = transport == VIRTIO && left(&c) < VIRTIO_HEAD;
		if (transport == VIRTIO && !cut) {
			say(d, " (");
			show_virtio(d, c);
			say(d, ")");
		}
		if (!cut)
			say(d, "\n\t");
	} else {
		say(d, " ");
	}
	say_u64(d, src);
	show_u(d, ".", "sport", sport);
	say(d, " > ");
	say_u64(d, dst);
	show_u(d, ".", "dport", dport);
	say(d, " ");
	show_name(d, "op", ops, " invalid op (%u)", op);
	show_u(d, ", length ", "length", length);
	note_u(d, "src", src);
	note_u(d, "dst", dst);
	if (cut)
		stop(d);
	if (d->opt->v < 2 || op != PAYLOAD)
		return;
	if (transport == VIRTIO)
		skip(&c, VIRTIO_HEAD);
	need(&c, 1);
	say(d, "\n");
	dump_tlv(d, "\t", c, wire(&c)); /* sic: no line breaks */
}

const struct proto proto_vsock = { "vsock", dissect_vsock };
