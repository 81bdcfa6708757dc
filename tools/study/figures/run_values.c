/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/figures/run_values.h"
#include "tools/study/figures/metric.h"
#include <math.h>
#include <string.h>

static double *unknown(void)
{
	double *v = g_new(double, metric_count());
	for (int i = 0; i < metric_count(); i++)
		v[i] = NAN;
	return v;
}

struct run_values *run_values_empty(void)
{
	struct run_values *v = g_new0(struct run_values, 1);
	v->all = unknown();
	return v;
}

static void clear_parts(struct run_parts *p)
{
	for (int i = 0; i < p->n; i++) {
		g_free(p->name[i]);
		g_free(p->figures[i]);
	}
	g_free(p->name);
	g_free(p->figures);
}

void run_values_free(struct run_values *v)
{
	if (!v)
		return;
	for (int i = 0; i < PARTS; i++)
		clear_parts(&v->part[i]);
	g_free(v->all);
	g_free(v);
}

double *run_values_add(struct run_values *v, enum run_part part, const char *name)
{
	struct run_parts *p = &v->part[part];
	int i = p->n++;
	p->name = g_renew(char *, p->name, p->n);
	p->figures = g_renew(double *, p->figures, p->n);
	p->name[i] = g_strdup(name);
	return p->figures[i] = unknown();
}

static bool same_figures(const double *a, const double *b)
{
	for (int i = 0; i < metric_count(); i++)
		if (isnan(a[i]) ? !isnan(b[i]) : a[i] != b[i])
			return false;
	return true;
}

static bool same_parts(const struct run_parts *a, const struct run_parts *b)
{
	bool same = a->n == b->n;
	for (int i = 0; same && i < a->n; i++)
		same = !strcmp(a->name[i], b->name[i]) && same_figures(a->figures[i], b->figures[i]);
	return same;
}

bool run_values_same(const struct run_values *a, const struct run_values *b)
{
	bool same = a && b && same_figures(a->all, b->all);
	for (int i = 0; same && i < PARTS; i++)
		same = same_parts(&a->part[i], &b->part[i]);
	return same;
}

static double part_value(const struct run_parts *p, int metric, struct whose whose)
{
	for (int i = 0; i < p->n; i++)
		if (whose_is(whose, i, p->name[i]))
			return p->figures[i][metric];
	return NAN;
}

double run_value_of(const struct run_values *v, int metric, struct whose whose)
{
	bool all = whose_all(whose) || !metric_has_part(metric_at(metric), whose.part);
	return all ? v->all[metric] : part_value(&v->part[whose.part], metric, whose);
}

double run_value(const struct run_values *v, int metric, const char *guest)
{
	struct whose whose = {PART_GUEST, guest};
	return whose_all(whose) ? v->all[metric] : part_value(&v->part[PART_GUEST], metric, whose);
}
