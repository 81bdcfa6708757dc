/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which functions a suite enters: a part of every program that tools/dev/mutate builds with -finstrument-functions.
 *
 * The file REACH_DIR/PROGRAM has a byte for each address of the program's code, and a 1 where a function begins that was entered.
 * The file is mapped and shared, so that a process that is killed, or ends by _exit, has left its marks too.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define HIDDEN __attribute__((no_instrument_function))

extern char __executable_start, etext; /* of the linker */
static char *marks;

HIDDEN static char *map_file(const char *path)
{
	size_t length = (uintptr_t)&etext - (uintptr_t)&__executable_start;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	void *memory = fd >= 0 && ftruncate(fd, (off_t)length) == 0
			       ? mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
			       : MAP_FAILED;
	if (fd >= 0)
		close(fd);
	return memory == MAP_FAILED ? NULL : memory;
}

HIDDEN static char *map_marks(void)
{
	char path[PATH_MAX];
	const char *folder = getenv("REACH_DIR");
	int saved = errno;
	snprintf(path, sizeof(path), "%s/%s", folder ? folder : "", program_invocation_short_name);
	char *mapped = folder ? map_file(path) : NULL;
	errno = saved;
	return mapped;
}

HIDDEN void __cyg_profile_func_enter(void *function, void *from)
{
	static bool tried;
	(void)from;
	if (!tried) {
		tried = true;
		marks = map_marks();
	}
	if (marks)
		marks[(uintptr_t)function - (uintptr_t)&__executable_start] = 1;
}

HIDDEN void __cyg_profile_func_exit(void *function, void *from)
{
	(void)function;
	(void)from;
}
