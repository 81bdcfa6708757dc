/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/expect/expect_judge.h"
#include "tools/study/expect/expect_case.h"
#include "tools/study/expect/expect_groups.h"
#include "tools/study/figures/figure.h"
#include "tools/study/figures/verdict.h"
#include <float.h>
#include <math.h>

/* ---- how many comparisons there are ---- */

static int comparisons(const struct expectation *e)
{
	int n = 0;
	for (guint i = 0; i < e->groups->len; i++) {
		const GArray *group = g_ptr_array_index(e->groups, i);
		bool curve = e->kind == EXPECT_NEVER_FALLS || e->kind == EXPECT_NEVER_RISES;
		n += curve ? (int)(group->len * (group->len - 1) / 2) : 1;
	}
	return n;
}

static int all_comparisons(const GPtrArray *expectations)
{
	int n = 0;
	for (guint i = 0; i < expectations->len; i++)
		n += comparisons(g_ptr_array_index(expectations, i));
	return n;
}

/* ---- within bounds ---- */

static void expect_judge_append_bounds(GString *out, const char *unit, double min, double max)
{
	char *least = isfinite(min) ? figure_text(unit, min) : NULL;
	char *most = isfinite(max) ? figure_text(unit, max) : NULL;
	if (least && most)
		g_string_append_printf(out, "from %s to %s", least, most);
	else
		g_string_append_printf(out, "at %s %s", least ? "least" : "most", least ? least : most);
	g_free(least);
	g_free(most);
}

/* append_beyond: how far the figure is from the bound that it breaks. */
static void append_beyond(GString *out, const char *unit, double value, const struct expectation *e)
{
	bool below = value < e->min;
	double bound = below ? e->min : e->max;
	char *allowed = figure_text(unit, bound), *by = figure_percent(value / bound - 1);
	g_string_append_printf(out, " is %s%s%s the %s allowed, %s", bound > 0 ? by : "",
			       bound > 0 ? " " : "", below ? "below" : "above", below ? "least" : "most",
			       allowed);
	g_free(allowed);
	g_free(by);
}

static void judge_bounds(const struct expect_case *c, GString *out, enum finding_status *status)
{
	const char *unit = c->metric->unit;
	guint point = g_array_index(c->group, guint, 0);
	struct estimate value = expect_case_estimate(c, point);
	struct judgement j = verdict_within(c->metric, value, c->e->min, c->e->max, c->confidence);
	*status = expect_case_status(j.verdict);
	g_free(j.reason);
	if (expect_case_unknown(out, value.n, status))
		return;
	expect_case_append(out, c, value);
	expect_case_replications(out, value.n);
	if (*status == FINDING_FAIL) {
		append_beyond(out, unit, value.mean, c->e);
		return;
	}
	g_string_append(out, *status == FINDING_OPEN ? " does not show whether it is " : ", expected ");
	expect_judge_append_bounds(out, unit, c->e->min, c->e->max);
	g_string_append(out, *status == FINDING_OPEN ? "; more replications would" : "");
}

/* ---- better than another ---- */

static void append_side(GString *out, const struct expect_case *c, guint which, struct estimate e)
{
	char *own = expect_groups_own(c->study, c->group, g_array_index(c->group, guint, which));
	g_string_append_printf(out, "%s%s", own, *own ? " " : "");
	expect_case_append(out, c, e);
	g_free(own);
}

/* append_amount: a relative or absolute amount of the metric, with the half width of its interval. */
static void append_amount(GString *out, const struct expect_case *c, struct interval i, bool absolute)
{
	char *text;
	if (absolute) {
		text = figure_interval(c->metric->unit, i);
	} else {
		char *mean = figure_percent(i.mean), *half = figure_percent(i.half);
		bool known = interval_known(i) && i.half > 0;
		text = g_strdup_printf("%s%s%s", mean, known ? " +- " : "", known ? half : "");
		g_free(mean);
		g_free(half);
	}
	g_string_append(out, text);
	g_free(text);
}

static void append_wish(GString *out, const struct expect_case *c)
{
	const struct expect_amount *by = &c->e->by;
	char *text = by->is_part ? figure_percent(by->value) : figure_text(c->metric->unit, by->value);
	g_string_append_printf(out, by->is_given ? "at least %s better" : "better", text);
	g_free(text);
}

static void expect_judge_append_comparison(GString *out, const struct expect_case *c,
					   const struct comparison *cmp)
{
	struct interval change = interval_at(cmp->change, c->confidence);
	bool better = change.mean * c->metric->sense > 0;
	change.mean = fabs(change.mean);
	append_side(out, c, 0, cmp->after);
	g_string_append(out, " against ");
	append_side(out, c, 1, cmp->before);
	g_string_append(out, change.mean > 0 ? (better ? ": better by " : ": worse by ") : ": the same");
	if (change.mean > 0)
		append_amount(out, c, change, cmp->absolute);
	expect_case_replications(out, cmp->change.n);
}

/* expect_judge_least_of: the least improvement that is expected. A part of nothing is any; "better" alone is more than the same. */
static double expect_judge_least_of(const struct expect_amount *by, bool absolute)
{
	double least = by->is_part && absolute ? MIN(by->value, DBL_MIN) : by->value;
	return by->is_given ? least : DBL_MIN;
}

static void judge_better(const struct expect_case *c, GString *out, enum finding_status *status)
{
	int n;
	double *after, *before;
	expect_case_pair(c, 1, 0, &before, &after, &n);
	struct comparison cmp = comparison_paired(before, after, n, !c->e->by.is_part && c->e->by.is_given);
	double least = expect_judge_least_of(&c->e->by, cmp.absolute);
	struct judgement j = verdict_better(c->metric, &cmp, least, c->confidence, "", "");
	*status = expect_case_status(j.verdict);
	g_free(j.reason);
	g_free(before);
	g_free(after);
	if (expect_case_unknown(out, cmp.change.n, status))
		return;
	expect_judge_append_comparison(out, c, &cmp);
	g_string_append(out,
			*status == FINDING_OPEN ? ", which does not show whether it is " : ", expected ");
	append_wish(out, c);
	g_string_append(out, *status == FINDING_OPEN ? "; more replications would" : "");
}

/* ---- the whole ---- */

static void judge_expectation(const struct expect_case *c, GString *out, enum finding_status *status)
{
	if (c->e->kind == EXPECT_BOUNDS)
		judge_bounds(c, out, status);
	else if (c->e->kind == EXPECT_BETTER)
		judge_better(c, out, status);
	else
		expect_curve_judge(c, out, status);
}

/* expect_judge_name_of: the expectation's, and which points it is about: what all share, and of a pair what each has alone. */
static char *expect_judge_name_of(const struct expect_case *c, const char *common)
{
	GString *out = g_string_new(c->e->name);
	char *better = NULL, *than = NULL;
	if (c->e->kind == EXPECT_BETTER) {
		better = expect_groups_own(c->study, c->group, g_array_index(c->group, guint, 0));
		than = expect_groups_own(c->study, c->group, g_array_index(c->group, guint, 1));
		g_string_append_printf(out, " [%s%s%s than %s]", common, *common ? ": " : "", better, than);
	} else if (*common) {
		g_string_append_printf(out, " [%s]", common);
	}
	g_free(better);
	g_free(than);
	return g_string_free(out, FALSE);
}

static void judge_group(const struct expect_case *c, struct findings *findings)
{
	struct finding f = {.status = FINDING_ERROR, .group = FINDING_EXPECT, .at = c->e->at};
	char *common = expect_groups_common(c->study, c->group);
	GString *out = g_string_new(c->metric->name);
	if (!whose_all(c->e->whose))
		g_string_append_printf(out, " of %s %s", part_words[c->e->whose.part], c->e->whose.name);
	g_string_append_printf(out, "%s%s: ", *common ? " at " : "", common);
	if (!expect_case_failed(c, out) && !expect_case_empty(c, out))
		judge_expectation(c, out, &f.status);
	f.title = g_strdup(c->e->title);
	f.name = expect_judge_name_of(c, common);
	f.message = g_string_free(out, FALSE);
	findings_add(findings, f);
	g_free(common);
}

void expect_judge(const struct study *study, const GPtrArray *expectations, const struct samples *samples,
		  struct findings *findings)
{
	double together = (double)study->settings.confidence / 1e6;
	double confidence = verdict_confidence(together, all_comparisons(expectations));
	for (guint i = 0; i < expectations->len; i++) {
		const struct expectation *e = g_ptr_array_index(expectations, i);
		for (guint g = 0; g < e->groups->len; g++) {
			const struct expect_case c = {
				study,	   e, g_ptr_array_index(e->groups, g), samples, metric_at(e->metric),
				confidence};
			judge_group(&c, findings);
		}
	}
}
