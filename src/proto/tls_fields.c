/* TLS: what hellos and key exchanges hold beside what the text says, fields only.  RFC 8446, 4.2;
 * RFC 5246, 7.4; RFC 6066; RFC 8422, 5.4; ALPS: draft-vvv-tls-alps; NPN:
 * draft-agl-tls-nextprotoneg. */
#include "tls.h"

enum { SERVER_NAME = 0, STATUS_REQUEST = 5, HEARTBEAT = 15, COMPRESS_CERTIFICATE = 27 };
enum { DRAFT_KEY_SHARE = 40, PSK_MODES = 45, KEY_SHARE = 51, NPN = 13172, ALPS = 17513 };
enum { NAMED_CURVE = 3, KEYS_MAX = 64 };

/* Names of protocols, each behind its length. */
static void note_protocols(struct dis *d, struct cur c)
{
	list(d, "protocols");
	while (more(&c) && has(&c, peek_u8(&c, 0) + 1u)) {
		uint8_t n = get_u8(&c);

		item(d);
		note_text(d, "protocol", take(&c, n));
		done(d);
	}
	done(d);
}

/* RFC 6066, 8; a server's is empty */
static void note_status(struct dis *d, struct cur c)
{
	uint16_t n;

	if (!has(&c, 3))
		return;
	note_u(d, "status_type", get_u8(&c));
	n = get_be16(&c);
	note_u(d, "responders_length", n);
	skip(&c, n);
	if (has(&c, 2))
		note_u(d, "request_extensions_length", get_be16(&c));
}

/* RFC 8446, 4.2.8; the group alone is that of a HelloRetryRequest */
static void note_shares(struct dis *d, struct cur c, bool client)
{
	if (client && has(&c, 2))
		note_u(d, "list_length", get_be16(&c));
	list(d, "shares");
	for (int i = 0; i < KEYS_MAX && has(&c, 2); i++) {
		uint16_t n;

		item(d);
		note_u(d, "group", get_be16(&c));
		if (has(&c, 2)) {
			n = get_be16(&c);
			note_u(d, "key_length", n);
			note_hex(d, "key", part(&c, n));
		}
		done(d);
	}
	done(d);
}

static void note_extension(struct dis *d, uint16_t type, struct cur c, bool client)
{
	struct cur data = c;

	switch (type) {
	case SERVER_NAME:
		if (has(&c, 3)) {
			note_u(d, "list_length", get_be16(&c));
			note_u(d, "name_type", get_u8(&c));
		}
		break;
	case STATUS_REQUEST:
		if (client)
			note_status(d, c);
		break;
	case HEARTBEAT: /* RFC 6520, 2 */
		if (more(&c))
			note_u(d, "mode", get_u8(&c));
		break;
	case COMPRESS_CERTIFICATE: /* RFC 8879, 3 */
		if (more(&c))
			note_u(d, "list_length", get_u8(&c));
		list(d, "algorithms");
		while (has(&c, 2))
			note_u(d, NULL, get_be16(&c));
		done(d);
		break;
	case PSK_MODES:
		if (more(&c))
			note_u(d, "list_length", get_u8(&c));
		list(d, "modes");
		while (more(&c))
			note_u(d, NULL, get_u8(&c));
		done(d);
		break;
	case DRAFT_KEY_SHARE: /* of TLS 1.3 before draft-ietf-tls-tls13-23 */
	case KEY_SHARE:
		note_shares(d, c, client);
		return;
	case NPN:
		note_protocols(d, c);
		break;
	case ALPS:
		if (client && has(&c, 2)) {
			note_u(d, "list_length", get_be16(&c));
			note_protocols(d, c);
		}
		break;
	}
	note_hex(d, "data", data);
}

/* Of RFC 8701, as in the lists beside these. */
static bool is_grease(uint16_t v) { return (v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff); }

void tls_note_extensions(struct dis *d, struct cur c, bool client)
{
	list(d, "extensions");
	while (has(&c, 4)) {
		uint16_t type = get_be16(&c), n = get_be16(&c);
		struct cur e = part(&c, n);

		if (is_grease(type))
			continue;
		item(d);
		note_u(d, "value", type);
		note_u(d, "length", n);
		note_extension(d, type, e, client);
		done(d);
	}
	done(d);
}

/* RFC 8422, 5.4: a curve, a point on it, and who signed them how */
void tls_note_server_key(struct dis *d, struct cur c, bool signs_by)
{
	uint8_t n;

	if (!has(&c, 4) || peek_u8(&c, 0) != NAMED_CURVE)
		return; /* whose it is the cipher tells, which was in another message */
	note_u(d, "curve_type", get_u8(&c));
	note_u(d, "named_curve", get_be16(&c));
	n = get_u8(&c);
	note_u(d, "point_length", n);
	if (!has(&c, n))
		return;
	note_hex(d, "point", take(&c, n));
	if (signs_by && has(&c, 2))
		note_u(d, "signature_algorithm", get_be16(&c));
	if (!has(&c, 2))
		return;
	note_u(d, "signature_length", peek_be16(&c, 0));
	skip(&c, 2);
	note_hex(d, "signature", c);
}

/* RFC 8422, 5.7: a point behind one octet of length; RFC 5246, 7.4.7: of RSA or Diffie-Hellman,
 * behind two. */
void tls_note_client_key(struct dis *d, struct cur c)
{
	uint32_t n = left(&c);

	if (n > 1 && peek_u8(&c, 0) == n - 1) {
		note_u(d, "point_length", get_u8(&c));
		note_hex(d, "point", c);
	} else if (n > 2 && peek_be16(&c, 0) == n - 2) {
		note_u(d, "key_length", get_be16(&c));
		note_hex(d, "key", c);
	}
}

/* RFC 8446, 4.6.1, or RFC 5077, 3.3: the octets alone tell which, by their lengths. */
void tls_note_ticket(struct dis *d, struct cur c)
{
	if (!has(&c, 6))
		return;
	note_u(d, "ticket_lifetime", get_be32(&c));
	if (peek_be16(&c, 0) != left(&c) - 2)
		return;
	note_u(d, "ticket_length", get_be16(&c));
	note_hex(d, "ticket", c);
}
