/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/csv.h"
#include "tools/prose.h"
#include <math.h>

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
