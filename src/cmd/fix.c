/* `sonde fix`: what can be saved of a damaged capture. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "verbs.h"

#include "../filter/filter.h"
#include "../savefile/reader.h"
#include "../savefile/salvage.h"

#include <getopt.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option options[] = {
	{ "format", required_argument, NULL, 'F' },
	{ "help", no_argument, NULL, 'h' },
	{ "no-sandbox", no_argument, NULL, 'S' },
	{ "link", required_argument, NULL, 'l' },
	{ NULL, 0, NULL, 0 },
};

static int usage(FILE *to)
{
	fprintf(to,
		"Usage: sonde fix [options] in out\n"
		"Write what can be saved of a capture file that is cut or damaged.\n"
		"  --link TYPE         what packets are if the file's header is gone: EN10MB ...\n"
		"  --format FORMAT     pcap or pcapng, whatever the name says\n"
		"  --no-sandbox        keep what is usually given up\n");
	return to == stdout ? STATUS_OK : STATUS_FAILED;
}

/* A classic file is read by what knows about damage; others by their readers, which know it too. */
static struct source *open_damaged(const struct convert *c, const struct job *job)
{
	const uint16_t *link = c->arg;
	char err[512];
	struct source *s = salvage_open(c->in, UINT16_MAX, err, sizeof(err));

	if (!s && *err == '\0')
		s = source_open(c->in, err, sizeof(err));
	if (!s && *link != UINT16_MAX)
		s = salvage_open(c->in, *link, err, sizeof(err));
	if (!s)
		say_error(job, "%s: %s", c->in, *err ? err : "no packets can be found in it");
	return s;
}

static bool link_type(const struct job *job, const char *name, uint16_t *link)
{
	int dlt = pcap_datalink_name_to_val(name);

	if (dlt < 0) {
		say_error(job, "invalid data link type %s", name);
		return false;
	}
	*link = link_from_dlt(dlt);
	return true;
}

int fix_main(int argc, char **argv)
{
	static char name[] = "sonde fix", sonde[] = "sonde";
	const struct job job = { .prog = sonde };
	uint16_t link = UINT16_MAX;
	struct convert c = { .open = open_damaged, .arg = &link };
	int o, status;

	argv[0] = name;
	while ((o = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (o) {
		case 'F':
			if (!output_format(&job, optarg, &c.opts.format))
				return STATUS_FAILED;
			break;
		case 'l':
			if (!link_type(&job, optarg, &link))
				return STATUS_FAILED;
			break;
		case 'S':
			c.no_sandbox = true;
			break;
		default:
			return usage(o == 'h' ? stdout : stderr);
		}
	if (argc - optind != 2)
		return usage(stderr);
	c.in = argv[optind];
	c.out = argv[optind + 1];
	status = convert_run(&c);
	if (status == STATUS_FAILED && c.packets)
		status = STATUS_OK; /* it is what was asked for */
	if (status == STATUS_OK)
		fprintf(stderr, "sonde: %s: %llu packets; damaged in %llu place%s\n", c.out,
			(unsigned long long)c.packets, (unsigned long long)c.losses,
			c.losses == 1 ? "" : "s");
	return status;
}
