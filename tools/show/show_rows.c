/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/show_rows.h"
#include "models/check/traffic_check.h"
#include "tools/scenario/cost_section.h"
#include "tools/scenario/option_words.h"
#include <string.h>

/* Where the value comes from: of the setting with this full key ("guests.0.vcpu_core"). */
static struct origin origin_of(const struct scenario *s, const char *key)
{
	const struct place *at = scenario_find_place(s, key);
	if (!at)
		return (struct origin){.kind = ORIGIN_DEFAULT};
	return (struct origin){at->line > 0 ? ORIGIN_FILE : ORIGIN_SET, *at};
}

const char *origin_name(const struct origin *o)
{
	static const char *const names[] = {
		[ORIGIN_DEFAULT] = "default", [ORIGIN_FILE] = "file", [ORIGIN_SET] = "--set"};
	return names[o->kind];
}

char *origin_text(const struct origin *o)
{
	if (o->kind != ORIGIN_FILE)
		return g_strdup(origin_name(o));
	return g_strdup_printf("%s:%d:%d", o->at.file, o->at.line, o->at.col);
}

static void clear_row(void *row)
{
	g_free(((struct show_row *)row)->key);
	g_free(((struct show_row *)row)->value);
}

/* Whether the option plays a part beside the others: the frame of a source that plays a capture does not, nor hardware of
 * the scenario's own beside a platform file. */
static bool applies(const struct show *show, const struct scenario_section *section, const void *settings,
		    const struct option *o)
{
	if (section->table == &traffic_table)
		return traffic_takes(settings, o->key);
	return !*show->scenario->general.platform || !hardware_is_figure(section->table, o);
}

/* The settings of one settings struct. */
static void add_struct(const struct show *show, GArray *rows, const struct scenario_section *section,
		       int index, const void *settings)
{
	const struct option_table *table = section->table;
	char element[16];
	g_snprintf(element, sizeof(element), "%d", index);
	for (int i = 0; i < table->n; i++) {
		const struct option *o = &table->options[i];
		char *key = option_full_key(table, section->list ? element : NULL, o);
		struct show_row row = {
			section, index, o, key, option_format(o, settings), origin_of(show->scenario, key)};
		bool set = row.origin.kind != ORIGIN_DEFAULT;
		if (set || (show->resolved && applies(show, section, settings, o)))
			g_array_append_val(rows, row);
		else
			clear_row(&row);
	}
}

static void add_section(const struct show *show, GArray *rows, const struct scenario_section *section)
{
	const void *settings =
		section_settings(section, (void *)section_holder(section, show->scenario, show->plans));
	if (!section->list) {
		add_struct(show, rows, section, 0, settings);
		return;
	}
	const GArray *list = *(GArray *const *)settings;
	for (guint i = 0; i < list->len; i++)
		add_struct(show, rows, section, (int)i, list->data + i * section->table->size);
}

static bool has_settings(const struct scenario *s, const struct option_table *table)
{
	bool found = false;
	for (int i = 0; i < table->n && !found; i++) {
		char *key = option_full_key(table, NULL, &table->options[i]);
		found = scenario_find_place(s, key) != NULL;
		g_free(key);
	}
	return found;
}

/* A section that says which runs to make is shown when it is there. */
static bool is_in_force(const struct scenario *s, const struct scenario_section *section)
{
	return !section_is_plan(section) || section->list ||
	       scenario_find_place(s, section->table->section) || has_settings(s, section->table);
}

GArray *show_rows(const struct show *show)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct show_row));
	g_array_set_clear_func(rows, clear_row);
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++)
		if (is_in_force(show->scenario, section))
			add_section(show, rows, section);
	return rows;
}

static void clear_cost(void *cost)
{
	g_free(((struct show_cost *)cost)->value);
}

GArray *show_costs(const struct show *show, int cost)
{
	GArray *fields = g_array_new(FALSE, FALSE, sizeof(struct show_cost));
	bool overridden = false;
	g_array_set_clear_func(fields, clear_cost);
	for (int i = 0; i < cost_entry_table.n; i++) {
		const struct option *o = &cost_entry_table.options[i];
		char *key = g_strconcat(COST_SECTION ".", cost_names[cost].name, ".", o->key, NULL);
		struct show_cost field = {o->key, option_format(o, &show->scenario->cost[cost]),
					  origin_of(show->scenario, key)};
		overridden |= field.origin.kind != ORIGIN_DEFAULT;
		g_array_append_val(fields, field);
		g_free(key);
	}
	if (!overridden && !show->resolved)
		g_clear_pointer(&fields, g_array_unref);
	return fields;
}
