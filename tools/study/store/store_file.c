/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* F_OFD_SETLK */
#include "tools/study/store/store_file.h"
#include "tools/base/output_file.h"
#include "tools/study/store/store_beside.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "SQLite format 3" /* and a zero byte: 16 bytes */

/* Where the header of an SQLite file has what (https://www.sqlite.org/fileformat.html, 1.3); big-endian. */
enum {
	AT_PAGE_SIZE = 16,
	AT_WRITE_VERSION = 18,
	AT_PAGES = 28,
	AT_VERSION = 60,
	AT_APPLICATION = 68,
	HEADER = 100
};

#define ROLLBACK_VERSIONS                                                                                    \
	0x0101 /* of writing and reading: by a rollback journal; 2 would be a write-ahead log */

/* The byte that is locked for writing lies far beyond those that SQLite locks (1 GiB to 1 GiB + 511). */
#define WRITER_BYTE ((off_t)1 << 62)
#define LOCK_TRIES 10
#define LOCK_PAUSE_US 20000 /* processes of a sweep that was killed may take a moment to end */

static bool file_refuse(GError **error, const char *path, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static bool file_refuse(GError **error, const char *path, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = g_strdup_vprintf(fmt, args);
	va_end(args);
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", path, text);
	g_free(text);
	return false;
}

/* refuse_for: the system gave this reason. */
static bool refuse_for(GError **error, const char *path, const char *what, int reason)
{
	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(reason), "%s: %s: %s", path, what,
		    g_strerror(reason));
	return false;
}

static guint32 store_file_number_at(const guint8 *header, int at, int bytes)
{
	guint32 value = 0;
	for (int i = 0; i < bytes; i++)
		value = value << 8 | header[at + i];
	return value;
}

static bool check_size(const char *path, const guint8 *header, off_t size, GError **error)
{
	guint32 page = store_file_number_at(header, AT_PAGE_SIZE, 2);
	off_t whole = (off_t)store_file_number_at(header, AT_PAGES, 4) * (page == 1 ? 65536 : page);
	return size >= whole || store_beside_interrupted(path) ||
	       file_refuse(error, path, "is cut off: a store with %lld of its %lld bytes", (long long)size,
			   (long long)whole);
}

static bool check_header(const char *path, const guint8 *header, off_t length, off_t size, GError **error)
{
	if (size == 0)
		return file_refuse(error, path, "is empty, and no result store");
	if (memcmp(header, MAGIC, MIN((size_t)length, sizeof(MAGIC))) != 0)
		return file_refuse(error, path,
				   "is no result store: not an SQLite file, or its first bytes are damaged");
	if (length < HEADER)
		return file_refuse(error, path, "is cut off after %lld bytes", (long long)length);
	if (store_file_number_at(header, AT_APPLICATION, 4) != STORE_APPLICATION)
		return file_refuse(
			error, path,
			"is an SQLite file, but no result store of vhostsim (its application_id is %u, "
			"not %u)",
			store_file_number_at(header, AT_APPLICATION, 4), STORE_APPLICATION);
	if (store_file_number_at(header, AT_VERSION, 4) != STORE_VERSION)
		return file_refuse(
			error, path,
			"is a result store of version %u; this vhostsim knows version %d, so use the one "
			"that wrote it, or a newer one",
			store_file_number_at(header, AT_VERSION, 4), STORE_VERSION);
	if (store_file_number_at(header, AT_WRITE_VERSION, 2) != ROLLBACK_VERSIONS)
		return file_refuse(error, path, "writes ahead (WAL), which no store of vhostsim does");
	return check_size(path, header, size, error);
}

static bool check_open(const char *path, int fd, GError **error)
{
	guint8 header[HEADER] = {0};
	struct stat status;
	if (fstat(fd, &status) != 0)
		return refuse_for(error, path, "cannot be read", errno);
	if (!S_ISREG(status.st_mode))
		return file_refuse(error, path, "is no result store: not a file");
	ssize_t n = pread(fd, header, sizeof(header), 0);
	if (n < 0)
		return refuse_for(error, path, "cannot be read", errno);
	return check_header(path, header, n, status.st_size, error);
}

bool store_file_check(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && errno == ELOOP)
		return file_refuse(error, path, "is a symbolic link; name the store itself");
	if (fd < 0)
		return refuse_for(error, path, "cannot be opened", errno);
	bool good = check_open(path, fd, error);
	close(fd);
	return good && store_beside_check(path, error);
}

int store_file_lock(const char *path, GError **error)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = WRITER_BYTE, .l_len = 1};
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0) {
		refuse_for(error, path, "cannot be opened for writing", errno);
		return -1;
	}
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
			return fd;
		if (errno != EAGAIN && errno != EACCES)
			break;
		g_usleep(LOCK_PAUSE_US);
	}
	if (errno == EAGAIN || errno == EACCES)
		file_refuse(error, path, "is being written by another vhostsim; one at a time can");
	else
		refuse_for(error, path, "cannot be locked", errno);
	close(fd);
	return -1;
}

bool store_file_new(const char *path, const void *bytes, gsize length, GError **error)
{
	struct stat status;
	char *folder = g_path_get_dirname(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		flock(fd, LOCK_EX); /* or two that begin at one time could replace each other's file */
	bool there = lstat(path, &status) == 0;
	bool good = there || output_file_write(path, bytes, length, error);
	if (fd >= 0)
		close(fd);
	g_free(folder);
	return good;
}
