/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/output_hgrm.h"
#include "sim/base/vtime.h"

#include <glib.h>
#include <inttypes.h>
#include <math.h>

#define TICKS_PER_HALF 5

/* Where a walk through the values stands: the largest that it has passed, and how many they are. */
struct walk {
	const struct histogram *h;
	int next; /* bucket, from the first held */
	uint64_t passed;
	int64_t value;
};

/* go: on until so many values are passed. */
static void go(struct walk *w, uint64_t rank)
{
	while (w->passed < rank) {
		w->passed += w->h->held[w->next];
		w->value = MIN(histogram_edge(w->h->first + w->next), w->h->max);
		w->next++;
	}
}

/* next_level: the share after this one. */
static double next_level(double level)
{
	double half = floor(log2(1 / (1 - level))) + 1;
	return level + 1 / (TICKS_PER_HALF * pow(2, half));
}

static double us(int64_t ps)
{
	return (double)ps / VTIME_PER_US;
}

static double output_hgrm_deviation(const struct histogram *h)
{
	double sum = 0, mean = (double)histogram_mean(h);
	for (int i = 0; i < h->held_count; i++) {
		double off = (double)histogram_edge(h->first + i) - mean;
		sum += (double)h->held[i] * off * off;
	}
	return h->count > 0 ? sqrt(sum / (double)h->count) / VTIME_PER_US : 0;
}

static void append_levels(GString *out, const struct histogram *h)
{
	struct walk w = {.h = h};
	for (double level = 0; h->count > 0; level = next_level(level)) {
		go(&w, MAX((uint64_t)ceil(level * (double)h->count), 1));
		if (w.passed == h->count)
			break;
		g_string_append_printf(out, "%12.3f %2.12f %10" PRIu64 " %14.2f\n", us(w.value), level,
				       w.passed, 1 / (1 - level));
	}
	if (h->count > 0)
		g_string_append_printf(out, "%12.3f %2.12f %10" PRIu64 "\n", us(h->max), 1.0, h->count);
}

char *output_hgrm(const struct histogram *h)
{
	GString *out = g_string_new(NULL);
	g_string_append_printf(out, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount",
			       "1/(1-Percentile)");
	append_levels(out, h);
	g_string_append_printf(out, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n", us(histogram_mean(h)),
			       output_hgrm_deviation(h));
	g_string_append_printf(out, "#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n",
			       h->count > 0 ? us(h->max) : 0, h->count);
	g_string_append_printf(out, "#[Buckets = %12d, SubBuckets     = %12d]\n", 64 - HISTOGRAM_SUB_BITS,
			       1 << HISTOGRAM_SUB_BITS);
	return g_string_free(out, FALSE);
}
