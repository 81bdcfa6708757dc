/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/advise/advise_report.h"
#include "tools/study/figures/metric.h"
#include "tools/study/plan/plan.h"
#include "tools/text/json_writer.h"
#include "tools/text/prose.h"
#include "tools/text/table.h"
#include <math.h>
#include <string.h>

#define DETAILED 5 /* changes of which more is said than a row */
#define LINE_WIDTH 100

/* How figures are shown: in larger units than those of the metric. */
static const struct shown {
	const char *unit, *as;
	double scale;
	int decimals;
} shown[] = {{"ns", "us", 1e-3, 1},
	     {"pps", "kpps", 1e-3, 1},
	     {"bps", "Gbit/s", 1e-9, 4},
	     {"packets", "packets", 1, 0}};

static struct shown shown_as(const struct metric *m)
{
	for (size_t i = 0; i < G_N_ELEMENTS(shown); i++)
		if (strcmp(m->unit, shown[i].unit) == 0)
			return shown[i];
	return verdict_absolute(m) ? (struct shown){"", "%", 100, 3} : (struct shown){"", m->unit, 1, 1};
}

static char *advise_report_figure(const struct metric *m, double value, bool sign)
{
	GString *t = g_string_new(sign && value > 0 ? "+" : NULL);
	struct shown as = shown_as(m);
	prose_number(t, 0, value * as.scale, as.decimals);
	return g_string_free(t, FALSE);
}

static const struct advice *advise_report_advice_at(const struct advise *a, guint i)
{
	return &g_array_index(a->list, struct advice, i);
}

static const struct metric *goal_metric(const struct advise *a)
{
	return metric_at(a->goal->metric);
}

/* ---- text ---- */

static void advise_report_append_head(const struct advise *a, GString *out)
{
	char *value = advise_report_figure(goal_metric(a), a->value, false);
	g_string_append_printf(out, "%s: goal %s; as it is, %s%s%s%s is %s%s%s%s\n\n", a->study->name,
			       a->goal->text, goal_metric(a)->name, *a->goal->guest ? "(" : "",
			       a->goal->guest, *a->goal->guest ? ")" : "", value,
			       *shown_as(goal_metric(a)).as ? " " : "", shown_as(goal_metric(a)).as,
			       goal_met(a->goal, a->value) ? ", which reaches the goal" : "");
	g_free(value);
}

static void advise_report_add_row(const struct advise *a, guint i, struct table *t)
{
	const struct advice *advice = advise_report_advice_at(a, i);
	const struct metric *m = goal_metric(a);
	char *value = advise_report_figure(m, advice->value, false),
	     *change = advise_report_figure(m, advice->difference.mean, true);
	char *half = interval_known(advice->difference)
			     ? advise_report_figure(m, advice->difference.half, false)
			     : g_strdup("-");
	table_cell(t, "%u", i + 1);
	table_cell(t, "%s", advice->change->name);
	table_cell(t, "%s", value);
	table_cell(t, "%s", change);
	table_cell(t, "%s", half);
	table_cell(t, "%s", advice->met ? "yes" : "no");
	table_cell(t, "%s", effect_names[advice->effect]);
	table_cell(t, "%+d", advice->change->cores);
	g_free(value);
	g_free(change);
	g_free(half);
}

static void advise_report_append_table(const struct advise *a, GString *out)
{
	struct table *t = table_new();
	const char *unit = shown_as(goal_metric(a)).as;
	table_column(t, "RANK", "", false);
	table_column(t, "CHANGE", "", true);
	table_column(t, "THEN", unit, false);
	table_column(t, "EFFECT", unit, false);
	table_column(t, "+-", unit, false);
	table_column(t, "GOAL", "", true);
	table_column(t, "VERDICT", "", true);
	table_column(t, "CORES", "", false);
	for (guint i = 0; i < a->list->len; i++)
		advise_report_add_row(a, i, t);
	char *text = table_text(t);
	g_string_append(out, text);
	g_free(text);
	table_free(t);
}

static void append_worse(const struct advice *advice, GString *t)
{
	for (guint i = 0; i < advice->worsens->len; i++) {
		const struct worse *w = &g_array_index(advice->worsens, struct worse, i);
		const struct metric *m = metric_at(w->metric);
		char *before = advise_report_figure(m, w->before, false),
		     *after = advise_report_figure(m, w->after, false);
		g_string_append_printf(t, "%s %s%s%s %s to %s%s%s", i ? "," : " Worse:", m->name,
				       *w->guest ? " of " : "", w->guest, before, after,
				       *shown_as(m).as ? " " : "", shown_as(m).as);
		g_free(before);
		g_free(after);
	}
	if (advice->worsens->len)
		g_string_append_c(t, '.');
}

static void append_detail(const struct advise *a, guint i, GString *out)
{
	const struct advice *advice = advise_report_advice_at(a, i);
	char *sets = g_strjoinv(" --set ", advice->change->sets);
	GString *t = g_string_new(NULL);
	g_string_append_printf(t, "%u. In the scenario: --set %s. On a host: %s.", i + 1, sets,
			       advice->change->how);
	append_worse(advice, t);
	char *lines = prose_wrap(t->str, LINE_WIDTH);
	g_string_append_printf(out, "\n%s\n", lines);
	g_free(lines);
	g_string_free(t, TRUE);
	g_free(sets);
}

static void append_left_out(const struct advise *a, GString *out)
{
	int n = a->left_out, free = changes_free_cores(a->s);
	if (n > 0)
		g_string_append_printf(
			out,
			"\n%d change%s left out: the scenario does not take %s, or more cores are "
			"needed than the %d that %s free.\n",
			n, n == 1 ? " was" : "s were", n == 1 ? "it" : "them", free,
			free == 1 ? "is" : "are");
}

static bool is_reached(const struct advise *a)
{
	bool reached = goal_met(a->goal, a->value);
	for (guint i = 0; i < a->list->len; i++)
		reached |= advise_report_advice_at(a, i)->met;
	return reached;
}

/* The groups of changes that were not allowed, if nothing else does it. */
static void append_untried(const struct advise *a, GString *out)
{
	GString *groups = g_string_new(NULL);
	for (int g = 0; g < GROUPS; g++)
		if (!(a->allowed >> g & 1))
			g_string_append_printf(groups, "%s%s", groups->len ? "," : "", candidate_groups[g]);
	if (groups->len > 0 && !is_reached(a))
		g_string_append_printf(
			out,
			"\nNothing that was tried reaches the goal. Changes of other groups may: "
			"--allow %s tries them.\n",
			groups->str);
	g_string_free(groups, TRUE);
}

char *advise_text(const struct advise *a)
{
	GString *out = g_string_new(NULL);
	guint detailed = 0;
	advise_report_append_head(a, out);
	advise_report_append_table(a, out);
	for (guint i = 0; i < a->list->len && detailed < DETAILED; i++)
		if (advise_report_advice_at(a, i)->effect == EFFECT_HELPS) {
			append_detail(a, i, out);
			detailed++;
		}
	if (detailed == 0)
		g_string_append(out, "\nNothing that was tried is shown to help.\n");
	append_untried(a, out);
	append_left_out(a, out);
	return g_string_free(out, FALSE);
}

/* ---- JSON ---- */

static void write_worse(struct json_writer *w, const struct advice *advice)
{
	json_array(w, "worse");
	for (guint i = 0; i < advice->worsens->len; i++) {
		const struct worse *worse = &g_array_index(advice->worsens, struct worse, i);
		json_row(w, NULL);
		json_text(w, "metric", metric_at(worse->metric)->name);
		json_text(w, "guest", worse->guest);
		json_fixed(w, "before", worse->before, 9);
		json_fixed(w, "after", worse->after, 9);
		json_end(w);
	}
	json_end(w);
}

static void write_advice(struct json_writer *w, const struct advise *a, guint i)
{
	const struct advice *advice = advise_report_advice_at(a, i);
	json_object(w, NULL);
	json_int(w, "rank", i + 1);
	json_text(w, "change", advice->change->name);
	json_list(w, "set");
	for (char **set = advice->change->sets; *set; set++)
		json_text(w, NULL, *set);
	json_end(w);
	json_text(w, "how", advice->change->how);
	json_fixed(w, "value", advice->value, 9);
	json_fixed(w, "difference", advice->difference.mean, 9);
	json_fixed(w, "difference_half", interval_known(advice->difference) ? advice->difference.half : NAN,
		   9);
	json_bool(w, "goal_met", advice->met);
	json_text(w, "verdict", effect_names[advice->effect]);
	json_int(w, "cores", advice->change->cores);
	write_worse(w, advice);
	json_end(w);
}

char *advise_json(const struct advise *a)
{
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	json_text(w, "scenario", a->study->name);
	json_text(w, "goal", a->goal->text);
	json_text(w, "metric", goal_metric(a)->name);
	json_text(w, "guest", a->goal->guest);
	json_fixed(w, "value", a->value, 9);
	json_fixed(w, "confidence", ADVISE_CONFIDENCE, 2);
	json_bool(w, "goal_met", goal_met(a->goal, a->value));
	json_int(w, "left_out", a->left_out);
	json_int(w, "free_cores", changes_free_cores(a->s));
	json_array(w, "advice");
	for (guint i = 0; i < a->list->len; i++)
		write_advice(w, a, i);
	json_end(w);
	json_end(w);
	return json_writer_finish(w);
}
