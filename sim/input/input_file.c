/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* O_PATH */
#include "sim/input/input_file.h"
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* ---- the folder that files must be below ---- */

/* fd -1: any file may be read. */
static struct {
	int fd;
	char *given, *real; /* as it was named, from the root on; and without links */
} root = {.fd = -1};

static GHashTable *allowed; /* paths that are opened all the same, interned; NULL: none */

void input_file_allow(const char *path)
{
	if (!allowed)
		allowed = g_hash_table_new(g_str_hash, g_str_equal);
	g_hash_table_add(allowed, (gpointer)g_intern_string(path));
}

static bool is_confined(const char *path)
{
	return root.fd >= 0 && !(allowed && g_hash_table_contains(allowed, path));
}

bool input_file_confine(const char *folder)
{
	int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	char *real = realpath(folder, NULL);
	if (!real) {
		close(fd);
		return false;
	}
	if (root.fd >= 0)
		close(root.fd);
	g_free(root.given);
	free(root.real);
	root.fd = fd;
	root.given = g_canonicalize_filename(folder, NULL);
	root.real = real;
	return true;
}

/* input_file_below: what follows the folder in the path; NULL when that is not below it. */
static const char *input_file_below(const char *folder, const char *path)
{
	size_t length = strlen(folder);
	if (strcmp(folder, "/") == 0)
		return path[1] ? path + 1 : NULL;
	return strncmp(path, folder, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

/* open_by_steps: as the kernel does it in one go, for kernels that cannot: each folder on the way is opened below the one
 * before it, and none may be a link. */
static int open_by_steps(const char *path)
{
	char **steps = g_strsplit(path, "/", -1);
	int fd = dup(root.fd);
	for (char **step = steps; fd >= 0 && *step; step++) {
		int flags = step[1] ? O_PATH | O_DIRECTORY | O_CLOEXEC : FLAGS;
		int next = openat(fd, *step, flags | O_NOFOLLOW), reason = errno;
		close(fd);
		fd = next;
		errno = reason;
	}
	g_strfreev(steps);
	return fd;
}

static int open_beneath(const char *path)
{
	const struct open_how how = {.flags = FLAGS, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
	int fd = (int)syscall(SYS_openat2, root.fd, path, &how, sizeof(how));
	return fd < 0 && (errno == ENOSYS || errno == EPERM) ? open_by_steps(path) : fd;
}

static int open_confined(const char *path)
{
	char *full = g_canonicalize_filename(path, NULL);
	const char *rest = input_file_below(root.real, full);
	if (!rest)
		rest = input_file_below(root.given, full);
	int fd = -1, reason = EXDEV;
	if (rest) {
		fd = open_beneath(rest);
		reason = errno;
	}
	g_free(full);
	errno = reason;
	return fd;
}

/* ---- what is no file ---- */

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

/* input_file_check: whether the open file is one to read; a pipe is then waited for as for any file. */
static bool input_file_check(int fd, bool pipe, const char **why)
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
	int fd = is_confined(path) ? open_confined(path) : open(path, FLAGS);
	if (fd < 0) {
		bool out = root.fd >= 0 && (errno == EXDEV || errno == ELOOP);
		*why = out ? "it is outside of the folder that --confine names" : g_strerror(errno);
		return NULL;
	}
	bool good = input_file_check(fd, pipe && is_descriptor(path), why);
	FILE *file = good ? fdopen(fd, "rb") : NULL;
	if (good && !file)
		*why = g_strerror(errno);
	if (!file)
		close(fd);
	return file;
}
