/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/schema.h"
#include "tools/cost_section.h"
#include "tools/crawl_section.h"
#include "tools/option_words.h"
#include "tools/schema_part.h"
#include "tools/study/expect_schema.h"
#include <string.h>

#define DRAFT "https://json-schema.org/draft/2020-12/schema"

/* ---- definitions: every setting once ---- */

static void define_settings(struct json_writer *w)
{
	for (int i = 0; i < scenario_section_count; i++) {
		const struct option_table *table = scenario_sections[i].table;
		for (int k = 0; k < table->n; k++) {
			char *key = option_full_key(table, NULL, &table->options[k]);
			schema_option(w, key, &table->options[k]);
			g_free(key);
		}
	}
}

/* The settings as keys of one mapping: those of lists by pattern, of one element or of all. */
static void refer_settings(struct json_writer *w, bool lists)
{
	for (int i = 0; i < scenario_section_count; i++) {
		const struct option_table *table = scenario_sections[i].table;
		for (int k = 0; scenario_sections[i].list == lists && k < table->n; k++) {
			const char *option = table->options[k].key;
			char *key = option_full_key(table, NULL, &table->options[k]);
			char *pattern = g_strdup_printf("^%s[.](.*[.])?%s$", table->section, option);
			schema_ref(w, lists ? pattern : key, key);
			g_free(pattern);
			g_free(key);
		}
	}
}

static void define_single_settings(struct json_writer *w)
{
	json_object(w, SCHEMA_SETTINGS);
	json_text(w, "type", "object");
	json_object(w, "properties");
	refer_settings(w, false);
	cost_section_schema_settings(w);
	json_end(w);
	json_object(w, "patternProperties");
	refer_settings(w, true);
	json_end(w);
	json_bool(w, "additionalProperties", false);
	json_end(w);
}

/* ---- the file ---- */

static void refer_options(struct json_writer *w, const struct option_table *table)
{
	for (int i = 0; i < table->n; i++) {
		char *key = option_full_key(table, NULL, &table->options[i]);
		schema_ref(w, table->options[i].key, key);
		g_free(key);
	}
}

/* The settings of a section, or of an element of one. */
static void write_options(struct json_writer *w, const char *key, const struct option_table *table)
{
	const char **required = schema_required(table);
	schema_object(w, key, table->text);
	refer_options(w, table);
	if (strcmp(table->section, CRAWL_SECTION) == 0)
		crawl_curves_schema(w);
	schema_object_end(w, required);
	g_free(required);
}

static void write_section(struct json_writer *w, const struct scenario_section *section)
{
	const struct option_table *table = section->table;
	if (section->list) {
		schema_array(w, table->section, table->text, 1);
		write_options(w, "items", table);
		schema_array_end(w);
	} else {
		write_options(w, table->section, table);
	}
}

/* The keys that a scenario needs: those of its top level, and its lists but those of plans. */
static void write_required(struct json_writer *w)
{
	const char **general = schema_required(&general_table);
	json_list(w, "required");
	for (int i = 0; general[i]; i++)
		json_text(w, NULL, general[i]);
	for (int i = 0; i < scenario_section_count; i++)
		if (scenario_sections[i].list && !scenario_sections[i].plan)
			json_text(w, NULL, scenario_sections[i].table->section);
	json_end(w);
	g_free(general);
}

static void write_sections(struct json_writer *w)
{
	json_object(w, "properties");
	refer_options(w, &general_table);
	for (int i = 0; i < scenario_section_count; i++)
		if (*scenario_sections[i].table->section)
			write_section(w, &scenario_sections[i]);
	cost_section_schema(w);
	expect_schema(w);
	json_end(w);
}

char *schema_text(void)
{
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	json_text(w, "$schema", DRAFT);
	json_text(w, "title", "vhostsim scenario");
	json_text(w, "type", "object");
	write_sections(w);
	json_bool(w, "additionalProperties", false);
	write_required(w);
	json_object(w, "$defs");
	define_settings(w);
	cost_section_schema_definition(w);
	define_single_settings(w);
	json_end(w);
	json_end(w);
	return json_writer_finish(w);
}
