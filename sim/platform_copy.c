/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memfd_create */
#include "sim/platform_copy.h"
#include "sim/input/text_file.h"

#include <glib.h>
#include <string.h>
#include <sys/mman.h>
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
