/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/store/store_beside.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A journal that names a super-journal ends with its length, its checksum and these bytes. */
static const unsigned char journal_magic[8] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};

static bool beside_refuse(GError **error, const char *file, const char *what)
{
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", file, what);
	return false;
}

/* read_end: the last bytes of a file, zeros where it has fewer. */
static bool read_end(int fd, off_t size, unsigned char *end, size_t n)
{
	memset(end, 0, n);
	return size < (off_t)n || pread(fd, end, n, size - (off_t)n) == (ssize_t)n;
}

static bool check_journal(const char *file, int fd, GError **error)
{
	unsigned char end[sizeof(journal_magic)];
	struct stat status;
	if (fstat(fd, &status) != 0)
		return beside_refuse(error, file, g_strerror(errno));
	if (!S_ISREG(status.st_mode))
		return beside_refuse(error, file, "is no journal of a result store: not a file");
	if (!read_end(fd, status.st_size, end, sizeof(end)))
		return beside_refuse(error, file, "cannot be read");
	if (memcmp(end, journal_magic, sizeof(end)) == 0)
		return beside_refuse(
			error, file,
			"names another file that SQLite would delete, which no journal of vhostsim "
			"does; nothing was changed");
	return true;
}

static bool check_journal_at(const char *file, GError **error)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return true;
	if (fd < 0)
		return beside_refuse(error, file,
				     errno == ELOOP ? "is a symbolic link, and no journal of a result store"
						    : g_strerror(errno));
	bool good = check_journal(file, fd, error);
	close(fd);
	return good;
}

static bool check_absent(const char *file, GError **error)
{
	struct stat status;
	return lstat(file, &status) != 0 ||
	       beside_refuse(
		       error, file,
		       "lies beside the store, but vhostsim never writes ahead (WAL); whoever did can end it "
		       "with PRAGMA journal_mode = DELETE");
}

bool store_beside_check(const char *path, GError **error)
{
	char *journal = g_strconcat(path, "-journal", NULL), *wal = g_strconcat(path, "-wal", NULL),
	     *shm = g_strconcat(path, "-shm", NULL);
	bool good = check_journal_at(journal, error) && check_absent(wal, error) && check_absent(shm, error);
	g_free(journal);
	g_free(wal);
	g_free(shm);
	return good;
}

bool store_beside_interrupted(const char *path)
{
	struct stat status;
	char *journal = g_strconcat(path, "-journal", NULL);
	bool found = stat(journal, &status) == 0 && status.st_size > 0;
	g_free(journal);
	return found;
}
