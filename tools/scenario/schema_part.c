/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/schema_part.h"
#include "sim/base/check.h"
#include "sim/input/pattern.h"
#include "sim/input/version.h"
#include "tools/scenario/option_words.h"
#include <string.h>

#define INT64_MAX_TEXT "9223372036854775807"

/* ---- scalars: what YAML makes of a text ---- */

/* The boolean that YAML 1.1 or 1.2 makes of a word; NULL when it stays a text. */
static const char *yaml_bool(const char *word)
{
	static const char *const words[][2] = {{"yes", "true"},	 {"no", "false"},  {"on", "true"},
					       {"off", "false"}, {"true", "true"}, {"false", "false"}};
	for (int i = 0; i < (int)G_N_ELEMENTS(words); i++)
		if (strcmp(word, words[i][0]) == 0)
			return words[i][1];
	return NULL;
}

static bool schema_part_is_number(const char *word)
{
	size_t digits = strspn(word, "0123456789");
	size_t length = digits;
	if (word[length] == '.')
		length += 1 + strspn(word + length + 1, "0123456789");
	return digits > 0 && word[length] == '\0';
}

/* A word of ours as a member of an enumeration, and what YAML makes of it when it stands without quotes. */
static void write_word(struct json_writer *w, const char *word)
{
	json_text(w, NULL, word);
	if (schema_part_is_number(word))
		json_number(w, NULL, word);
}

/* Every boolean once. */
static void write_bools(struct json_writer *w, const char *const *words)
{
	static const char *const values[] = {"true", "false"};
	for (int i = 0; i < (int)G_N_ELEMENTS(values); i++)
		for (const char *const *word = words; *word; word++)
			if (g_strcmp0(yaml_bool(*word), values[i]) == 0) {
				json_bool(w, NULL, i == 0);
				break;
			}
}

static void write_enum(struct json_writer *w, const char *const *words)
{
	json_list(w, "enum");
	for (const char *const *word = words; *word; word++)
		write_word(w, *word);
	write_bools(w, words);
	json_end(w);
}

static void schema_part_write_pattern(struct json_writer *w, char *pattern)
{
	json_text(w, "type", "string");
	json_text(w, "pattern", pattern);
	g_free(pattern);
}

/* What YAML makes of 6.8 without quotes. */
static void write_version_number(struct json_writer *w)
{
	json_row(w, NULL);
	json_text(w, "type", "number");
	json_int(w, "exclusiveMinimum", 0);
	json_object(w, "not");
	json_int(w, "multipleOf", 1);
	json_end(w);
	json_end(w);
}

/* One of the versions, or another. */
static void write_versions(struct json_writer *w, const char *const *versions)
{
	json_array(w, "anyOf");
	json_row(w, NULL);
	write_enum(w, versions);
	json_end(w);
	json_row(w, NULL);
	schema_part_write_pattern(w, g_strdup(VERSION_PATTERN));
	json_end(w);
	write_version_number(w);
	json_end(w);
}

/* A plain number, or its text in quotes. Values are never negative. */
static void write_number(struct json_writer *w, const struct option *o)
{
	json_array(w, "anyOf");
	json_row(w, NULL);
	json_text(w, "type", o->unit == UNIT_COUNT ? "integer" : "number");
	json_number(w, "minimum", o->min ? o->min : "0");
	if (o->max || o->unit == UNIT_COUNT)
		json_number(w, "maximum", o->max ? o->max : INT64_MAX_TEXT);
	json_end(w);
	json_row(w, NULL);
	schema_part_write_pattern(w, pattern_of_unit(o->unit));
	json_end(w);
	json_end(w);
}

static void write_text_types(struct json_writer *w)
{
	json_list(w, "type");
	json_text(w, NULL, "string");
	json_text(w, NULL, "number");
	json_text(w, NULL, "boolean");
	json_end(w);
}

static bool is_plain_number(const struct option *o)
{
	return o->type == OPTION_VALUE && (o->unit == UNIT_COUNT || o->unit == UNIT_FACTOR);
}

static void schema_part_write_values(struct json_writer *w, const struct option *o)
{
	switch (o->type) {
	case OPTION_BOOL:
		write_enum(w, option_bool_words);
		return;
	case OPTION_CHOICE:
		(o->versions ? write_versions : write_enum)(w, o->choices);
		return;
	case OPTION_FRAMES:
		schema_part_write_pattern(w, pattern_of_frames());
		return;
	case OPTION_TEXT:
		write_text_types(w);
		if (!o->def)
			json_int(w, "minLength", 1);
		return;
	case OPTION_VALUE:
		if (is_plain_number(o))
			write_number(w, o);
		else
			schema_part_write_pattern(w, pattern_of_unit(o->unit));
		return;
	}
	CHECK(false, "option %s has no type", o->key);
}

static void write_default(struct json_writer *w, const struct option *o)
{
	if (!o->def)
		return;
	if (o->type == OPTION_BOOL)
		json_bool(w, "default", strcmp(yaml_bool(o->def), "true") == 0);
	else if (is_plain_number(o))
		json_number(w, "default", o->def);
	else
		json_text(w, "default", o->def);
}

/* The option's sentence, with its bounds where the schema itself cannot say them. */
static void write_description(struct json_writer *w, const struct option *o)
{
	bool bounded = o->type == OPTION_FRAMES || (o->type == OPTION_VALUE && !is_plain_number(o));
	char *range = option_range(o);
	char *text = bounded ? g_strdup_printf("%s (%s)", o->text, range) : g_strdup(o->text);
	json_text(w, "description", text);
	g_free(text);
	g_free(range);
}

void schema_option(struct json_writer *w, const char *key, const struct option *o)
{
	json_object(w, key);
	write_description(w, o);
	schema_part_write_values(w, o);
	write_default(w, o);
	json_end(w);
}

void schema_text_member(struct json_writer *w, const char *key, const char *text)
{
	json_object(w, key);
	json_text(w, "description", text);
	write_text_types(w);
	json_int(w, "minLength", 1);
	json_end(w);
}

void schema_scalar(struct json_writer *w, const char *key)
{
	json_row(w, key);
	write_text_types(w);
	json_end(w);
}

void schema_words(struct json_writer *w, const char *key, const char *const *words)
{
	json_list(w, key);
	for (; *words; words++)
		json_text(w, NULL, *words);
	json_end(w);
}

/* ---- containers ---- */

void schema_ref(struct json_writer *w, const char *key, const char *definition)
{
	char *pointer = g_strconcat("#/$defs/", definition, NULL);
	json_row(w, key);
	json_text(w, "$ref", pointer);
	json_end(w);
	g_free(pointer);
}

void schema_object(struct json_writer *w, const char *key, const char *text)
{
	json_object(w, key);
	json_text(w, "description", text);
	json_text(w, "type", "object");
	json_object(w, "properties");
}

void schema_object_end(struct json_writer *w, const char *const *required)
{
	json_end(w);
	json_bool(w, "additionalProperties", false);
	if (required && *required)
		schema_words(w, "required", required);
	json_end(w);
}

void schema_array(struct json_writer *w, const char *key, const char *text, int at_least)
{
	json_object(w, key);
	json_text(w, "description", text);
	json_text(w, "type", "array");
	if (at_least > 0)
		json_int(w, "minItems", at_least);
}

void schema_array_end(struct json_writer *w)
{
	json_end(w);
}

const char **schema_required(const struct option_table *table)
{
	const char **keys = g_new0(const char *, table->n + 1);
	int n = 0;
	for (int i = 0; i < table->n; i++)
		if (!table->options[i].def)
			keys[n++] = table->options[i].key;
	return keys;
}
