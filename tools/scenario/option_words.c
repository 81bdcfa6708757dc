/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/option_words.h"

char *option_range(const struct option *o)
{
	if (o->type == OPTION_BOOL)
		return g_strdup("yes, no");
	if (o->type == OPTION_CHOICE)
		return g_strjoinv(", ", (char **)o->choices);
	if (o->min && o->max)
		return g_strdup_printf("%s .. %s", o->min, o->max);
	if (o->min)
		return g_strdup_printf("at least %s", o->min);
	if (o->max)
		return g_strdup_printf("at most %s", o->max);
	return g_strdup(o->type == OPTION_VALUE ? unit_name(o->unit) : "text");
}

char *option_full_key(const struct option_table *table, const char *element, const struct option *o)
{
	GString *key = g_string_new(table->section);
	if (element)
		g_string_append_printf(key, ".%s", element);
	if (key->len > 0)
		g_string_append_c(key, '.');
	g_string_append(key, o->key);
	return g_string_free(key, FALSE);
}
