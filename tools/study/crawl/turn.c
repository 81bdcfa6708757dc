/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/crawl/turn.h"
#include "tools/base/cli.h"
#include "tools/base/exit_codes.h"
#include "tools/study/plan/axis_values.h"
#include "tools/study/report/report_layout.h"
#include <stdio.h>
#include <string.h>

/* ---- where they turn ---- */

static int turn_index_of(const struct load_curves *c, const struct turn *t)
{
	if (!load_is_bystander(c->study))
		return load_peak(c, t->curve);
	return t->saturation >= 0 ? t->saturation : t->lowest;
}

static const struct study_point *turn_point_at(const struct study *study, int point)
{
	return g_ptr_array_index(study->points, (guint)point);
}

static struct turn turn_at(const struct load_curves *c, guint curve)
{
	struct turn t = {.curve = curve,
			 .lowest = load_lowest(c, curve),
			 .highest = load_highest(c, curve),
			 .saturation = load_saturation(c, curve),
			 .best = load_best(c, curve),
			 .at_half = -1,
			 .at_twice = -1};
	t.turn = turn_index_of(c, &t);
	int64_t load = load_of(c, t.turn), limit = turn_point_at(c->study, t.turn)->limit;
	t.half = MAX(load / 2, 1);
	t.at_limit = 2 * load > limit;
	t.twice = t.at_limit ? limit : 2 * load;
	return t;
}

GArray *turns_new(const struct load_curves *c)
{
	GArray *turns = g_array_new(FALSE, FALSE, sizeof(struct turn));
	for (guint i = 0; i < c->curves->len; i++) {
		struct turn t;
		if (load_curve_at(c, i)->points->len == 0)
			continue;
		t = turn_at(c, i);
		g_array_append_val(turns, t);
	}
	return turns;
}

/* ---- their loads ---- */

static int turn_by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

/* loads_wanted: those of the turns and those on the axis, each once, rising. */
static GArray *loads_wanted(const GArray *turns, const struct study_axis *axis)
{
	GArray *loads = g_array_new(FALSE, FALSE, sizeof(int64_t));
	for (guint i = 0; i < turns->len; i++) {
		const struct turn *t = &g_array_index(turns, struct turn, i);
		g_array_append_val(loads, t->half);
		g_array_append_val(loads, t->twice);
	}
	for (guint i = 0; i < axis->values->len; i++) {
		int64_t load =
			(int64_t)((const struct study_value *)g_ptr_array_index(axis->values, i))->number;
		g_array_append_val(loads, load);
	}
	g_array_sort(loads, turn_by_size);
	guint kept = 0;
	for (guint i = 0; i < loads->len; i++)
		if (kept == 0 || g_array_index(loads, int64_t, i) != g_array_index(loads, int64_t, kept - 1))
			g_array_index(loads, int64_t, kept++) = g_array_index(loads, int64_t, i);
	return g_array_set_size(loads, kept);
}

static int turn_load_index(const GArray *loads, int64_t load)
{
	guint at = 0;
	g_array_binary_search((GArray *)loads, &load, turn_by_size, &at);
	return (int)at;
}

static struct study_value *turn_value_at(const GPtrArray *values, int i)
{
	return g_ptr_array_index(values, (guint)i);
}

/* widen_axis: its values are those of the loads, and the points' indices those of their values. */
static void widen_axis(struct study *study, int axis_index, const GArray *loads)
{
	struct study_axis *axis = g_ptr_array_index(study->axes, (guint)axis_index);
	GPtrArray *old = axis->values;
	const struct study_value *pattern = turn_value_at(old, 0);
	axis->values = axis_values_new();
	for (guint i = 0; i < loads->len; i++) {
		int64_t load = g_array_index(loads, int64_t, i);
		char *text = unit_format(UNIT_RATE, load);
		axis_values_like(axis->values, pattern, text, (double)load);
		g_free(text);
	}
	for (guint i = 0; i < study->points->len; i++) {
		int *value = &turn_point_at(study, (int)i)->value[axis_index];
		*value = turn_load_index(loads, (int64_t)turn_value_at(old, *value)->number);
	}
	g_ptr_array_unref(old);
}

/* ---- their points ---- */

static GBytes *turn_key_of(const struct study *study, const int *value)
{
	return g_bytes_new(value, study->axes->len * sizeof(int));
}

/* points_by_values: a table of key_of -> point + 1. The caller owns it (g_hash_table_unref). */
static GHashTable *points_by_values(const struct study *study)
{
	GHashTable *at =
		g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
	for (guint i = 0; i < study->points->len; i++)
		g_hash_table_insert(at, turn_key_of(study, turn_point_at(study, (int)i)->value),
				    GUINT_TO_POINTER(i + 1));
	return at;
}

/* values_at: those of a curve's point at a load that the axis has; newly allocated. */
static int *values_at(const struct load_curves *c, guint curve, int64_t load)
{
	const struct study *study = c->study;
	const GPtrArray *loads = report_axis(study, c->axis)->values;
	int *value = g_memdup2(turn_point_at(study, load_curve_at(c, curve)->first)->value,
			       study->axes->len * sizeof(int));
	value[c->axis] = 0;
	while ((int64_t)turn_value_at(loads, value[c->axis])->number != load)
		value[c->axis]++;
	return value;
}

static int turn_point_with(const struct study *study, GHashTable *at, const int *value)
{
	GBytes *key = turn_key_of(study, value);
	int found = (int)GPOINTER_TO_UINT(g_hash_table_lookup(at, key)) - 1;
	g_bytes_unref(key);
	return found;
}

static void turn_add_point(struct study *study, GHashTable *at, int *value, struct diag *d)
{
	if (turn_point_with(study, at, value) < 0)
		study_add(study, value, d);
	g_free(value);
}

bool turns_plan(const GArray *turns, const struct load_curves *c, struct study *study, struct diag *d)
{
	int before = diag_count(d);
	GArray *loads = loads_wanted(turns, report_axis(study, c->axis));
	widen_axis(study, c->axis, loads);
	GHashTable *at = points_by_values(study);
	study->from = study->points->len;
	for (guint i = 0; i < turns->len && diag_count(d) == before; i++) {
		const struct turn *t = &g_array_index(turns, struct turn, i);
		turn_add_point(study, at, values_at(c, t->curve, t->half), d);
		turn_add_point(study, at, values_at(c, t->curve, t->twice), d);
	}
	g_hash_table_unref(at);
	g_array_unref(loads);
	return diag_count(d) == before;
}

/* find_point: that of the values, which it takes, if it has a result. */
static int find_point(const struct load_curves *c, GHashTable *at, int *value)
{
	const struct samples *s = c->samples;
	int found = turn_point_with(c->study, at, value);
	g_free(value);
	return found >= 0 && samples_failed(s, (guint)found) < samples_count(s, (guint)found) ? found : -1;
}

void turns_find(GArray *turns, const struct load_curves *c)
{
	GHashTable *at = points_by_values(c->study);
	for (guint i = 0; i < turns->len; i++) {
		struct turn *t = &g_array_index(turns, struct turn, i);
		t->at_half = find_point(c, at, values_at(c, t->curve, t->half));
		t->at_twice = find_point(c, at, values_at(c, t->curve, t->twice));
	}
	g_hash_table_unref(at);
}

/* ---- their runs ---- */

static bool plan(const GArray *turns, const struct load_curves *c, struct study *study, struct store *store)
{
	GError *error = NULL;
	struct diag *d = diag_new();
	bool planned = turns_plan(turns, c, study, d);
	diag_print(d, stderr);
	diag_free(d);
	return planned && (store_plan(store, study, &error) || cli_fail(error, EXIT_FAILED) == EXIT_OK);
}

enum runner_end turns_make(struct load_curves *c, struct study *study, struct store *store,
			   struct runner *runner, GArray **turns, struct sweep_counts *counts)
{
	*turns = turns_new(c);
	if (!plan(*turns, c, study, store))
		return RUNNER_STORE_FAILED;
	enum runner_end end = sweep_run(study, (struct sweep_shard){1, 1}, store, runner, counts);
	load_curves_read(c, store);
	turns_find(*turns, c);
	return end;
}
