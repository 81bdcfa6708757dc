/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/crawl/crawl_plan.h"
#include "models/flows/flow.h"
#include "models/scenario/traffic_check.h"
#include "tools/scenario/schema.h"
#include "tools/scenario/schema_part.h"
#include "tools/study/crawl/scenario_file.h"
#include "tools/study/plan/axis_values.h"
#include <math.h>

/* ---- loads ---- */

/* The highest load, which crawl.source alone may have to make beside the other sources. */
static void check_to(const struct scenario *s, const struct crawl_settings *set, struct diag *d)
{
	int only = scenario_source_to(s, set->source);
	const char *what = only < 0 ? "crawl.to" : "crawl.to, with the other sources,";
	traffic_check_load(s, set->to, only, scenario_place(s, "crawl.to"), what, d);
}

void crawl_check_loads(const struct scenario *s, const struct plans *p, struct diag *d)
{
	const struct crawl_settings *set = &p->crawl;
	GHashTable *names = scenario_guest_names(s);
	bool ok = scenario_check_source(s, "crawl.source", set->source, d);
	if (*set->guest)
		ok &= traffic_check_guest(s, names, set->guest, scenario_place(s, "crawl.guest"), d);
	g_hash_table_unref(names);
	if (set->from >= set->to)
		diag_error(d, scenario_place(s, "crawl.to"), "crawl.to must be greater than crawl.from");
	else if (ok)
		check_to(s, set, d);
}

/* ---- curves ---- */

static struct place place_of(struct scenario_base *base)
{
	return (struct place){scenario_base_file(base)->path, 0, 0};
}

static const yaml_node_t *curves_node(struct scenario_base *base)
{
	struct yaml_file *f = scenario_base_file(base);
	const yaml_node_t *crawl = yaml_file_find(f, yaml_file_root(f), CRAWL_SECTION);
	return crawl && crawl->type == YAML_MAPPING_NODE ? yaml_file_find(f, crawl, CRAWL_CURVES) : NULL;
}

struct study_axis *crawl_curves(struct scenario_base *base, struct diag *d)
{
	struct study_axis *axis = axis_new("curve", CRAWL_CURVE, place_of(base));
	const yaml_node_t *list = curves_node(base);
	if (list && yaml_file_expect(scenario_base_file(base), list, YAML_SEQUENCE_NODE, CRAWL_CURVES, d))
		axis_values_curves(axis, base, list, d);
	return axis;
}

/* Adds the faults of the scenario that a curve's settings make, if they are sound by themselves. */
static void check_curve(struct scenario_base *base, const struct study_value *curve, struct diag *d)
{
	struct scenario_order order = {.more = (const struct scenario_set *)curve->made->data,
				       .n = (int)curve->made->len,
				       .crawl = crawl_check_loads};
	struct diag *own = diag_new(), *faults = diag_new();
	g_strfreev(scenario_base_try(base, &order, own));
	if (diag_count(own) == 0)
		scenario_free(scenario_base_make_with(base, &order, faults));
	if (diag_count(faults) > 0)
		diag_error(d, curve->at, "the scenario with this curve's settings is faulty:");
	diag_add_all(d, faults);
	diag_free(own);
	diag_free(faults);
}

/* Whether the scenario is sound as it stands in the file, so that every fault with a curve's settings is the curve's. */
static bool is_sound(struct scenario_base *base)
{
	struct diag *d = diag_new();
	scenario_free(scenario_base_make_with(base, &(struct scenario_order){.crawl = crawl_check_loads}, d));
	bool sound = diag_count(d) == 0;
	diag_free(d);
	return sound;
}

void crawl_check_curves(struct scenario_base *base, struct diag *d)
{
	GPtrArray *axes = axes_new();
	const struct study_axis *axis = crawl_curves(base, d);
	g_ptr_array_add(axes, (void *)axis);
	for (guint i = 0; i < axis->values->len && (i > 0 || is_sound(base)); i++)
		check_curve(base, g_ptr_array_index(axis->values, i), d);
	g_ptr_array_unref(axes);
}

/* ---- axes ---- */

/* Without a list there is a curve for each flow. */
static void add_curves(struct study *study)
{
	struct diag *d = diag_new();
	struct study_axis *axis = crawl_curves(study->base, d); /* checked with the scenario */
	static char flow_key[] = "flow", *const keys[] = {flow_key, NULL};
	for (int i = 0; !axis->keys && i < flow_count; i++)
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
	struct study_axis *axis = axis_new(LOAD_AXIS, CRAWL_LOAD, place_of(study->base));
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

static struct study *study_start(struct scenario_base *base, const struct scenario *s, const struct plans *p,
				 const char *const *sets)
{
	struct study *study = study_empty(s->path);
	study->base = base;
	study->name = g_strdup(s->name);
	study->question = g_strdup(s->general.question);
	study->sets = g_strdupv((char **)sets);
	study->source = g_strdup(p->crawl.source);
	study->first = s->general.replication;
	study->twins = true;
	option_defaults(&study_table, &study->settings);
	study->settings.replications = p->crawl.replications;
	study->settings.confidence = p->study.confidence;
	g_free(study->settings.guest);
	study->settings.guest = g_strdup(p->crawl.guest);
	return study;
}

static bool check_section(const struct plans *p, struct place at, struct diag *d)
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
	if (s && check_section(p, place_of(base), d)) {
		study = study_start(base, s, p, sets);
		*compare = p->crawl.compare;
		add_curves(study);
		add_loads(study, &p->crawl);
		if (!study_plan(study, place_of(base), d))
			g_clear_pointer(&study, study_free);
	} else {
		scenario_base_free(base);
	}
	plans_free(p);
	scenario_free(s);
	return study;
}

void crawl_schema(struct json_writer *w)
{
	static const char *const required[] = {"name", NULL};
	schema_array(w, CRAWL_CURVES, "curves of the chart; without them there is one for each flow", 0);
	schema_object(w, "items", "a curve: the scenario with some settings changed");
	schema_scalar(w, "name");
	schema_ref(w, "set", SCHEMA_SETTINGS);
	schema_object_end(w, required);
	schema_array_end(w);
}
