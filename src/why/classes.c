/* The classes of findings that a capture alone can have. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include <string.h>

/* In the order of the alphabet.  new-peer is not here: only a baseline knows who is new. */
static const char *const classes[] = {
	"arp-spoofing",
	"beaconing",
	"brute-force",
	"bufferbloat",
	"cleartext-credentials",
	"connection-churn",
	"connection-reset",
	"data-exfil",
	"delayed-ack-stall",
	"dns-nxdomain",
	"dns-servfail",
	"dns-timeout",
	"dns-tunnel",
	"duplicate-ip",
	"duplicate-packets",
	"half-open",
	"high-rtt",
	"host-sweep",
	"host-unreachable",
	"http-empty-body",
	"http-error-4xx",
	"http-error-5xx",
	"icmp-rejected",
	"idle-timeout-reset",
	"jitter",
	"many-small-requests",
	"mtu-black-hole",
	"no-route",
	"one-way-capture",
	"packet-loss",
	"peer-vanished",
	"port-scan",
	"postgres-error",
	"protocol-mismatch",
	"rate-limited",
	"redirect-loop",
	"redis-error",
	"reordering",
	"request-unanswered",
	"rogue-dhcp",
	"rogue-ra",
	"silly-window",
	"slow-connect",
	"slow-server",
	"small-window",
	"smtp-error",
	"spurious-retransmission",
	"syn-backlog-full",
	"syn-flood",
	"tcp-filtered",
	"tcp-refused",
	"tcp-refused-by-firewall",
	"tls-handshake-failure",
	"truncated-body",
	"unknown-service",
	"window-limited",
	"zero-size-reply",
	"zero-window",
};

const char *why_class(size_t i) { return i < LEN(classes) ? classes[i] : NULL; }

bool why_has_class(const char *name)
{
	for (size_t i = 0; i < LEN(classes); i++)
		if (strcmp(classes[i], name) == 0)
			return true;
	return false;
}
