/* The calls that wait for an answer.  RFC 5531, 9.1: the xid says which. */
#include "calls.h"

enum { CALLS = 64, HEAD = CALLS };

/* HEAD's values are how many calls there were and which was found last, any other's whose call it
 * is and what was asked. */
static struct memo slot(enum memo_kind kind, uint32_t n)
{
	return (struct memo){ .kind = kind, .key = { n } };
}

/* Hosts and id as one number.  That two calls get the same is possible, and does no more than name
 * the wrong procedure. */
static uint64_t whose(const struct dis *d, enum memo_kind kind, bool answer, uint64_t id)
{
	struct memo m = memo_of_hosts(d, kind, answer);
	uint64_t sum = id;

	for (int i = 1; i < 10; i++) {
		sum = (sum ^ m.key[i]) * 0x9e3779b97f4a7c15;
		sum ^= sum >> 29;
	}
	return sum;
}

void call_put(struct dis *d, enum memo_kind kind, uint64_t id, uint64_t what)
{
	struct memo head = slot(kind, HEAD), m;
	const uint64_t *was = memo_find(d, &head);

	if (was) {
		head.val[0] = was[0];
		head.val[1] = was[1];
	}
	m = slot(kind, head.val[0] % CALLS);
	m.val[0] = whose(d, kind, false, id);
	m.val[1] = what;
	memo_put(d, &m);
	head.val[0]++;
	memo_put(d, &head);
}

bool call_find(struct dis *d, enum memo_kind kind, uint64_t id, uint64_t *what)
{
	struct memo head = slot(kind, HEAD);
	uint64_t *was = memo_find(d, &head), caller = whose(d, kind, true, id);

	if (!was)
		return false;
	for (uint32_t i = 0; i < CALLS; i++) {
		uint32_t n = (uint32_t)(was[1] + i) % CALLS;
		struct memo m = slot(kind, n);
		const uint64_t *call = memo_find(d, &m);

		if (!call || call[0] != caller)
			continue;
		*what = call[1];
		was[1] = n;
		return true;
	}
	return false;
}
