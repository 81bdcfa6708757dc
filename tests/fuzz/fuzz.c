/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"

#include <glib/gstdio.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define IN_MEMORY "/dev/shm"

static char *folder;
static pid_t owner;

void fuzz_fail(const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}

static void remove_folder(void)
{
	GDir *dir = getpid() == owner ? g_dir_open(folder, 0, NULL) : NULL;
	const char *name;
	if (!dir)
		return;
	while ((name = g_dir_read_name(dir))) {
		char *path = g_build_filename(folder, name, NULL);
		g_remove(path);
		g_free(path);
	}
	g_dir_close(dir);
	g_rmdir(folder);
	g_free(folder);
}

const char *fuzz_folder(void)
{
	const char *below = g_access(IN_MEMORY, W_OK) == 0 ? IN_MEMORY : g_get_tmp_dir();
	if (folder)
		return folder;
	folder = g_build_filename(below, "vhostsim-fuzz-XXXXXX", NULL);
	if (!g_mkdtemp(folder))
		fuzz_fail("no folder below %s", below);
	owner = getpid();
	atexit(remove_folder);
	return folder;
}

const char *fuzz_file(const char *name, const void *data, size_t size)
{
	char *path = g_build_filename(fuzz_folder(), name, NULL);
	FILE *file = fopen(path, "wb");
	const char *interned = g_intern_string(path);
	if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
		fuzz_fail("%s cannot be written", path);
	g_free(path);
	return interned;
}

void fuzz_judge(bool taken, struct diag *d)
{
	FILE *nothing = fopen("/dev/null", "w");
	if (taken != (diag_count(d) == 0)) {
		diag_print(d, stderr);
		fuzz_fail("the reader %s an input with %d faults", taken ? "took" : "refused", diag_count(d));
	}
	diag_print(d, nothing);
	fclose(nothing);
	diag_free(d);
}
