/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A library to be loaded before the C library (LD_PRELOAD): one call of the system or of the allocator fails.
 *
 * FAULT_KIND says which kind, FAULT_AT which call of it, from 1. The calls of a process and of those that it forks are counted
 * together, in the file FAULT_COUNT, from the start of main on; the file also says whether the call has failed. Without
 * FAULT_AT all are counted and none fails. Calls by the C library itself (as those of stdio) are not seen by a library like
 * this, so stdio's own functions stand here beside the system's.
 *
 * Loading the program's libraries takes longer than a short run. With FAULT_SERVER=IN,OUT (two descriptors) the process stops
 * before main and starts a copy of itself for each request that it reads from IN: a struct request. The copy writes its output
 * to the files FAULT_STDOUT and FAULT_STDERR. The process answers on OUT with the copy's number, and with its status at its end.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

/* CALL: a function of the system that only fails when it is due, with this reason and value. */
#define CALL(type, name, of, reason, value, parameters, arguments)                                           \
	EXPORT type name parameters                                                                          \
	{                                                                                                    \
		REAL(name);                                                                                  \
		FAIL(of, reason, value);                                                                     \
		return real arguments;                                                                       \
	}

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

CALL(void *, mmap, "mmap", ENOMEM, MAP_FAILED,
     (void *address, size_t length, int protection, int flags, int fd, off_t offset),
     (address, length, protection, flags, fd, offset))

EXPORT int posix_memalign(void **out, size_t alignment, size_t size)
{
	if (due("malloc"))
		return ENOMEM;
	*out = __libc_memalign(alignment, size);
	return *out ? 0 : ENOMEM;
}

EXPORT void *aligned_alloc(size_t alignment, size_t size)
{
	FAIL("malloc", ENOMEM, NULL);
	return __libc_memalign(alignment, size);
}

CALL(void *, mmap64, "mmap", ENOMEM, MAP_FAILED,
     (void *address, size_t length, int protection, int flags, int fd, off64_t offset),
     (address, length, protection, flags, fd, offset))
CALL(int, mprotect, "mmap", ENOMEM, -1, (void *address, size_t length, int protection),
     (address, length, protection))

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

CALL(int, pidfd_open, "open", EMFILE, -1, (pid_t pid, unsigned flags), (pid, flags))
CALL(int, memfd_create, "open", EMFILE, -1, (const char *name, unsigned flags), (name, flags))
CALL(DIR *, opendir, "open", EMFILE, NULL, (const char *path), (path))
CALL(FILE *, fopen, "open", EMFILE, NULL, (const char *path, const char *how), (path, how))
CALL(FILE *, fopen64, "open", EMFILE, NULL, (const char *path, const char *how), (path, how))
CALL(int, mkstemp64, "open", ENOSPC, -1, (char *path), (path))
CALL(int, mkdir, "mkdir", ENOSPC, -1, (const char *path, mode_t mode), (path, mode))
CALL(int, rename, "rename", EIO, -1, (const char *from, const char *to), (from, to))
CALL(int, unlink, "unlink", EIO, -1, (const char *path), (path))
CALL(int, fsync, "fsync", EIO, -1, (int fd), (fd))
CALL(int, fdatasync, "fsync", EIO, -1, (int fd), (fd))
CALL(int, ftruncate, "ftruncate", EIO, -1, (int fd, off_t length), (fd, length))
CALL(int, ftruncate64, "ftruncate", EIO, -1, (int fd, off64_t length), (fd, length))
CALL(int, fstat, "stat", EIO, -1, (int fd, struct stat *status), (fd, status))
CALL(int, fstat64, "stat", EIO, -1, (int fd, struct stat64 *status), (fd, status))
CALL(int, stat, "stat", EIO, -1, (const char *path, struct stat *status), (path, status))
CALL(int, stat64, "stat", EIO, -1, (const char *path, struct stat64 *status), (path, status))
CALL(int, lstat, "stat", EIO, -1, (const char *path, struct stat *status), (path, status))
CALL(int, lstat64, "stat", EIO, -1, (const char *path, struct stat64 *status), (path, status))

#define FCNTL(name)                                                                                          \
	va_list args;                                                                                        \
	va_start(args, command);                                                                             \
	void *more = va_arg(args, void *);                                                                   \
	va_end(args);                                                                                        \
	REAL(name);                                                                                          \
	FAIL("fcntl", ENOLCK, -1);                                                                           \
	return real(fd, command, more)

EXPORT int fcntl(int fd, int command, ...)
{
	FCNTL(fcntl);
}

EXPORT int fcntl64(int fd, int command, ...)
{
	FCNTL(fcntl64);
}

CALL(int, flock, "fcntl", ENOLCK, -1, (int fd, int operation), (fd, operation))

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

CALL(ssize_t, pwrite, "write", ENOSPC, -1, (int fd, const void *bytes, size_t length, off_t offset),
     (fd, bytes, length, offset))
CALL(ssize_t, pwrite64, "write", ENOSPC, -1, (int fd, const void *bytes, size_t length, off64_t offset),
     (fd, bytes, length, offset))
CALL(ssize_t, read, "read", EIO, -1, (int fd, void *bytes, size_t length), (fd, bytes, length))
CALL(ssize_t, pread, "read", EIO, -1, (int fd, void *bytes, size_t length, off_t offset),
     (fd, bytes, length, offset))
CALL(ssize_t, pread64, "read", EIO, -1, (int fd, void *bytes, size_t length, off64_t offset),
     (fd, bytes, length, offset))

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

CALL(ssize_t, send, "write", ENOBUFS, -1, (int fd, const void *bytes, size_t length, int flags),
     (fd, bytes, length, flags))
CALL(ssize_t, recv, "read", ENOMEM, -1, (int fd, void *bytes, size_t length, int flags),
     (fd, bytes, length, flags))

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

CALL(pid_t, fork, "fork", EAGAIN, -1, (void), ())
CALL(int, execvp, "exec", ENOMEM, -1, (const char *file, char *const argv[]), (file, argv))
CALL(int, poll, "poll", ENOMEM, -1, (struct pollfd * entries, nfds_t n, int timeout), (entries, n, timeout))
CALL(int, ppoll, "poll", ENOMEM, -1,
     (struct pollfd * entries, nfds_t n, const struct timespec *timeout, const sigset_t *mask),
     (entries, n, timeout, mask))
CALL(pid_t, waitpid, "poll", EINTR, -1, (pid_t pid, int *status, int options), (pid, status, options))
CALL(int, pipe, "pipe", EMFILE, -1, (int ends[2]), (ends))
CALL(int, pipe2, "pipe", EMFILE, -1, (int ends[2], int flags), (ends, flags))
CALL(int, socketpair, "pipe", EMFILE, -1, (int domain, int type, int protocol, int ends[2]),
     (domain, type, protocol, ends))
CALL(int, dup2, "dup", EMFILE, -1, (int from, int to), (from, to))

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

static struct count *use_count(void)
{
	const char *path = getenv("FAULT_COUNT");
	struct count *mapped = path ? map_count(path) : NULL;
	if (!mapped)
		_exit(99);
	return mapped;
}

/* ---- the server ---- */

/* What one copy is to do. Written by tools/dev/fault. */
struct request {
	char kind[16];
	long at;
};

static void redirect(int fd, const char *variable)
{
	int file = open(getenv(variable), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (file < 0 || dup2(file, fd) < 0)
		_exit(99);
	close(file);
}

/* become_copy: main runs next, with the request's call to fail. */
static void become_copy(const struct request *request, int in, int out)
{
	close(in);
	close(out);
	setpgid(0, 0);
	redirect(STDOUT_FILENO, "FAULT_STDOUT");
	redirect(STDERR_FILENO, "FAULT_STDERR");
	struct count *mapped = use_count();
	kind = request->kind;
	at = request->at;
	if (*kind)
		count = mapped;
}

/* serve: returns in each copy; the server itself ends with its input. */
static void serve(const char *descriptors)
{
	static struct request request;
	int in, out;
	if (sscanf(descriptors, "%d,%d", &in, &out) != 2)
		_exit(99);
	while (read(in, &request, sizeof(request)) == sizeof(request)) {
		int status, pid = fork();
		if (pid == 0)
			return become_copy(&request, in, out);
		if (pid < 0 || write(out, &pid, sizeof(pid)) != sizeof(pid) ||
		    waitpid(pid, &status, 0) != pid || write(out, &status, sizeof(status)) != sizeof(status))
			_exit(99);
	}
	_exit(0);
}

/* Other programs that are started, such as gnuplot, are left alone. */
__attribute__((constructor)) static void set_up(void)
{
	const char *server = getenv("FAULT_SERVER"), *call = getenv("FAULT_AT"), *name = getenv("FAULT_KIND");
	if (strcmp(program_invocation_short_name, "vhostsim") != 0)
		return;
	if (server)
		return serve(server);
	if (!name)
		return;
	kind = name;
	at = call ? atol(call) : 0;
	count = use_count();
}
