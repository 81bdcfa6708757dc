/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cases of the tandem: settings of a run of tests/data/tandem.yaml, the parameters of the same case for the
 * recursion, and the comparison of what both give.
 */
#ifndef TESTS_LIB_BENCH_TANDEM_CASE_H
#define TESTS_LIB_BENCH_TANDEM_CASE_H

#include "tests/lib/bench/tandem.h"
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"

#define TANDEM_YAML SOURCE_DIR "/tests/data/tandem.yaml"
#define FRAME 64
#define DRAWN 40 /* cases drawn at random for each era, beside those of a table */

/* A case; costs in cycles. */
struct tandem_case {
	const char *name;
	int64_t kpps, warmup_us;
	int64_t nic_rx, vhost, app;
	int nic_ring, tap, ring;
};

/* draw: a number of a fixed sequence, in [least, most]. */
static inline int draw(uint32_t *state, int least, int most)
{
	*state = *state * 1664525 + 1013904223;
	return least + (int)((uint64_t)(*state >> 8) * (uint64_t)(most - least + 1) >> 24);
}

/* cycles_ps: what so many cycles take at this clock, to the nearest ps. */
static inline int64_t cycles_ps(int64_t cycles, int64_t hz)
{
	return (int64_t)(((__int128)cycles * 1000000000000 * 2 + hz) / (2 * (__int128)hz));
}

/* tandem_facts: fills in what the scenario's platform says, and the case's own figures. */
void tandem_facts(struct tandem *s, const struct tandem_case *c, const struct scenario *sc);

GPtrArray *case_sets(const struct tandem_case *c, const char *flow, const char *kernel,
		     const char *vhost_cost);

/* case_scenario: reads the scenario with the sets, which are NULL-terminated by it. */
struct scenario *case_scenario(GPtrArray *sets);

/* case_run: the run with these sets, as case_scenario left them. */
struct run_numbers *case_run(GPtrArray *sets);

static inline int64_t booked(const struct run_numbers *n, int cost)
{
	int64_t sum = 0;
	for (int core = 0; core < n->result.n_cores; core++)
		for (int context = 0; context < CONTEXTS; context++)
			sum += n->core[core].by_cost[context][cost];
	return sum;
}

/* same: both numbers must be equal; says which are not. */
static inline void same(const char *name, const char *what, int64_t simulated, int64_t computed)
{
	if (simulated != computed)
		printf("\n    %s: %s is %" G_GINT64_FORMAT ", must be %" G_GINT64_FORMAT, name, what,
		       simulated, computed);
	CU_ASSERT_EQUAL(simulated, computed);
}

/* compare: the run of a case against its recursion. */
void compare(const char *name, const struct run_numbers *n, const struct tandem *s, int vhost_cost);

#endif
