/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/judge/reference_judge.h"
#include "tools/study/figures/figure.h"
#include <math.h>

static enum finding_status reference_judge_status_of(enum study_verdict v)
{
	return v == VERDICT_PASS ? FINDING_PASS : v == VERDICT_FAIL ? FINDING_FAIL : FINDING_OPEN;
}

/* is_same: both figures come of the same values: nothing has changed, however wide the intervals are. The reference's
 * spread has been through its text. */
static bool is_same(const struct comparison *c)
{
	return c->before.n == c->after.n && c->before.mean == c->after.mean &&
	       fabs(c->before.error - c->after.error) <= 1e-9 * c->after.error;
}

/* reference_judge_figure_of: "512.3 kpps +- 3.1". */
static char *reference_judge_figure_of(const struct differences *d, const struct metric *m, struct estimate e)
{
	return e.n > 0 ? figure_interval(m->unit, interval_at(e, d->each)) : g_strdup("not known");
}

/* amount_of: a change or a tolerance, "4.9 %" or "0.02". */
static char *amount_of(const struct difference *x, double amount)
{
	return x->c.absolute ? figure_text(x->metric->unit, fabs(amount)) : figure_percent(amount);
}

static void reference_judge_append_fail(GString *out, const struct difference *x, const char *before,
					const char *tolerance)
{
	char *by = amount_of(x, x->c.change.mean);
	g_string_append_printf(out, " is %s %s the reference's %s; %s would be tolerated", by,
			       x->c.change.mean < 0 ? "below" : "above", before, tolerance);
	g_free(by);
}

static void reference_judge_append_open(GString *out, const struct difference *x, const char *before,
					const char *tolerance)
{
	g_string_append_printf(out, " against the reference's %s does not show whether it %s by more than %s",
			       before, x->metric->sense == METRIC_NEITHER ? "differs" : "is worse",
			       tolerance);
}

/* reference_judge_message_of: what came out. */
static char *reference_judge_message_of(const struct differences *d, const struct difference *x,
					const char *label)
{
	char *before = reference_judge_figure_of(d, x->metric, x->c.before),
	     *after = reference_judge_figure_of(d, x->metric, x->c.after);
	char *tolerance = amount_of(x, x->c.before.mean == 0 ? 0 : d->tolerance);
	GString *out = g_string_new(x->metric->name);
	g_string_append_printf(out, "%s%s: %s", *label ? " at " : "", label, after);
	if (x->c.after.n > 0)
		g_string_append_printf(out, " (%d replication%s)", x->c.after.n, x->c.after.n > 1 ? "s" : "");
	if (x->c.after.n == 0 && x->c.before.n > 0)
		g_string_append_printf(out, ", the reference's is %s", before);
	else if (x->j.verdict == VERDICT_FAIL)
		reference_judge_append_fail(out, x, before, tolerance);
	else if (is_same(&x->c))
		g_string_append(out, ", exactly the reference's");
	else if (x->j.verdict == VERDICT_NOT_SHOWN)
		reference_judge_append_open(out, x, before, tolerance);
	else
		g_string_append_printf(out, ", the reference's is %s", before);
	g_free(before);
	g_free(after);
	g_free(tolerance);
	return g_string_free(out, FALSE);
}

static void reference_judge_add_difference(const struct differences *d, const struct difference *x,
					   struct findings *findings)
{
	char *label = difference_label(d->a, x->point);
	struct finding f = {.status = is_same(&x->c) ? FINDING_PASS : reference_judge_status_of(x->j.verdict),
			    .group = FINDING_REFERENCE,
			    .title = g_strdup(""),
			    .at = {g_intern_string(d->a->path), 0, 0}};
	f.name = g_strdup_printf("%s%s%s%s", x->metric->name, *label ? " [" : "", label, *label ? "]" : "");
	f.message = reference_judge_message_of(d, x, label);
	findings_add(findings, f);
	g_free(label);
}

/* reference_add_point: a point that is on one side only. */
static void reference_add_point(const struct differences *d, const struct summary *of,
				const struct summary_point *p, struct findings *findings)
{
	bool gone = of == d->a;
	char *label = difference_label(of, p);
	struct finding f = {.status = gone ? FINDING_FAIL : FINDING_OPEN,
			    .group = FINDING_REFERENCE,
			    .title = g_strdup(""),
			    .at = {g_intern_string(d->a->path), 0, 0}};
	f.name = g_strdup_printf("point [%s]", label);
	f.message = g_strdup_printf(gone ? "%s: the reference has this point, the study does not"
					 : "%s: the reference does not have this point; it is not compared",
				    label);
	findings_add(findings, f);
	g_free(label);
}

void reference_judge(const struct differences *d, struct findings *findings)
{
	for (guint i = 0; i < d->list->len; i++)
		reference_judge_add_difference(d, &g_array_index(d->list, struct difference, i), findings);
	for (guint i = 0; i < d->only_a->len; i++)
		reference_add_point(d, d->a, g_ptr_array_index(d->only_a, i), findings);
	for (guint i = 0; i < d->only_b->len; i++)
		reference_add_point(d, d->b, g_ptr_array_index(d->only_b, i), findings);
}

void reference_not_judged(const struct summary *reference, int failed, struct findings *findings)
{
	findings_add(findings,
		     (struct finding){.status = FINDING_ERROR,
				      .group = FINDING_REFERENCE,
				      .title = g_strdup(""),
				      .name = g_strdup("comparison with the reference"),
				      .message = g_strdup_printf("nothing was compared with the reference: "
								 "%d run%s failed",
								 failed, failed == 1 ? "" : "s"),
				      .at = {g_intern_string(reference->path), 0, 0}});
}
