/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memfd_create */
#include "sim/platform_copy.h"
#include "sim/input/text_file.h"

#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *skip_declaration(const char *text)
{
	const char *end = g_str_has_prefix(text, "<?xml") ? strstr(text, "?>") : NULL;
	return end ? end + strlen("?>") : text;
}

/* What cannot be written whole is no copy. */
static int copy_of(const char *text)
{
	size_t length = strlen(text);
	int copy = memfd_create("platform", MFD_CLOEXEC);
	if (copy >= 0 && write(copy, text, length) == (ssize_t)length)
		return copy;
	if (copy >= 0)
		close(copy);
	return -1;
}

static int copy_of_file(const char *path)
{
	struct diag *d = diag_new();
	size_t length;
	char *text = text_file_read(path, (struct place){path, 0, 0}, &length, d);
	int copy = text ? copy_of(skip_declaration(text)) : -1;
	g_free(text);
	diag_free(d);
	return copy;
}

int platform_copy(const char *source)
{
	return strchr(source, '\n') ? copy_of(source) : copy_of_file(source);
}

/* write_file: a temporary file with the same content; NULL: it cannot be made. */
static char *write_file(int copy)
{
	struct stat s;
	char *path = NULL;
	int file = fstat(copy, &s) == 0 ? g_file_open_tmp("vhostsim-XXXXXX", &path, NULL) : -1;
	off_t from = 0;
	bool whole = file >= 0 && sendfile(file, copy, &from, (size_t)s.st_size) == s.st_size;
	if (file >= 0)
		close(file);
	if (file >= 0 && !whole)
		unlink(path);
	if (!whole)
		g_clear_pointer(&path, g_free);
	return path;
}

char *platform_copy_path(int copy, bool *made)
{
	char *path = g_strdup_printf("/proc/self/fd/%d", copy);
	*made = false;
	if (access(path, R_OK) == 0)
		return path;
	g_free(path);
	path = write_file(copy);
	*made = path != NULL;
	return path;
}
