/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/completion/completion.h"
#include <string.h>

const char *completion_argument(const struct command *c)
{
	if (!c->arguments)
		return "none";
	bool scenario = strstr(c->arguments, "SCENARIO") || strstr(c->arguments, "STUDY");
	return scenario ? "scenarios" : "files";
}

char *completion_quoted(const char *text, const char *special, const char *quote)
{
	GString *out = g_string_new("'");
	for (; *text; text++) {
		if (*text == '\'') {
			g_string_append(out, quote);
			continue;
		}
		if (strchr(special, *text))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '\'');
	return g_string_free(out, FALSE);
}
