/* TIPC, version 2.  draft-spec-tipc-10, section 3 (message formats). */
#include "tlv.h"

enum { CONN_MANAGER = 8, NAME_TABLE = 11, DISCOVERY = 13, SHORT_WORDS = 6, WORDS = 10 };

static const struct name users[] = {
	{ 0, "Low Importance Data payload" },
	{ 1, "Medium Importance Data payload" },
	{ 2, "High Importance Data payload" },
	{ 3, "Critical Importance Data payload" },
	{ 5, "Broadcast Link Protocol internal" },
	{ 6, "Message Bundler Protocol internal" },
	{ 7, "Link State Protocol internal" },
	{ CONN_MANAGER, "Connection Manager internal" },
	{ 10, "Link Changeover Protocol internal" },
	{ NAME_TABLE, "Name Table Update Protocol internal" },
	{ 12, "Message Fragmentation Protocol internal" },
	{ DISCOVERY, "Neighbor Detection Protocol internal" },
	{ 0, NULL },
};

static const struct name types[] = {
	{ 0, "CONN_MSG" },
	{ 1, "MCAST_MSG" },
	{ 2, "NAMED_MSG" },
	{ 3, "DIRECT_MSG" },
	{ 0, NULL },
};

static const struct name discovery_types[] = {
	{ 0, "Link request" },
	{ 1, "Link response" },
	{ 0, NULL },
};

static uint32_t word(struct cur c, uint32_t i) { return peek_be32(&c, 4 * i); }

/* A node address: zone, cluster, node. */
static void show_node(struct dis *d, const char *label, const char *key, uint32_t node)
{
	say_s(d, label);
	sayf(d, "%u.%u.%u", node >> 24, node >> 12 & 0xfff, node & 0xfff);
	note_u(d, key, node);
}

static void show_sizes(struct dis *d, uint32_t w0, const struct name *names, uint32_t type)
{
	show_u(d, ", headerlength ", "header_length", (w0 >> 21 & 15) * 4);
	show_u(d, " bytes, MessageSize ", "size", w0 & 0x1ffff);
	say(d, " bytes, ");
	show_name(d, "user", users, "", w0 >> 25 & 15);
	say(d, ", messageType ");
	show_name(d, "type", names, "Unknown", type);
}

/* Data, and what the connection manager and the name table send like data. */
static void show_payload(struct dis *d, struct cur c)
{
	uint32_t w0 = word(c, 0), w1 = word(c, 1), w2;
	bool whole = (w0 >> 21 & 15) > SHORT_WORDS;

	need(&c, whole ? 32 : 24);
	show_node(d, "", whole ? "origin" : "previous", word(c, whole ? 6 : 3));
	show_u(d, ":", "src_port", word(c, 4));
	say(d, " > ");
	if (whole) {
		show_node(d, "", "destination", word(c, 7));
		say(d, ":");
	}
	show_u(d, "", "dst_port", word(c, 5));
	show_sizes(d, w0, types, w1 >> 29);
	if (whole && d->opt->v) {
		w2 = word(c, 2);
		show_node(d, "\n\tPrevious Node ", "previous", word(c, 3));
		show_u(d, ", Broadcast Ack ", "broadcast_ack", w1 & 0xffff);
		show_u(d, ", Link Ack ", "link_ack", w2 >> 16);
		show_u(d, ", Link Sequence ", "link_seq", w2 & 0xffff);
	}
}

/* What a link says to its peer. */
static void show_internal(struct dis *d, struct cur c)
{
	uint32_t w1 = word(c, 1), w2, w4, w5, w8, w9;

	need(&c, 32);
	show_node(d, "", "origin", word(c, 6));
	show_node(d, " > ", "destination", word(c, 7));
	show_sizes(d, word(c, 0), types, w1 >> 29);
	show_x(d, " (0x", "word1", w1, 8);
	say(d, ")");
	if (!d->opt->v)
		return;
	need(&c, 4 * WORDS);
	w2 = word(c, 2);
	w4 = word(c, 4);
	w5 = word(c, 5);
	w8 = word(c, 8);
	w9 = word(c, 9);
	show_node(d, "\n\tPrevious Node ", "previous", word(c, 3));
	show_u(d, ", Session No. ", "session", w5 >> 16);
	show_u(d, ", Broadcast Ack ", "broadcast_ack", w1 & 0xffff);
	show_u(d, ", Sequence Gap ", "seq_gap", w1 >> 16 & 0x1fff);
	show_u(d, ",  Broadcast Gap After ", "gap_after", w2 >> 16);
	show_u(d, ", Broadcast Gap To ", "gap_to", w2 & 0xffff);
	show_u(d, ", Last Sent Packet No. ", "last_sent", w4 >> 16);
	show_u(d, ", Next sent Packet No. ", "next_sent", w4 & 0xffff);
	show_u(d, ", Transport Sequence ", "transport_seq", w8);
	show_u(d, ", msg_count ", "messages", w9 >> 16);
	show_u(d, ", Link Tolerance ", "tolerance", w9 & 0xffff);
}

static void show_discovery(struct dis *d, struct cur c)
{
	uint32_t w1 = word(c, 1);

	need(&c, 16);
	show_node(d, "", "previous", word(c, 3));
	show_node(d, " > ", "destination", word(c, 2));
	show_sizes(d, word(c, 0), discovery_types, w1 >> 29);
	if (!d->opt->v)
		return;
	need(&c, 24);
	show_u(d, "\n\tNodeSignature ", "signature", w1 & 0xffff);
	show_u(d, ", network_id ", "network", word(c, 4));
	show_u(d, ", media_id ", "media", word(c, 5) & 0xff);
}

static void dissect_tipc(struct dis *d, struct cur c)
{
	uint32_t w0, user;

	need(&c, 8);
	w0 = word(c, 0);
	user = w0 >> 25 & 15;
	if (!name_of(users, user))
		return;
	if (user <= 3 || user == CONN_MANAGER || user == NAME_TABLE)
		need(&c, (w0 >> 21 & 15) > SHORT_WORDS ? 32 : 24);
	else
		need(&c, user == DISCOVERY ? 16 : 32);
	show_u(d, "TIPC v", "version", w0 >> 29);
	say(d, ".0 ");
	if (user == DISCOVERY)
		show_discovery(d, c);
	else if (user <= 3 || user == CONN_MANAGER || user == NAME_TABLE)
		show_payload(d, c);
	else
		show_internal(d, c);
}

const struct proto proto_tipc = { "tipc", dissect_tipc };
