/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/completion/completion.h"
#include "tools/scenario/cost_profile.h"
#include "tools/scenario/cost_section.h"
#include "tools/scenario/option_words.h"
#include "tools/scenario/plans.h"
#include <string.h>

static void append_choices(GString *out, const char *key, const char *const *words)
{
	char *all = g_strjoinv(" ", (char **)words);
	g_string_append_printf(out, "	%s) values='%s' ;;\n", key, all);
	g_free(all);
}

static void completion_settings_append_value(GString *out, const char *key, const struct option *o)
{
	static const char *const bools[] = {"yes", "no", NULL}, *const files[] = {"files", NULL};
	if (o->type == OPTION_BOOL)
		append_choices(out, key, bools);
	else if (o->type == OPTION_CHOICE)
		append_choices(out, key, o->choices);
	else if (o->path)
		append_choices(out, key, files);
}

static void append_cost_keys(GString *keys)
{
	g_string_append(keys, COST_SECTION ".all\n");
	for (int i = 0; i < COST_COUNT; i++) {
		g_string_append_printf(keys, COST_SECTION ".%s\n", cost_names[i].name);
		for (int k = 0; k < cost_entry_table.n; k++)
			g_string_append_printf(keys, COST_SECTION ".%s.%s\n", cost_names[i].name,
					       cost_entry_table.options[k].key);
	}
}

void completion_settings(GString *out)
{
	GString *keys = g_string_new(NULL), *values = g_string_new(NULL), *lists = g_string_new(NULL);
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++) {
		const struct option_table *table = section->table;
		if (section->list)
			g_string_append_printf(lists, "%s%s", lists->len ? "|" : "", table->section);
		for (int k = 0; k < table->n; k++) {
			char *key = option_full_key(table, NULL, &table->options[k]);
			g_string_append_printf(keys, "%s\n", key);
			completion_settings_append_value(values, key, &table->options[k]);
			g_free(key);
		}
	}
	append_cost_keys(keys);
	g_string_append_printf(out, "_vhostsim_lists='%s'\n_vhostsim_keys='%s'\n", lists->str, keys->str);
	g_string_append_printf(out, "_vhostsim_value() {\n	case $1 in\n%s	*) values= ;;\n	esac\n}\n",
			       values->str);
	g_string_free(keys, TRUE);
	g_string_free(values, TRUE);
	g_string_free(lists, TRUE);
}
