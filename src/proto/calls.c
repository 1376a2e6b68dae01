/* The calls that wait for an answer.  RFC 5531, 9.1: the xid says which. */
#include "calls.h"

enum { CALLS = 64, HEAD = CALLS };

/* HEAD's values are how many calls there were and which was found last, any other's an id and what
 * was asked. */
static struct memo slot(const struct dis *d, enum memo_kind kind, bool answer, uint32_t n)
{
	struct memo m = memo_of_hosts(d, kind, answer);

	m.key[0] = n;
	return m;
}

void call_put(struct dis *d, enum memo_kind kind, uint64_t id, uint64_t what)
{
	struct memo head = slot(d, kind, false, HEAD), m;
	uint64_t *was = memo_find(d, &head);

	if (was) {
		head.val[0] = was[0];
		head.val[1] = was[1];
	}
	m = slot(d, kind, false, head.val[0] % CALLS);
	m.val[0] = id;
	m.val[1] = what;
	memo_put(d, &m);
	head.val[0]++;
	memo_put(d, &head);
}

bool call_find(struct dis *d, enum memo_kind kind, uint64_t id, uint64_t *what)
{
	struct memo head = slot(d, kind, true, HEAD);
	uint64_t *was = memo_find(d, &head);

	if (!was)
		return false;
	for (uint32_t i = 0; i < CALLS; i++) {
		uint32_t n = (uint32_t)(was[1] + i) % CALLS;
		struct memo m = slot(d, kind, true, n);
		const uint64_t *call = memo_find(d, &m);

		if (!call || call[0] != id)
			continue;
		*what = call[1];
		was[1] = n;
		return true;
	}
	return false;
}
