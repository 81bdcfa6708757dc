/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/crawl_study.h"
#include "sim/unit.h"
#include "tools/study/axis_values.h"
#include <math.h>

static struct study_axis *add_axis(struct study *study, const char *name, enum unit unit, bool is_number)
{
	struct study_axis *axis = g_new0(struct study_axis, 1);
	axis->name = g_strdup(name);
	axis->unit = unit;
	axis->is_number = is_number;
	axis->values = axis_values_new();
	axis->group = (int)study->axes->len;
	g_ptr_array_add(study->axes, axis);
	return axis;
}

static void add_value(struct study_axis *axis, char *text, double number)
{
	struct study_value *v = g_new0(struct study_value, 1);
	v->text = text;
	v->number = number;
	v->made = g_array_new(FALSE, FALSE, sizeof(struct scenario_set));
	g_ptr_array_add(axis->values, v);
}

static int by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

static void collect(GArray *loads, const GPtrArray *points)
{
	for (guint i = 0; i < points->len; i++)
		g_array_append_val(loads, ((const struct crawl_point *)g_ptr_array_index(points, i))->load);
}

/* loads_of: every load once, rising. */
static GArray *loads_of(const struct crawl_plan *plan)
{
	GArray *loads = g_array_new(FALSE, FALSE, sizeof(int64_t));
	collect(loads, plan->points);
	collect(loads, plan->around);
	g_array_sort(loads, by_size);
	guint kept = 0;
	for (guint i = 0; i < loads->len; i++)
		if (kept == 0 || g_array_index(loads, int64_t, i) != g_array_index(loads, int64_t, kept - 1))
			g_array_index(loads, int64_t, kept++) = g_array_index(loads, int64_t, i);
	return g_array_set_size(loads, kept);
}

static void add_points(struct study *study, const GPtrArray *points, const GArray *loads, GHashTable *seen)
{
	for (guint i = 0; i < points->len; i++) {
		const struct crawl_point *from = g_ptr_array_index(points, i);
		guint load;
		if (!g_hash_table_add(seen, from->identity))
			continue;
		g_array_binary_search((GArray *)loads, &from->load, by_size, &load);
		struct study_point *p = g_new0(struct study_point, 1);
		p->value = g_memdup2((const int[]){from->curve, (int)load}, 2 * sizeof(int));
		p->sets = g_strdupv(from->sets);
		p->label = g_strdup(from->label);
		p->identity = g_strdup(from->identity);
		p->cost = NAN;
		g_ptr_array_add(study->points, p);
	}
}

static void take_settings(struct study *study, const struct crawl_plan *plan)
{
	study->name = g_strdup(plan->name);
	study->question = g_strdup(plan->question);
	option_defaults(&study_table, &study->settings);
	study->settings.replications = plan->replications;
	study->settings.confidence = (int64_t)round(1e6 * plan->confidence);
	g_free(study->settings.guest);
	study->settings.guest = g_strdup(plan->guest);
}

struct study *crawl_study(const struct crawl_plan *plan)
{
	struct study *study = study_empty(plan->scenario);
	struct study_axis *curve = add_axis(study, "curve", UNIT_COUNT, false),
			  *load = add_axis(study, "load", UNIT_RATE, true);
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
	GArray *loads = loads_of(plan);
	take_settings(study, plan);
	for (guint i = 0; i < plan->curves->len; i++)
		add_value(curve, g_strdup(crawl_plan_name(plan, (int)i)), NAN);
	for (guint i = 0; i < loads->len; i++) {
		int64_t rate = g_array_index(loads, int64_t, i);
		add_value(load, unit_format(UNIT_RATE, rate), (double)rate);
	}
	add_points(study, plan->points, loads, seen);
	add_points(study, plan->around, loads, seen);
	g_array_unref(loads);
	g_hash_table_unref(seen);
	return study;
}
