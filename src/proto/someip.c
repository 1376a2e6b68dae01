/* Scalable service-Oriented MiddlewarE over IP.  AUTOSAR "SOME/IP Protocol Specification". */
#include "../dissect/dissect.h"

#define HEADER 16

static const struct name message_types[] = {
	{ 0x00, "REQUEST" },
	{ 0x01, "REQUEST_NO_RETURN" },
	{ 0x02, "NOTIFICATION" },
	{ 0x20, "TP_REQUEST" },
	{ 0x21, "TP_REQUEST_NO_RETURN" },
	{ 0x22, "TP_NOTIFICATION" },
	{ 0x80, "RESPONSE" },
	{ 0x81, "ERROR" },
	{ 0xa0, "TP_RESPONSE" },
	{ 0xa1, "TP_ERROR" },
	{ 0, NULL },
};

static const struct name return_codes[] = {
	{ 0, "E_OK" },
	{ 1, "E_NOT_OK" },
	{ 2, "E_UNKNOWN_SERVICE" },
	{ 3, "E_UNKNOWN_METHOD" },
	{ 4, "E_NOT_READY" },
	{ 5, "E_NOT_REACHABLE" },
	{ 6, "E_TIMEOUT" },
	{ 7, "E_WRONG_PROTOCOL_VERSION" },
	{ 8, "E_WRONG_INTERFACE_VERSION" },
	{ 9, "E_MALFORMED_MESSAGE" },
	{ 10, "E_WRONG_MESSAGE_TYPE" },
	{ 11, "E_E2E_REPEATED" },
	{ 12, "E_E2E_WRONG_SEQUENCE" },
	{ 13, "E_E2E" },
	{ 14, "E_E2E_NOT_AVAILABLE" },
	{ 15, "E_E2E_NO_NEW_DATA" },
	{ 0, NULL },
};

static void dissect_someip(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), method;
	uint16_t client, session;

	say(d, "SOMEIP");
	if (bad(d, "length", length, <, HEADER))
		return;
	show_u(d, ", service ", "service", get_be16(&c));
	method = get_be16(&c);
	if (method & 0x8000)
		show_u(d, ", event ", "event", method & 0x7fff);
	else
		show_u(d, ", method ", "method", method);
	show_u(d, ", len ", "length", get_be32(&c));
	client = get_be16(&c);
	session = get_be16(&c);
	show_u(d, ", client ", "client", client);
	show_u(d, ", session ", "session", session);
	show_u(d, ", pver ", "protocol_version", get_u8(&c));
	show_u(d, ", iver ", "interface_version", get_u8(&c));
	method = get_u8(&c);
	say(d, ", msgtype ");
	show_name(d, "message_type", message_types, "Unknown", method);
	method = get_u8(&c);
	say(d, ", retcode ");
	show_name(d, "return_code", return_codes, "Unknown", method);
}

const struct proto proto_someip = { "someip", dissect_someip };
