/* Who takes a payload that the reference does not know.  Ports: the IANA service name registry;
 * what messages begin with: RFC 8446, 5.1; RFC 8489, 5; https://www.wireguard.com/protocol/. */
#include "deep.h"

#include "http2.h"
#include "lines.h"
#include "tls.h"

struct deep_port {
	uint16_t port;
	const struct proto *p;
};

static const struct deep_port tcp_ports[] = {
	{ 502, &proto_modbus },
	{ 1883, &proto_mqtt },
	{ 3306, &proto_mysql },
	{ 5432, &proto_postgresql },
	{ 0, NULL },
};

static const struct proto *by_port(const struct deep_port *t, const struct dis *d)
{
	for (; t->p; t++)
		if (d->l4.sport == t->port || d->l4.dport == t->port)
			return t->p;
	return NULL;
}

static bool is_ssh(struct dis *d, struct cur c)
{
	struct talk *t = talk_find(d);

	return (t && t->kind == TALK_SSH) || (has(&c, 8) && peek_be64(&c, 0) == 0x5353482d322e302d);
}

const struct proto *deep_tcp(struct dis *d, struct cur c)
{
	if (!more(&c))
		return NULL;
	if (tls_is(c))
		return &proto_tls;
	if (is_ssh(d, c))
		return &proto_ssh;
	if (http2_is(d, c))
		return &proto_http2;
	if (http_is(c))
		return &proto_http;
	return by_port(tcp_ports, d);
}

/* WireGuard's messages: a type, three noughts, and a length of their own */
static bool is_wireguard(struct cur c)
{
	static const uint8_t lengths[] = { 0, 148, 92, 64 };
	uint8_t type;

	if (!has(&c, 16) || peek_be24(&c, 1) != 0)
		return false;
	type = peek_u8(&c, 0);
	if (type >= 1 && type <= 3)
		return wire(&c) == lengths[type];
	return type == 4 && wire(&c) >= 32 && wire(&c) % 16 == 0;
}

const struct proto *deep_udp(const struct dis *d, struct cur c)
{
	(void)d;
	if (has(&c, 20) && peek_be32(&c, 4) == 0x2112a442 && peek_u8(&c, 0) < 0x40)
		return &proto_stun;
	return is_wireguard(c) ? &proto_wireguard : NULL;
}
