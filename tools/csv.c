/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/csv.h"
#include "tools/prose.h"
#include <math.h>
#include <string.h>

void csv_name(GString *out, const char *name)
{
	g_string_append_c(out, '"');
	for (; *name; name++)
		g_string_append_printf(out, *name == '"' ? "\"%c" : "%c", *name);
	g_string_append_c(out, '"');
}

void csv_number(GString *out, double value, int decimals)
{
	g_string_append_c(out, ',');
	if (isfinite(value))
		prose_number(out, 0, value, decimals);
}

void csv_word(GString *out, const char *word)
{
	g_string_append_printf(out, ",%s", word);
}

void csv_text(GString *out, const char *text)
{
	if (strpbrk(text, ",\"\r\n"))
		csv_name(out, text);
	else
		g_string_append(out, text);
}

void csv_exact(GString *out, double value)
{
	char number[G_ASCII_DTOSTR_BUF_SIZE], format[8];
	if (!isfinite(value))
		return;
	if (fabs(value) < 1e15 && value == (double)(gint64)value) {
		g_string_append_printf(out, "%" G_GINT64_FORMAT, (gint64)value);
		return;
	}
	int digits = 15;
	do {
		g_snprintf(format, sizeof(format), "%%.%dg", digits);
		g_ascii_formatd(number, sizeof(number), format, value);
	} while (g_ascii_strtod(number, NULL) != value && digits++ < 17);
	g_string_append(out, number);
}
