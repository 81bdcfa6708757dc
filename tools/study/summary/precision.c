/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/summary/precision.h"
#include <glib.h>
#include <math.h>

struct precision_rule precision_rule(const struct study_settings *s)
{
	struct precision_rule r = {.least = (int)s->replications,
				   .most = (int)s->max_replications,
				   .precision = (double)s->precision / 1e6,
				   .confidence = (double)s->confidence / 1e6};
	if (r.precision > 0)
		r.normal = interval_quantile(r.confidence, INFINITY);
	return r;
}

static int precision_least_of(const struct precision_rule *r)
{
	return MIN(MAX(r->least, PRECISION_LEAST), r->most);
}

static bool suffice(const struct precision_rule *r, const struct moments *m)
{
	struct estimate e = moments_estimate(m);
	double limit = r->precision / (1 + r->precision) * fabs(e.mean);
	if (e.n > 0 && r->normal * e.error > limit)
		return false;
	return e.n == 0 || interval_at(e, r->confidence).half <= limit;
}

void precision_add(const struct precision_rule *r, struct precision_count *c, double value)
{
	moments_add(&c->moments, value);
	c->n++;
	if (c->enough == 0 && c->n >= precision_least_of(r) && (c->n == r->most || suffice(r, &c->moments)))
		c->enough = c->n;
}

int precision_asked(const struct precision_rule *r, const struct precision_count *c)
{
	if (r->precision <= 0)
		return r->least;
	return c->enough ? c->enough : MAX(precision_least_of(r), c->n + 1);
}

int precision_wanted(const struct precision_rule *r, const double *values, int n)
{
	struct precision_count c = {0};
	while (c.n < n && c.enough == 0)
		precision_add(r, &c, values[c.n]);
	return precision_asked(r, &c);
}
