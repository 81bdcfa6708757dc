/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/crawl_plan.h"
#include "models/flow.h"
#include "sim/diag.h"
#include "sim/unit.h"
#include "tools/cli.h"
#include "tools/study/identity.h"
#include <stdio.h>
#include <string.h>

static void point_free(void *data)
{
	struct crawl_point *p = data;
	g_strfreev(p->sets);
	g_free(p->label);
	g_free(p->identity);
	g_free(p);
}

static void line_free(void *data)
{
	struct crawl_line *line = data;
	g_free(line->name);
	g_strfreev(line->sets);
	g_free(line);
}

void crawl_plan_free(struct crawl_plan *plan)
{
	scenario_base_free(plan->base);
	g_free(plan->scenario);
	g_free(plan->platform);
	g_free(plan->name);
	g_free(plan->question);
	g_free(plan->folder);
	g_free(plan->source);
	g_free(plan->guest);
	g_ptr_array_unref(plan->curves);
	g_ptr_array_unref(plan->points);
	g_ptr_array_unref(plan->around);
	g_free(plan);
}

static const struct crawl_line *line_of(const struct crawl_plan *plan, guint curve)
{
	return g_ptr_array_index(plan->curves, curve);
}

const char *crawl_plan_name(const struct crawl_plan *plan, int curve)
{
	return line_of(plan, (guint)curve)->name;
}

bool crawl_plan_is_bystander(const struct crawl_plan *plan)
{
	return *plan->source && *plan->guest && strcmp(plan->source, plan->guest) != 0;
}

char *crawl_plan_scope(const struct crawl_plan *plan)
{
	GString *out = g_string_new(NULL);
	if (*plan->source)
		g_string_append_printf(out, "The load is that of the source to %s, the others keep theirs.",
				       plan->source);
	if (*plan->guest)
		g_string_append_printf(
			out, "%sDelivered and lost packets are those of %s; latency and costs are of all.",
			out->len ? " " : "", plan->guest);
	return g_string_free(out, FALSE);
}

static void append_all(GPtrArray *sets, char *const *more, guint n)
{
	for (guint i = 0; i < n; i++)
		g_ptr_array_add(sets, g_strdup(more[i]));
}

/* point_sets: the curve's and the load, which one source alone takes while the others keep their rates. */
static char **point_sets(const struct crawl_line *line, const char *rate)
{
	GPtrArray *sets = g_ptr_array_new();
	append_all(sets, line->sets, g_strv_length(line->sets));
	g_ptr_array_add(sets, g_strconcat("load=", line->source < 0 ? rate : "0pps", NULL));
	if (line->source >= 0)
		g_ptr_array_add(sets, g_strdup_printf("traffic.%d.rate=%s", line->source, rate));
	g_ptr_array_add(sets, NULL);
	return (char **)g_ptr_array_free(sets, FALSE);
}

/* make_scenario: NULL after its faults were printed. */
static struct scenario *make_scenario(const struct crawl_plan *plan, char *const *sets)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_base_make(plan->base, (const char *const *)sets, d);
	diag_print(d, stderr);
	diag_free(d);
	return s;
}

/* A point's scenario is made when it is planned, so that a fault shows before the first run. */
bool crawl_plan_add(struct crawl_plan *plan, GPtrArray *points, guint curve, int64_t load)
{
	struct crawl_point *p = g_new0(struct crawl_point, 1);
	char *rate = unit_format(UNIT_RATE, load);
	p->sets = point_sets(line_of(plan, curve), rate);
	p->curve = (int)curve;
	p->load = load;
	p->label = g_strdup_printf("%s at %s", line_of(plan, curve)->name, rate);
	g_free(rate);
	g_ptr_array_add(points, p);
	struct scenario *s = make_scenario(plan, p->sets);
	if (!s)
		return false;
	p->identity = identity_of_point(s);
	scenario_free(s);
	return true;
}

/* add_line: what the points of a curve share, as its own settings make it. */
static bool add_line(struct crawl_plan *plan, char *const *sets, const struct crawl_curve *curve)
{
	struct crawl_line *line = g_new0(struct crawl_line, 1);
	GPtrArray *all = g_ptr_array_new();
	append_all(all, sets, g_strv_length((char **)sets));
	append_all(all, (char *const *)curve->sets->pdata, curve->sets->len);
	g_ptr_array_add(all, NULL);
	line->name = g_strdup(curve->name);
	line->sets = (char **)g_ptr_array_free(all, FALSE);
	g_ptr_array_add(plan->curves, line);
	struct scenario *s = cli_scenario_of(plan->base, line->sets, NULL);
	if (!s)
		return false;
	line->source = scenario_crawl_source(s);
	line->limit = scenario_crawl_limit(s);
	plan->one_platform &= !strcmp(plan->platform, s->platform->path);
	scenario_free(s);
	return true;
}

static bool add_curve(struct crawl_plan *plan, const struct scenario *s, char *const *sets,
		      const struct crawl_curve *curve)
{
	const struct crawl_settings *c = &s->crawl;
	if (!add_line(plan, sets, curve))
		return false;
	int64_t last = -1;
	for (int64_t i = 0; i < c->points; i++) {
		int64_t load = c->points > 1 ? c->from + (c->to - c->from) * i / (c->points - 1) : c->from;
		if (load != last && !crawl_plan_add(plan, plan->points, plan->curves->len - 1, load))
			return false;
		last = load;
	}
	return true;
}

static bool add_flow(struct crawl_plan *plan, const struct scenario *s, char *const *sets,
		     const struct flow *flow)
{
	struct crawl_curve curve = {.name = (char *)flow->name,
				    .sets = g_ptr_array_new_with_free_func(g_free)};
	g_ptr_array_add(curve.sets, g_strconcat("flow=", flow->name, NULL));
	bool added = add_curve(plan, s, sets, &curve);
	g_ptr_array_unref(curve.sets);
	return added;
}

static bool add_curves(struct crawl_plan *plan, const struct scenario *s, char *const *sets)
{
	for (guint i = 0; i < s->curves->len; i++)
		if (!add_curve(plan, s, sets, g_ptr_array_index(s->curves, i)))
			return false;
	for (int i = 0; s->curves->len == 0 && i < flow_count; i++)
		if (!add_flow(plan, s, sets, flows[i]))
			return false;
	return true;
}

static bool check_crawl(const struct scenario *s)
{
	const struct place at = {s->path, 0, 0};
	struct diag *d = diag_new();
	if (!s->has_crawl)
		diag_error(d, at,
			   "no section \"crawl\" says which loads to try; write for example "
			   "crawl: {from: 100kpps, to: 1500kpps, points: 15}");
	else if (s->crawl.from <= 0 || s->crawl.to < s->crawl.from || s->crawl.points < 1)
		diag_error(d, at, "crawl: the loads must rise from above 0pps, in at least one point");
	bool sound = diag_count(d) == 0;
	diag_print(d, stderr);
	diag_free(d);
	return sound;
}

static struct crawl_plan *plan_start(struct scenario_base *base, const struct scenario *s, const char *folder)
{
	struct crawl_plan *plan = g_new0(struct crawl_plan, 1);
	plan->base = base;
	plan->scenario = g_strdup(s->path);
	plan->name = g_strdup(s->name);
	plan->question = g_strdup(s->general.question);
	plan->folder = folder ? g_strdup(folder) : g_build_filename("results", s->name, NULL);
	plan->source = g_strdup(s->crawl.source);
	plan->guest = g_strdup(s->crawl.guest);
	plan->compare = s->crawl.compare;
	plan->platform = g_strdup(s->platform->path);
	plan->one_platform = true;
	plan->replications = s->crawl.replications;
	plan->first = s->general.replication;
	plan->confidence = (double)s->study.confidence / 1e6;
	plan->curves = g_ptr_array_new_with_free_func(line_free);
	plan->points = g_ptr_array_new_with_free_func(point_free);
	plan->around = g_ptr_array_new_with_free_func(point_free);
	return plan;
}

/* plan_of: takes over the base. */
static struct crawl_plan *plan_of(struct scenario_base *base, char *const *sets, const char *folder)
{
	struct scenario *s = cli_scenario_of(base, sets, NULL);
	if (!s) {
		scenario_base_free(base);
		return NULL;
	}
	struct crawl_plan *plan = plan_start(base, s, folder);
	if (!check_crawl(s) || !add_curves(plan, s, sets))
		g_clear_pointer(&plan, crawl_plan_free);
	scenario_free(s);
	return plan;
}

struct crawl_plan *crawl_plan_new(const char *path, char *const *sets, const char *folder)
{
	struct scenario_base *base = cli_base(path);
	return base ? plan_of(base, sets, folder) : NULL;
}
