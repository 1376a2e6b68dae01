/* SPDX-License-Identifier: BSD-2-Clause */
#include <stddef.h>
#include <string.h>

#include "cut_dump.h"

static const char *const whole_frame[] = { "arcnet_linux", "arista", "arp", "atm", "bcm_li", "bfd",
	"bootp", "cdp", "chdlc", "cip", "cisco_autorp", "decnet", "dstopt", "dtp", "dvmrp", "frag6",
	"geonet", "hsrp", "icmp", "igmp", "igrp", "ipcomp", "ipnet", "ipx", "isakmp_rfc3948",
	"isoclns", "juniper_atm1", "juniper_es", "juniper_ether", "l2tp", "ldp", "lmp", "loopback",
	"lspping", "lwres", "mpls", "msnlb", "nsh", "null", "oam", "openflow", "ospf2", "ospf3",
	"pim", "pktap", "pppoe", "pptp", "ptp", "resp", "rt6", "sflow", "slip", "sll", "someip",
	"ssh", "stp", "sunatm", "syslog", "telnet", "timed", "tipc", "udld", "vrrp", "vtp", "vxlan",
	"vxlan_gpe", "wb", "whois", "zephyr" };

static const char *const nothing[] = { "802.11_radio", "brcm-tag", "dsa", "edsa", "ether", "ipoib",
	"macsec", "ppp_hdlc", "vlan" };

static int among(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return 1;
	return 0;
}

uint32_t cut_dump_skip(const char *proto, uint32_t link_len, uint32_t caplen)
{
	if (among(whole_frame, sizeof(whole_frame) / sizeof(*whole_frame), proto))
		return 0;
	if (among(nothing, sizeof(nothing) / sizeof(*nothing), proto))
		return caplen;
	return link_len;
}
