/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/expect_schema.h"
#include "tools/scenario_reader.h"
#include "tools/schema_part.h"
#include "tools/study/expect.h"
#include "tools/study/metric.h"

static void write_metric(struct json_writer *w, const struct expect_key *k)
{
	json_object(w, k->name);
	json_text(w, "description", k->text);
	json_list(w, "enum");
	for (int i = 0; i < metric_count(); i++)
		json_text(w, NULL, metric_at(i)->name);
	json_end(w);
	json_end(w);
}

static void write_amount(struct json_writer *w, const struct expect_key *k)
{
	json_object(w, k->name);
	json_text(w, "description", k->text);
	json_list(w, "type");
	json_text(w, NULL, "string");
	json_text(w, NULL, "number");
	json_end(w);
	json_end(w);
}

static void write_pick(struct json_writer *w, const struct expect_key *k)
{
	json_object(w, k->name);
	json_text(w, "description", k->text);
	json_text(w, "type", "object");
	json_end(w);
}

static void write_key(struct json_writer *w, const struct expect_key *k)
{
	switch (k->value) {
	case EXPECT_METRIC:
		write_metric(w, k);
		return;
	case EXPECT_AMOUNT:
		write_amount(w, k);
		return;
	case EXPECT_PICK:
		write_pick(w, k);
		return;
	case EXPECT_TEXT:
		schema_any_text(w, k->name, k->text);
		return;
	}
}

void expect_schema(struct json_writer *w)
{
	static const char *const required[] = {"metric", NULL};
	schema_array(w, EXPECT_SECTION, "what the results must be: for vhostsim check", 0);
	schema_object(w, "items", "an expectation: min and max, better and than, never_falls or never_rises");
	for (int i = 0; i < expect_key_count; i++)
		write_key(w, &expect_keys[i]);
	schema_object_end(w, required);
	schema_array_end(w);
}
