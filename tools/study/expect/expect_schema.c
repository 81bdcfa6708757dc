/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/expect/expect_schema.h"
#include "sim/input/pattern.h"
#include "tools/scenario/schema_part.h"
#include "tools/scenario/setting.h"
#include "tools/study/expect/expect.h"
#include "tools/study/figures/metric.h"
#include "tools/study/plan/axis_schema.h"

#define AMOUNT "amount"
#define METRIC "metric"

static void expect_schema_write_key(struct json_writer *w, const struct expect_key *k)
{
	static const char *const definitions[] = {
		[EXPECT_METRIC] = METRIC, [EXPECT_AMOUNT] = AMOUNT, [EXPECT_PICK] = SCHEMA_PICK};
	if (k->value == EXPECT_TEXT) {
		schema_text_member(w, k->name, k->text);
		return;
	}
	char *pointer = g_strconcat("#/$defs/", definitions[k->value], NULL);
	json_object(w, k->name);
	json_text(w, "description", k->text);
	json_text(w, "$ref", pointer);
	json_end(w);
	g_free(pointer);
}

/* An expectation of one kind: a key that tells it is there, and none that does not go with it. */
static void write_kind(struct json_writer *w, enum expect_kind kind)
{
	json_object(w, NULL);
	json_list(w, "anyOf");
	for (int i = 0; i < expect_key_count; i++) {
		const char *const required[] = {expect_keys[i].name, NULL};
		if (!expect_keys[i].tells || !(expect_keys[i].kinds & EXPECT_KIND(kind)))
			continue;
		json_row(w, NULL);
		schema_words(w, "required", required);
		json_end(w);
	}
	json_end(w);
	json_row(w, "properties");
	for (int i = 0; i < expect_key_count; i++)
		if (!(expect_keys[i].kinds & EXPECT_KIND(kind)))
			json_bool(w, expect_keys[i].name, false);
	json_end(w);
	json_end(w);
}

/* One cannot be without the other. */
static void write_pair(struct json_writer *w, const char *one, const char *other)
{
	const char *const first[] = {one, NULL}, *const second[] = {other, NULL};
	json_row(w, "dependentRequired");
	schema_words(w, one, second);
	schema_words(w, other, first);
	json_end(w);
}

static void write_expectation(struct json_writer *w)
{
	static const char *const required[] = {"metric", NULL};
	json_object(w, "items");
	json_text(w, "type", "object");
	json_object(w, "properties");
	for (int i = 0; i < expect_key_count; i++)
		expect_schema_write_key(w, &expect_keys[i]);
	json_end(w);
	json_bool(w, "additionalProperties", false);
	schema_words(w, "required", required);
	write_pair(w, "better", "than");
	json_array(w, "oneOf");
	for (enum expect_kind kind = EXPECT_BOUNDS; kind <= EXPECT_NEVER_RISES; kind++)
		write_kind(w, kind);
	json_end(w);
	json_end(w);
}

void expect_schema(struct json_writer *w)
{
	schema_array(w, EXPECT_SECTION, "what the results must be, for vhostsim check", 0);
	write_expectation(w);
	schema_array_end(w);
}

static void define_metric(struct json_writer *w)
{
	json_object(w, METRIC);
	json_array(w, "enum");
	for (int i = 0; i < metric_count(); i++)
		json_text(w, NULL, metric_at(i)->name);
	json_end(w);
	json_end(w);
}

static void expect_schema_write_pattern(struct json_writer *w, const char *pattern)
{
	json_row(w, NULL);
	json_text(w, "type", "string");
	json_text(w, "pattern", pattern);
	json_end(w);
}

/* An amount has the unit of its metric, or is a percentage. */
static void define_amount(struct json_writer *w)
{
	static const enum unit units[] = {UNIT_FACTOR, UNIT_RATE, UNIT_BITRATE, UNIT_TIME};
	json_object(w, AMOUNT);
	json_array(w, "anyOf");
	json_row(w, NULL);
	json_text(w, "type", "number");
	json_int(w, "minimum", 0);
	json_end(w);
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		char *pattern = pattern_of_unit(units[i]);
		expect_schema_write_pattern(w, pattern);
		g_free(pattern);
	}
	expect_schema_write_pattern(w, "^[0-9]+([.][0-9]{1,6}0*)? *%$");
	json_end(w);
	json_end(w);
}

void expect_schema_define(struct json_writer *w)
{
	define_metric(w);
	define_amount(w);
}
