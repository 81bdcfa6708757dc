/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/provenance.h"
#include "models/flows/flow.h"
#include "tools/base/output_file.h"
#include "tools/base/shell_line.h"
#include "tools/base/version.h"
#include "tools/show/settings_json.h"
#include "tools/show/show_rows.h"
#include "tools/study/report/report_conditions.h"
#include "tools/text/json_writer.h"

/* command_line: what repeats the results. */
static char *command_line(const struct provenance *p)
{
	GPtrArray *words = g_ptr_array_new();
	g_ptr_array_add(words, (char *)"vhostsim");
	g_ptr_array_add(words, (char *)p->command);
	for (const char *const *set = p->sets; set && *set; set++) {
		g_ptr_array_add(words, (char *)"--set");
		g_ptr_array_add(words, (char *)*set);
	}
	if (*p->scenario->path == '-')
		g_ptr_array_add(words, (char *)"--");
	g_ptr_array_add(words, p->scenario->path);
	g_ptr_array_add(words, NULL);
	char *line = shell_line((char *const *)words->pdata);
	g_ptr_array_unref(words);
	return line;
}

static void provenance_write_head(struct json_writer *w, const struct provenance *p)
{
	char *line = command_line(p);
	json_int(w, "format", 1);
	json_text(w, "command", p->command);
	json_text(w, "repeat", line);
	json_text(w, "scenario", p->scenario->name);
	json_text(w, "question", p->scenario->general.question);
	json_text(w, "version", version_text());
	json_text(w, "model", version_model());
	json_int(w, "seed", p->scenario->general.seed);
	g_free(line);
}

/* ---- the plan ---- */

static void provenance_write_axis(struct json_writer *w, const struct study_axis *axis)
{
	json_row(w, NULL);
	json_text(w, "name", axis->name);
	json_list(w, "values");
	for (guint i = 0; i < axis->values->len; i++)
		json_text(w, NULL, ((const struct study_value *)g_ptr_array_index(axis->values, i))->text);
	json_end(w);
	json_end(w);
}

static void provenance_write_plan(struct json_writer *w, const struct study *study)
{
	if (!study)
		return;
	char *conditions = report_conditions(study);
	json_object(w, "plan");
	json_text(w, "conditions", conditions);
	g_free(conditions);
	json_int(w, "points", study->points->len);
	json_int(w, "replications", study->settings.replications);
	json_fixed(w, "confidence", (double)study->settings.confidence / 1e6, 6);
	json_text(w, "guest", study->settings.guest);
	json_text(w, "source", study->settings.source);
	json_array(w, "axes");
	for (guint i = 0; i < study->axes->len; i++)
		provenance_write_axis(w, g_ptr_array_index(study->axes, i));
	json_end(w);
	json_end(w);
}

/* ---- settings and costs ---- */

/* varying_axis: the axis that sets the setting; NULL: none. */
static const struct study_axis *varying_axis(const struct study *study, const char *key)
{
	for (guint i = 0; study && i < study->axes->len; i++) {
		const struct study_axis *axis = g_ptr_array_index(study->axes, i);
		if (axis->keys && g_strv_contains((const char *const *)axis->keys, key))
			return axis;
	}
	return NULL;
}

static void provenance_write_setting(struct json_writer *w, const struct show_row *row,
				     const struct study *study)
{
	const struct study_axis *axis = varying_axis(study, row->key);
	char *origin = axis ? g_strconcat("axis ", axis->name, NULL) : origin_text(&row->origin);
	json_row(w, NULL);
	json_text(w, "key", row->key);
	if (axis)
		json_null(w, "value");
	else
		json_text(w, "value", row->value);
	json_text(w, "origin", origin);
	json_end(w);
	g_free(origin);
}

static void provenance_write_settings(struct json_writer *w, const struct show *show,
				      const struct study *study)
{
	GArray *rows = show_rows(show);
	json_array(w, "settings");
	for (guint i = 0; i < rows->len; i++)
		provenance_write_setting(w, &g_array_index(rows, struct show_row, i), study);
	json_end(w);
	g_array_unref(rows);
}

static void provenance_write_cost(struct json_writer *w, const struct show *show, int cost)
{
	GArray *fields = show_costs(show, cost);
	for (guint i = 0; i < fields->len; i++) {
		const struct show_cost *f = &g_array_index(fields, struct show_cost, i);
		bool of_profile = f->origin.kind == ORIGIN_DEFAULT;
		char *origin = of_profile ? g_strdup(show->profile[cost].source) : origin_text(&f->origin);
		json_row(w, NULL);
		json_text(w, "cost", cost_names[cost].name);
		json_text(w, "field", f->field);
		json_text(w, "value", f->value);
		json_text(w, "confidence",
			  of_profile ? cost_confidence_names[show->profile[cost].confidence] : "");
		json_text(w, "origin", origin ? origin : "");
		json_end(w);
		g_free(origin);
	}
	g_array_unref(fields);
}

static void provenance_write_costs(struct json_writer *w, const struct show *show)
{
	json_array(w, "costs");
	for (int cost = 0; cost < COST_COUNT; cost++)
		provenance_write_cost(w, show, cost);
	json_end(w);
}

char *provenance_json(const struct provenance *p)
{
	struct plans *plans = scenario_base_plans(p->base, p->sets);
	const struct show show = {p->scenario, plans, p->base, scenario_base_costs(p->base, p->scenario),
				  true};
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	provenance_write_head(w, p);
	provenance_write_plan(w, p->study);
	provenance_write_settings(w, &show, p->study);
	provenance_write_costs(w, &show);
	settings_write_machines(w, p->scenario);
	json_end(w);
	plans_free(plans);
	return json_writer_finish(w);
}

bool provenance_write_study(const char *command, const struct study *study, const char *folder,
			    GError **error)
{
	const struct study_point *first = g_ptr_array_index(study->points, 0);
	struct diag *d = diag_new();
	struct scenario *s = scenario_base_make(study->base, (const char *const *)first->sets, d);
	const struct provenance p = {command, (const char *const *)study->sets, study->base, s, study};
	bool written = !s || output_file_text(folder, PROVENANCE_FILE, provenance_json(&p), error);
	scenario_free(s);
	diag_free(d);
	return written;
}
