/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/crawl/scenario_file.h"
#include "models/check/scenario_check.h"
#include "models/check/traffic_check.h"
#include "tools/scenario/schema.h"
#include "tools/scenario/schema_part.h"
#include "tools/study/plan/axis_values.h"

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

static const yaml_node_t *curves_node(struct scenario_base *base)
{
	struct yaml_file *f = scenario_base_file(base);
	const yaml_node_t *crawl = yaml_file_find(f, yaml_file_root(f), CRAWL_SECTION);
	return crawl && crawl->type == YAML_MAPPING_NODE ? yaml_file_find(f, crawl, CRAWL_CURVES) : NULL;
}

struct study_axis *crawl_curves(struct scenario_base *base, struct diag *d)
{
	struct study_axis *axis = axis_new("curve", CRAWL_CURVE, scenario_base_place(base));
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
static bool scenario_file_is_sound(struct scenario_base *base)
{
	struct diag *d = diag_new();
	scenario_free(scenario_base_make_with(base, &(struct scenario_order){.crawl = crawl_check_loads}, d));
	bool sound = diag_count(d) == 0;
	diag_free(d);
	return sound;
}

/* Adds to d the faults of the curves, each of which must go with the scenario as it stands in the file:
 * a setting of the command line may be another curve's. */
static void crawl_check_curves(struct scenario_base *base, struct diag *d)
{
	GPtrArray *axes = axes_new();
	const struct study_axis *axis = crawl_curves(base, d);
	g_ptr_array_add(axes, (void *)axis);
	for (guint i = 0; i < axis->values->len && (i > 0 || scenario_file_is_sound(base)); i++)
		check_curve(base, g_ptr_array_index(axis->values, i), d);
	g_ptr_array_unref(axes);
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

struct scenario *scenario_of_base(struct scenario_base *b, const char *const *sets, struct diag *d)
{
	int before = diag_count(d);
	const struct scenario_order order = {.sets = sets, .crawl = crawl_check_loads};
	struct scenario *s = scenario_base_make_with(b, &order, d);
	crawl_check_curves(b, d);
	if (diag_count(d) != before)
		g_clear_pointer(&s, scenario_free);
	return s;
}

struct scenario *scenario_read(const char *path, const char *const *sets, struct diag *d)
{
	struct scenario_base *b = scenario_base_read(path, d);
	struct scenario *s = b ? scenario_of_base(b, sets, d) : NULL;
	scenario_base_free(b);
	return s;
}
