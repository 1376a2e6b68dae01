/* OpenFlow 1.3.  "OpenFlow Switch Specification", version 1.3.5. */
#include "openflow.h"

const struct name of13_types[] = {
	{ 0, "HELLO" },
	{ 1, "ERROR" },
	{ 2, "ECHO_REQUEST" },
	{ 3, "ECHO_REPLY" },
	{ 4, "EXPERIMENTER" },
	{ 5, "FEATURES_REQUEST" },
	{ 6, "FEATURES_REPLY" },
	{ 7, "GET_CONFIG_REQUEST" },
	{ 8, "GET_CONFIG_REPLY" },
	{ 9, "SET_CONFIG" },
	{ 10, "PACKET_IN" },
	{ 11, "FLOW_REMOVED" },
	{ 12, "PORT_STATUS" },
	{ 13, "PACKET_OUT" },
	{ 14, "FLOW_MOD" },
	{ 15, "GROUP_MOD" },
	{ 16, "PORT_MOD" },
	{ 17, "TABLE_MOD" },
	{ 18, "MULTIPART_REQUEST" },
	{ 19, "MULTIPART_REPLY" },
	{ 20, "BARRIER_REQUEST" },
	{ 21, "BARRIER_REPLY" },
	{ 22, "QUEUE_GET_CONFIG_REQUEST" },
	{ 23, "QUEUE_GET_CONFIG_REPLY" },
	{ 24, "ROLE_REQUEST" },
	{ 25, "ROLE_REPLY" },
	{ 26, "GET_ASYNC_REQUEST" },
	{ 27, "GET_ASYNC_REPLY" },
	{ 28, "SET_ASYNC" },
	{ 29, "METER_MOD" },
	{ 0, NULL },
};

bool of13_body(struct dis *d, struct cur c, uint8_t type)
{
	bool data = type <= 3 && type != 1; /* HELLO and echoes */

	if (d->opt->v && data)
		of_show_data(d, " ", c);
	else
		need(&c, wire(&c));
	return true;
}
