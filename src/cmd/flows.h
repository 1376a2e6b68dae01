/* flows.h - conversations in words: a table, lines of JSON, comma-separated values. */
#ifndef SONDE_FLOWS_H
#define SONDE_FLOWS_H

#include "../base/sink.h"
#include "../flow/flow.h"

enum flows_how { FLOWS_TABLE, FLOWS_JSON, FLOWS_CSV };

/* The first line, if there is one; start is the time of the capture's first conversation. */
struct flows_page {
	struct sink *to;
	enum flows_how how;
	int64_t start;
	int client, server; /* widths of the table */
};

/* How wide the addresses of f are. */
void flows_measure(struct flows_page *p, const struct flow *f);
void flows_head(const struct flows_page *p);
void flows_row(const struct flows_page *p, const struct flow *f);
/* Segments that were sent again and needed. */
uint64_t flows_lost(const struct flow *f);

#endif
