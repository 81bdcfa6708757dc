/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/precision.h"
#include "tools/study/interval.h"
#include <glib.h>
#include <math.h>

struct precision_rule precision_rule(const struct study_settings *s)
{
	return (struct precision_rule){.least = (int)s->replications,
				       .most = (int)s->max_replications,
				       .precision = (double)s->precision / 1e6,
				       .confidence = (double)s->confidence / 1e6};
}

static bool suffice(const struct precision_rule *r, const double *values, int n)
{
	struct interval i = interval_of(values, n, r->confidence);
	return i.n == 0 || i.half <= r->precision / (1 + r->precision) * fabs(i.mean);
}

int precision_wanted(const struct precision_rule *r, const double *values, int n)
{
	if (r->precision <= 0)
		return r->least;
	int least = MIN(MAX(r->least, PRECISION_LEAST), r->most);
	for (int k = least; k <= MIN(n, r->most); k++)
		if (k == r->most || suffice(r, values, k))
			return k;
	return MAX(least, n + 1);
}
