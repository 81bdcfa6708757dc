/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/text/csv.h"
#include "tools/text/decimal.h"
#include "tools/text/prose.h"
#include <math.h>
#include <stdbool.h>
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

void csv_spreadsheet(GString *out, const char *text)
{
	bool formula = *text && strchr("=+-@", *text);
	char *shown = formula ? g_strconcat("'", text, NULL) : g_strdup(text);
	csv_text(out, shown);
	g_free(shown);
}

void csv_exact(GString *out, double value)
{
	if (isfinite(value))
		decimal_exact(out, value);
}
