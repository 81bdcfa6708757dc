/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Summaries for tests: made of values drawn here, as those of a store are of its runs.
 */
#ifndef TESTS_LIB_STUDY_SAMPLE_SUMMARY_H
#define TESTS_LIB_STUDY_SAMPLE_SUMMARY_H

#include "tests/lib/normal.h"
#include "tools/study/figures/metric.h"
#include "tools/study/summary/summary.h"

static inline void sample_metric(struct summary *s, const char *name)
{
	int metric = metric_find(name);
	g_array_append_val(s->metrics, metric);
}

/* sample_summary: two axes, the metrics delivered_pps and loss_ratio, no point. The caller owns it. */
static inline struct summary *sample_summary(const char *path, const char *seed)
{
	struct summary *s = summary_new(path);
	g_free(s->study);
	s->study = g_strdup("sample");
	g_free(s->seed);
	s->seed = g_strdup(seed);
	g_ptr_array_add(s->axes, g_strdup("load"));
	g_ptr_array_add(s->axes, g_strdup("flow"));
	sample_metric(s, "delivered_pps");
	sample_metric(s, "loss_ratio");
	return s;
}

static inline struct summary_point *sample_summary_point(struct summary *s, const char *load,
							 const char *flow)
{
	char *values[] = {(char *)load, (char *)flow, NULL};
	return summary_add(s, values);
}

/* sample_runs: n runs of a point whose rate varies by `spread`, of itself and, where runs share a seed, of
 * what they share. */
static inline void sample_runs(struct summary *s, struct summary_point *p, int n, int64_t seed, double rate,
			       double spread, double own, struct noise *noise)
{
	for (int i = 0; i < n; i++) {
		struct noise shared = {(uint64_t)seed * 1000003 + (uint64_t)i * 7919 + 1};
		for (int k = 0; k < 5; k++)
			noise_uniform(&shared);
		double values[2] = {
			rate * noise_normal(&shared, 1, spread) + rate * noise_normal(noise, 0, own), 0};
		values[1] = 1 - values[0] / 1e6;
		summary_add_run(s, p, i, seed, values);
	}
}

#endif
