/* MQTT, versions 3.1.1 and 5.0.  OASIS Standards, https://docs.oasis-open.org/mqtt/mqtt/v5.0/. */
#include "../dissect/dissect.h"

enum { CONNECT = 1, CONNACK, PUBLISH, PUBACK, SUBSCRIBE = 8, SUBACK, UNSUBSCRIBE };

static const struct name types[] = {
	{ CONNECT, "CONNECT" },
	{ CONNACK, "CONNACK" },
	{ PUBLISH, "PUBLISH" },
	{ PUBACK, "PUBACK" },
	{ 5, "PUBREC" },
	{ 6, "PUBREL" },
	{ 7, "PUBCOMP" },
	{ SUBSCRIBE, "SUBSCRIBE" },
	{ SUBACK, "SUBACK" },
	{ UNSUBSCRIBE, "UNSUBSCRIBE" },
	{ 11, "UNSUBACK" },
	{ 12, "PINGREQ" },
	{ 13, "PINGRESP" },
	{ 14, "DISCONNECT" },
	{ 15, "AUTH" },
	{ 0, NULL },
};

/* 1.5.5: seven bits an octet, the lowest first; false: it is too long or not here */
static bool get_varint(struct cur *c, uint32_t *v)
{
	*v = 0;
	for (int shift = 0; shift < 28 && more(c); shift += 7) {
		uint8_t b = get_u8(c);

		*v |= (b & 0x7fu) << shift;
		if (!(b & 0x80))
			return true;
	}
	return false;
}

static bool get_string(struct cur *c, struct cur *text)
{
	uint32_t n;

	if (!has(c, 2))
		return false;
	n = get_be16(c);
	if (!has(c, n))
		return false;
	*text = take(c, n);
	return true;
}

/* 3.1.3.2 to 3.1.3.4: what is published when the client is gone */
static bool skip_will(struct cur *c, uint8_t level)
{
	struct cur text;
	uint32_t n;

	if (level >= 5) {
		if (!get_varint(c, &n) || !has(c, n))
			return false;
		skip(c, n);
	}
	return get_string(c, &text) && get_string(c, &text);
}

/* One of MQTT 5.0, 2.2.2.2: a number of as many octets as its identifier says, a string, or two.
 * False: not one of them. */
static bool note_property(struct dis *d, struct cur *c)
{
	uint8_t id = get_u8(c);
	struct cur s;
	uint32_t n;

	note_u(d, "id", id);
	switch (id) {
	case 0x01:
	case 0x17:
	case 0x19:
	case 0x24:
	case 0x25:
	case 0x28:
	case 0x29:
	case 0x2a:
		if (!has(c, 1))
			return false;
		note_u(d, "number", get_u8(c));
		return true;
	case 0x13:
	case 0x21:
	case 0x22:
	case 0x23:
		if (!has(c, 2))
			return false;
		note_u(d, "number", get_be16(c));
		return true;
	case 0x02:
	case 0x11:
	case 0x18:
	case 0x27:
		if (!has(c, 4))
			return false;
		note_u(d, "number", get_be32(c));
		return true;
	case 0x0b:
		if (!get_varint(c, &n))
			return false;
		note_u(d, "number", n);
		return true;
	case 0x26:
		if (!get_string(c, &s))
			return false;
		note_text(d, "name", s);
		break;
	}
	if (!get_string(c, &s))
		return false;
	note_text(d, "string", s);
	return true;
}

/* MQTT 5.0, 2.2.2; false: they are not all here. */
static bool note_properties(struct dis *d, struct cur *c)
{
	struct cur properties;
	uint32_t n;

	if (!get_varint(c, &n) || !has(c, n))
		return false;
	properties = take(c, n);
	if (!wants_fields(d))
		return true;
	note_u(d, "properties_length", n);
	list(d, "properties");
	for (bool known = true; known && more(&properties);) {
		item(d);
		known = note_property(d, &properties);
		done(d);
	}
	done(d);
	return true;
}

static void show_connack(struct dis *d, struct cur c)
{
	note_u(d, "connack_flags", peek_u8(&c, 0));
	skip(&c, 1);
	show_u(d, ", code ", "code", get_u8(&c));
	if (more(&c))
		note_properties(d, &c);
}

static void show_connect(struct dis *d, struct cur c)
{
	struct cur name;
	uint8_t level, flags;

	if (!get_string(&c, &name) || !has(&c, 4))
		return;
	note_text(d, "protocol", name);
	level = get_u8(&c), flags = get_u8(&c);
	show_u(d, ", level ", "level", level);
	note_u(d, "flags", flags);
	show_u(d, ", keep alive ", "keep_alive", get_be16(&c));
	if (level >= 5 && !note_properties(d, &c))
		return;
	if (!get_string(&c, &name))
		return;
	show_vis(d, ", client ", "client_id", name);
	if (flags & 4 && !skip_will(&c, level))
		return;
	if (flags & 0x80 && get_string(&c, &name))
		note_text(d, "username", name);
	if (flags & 0x40 && get_string(&c, &name))
		note_text(d, "password", name);
}

static void show_publish(struct dis *d, struct cur c, uint8_t flags)
{
	struct cur topic;

	show_u(d, ", QoS ", "qos", flags >> 1 & 3);
	note_b(d, "retain", flags & 1);
	note_b(d, "dup", flags & 8);
	if (!get_string(&c, &topic))
		return;
	show_vis(d, ", topic ", "topic", topic);
	if (flags & 6 && has(&c, 2))
		show_u(d, ", id ", "packet_id", get_be16(&c));
	note_hex(d, "message", c); /* in version 5 with its properties */
}

static void show_subscribe(struct dis *d, struct cur c)
{
	struct cur topic;

	if (!has(&c, 2))
		return;
	show_u(d, ", id ", "packet_id", get_be16(&c));
	if (get_string(&c, &topic))
		show_vis(d, ", topic ", "topic", topic);
}

static void show_packet(struct dis *d, uint8_t head, uint32_t n, struct cur c)
{
	uint8_t type = head >> 4;

	show_name(d, "type", types, "type %u", type);
	note_u(d, "length", n);
	note_u(d, "header_flags", head & 15);
	if (type == CONNECT)
		show_connect(d, c);
	else if (type == PUBLISH)
		show_publish(d, c, head & 15);
	else if (type == SUBSCRIBE || type == UNSUBSCRIBE)
		show_subscribe(d, c);
	else if (type == CONNACK && has(&c, 2))
		show_connack(d, c);
	else if (type >= PUBACK && type <= 11 && has(&c, 2))
		show_u(d, ", id ", "packet_id", peek_be16(&c, 0));
}

static void dissect_mqtt(struct dis *d, struct cur c)
{
	const char *sep = ": MQTT ";

	list(d, "packets");
	while (has(&c, 2)) {
		uint8_t head = get_u8(&c);
		uint32_t n;

		if (!get_varint(&c, &n))
			break;
		say_s(d, sep);
		item(d);
		show_packet(d, head, n, part(&c, n));
		done(d);
		sep = "; ";
	}
	done(d);
}

const struct proto proto_mqtt = { "mqtt", dissect_mqtt };
