/* Microsoft Network Load Balancing heartbeats.
 * https://learn.microsoft.com/windows-server/networking/ */
#include "../dissect/dissect.h"

static void dissect_msnlb(struct dis *d, struct cur c)
{
	uint32_t ip;

	say(d, "MS NLB heartbeat");
	skip(&c, 8); /* signature and version */
	show_u(d, ", host priority: ", "priority", get_le32(&c));
	ip = get_ip4(&c);
	show_ip4(d, ", cluster IP: ", "cluster", ip);
	ip = get_ip4(&c);
	show_ip4(d, ", host IP: ", "host", ip);
}

const struct proto proto_msnlb = { "msnlb", dissect_msnlb };
