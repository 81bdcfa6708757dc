/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For the suites of flows with QEMU: what a whole path counts from one date to another, and settings that they share.
 */
#ifndef TESTS_LIB_BENCH_PATH_SPAN_H
#define TESTS_LIB_BENCH_PATH_SPAN_H

#include "tests/lib/bench/path_feed.h"

static const char *const path_kernels[] = {"kernel=3.13", "kernel=5.10"};

/* Settings: nothing but what the test sends; guest vm0 only receives, or only sends, at a rate. */
#define QUIET "traffic.arrivals=constant", "traffic.rate=1pps"
#define RECEIVES(rate) QUIET, "traffic.1.rate=" rate
#define SENDS(rate) QUIET, "traffic.0.rate=" rate

struct span {
	int64_t counter[COUNTERS];
	int64_t delivered;
	int64_t lost, lost_in_tap; /* from the beginning on */
};

/* span_between: of a path that may have been run up to `from`. */
struct span span_between(struct path_bench *b, vtime from, vtime to);

/* span_of: of a path of its own. */
struct span span_of(const char *const *sets, vtime from, vtime to);

struct span_count {
	int counter;
	int64_t must;
};

/* span_expect: asserts n counters. */
void span_expect(const struct span *s, const struct span_count *counts, size_t n);

/* path_all_arrive: with the settings more, guest vm0 hands on 5 kpps out of the same device, out of another, and to another
 * guest: nothing is lost, and at most `inside` packets are on their way in the end. */
void path_all_arrive(const char *const *more, int inside);

#endif
