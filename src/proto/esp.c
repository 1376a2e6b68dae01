/* IP Encapsulating Security Payload.  RFC 4303; decrypted by the keys of -E. */
#include "../dissect/decrypt.h"

enum { TCP = 6, UDP = 17 };

/* Payload, padding, pad length, next header. */
static void payload(struct dis *d, struct cur c)
{
	uint32_t n = wire(&c);
	uint8_t pad, next;

	if (n < 2) {
		truncated(d);
		return;
	}
	pad = peek_u8(&c, n - 2), next = peek_u8(&c, n - 1);
	if (pad + 2u > n) {
		truncated(d);
		return;
	}
	clip(&c, n - 2 - pad);
	note_u(d, "pad_length", pad);
	note_u(d, "next_header", next);
	say(d, ": ");
	if (next == UDP || next == TCP) {
		/* The reference looks for their end in the encrypted packet. */
		d->proto = next == UDP ? proto_udp.name : proto_tcp.name;
		truncated(d);
		return;
	}
	enter_ip_proto(d, next, c);
}

static void dissect_esp(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), spi, seq;
	struct cur clear;

	say(d, "ESP");
	spi = get_be32(&c);
	show_x(d, "(spi=0x", "spi", spi, 8);
	seq = get_be32(&c);
	show_x(d, ",seq=0x", "seq", seq, 0);
	show_u(d, "), length ", "length", length);
	if (!d->opt->esp || d->stopped)
		return;
	switch (esp_decrypt(d, spi, c, &clear)) {
	case ESP_NO_KEY:
		break;
	case ESP_SHORT:
		truncated(d);
		break;
	case ESP_CLEAR:
		payload(d, clear);
		break;
	}
}

const struct proto proto_esp = { "esp", dissect_esp };
