/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A library to be loaded before the C library (LD_PRELOAD): one call of the system or of the allocator fails.
 *
 * FAULT_KIND says which kind, FAULT_AT which call of it, from 1. The calls of a process and of those that it forks are counted
 * together, in the file FAULT_COUNT, from the start of main on; the file also says whether the call has failed. Without
 * FAULT_AT all are counted and none fails. Calls by the C library itself (as those of stdio) are not seen by a library like
 * this, so stdio's own functions stand here beside the system's.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

/* What processes share. */
struct count {
	atomic_long calls;
	atomic_long failed;
};

static struct count *count; /* NULL: nothing is counted yet, or here */
static const char *kind = "";
static long at; /* 0: none fails */

static void *find(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);
	if (!found)
		_exit(99);
	return found;
}

/* due: counts a call of the kind; whether it is the one that fails. */
static bool due(const char *of)
{
	if (!count || strcmp(of, kind) != 0)
		return false;
	long call = atomic_fetch_add(&count->calls, 1) + 1;
	if (call != at)
		return false;
	atomic_store(&count->failed, 1);
	return true;
}

/* REAL: declares `real`, the function of this name that stands behind ours. */
#define REAL(name)                                                                                           \
	static __typeof__(name) *real;                                                                       \
	if (!real)                                                                                           \
	real = (__typeof__(name) *)find(#name)

#define FAIL(of, reason, value)                                                                              \
	do {                                                                                                 \
		if (due(of)) {                                                                               \
			errno = reason;                                                                      \
			return value;                                                                        \
		}                                                                                            \
	} while (0)

/* ---- memory: the C library's functions under their own names, since dlsym itself allocates ---- */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

EXPORT void *malloc(size_t size)
{
	FAIL("malloc", ENOMEM, NULL);
	return __libc_malloc(size);
}

EXPORT void *calloc(size_t n, size_t size)
{
	FAIL("malloc", ENOMEM, NULL);
	return __libc_calloc(n, size);
}

EXPORT void *realloc(void *p, size_t size)
{
	FAIL("malloc", ENOMEM, NULL);
	return __libc_realloc(p, size);
}

void *memalign(size_t alignment, size_t size); /* <malloc.h> declares it beside much else */

EXPORT void *memalign(size_t alignment, size_t size)
{
	FAIL("malloc", ENOMEM, NULL);
	return __libc_memalign(alignment, size);
}

EXPORT void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	REAL(mmap);
	FAIL("mmap", ENOMEM, MAP_FAILED);
	return real(address, length, protection, flags, fd, offset);
}

/* ---- files ---- */

/* The body of open and openat; the rest: what stands before the path. */
#define OPEN(name, path, flags, ...)                                                                         \
	mode_t mode = 0;                                                                                     \
	if ((flags) & (O_CREAT | O_TMPFILE)) {                                                               \
		va_list args;                                                                                \
		va_start(args, flags);                                                                       \
		mode = va_arg(args, mode_t);                                                                 \
		va_end(args);                                                                                \
	}                                                                                                    \
	REAL(name);                                                                                          \
	FAIL("open", EMFILE, -1);                                                                            \
	return real(__VA_ARGS__ path, flags, mode)

EXPORT int open(const char *path, int flags, ...)
{
	OPEN(open, path, flags);
}

EXPORT int open64(const char *path, int flags, ...)
{
	OPEN(open64, path, flags);
}

EXPORT int openat(int folder, const char *path, int flags, ...)
{
	OPEN(openat, path, flags, folder, );
}

EXPORT FILE *fopen(const char *path, const char *how)
{
	REAL(fopen);
	FAIL("open", EMFILE, NULL);
	return real(path, how);
}

EXPORT FILE *fopen64(const char *path, const char *how)
{
	REAL(fopen64);
	FAIL("open", EMFILE, NULL);
	return real(path, how);
}

EXPORT int mkstemp64(char *path)
{
	REAL(mkstemp64);
	FAIL("open", ENOSPC, -1);
	return real(path);
}

EXPORT int mkdir(const char *path, mode_t mode)
{
	REAL(mkdir);
	FAIL("mkdir", ENOSPC, -1);
	return real(path, mode);
}

EXPORT int rename(const char *from, const char *to)
{
	REAL(rename);
	FAIL("rename", EIO, -1);
	return real(from, to);
}

EXPORT int unlink(const char *path)
{
	REAL(unlink);
	FAIL("unlink", EIO, -1);
	return real(path);
}

EXPORT int fsync(int fd)
{
	REAL(fsync);
	FAIL("fsync", EIO, -1);
	return real(fd);
}

EXPORT int fdatasync(int fd)
{
	REAL(fdatasync);
	FAIL("fsync", EIO, -1);
	return real(fd);
}

EXPORT int ftruncate(int fd, off_t length)
{
	REAL(ftruncate);
	FAIL("ftruncate", EIO, -1);
	return real(fd, length);
}

EXPORT int ftruncate64(int fd, off64_t length)
{
	REAL(ftruncate64);
	FAIL("ftruncate", EIO, -1);
	return real(fd, length);
}

EXPORT int fstat(int fd, struct stat *status)
{
	REAL(fstat);
	FAIL("stat", EIO, -1);
	return real(fd, status);
}

EXPORT int close(int fd)
{
	REAL(close);
	if (due("close")) {
		real(fd);
		errno = EIO;
		return -1;
	}
	return real(fd);
}

/* ---- reading and writing ---- */

EXPORT ssize_t write(int fd, const void *bytes, size_t length)
{
	REAL(write);
	if (fd != STDERR_FILENO) /* the message must come out */
		FAIL("write", ENOSPC, -1);
	return real(fd, bytes, length);
}

EXPORT ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
	REAL(pwrite);
	FAIL("write", ENOSPC, -1);
	return real(fd, bytes, length, offset);
}

EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
	REAL(pwrite64);
	FAIL("write", ENOSPC, -1);
	return real(fd, bytes, length, offset);
}

EXPORT ssize_t read(int fd, void *bytes, size_t length)
{
	REAL(read);
	FAIL("read", EIO, -1);
	return real(fd, bytes, length);
}

EXPORT ssize_t pread(int fd, void *bytes, size_t length, off_t offset)
{
	REAL(pread);
	FAIL("read", EIO, -1);
	return real(fd, bytes, length, offset);
}

EXPORT ssize_t pread64(int fd, void *bytes, size_t length, off64_t offset)
{
	REAL(pread64);
	FAIL("read", EIO, -1);
	return real(fd, bytes, length, offset);
}

EXPORT size_t fread(void *bytes, size_t size, size_t n, FILE *file)
{
	REAL(fread);
	if (due("read")) {
		file->_flags |= 0x20; /* _IO_ERR_SEEN, as glibc notes it */
		errno = EIO;
		return 0;
	}
	return real(bytes, size, n, file);
}

/* ---- stdio's writing ---- */

/* fail_stream: what is in the buffer is lost, and the stream knows. */
static int fail_stream(FILE *file, int reason)
{
	file->_IO_write_ptr = file->_IO_write_base;
	file->_flags |= 0x20;
	errno = reason;
	return EOF;
}

EXPORT int fflush(FILE *file)
{
	REAL(fflush);
	if (file && file != stderr && file->_IO_write_ptr > file->_IO_write_base && due("write"))
		return fail_stream(file, ENOSPC);
	return real(file);
}

EXPORT int fclose(FILE *file)
{
	REAL(fclose);
	if (file != stderr && file->_IO_write_ptr > file->_IO_write_base && due("write")) {
		fail_stream(file, ENOSPC);
		real(file);
		errno = ENOSPC;
		return EOF;
	}
	return real(file);
}

/* ---- processes and pipes ---- */

EXPORT pid_t fork(void)
{
	REAL(fork);
	FAIL("fork", EAGAIN, -1);
	return real();
}

EXPORT int pipe(int ends[2])
{
	REAL(pipe);
	FAIL("pipe", EMFILE, -1);
	return real(ends);
}

EXPORT int pipe2(int ends[2], int flags)
{
	REAL(pipe2);
	FAIL("pipe", EMFILE, -1);
	return real(ends, flags);
}

EXPORT int socketpair(int domain, int type, int protocol, int ends[2])
{
	REAL(socketpair);
	FAIL("pipe", EMFILE, -1);
	return real(domain, type, protocol, ends);
}

EXPORT int dup2(int from, int to)
{
	REAL(dup2);
	FAIL("dup", EMFILE, -1);
	return real(from, to);
}

/* ---- set-up ---- */

static struct count *map_count(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(struct count)) != 0)
		_exit(99);
	void *memory = mmap(NULL, sizeof(struct count), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return memory == MAP_FAILED ? NULL : memory;
}

/* Other programs that are started, such as gnuplot, are left alone. */
__attribute__((constructor)) static void set_up(void)
{
	const char *path = getenv("FAULT_COUNT"), *call = getenv("FAULT_AT"), *name = getenv("FAULT_KIND");
	if (!path || !name || strcmp(program_invocation_short_name, "vhostsim") != 0)
		return;
	kind = name;
	at = call ? atol(call) : 0;
	struct count *mapped = map_count(path);
	if (!mapped)
		_exit(99);
	count = mapped;
}
