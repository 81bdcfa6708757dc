/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/expect/expect_case.h"
#include "tools/study/figures/figure.h"
#include <math.h>

static double *expect_case_values_of(const struct expect_case *c, guint point)
{
	return samples_values(c->samples, point, c->e->metric, c->e->whose);
}

struct estimate expect_case_estimate(const struct expect_case *c, guint point)
{
	double *values = expect_case_values_of(c, point);
	struct estimate e = estimate_of(values, (int)samples_count(c->samples, point));
	g_free(values);
	return e;
}

void expect_case_pair(const struct expect_case *c, guint a, guint b, double **of_a, double **of_b, int *n)
{
	guint point_a = g_array_index(c->group, guint, a), point_b = g_array_index(c->group, guint, b);
	*of_a = expect_case_values_of(c, point_a);
	*of_b = expect_case_values_of(c, point_b);
	*n = (int)MIN(samples_count(c->samples, point_a), samples_count(c->samples, point_b));
}

enum finding_status expect_case_status(enum study_verdict v)
{
	return v == VERDICT_PASS ? FINDING_PASS : v == VERDICT_FAIL ? FINDING_FAIL : FINDING_OPEN;
}

bool expect_case_failed(const struct expect_case *c, GString *out)
{
	guint failed = 0, runs = 0;
	for (guint i = 0; i < c->group->len; i++) {
		failed += samples_failed(c->samples, g_array_index(c->group, guint, i));
		runs += samples_count(c->samples, g_array_index(c->group, guint, i));
	}
	if (failed > 0)
		g_string_append_printf(out, "%u of its %u runs failed", failed, runs);
	return failed > 0;
}

/* expect_case_is_empty: some run of the point counted what was offered, and none had anything. */
static bool expect_case_is_empty(const struct expect_case *c, guint point)
{
	double *offered = samples_values(c->samples, point, metric_find("offered_packets"), c->e->whose);
	double most = -1;
	for (guint i = 0; i < samples_count(c->samples, point); i++)
		most = fmax(most, offered[i]);
	g_free(offered);
	return most == 0;
}

/* asks_offered: whether something is offered is then the question. */
static bool asks_offered(const struct metric *m)
{
	return g_str_has_prefix(m->name, "offered_");
}

bool expect_case_empty(const struct expect_case *c, GString *out)
{
	guint empty = 0;
	for (guint i = 0; i < c->group->len && !asks_offered(c->metric); i++)
		empty += expect_case_is_empty(c, g_array_index(c->group, guint, i));
	if (empty > 0 && c->group->len == 1)
		g_string_append(out, "inconclusive: nothing was offered");
	else if (empty > 0)
		g_string_append_printf(out, "inconclusive: at %u of its %u points nothing was offered", empty,
				       c->group->len);
	return empty > 0;
}

bool expect_case_unknown(GString *out, int n, enum finding_status *status)
{
	if (n > 0)
		return false;
	g_string_append(out, "inconclusive: not known from any run");
	*status = FINDING_ERROR;
	return true;
}

void expect_case_append(GString *out, const struct expect_case *c, struct estimate e)
{
	char *text = figure_interval(c->metric->unit, interval_at(e, c->confidence));
	g_string_append(out, text);
	g_free(text);
}

void expect_case_replications(GString *out, int n)
{
	if (n == 1)
		g_string_append(out, " (1 replication, so no interval)");
	else if (n > 1)
		g_string_append_printf(out, " (%d replications)", n);
}
