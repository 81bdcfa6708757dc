/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/text/input_file_text.h"
#include "sim/input/input_file.h"
#include <glib.h>
#include <stdio.h>
#include <sys/stat.h>

char *input_file_text(const char *path)
{
	const char *why;
	struct stat status;
	FILE *file = input_file_open(path, false, &why);
	char *text = NULL;
	if (!file)
		return NULL;
	if (fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode) &&
	    status.st_size <= INPUT_FILE_TEXT_MAX) {
		text = g_malloc((gsize)status.st_size + 1);
		text[fread(text, 1, (size_t)status.st_size, file)] = '\0';
	}
	fclose(file);
	return text;
}
