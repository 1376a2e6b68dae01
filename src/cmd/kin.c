/* SPDX-License-Identifier: BSD-2-Clause */
#include "kin.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- names --- */

/* How many digits a conversion of strftime() makes; 0: any text. */
static int digits_of(char c)
{
	switch (c) {
	case 'Y':
	case 'G':
		return 4;
	case 'j':
		return 3;
	case 'u':
	case 'w':
		return 1;
	case 'C':
	case 'd':
	case 'g':
	case 'H':
	case 'I':
	case 'm':
	case 'M':
	case 'S':
	case 'U':
	case 'V':
	case 'W':
	case 'y':
		return 2;
	default:
		return 0;
	}
}

/* What may be left when the pattern is used up: a number, our suffix, one of a command's. */
static bool match_end(const char *suffix, const char *name, uint64_t *number)
{
	static const char *const more[] = { "", ".part", ".gz", ".bz2", ".xz", ".zst", ".lz4" };
	size_t n = strlen(suffix);
	char *end = (char *)(uintptr_t)name;

	*number = 0;
	if (isdigit((unsigned char)*name))
		*number = strtoull(name, &end, 10);
	if (strncmp(end, suffix, n) != 0)
		return false;
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		if (strcmp(end + n, more[i]) == 0)
			return true;
	return false;
}

/* The compound conversions, in simpler ones. */
static const char *spelled_out(char c)
{
	switch (c) {
	case 'F':
		return "%Y-%m-%d";
	case 'T':
		return "%H:%M:%S";
	case 'R':
		return "%H:%M";
	default:
		return NULL;
	}
}

static const char *skip_digits(const char *name, int n)
{
	while (n > 0 && isdigit((unsigned char)*name)) {
		name++;
		n--;
	}
	return n == 0 ? name : NULL;
}

bool kin_match(const char *pattern, const char *suffix, const char *name, uint64_t *number)
{
	while (*pattern && (*pattern != '%' || pattern[1] == '%')) {
		if (*pattern != *name)
			return false;
		pattern += *pattern == '%' ? 2 : 1;
		name++;
	}
	if (*pattern == '\0')
		return match_end(suffix, name, number);
	pattern++;
	pattern += strspn(pattern, "_-0^#EO");
	if (*pattern == '\0')
		return false;
	if (spelled_out(*pattern)) {
		char longer[PATH_MAX];

		snprintf(longer, sizeof(longer), "%s%s", spelled_out(*pattern), pattern + 1);
		return kin_match(longer, suffix, name, number);
	}
	if (digits_of(*pattern)) {
		name = skip_digits(name, digits_of(*pattern));
		return name && kin_match(pattern + 1, suffix, name, number);
	}
	for (; *name; name++) {
		if (*pattern == 's' && !isdigit((unsigned char)*name))
			return false;
		if (kin_match(pattern + 1, suffix, name + 1, number))
			return true;
	}
	return false;
}

/* --- files --- */

/* Does it begin like a capture, or like something compressed? */
static bool looks_captured(int dir, const char *name)
{
	static const unsigned char magics[][4] = {
		{ 0xd4, 0xc3, 0xb2, 0xa1 },
		{ 0xa1, 0xb2, 0xc3, 0xd4 },
		{ 0x4d, 0x3c, 0xb2, 0xa1 },
		{ 0xa1, 0xb2, 0x3c, 0x4d },
		{ 0x0a, 0x0d, 0x0d, 0x0a },
		{ 0x28, 0xb5, 0x2f, 0xfd },
		{ 0x04, 0x22, 0x4d, 0x18 },
		{ 0xfd, '7', 'z', 'X' },
	};
	unsigned char b[4];
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : read(fd, b, sizeof(b));

	if (fd >= 0)
		close(fd);
	if (n == 0)
		return true; /* one that could never be begun */
	if (n != sizeof(b))
		return false;
	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (memcmp(b, magics[i], sizeof(b)) == 0)
			return true;
	return (b[0] == 0x1f && b[1] == 0x8b) || memcmp(b, "BZh", 3) == 0;
}

static int by_age(const void *a, const void *b)
{
	const struct kin_file *x = a, *y = b;

	if (x->sec != y->sec)
		return x->sec < y->sec ? -1 : 1;
	if (x->nsec != y->nsec)
		return x->nsec < y->nsec ? -1 : 1;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return strcmp(x->path, y->path);
}

static bool add(struct kin *k, const char *where, const char *name, const struct stat *st)
{
	struct kin_file *f;

	if ((k->n & (k->n - 1)) == 0) { /* full at 0, 1, 2, 4 ... */
		f = realloc(k->files, (k->n ? 2 * k->n : 1) * sizeof(*f));
		if (!f)
			return false;
		k->files = f;
	}
	f = &k->files[k->n];
	if (asprintf(&f->path, "%s%s", where, name) < 0)
		return false;
	f->sec = st->st_mtim.tv_sec;
	f->nsec = st->st_mtim.tv_nsec;
	f->size = (uint64_t)st->st_size;
	k->bytes += f->size;
	k->n++;
	return true;
}

static bool look(struct kin *k, DIR *d, const char *where, const char *pattern, const char *suffix,
	const char *current)
{
	struct dirent *e;
	struct stat st;
	uint64_t number;

	while ((e = readdir(d))) {
		size_t n = strlen(current);
		bool mine = strncmp(e->d_name, current, n) == 0 &&
		            (e->d_name[n] == '\0' || strcmp(e->d_name + n, ".part") == 0);

		if (mine || !kin_match(pattern, suffix, e->d_name, &number) ||
			fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
			!S_ISREG(st.st_mode) || !looks_captured(dirfd(d), e->d_name))
			continue;
		if (!add(k, where, e->d_name, &st))
			return false;
		k->files[k->n - 1].number = number;
	}
	return true;
}

bool kin_find(struct kin *k, const char *pattern, const char *suffix, const char *current)
{
	const char *slash = strrchr(current, '/'), *last = strrchr(pattern, '/');
	char where[PATH_MAX] = "";
	DIR *d;
	bool ok;

	memset(k, 0, sizeof(*k));
	if (slash)
		snprintf(where, sizeof(where), "%.*s", (int)(slash - current) + 1, current);
	d = opendir(slash ? where : ".");
	if (!d)
		return false;
	ok = look(k, d, where, last ? last + 1 : pattern, suffix, slash ? slash + 1 : current);
	closedir(d);
	if (k->n)
		qsort(k->files, k->n, sizeof(*k->files), by_age);
	if (!ok)
		kin_free(k);
	return ok;
}

void kin_free(struct kin *k)
{
	for (size_t i = 0; i < k->n; i++)
		free(k->files[i].path);
	free(k->files);
	memset(k, 0, sizeof(*k));
}
