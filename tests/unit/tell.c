/* tell.c - what is told of a packet at once is what its dissectors tell: every packet of the golden
 * captures, cut at each length of its headers, and with octets of them changed. */
#include "../../src/dissect/tell.h"
#include "../../src/dissect/engine.h"
#include "both.h"

enum { ROOM = 1 << 16 };

struct heard {
	const struct packet *packet;
	size_t n;
	uint8_t b[ROOM];
};

static void put(struct heard *h, const void *v, size_t n)
{
	if (h->n + n <= ROOM)
		memcpy(h->b + h->n, v, n);
	h->n += n;
}

static void put_u(struct heard *h, uint64_t v) { put(h, &v, sizeof(v)); }

/* Where in the packet it is, if it is not what was unpacked or put together of several. */
static void put_data(struct heard *h, const uint8_t *data, uint32_t held)
{
	uintptr_t at = (uintptr_t)data - (uintptr_t)h->packet->data;

	put_u(h, at <= h->packet->caplen ? at : UINT64_MAX);
	if (held)
		put(h, data, held);
}

static void put_ip(struct heard *h, const struct tell_ip *e)
{
	put(h, &e->src, sizeof(e->src));
	put(h, &e->dst, sizeof(e->dst));
	put_u(h, e->has_mac);
	if (e->has_mac) {
		put(h, &e->mac_src, sizeof(e->mac_src));
		put(h, &e->mac_dst, sizeof(e->mac_dst));
	}
	put_u(h, (uint64_t)e->outer << 1 | e->df);
	put_u(h, (uint64_t)e->ver << 32 | e->proto << 16 | e->ttl << 8 | e->more_frags);
	put_u(h, (uint64_t)e->frag_offset << 32 | e->length);
	put_u(h, e->id);
}

static void on_ip(void *arg, const struct tell_ip *e)
{
	put_u(arg, 'i');
	put_ip(arg, e);
}

static void on_tcp(void *arg, const struct tell_tcp *e)
{
	put_u(arg, 't');
	put_ip(arg, e->ip);
	put_u(arg, (uint64_t)e->sport << 32 | (uint32_t)e->dport << 16 | e->cut);
	put_u(arg, (uint64_t)e->flags << 32 | (uint32_t)e->window << 16 | e->mss);
	put_u(arg, (uint64_t)e->seq << 32 | e->ack);
	put_u(arg, (uint64_t)e->wscale << 32 | (uint32_t)e->sack_ok << 16 | e->has_ts);
	put_u(arg, (uint64_t)e->tsval << 32 | e->tsecr);
	put_u(arg, e->nsack);
	put(arg, e->sack, e->nsack * sizeof(e->sack[0]));
	put_u(arg, (uint64_t)e->length << 32 | e->held);
	put_data(arg, e->data, e->held);
}

static void on_udp(void *arg, const struct tell_udp *e)
{
	put_u(arg, 'u');
	put_ip(arg, e->ip);
	put_u(arg, (uint64_t)e->sport << 32 | e->dport);
	put_u(arg, (uint64_t)e->length << 32 | e->held);
	put_data(arg, e->data, e->held);
}

struct listener {
	struct dis *d;
	struct tell tell;
	struct heard heard;
};

static struct listener way[2]; /* the short one, and through the dissectors */

static bool same(const struct packet *p)
{
	for (int i = 0; i < 2; i++) {
		way[i].heard.n = 0;
		way[i].heard.packet = p;
		dissect_packet(way[i].d, p);
	}
	return way[0].heard.n == way[1].heard.n &&
	       memcmp(way[0].heard.b, way[1].heard.b,
		       way[0].heard.n < ROOM ? way[0].heard.n : ROOM) == 0;
}

int main(void)
{
	static const struct opts opt = { .n = true, .t = 1 };
	for (int i = 0; i < 2; i++) {
		way[i].tell = (struct tell){ .arg = &way[i].heard,
			.ip = on_ip,
			.tcp = on_tcp,
			.udp = on_udp,
			.dissect = i };
		way[i].d = dis_new(&opt, NULL, -1);
		dis_listen(way[i].d, &way[i].tell);
	}
	golden_captures();
	for (int i = 0; i < 2; i++)
		dis_free(way[i].d);
	return sum();
}
