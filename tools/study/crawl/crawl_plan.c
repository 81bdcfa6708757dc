/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/crawl/crawl_plan.h"
#include "models/flows/flow.h"
#include "tools/study/crawl/scenario_file.h"
#include "tools/study/plan/axis_values.h"
#include "tools/study/plan/plot_check.h"
#include <math.h>

/* ---- axes ---- */

/* Without a list there is a curve for each flow to a virtual machine. */
static void add_curves(struct study *study)
{
	struct diag *d = diag_new();
	struct study_axis *axis = crawl_curves(study->base, d); /* checked with the scenario */
	static char flow_key[] = "flow", *const keys[] = {flow_key, NULL};
	for (int i = 0; !axis->keys && i < flow_count; i++)
		if (!flows[i]->program)
			axis_values_add(axis->values, flows[i]->name, NAN,
					&(struct scenario_set){flow_key, flows[i]->name, axis->at}, 1);
	if (!axis->keys)
		axis->keys = g_strdupv((char **)keys);
	g_ptr_array_add(study->axes, axis);
	diag_free(d);
}

/* What a load sets. */
static void add_load(struct study_axis *axis, const char *source, int64_t load)
{
	char *text = unit_format(UNIT_RATE, load), *key = g_strdup_printf("traffic.%s.rate", source);
	const char *rate = g_intern_string(text);
	const struct scenario_set all[] = {{LOAD_AXIS, rate, axis->at}},
				  one[] = {{LOAD_AXIS, "0pps", axis->at},
					   {g_intern_string(key), rate, axis->at}};
	axis_values_add(axis->values, rate, (double)load, *source ? one : all, *source ? 2 : 1);
	g_free(text);
	g_free(key);
}

static void add_loads(struct study *study, const struct crawl_settings *c)
{
	static char load_key[] = LOAD_AXIS, *const keys[] = {load_key, NULL};
	struct study_axis *axis = axis_new(LOAD_AXIS, CRAWL_LOAD, scenario_base_place(study->base));
	int64_t last = -1;
	axis->unit = UNIT_RATE;
	axis->is_number = true;
	axis->keys = g_strdupv((char **)keys);
	for (int64_t i = 0; i < c->points; i++) {
		int64_t load = c->points > 1 ? c->from + (c->to - c->from) * i / (c->points - 1) : c->from;
		if (load != last)
			add_load(axis, c->source, load);
		last = load;
	}
	g_ptr_array_add(study->axes, axis);
}

/* ---- the whole ---- */

static struct study *crawl_plan_study_start(struct scenario_base *base, const struct scenario *s,
					    const struct plans *p, const char *const *sets)
{
	struct study *study = study_without_section(base, s, sets);
	study->source = g_strdup(p->crawl.source);
	study->settings.replications = p->crawl.replications;
	study->settings.confidence = p->study.confidence;
	g_free(study->settings.guest);
	study->settings.guest = g_strdup(p->crawl.guest);
	return study;
}

static bool crawl_plan_check_section(const struct plans *p, struct place at, struct diag *d)
{
	return p->has_crawl || diag_error(d, at,
					  "no section \"crawl\" says which loads to try; write for example "
					  "crawl: {from: 100kpps, to: 1500kpps, points: 15}");
}

struct study *crawl_study(struct scenario_base *base, const char *const *sets, bool *compare, struct diag *d)
{
	struct scenario *s = scenario_of_base(base, sets, d);
	struct plans *p = scenario_base_plans(base, sets);
	struct study *study = NULL;
	int before = diag_count(d);
	if (s && crawl_plan_check_section(p, scenario_base_place(base), d)) {
		study = crawl_plan_study_start(base, s, p, sets);
		*compare = p->crawl.compare;
		add_curves(study);
		add_loads(study, &p->crawl);
		plots_check(p->plots, s, study->axes, d);
		if (diag_count(d) > before || !study_plan(study, scenario_base_place(base), d))
			g_clear_pointer(&study, study_free);
	} else {
		scenario_base_free(base);
	}
	plans_free(p);
	scenario_free(s);
	return study;
}
