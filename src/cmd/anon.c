/* SPDX-License-Identifier: BSD-2-Clause */
#include "verbs.h"
int anon_main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 1;
}
