/* Extensible Authentication Protocol, RFC 3748, and EAP over LANs, IEEE 802.1X.  Methods: TLS, RFC
 * 5216; TTLS, RFC 5281; FAST, RFC 4851; SIM, RFC 4186; AKA, RFC 4187. */
#include "eap.h"

enum { EAPOL_PACKET = 0, EAPOL_KEY = 3, RC4_KEY = 1 };
enum { REQUEST = 1, RESPONSE = 2 };
enum { IDENTITY = 1, NOTIFICATION, NAK, TLS = 13, SIM = 18, TTLS = 21, AKA = 23, FAST = 43 };
enum { TLS_LENGTH = 0x80, TLS_VERSION = 0x07 };

static const struct name eapol_types[] = {
	{ 0, "EAP packet" },
	{ 1, "EAPOL start" },
	{ 2, "EAPOL logoff" },
	{ 3, "EAPOL key" },
	{ 4, "Encapsulated ASF alert" },
	{ 0, NULL },
};

static const struct name codes[] = {
	{ 1, "Request" },
	{ 2, "Response" },
	{ 3, "Success" },
	{ 4, "Failure" },
	{ 0, NULL },
};

static const struct name types[] = {
	{ 0, "No proposed" },
	{ 1, "Identity" },
	{ 2, "Notification" },
	{ 3, "Nak" },
	{ 4, "MD5-challenge" },
	{ 5, "OTP" },
	{ 6, "GTC" },
	{ 13, "TLS" },
	{ 18, "SIM" },
	{ 21, "TTLS" },
	{ 23, "AKA" },
	{ 43, "FAST" },
	{ 254, "Expanded types" },
	{ 255, "Experimental" },
	{ 0, NULL },
};

static const struct name tls_flags[] = {
	{ 0x80, "L bit" },
	{ 0x40, "More fragments bit" },
	{ 0x20, "Start bit" },
	{ 0, NULL },
};

static const struct name aka_subtypes[] = {
	{ 1, "Challenge" },
	{ 2, "Auth reject" },
	{ 4, "Sync failure" },
	{ 5, "Identity" },
	{ 10, "Start" },
	{ 11, "Challenge" },
	{ 12, "Notification" },
	{ 13, "Reauth" },
	{ 14, "Client error" },
	{ 0, NULL },
};

static void text(struct dis *d, const char *key, struct cur c)
{
	note_text(d, key, c);
	say_visz(d, c);
}

static void nak(struct dis *d, struct cur c)
{
	list(d, "proposed");
	for (bool first = true; more(&c); first = false) {
		uint8_t type = get_u8(&c);

		say_s(d, first ? " " : ", ");
		show_name(d, NULL, types, "unknown", type);
		sayf(d, " (%u)", type);
	}
	done(d);
}

static void tls(struct dis *d, uint8_t type, uint32_t len, struct cur c)
{
	uint8_t flags;

	if (bad(d, "len", len, <, 6))
		return;
	flags = get_u8(&c);
	if (type == TTLS)
		show_u(d, " TTLSv", "version", flags & TLS_VERSION);
	else if (type == FAST)
		show_u(d, " FASTv", "version", flags & TLS_VERSION);
	say(d, " flags [");
	say_bits(d, tls_flags, "none", flags, ", ");
	show_x(d, "] 0x", "flags", flags, 2);
	if (!(flags & TLS_LENGTH))
		return;
	say(d, ",");
	if (bad(d, "len", len, <, 10))
		return;
	show_u(d, " len ", "message_length", get_be32(&c));
}

/* Type and data of a request or response; len is the packet's length. */
static void method(struct dis *d, struct cur c, uint32_t len)
{
	uint8_t type = get_u8(&c), subtype;

	say(d, "\n\t\t Type ");
	show_name(d, "type", types, "unknown", type);
	sayf(d, " (%u)", type);
	switch (type) {
	case IDENTITY:
		if (!more(&c))
			break;
		say(d, ", Identity: ");
		text(d, "identity", c);
		break;
	case NOTIFICATION:
		if (bad(d, "len", len, <, 6))
			break;
		say(d, ", Notification: ");
		text(d, "notification", c);
		break;
	case NAK:
		if (bad(d, "len", len, <, 6))
			break;
		nak(d, c);
		break;
	case TLS:
	case TTLS:
	case FAST:
		tls(d, type, len, c);
		break;
	case SIM:
	case AKA:
		if (bad(d, "len", len, <, 6))
			break;
		subtype = get_u8(&c);
		say(d, " subtype [");
		show_name(d, "subtype", aka_subtypes, "unknown", subtype);
		sayf(d, "] 0x%02x", subtype);
		break;
	}
}

void eap_show(struct dis *d, struct cur c)
{
	uint32_t carried = wire(&c);
	uint8_t code, id;
	uint16_t len;

	need(&c, 4);
	len = peek_be16(&c, 2);
	if (bad(d, "len", len, <, 4))
		return;
	if (len != carried) {
		say(d, "EAP fragment?");
		return;
	}
	code = get_u8(&c), id = get_u8(&c), get_be16(&c);
	show_name(d, "code", codes, "unknown", code);
	sayf(d, " (%u)", code);
	show_u(d, ", id ", "id", id);
	show_u(d, ", len ", "length", len);
	c = take(&c, len - 4u);
	if (code != REQUEST && code != RESPONSE)
		return;
	if (bad(d, "len", len, <, 5))
		return;
	method(d, c, len);
}

/* IEEE 802.11, 12.7.2; the older ones of RC4: IEEE 802.1X-2004, 7.6 */
static void note_key(struct dis *d, struct cur c)
{
	uint8_t type = more(&c) ? get_u8(&c) : RC4_KEY;
	uint16_t n;

	note_u(d, "key_type", type);
	if (type == RC4_KEY || !has(&c, 94))
		return;
	note_u(d, "key_info", get_be16(&c));
	note_u(d, "key_length", get_be16(&c));
	note_u(d, "replay_counter", get_be64(&c));
	note_hex(d, "nonce", take(&c, 32));
	note_hex(d, "iv", take(&c, 16));
	note_hex(d, "rsc", take(&c, 8));
	note_hex(d, "key_id", take(&c, 8));
	note_hex(d, "mic", take(&c, 16));
	n = get_be16(&c);
	note_u(d, "data_length", n);
	note_hex(d, "data", part(&c, n));
}

static void dissect_eap(struct dis *d, struct cur c)
{
	uint8_t version, type;
	uint16_t len;

	need(&c, 4);
	version = get_u8(&c), type = get_u8(&c), len = get_be16(&c);
	show_name(d, "type", eapol_types, "unknown", type);
	sayf(d, " (%u)", type);
	show_u(d, " v", "version", version);
	show_u(d, ", len ", "length", len);
	if (wants_fields(d) && type == EAPOL_KEY)
		note_key(d, c);
	if (type != EAPOL_PACKET || (!d->opt->v && !wants_fields(d)))
		return;
	if (len == 0) {
		invalid(d);
		return;
	}
	say(d, ", ");
	pretend(&c, len);
	eap_show(d, c);
}

const struct proto proto_eap = { "eap", dissect_eap };
