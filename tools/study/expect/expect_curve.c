/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/expect/expect_case.h"
#include "tools/study/expect/expect_groups.h"
#include "tools/study/figures/figure.h"
#include <math.h>

/* Two points of a curve compared: how much better than allowed the later one is; below 0 it breaks what is expected. */
struct leg {
	guint before, after;
	struct estimate room;
	enum finding_status status;
};

static bool falls(const struct expect_case *c)
{
	return c->e->kind == EXPECT_NEVER_FALLS;
}

/* room_of: of one replication. */
static double room_of(const struct expect_case *c, double before, double after)
{
	double rise = falls(c) ? after - before : before - after;
	return rise + (c->e->tolerance.is_part ? fabs(before) : 1) * c->e->tolerance.value;
}

static struct leg compare_curve(const struct expect_case *c, guint before, guint after)
{
	int n;
	double *b, *a;
	expect_case_pair(c, before, after, &b, &a, &n);
	for (int i = 0; i < n; i++)
		a[i] = room_of(c, b[i], a[i]);
	struct leg s = {before, after, estimate_of(a, n), FINDING_OPEN};
	struct judgement j = verdict_within(c->metric, s.room, 0, INFINITY, c->confidence);
	s.status = s.room.n > 0 ? expect_case_status(j.verdict) : FINDING_ERROR;
	g_free(j.reason);
	g_free(a);
	g_free(b);
	return s;
}

/* worse: a failure before what no run knows, before what is not shown, before what passes; of two alike that with less
 * room. */
static bool worse(const struct leg *a, const struct leg *b)
{
	static const int rank[FINDING_STATUSES] = {
		[FINDING_PASS] = 0, [FINDING_OPEN] = 1, [FINDING_ERROR] = 2, [FINDING_FAIL] = 3};
	return rank[a->status] != rank[b->status] ? rank[a->status] > rank[b->status]
						  : a->room.mean < b->room.mean;
}

static struct leg worst(const struct expect_case *c)
{
	struct leg found = compare_curve(c, 0, 1);
	for (guint after = 2; after < c->group->len; after++)
		for (guint before = 0; before < after; before++) {
			struct leg s = compare_curve(c, before, after);
			if (worse(&s, &found))
				found = s;
		}
	return found;
}

static void append_point(GString *out, const struct expect_case *c, guint i, bool figure)
{
	guint point = g_array_index(c->group, guint, i);
	char *own = expect_groups_own(c->study, c->group, point);
	g_string_append(out, own);
	g_free(own);
	if (!figure)
		return;
	g_string_append(out, " ");
	expect_case_append(out, c, expect_case_estimate(c, point));
}

/* append_tolerance: the words around the tolerance, if there is one. */
static void append_tolerance(GString *out, const struct expect_case *c, const char *before, const char *after)
{
	const struct expect_amount *t = &c->e->tolerance;
	if (!t->is_given)
		return;
	char *text = t->is_part ? figure_percent(t->value) : figure_text(c->metric->unit, t->value);
	g_string_append_printf(out, "%s%s%s", before, text, after);
	g_free(text);
}

static void append_pass(GString *out, const struct expect_case *c, int n)
{
	g_string_append_printf(out, "never %s over %u points from ", falls(c) ? "falls" : "rises",
			       c->group->len);
	append_point(out, c, 0, false);
	g_string_append(out, " to ");
	append_point(out, c, c->group->len - 1, false);
	expect_case_replications(out, n);
	append_tolerance(out, c, ", ", " tolerated");
}

static void expect_curve_append_fail(GString *out, const struct expect_case *c, const struct leg *s)
{
	double before = expect_case_estimate(c, g_array_index(c->group, guint, s->before)).mean;
	double after = expect_case_estimate(c, g_array_index(c->group, guint, s->after)).mean;
	char *by = figure_percent(after / before - 1);
	g_string_append(out, falls(c) ? "falls: " : "rises: ");
	append_point(out, c, s->after, true);
	g_string_append_printf(out, " is %s%s%s ", before != 0 ? by : "", before != 0 ? " " : "",
			       falls(c) ? "below" : "above");
	append_point(out, c, s->before, true);
	expect_case_replications(out, s->room.n);
	append_tolerance(out, c, "; ", " would be tolerated");
	g_free(by);
}

static void expect_curve_append_open(GString *out, const struct expect_case *c, const struct leg *s)
{
	g_string_append(out, "from ");
	append_point(out, c, s->before, true);
	g_string_append(out, " to ");
	append_point(out, c, s->after, true);
	expect_case_replications(out, s->room.n);
	g_string_append_printf(out, " does not show whether it %s", falls(c) ? "falls" : "rises");
	append_tolerance(out, c, " by more than ", "");
	g_string_append(out, "; more replications would");
}

void expect_curve_judge(const struct expect_case *c, GString *out, enum finding_status *status)
{
	struct leg s = worst(c);
	*status = s.status;
	if (expect_case_unknown(out, s.room.n, status))
		return;
	if (s.status == FINDING_PASS)
		append_pass(out, c, s.room.n);
	else if (s.status == FINDING_FAIL)
		expect_curve_append_fail(out, c, &s);
	else
		expect_curve_append_open(out, c, &s);
}
