/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The schedulers' single rules, on run queues made by hand and at random.
 */
#include "sim/base/rng.h"
#include "sim/core/core.h"
#include "tests/lib/suite.h"

#define MOST 5

struct queue {
	struct task task[MOST];
	struct runqueue rq;
	struct sched_params params;
};

static void queue_init(struct queue *q, const struct sched_class *class, int n, int curr)
{
	*q = (struct queue){.params = {.latency = 600,
				       .min_granularity = 75,
				       .wakeup_granularity = 100,
				       .base_slice = 100,
				       .tick = 50}};
	q->rq = (struct runqueue){.class = class, .params = &q->params, .n = n};
	q->rq.curr = curr < 0 ? NULL : &q->task[curr];
}

/* The threads have their virtual times: all but the current one go into the list. */
static void queue_fill(struct queue *q)
{
	for (int i = 0; i < q->rq.n; i++) {
		q->task[i].se.wakeup = (uint64_t)i;
		if (&q->task[i] != q->rq.curr)
			sched_enqueue(&q->rq, &q->task[i]);
	}
}

static int picked(struct queue *q)
{
	return (int)(q->rq.class->pick(&q->rq) - q->task);
}

static void test_eevdf_pick(void)
{
	static const struct {
		int n, curr; /* curr -1: none */
		vtime vruntime[3], deadline[3], parity[3];
		int expected;
	} cases[] = {
		{1, -1, {7}, {107}, {0}, 0},
		{2, -1, {0, 10}, {100, 50}, {0, 0}, 0},		  /* the earlier deadline is not eligible */
		{2, -1, {10, 10}, {110, 50}, {0, 0}, 1},	  /* both are */
		{2, -1, {10, 10}, {60, 60}, {0, 0}, 0},		  /* equal: in order of the queue */
		{2, 1, {10, 10}, {60, 60}, {0, 0}, 1},		  /* equal: the current one */
		{3, 0, {50, 20, 200}, {350, 320, 500}, {350}, 0}, /* eligible and in its slice: runs to parity
								   */
		{3, 0, {50, 20, 200}, {350, 320, 500}, {250}, 1}, /* a new slice: no parity */
		{3, 0, {95, 20, 170}, {350, 320, 500}, {350}, 0}, /* at the mean */
		{3, 0, {96, 20, 170}, {350, 320, 500}, {350}, 1}, /* beyond: the mean is 95.3 */
		{2, -1, {-3, -2}, {97, 40}, {0, 0}, 0},		  /* the mean -2.5 is rounded down */
		{3, -1, {-1, 0, 0}, {99, 20, 10}, {0, 0}, 0},	  /* so is -0.33 */
	};
	EACH_CASE (i, cases, n) {
		struct queue q;
		queue_init(&q, &sched_eevdf, cases[i].n, cases[i].curr);
		for (int k = 0; k < cases[i].n; k++)
			q.task[k].se = (struct sched_entity){.vruntime = cases[i].vruntime[k],
							     .deadline = cases[i].deadline[k],
							     .parity = cases[i].parity[k]};
		queue_fill(&q);
		CU_ASSERT_EQUAL(picked(&q), cases[i].expected);
	}
}

/* Eligible: n x own virtual time is not greater than the sum of all; no mean is taken. */
static int eevdf_oracle(const struct queue *q, int curr)
{
	int best = curr;
	vtime sum = 0;
	for (int i = 0; i < q->rq.n; i++)
		sum += q->task[i].se.vruntime;
	if (curr >= 0 && q->task[curr].se.vruntime * q->rq.n > sum)
		best = -1;
	if (best >= 0 && q->task[curr].se.parity == q->task[curr].se.deadline)
		return best;
	for (int i = 0; i < q->rq.n; i++)
		if (q->task[i].se.vruntime * q->rq.n <= sum &&
		    (best < 0 || q->task[i].se.deadline < q->task[best].se.deadline))
			best = i;
	return best;
}

static int cfs_oracle(const struct queue *q, int curr)
{
	int best = -1;
	for (int pass = 0; pass < 2; pass++) /* the current one ranks behind its equals */
		for (int i = 0; i < q->rq.n; i++)
			if ((i == curr) == pass &&
			    (best < 0 || q->task[i].se.vruntime < q->task[best].se.vruntime))
				best = i;
	return best;
}

static void test_random_picks(void)
{
	struct rng r;
	rng_init(&r, 1, 0, "picks");
	for (int round = 0; round < 20000; round++) {
		struct queue q;
		bool cfs = rng_below(&r, 2);
		int n = 1 + (int)rng_below(&r, MOST), curr = (int)rng_below(&r, (uint64_t)n + 1) - 1;
		queue_init(&q, cfs ? &sched_cfs : &sched_eevdf, n, curr);
		for (int i = 0; i < n; i++)
			q.task[i].se = (struct sched_entity){.vruntime = (vtime)rng_below(&r, 9) - 4,
							     .deadline = (vtime)rng_below(&r, 5),
							     .parity = (vtime)rng_below(&r, 5)};
		q.rq.min_vruntime = (vtime)rng_below(&r, 9) - 4;
		queue_fill(&q);
		CU_ASSERT_EQUAL(picked(&q), cfs ? cfs_oracle(&q, curr) : eevdf_oracle(&q, curr));
	}
}

/* The lag kept over a sleep is at most two slices or a tick, either way. */
static void test_eevdf_lag_limit(void)
{
	static const struct {
		vtime tick, vruntime, lag;
	} cases[] = {
		{50, 0, 100},	 {50, 400, -100}, {50, -200, 200},  {50, -202, 200},
		{50, 600, -200}, {50, 602, -200}, {500, -202, 201}, {500, -900, 500},
	};
	EACH_CASE (i, cases, tick) {
		struct queue q;
		queue_init(&q, &sched_eevdf, 2, 0);
		q.params.tick = cases[i].tick;
		q.task[0].se.vruntime = cases[i].vruntime;
		q.task[1].se.vruntime = 200;
		queue_fill(&q);
		sched_eevdf.leave(&q.rq, &q.task[0]);
		CU_ASSERT_EQUAL(q.task[0].se.lag, cases[i].lag);
	}
}

/* check_preempt_tick(): never below the minimum granularity; the slice used up; or a lead over the first by a
 * slice. */
static void test_cfs_tick(void)
{
	static const struct {
		int n;
		vtime ran, lead;
		bool expected;
	} cases[] = {
		{1, 1000, 0, false},  {2, 300, 0, false},   {2, 301, 0, true},
		{2, 301, -500, true}, {2, 74, 900, false},  {2, 75, 300, false},
		{2, 75, 301, true},   {3, 200, 200, false}, {3, 201, 0, true},
	};
	EACH_CASE (i, cases, n) {
		struct queue q;
		queue_init(&q, &sched_cfs, cases[i].n, 0);
		q.task[0].se = (struct sched_entity){
			.sum_exec = 5000 + cases[i].ran, .picked_at = 5000, .vruntime = 1000 + cases[i].lead};
		for (int k = 1; k < cases[i].n; k++)
			q.task[k].se.vruntime = 1000 + 10 * (k - 1);
		queue_fill(&q);
		CU_ASSERT_EQUAL(sched_cfs.tick(&q.rq), cases[i].expected);
	}
}

static const struct test_case cases[] = {
	{"EEVDF: eligibility, deadlines, parity", test_eevdf_pick},
	{"random run queues", test_random_picks},
	{"EEVDF: the limit of the lag", test_eevdf_lag_limit},
	{"CFS: the tick's rules", test_cfs_tick},
};
SUITE("sched, single rules", cases)
