/* info.h - `sonde info`: what is in a capture file, and how it was made. */
#ifndef SONDE_INFO_H
#define SONDE_INFO_H

#include "../savefile/reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	INFO_INTERFACES = 1000, /* described one by one; packets are counted for all */
	INFO_COMMENTS = 1000,   /* kept */
	INFO_LINKS = 64,        /* link types told apart */
	INFO_HASH = 32,
};

/* An interface of the file. */
struct info_interface {
	struct source_interface said; /* its options are gone */
	char *name, *description, *filter, *hardware, *system, *comment;
	uint64_t speed; /* bits a second, 0 not known */
	uint64_t packets, statistics;
	uint64_t received, dropped; /* of the last statistics that have them */
	bool has_received, has_dropped;
};

struct info_comment {
	uint64_t packet; /* 0: of a section */
	char *text;
};

struct info_link {
	uint16_t link;
	uint64_t packets;
};

struct info {
	const char *path, *format, *compression;
	uint64_t file_size, unpacked;
	uint64_t packets, bytes, captured; /* bytes on the wire, and in the file */
	uint64_t untimed;                  /* simple packets */
	uint32_t largest;                  /* captured */
	uint32_t shortest_cut;             /* the least captured of a packet that was cut, 0 none */
	uint32_t snaplen;
	__int128 first, last; /* ns; the earliest and the latest */
	bool timed, ordered;
	unsigned digits; /* of a second's fraction */
	uint64_t sections, names, secrets, statistics, journal, custom, unknown;
	char *hardware, *system, *application;
	struct info_interface *interfaces;
	uint32_t ninterfaces, ninfos; /* all; described */
	struct info_link links[INFO_LINKS];
	size_t nlinks;
	struct info_comment *comments;
	size_t ncomments;
	uint64_t all_comments;
	char *damage; /* the first that was found, and */
	uint64_t losses;
	bool hashed;
	uint8_t hash[INFO_HASH]; /* SHA-256 of the file as it is */
};

int info_main(int argc, char **argv);

/* --- info_print.c --- */

void info_print(const struct info *i, FILE *to);
void info_json(const struct info *i, FILE *to);

#endif
