/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/search/search_report.h"
#include "tools/base/version.h"
#include "tools/study/report/report_layout.h"
#include "tools/study/search/load_width.h"
#include "tools/study/summary/row_list.h"
#include "tools/text/prose.h"
#include "tools/text/table.h"
#include <math.h>

static const char *const verdict_words[] = {
	[SEARCH_REGULAR] = "regular",
	[SEARCH_MAX_IS_LOWER] = "maximum_load_is_lower_bound",
	[SEARCH_MIN_IS_UPPER] = "minimum_load_is_upper_bound",
	[SEARCH_UNFINISHED] = "unfinished",
};

/* A row: a point, and one of its goals; what is not known is NAN. */
struct found {
	const struct search_point *p;
	const struct search_goal *goal;
	struct search_outcome o;
	const char *failure; /* NULL: none */
	double throughput, lower, upper, lower_loss, upper_loss;
};

static double search_report_known(int64_t load)
{
	return load ? (double)load : NAN;
}

static double loss_of(const struct load_sum *sum)
{
	return sum->sent ? (double)sum->lost / (double)sum->sent : NAN;
}

static struct found search_report_find(const struct search_runs *runs, guint point, int goal)
{
	struct found f = {.p = search_runs_point(runs, point), .failure = search_runs_failure(runs, point)};
	f.goal = &f.p->order.goals[goal];
	f.o = search_outcome(f.p->search, goal);
	f.lower = search_report_known(f.o.bounds.lower);
	f.upper = search_report_known(f.o.bounds.upper);
	f.throughput = f.o.bounds.lower ? f.o.throughput : NAN;
	f.lower_loss = loss_of(&f.o.lower);
	f.upper_loss = loss_of(&f.o.upper);
	return f;
}

static double search_report_seconds(vtime t)
{
	return (double)t / (double)VTIME_PER_S;
}

static double search_report_share(int64_t ratio)
{
	return (double)ratio / (double)RATIO_ONE;
}

/* ---- for people ---- */

static void number_cell(struct table *t, double value, int decimals)
{
	GString *text = g_string_new(NULL);
	prose_number(text, 0, value, decimals);
	table_cell(t, "%s", text->str);
	g_string_free(text, TRUE);
}

static void point_cells(struct table *t, const struct study *study, guint point)
{
	char *name = report_name(study, point, -1, -1);
	table_cell(t, "%s", *name ? name : study->name);
	g_free(name);
}

static void trial_cell(struct table *t, const struct search_goal *goal)
{
	char *text = unit_format(UNIT_TIME, goal->criterion.trial);
	table_cell(t, "%s", text);
	g_free(text);
}

static void note_cell(struct table *t, const struct found *f)
{
	const char *text = search_verdict_text(f->o.verdict);
	if (f->failure)
		table_cell(t, "a run failed");
	else
		table_cell(t, "%s%s", *text ? "irregular: " : "", text);
}

/* limits_cell: in a table that has a column for limits of the latency. */
static void limits_cell(struct table *t, const struct search_point *p, int goal)
{
	char *text = search_limits_text(p->order.limits, goal);
	if (p->order.limits->len > 0)
		table_cell(t, "%s", text);
	g_free(text);
}

static void throughput_row(struct table *t, const struct study *study, const struct search_runs *runs,
			   guint point, int goal)
{
	struct found f = search_report_find(runs, point, goal);
	point_cells(t, study, point);
	table_cell(t, "%s", f.goal->name);
	number_cell(t, search_report_share(f.goal->criterion.loss_ratio), 4);
	limits_cell(t, f.p, goal);
	number_cell(t, f.throughput, 0);
	number_cell(t, search_order_bps(&f.p->order, f.throughput) / 1e9, 3);
	number_cell(t, f.lower, 0);
	number_cell(t, f.upper, 0);
	number_cell(t, f.lower_loss, 6);
	table_cell(t, "%s", f.p->order.frame);
	trial_cell(t, f.goal);
	table_cell(t, "%d", f.o.lower.trials);
	table_cell(t, "%d", f.o.trials);
	note_cell(t, &f);
}

static char *throughput_table(const struct study *study, const struct search_runs *runs,
			      char *(*print)(const struct table *t))
{
	struct table *t = table_new();
	table_column(t, "point", "", true);
	table_column(t, "goal", "", true);
	table_column(t, "loss ratio", "at most", false);
	if (search_runs_point(runs, 0)->order.limits->len > 0)
		table_column(t, "latency", "at most", true);
	table_column(t, "throughput", "pps", false);
	table_column(t, "on wire", "Gbit/s", false);
	table_column(t, "lower bound", "pps", false);
	table_column(t, "upper bound", "pps", false);
	table_column(t, "loss ratio", "at lower", false);
	table_column(t, "frame", "", true);
	table_column(t, "trial", "", false);
	table_column(t, "trials", "at bound", false);
	table_column(t, "trials", "in all", false);
	table_column(t, "", "", true);
	for (guint i = 0; i < study->points->len; i++)
		for (int g = 0; g < search_runs_point(runs, i)->order.problem.n_goals; g++)
			throughput_row(t, study, runs, i, g);
	char *text = print(t);
	table_free(t);
	return text;
}

/* ---- bursts ---- */

enum burst_verdict { BURST_REGULAR, BURST_LIMITED, BURST_LINE_RATE, BURST_FAILED, BURST_UNKNOWN };

static const char *const burst_words[] = {"regular", "longest_burst_is_lower_bound", "line_rate_is_carried",
					  "failed", "unfinished"};
static const char *const burst_notes[] = {"", "irregular: the longest burst is a lower bound",
					  "none: the line rate is carried", "a run failed", "not finished"};

/* What is known of the bursts of a point; NAN: not. */
struct bursts {
	const struct search_point *p;
	enum burst_verdict verdict;
	struct back_to_back_outcome o;
	double mean, min, max, deviation, throughput, implied, corrected;
};

static enum burst_verdict burst_verdict(const struct search_runs *runs, guint point)
{
	const struct search_point *p = search_runs_point(runs, point);
	if (search_runs_failure(runs, point))
		return BURST_FAILED;
	if (p->phase != SEARCH_OVER)
		return BURST_UNKNOWN;
	if (p->bursts.bursts == 0)
		return BURST_LINE_RATE;
	return back_to_back_outcome(&p->bursts).limited ? BURST_LIMITED : BURST_REGULAR;
}

static struct bursts bursts_of(const struct search_runs *runs, guint point)
{
	struct bursts b = {.p = search_runs_point(runs, point), .verdict = burst_verdict(runs, point)};
	struct found f = search_report_find(runs, point, 0);
	double line_rate = (double)b.p->order.line_rate;
	b.throughput = f.throughput;
	b.mean = b.min = b.max = b.deviation = b.implied = b.corrected = NAN;
	if (b.verdict != BURST_REGULAR && b.verdict != BURST_LIMITED)
		return b;
	b.o = back_to_back_outcome(&b.p->bursts);
	b.mean = b.o.mean;
	b.min = (double)b.o.min;
	b.max = (double)b.o.max;
	b.deviation = b.o.deviation;
	b.implied = back_to_back_implied_s(b.mean, line_rate);
	b.corrected = back_to_back_corrected_s(b.mean, line_rate, f.o.throughput);
	return b;
}

static void burst_row(struct table *t, const struct study *study, const struct search_runs *runs, guint point)
{
	struct bursts b = bursts_of(runs, point);
	point_cells(t, study, point);
	number_cell(t, b.mean, 1);
	number_cell(t, b.min, 0);
	number_cell(t, b.max, 0);
	number_cell(t, b.deviation, 1);
	table_cell(t, "%d", b.o.tests);
	table_cell(t, "%d", b.o.bursts);
	table_cell(t, "%s", b.p->order.frame);
	number_cell(t, (double)b.p->order.line_rate, 0);
	number_cell(t, b.throughput, 0);
	number_cell(t, b.implied * 1e6, 3);
	number_cell(t, b.corrected * 1e6, 3);
	table_cell(t, "%s", burst_notes[b.verdict]);
}

static char *bursts_table(const struct study *study, const struct search_runs *runs,
			  char *(*print)(const struct table *t))
{
	struct table *t = table_new();
	table_column(t, "point", "", true);
	table_column(t, "burst", "mean", false);
	table_column(t, "", "min", false);
	table_column(t, "", "max", false);
	table_column(t, "", "std. dev.", false);
	table_column(t, "tests", "", false);
	table_column(t, "bursts", "sent", false);
	table_column(t, "frame", "", true);
	table_column(t, "line rate", "pps", false);
	table_column(t, "throughput", "pps", false);
	table_column(t, "buffer", "us", false);
	table_column(t, "corrected", "us", false);
	table_column(t, "", "", true);
	for (guint i = 0; i < study->points->len; i++)
		burst_row(t, study, runs, i);
	char *text = print(t);
	table_free(t);
	return text;
}

static char *tables(const struct study *study, const struct search_runs *runs,
		    char *(*print)(const struct table *t))
{
	const struct search_point *p = search_runs_point(runs, 0);
	char *loads = throughput_table(study, runs, print);
	char *bursts = p->settings.type == SEARCH_BACK_TO_BACK ? bursts_table(study, runs, print) : NULL;
	char *all = g_strconcat(loads, bursts ? "\n" : NULL, bursts, NULL);
	g_free(loads);
	g_free(bursts);
	return all;
}

char *search_text(const struct study *study, const struct search_runs *runs)
{
	return tables(study, runs, table_text);
}

char *search_markdown(const struct study *study, const struct search_runs *runs)
{
	return tables(study, runs, table_markdown);
}

/* ---- for programs ---- */

static void export_point(struct row_list *l, const struct study *study, guint point)
{
	row_begin(l);
	row_text(l, "study", study->name);
	for (guint i = 0; i < study->axes->len; i++)
		row_text(l, report_axis(study, (int)i)->name, report_value(study, point, (int)i)->text);
}

static void export_end(struct row_list *l, const struct search_point *p, const struct search_goal *goal)
{
	row_text(l, "frame_size", p->order.frame);
	row_number(l, "frame_mean_bytes", p->order.frame_bytes, 3);
	row_number(l, "trial_s", search_report_seconds(goal->criterion.trial), 6);
	row_number(l, "duration_sum_s", search_report_seconds(goal->criterion.duration_sum), 6);
	row_number(l, "exceed_ratio", search_report_share(goal->criterion.exceed_ratio), 6);
	row_number(l, "width", search_report_share(goal->width), 6);
	row_number(l, "warmup_s", search_report_seconds(p->warmup), 6);
	row_text(l, "method", p->order.method->name);
	row_number(l, "seed", (double)p->seed, 0);
	row_text(l, "version", version_text());
	row_text(l, "model", version_model());
}

static void export_goal(struct row_list *l, const struct study *study, const struct search_runs *runs,
			guint point, int goal)
{
	struct found f = search_report_find(runs, point, goal);
	export_point(l, study, point);
	row_text(l, "goal", f.goal->name);
	row_number(l, "goal_loss_ratio", search_report_share(f.goal->criterion.loss_ratio), 6);
	char *limits = search_limits_text(f.p->order.limits, goal);
	row_text(l, "goal_latency", limits);
	g_free(limits);
	row_text(l, "verdict", f.failure ? "failed" : verdict_words[f.o.verdict]);
	row_number(l, "throughput_pps", f.throughput, 3);
	row_number(l, "throughput_wire_bps", search_order_bps(&f.p->order, f.throughput), 0);
	row_number(l, "lower_bound_pps", f.lower, 0);
	row_number(l, "upper_bound_pps", f.upper, 0);
	row_number(l, "lower_bound_loss_ratio", f.lower_loss, 9);
	row_number(l, "upper_bound_loss_ratio", f.upper_loss, 9);
	row_number(l, "lower_bound_trials", f.o.lower.trials, 0);
	row_number(l, "upper_bound_trials", f.o.upper.trials, 0);
	row_number(l, "trials", f.o.trials, 0);
	export_end(l, f.p, f.goal);
}

static void export_bursts(struct row_list *l, const struct study *study, const struct search_runs *runs,
			  guint point)
{
	struct bursts b = bursts_of(runs, point);
	export_point(l, study, point);
	row_text(l, "verdict", burst_words[b.verdict]);
	row_number(l, "burst_mean_frames", b.mean, 3);
	row_number(l, "burst_min_frames", b.min, 0);
	row_number(l, "burst_max_frames", b.max, 0);
	row_number(l, "burst_deviation_frames", b.deviation, 3);
	row_number(l, "tests", b.o.tests, 0);
	row_number(l, "bursts", b.o.bursts, 0);
	row_number(l, "implied_buffer_s", b.implied, 12);
	row_number(l, "corrected_buffer_s", b.corrected, 12);
	row_number(l, "line_rate_pps", (double)b.p->order.line_rate, 0);
	row_number(l, "throughput_pps", b.throughput, 3);
	export_end(l, b.p, &b.p->order.goals[0]);
}

static struct row_list *rows(const struct study *study, const struct search_runs *runs)
{
	struct row_list *l = row_list_new();
	for (guint i = 0; i < study->points->len; i++) {
		const struct search_point *p = search_runs_point(runs, i);
		if (p->settings.type == SEARCH_BACK_TO_BACK)
			export_bursts(l, study, runs, i);
		for (int g = 0; p->settings.type == SEARCH_THROUGHPUT && g < p->order.problem.n_goals; g++)
			export_goal(l, study, runs, i, g);
	}
	return l;
}

char *search_csv(const struct study *study, const struct search_runs *runs)
{
	struct row_list *l = rows(study, runs);
	char *text = row_list_csv(l);
	row_list_free(l);
	return text;
}

char *search_jsonl(const struct study *study, const struct search_runs *runs)
{
	struct row_list *l = rows(study, runs);
	char *text = row_list_jsonl(l);
	row_list_free(l);
	return text;
}
