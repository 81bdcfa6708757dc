/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/host/new_text.h"
#include "tools/text/prose.h"

#define COMMENT_WIDTH 98

void new_line(GString *out, const char *text, ...)
{
	va_list args;
	va_start(args, text);
	g_string_append_vprintf(out, text, args);
	va_end(args);
	g_string_append_c(out, '\n');
}

void new_comment(GString *out, const char *text, ...)
{
	va_list args;
	va_start(args, text);
	char *full = g_strdup_vprintf(text, args);
	va_end(args);
	char *wrapped = prose_wrap(full, COMMENT_WIDTH);
	char **lines = g_strsplit(wrapped, "\n", -1);
	for (char **line = lines; *line; line++)
		new_line(out, "# %s", *line);
	g_strfreev(lines);
	g_free(wrapped);
	g_free(full);
}
