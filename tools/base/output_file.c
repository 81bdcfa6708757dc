/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* O_NOFOLLOW */
#include "tools/base/output_file.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY_PREFIX ".vhostsim-"
#define TEMPORARY_LETTERS "XXXXXX"

static bool output_file_fail(GError **error, const char *path, const char *what, int reason)
{
	bool full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
	g_set_error(error, G_FILE_ERROR, full ? G_FILE_ERROR_NOSPC : g_file_error_from_errno(reason),
		    "%s: %s: %s", path, what, g_strerror(reason));
	return false;
}

bool output_lacks_room(const GError *error)
{
	static const GFileError codes[] = {G_FILE_ERROR_NOSPC, G_FILE_ERROR_NOMEM, G_FILE_ERROR_MFILE,
					   G_FILE_ERROR_NFILE, G_FILE_ERROR_IO};
	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
		if (g_error_matches(error, G_FILE_ERROR, codes[i]))
			return true;
	return false;
}

/* ---- temporaries ---- */

/* output_file_keep: claims a temporary that was just made; false when somebody took it for a leftover in between. */
static bool output_file_keep(int fd)
{
	struct stat status;
	flock(fd, LOCK_EX);
	return fstat(fd, &status) != 0 || status.st_nlink > 0;
}

/* The path of a new file in this folder, open for reading and writing, that output_leftovers leaves alone as
 * long as *fd is open and removes afterwards. Newly allocated; NULL with errno set. */
static char *output_temporary(const char *folder, int *fd)
{
	for (;;) {
		char *path = g_build_filename(folder, TEMPORARY_PREFIX TEMPORARY_LETTERS, NULL);
		*fd = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
		if (*fd >= 0 && output_file_keep(*fd))
			return path;
		int reason = errno;
		g_free(path);
		errno = reason;
		if (*fd < 0)
			return NULL;
		close(*fd);
	}
}

char *output_temporary_folder(const char *folder, int *fd)
{
	char *path = g_build_filename(folder, TEMPORARY_PREFIX TEMPORARY_LETTERS, NULL);
	*fd = g_mkdtemp(path) ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (*fd >= 0 && output_file_keep(*fd))
		return path;
	int reason = *fd >= 0 ? EAGAIN : errno;
	if (*fd >= 0)
		close(*fd);
	g_free(path);
	errno = reason;
	return NULL;
}

void output_folder_remove(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	for (const char *name; dir && (name = g_dir_read_name(dir));) {
		char *file = g_build_filename(path, name, NULL);
		g_unlink(file);
		g_free(file);
	}
	if (dir)
		g_dir_close(dir);
	g_rmdir(path);
}

/* output_file_remove_leftover: unless it is no file or folder of ours, or a process has it. */
static void output_file_remove_leftover(const char *path)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return;
	if (fstat(fd, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) &&
	    status.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0)
		S_ISDIR(status.st_mode) ? output_folder_remove(path) : (void)g_unlink(path);
	close(fd);
}

/* Removes from the folder the temporaries of processes that were killed while they wrote. output_folder and
 * output_file_write do so as well. */
static void output_leftovers(const char *folder)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	for (const char *name; dir && (name = g_dir_read_name(dir));) {
		if (!g_str_has_prefix(name, TEMPORARY_PREFIX) ||
		    strlen(name) != strlen(TEMPORARY_PREFIX TEMPORARY_LETTERS))
			continue;
		char *path = g_build_filename(folder, name, NULL);
		output_file_remove_leftover(path);
		g_free(path);
	}
	if (dir)
		g_dir_close(dir);
}

/* ---- folders ---- */

bool output_folder(const char *path, GError **error)
{
	if (g_mkdir_with_parents(path, 0777) != 0)
		return output_file_fail(error, path, "the folder cannot be made", errno);
	output_leftovers(path);
	int fd;
	char *probe = output_temporary(path, &fd);
	int reason = errno;
	if (probe) {
		g_unlink(probe);
		close(fd);
	}
	g_free(probe);
	return fd >= 0 || output_file_fail(error, path, "no file can be written in this folder", reason);
}

static bool output_file_write_all(int fd, const char *bytes, gsize length)
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

/* output_file_fill: writes and flushes to the disk; 0 or the reason why not. */
static int output_file_fill(int fd, const char *bytes, gsize length)
{
	mode_t mask = umask(0);
	umask(mask);
	bool filled =
		output_file_write_all(fd, bytes, length) && fchmod(fd, 0666 & ~mask) == 0 && fsync(fd) == 0;
	return filled ? 0 : errno;
}

/* sync_folder: makes the rename last; a file system that cannot do this for a folder is left as it is. */
static void sync_folder(const char *folder)
{
	int fd = g_open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

/* output_file_replace: has the file at path be these bytes, by way of a temporary in its folder; 0 or the reason why not. */
static int output_file_replace(const char *folder, const char *path, const char *bytes, gsize length)
{
	int fd;
	char *temporary = output_temporary(folder, &fd);
	if (!temporary)
		return errno;
	int reason = output_file_fill(fd, bytes, length);
	if (reason == 0 && g_rename(temporary, path) != 0)
		reason = errno;
	if (reason != 0)
		g_unlink(temporary);
	if (close(fd) != 0 && reason == 0)
		reason = errno;
	g_free(temporary);
	return reason;
}

/* check_place: what is replaced is a file or a link, or nothing. */
static bool check_place(const char *path, GError **error)
{
	struct stat status;
	if (lstat(path, &status) != 0 || S_ISREG(status.st_mode) || S_ISLNK(status.st_mode))
		return true;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
		    "%s: cannot be written: there is something that is not a file", path);
	return false;
}

bool output_file_write(const char *path, const char *bytes, gsize length, GError **error)
{
	if (!check_place(path, error))
		return false;
	char *folder = g_path_get_dirname(path);
	output_leftovers(folder);
	int reason = output_file_replace(folder, path, bytes, length);
	if (reason == 0)
		sync_folder(folder);
	g_free(folder);
	return reason == 0 || output_file_fail(error, path, "cannot be written", reason);
}

bool output_file_text(const char *folder, const char *name, char *text, GError **error)
{
	char *path = g_build_filename(folder, name, NULL);
	bool written = output_file_write(path, text, strlen(text), error);
	g_free(path);
	g_free(text);
	return written;
}

/* ---- what the user named ---- */

/* stream_of: standard output or error, when the open file is the very one that it goes to; NULL: neither. Whoever opens
 * /dev/stdout anew would write over what was printed. */
static FILE *stream_of(int fd)
{
	FILE *const streams[] = {stdout, stderr};
	struct stat file, status;
	for (size_t i = 0; i < G_N_ELEMENTS(streams) && fstat(fd, &file) == 0; i++)
		if (fstat(fileno(streams[i]), &status) == 0 && S_ISREG(status.st_mode) &&
		    status.st_dev == file.st_dev && status.st_ino == file.st_ino)
			return streams[i];
	return NULL;
}

/* output_file_print: into what is there: a device, a pipe, what a link leads to; 0 or the reason why not. */
static int output_file_print(const char *path, const char *bytes, gsize length)
{
	int fd = g_open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
	if (fd < 0)
		return errno;
	FILE *stream = stream_of(fd);
	fflush(stdout);
	errno = 0;
	bool written = stream ? output_file_write_all(fileno(stream), bytes, length)
			      : (ftruncate(fd, 0) == 0 || errno == EINVAL) &&
					output_file_write_all(fd, bytes, length);
	int reason = written ? 0 : errno;
	if (close(fd) != 0 && reason == 0)
		reason = errno;
	return reason;
}

bool output_file_deliver(const char *path, const char *bytes, gsize length, GError **error)
{
	struct stat status;
	if (lstat(path, &status) != 0 || S_ISREG(status.st_mode))
		return output_file_write(path, bytes, length, error);
	int reason = output_file_print(path, bytes, length);
	return reason == 0 || output_file_fail(error, path, "cannot be written", reason);
}

/* read_equal: whether the whole file has these bytes. */
static bool read_equal(int fd, const char *bytes, gsize length)
{
	char piece[4096];
	gsize done = 0;
	for (ssize_t n; done < length && (n = read(fd, piece, MIN(sizeof(piece), length - done))) > 0;
	     done += (gsize)n)
		if (memcmp(piece, bytes + done, (gsize)n) != 0)
			return false;
	return done == length;
}

bool output_file_holds(const char *path, const char *text)
{
	struct stat status;
	gsize length = strlen(text);
	int fd = g_open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0);
	if (fd < 0)
		return false;
	bool same = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && (gsize)status.st_size == length &&
		    read_equal(fd, text, length);
	close(fd);
	return same;
}
