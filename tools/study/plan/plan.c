/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/plan/plan.h"
#include "models/check/traffic_check.h"
#include "tools/study/plan/axes_read.h"
#include "tools/study/plan/exclude.h"
#include "tools/study/plan/identity.h"
#include "tools/study/plan/offered.h"
#include "tools/study/plan/plan_settings.h"
#include "tools/study/plan/plot_check.h"

#define FAULTY_POINTS_MAX 50 /* more are not looked at */

static const struct study_axis *plan_axis_at(const struct study *s, guint i)
{
	return g_ptr_array_index(s->axes, i);
}

static const struct study_value *plan_value_at(const struct study *s, guint axis, int value)
{
	return g_ptr_array_index(plan_axis_at(s, axis)->values, value);
}

/* ---- how many ---- */

/* The first axis of its group: the others move with it. */
static bool leads(const struct study *s, guint axis)
{
	return axis == 0 || plan_axis_at(s, axis - 1)->group != plan_axis_at(s, axis)->group;
}

/* Combinations of values, those left out included; STUDY_RUNS_MAX + 1 when there are more. */
static int64_t count_combinations(const struct study *s)
{
	int64_t n = 1;
	for (guint i = 0; i < s->axes->len && n <= STUDY_RUNS_MAX; i++)
		if (leads(s, i))
			n *= plan_axis_at(s, i)->values->len;
	return MIN(n, STUDY_RUNS_MAX + 1);
}

/* next_combination: goes to the next one, the last axis first; false when there is none. */
static bool next_combination(const struct study *s, int *value)
{
	for (guint end = s->axes->len; end > 0;) {
		guint first = end - 1;
		while (!leads(s, first))
			first--;
		int next = (value[first] + 1) % (int)plan_axis_at(s, first)->values->len;
		for (guint i = first; i < end; i++)
			value[i] = next;
		if (next > 0)
			return true;
		end = first;
	}
	return false;
}

/* ---- points ---- */

/* What planning the points needs beside the study. */
struct planner {
	struct study *study;
	bool own;	  /* the study's settings are those of its section, not yet checked */
	struct place at;  /* of the study's axes */
	GHashTable *seen; /* identity -> struct study_point * */
	int faulty;
	struct diag *d;
};

static char *label_of(const struct study *s, const int *value)
{
	GString *label = g_string_new(s->axes->len ? NULL : s->name);
	for (guint i = 0; i < s->axes->len; i++)
		g_string_append_printf(label, "%s%s=%s", i ? " " : "", plan_axis_at(s, i)->name,
				       plan_value_at(s, i, value[i])->text);
	return g_string_free(label, FALSE);
}

static void append_sets(GPtrArray *all, const char *const *sets)
{
	for (; sets && *sets; sets++)
		g_ptr_array_add(all, g_strdup(*sets));
}

static char **plan_sets_of(const struct planner *pl, const int *value)
{
	GPtrArray *all = g_ptr_array_new();
	append_sets(all, (const char *const *)pl->study->sets);
	for (guint i = 0; i < pl->study->axes->len; i++)
		append_sets(all, (const char *const *)plan_value_at(pl->study, i, value[i])->sets);
	g_ptr_array_add(all, NULL);
	return (char **)g_ptr_array_free(all, FALSE);
}

/* The settings of the values with their places in the file; value -1: of none. */
static GArray *made_of(const struct study *s, const int *value)
{
	GArray *made = g_array_new(FALSE, FALSE, sizeof(struct scenario_set));
	for (guint i = 0; i < s->axes->len; i++) {
		if (value[i] < 0)
			continue;
		const GArray *own = plan_value_at(s, i, value[i])->made;
		g_array_append_vals(made, own->data, own->len);
	}
	return made;
}

static void report_point(struct planner *pl, const struct study_point *p, const struct diag *d)
{
	char *remark = g_strdup_printf("in the point %s", p->label);
	if (pl->study->axes->len > 0)
		diag_add_new(pl->d, d, remark);
	else
		diag_add_all(pl->d, d);
	g_free(remark);
	pl->faulty++;
}

/* point_scenario: NULL, after the faults were reported, when the point is faulty. */
static struct scenario *point_scenario(struct planner *pl, const struct study_point *p)
{
	struct diag *d = diag_new();
	GArray *made = made_of(pl->study, p->value);
	struct scenario_order order = {.sets = (const char *const *)pl->study->sets,
				       .more = (const struct scenario_set *)made->data,
				       .n = (int)made->len};
	struct scenario *s = scenario_base_make_with(pl->study->base, &order, d);
	if (s && pl->own)
		plan_settings_check_point(&pl->study->settings, s, d);
	if (diag_count(d) > 0) {
		report_point(pl, p, d);
		g_clear_pointer(&s, scenario_free);
	} else {
		diag_add_notices(pl->d, d);
	}
	g_array_unref(made);
	diag_free(d);
	return s;
}

static void check_twin(struct planner *pl, struct study_point *p)
{
	const struct study_point *twin = g_hash_table_lookup(pl->seen, p->identity);
	if (twin) {
		diag_error(pl->d, pl->at, "the points %s and %s are one scenario; exclude one of them",
			   twin->label, p->label);
		pl->faulty++;
	}
	g_hash_table_insert(pl->seen, p->identity, p);
}

/* take_settings: checks the study's own beside its first point's scenario, and takes its question from that; unless that was
 * done. */
static void take_settings(struct study *study, const struct scenario *s, struct diag *d)
{
	if (study->question)
		return;
	plan_settings_check(&study->settings, s, study->axes, d);
	struct plans *plans = scenario_base_plans(study->base, (const char *const *)study->sets);
	plots_check(plans->plots, s, study->axes, d);
	plans_free(plans);
	study->question = g_strdup(s->general.question);
	if (study->settings.turn)
		study->source = plan_settings_source(study->axes, s, d);
}

static void plan_add_point(struct planner *pl, const int *value)
{
	struct study *study = pl->study;
	struct study_point *p = g_new0(struct study_point, 1);
	p->value = g_memdup2(value, MAX(study->axes->len, 1) * sizeof(*value));
	p->sets = plan_sets_of(pl, value);
	p->label = label_of(study, value);
	g_ptr_array_add(study->points, p);
	struct scenario *s = point_scenario(pl, p);
	if (!s)
		return;
	p->identity = identity_of_point(s);
	p->cost = offered_packets(s);
	take_settings(study, s, pl->d);
	if (study->source)
		p->limit = scenario_load_limit(s, scenario_source_to(s, study->source));
	if (!study->twins)
		check_twin(pl, p);
	scenario_free(s);
}

/* How many points the study may have, of so many guests and sources. */
static int64_t points_max(const struct study *study)
{
	const struct scenario *s = scenario_base_settings(study->base);
	int64_t elements = (int64_t)s->guests->len + s->traffic->len;
	return MIN(STUDY_POINTS_MAX, STUDY_ELEMENTS_MAX / MAX(elements, 1));
}

/* plan_add_points: those that are not excluded. */
static void plan_add_points(struct planner *pl, GPtrArray *exclusions)
{
	struct study *study = pl->study;
	int *value = g_new0(int, MAX(study->axes->len, 1));
	bool room = true;
	int64_t most = points_max(study);
	do {
		if (exclude_matches(exclusions, value))
			study->excluded++;
		else if ((room = (int64_t)study->points->len < most))
			plan_add_point(pl, value);
	} while (room && pl->faulty < FAULTY_POINTS_MAX && next_combination(study, value));
	if (!room)
		diag_error(pl->d, pl->at,
			   "the study has more than %" G_GINT64_FORMAT
			   " points; leave out values or combinations%s",
			   most, most < STUDY_POINTS_MAX ? ", or guests and sources" : "");
	if (pl->faulty == FAULTY_POINTS_MAX)
		diag_error(pl->d, pl->at, "%d points are faulty; what follows them was not looked at",
			   FAULTY_POINTS_MAX);
	g_free(value);
}

static void check_runs(const struct planner *pl)
{
	const struct study *study = pl->study;
	const struct study_settings *set = &study->settings;
	int64_t replications = set->precision > 0 ? set->max_replications : set->replications;
	int64_t runs = (int64_t)study->points->len * replications;
	if (study->points->len == 0)
		diag_error(pl->d, pl->at, "every combination of values is excluded; nothing is left to run");
	else if (runs > STUDY_RUNS_MAX)
		diag_error(pl->d, pl->at, "the study has %" G_GINT64_FORMAT " runs; at most %d are possible",
			   runs, STUDY_RUNS_MAX);
}

/* plan_points: unless there were faults since `before`, when there were so many. */
static void plan_points(struct planner *pl, GPtrArray *exclusions, int before)
{
	const struct study *study = pl->study;
	if (count_combinations(study) > STUDY_RUNS_MAX)
		diag_error(pl->d, pl->at, "the axes have more than %d combinations of values",
			   STUDY_RUNS_MAX);
	if (diag_count(pl->d) == before) {
		plan_add_points(pl, exclusions);
		if (pl->faulty == 0)
			exclude_check(exclusions, pl->d);
		if (diag_count(pl->d) == before)
			check_runs(pl);
	}
}

static struct planner planner_start(struct study *study, struct place at, struct diag *d)
{
	return (struct planner){.study = study,
				.own = !study->question,
				.at = at,
				.seen = g_hash_table_new(g_str_hash, g_str_equal),
				.d = d};
}

bool study_plan(struct study *study, struct place at, struct diag *d)
{
	int before = diag_count(d);
	struct planner pl = planner_start(study, at, d);
	GPtrArray *none = g_ptr_array_new();
	plan_points(&pl, none, before);
	g_ptr_array_unref(none);
	g_hash_table_unref(pl.seen);
	return diag_count(d) == before;
}

bool study_add(struct study *study, const int *value, struct diag *d)
{
	int before = diag_count(d);
	struct planner pl = planner_start(study, (struct place){study->path, 0, 0}, d);
	plan_add_point(&pl, value);
	g_hash_table_unref(pl.seen);
	return diag_count(d) == before;
}

/* ---- the whole ---- */

static bool bears_on_platform(const char *key)
{
	return strcmp(key, "platform") == 0 || g_str_has_prefix(key, "host.") ||
	       g_str_has_prefix(key, "wire.") || g_str_has_suffix(key, ".host");
}

bool study_varies_platform(const struct study *s)
{
	for (guint i = 0; i < s->axes->len; i++)
		for (char **key = plan_axis_at(s, i)->keys; key && *key; key++)
			if (bears_on_platform(*key))
				return true;
	return false;
}

/* The faults of the file's settings, but those of values that the command line replaces, or an axis in every point. */
static void report_file(const struct planner *pl)
{
	int *first = g_new0(int, MAX(pl->study->axes->len, 1));
	for (guint i = 0; i < pl->study->axes->len; i++)
		if (plan_axis_at(pl->study, i)->values->len == 0)
			first[i] = -1;
	GArray *made = made_of(pl->study, first);
	struct scenario_order order = {.sets = (const char *const *)pl->study->sets,
				       .more = (const struct scenario_set *)made->data,
				       .n = (int)made->len};
	scenario_base_faults(pl->study->base, &order, pl->d);
	g_array_unref(made);
	g_free(first);
}

static struct study *study_new(struct scenario_base *base, const char *const *sets)
{
	const struct scenario *s = scenario_base_settings(base);
	struct plans *plans = scenario_base_plans(base, sets);
	struct study *study = study_over(base, s, sets);
	option_copy(&study_table, &study->settings, &plans->study);
	plans_free(plans);
	return study;
}

struct study *study_of_base(struct scenario_base *base, const char *const *sets, struct diag *d)
{
	int before = diag_count(d);
	struct study *study = study_new(base, sets);
	const yaml_node_t *axes = axes_node(base, STUDY_AXES);
	struct place at = {study->path, 0, 0};
	if (axes)
		at = yaml_file_place(scenario_base_file(base), axes);
	struct planner pl = planner_start(study, at, d);
	struct diag *of_axes = diag_new();
	axes_read(study->axes, base, sets, of_axes);
	report_file(&pl);
	diag_add_all(d, of_axes);
	diag_free(of_axes);
	if (diag_count(d) == before) {
		GPtrArray *exclusions = exclude_read(study->axes, study->base, d);
		plan_points(&pl, exclusions, before);
		g_ptr_array_unref(exclusions);
	}
	g_hash_table_unref(pl.seen);
	if (diag_count(d) != before)
		g_clear_pointer(&study, study_free);
	return study;
}

struct study *study_read(const char *path, const char *const *sets, struct diag *d)
{
	struct scenario_base *base = scenario_base_read(path, d);
	return base ? study_of_base(base, sets, d) : NULL;
}
