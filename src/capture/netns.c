/* SPDX-License-Identifier: BSD-2-Clause */
#include "netns.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int open_namespace(const char *which, char *path, size_t size)
{
	if (strchr(which, '/'))
		snprintf(path, size, "%s", which);
	else if (*which && strspn(which, "0123456789") == strlen(which))
		snprintf(path, size, "/proc/%s/ns/net", which);
	else
		snprintf(path, size, "/run/netns/%s", which);
	return open(path, O_RDONLY | O_CLOEXEC);
}

bool netns_enter(const char *which, int *back, char *err, size_t errlen)
{
	char path[PATH_MAX];
	int fd = open_namespace(which, path, sizeof(path)), why;

	*back = fd < 0 ? -1 : open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && *back >= 0 && setns(fd, CLONE_NEWNET) == 0) {
		close(fd);
		return true;
	}
	why = errno;
	if (fd >= 0)
		close(fd);
	if (*back >= 0)
		close(*back);
	snprintf(err, errlen, "--netns %s: %s: %s%s", which, path, strerror(why),
		why == EPERM || why == EACCES ? " (it needs root, or CAP_SYS_ADMIN)" : "");
	return false;
}

bool netns_leave(int back)
{
	bool ok = setns(back, CLONE_NEWNET) == 0;

	close(back);
	return ok;
}
