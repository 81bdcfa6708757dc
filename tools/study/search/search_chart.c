/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/search/search_chart.h"
#include "tools/chart/chart.h"
#include "tools/chart/chart_bars.h"
#include "tools/chart/chart_style.h"
#include "tools/study/report/report_conditions.h"
#include "tools/study/report/report_layout.h"
#include "tools/study/search/load_width.h"
#include <math.h>
#include <string.h>

#define NEUTRAL "#555555" /* of points that no flow tells apart */

static bool is_burst(const struct search_runs *runs)
{
	return search_runs_point(runs, 0)->settings.type == SEARCH_BACK_TO_BACK;
}

/* ---- the unit ---- */

static double most_found(const struct study *study, const struct search_runs *runs)
{
	double most = 0;
	for (guint i = 0; i < study->points->len; i++) {
		const struct search_point *p = search_runs_point(runs, i);
		for (int g = 0; g < p->order.problem.n_goals; g++)
			most = fmax(most, search_outcome(p->search, g).throughput);
	}
	return most;
}

struct unit_of_chart {
	double scale;
	const char *name;
};

static struct unit_of_chart unit_for(const struct study *study, const struct search_runs *runs)
{
	if (is_burst(runs))
		return (struct unit_of_chart){1, "frames"};
	return most_found(study, runs) < 1e6 ? (struct unit_of_chart){1e-3, "kpps"}
					     : (struct unit_of_chart){1e-6, "Mpps"};
}

/* ---- a bar ---- */

static char *search_chart_name_of(const struct study *study, guint point)
{
	char *name = report_name(study, point, -1, -1);
	if (*name)
		return name;
	g_free(name);
	return g_strdup(study->name);
}

/* flows_differ: then a bar has its flow's colour. */
static bool flows_differ(const struct study *study)
{
	const char *first = report_flow(study, 0);
	for (guint i = 1; i < study->points->len; i++)
		if (g_strcmp0(report_flow(study, i), first) != 0)
			return true;
	return false;
}

/* paint: the colour that the flow has in every chart. */
static void paint(struct chart_bar *bar, const struct study *study, guint point)
{
	const char *flows[] = {report_flow(study, point), NULL};
	const char *other = flows[0] && strcmp(flows[0], "vhost") != 0 ? "vhost" : "callback";
	flows[1] = other; /* two flows, for one alone has no colour of its own */
	bool known = flows[0] && flows_differ(study);
	g_strlcpy(bar->colour, known ? chart_style_of(flows, 2, 0).colour : NEUTRAL, sizeof(bar->colour));
}

/* note_of: what keeps a figure from being regular, after a colon; "" where nothing does. */
static const char *note_of(const struct search_runs *runs, guint point, enum search_verdict verdict)
{
	return search_runs_failure(runs, point) ? "a run failed" : search_verdict_text(verdict);
}

static void find_goal(struct chart_bar *bar, const struct search_runs *runs, guint point, int goal,
		      struct unit_of_chart unit)
{
	const struct search_point *p = search_runs_point(runs, point);
	struct search_outcome o = search_outcome(p->search, goal);
	const char *note = note_of(runs, point, o.verdict), *name = p->order.goals[goal].name;
	bool known = o.bounds.lower > 0;
	bar->value = known ? o.throughput * unit.scale : 0;
	bar->low = known ? (double)o.bounds.lower * unit.scale : 0;
	bar->high = known && o.bounds.upper > 0 ? (double)o.bounds.upper * unit.scale : bar->value;
	bar->text = known ? g_strdup_printf("%s: %.4g %s%s%s", name, bar->value, unit.name, *note ? "; " : "",
					    note)
			  : g_strdup_printf("%s: none found%s%s", name, *note ? "; " : "", note);
}

static void find_burst(struct chart_bar *bar, const struct search_runs *runs, guint point)
{
	const struct search_point *p = search_runs_point(runs, point);
	bool known = !search_runs_failure(runs, point) && p->phase == SEARCH_OVER && p->bursts.bursts > 0;
	struct back_to_back_outcome o = {0};
	if (known)
		o = back_to_back_outcome(&p->bursts);
	bar->value = o.mean;
	bar->low = (double)o.min;
	bar->high = (double)o.max;
	bar->text = known ? g_strdup_printf("%.4g frames%s", o.mean, o.limited ? " or more" : "")
			  : g_strdup("none found");
}

/* ---- the chart ---- */

static bool search_chart_add_bar(GArray *bars, const struct study *study, const struct search_runs *runs,
				 guint point, int goal, struct unit_of_chart unit)
{
	struct chart_bar bar = {.name = search_chart_name_of(study, point)};
	paint(&bar, study, point);
	if (goal < 0)
		find_burst(&bar, runs, point);
	else
		find_goal(&bar, runs, point, goal, unit);
	g_array_append_val(bars, bar);
	return bars->len < SEARCH_BARS_MAX;
}

/* bars_of: *all: whether there was room for every one. */
static GArray *bars_of(const struct study *study, const struct search_runs *runs, struct unit_of_chart unit,
		       bool *all)
{
	GArray *bars = chart_bar_list();
	bool room = true, burst = is_burst(runs);
	*all = true;
	for (guint i = 0; i < study->points->len; i++) {
		int n = burst ? 1 : search_runs_point(runs, i)->order.problem.n_goals;
		for (int g = 0; g < n; g++) {
			*all &= room;
			room = room && search_chart_add_bar(bars, study, runs, i, burst ? -1 : g, unit);
		}
	}
	return bars;
}

/* below_title: the terms of the search, without which no figure stands. */
static char *below_title(const struct search_runs *runs, bool all)
{
	const struct search_point *p = search_runs_point(runs, 0);
	char *trial = unit_format(UNIT_TIME, p->order.goals[0].criterion.trial);
	GString *out = g_string_new(NULL);
	g_string_append_printf(out, "%s; trials of %s; goals:", p->order.method->name, trial);
	for (int g = 0; g < p->order.problem.n_goals; g++)
		g_string_append_printf(out, "%s %s %.4g %% lost", g ? "," : "", p->order.goals[g].name,
				       (double)p->order.goals[g].criterion.loss_ratio / (double)RATIO_ONE *
					       100);
	g_string_append(out, all ? "" : "; more points are in search.md");
	g_free(trial);
	return g_string_free(out, FALSE);
}

static char *search_chart_script(const struct study *study, const struct search_runs *runs)
{
	bool all;
	struct unit_of_chart unit = unit_for(study, runs);
	GArray *bars = bars_of(study, runs, unit, &all);
	char *conditions = report_conditions_of_trials(study), *below = below_title(runs, all);
	char *axis =
		g_strdup_printf("%s (%s)", is_burst(runs) ? "longest burst, mean" : "throughput", unit.name);
	const struct chart_bars chart = {SEARCH_CHART, study->question, study->name, below, axis, conditions};
	char *script = chart_bars_script(&chart, bars);
	g_array_unref(bars);
	g_free(conditions);
	g_free(below);
	g_free(axis);
	return script;
}

bool search_chart_write(const struct study *study, const struct search_runs *runs, const char *folder,
			GError **error)
{
	const struct chart_file file = {folder,
					SEARCH_CHART,
					study->question,
					study->name,
					"The figures are in the table of search.md.",
					false};
	return chart_write(&file, search_chart_script(study, runs), error);
}
