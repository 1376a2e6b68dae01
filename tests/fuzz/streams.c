/* streams.c - fuzz what is done with what was said: streams put in order, and the files in them.
 *
 * The input is a row of segments: direction and kind, which conversation, how far on (signed),
 * length, then so many octets.  Every octet that is told in order was sent at that place.
 */
#include "../../src/extract/extract.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);

struct seen {
	struct extract *x;
	struct dialog_sink to;
	uint64_t octets;
};

static void on_data(void *arg, struct dialog *k, int dir, const uint8_t *data, uint32_t n)
{
	struct seen *s = arg;

	s->octets += data ? n : 0;
	s->to.data(s->to.arg, k, dir, data, n);
}

static void on_end(void *arg, struct dialog *k)
{
	struct seen *s = arg;

	s->to.end(s->to.arg, k);
}

static void on_done(void *arg, const struct extract_file *f)
{
	(void)arg;
	if (!*f->name || *f->name == '.' || strlen(f->name) > EXTRACT_NAME + 16)
		abort();
	for (const char *c = f->name; *c; c++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-",
			    *c))
			abort();
}

static struct tell_ip addresses(bool back, uint8_t which)
{
	struct tell_ip ip = { .ver = 4, .outer = true, .ttl = 64 };

	ip.src.b[10] = ip.src.b[11] = ip.dst.b[10] = ip.dst.b[11] = 0xff;
	ip.src.b[15] = back ? 2 : (uint8_t)(3 + which % 4);
	ip.dst.b[15] = back ? (uint8_t)(3 + which % 4) : 2;
	return ip;
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	static const uint16_t ports[] = { 80, 21, 25, 69, 20, 4000, 8080, 587 };
	const struct extract_conf conf = { .dir = -1, .done = on_done };
	struct seen s = { .x = extract_new(&conf) };
	const struct dialog_sink sink = { .arg = &s, .data = on_data, .end = on_end };
	struct dialogs *d = dialogs_new(&sink);
	struct tell tell = { 0 };
	uint32_t next[2][8][4] = { { { 0 } } };
	uint64_t sent = 0, number = 0;

	if (!s.x || !d)
		abort();
	s.to = extract_sink(s.x);
	dialogs_listen(d, &tell);
	while (n >= 5) {
		bool back = in[0] & 1, udp = in[0] & 2;
		uint8_t which = in[1] & 7, client = in[1] >> 3 & 3;
		uint32_t length = in[4] * (in[0] & 0x80 ? 16 : 1);
		uint32_t held = length < n - 5 ? length : (uint32_t)(n - 5), *at;
		struct tell_ip ip = addresses(back, client);
		struct packet p = { .sec = 1, .number = ++number };
		uint16_t mine = (uint16_t)(1024 + client), theirs = ports[which];

		at = &next[back][which][client];
		if (tell.packet)
			tell.packet(tell.arg, &p);
		sent += held;
		if (udp) {
			struct tell_udp e = { &ip, back ? theirs : mine, back ? mine : theirs,
				length, held, in + 5 };

			ip.proto = 17;
			tell.udp(tell.arg, &e);
		} else {
			struct tell_tcp e = { .ip = &ip,
				.sport = back ? theirs : mine,
				.dport = back ? mine : theirs,
				.wscale = 255,
				.flags = (uint16_t)(TELL_ACK | (in[0] & 4 ? TELL_SYN : 0) |
						    (in[0] & 8 ? TELL_FIN : 0)),
				.seq = *at + (uint32_t)((int8_t)in[2] * 64 + (int8_t)in[3]),
				.length = length,
				.held = held,
				.data = in + 5 };

			ip.proto = 6;
			tell.tcp(tell.arg, &e);
			*at = e.seq + length + (e.flags & TELL_SYN ? 1 : 0);
		}
		in += 5 + held;
		n -= 5 + held;
	}
	dialogs_end(d);
	if (s.octets > sent) /* nothing is told twice */
		abort();
	dialogs_free(d);
	extract_free(s.x);
	return 0;
}
