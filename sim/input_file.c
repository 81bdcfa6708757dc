/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input_file.h"
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sys/stat.h>
#include <unistd.h>

/* is_descriptor: whether the path is the name of a file that is open in this process. */
static bool is_descriptor(const char *path)
{
	return g_str_equal(path, "/dev/stdin") || g_str_has_prefix(path, "/dev/fd/") ||
	       g_str_has_prefix(path, "/proc/self/fd/");
}

static const char *refusal(mode_t mode)
{
	if (S_ISDIR(mode))
		return "it is a folder, not a file";
	if (S_ISFIFO(mode))
		return "it is a named pipe, not a file";
	return "it is a device, not a file";
}

/* check: whether the open file is one to read; a pipe is then waited for as for any file. */
static bool check(int fd, bool pipe, const char **why)
{
	struct stat status;
	if (fstat(fd, &status) != 0) {
		*why = g_strerror(errno);
		return false;
	}
	if (S_ISREG(status.st_mode) ||
	    (pipe && S_ISFIFO(status.st_mode) && fcntl(fd, F_SETFL, O_RDONLY) == 0))
		return true;
	*why = refusal(status.st_mode);
	return false;
}

FILE *input_file_open(const char *path, bool pipe, const char **why)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0) {
		*why = g_strerror(errno);
		return NULL;
	}
	bool good = check(fd, pipe && is_descriptor(path), why);
	FILE *file = good ? fdopen(fd, "rb") : NULL;
	if (good && !file)
		*why = g_strerror(errno);
	if (!file)
		close(fd);
	return file;
}
