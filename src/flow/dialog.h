/* dialog.h - what was said in each conversation: the octets of TCP in order, the datagrams of UDP.
 *
 * It stands on a table of conversations (flow.h) and on streams (stream.h), with their limits:
 * DIALOGS conversations, and DIALOG_WAIT octets that wait for what comes before them.  When a
 * conversation is forgotten or the capture ends, what waits is handed over with its gaps marked.
 */
#ifndef SONDE_DIALOG_H
#define SONDE_DIALOG_H

#include "flow.h"
#include "stream.h"

enum { DIALOGS = 200000, DIALOG_WAIT = 256 << 20, DIALOG_WAIT_EACH = 16 << 20 };

struct dialog {
	struct flow *flow;
	uint64_t id; /* from 1, in the order of the first packets */
	bool tcp;
	void *app;     /* the listener's own */
	uint64_t seen; /* number of the packet that is told */
	int64_t t;     /* its time, ns since 1970 */
	struct stream stream[2];
};

struct dialog_sink {
	void *arg;
	/* A conversation begins; false: nobody wants it.  May be NULL. */
	bool (*begin)(void *arg, struct dialog *k);
	/* The next n octets from a (dir 0) or b (1); data NULL: they are missing.  Of UDP: a
	 * datagram, as far as it was captured. */
	void (*data)(void *arg, struct dialog *k, int dir, const uint8_t *data, uint32_t n);
	/* It is over; app is to be freed.  May be NULL. */
	void (*end)(void *arg, struct dialog *k);
};

struct dialogs;

/* NULL: out of memory. */
struct dialogs *dialogs_new(const struct dialog_sink *to);
/* Set those events of t that are wanted. */
void dialogs_listen(struct dialogs *s, struct tell *t);
/* The capture is over: all conversations end. */
void dialogs_end(struct dialogs *s);
void dialogs_free(struct dialogs *s);
/* Conversations that were forgotten because there were too many. */
uint64_t dialogs_evicted(const struct dialogs *s);

#endif
