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

static inline struct scenario *path_scenario(const char *file, const char *const *sets)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(file, sets, d);
	diag_print(d, stderr);
	diag_free(d);
	CU_ASSERT_FATAL(s != NULL);
	return s;
}

/* path_bench_from: file: the scenario's; sets: "key=value", NULL-terminated. */
static inline void path_bench_from(struct path_bench *b, const char *file, const char *const *sets)
{
	*b = (struct path_bench){.s = path_scenario(file, sets)};
	b->m = machine_new(&(struct machine_config){.name = b->s->host.name,
						    .cores = 4,
						    .hz = 1000000000,
						    .era = (enum era)b->s->general.kernel,
						    .sched = &b->s->sched,
						    .costs = b->s->cost,
						    .n_costs = COST_COUNT,
						    .n_counters = COUNTERS});
	b->dp = datapath_new(b->s, b->m);
	b->bringup = bringups_new(b->dp);
	for (int i = 0; i < b->dp->n_guests; i++)
		b->next[i] = bringup_first(&b->bringup[i]);
}

static inline void path_bench_init(struct path_bench *b, const char *const *sets)
{
	path_bench_from(b, PATH_YAML, sets);
}

/* The guest whose bring-up acts next. */
static inline int path_next_guest(const struct path_bench *b)
{
	int first = 0;
	for (int i = 1; i < b->dp->n_guests; i++)
		if (b->next[i] < b->next[first])
			first = i;
	return first;
}

static inline void path_bench_run(struct path_bench *b, vtime until)
{
	for (int i = path_next_guest(b); b->next[i] <= until; i = path_next_guest(b)) {
		calendar_run(&b->m->cal, b->next[i]);
		b->next[i] = bringup_act(&b->bringup[i], b->next[i]);
	}
	calendar_run(&b->m->cal, until);
	nic_settle(&b->dp->nic);
	machine_settle(b->m);
	machine_check(b->m, 0);
	datapath_check(b->dp);
}

static inline void path_bench_fini(struct path_bench *b)
{
	bringups_free(b->bringup, b->dp);
	datapath_free(b->dp);
	machine_free(b->m);
	scenario_free(b->s);
}

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
static inline struct histogram all_latency(const struct ledger *l)
{
	struct histogram all = {0};
	for (int i = 0; i < l->n_streams; i++)
		histogram_merge(&all, &l->stream[i].latency);
	struct histogram figures = all;
	histogram_reset(&all);
	figures.held = NULL;
	return figures;
}

/* How often a cost has been paid in full on a core, in any context. */
static inline int64_t paid(const struct path_bench *b, int core, int cost)
{
	vtime sum = 0, one = b->m->costs[cost].fixed;
	for (int i = 0; i < CONTEXTS; i++)
		sum += b->m->cores[core].booked[i * COST_COUNT + cost];
	return one ? sum / one : 0;
}

#endif
