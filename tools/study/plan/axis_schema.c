/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/plan/axis_schema.h"
#include "sim/input/option.h"
#include "tools/scenario/schema.h"
#include "tools/scenario/schema_part.h"
#include "tools/scenario/setting.h"
#include "tools/study/plan/range.h"

#define AXIS "axis"
#define NUMBER "number"

/* Keys that make a range of an axis. */
static const char *const range_keys[] = {"from", "to", "step", "count", "scale", NULL};

static const char *const scales[] = {"linear", "log", NULL};

static const struct option count_option = {
	.key = "count",
	.type = OPTION_VALUE,
	.unit = UNIT_COUNT,
	.min = "2",
	.max = G_STRINGIFY(RANGE_VALUES_MAX),
	.text = "values of the range, both ends included",
};

static const struct option scale_option = {
	.key = "scale",
	.type = OPTION_CHOICE,
	.choices = scales,
	.def = "linear",
	.text = "equal steps, or equal ratios",
};

/* ---- an axis ---- */

/* A named value: several settings. */
static void write_named_value(struct json_writer *w)
{
	static const char *const required[] = {"name", "set", NULL};
	schema_object(w, NULL, "a value by name, with the settings that it stands for");
	schema_scalar(w, "name");
	schema_ref(w, "set", SCHEMA_SETTINGS);
	schema_object_end(w, required);
}

/* Either kind of value; which one an axis takes depends on its keys. */
static void axis_schema_write_values(struct json_writer *w)
{
	schema_array(w, "values", "values of the setting, or values by name with their settings", 1);
	json_object(w, "items");
	json_array(w, "anyOf");
	schema_scalar(w, NULL);
	write_named_value(w);
	json_end(w);
	json_end(w);
	schema_array_end(w);
}

static void write_properties(struct json_writer *w)
{
	schema_ref(w, "set", SCHEMA_KEY);
	schema_text_member(w, "name", "name of the axis; that of its setting by default");
	axis_schema_write_values(w);
	schema_ref(w, "from", NUMBER);
	schema_ref(w, "to", NUMBER);
	schema_ref(w, "step", NUMBER);
	schema_option(w, count_option.key, &count_option);
	schema_option(w, scale_option.key, &scale_option);
}

/* "required": [one of the two] for each. */
static void write_one_of(struct json_writer *w, const char *one, const char *other)
{
	const char *const words[] = {one, other};
	json_list(w, "oneOf");
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *const required[] = {words[i], NULL};
		json_row(w, NULL);
		schema_words(w, "required", required);
		json_end(w);
	}
	json_end(w);
}

/* Members of "properties" that say that there are no such keys. */
static void forbid(struct json_writer *w, const char *const *keys)
{
	for (; *keys; keys++)
		json_bool(w, *keys, false);
}

/* "values" of one type of JSON: "object" when they have names, else none of it. */
static void write_values_named(struct json_writer *w, bool named)
{
	json_row(w, "values");
	json_row(w, "items");
	if (!named)
		json_row(w, "not");
	json_text(w, "type", "object");
	if (!named)
		json_end(w);
	json_end(w);
	json_end(w);
}

/* An axis over the values of one setting. */
static void write_listed(struct json_writer *w)
{
	static const char *const required[] = {"set", "values", NULL};
	json_object(w, NULL);
	schema_words(w, "required", required);
	json_object(w, "properties");
	forbid(w, range_keys);
	write_values_named(w, false);
	json_end(w);
	json_end(w);
}

/* An axis over a range; equal ratios have no step. */
static void axis_schema_write_range(struct json_writer *w)
{
	static const char *const required[] = {"set", "from", "to", NULL}, *const both[] = {"step", "scale",
											    NULL};
	json_object(w, NULL);
	schema_words(w, "required", required);
	write_one_of(w, "step", "count");
	json_row(w, "properties");
	json_bool(w, "values", false);
	json_end(w);
	json_object(w, "not");
	schema_words(w, "required", both);
	json_row(w, "properties");
	json_row(w, "scale");
	json_text(w, "const", scales[1]);
	json_end(w);
	json_end(w);
	json_end(w);
	json_end(w);
}

/* An axis over values by name. */
static void write_named(struct json_writer *w)
{
	static const char *const required[] = {"name", "values", NULL}, *const set[] = {"set", NULL};
	json_object(w, NULL);
	schema_words(w, "required", required);
	json_object(w, "properties");
	forbid(w, set);
	forbid(w, range_keys);
	write_values_named(w, true);
	json_end(w);
	json_end(w);
}

static void define_axis(struct json_writer *w)
{
	json_object(w, AXIS);
	json_text(w, "type", "object");
	json_object(w, "properties");
	write_properties(w);
	json_end(w);
	json_bool(w, "additionalProperties", false);
	json_array(w, "anyOf");
	write_listed(w);
	axis_schema_write_range(w);
	write_named(w);
	json_end(w);
	json_end(w);
}

/* ---- the section ---- */

/* An end or a step of a range: its unit is that of the setting. */
static void define_number(struct json_writer *w)
{
	static const char *const types[] = {"string", "number", NULL};
	json_object(w, NUMBER);
	schema_words(w, "type", types);
	json_text(w, "pattern", "^[0-9]");
	json_int(w, "minimum", 0);
	json_end(w);
}

static void define_pick(struct json_writer *w)
{
	json_object(w, SCHEMA_PICK);
	json_text(w, "type", "object");
	json_object(w, "additionalProperties");
	json_array(w, "anyOf");
	schema_scalar(w, NULL);
	schema_array(w, NULL, "one of several values", 1);
	schema_scalar(w, "items");
	schema_array_end(w);
	json_end(w);
	json_end(w);
	json_end(w);
}

void axis_schema_define(struct json_writer *w)
{
	define_number(w);
	define_pick(w);
	define_axis(w);
}

static void write_together(struct json_writer *w)
{
	static const char *const required[] = {"together", NULL};
	schema_object(w, NULL, "axes that move together");
	schema_array(w, "together", "axes of one length", 2);
	schema_ref(w, "items", AXIS);
	schema_array_end(w);
	schema_object_end(w, required);
}

void axis_schema(struct json_writer *w)
{
	schema_array(w, STUDY_AXES, "settings that vary, each point having one value on each axis", 1);
	json_object(w, "items");
	json_array(w, "anyOf");
	schema_ref(w, NULL, AXIS);
	write_together(w);
	json_end(w);
	json_end(w);
	schema_array_end(w);
	schema_array(w, STUDY_EXCLUDE, "points that are left out, by values of axes that they have", 0);
	json_object(w, "items");
	json_text(w, "$ref", "#/$defs/" SCHEMA_PICK);
	json_int(w, "minProperties", 1);
	json_end(w);
	schema_array_end(w);
}
