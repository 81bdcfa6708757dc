/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/output_file.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(GError **error, const char *path, const char *what, int reason)
{
	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(reason), "%s: %s: %s", path, what,
		    g_strerror(reason));
	return false;
}

bool output_folder(const char *path, GError **error)
{
	if (g_mkdir_with_parents(path, 0777) != 0)
		return fail(error, path, "the folder cannot be made", errno);
	char *probe = g_build_filename(path, ".probe-XXXXXX", NULL);
	int fd = g_mkstemp(probe);
	int reason = errno;
	if (fd >= 0) {
		close(fd);
		g_unlink(probe);
	}
	g_free(probe);
	return fd >= 0 || fail(error, path, "no file can be written in this folder", reason);
}

static bool write_all(int fd, const char *bytes, gsize length)
{
	while (length > 0) {
		ssize_t n = write(fd, bytes, length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		length -= (gsize)n;
	}
	return true;
}

/* fill: writes, flushes to the disk and closes fd; 0 or the reason why not. */
static int fill(int fd, const char *bytes, gsize length)
{
	mode_t mask = umask(0);
	umask(mask);
	int reason = 0;
	if (!write_all(fd, bytes, length) || fchmod(fd, 0666 & ~mask) != 0 || fsync(fd) != 0)
		reason = errno;
	if (close(fd) != 0 && reason == 0)
		reason = errno;
	return reason;
}

/* sync_folder: makes the rename last; a file system that cannot do this for a folder is left as it is. */
static void sync_folder(const char *path)
{
	char *folder = g_path_get_dirname(path);
	int fd = g_open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	g_free(folder);
}

bool output_file_write(const char *path, const char *bytes, gsize length, GError **error)
{
	char *temporary = g_strconcat(path, ".XXXXXX", NULL);
	int fd = g_mkstemp(temporary);
	int reason = fd < 0 ? errno : fill(fd, bytes, length);
	if (reason == 0 && g_rename(temporary, path) != 0)
		reason = errno;
	if (reason != 0 && fd >= 0)
		g_unlink(temporary);
	g_free(temporary);
	if (reason != 0)
		return fail(error, path, "cannot be written", reason);
	sync_folder(path);
	return true;
}
