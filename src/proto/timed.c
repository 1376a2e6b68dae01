/* The Berkeley UNIX Time Synchronization Protocol, of timed.
 * https://docs-archive.freebsd.org/44doc/smm/12.timed/paper.pdf */
#include "../dissect/dissect.h"

enum { ADJTIME = 1, SETTIME = 5, SETDATE = 22, SETDATEREQ, LOOP };

static const struct name types[] = {
	{ 0, "TSP_ANY" },
	{ 1, "TSP_ADJTIME" },
	{ 2, "TSP_ACK" },
	{ 3, "TSP_MASTERREQ" },
	{ 4, "TSP_MASTERACK" },
	{ 5, "TSP_SETTIME" },
	{ 6, "TSP_MASTERUP" },
	{ 7, "TSP_SLAVEUP" },
	{ 8, "TSP_ELECTION" },
	{ 9, "TSP_ACCEPT" },
	{ 10, "TSP_REFUSE" },
	{ 11, "TSP_CONFLICT" },
	{ 12, "TSP_RESOLVE" },
	{ 13, "TSP_QUIT" },
	{ 14, "TSP_DATE" },
	{ 15, "TSP_DATEREQ" },
	{ 16, "TSP_DATEACK" },
	{ 17, "TSP_TRACEON" },
	{ 18, "TSP_TRACEOFF" },
	{ 19, "TSP_MSITE" },
	{ 20, "TSP_MSITEREQ" },
	{ 21, "TSP_TEST" },
	{ 22, "TSP_SETDATE" },
	{ 23, "TSP_SETDATEREQ" },
	{ 24, "TSP_LOOP" },
	{ 0, NULL },
};

static void dissect_timed(struct dis *d, struct cur c)
{
	uint8_t type = get_u8(&c);
	struct cur value;

	show_name(d, "type", types, "(tsp_type %#x)", type);
	show_u(d, " vers ", "version", get_u8(&c));
	show_u(d, " seq ", "seq", get_be16(&c));
	value = c;
	if (type == LOOP) {
		show_u(d, " hopcnt ", "hopcount", get_u8(&value));
	} else if (type == SETTIME || type == ADJTIME || type == SETDATE || type == SETDATEREQ) {
		int32_t sec = get_bei32(&value), usec = get_bei32(&value);

		if (usec < 0)
			return;
		if (sec < 0 && usec)
			sayf(d, " time %s%d.%06d", sec == -1 ? "-" : "", sec + 1, 1000000 - usec);
		else
			sayf(d, " time %d.%06d", sec, usec);
		note_i(d, "sec", sec);
		note_i(d, "usec", usec);
	}
	skip(&c, 8);
	say(d, " name ");
	if (!say_visz(d, c)) {
		skip(&c, left(&c));
		take(&c, 1);
	}
	note_text(d, "name", c);
}

const struct proto proto_timed = { "timed", dissect_timed };
