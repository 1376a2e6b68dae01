/* SCTP.  RFC 9260; forward TSN: RFC 3758. */
#include "tlv.h"

enum { HEAD = 12, CHUNK = 4, DATA_HEAD = 12, ACK_HEAD = 12, INIT_HEAD = 16, M3UA = 3 };
enum { FORCES_HP = 21, FORCES_LP = 23 }; /* payload protocols */
enum { DATA, INIT, INIT_ACK, SACK };

static const struct name chunks[] = {
	{ DATA, "DATA" },
	{ INIT, "INIT" },
	{ INIT_ACK, "INIT ACK" },
	{ SACK, "SACK" },
	{ 4, "HB REQ" },
	{ 5, "HB ACK" },
	{ 6, "ABORT" },
	{ 7, "SHUTDOWN" },
	{ 8, "SHUTDOWN ACK" },
	{ 9, "OP ERR" },
	{ 10, "COOKIE ECHO" },
	{ 11, "COOKIE ACK" },
	{ 12, "ECN ECHO" },
	{ 13, "ECN CWR" },
	{ 14, "SHUTDOWN COMPLETE" },
	{ 0xc2, "REL CTRL ACK" },
	{ 0xc0, "FOR CUM TSN" },
	{ 0xc1, "REL CTRL" },
	{ 0, NULL },
};

static const struct name payloads[] = {
	{ 1, "ISDN Q.921" },
	{ 2, "M2UA" },
	{ M3UA, "M3UA" },
	{ 4, "SUA" },
	{ 5, "M2PA" },
	{ 6, "V5.2" },
	{ 7, "H.248" },
	{ 8, "BICC" },
	{ 9, "TALI" },
	{ 10, "DUA" },
	{ 11, "ASAP" },
	{ 12, "ENRP" },
	{ 13, "H.323" },
	{ 14, "Q.IPC" },
	{ 15, "SIMCO" },
	{ 16, "DDPSC" },
	{ 17, "DDPSSC" },
	{ 18, "S1AP" },
	{ 19, "RUA" },
	{ 20, "HNBAP" },
	{ FORCES_HP, "ForCES HP" },
	{ 22, "ForCES MP" },
	{ FORCES_LP, "ForCES LP" },
	{ 24, "SBc-AP" },
	{ 25, "NBAP" },
	{ 27, "X2AP" },
	{ 0, NULL },
};

static const struct name forces_ports[] = {
	{ 6704, "[ForCES HP]" },
	{ 6705, "[ForCES MP]" },
	{ 6706, "[ForCES LP]" },
	{ 0, NULL },
};

/* forces: does this association carry ForCES, as far as has been seen? */
static bool show_data(struct dis *d, uint8_t flags, struct cur c, bool *forces)
{
	uint32_t tsn, payload;
	uint16_t stream, seq;

	if (flags & 7) {
		say_s(d, flags & 4 ? "(U)" : "");
		say_s(d, flags & 2 ? "(B)" : "");
		say_s(d, flags & 1 ? "(E) " : " ");
	}
	if (bad(d, "chunk length", wire(&c), <, DATA_HEAD))
		return false;
	tsn = get_be32(&c);
	show_u(d, "[TSN: ", "tsn", tsn);
	stream = get_be16(&c);
	show_u(d, "] [SID: ", "stream", stream);
	seq = get_be16(&c);
	show_u(d, "] [SSEQ ", "seq", seq);
	payload = get_be32(&c);
	say(d, "] [PPID ");
	show_name(d, "ppid", payloads, "0x%x", payload);
	say(d, "] ");
	if (!wire(&c)) {
		say(d, " [chunk length 0 == 0]");
		invalid(d);
		return false;
	}
	if (payload >= FORCES_HP && payload <= FORCES_LP)
		*forces = true;
	if (*forces) {
		enter(d, &proto_forces, c);
		return true;
	}
	if (payload != M3UA)
		c = part(&c, wire(&c));
	if (payload == M3UA) {
		if (d->opt->v >= 2)
			enter(d, &proto_m3ua, c);
	} else if (d->opt->v >= 2) {
		say(d, "[Payload:");
		say_default(d, c);
		say(d, "]");
	}
	return true;
}

enum { P_IPV4 = 5, P_IPV6 = 6, P_COOKIE = 7, COOKIE_ECHO = 10 };

/* RFC 9260, 3.3.2.1 and 3.3.3.1: what comes with INIT and its answer */
static void note_parameters(struct dis *d, struct cur c)
{
	clip(&c, wire(&c));
	list(d, "parameters");
	while (has(&c, 4)) {
		uint16_t type = get_be16(&c), len = get_be16(&c);
		struct cur v;

		if (len < 4)
			break;
		v = part(&c, len - 4u);
		skip(&c, -(uint32_t)len & 3);
		item(d);
		note_u(d, "type", type);
		note_u(d, "length", len);
		if (type == P_IPV4 && has(&v, 4))
			note_ip4(d, "address", get_ip4(&v));
		else if (type == P_IPV6 && has(&v, 16))
			note_ip6(d, "address6", get_ip6(&v));
		else
			note_hex(d, type == P_COOKIE ? "cookie" : "value", v);
		done(d);
	}
	done(d);
}

static bool show_init(struct dis *d, struct cur c)
{
	uint32_t n;

	if (bad(d, "chunk length", wire(&c), <, INIT_HEAD))
		return false;
	n = get_be32(&c);
	show_u(d, "[init tag: ", "tag", n);
	n = get_be32(&c);
	show_u(d, "] [rwnd: ", "rwnd", n);
	n = get_be16(&c);
	show_u(d, "] [OS: ", "out_streams", n);
	n = get_be16(&c);
	show_u(d, "] [MIS: ", "in_streams", n);
	n = get_be32(&c);
	show_u(d, "] [init TSN: ", "tsn", n);
	say(d, "] ");
	if (wants_fields(d))
		note_parameters(d, c);
	return true;
}

static bool show_sack(struct dis *d, struct cur c)
{
	uint32_t ack, rwnd, n;
	uint16_t gaps, dups, start, end;

	if (bad(d, "chunk length", wire(&c), <, ACK_HEAD))
		return false;
	ack = get_be32(&c);
	show_u(d, "[cum ack ", "ack", ack);
	rwnd = get_be32(&c);
	show_u(d, "] [a_rwnd ", "rwnd", rwnd);
	gaps = get_be16(&c);
	show_u(d, "] [#gap acks ", "gaps", gaps);
	dups = get_be16(&c);
	show_u(d, "] [#dup tsns ", "dups", dups);
	say(d, "] ");
	for (n = 1; n <= gaps && wire(&c) && !d->stopped; n++) {
		if (bad(d, "chunk length", wire(&c), <, 4))
			return false;
		start = get_be16(&c);
		end = get_be16(&c);
		sayf(d, "\n\t\t[gap ack block #%u: start = %u, end = %u] ", n, ack + start,
			ack + end);
	}
	for (n = 1; n <= dups && wire(&c) && !d->stopped; n++) {
		if (bad(d, "chunk length", wire(&c), <, 4))
			return false;
		sayf(d, "\n\t\t[dup TSN #%u: %u] ", n, get_be32(&c));
	}
	return true;
}

static bool show_chunk(struct dis *d, uint8_t type, uint8_t flags, struct cur c, bool *forces)
{
	if (name_of(chunks, type)) {
		say(d, "[");
		show_name(d, "type", chunks, "", type);
		say(d, "] ");
	} else {
		show_x(d, "[Unknown chunk type: 0x", "type", type, 0);
		say(d, "] ");
		return true;
	}
	if (type == DATA)
		return show_data(d, flags, c, forces);
	if (type == INIT || type == INIT_ACK)
		return show_init(d, c);
	if (type == COOKIE_ECHO)
		note_hex(d, "cookie", part((struct cur[]){ c }, wire(&c)));
	return type != SACK || show_sack(d, c);
}

static void show_chunks(struct dis *d, struct cur c)
{
	const char *sep = d->opt->v >= 2 ? "\n\t" : " (";
	struct cur v;
	uint32_t n, pad;
	uint16_t len;
	uint8_t type, flags;
	bool forces = name_of(forces_ports, d->l4.sport) || name_of(forces_ports, d->l4.dport);

	list(d, "chunks");
	for (n = 1; wire(&c) && !d->stopped; n++) {
		if (wire(&c) < CHUNK) {
			sayf(d, "%s%u) [chunk descriptor cut off at end of packet]", sep, n);
			break;
		}
		need(&c, CHUNK);
		type = get_u8(&c);
		flags = get_u8(&c);
		len = get_be16(&c);
		if (len < CHUNK) {
			sayf(d, "%s%u) [Bad chunk length %u, < size of chunk descriptor]", sep, n,
				len);
			return;
		}
		pad = -(uint32_t)len & 3;
		need(&c, (uint32_t)len - CHUNK);
		sayf(d, "%s%u) ", sep, n);
		item(d);
		note_u(d, "flags", flags);
		note_u(d, "length", len);
		v = c;
		claim(&v, (uint32_t)len - CHUNK);
		if (!show_chunk(d, type, flags, v, &forces))
			return;
		done(d);
		skip(&c, (uint32_t)len - CHUNK);
		c = from(c, pad < wire(&c) ? pad : wire(&c));
		if (d->opt->v < 2)
			sep = ", (";
	}
	done(d);
}

static void dissect_sctp(struct dis *d, struct cur c)
{
	uint16_t sport, dport;

	if (bad(d, "length", wire(&c), <, HEAD))
		return;
	need(&c, HEAD);
	sport = get_be16(&c);
	dport = get_be16(&c);
	note_u(d, "sport", sport);
	note_u(d, "dport", dport);
	note_u(d, "verification_tag", peek_be32(&c, 0));
	note_u(d, "cksum", peek_be32(&c, 4));
	d->l4 = (struct l4){ sport, dport };
	say_net_src(d);
	sayf(d, ".%u > ", sport);
	say_net_dst(d);
	sayf(d, ".%u: ", dport);
	say(d, "sctp");
	if (name_of(forces_ports, sport))
		say_name(d, forces_ports, "", sport);
	if (name_of(forces_ports, dport))
		say_name(d, forces_ports, "", dport);
	c = from(c, 8);
	show_chunks(d, c);
}

const struct proto proto_sctp = { "sctp", dissect_sctp };
