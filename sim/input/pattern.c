/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/pattern.h"
#include "sim/input/option.h"
#include <string.h>

/* A number with at most so many decimal places, zeros behind them not counted. */
static void pattern_append_number(GString *s, int decimals)
{
	g_string_append(s, "[0-9]+");
	if (decimals > 0)
		g_string_append_printf(s, "([.][0-9]{1,%d}0*)?", decimals);
	else
		g_string_append(s, "([.]0+)?");
}

static void pattern_append_value(GString *s, enum unit unit)
{
	const char *symbol;
	int decimals;
	g_string_append_c(s, '(');
	for (int i = 0; (symbol = unit_symbol(unit, i, &decimals)); i++) {
		if (i > 0)
			g_string_append_c(s, '|');
		pattern_append_number(s, decimals);
		if (*symbol)
			g_string_append_printf(s, " ?%s", symbol);
	}
	g_string_append_c(s, ')');
}

/* A size with or without its weight: 1 to FRAME_WEIGHT_MAX, which is a power of ten. */
static void append_size(GString *s)
{
	pattern_append_value(s, UNIT_BYTES);
	g_string_append_printf(s, "(:0*([1-9][0-9]{0,%d}|%d)([.]0+)?)?",
			       (int)strlen(G_STRINGIFY(FRAME_WEIGHT_MAX)) - 2, FRAME_WEIGHT_MAX);
}

static char *anchored(GString *s)
{
	g_string_prepend_c(s, '^');
	g_string_append_c(s, '$');
	return g_string_free(s, FALSE);
}

char *pattern_of_unit(enum unit unit)
{
	GString *s = g_string_new(NULL);
	pattern_append_value(s, unit);
	return anchored(s);
}

char *pattern_of_frames(void)
{
	GString *s = g_string_new("(" FRAME_MIX_WORD "|");
	append_size(s);
	g_string_append(s, "(,\\s*");
	append_size(s);
	g_string_append_printf(s, "){0,%d})", FRAME_MIX_MAX - 1);
	return anchored(s);
}
