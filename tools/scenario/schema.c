/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/schema.h"
#include "tools/scenario/cost_section.h"
#include "tools/scenario/option_words.h"
#include "tools/scenario/plans.h"
#include "tools/scenario/scenario_document.h"
#include "tools/scenario/schema_part.h"
#include "tools/scenario/setting.h"
#include <string.h>

#define DRAFT "https://json-schema.org/draft/2020-12/schema"

struct parts {
	const struct schema_part *part;
	int n;
};

/* ---- definitions: every setting once ---- */

static void define_settings(struct json_writer *w)
{
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++) {
		const struct option_table *table = section->table;
		for (int k = 0; k < table->n; k++) {
			char *key = option_full_key(table, NULL, &table->options[k]);
			schema_option(w, key, &table->options[k]);
			g_free(key);
		}
	}
}

/* The keys of list sections as a pattern: of one element or of all. Newly allocated. */
static char *list_pattern(const struct option_table *table, const struct option *o)
{
	return g_strdup_printf("^%s[.](.*[.])?%s$", table->section, o->key);
}

/* The settings as keys of one mapping: those of lists by pattern. */
static void refer_settings(struct json_writer *w, bool lists)
{
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++) {
		const struct option_table *table = section->table;
		if (section->plain && !lists)
			schema_ref(w, table->section, setting_full_key(table->section));
		for (int k = 0; section->list == lists && k < table->n; k++) {
			char *key = option_full_key(table, NULL, &table->options[k]);
			char *name = lists ? list_pattern(table, &table->options[k]) : g_strdup(key);
			schema_ref(w, name, key);
			g_free(name);
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

/* The keys of settings that are no lists, short ones among them, and those of costs. */
static void write_keys(struct json_writer *w)
{
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++) {
		const struct option_table *table = section->table;
		if (section->plain)
			json_text(w, NULL, table->section);
		for (int k = 0; !section->list && k < table->n; k++) {
			char *key = option_full_key(table, NULL, &table->options[k]);
			json_text(w, NULL, key);
			g_free(key);
		}
	}
	cost_section_schema_keys(w);
}

static void write_key_patterns(struct json_writer *w)
{
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++) {
		const struct option_table *table = section->table;
		for (int k = 0; section->list && k < table->n; k++) {
			char *pattern = list_pattern(table, &table->options[k]);
			json_row(w, NULL);
			json_text(w, "pattern", pattern);
			json_end(w);
			g_free(pattern);
		}
	}
}

/* The key of a setting is whatever the mapping of settings takes. */
static void define_key(struct json_writer *w)
{
	json_object(w, SCHEMA_KEY);
	json_text(w, "type", "string");
	json_array(w, "anyOf");
	json_object(w, NULL);
	json_array(w, "enum");
	write_keys(w);
	json_end(w);
	json_end(w);
	write_key_patterns(w);
	json_end(w);
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

/* What a section, or the top level (""), takes: its options and its part. */
static void schema_write_members(struct json_writer *w, const struct option_table *table, struct parts parts)
{
	refer_options(w, table);
	for (int i = 0; i < parts.n; i++)
		if (strcmp(parts.part[i].section, table->section) == 0)
			parts.part[i].members(w);
}

static void write_mapping(struct json_writer *w, const char *key, const struct option_table *table,
			  struct parts parts)
{
	schema_object(w, key, table->text);
	schema_write_members(w, table, parts);
	schema_object_end(w, NULL);
}

static void write_object(struct json_writer *w, const struct scenario_section *section, struct parts parts)
{
	write_mapping(w, section->table->section, section->table, parts);
}

/* A section that may be a plain value, too. */
static void write_plain_or_mapping(struct json_writer *w, const struct scenario_section *section,
				   struct parts parts)
{
	json_object(w, section->table->section);
	json_array(w, "anyOf");
	schema_ref(w, NULL, setting_full_key(section->table->section));
	write_mapping(w, NULL, section->table, parts);
	json_end(w);
	json_end(w);
}

static void schema_write_list(struct json_writer *w, const struct option_table *table)
{
	const char **required = schema_required(table);
	schema_array(w, table->section, table->text, 1);
	schema_object(w, "items", table->text);
	refer_options(w, table);
	schema_object_end(w, required);
	schema_array_end(w);
	g_free(required);
}

static void write_sections(struct json_writer *w, struct parts parts)
{
	json_object(w, "properties");
	schema_write_members(w, &general_table, parts);
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++) {
		const struct option_table *table = section->table;
		if (section->list)
			schema_write_list(w, table);
		else if (*table->section)
			(section->plain ? write_plain_or_mapping : write_object)(w, section, parts);
	}
	json_end(w);
}

/* ---- what must be there ---- */

static void write_required(struct json_writer *w, const struct option_table *table, bool lists)
{
	const char **keys = schema_required(table);
	json_list(w, "required");
	for (int i = 0; keys[i]; i++)
		json_text(w, NULL, keys[i]);
	for (int i = 0; lists && i < scenario_section_count; i++)
		if (scenario_sections[i].list && !scenario_sections[i].optional)
			json_text(w, NULL, scenario_sections[i].table->section);
	json_end(w);
	g_free(keys);
}

static void write_required_of_section(struct json_writer *w, const struct option_table *table)
{
	const char **keys = schema_required(table);
	if (keys[0]) {
		json_row(w, table->section);
		write_required(w, table, false);
		json_end(w);
	}
	g_free(keys);
}

/* The platform's file, or hardware of the scenario's own. */
static void schema_write_hardware(struct json_writer *w)
{
	json_array(w, "anyOf");
	static const char *const keys[] = {"platform", "host", "wire"};
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		json_row(w, NULL);
		schema_words(w, "required", (const char *const[]){keys[i], NULL});
		json_end(w);
	}
	json_end(w);
}

/* The keys that a scenario needs, if no other file can have them: one that extends another is laid over it key by key,
 * and only elements of lists stand whole in one file. */
static void write_needs(struct json_writer *w)
{
	json_object(w, "if");
	json_row(w, "not");
	json_list(w, "required");
	json_text(w, NULL, YAML_EXTENDS);
	json_end(w);
	json_end(w);
	json_end(w);
	json_object(w, "then");
	write_required(w, &general_table, true);
	schema_write_hardware(w);
	json_object(w, "properties");
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++)
		if (!section->list && *section->table->section)
			write_required_of_section(w, section->table);
	json_end(w);
	json_end(w);
}

/* ---- the whole ---- */

static void schema_write_definitions(struct json_writer *w, struct parts parts)
{
	json_object(w, "$defs");
	define_settings(w);
	define_single_settings(w);
	define_key(w);
	for (int i = 0; i < parts.n; i++)
		if (parts.part[i].define)
			parts.part[i].define(w);
	json_end(w);
}

char *schema_text(const struct schema_part *parts, int n)
{
	const struct parts all = {parts, n};
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	json_text(w, "$schema", DRAFT);
	json_text(w, "title", "vhostsim scenario");
	json_text(w, "type", "object");
	write_sections(w, all);
	json_bool(w, "additionalProperties", false);
	write_needs(w);
	schema_write_definitions(w, all);
	json_end(w);
	return json_writer_finish(w);
}
