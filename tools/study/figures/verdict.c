/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/figures/verdict.h"
#include "tools/study/figures/figure.h"
#include <glib.h>
#include <math.h>
#include <string.h>

const char *verdict_name(enum study_verdict v)
{
	static const char *const names[] = {[VERDICT_PASS] = "pass",
					    [VERDICT_FAIL] = "fail",
					    [VERDICT_NOT_SHOWN] = "no difference shown"};
	return names[v];
}

double verdict_confidence(double together, int intervals)
{
	return intervals > 1 ? 1 - (1 - together) / intervals : together;
}

/* ---- comparisons ---- */

bool verdict_absolute(const struct metric *m)
{
	return !strcmp(m->name, "loss_ratio") || g_str_has_prefix(m->name, "cpu.");
}

struct comparison comparison_paired(const double *before, const double *after, int n, bool absolute)
{
	struct comparison c = {
		.before = estimate_of(before, n), .after = estimate_of(after, n), .paired = true};
	c.absolute = absolute || c.before.mean == 0;
	c.change = c.absolute ? estimate_paired(before, after, n) : estimate_change(before, after, n);
	return c;
}

struct comparison comparison_welch(struct estimate before, struct estimate after, bool absolute)
{
	struct comparison c = {.before = before, .after = after, .paired = false};
	c.absolute = absolute || before.mean == 0;
	c.change = c.absolute ? estimate_welch(before, after) : estimate_change_welch(before, after);
	return c;
}

/* ---- the verdict of a range ---- */

struct range {
	double low, high;
	bool known; /* false: nothing can be said */
};

/* A single figure stands for itself. */
static struct range range_of(struct estimate e, double confidence)
{
	struct interval i = interval_at(e, confidence);
	if (interval_known(i))
		return (struct range){interval_low(i), interval_high(i), true};
	return (struct range){e.mean, e.mean, e.n == 1};
}

static enum study_verdict decide(struct range r, double min, double max)
{
	if (!r.known)
		return VERDICT_NOT_SHOWN;
	if (r.low >= min && r.high <= max)
		return VERDICT_PASS;
	return r.high < min || r.low > max ? VERDICT_FAIL : VERDICT_NOT_SHOWN;
}

/* ---- reasons ---- */

static void verdict_add_percent(GString *out, double share)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE * 16];
	g_string_append_printf(out, "%s %%", g_ascii_formatd(text, sizeof(text), "%.2f", share * 100));
}

/* How a reason writes its amounts. */
struct scale {
	const char *unit; /* NULL: shares, shown in percent */
};

static void add_amount(GString *out, struct scale scale, double value)
{
	if (!scale.unit) {
		verdict_add_percent(out, value);
		return;
	}
	char *text = figure_text(scale.unit, value);
	g_string_append(out, text);
	g_free(text);
}

static void add_confidence(GString *out, double confidence)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	g_string_append_printf(out, "%s %%", g_ascii_formatd(text, sizeof(text), "%.6g", confidence * 100));
}

/* "(652 pps to 654 pps with 95 % confidence, 10 pairs)" */
static void verdict_add_range(GString *out, struct scale scale, struct estimate e, double confidence,
			      const char *runs)
{
	struct range r = range_of(e, confidence);
	if (e.n == 1 || !r.known) {
		g_string_append(out,
				e.n == 1 ? " (a single run, no interval)" : " (single runs, no interval)");
		return;
	}
	if (e.error == 0) {
		g_string_append_printf(out, " (the same in all %d %s)", e.n, runs);
		return;
	}
	g_string_append(out, " (");
	add_amount(out, scale, r.low);
	g_string_append(out, " to ");
	add_amount(out, scale, r.high);
	g_string_append(out, " with ");
	add_confidence(out, confidence);
	g_string_append_printf(out, " confidence, %d %s)", e.n, runs);
}

static struct judgement not_known(const struct metric *m)
{
	return (struct judgement){VERDICT_NOT_SHOWN,
				  g_strdup_printf("%s is not known: no run gives it", m->name)};
}

/* What was known and is not any more has changed for the worse; of what was not known nothing can be said. */
static struct judgement not_known_of_both(const struct metric *m, const struct comparison *c)
{
	if (c->before.n == 0 && c->after.n == 0)
		return not_known(m);
	bool lost = c->after.n == 0;
	return (struct judgement){lost ? VERDICT_FAIL : VERDICT_NOT_SHOWN,
				  g_strdup_printf("%s is known %s", m->name,
						  lost ? "before but not now" : "now but not before")};
}

static struct judgement judged(enum study_verdict v, GString *reason)
{
	return (struct judgement){v, g_string_free(reason, FALSE)};
}

/* ---- within bounds ---- */

static void add_bounds(GString *out, struct scale scale, double min, double max)
{
	if (isinf(min) || isinf(max)) {
		g_string_append(out, isinf(min) ? "at most " : "at least ");
		add_amount(out, scale, isinf(min) ? max : min);
		return;
	}
	add_amount(out, scale, min);
	g_string_append(out, " to ");
	add_amount(out, scale, max);
}

struct judgement verdict_within(const struct metric *m, struct estimate value, double min, double max,
				double confidence)
{
	if (value.n == 0)
		return not_known(m);
	static const char *const says[] = {[VERDICT_PASS] = "as wanted: ",
					   [VERDICT_FAIL] = "but wanted is ",
					   [VERDICT_NOT_SHOWN] = "too wide to tell; wanted is "};
	struct scale scale = {m->unit};
	enum study_verdict v = decide(range_of(value, confidence), min, max);
	GString *out = g_string_new(m->name);
	g_string_append(out, " is ");
	add_amount(out, scale, value.mean);
	verdict_add_range(out, scale, value, confidence, "replications");
	g_string_append_printf(out, ", %s", says[v]);
	add_bounds(out, scale, min, max);
	return judged(v, out);
}

/* ---- comparisons judged ---- */

static struct scale verdict_scale_of(const struct metric *m, const struct comparison *c)
{
	return (struct scale){c->absolute ? m->unit : NULL};
}

static const char *verdict_runs_of(const struct comparison *c)
{
	return c->paired ? "pairs" : "replications of both";
}

/* The change as an improvement: what is better counts up. */
static struct estimate gain(const struct metric *m, const struct comparison *c)
{
	struct estimate e = c->change;
	if (m->sense == METRIC_LESS)
		e.mean = -e.mean;
	return e;
}

struct judgement verdict_better(const struct metric *m, const struct comparison *c, double least,
				double confidence, const char *before, const char *after)
{
	if (c->change.n == 0)
		return not_known(m);
	static const char *const says[] = {[VERDICT_PASS] = "as wanted, at least ",
					   [VERDICT_FAIL] = "but wanted is at least ",
					   [VERDICT_NOT_SHOWN] = "too wide to tell; wanted is at least "};
	struct scale scale = verdict_scale_of(m, c);
	struct estimate e = gain(m, c);
	enum study_verdict v = decide(range_of(e, confidence), least, INFINITY);
	GString *out = g_string_new(NULL);
	g_string_append_printf(out, "%s of %s is ", m->name, after);
	add_amount(out, scale, fabs(e.mean));
	g_string_append_printf(out, " %s than of %s", e.mean < 0 ? "worse" : "better", before);
	verdict_add_range(out, scale, e, confidence, verdict_runs_of(c));
	g_string_append_printf(out, ", %s", says[v]);
	add_amount(out, scale, least);
	return judged(v, out);
}

static void verdict_add_change(GString *out, const struct metric *m, const struct comparison *c)
{
	struct scale unit = {m->unit};
	g_string_append_printf(out, "%s went from ", m->name);
	add_amount(out, unit, c->before.mean);
	g_string_append(out, " to ");
	add_amount(out, unit, c->after.mean);
	g_string_append(out, ", by ");
	if (c->change.mean > 0)
		g_string_append_c(out, '+');
	add_amount(out, verdict_scale_of(m, c), c->change.mean);
}

/* What the verdict says of the change; for a pass whether it is one for the better. */
static const char *unchanged_says(const struct metric *m, enum study_verdict v, struct range r,
				  double tolerance)
{
	if (v == VERDICT_FAIL)
		return m->sense == METRIC_NEITHER ? "changed beyond the tolerance of "
						  : "worse beyond the tolerance of ";
	if (v == VERDICT_NOT_SHOWN)
		return "too wide to tell; the tolerance is ";
	return r.low > tolerance ? "better beyond the tolerance of " : "within the tolerance of ";
}

struct judgement verdict_unchanged(const struct metric *m, const struct comparison *c, double tolerance,
				   double confidence)
{
	if (c->change.n == 0)
		return not_known_of_both(m, c);
	if (c->before.mean == 0)
		tolerance = 0;
	struct range r = range_of(gain(m, c), confidence);
	enum study_verdict v = decide(r, -tolerance, m->sense == METRIC_NEITHER ? tolerance : INFINITY);
	GString *out = g_string_new(NULL);
	verdict_add_change(out, m, c);
	verdict_add_range(out, verdict_scale_of(m, c), c->change, confidence, verdict_runs_of(c));
	g_string_append_printf(out, ", %s", unchanged_says(m, v, r, tolerance));
	add_amount(out, verdict_scale_of(m, c), tolerance);
	return judged(v, out);
}
