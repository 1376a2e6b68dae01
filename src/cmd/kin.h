/* kin.h - the files a name given with -w can make: this capture's, and those of runs before.
 *
 * A name matches when it is the pattern's, what strftime() would put for its
 * conversions, the number of -C behind it, and perhaps a suffix a command of -z or
 * --atomic put there.  Only what begins like a capture or a compressed file
 * counts: what else lies in the directory is nobody's business.
 */
#ifndef SONDE_KIN_H
#define SONDE_KIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kin_file {
	char *path;
	int64_t sec, nsec; /* when it was written to last */
	uint64_t size;
	uint64_t number; /* of -C, 0 if it has none */
};

struct kin {
	struct kin_file *files; /* the oldest first */
	size_t n;
	uint64_t bytes; /* of all */
};

/* Look for files like pattern (whose suffix comes behind the number) in the directory where current
 * is, which is left out itself.  False with errno set. */
bool kin_find(struct kin *k, const char *pattern, const char *suffix, const char *current);
void kin_free(struct kin *k);

/* Could that name (without directories) have been made of the pattern?  The number behind it is put
 * in *number. */
bool kin_match(const char *pattern, const char *suffix, const char *name, uint64_t *number);

#endif
