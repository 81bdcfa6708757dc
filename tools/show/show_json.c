/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/settings_json.h"
#include "tools/show/show.h"
#include "tools/show/show_rows.h"
#include <string.h>

static void write_place(struct json_writer *w, const struct origin *origin)
{
	if (origin->kind != ORIGIN_FILE)
		return;
	json_text(w, "file", origin->at.file);
	json_int(w, "line", origin->at.line);
	json_int(w, "column", origin->at.col);
}

static void show_json_write_settings(struct json_writer *w, const struct show *show)
{
	GArray *rows = show_rows(show);
	json_object(w, "settings");
	for (guint i = 0; i < rows->len; i++) {
		const struct show_row *row = &g_array_index(rows, struct show_row, i);
		json_row(w, row->key);
		json_text(w, "value", row->value);
		json_text(w, "origin", origin_name(&row->origin));
		write_place(w, &row->origin);
		json_end(w);
	}
	json_end(w);
	g_array_unref(rows);
}

/* Between what the cycles lie, when the profile says so. */
static void write_bounds(struct json_writer *w, const struct show_cost *f, const struct cost_origin *profile)
{
	if (profile->low_ppm == profile->high_ppm || strcmp(f->field, "cycles") != 0)
		return;
	char *low = unit_format(UNIT_FACTOR, profile->low_ppm);
	char *high = unit_format(UNIT_FACTOR, profile->high_ppm);
	json_text(w, "low", low);
	json_text(w, "high", high);
	g_free(low);
	g_free(high);
}

/* A field of a cost, with the profile's word on it when it is the profile's. */
static void show_json_write_field(struct json_writer *w, const struct show_cost *f,
				  const struct cost_origin *profile)
{
	bool from_profile = f->origin.kind == ORIGIN_DEFAULT;
	json_row(w, f->field);
	json_text(w, "value", f->value);
	json_text(w, "origin", from_profile ? "profile" : origin_name(&f->origin));
	write_place(w, &f->origin);
	if (from_profile) {
		json_text(w, "confidence", cost_confidence_names[profile->confidence]);
		json_text(w, "source", profile->source);
		write_bounds(w, f, profile);
	}
	json_end(w);
}

static void show_json_write_costs(struct json_writer *w, const struct show *show)
{
	json_object(w, "costs");
	for (int cost = 0; cost < COST_COUNT; cost++) {
		GArray *fields = show_costs(show, cost);
		if (!fields)
			continue;
		json_object(w, cost_names[cost].name);
		for (guint i = 0; i < fields->len; i++)
			show_json_write_field(w, &g_array_index(fields, struct show_cost, i),
					      &show->profile[cost]);
		json_end(w);
		g_array_unref(fields);
	}
	json_end(w);
}

char *show_json(const struct show *show)
{
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	json_text(w, "scenario", show->scenario->path);
	show_json_write_settings(w, show);
	show_json_write_costs(w, show);
	if (show->resolved)
		settings_write_machines(w, show->scenario);
	json_end(w);
	return json_writer_finish(w);
}
