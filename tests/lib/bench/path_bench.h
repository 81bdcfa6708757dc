/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bench for the tests of whole paths: the datapath of a scenario, by default tests/data/path.yaml, on a machine at
 * 1 GHz, so that a cycle is a nanosecond, and without SimGrid: the bench runs its calendar, and lets the guests'
 * bring-ups act at their dates as the world does: after everything else that is due then. The wire is that of the
 * platform: 10 Gbit/s.
 */
#ifndef TESTS_LIB_BENCH_PATH_BENCH_H
#define TESTS_LIB_BENCH_PATH_BENCH_H

#include "models/flows/bringup.h"
#include "models/flows/datapath.h"
#include "tests/lib/suite.h"
#include "tools/study/crawl/scenario_file.h"

#define PATH_YAML SOURCE_DIR "/tests/data/path.yaml"
#define NS(n) ((vtime)(n)*VTIME_PER_NS)
#define US(n) ((vtime)(n)*VTIME_PER_US)
#define MS(n) ((vtime)(n)*VTIME_PER_MS)

#define PATH_GUESTS 4

struct path_bench {
	struct scenario *s;
	struct machine *m;
	struct datapath *dp;
	struct bringup *bringup;
	vtime next[PATH_GUESTS]; /* when the guest's bring-up acts */
};

/* path_bench_from: file: the scenario's; sets: "key=value", NULL-terminated. */
void path_bench_from(struct path_bench *b, const char *file, const char *const *sets);

static inline void path_bench_init(struct path_bench *b, const char *const *sets)
{
	path_bench_from(b, PATH_YAML, sets);
}

void path_bench_run(struct path_bench *b, vtime until);

void path_bench_fini(struct path_bench *b);

static inline int64_t counted(const struct path_bench *b, int counter)
{
	return b->m->counter[counter];
}

static inline int64_t lost(const struct path_bench *b)
{
	int64_t sum = 0;
	for (int i = 0; i < DROPS; i++)
		sum += b->dp->ledger->dropped[i];
	return sum;
}

/* The latency of all that was delivered; its memory is gone. */
struct histogram all_latency(const struct ledger *l);

/* How often a cost has been paid in full on a core, in any context. */
static inline int64_t paid(const struct path_bench *b, int core, int cost)
{
	vtime sum = 0, one = b->m->costs[cost].fixed;
	for (int i = 0; i < CONTEXTS; i++)
		sum += b->m->cores[core].booked[i * COST_COUNT + cost];
	return one ? sum / one : 0;
}

#endif
