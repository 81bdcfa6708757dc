/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/text/prose.h"
#include <math.h>
#include <stdbool.h>
#include <string.h>

char *prose_wrap(const char *text, int width)
{
	GString *out = g_string_new(NULL);
	char **words = g_strsplit_set(text, " \t\n\r", -1);
	glong column = 0;
	for (char **word = words; *word; word++) {
		glong length = g_utf8_strlen(*word, -1);
		if (length == 0)
			continue;
		if (column > 0 && column + 1 + length > width) {
			g_string_append_c(out, '\n');
			column = 0;
		} else if (column > 0) {
			g_string_append_c(out, ' ');
			column++;
		}
		g_string_append(out, *word);
		column += length;
	}
	g_strfreev(words);
	return g_string_free(out, FALSE);
}

char *prose_first_sentence(const char *text)
{
	gsize n = 0;
	while (text[n]) {
		n++;
		if (strchr(".?!", text[n - 1]) && g_ascii_isspace(text[n]))
			break;
	}
	return g_strndup(text, n);
}

char *prose_question(const char *text)
{
	gsize length = 0;
	for (;;) {
		gsize blank = strspn(text + length, " \t\n\r");
		char *sentence = prose_first_sentence(text + length + blank);
		bool asks = g_str_has_suffix(sentence, "?");
		length += asks ? blank + strlen(sentence) : 0;
		g_free(sentence);
		if (!asks)
			return length ? g_strndup(text, length) : g_strdup(text);
	}
}

void prose_number(GString *out, int width, double value, int decimals)
{
	char format[8], number[512];
	g_snprintf(format, sizeof(format), "%%.%df", decimals);
	bool known = isfinite(value);
	g_string_append_printf(out, "%*s", width,
			       known ? g_ascii_formatd(number, sizeof(number), format, value) : "-");
}
