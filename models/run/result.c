/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/run/result.h"

#include <glib.h>
#include <math.h>

void result_free(struct result *r)
{
	if (!r)
		return;
	for (int i = 0; i < r->n_queues; i++)
		g_free(r->queue[i].name);
	g_free(r->queue);
	for (int i = 0; i < r->n_streams; i++) {
		g_free(r->stream[i].name);
		g_free(r->stream[i].from);
		g_free(r->stream[i].to);
		histogram_reset(&r->stream[i].latency);
	}
	g_free(r->stream);
	for (int i = 0; i < r->n_guests; i++) {
		g_free(r->guest[i].name);
		histogram_reset(&r->guest[i].latency);
	}
	g_free(r->guest);
	for (int i = 0; i < r->n_bringup; i++)
		g_free(r->bringup[i].path);
	g_free(r->bringup);
	for (int i = 0; i < r->n_cores; i++)
		g_free(r->core[i].machine);
	g_free(r->core);
	if (r->series)
		series_free(r->series);
	histogram_reset(&r->latency);
	g_free(r);
}

static int64_t sum_dropped(const int64_t dropped[DROPS])
{
	int64_t sum = 0;
	for (int i = 0; i < DROPS; i++)
		sum += dropped[i];
	return sum;
}

int64_t result_dropped(const struct result *r)
{
	return sum_dropped(r->dropped);
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

double result_loss_of(int64_t delivered, int64_t dropped)
{
	int64_t decided = dropped + delivered;
	return decided > 0 ? (double)dropped / (double)decided : NAN;
}

double result_loss_ratio(const struct result *r)
{
	return result_loss_of(r->delivered, result_dropped(r));
}

double result_guest_loss(const struct result_guest *g)
{
	return result_loss_of(g->delivered, sum_dropped(g->dropped));
}
