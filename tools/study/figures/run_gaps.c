/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/figures/run_gaps.h"
#include <stdio.h>
#include <string.h>

static const int *gap_metrics(void)
{
	static int metric[GAPS];
	static bool found;
	for (int i = 0; i < GAPS && !found; i++)
		metric[i] = metric_find(gap_names[i].name);
	found = true;
	return metric;
}

bool run_gaps_any(const double *values)
{
	bool any = false;
	for (int i = 0; i < GAPS; i++)
		any |= values[gap_metrics()[i]] > 0;
	return any;
}

static void run_gaps_note(struct run_gaps *g, int gap, const char *label, int64_t replication)
{
	char *run = g_strdup_printf("%s, replication %" G_GINT64_FORMAT, label, replication);
	g->with[gap]++;
	if (g->first[gap] && strcmp(g->first[gap], run) <= 0) {
		g_free(run);
		return;
	}
	g_free(g->first[gap]);
	g->first[gap] = run;
}

void run_gaps_add(struct run_gaps *g, const struct run_values *values, const char *label, int64_t replication)
{
	g->runs++;
	for (int i = 0; i < GAPS && values; i++)
		if (values->all[gap_metrics()[i]] > 0)
			run_gaps_note(g, i, label, replication);
}

void run_gaps_clear(struct run_gaps *g)
{
	for (int i = 0; i < GAPS; i++)
		g_free(g->first[i]);
	*g = (struct run_gaps){0};
}

void run_gaps_warn(const struct run_gaps *g)
{
	for (int i = 0; i < GAPS; i++)
		if (g->with[i] > 0)
			fprintf(stderr,
				"vhostsim: warning: in %d of %d runs %s; one is %s (vhostsim run tells "
				"more)\n",
				g->with[i], g->runs, gap_names[i].has, g->first[i]);
}
