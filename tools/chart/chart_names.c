/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/chart/chart_names.h"
#include <stdbool.h>
#include <string.h>

#define LEFT_OUT "…"
#define PARTS ", "

/* ---- ways to shorten one text; i: its place in the list ---- */

/* without_middle: its first and its last characters, so many. */
static char *without_middle(const char *text, int head, int tail)
{
	char *first = g_utf8_substring(text, 0, head);
	const char *last = g_utf8_offset_to_pointer(text, g_utf8_strlen(text, -1) - tail);
	char *whole = g_strconcat(first, LEFT_OUT, last, NULL);
	g_free(first);
	return whole;
}

static bool fits(const char *text, int width)
{
	return g_utf8_strlen(text, -1) <= width;
}

static char *cut_end(const char *text, int width, guint i)
{
	(void)i;
	return fits(text, width) ? g_strdup(text) : without_middle(text, width - 1, 0);
}

static char *cut_middle(const char *text, int width, guint i)
{
	(void)i;
	return fits(text, width) ? g_strdup(text) : without_middle(text, (width - 1) / 2, width / 2);
}

/* by_part: the text with what `shorten` finds in each part, to its end. */
static char *by_part(const char *text, const char *(*shorten)(const char *part))
{
	char **parts = g_strsplit(text, PARTS, -1);
	GString *out = g_string_new(NULL);
	for (char **part = parts; *part; part++)
		g_string_append_printf(out, "%s%s", part > parts ? PARTS : "", shorten(*part));
	g_strfreev(parts);
	return g_string_free(out, FALSE);
}

/* without_section: "busyloop_timeout 50us" of "vhost.busyloop_timeout 50us". */
static const char *without_section(const char *part)
{
	const char *value = strrchr(part, ' '), *start = part;
	for (const char *p = part; value && p < value; p++)
		if (*p == '.')
			start = p + 1;
	return start;
}

static const char *chart_names_value_of(const char *part)
{
	const char *blank = strrchr(part, ' ');
	return blank && g_ascii_isdigit(blank[1]) ? blank + 1 : part;
}

static char *drop_sections(const char *text, int width, guint i)
{
	(void)width;
	(void)i;
	return by_part(text, without_section);
}

static char *keep_values(const char *text, int width, guint i)
{
	(void)width;
	(void)i;
	return by_part(text, chart_names_value_of);
}

static char *chart_names_number(const char *text, int width, guint i)
{
	char *ending = g_strdup_printf(" (%u)", i + 1);
	char *first = cut_end(text, width - (int)strlen(ending), i),
	     *whole = g_strconcat(first, ending, NULL);
	g_free(first);
	g_free(ending);
	return whole;
}

/* ---- all texts ---- */

static char *(*const ways[])(const char *text, int width, guint i) = {cut_end, drop_sections, keep_values,
								      cut_middle, chart_names_number};

static bool all_fit(const GPtrArray *names, int width)
{
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
	bool fit = true;
	for (guint i = 0; i < names->len && fit; i++) {
		char *name = g_ptr_array_index(names, i);
		fit = fits(name, width) && g_hash_table_add(seen, name);
	}
	g_hash_table_unref(seen);
	return fit;
}

static GPtrArray *shorten_all(const GPtrArray *texts, int width, size_t way)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < texts->len; i++) {
		char *valid = g_utf8_make_valid(g_ptr_array_index(texts, i), -1);
		g_ptr_array_add(names, ways[way](valid, width, i));
		g_free(valid);
	}
	return names;
}

GPtrArray *chart_names(const GPtrArray *texts, int width)
{
	GPtrArray *names = shorten_all(texts, width, 0);
	for (size_t way = 1; way < G_N_ELEMENTS(ways) && !all_fit(names, width); way++) {
		g_ptr_array_unref(names);
		names = shorten_all(texts, width, way);
	}
	return names;
}
