/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The schedulers' run queue against plain scans (sched_scan.h): the same wake-ups, sleeps, picks and ticks at random
 * dates on both, few or many threads, with many equal virtual times, and everything that can be told compared.
 */
#include "sim/base/rng.h"
#include "sim/core/core.h"
#include "tests/lib/sched_scan.h"
#include "tests/lib/suite.h"

#define ROUNDS 300
#define STEPS 400

struct both {
	struct rng rng;
	struct sched_params params;
	struct calendar cal;
	struct core core;
	struct runqueue rq;
	struct task task[SCAN_MOST];
	struct scan scan;
	struct sched_entity se[SCAN_MOST];
	bool awake[SCAN_MOST];
	int n, faults, delayed;
};

static vtime below(struct both *b, int64_t n)
{
	return (vtime)rng_below(&b->rng, (uint64_t)n);
}

static void both_init(struct both *b, uint64_t round)
{
	*b = (struct both){0};
	rng_init(&b->rng, 1, round, "scan");
	b->n = 1 + (int)below(b, round % 3 ? 6 : SCAN_MOST);
	b->params = (struct sched_params){.latency = 10 + below(b, 600),
					  .min_granularity = 1 + below(b, 100),
					  .wakeup_granularity = below(b, 100),
					  .base_slice = 1 + below(b, 100),
					  .tick = 1 + below(b, 100),
					  .clock_rests = round % 5 == 2,
					  .sleeper_counts = round % 4 == 2,
					  .delays_dequeue = round % 4 == 1,
					  .preempts_short = round % 4 == 1};
	b->core.cal = &b->cal;
	b->scan = (struct scan){.eevdf = round % 2, .params = &b->params};
	runqueue_init(&b->rq, &b->core, b->scan.eevdf ? &sched_eevdf : &sched_cfs, &b->params);
	for (int i = 0; i < b->n; i++)
		b->se[i].vruntime = b->task[i].se.vruntime = b->scan.eevdf ? 0 : below(b, 50);
}

static int index_of(const struct both *b, const struct task *t)
{
	return t ? (int)(t - b->task) : -1;
}

static int scan_index(const struct both *b, const struct sched_entity *se)
{
	return se ? (int)(se - b->se) : -1;
}

/* Virtual time of EEVDF has no origin: of its queue, only differences mean something. */
static vtime origin(const struct both *b, const struct sched_entity *curr)
{
	return b->scan.eevdf ? curr->vruntime : 0;
}

static bool alike(const struct both *b)
{
	int curr = index_of(b, b->rq.curr);
	if (curr != scan_index(b, b->scan.curr) || b->rq.n != b->scan.n)
		return false;
	if (!b->scan.eevdf && b->rq.min_vruntime != b->scan.min_vruntime)
		return false;
	for (int i = 0; i < b->n && curr >= 0; i++) {
		const struct sched_entity *got = &b->task[i].se, *expected = &b->se[i];
		vtime by = origin(b, &b->task[curr].se) - origin(b, &b->se[curr]);
		if (got->sum_exec != expected->sum_exec || got->delayed != expected->delayed ||
		    got->lag != expected->lag || (b->awake[i] && got->vruntime != expected->vruntime + by) ||
		    (b->awake[i] && b->scan.eevdf && got->deadline != expected->deadline + by))
			return false;
	}
	return true;
}

static void wake(struct both *b, int i)
{
	if (b->awake[i])
		return;
	b->awake[i] = true;
	bool need_resched = below(b, 4) == 0;
	b->faults +=
		sched_wake(&b->rq, &b->task[i], need_resched) != scan_wake(&b->scan, &b->se[i], need_resched);
}

static void pick(struct both *b)
{
	const struct task *t = sched_pick(&b->rq);
	b->faults += index_of(b, t) != scan_index(b, scan_pick(&b->scan));
}

static void sleep_and_pick(struct both *b)
{
	if (!b->rq.curr)
		return;
	b->awake[index_of(b, b->rq.curr)] = false;
	const struct task *t = b->rq.curr;
	sched_sleep(&b->rq);
	scan_sleep(&b->scan);
	b->delayed += t->se.delayed;
	pick(b);
}

static void step(struct both *b)
{
	b->cal.now += below(b, 4) * below(b, 40);
	b->scan.now = b->cal.now;
	switch (below(b, 8)) {
	case 0:
	case 1:
	case 2:
		wake(b, (int)below(b, b->n));
		break;
	case 3:
		sleep_and_pick(b);
		break;
	case 4:
		b->faults += sched_tick(&b->rq) != scan_tick(&b->scan);
		break;
	default:
		pick(b);
	}
}

static void test_against_scans(void)
{
	int most = 0, faults = 0, delayed = 0;
	struct both *b = g_new(struct both, 1);
	for (uint64_t round = 0; round < ROUNDS; round++) {
		both_init(b, round);
		for (int i = 0; i < STEPS && b->faults == 0; i++) {
			step(b);
			b->faults += !alike(b);
			most = MAX(most, b->rq.n);
		}
		faults += b->faults;
		delayed += b->delayed;
	}
	CU_ASSERT_EQUAL(faults, 0);
	CU_ASSERT(most > SCAN_MOST / 2);
	CU_ASSERT(delayed > 100);
	g_free(b);
}

static const struct test_case cases[] = {
	{"both schedulers against plain scans", test_against_scans},
};
SUITE("sched, against scans", cases)
