/* --help and --version. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "job.h"

#include "../capture/sandbox.h"

#include <pcap/pcap.h>
#include <stdio.h>

#ifndef SONDE_VERSION
#define SONDE_VERSION "0.1"
#endif

#define TCPDUMP_VERSION "5.0"

/* Which optional parts are in, in the order of --version.  The Makefile defines HAVE_ for what
 * pkg-config finds. */
static const char *const parts[] = {
#ifdef HAVE_CARES
	"c-ares",
#endif
#ifdef HAVE_CRYPTO
	"libcrypto",
#endif
#ifdef HAVE_CAP_NG
	"libcap-ng",
#endif
#ifdef HAVE_ZLIB
	"zlib",
#endif
#ifdef HAVE_ZSTD
	"zstd",
#endif
#ifdef HAVE_LZ4
	"lz4",
#endif
#ifdef HAVE_LZMA
	"lzma",
#endif
#ifdef HAVE_PCRE2
	"PCRE2",
#endif
#ifdef HAVE_SMI
	"libsmi",
#endif
#ifdef HAVE_BZ2
	"bzip2",
#endif
	NULL,
};

void print_versions(const struct job *job, bool to_stdout)
{
	FILE *to = to_stdout ? stdout : stderr;

	if (job->as_tcpdump)
		fprintf(to, "tcpdump version %s (sonde %s)\n", TCPDUMP_VERSION, SONDE_VERSION);
	else
		fprintf(to, "sonde version %s (prints as tcpdump %s does)\n", SONDE_VERSION,
			TCPDUMP_VERSION);
	fprintf(to, "%s\n", pcap_lib_version());
	fprintf(to, "built with");
	for (int i = 0; parts[i]; i++)
		fprintf(to, " %s,", parts[i]);
	fprintf(to, " %s", sandbox_kinds() ? sandbox_kinds() : "no sandbox");
	fprintf(to, "\n");
}

static const char usage[] =
	"[-AbdDefghHIJKlLnNOpqStuUvxX#] [ -B size ] [ -c count ] [--count]\n"
	"\t\t[ -C file_size ] [ -E algo:secret ] [ -F file ] [ -G seconds ]\n"
	"\t\t[ -i interface ] [ --immediate-mode ] [ -j tstamptype ]\n"
	"\t\t[ --lengths ] [ -m module ] [ -M secret ] [ --number ] [ --print ]\n"
	"\t\t[ --print-sampling nth ] [ -Q in|out|inout ] [ -r file ]\n"
	"\t\t[ -s snaplen ] [ --skip count ] [ -T type ] [ --version ]\n"
	"\t\t[ -V file ] [ -w file ] [ -W filecount ] [ -y datalinktype ]\n"
	"\t\t[ --time-stamp-precision precision ] [ --micro ] [ --nano ]\n"
	"\t\t[ -z postrotate-command ] [ -Z user ] ";

static const char usage_own[] =
	"[ --style classic|modern ]\n"
	"\t\t[ --json ] [ --fields name,... [ --csv ] ] [ -Y display_filter ]\n"
	"\t\t[ -j jobs ] [ --deep ] [ --smb ] [ --names capture ]\n"
	"\t\t[ --resolve-wait milliseconds ] [ --merge ] [ --follow ]\n"
	"\t\t[ --packets list ] [ --from time ] [ --to time ]\n"
	"\t\t[ --dedupe[=window] ] [ --reorder[=window] ] [ --no-jit ]\n"
	"\t\t[ --memory[=size] ] [ --format pcap|pcapng ]\n"
	"\t\t[ --comment [N:]text ] [ --write-snaplen bytes ] [ --align ] [ --atomic ]\n"
	"\t\t[ --direct ] [ --compat-z ] [ --duration time ] [ --flush-interval time ]\n"
	"\t\t[ --interval-report[=time] ] [ --max-files n ] [ --max-size size ]\n"
	"\t\t[ --min-free size|percent ] [ --backend ring|libpcap ] [ --ring size ]\n"
	"\t\t[ --netns namespace ] [ --wait ] [ --recorder time|size ]\n"
	"\t\t[ --after time ] [ --trigger filter|rate>n|why:class ] [ --process ]\n"
	"\t\t[ --pid n ] [ --comm command ] [ --user name ] [ --container id ]\n"
	"\t\t[ --no-sandbox ] ";

void print_usage(const struct job *job, bool to_stdout)
{
	FILE *to = to_stdout ? stdout : stderr;

	if (to_stdout || job->as_tcpdump)
		print_versions(job, to_stdout);
	fprintf(to, "Usage: %s %s%s[ expression ]%s\n", job->prog, usage,
		job->as_tcpdump ? "" : usage_own, job->as_tcpdump ? "" : " [ -- command ]");
	if (!job->as_tcpdump)
		fprintf(to,
			"       %s info [ --json ] [ --hash ] file ...\n"
			"       %s why [ --json ] file ... [ host[:port] ]\n"
			"       %s flows | baseline | diff | follow | extract | grep | stats | "
			"merge | split | "
			"fix | anon --help\n",
			job->prog, job->prog, job->prog);
}
