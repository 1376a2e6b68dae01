/* What to call a conversation and what became of it. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow.h"

bool addr_is4(const struct tell_addr *a)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	return memcmp(a->b, mapped, sizeof(mapped)) == 0;
}

char *addr_text(char *o, const struct tell_addr *a)
{
	if (addr_is4(a))
		return fmt_ip4(o, (uint32_t)a->b[12] << 24 | (uint32_t)a->b[13] << 16 |
					  (uint32_t)a->b[14] << 8 | a->b[15]);
	return fmt_ip6(o, a->b);
}

bool addr_multicast(const struct tell_addr *a)
{
	return addr_is4(a) ? a->b[12] >= 224 : a->b[0] == 0xff;
}

int64_t flow_rtt(const struct flow *f)
{
	const struct flow_tcp *t = f->tcp;
	int64_t rtt;

	if (!t)
		return 0;
	if (t->handshake >= 0) {
		rtt = t->handshake;
		if (t->ack_t > t->synack_t)
			rtt += t->ack_t - t->synack_t;
		return rtt;
	}
	return ((int64_t)t->half[0].rtt.min + t->half[1].rtt.min) * 1000;
}

const char *flow_state(const struct flow *f)
{
	const struct flow_tcp *t = f->tcp;

	if (!t)
		return "";
	if (t->reset_first)
		return "refused";
	if (t->half[0].rst || t->half[1].rst)
		return t->half[0].fin && t->half[1].fin ? "closed" : "reset";
	if (t->half[0].fin && t->half[1].fin)
		return "closed";
	if (t->half[0].fin || t->half[1].fin)
		return "half-closed";
	if (t->syns && !t->synacks)
		return f->packets[1] ? "opening" : "no answer";
	if (t->synacks && !t->ack_t && !t->half[0].data)
		return "half-open";
	return t->synacks ? "established" : "open";
}

static const struct {
	uint8_t n;
	const char *start, *name;
} heads[] = {
	{ 4, "GET ", "http" },
	{ 5, "POST ", "http" },
	{ 5, "HEAD ", "http" },
	{ 4, "PUT ", "http" },
	{ 7, "DELETE ", "http" },
	{ 8, "OPTIONS ", "http" },
	{ 8, "CONNECT ", "http" },
	{ 6, "PATCH ", "http" },
	{ 5, "HTTP/", "http" },
	{ 8, "PRI * HT", "http2" },
	{ 4, "SSH-", "ssh" },
	{ 4, "RFB ", "vnc" },
	{ 4, "+OK ", "pop3" },
	{ 4, "* OK", "imap" },
};

static const struct { /* in order */
	uint16_t port;
	uint8_t proto; /* 0: either */
	const char *name;
} ports[] = {
	{ 21, FLOW_TCP, "ftp" },
	{ 22, FLOW_TCP, "ssh" },
	{ 23, FLOW_TCP, "telnet" },
	{ 25, FLOW_TCP, "smtp" },
	{ 53, 0, "dns" },
	{ 67, FLOW_UDP, "dhcp" },
	{ 68, FLOW_UDP, "dhcp" },
	{ 69, FLOW_UDP, "tftp" },
	{ 80, FLOW_TCP, "http" },
	{ 110, FLOW_TCP, "pop3" },
	{ 123, FLOW_UDP, "ntp" },
	{ 137, FLOW_UDP, "netbios" },
	{ 143, FLOW_TCP, "imap" },
	{ 161, FLOW_UDP, "snmp" },
	{ 179, FLOW_TCP, "bgp" },
	{ 389, 0, "ldap" },
	{ 443, FLOW_TCP, "https" },
	{ 443, FLOW_UDP, "quic" },
	{ 445, FLOW_TCP, "smb" },
	{ 514, FLOW_UDP, "syslog" },
	{ 546, FLOW_UDP, "dhcp6" },
	{ 547, FLOW_UDP, "dhcp6" },
	{ 587, FLOW_TCP, "smtp" },
	{ 853, FLOW_TCP, "dns-tls" },
	{ 1433, FLOW_TCP, "mssql" },
	{ 1812, FLOW_UDP, "radius" },
	{ 1900, FLOW_UDP, "ssdp" },
	{ 2049, 0, "nfs" },
	{ 3306, FLOW_TCP, "mysql" },
	{ 3389, FLOW_TCP, "rdp" },
	{ 5060, 0, "sip" },
	{ 5353, FLOW_UDP, "mdns" },
	{ 5432, FLOW_TCP, "postgresql" },
	{ 6379, FLOW_TCP, "redis" },
};

static const char *by_head(const struct flow *f)
{
	uint8_t start[sizeof(f->head)];

	for (unsigned i = 0; i < sizeof(start); i++)
		start[i] = (uint8_t)(f->head >> (56 - 8 * i));
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (start[0] == (uint8_t)heads[i].start[0] && f->head_n >= heads[i].n &&
			memcmp(start, heads[i].start, heads[i].n) == 0)
			return heads[i].name;
	return NULL;
}

/* The first of those ports that is not below that one. */
static size_t first_port(uint16_t port)
{
	size_t from = 0, to = sizeof(ports) / sizeof(ports[0]);

	while (from < to) {
		size_t mid = (from + to) / 2;

		if (ports[mid].port < port)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/* A handshake or alert record of TLS (RFC 8446, 5.1). */
static bool is_tls(const struct flow *f)
{
	uint8_t type = (uint8_t)(f->head >> 56);

	return f->head_n >= 6 && (type == 22 || type == 21) && (f->head >> 40 & 0xffff) >> 8 == 3 &&
	       (f->head >> 40 & 0xff) <= 4;
}

const char *flow_application(const struct flow *f)
{
	const char *name = f->proto == FLOW_TCP && f->head_n ? by_head(f) : NULL;

	if (f->proto == FLOW_TCP && is_tls(f))
		return f->bport == 443 ? "https" : "tls";
	if (name)
		return name;
	for (size_t i = first_port(f->bport);
		i < sizeof(ports) / sizeof(ports[0]) && ports[i].port == f->bport; i++)
		if (!ports[i].proto || ports[i].proto == f->proto)
			return ports[i].name;
	return "";
}
