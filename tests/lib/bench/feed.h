/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For suites of the traffic: sources and what they are merged to, with the array that must outlive both.
 */
#ifndef TESTS_LIB_BENCH_FEED_H
#define TESTS_LIB_BENCH_FEED_H

#include "tests/lib/bench/model_bench.h"

struct feed {
	GArray *sources;
	struct traffic *traffic;
};

static inline struct feed feed_new(const struct traffic_settings *sources, int n, int64_t load, int64_t seed)
{
	struct feed f = {.sources = bench_sources(sources, n)};
	f.traffic = bench_traffic(f.sources, load, seed);
	return f;
}

static inline void feed_free(struct feed *f)
{
	traffic_free(f->traffic);
	g_array_free(f->sources, TRUE);
}

#endif
