/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/calibrate/known_sums.h"
#include <math.h>

#define PER_CYCLE 1e6

double known_cycles(const struct tuned *t, double factor)
{
	return ((double)t->before.cycles_ppm + KNOWN_SUM_BYTES * (double)t->before.per_byte_ppm) / PER_CYCLE *
	       factor;
}

/* ---- groups ---- */

/* busy_share: what a scene spends, so that scenes count alike. */
static double busy_share(const struct scene_outcome *o)
{
	double sum = 0;
	for (int context = 0; context < CONTEXTS; context++)
		for (int k = 0; k < COST_COUNT; k++)
			sum += (double)o->spent[context][k];
	return sum;
}

/* together_in: the product of what the scene spends on two costs. */
static double together_in(const struct calibration *c, guint scene, int a, int b)
{
	const struct scene_outcome *o = c->profile_outcome[scene];
	double sum = 0, busy = busy_share(o);
	if (scene_at(c->m, scene)->holdout || !c->paid[scene][a] || !c->paid[scene][b])
		return 0;
	for (int context = 0; context < CONTEXTS; context++)
		sum += (double)o->spent[context][a] * (double)o->spent[context][b];
	return sum / (busy * busy);
}

static double together(const struct calibration *c, int a, int b)
{
	double sum = 0;
	for (guint i = 0; i < c->m->scenes->len; i++)
		sum += together_in(c, i, a, b);
	return sum;
}

static bool are_alike(const struct calibration *c, int a, int b)
{
	return together(c, a, b) >= KNOWN_SUM_ALIKE * sqrt(together(c, a, a) * together(c, b, b));
}

/* group_of: that of the first of the tuned costs before this one that is alike; -1: there is none. */
static int group_of(const struct calibration *c, guint tuned)
{
	for (guint j = 0; j < tuned; j++)
		if (are_alike(c, tuned_at(c, j)->cost, tuned_at(c, tuned)->cost))
			return tuned_at(c, j)->group;
	return -1;
}

void known_sums_group(struct calibration *c)
{
	for (guint j = 0; j < c->tuned->len; j++) {
		int group = group_of(c, j);
		g_array_index(c->tuned, struct tuned, j).group = group < 0 ? c->groups++ : group;
	}
}

/* ---- what is known of them ---- */

/* known_sums_deviation: of the logarithm of the sum of the amounts, when the parameters have this covariance; n: of all of them. */
static double known_sums_deviation(const GArray *costs, const double *amounts, const double *covariance,
				   guint n)
{
	double variance = 0, sum = 0;
	for (guint a = 0; a < costs->len; a++) {
		int j = g_array_index(costs, int, a);
		sum += amounts[a];
		for (guint b = 0; b < costs->len; b++)
			variance += amounts[a] * amounts[b] *
				    covariance[(guint)j * n + (guint)g_array_index(costs, int, b)];
	}
	return sqrt(variance) / sum;
}

/* prior_deviation: the same before anything was measured. */
static double prior_deviation(const struct calibration *c, const GArray *costs, const double *amounts)
{
	double variance = 0, sum = 0;
	for (guint a = 0; a < costs->len; a++) {
		double own = amounts[a] * tuned_at(c, (guint)g_array_index(costs, int, a))->width;
		variance += own * own;
		sum += amounts[a];
	}
	return sqrt(variance) / sum;
}

static void known_sums_add_up(const struct calibration *c, struct known_sum *sum, const struct fit *f,
			      const struct bootstrap *b)
{
	double *amounts = g_new(double, sum->costs->len);
	for (guint a = 0; a < sum->costs->len; a++) {
		const struct tuned *t = tuned_at(c, (guint)g_array_index(sum->costs, int, a));
		amounts[a] = known_cycles(t, t->factor);
		sum->cycles += amounts[a];
	}
	double below, above;
	bootstrap_sum(b, (const int *)sum->costs->data, amounts, (int)sum->costs->len, &below, &above);
	sum->low = sum->cycles * exp(-b->reach * below);
	sum->high = sum->cycles * exp(b->reach * above);
	sum->learned = fmax(0, 1 - known_sums_deviation(sum->costs, amounts, f->covariance, c->tuned->len) /
					       prior_deviation(c, sum->costs, amounts));
	g_free(amounts);
}

static int by_knowledge(const void *a, const void *b)
{
	double x = ((const struct known_sum *)a)->learned, y = ((const struct known_sum *)b)->learned;
	return (x < y) - (x > y);
}

void known_sums_find(struct calibration *c, const struct fit *f, const struct bootstrap *b)
{
	for (int group = 0; group < c->groups; group++) {
		struct known_sum sum = {.costs = g_array_new(FALSE, FALSE, sizeof(int))};
		for (int j = 0; j < (int)c->tuned->len; j++)
			if (tuned_at(c, (guint)j)->group == group)
				g_array_append_val(sum.costs, j);
		known_sums_add_up(c, &sum, f, b);
		g_array_append_val(c->sums, sum);
	}
	g_array_sort(c->sums, by_knowledge);
}
