/* opts.h - what the user asked of the dissectors; constant while running. */
#ifndef SONDE_OPTS_H
#define SONDE_OPTS_H

#include <stdbool.h>
#include <stdint.h>

enum force { /* -T: what undispatched UDP (or TCP) payloads are taken for */
	FORCE_NONE,
	FORCE_AODV,
	FORCE_CARP,
	FORCE_CNFP,
	FORCE_DOMAIN,
	FORCE_LMP,
	FORCE_PGM,
	FORCE_PGM_ZMTP1,
	FORCE_PTP,
	FORCE_QUIC,
	FORCE_RADIUS,
	FORCE_RESP,
	FORCE_RPC,
	FORCE_RTCP,
	FORCE_RTP,
	FORCE_SNMP,
	FORCE_SOMEIP,
	FORCE_TFTP,
	FORCE_VAT,
	FORCE_VXLAN,
	FORCE_WB,
	FORCE_ZMTP1,
};

struct esp_keys;
struct process;
struct field_list;

struct opts {
	unsigned v;       /* -v: 0 to any */
	unsigned t;       /* -t: 0 time of day, 1 none, 2 epoch, 3 delta, 4 date, 5 since first */
	unsigned x, X;    /* -x -xx, -X -XX: 0, 1, 2 */
	unsigned A;       /* -A, -AA: 0, 1, 2 */
	bool n;           /* -n: numbers, not names */
	bool N;           /* -N: no domain */
	bool e;           /* -e: link-level header */
	bool q;           /* -q: less */
	bool f;           /* -f: foreign hosts by number */
	bool S;           /* -S: absolute TCP sequence numbers */
	bool K;           /* -K: no checksum verdicts */
	bool b;           /* -b: asdot */
	bool g;           /* -g: no line break after the IP header */
	bool H;           /* -H: guess 802.11s draft mesh headers */
	bool u;           /* -u: undecoded NFS handles */
	bool number;      /* -#, --number */
	bool lengths;     /* --lengths */
	bool nano;        /* time stamps to the nanosecond */
	bool classic;     /* --style classic */
	bool json;        /* fields, not text */
	bool field_line;  /* a line of the fields below, not text */
	bool csv;         /* quoted, with commas, and a line of their names first */
	bool smb;         /* --smb: SMB over NetBIOS as a build with SMB prints it */
	bool deep;        /* --deep: what the reference does not know */
	enum force force; /* -T */
	const char *const *interfaces; /* their names are said, by p->interface; or NULL */
	const struct process *process; /* whose the packet is that comes next, or NULL: not said */
	const char *tcp_md5;           /* -M secret, or NULL */
	const struct esp_keys *esp;    /* -E, or NULL */
	const struct mibs *mibs;       /* -m, or NULL */
	const struct field_list *fields; /* these are picked out of packets, or NULL (fields.h) */
	uint64_t tables;            /* --memory: bytes for conversations, 0 as many as they take */
	uint32_t localnet, netmask; /* -f: the device's network */
};

#endif
