/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/result.h"

#include <glib.h>

void result_free(struct result *r)
{
	if (!r)
		return;
	for (int i = 0; i < r->n_queues; i++)
		g_free(r->queue[i].name);
	g_free(r->queue);
	g_free(r->core);
	if (r->series)
		series_free(r->series);
	g_free(r);
}

int64_t result_dropped(const struct result *r)
{
	int64_t sum = 0;
	for (int i = 0; i < DROPS; i++)
		sum += r->dropped[i];
	return sum;
}

int64_t result_residue(const struct result *r)
{
	return r->offered - r->delivered - result_dropped(r) - (r->inside_end - r->inside_start);
}

static double per_second(int64_t count, vtime measured)
{
	return (double)count * (double)VTIME_PER_S / (double)measured;
}

double result_offered_pps(const struct result *r)
{
	return per_second(r->offered, r->measured);
}

double result_delivered_pps(const struct result *r)
{
	return per_second(r->delivered, r->measured);
}

double result_loss_ratio(const struct result *r)
{
	int64_t dropped = result_dropped(r), decided = dropped + r->delivered;
	return decided > 0 ? (double)dropped / (double)decided : 0;
}
