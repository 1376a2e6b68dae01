/* Modbus over TCP.  https://www.modbus.org/specs: "MODBUS Messaging on TCP/IP Implementation Guide"
 * V1.0b, "MODBUS Application Protocol Specification" V1.1b3. */
#include "../dissect/dissect.h"

enum { ENCAPSULATED = 43, DEVICE_IDENTIFICATION = 14 };
enum { PORT = 502, HEADER = 7, EXCEPTION = 0x80 };

static const struct name functions[] = {
	{ 1, "Read Coils" },
	{ 2, "Read Discrete Inputs" },
	{ 3, "Read Holding Registers" },
	{ 4, "Read Input Registers" },
	{ 5, "Write Single Coil" },
	{ 6, "Write Single Register" },
	{ 7, "Read Exception Status" },
	{ 8, "Diagnostics" },
	{ 15, "Write Multiple Coils" },
	{ 16, "Write Multiple Registers" },
	{ 17, "Report Server ID" },
	{ 22, "Mask Write Register" },
	{ 23, "Read/Write Multiple Registers" },
	{ 43, "Encapsulated Interface Transport" },
	{ 0, NULL },
};

static const struct name exceptions[] = {
	{ 1, "illegal function" },
	{ 2, "illegal data address" },
	{ 3, "illegal data value" },
	{ 4, "server device failure" },
	{ 5, "acknowledge" },
	{ 6, "server device busy" },
	{ 8, "memory parity error" },
	{ 10, "gateway path unavailable" },
	{ 11, "gateway target device failed to respond" },
	{ 0, NULL },
};

/* Modbus Application Protocol 1.1b3, 6.21: what a device is called */
static void note_identification(struct dis *d, struct cur c, bool request)
{
	uint8_t n;

	if (!has(&c, 2))
		return;
	note_u(d, "mei_type", peek_u8(&c, 0));
	if (get_u8(&c) != DEVICE_IDENTIFICATION)
		return;
	note_u(d, "read_device_id", get_u8(&c));
	if (request) {
		if (more(&c))
			note_u(d, "object_id", get_u8(&c));
		return;
	}
	if (!has(&c, 4))
		return;
	note_u(d, "conformity", get_u8(&c));
	note_u(d, "more_follows", get_u8(&c));
	note_u(d, "next_object", get_u8(&c));
	n = get_u8(&c);
	note_u(d, "objects_count", n);
	list(d, "objects");
	for (; n && has(&c, 2) && has(&c, peek_u8(&c, 1) + 2u); n--) {
		uint8_t length;

		item(d);
		note_u(d, "id", get_u8(&c));
		length = get_u8(&c);
		note_text(d, "text", take(&c, length));
		done(d);
	}
	done(d);
}

static void show_message(struct dis *d, struct cur c, bool request)
{
	uint8_t function = get_u8(&c);

	say(d, ", ");
	show_name(d, "function", functions, "function %u", function & (EXCEPTION - 1));
	if (function & EXCEPTION) {
		say(d, ", exception ");
		show_name(d, "exception", exceptions, "%u", get_u8(&c));
		return;
	}
	say_s(d, request ? " request" : " response");
	if (wants_fields(d) && function == ENCAPSULATED)
		note_identification(d, c, request);
	/* requests of the first six and the two that write many, and answers of writers */
	if ((request || function == 5 || function == 6 || function >= 15) && has(&c, 4) &&
		(function <= 6 || function == 15 || function == 16)) {
		show_u(d, ", address ", "address", get_be16(&c));
		if (function == 5 || function == 6)
			show_u(d, ", value ", "value", get_be16(&c));
		else
			show_u(d, ", count ", "count", get_be16(&c));
	}
}

static void dissect_modbus(struct dis *d, struct cur c)
{
	const char *sep = ": Modbus";

	list(d, "messages");
	while (has(&c, HEADER + 1) && peek_be16(&c, 2) == 0) {
		uint16_t id = get_be16(&c), protocol, length;

		protocol = get_be16(&c);
		length = get_be16(&c);
		if (length < 2 || !has(&c, length))
			break;
		say_s(d, sep);
		item(d);
		show_u(d, " transaction ", "transaction", id);
		note_u(d, "protocol", protocol);
		note_u(d, "length", length);
		show_u(d, ", unit ", "unit", get_u8(&c));
		show_message(d, take(&c, length - 1U), d->l4.dport == PORT);
		done(d);
		sep = ";";
	}
	done(d);
}

const struct proto proto_modbus = { "modbus", dissect_modbus };
