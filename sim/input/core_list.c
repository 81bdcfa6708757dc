/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/core_list.h"
#include <stdbool.h>
#include <string.h>

static GArray *list_of(const bool *in)
{
	GArray *cores = g_array_new(FALSE, FALSE, sizeof(int));
	for (int i = 0; i < CORE_LIST_MAX; i++)
		if (in[i])
			g_array_append_val(cores, i);
	return cores;
}

static bool parse_core(const char *text, int *core)
{
	guint64 number;
	bool ok = g_ascii_string_to_unsigned(text, 10, 0, CORE_LIST_MAX - 1, &number, NULL);
	*core = ok ? (int)number : 0;
	return ok;
}

/* One core, or a range of them. */
static bool parse_range(const char *text, bool *in)
{
	char **ends = g_strsplit(text, "-", 2);
	int first = 0, last = 0;
	bool ok = ends[0] && parse_core(ends[0], &first) && parse_core(ends[1] ? ends[1] : ends[0], &last) &&
		  first <= last;
	g_strfreev(ends);
	for (int i = first; ok && i <= last; i++)
		in[i] = true;
	return ok;
}

GArray *core_list_parse(const char *text)
{
	bool in[CORE_LIST_MAX] = {false}, ok = true;
	char **ranges = g_strsplit(text, ",", -1);
	for (char **range = ranges; ok && *range; range++)
		ok = parse_range(g_strstrip(*range), in);
	g_strfreev(ranges);
	return ok ? list_of(in) : NULL;
}

GArray *core_list_of_mask(const char *text)
{
	bool in[CORE_LIST_MAX] = {false};
	int core = 0;
	for (size_t i = strlen(text); i-- > 0;) {
		int digit = g_ascii_xdigit_value(text[i]);
		if (text[i] == ',')
			continue;
		if (digit < 0 || core + 4 > CORE_LIST_MAX)
			return NULL;
		for (int bit = 0; bit < 4; bit++)
			in[core + bit] = digit >> bit & 1;
		core += 4;
	}
	return list_of(in);
}

char *core_list_format(const GArray *cores)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0, last; i < cores->len; i = last + 1) {
		int first = g_array_index(cores, int, i);
		for (last = i; last + 1 < cores->len &&
			       g_array_index(cores, int, last + 1) == first + (int)(last + 1 - i);)
			last++;
		g_string_append_printf(text, "%s%d", i > 0 ? "," : "", first);
		if (last > i)
			g_string_append_printf(text, "-%d", g_array_index(cores, int, last));
	}
	return g_string_free(text, FALSE);
}

char *core_list_mask(const GArray *cores)
{
	guint32 group[CORE_LIST_MAX / 32] = {0};
	int last = 0;
	for (guint i = 0; i < cores->len; i++) {
		int core = g_array_index(cores, int, i);
		group[core / 32] |= 1U << core % 32;
		last = MAX(last, core / 32);
	}
	GString *text = g_string_new(NULL);
	for (int i = last; i >= 0; i--)
		g_string_append_printf(text, "%08x%s", group[i], i > 0 ? "," : "");
	return g_string_free(text, FALSE);
}

GPtrArray *core_list_parts(const char *text)
{
	GPtrArray *parts = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	char **texts = g_strsplit(text, ";", -1);
	for (char **part = texts; parts && *part; part++) {
		GArray *cores = core_list_parse(g_strstrip(*part));
		if (cores)
			g_ptr_array_add(parts, cores);
		else
			g_clear_pointer(&parts, g_ptr_array_unref);
	}
	g_strfreev(texts);
	return parts;
}
