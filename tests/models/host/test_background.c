/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Background threads take their duty of a core, or a fair share when the duties do not fit: the greatest least share
 * (water filling), computed here from the duties alone. In every era, as CFS and EEVDF are both fair.
 */
#include "models/costs.h"
#include "models/host/background.h"
#include "sim/core/machine.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

#define THREADS 4
#define HZ 1000000000 /* so that a cycle is 1 ns */
#define LONG (2 * VTIME_PER_S)

struct bench {
	struct machine *m;
	struct background thread[THREADS];
};

static struct bench *bench_new(int era, int64_t switch_cycles)
{
	static struct cost_entry costs[COST_COUNT];
	static struct sched_settings sched;
	struct bench *b = g_new0(struct bench, 1);
	option_defaults(&sched_table, &sched);
	costs[COST_context_switch].cycles_ppm = switch_cycles * 1000000;
	b->m = machine_new(&(struct machine_config){.name = "host",
						    .cores = 2,
						    .hz = HZ,
						    .era = (enum era)era,
						    .sched = &sched,
						    .costs = costs,
						    .n_costs = COST_COUNT});
	return b;
}

static void bench_free(struct bench *b)
{
	machine_check(b->m, 0);
	machine_free(b->m);
	g_free(b);
}

static void add(struct bench *b, int i, double duty, vtime period, vtime start)
{
	const struct background_settings set = {
		.name = "thread", .duty = (int64_t)(duty * 1e6 + 0.5), .period = period, .start = start};
	background_init(&b->thread[i], &set, &b->m->cores[0]);
}

static double share(const struct bench *b, int i)
{
	return (double)b->thread[i].task.se.sum_exec / (double)b->m->cal.now;
}

static vtime booked(const struct core *c)
{
	return c->booked[CONTEXT_other * COST_COUNT + COST_background];
}

/* ---- alone ---- */

static const struct {
	double duty;
	vtime period, start;
} alone[] = {
	{0.2, 10 * VTIME_PER_MS, 0},
	{0.001, 7 * VTIME_PER_MS, 3 * VTIME_PER_MS},
	{0.95, 100 * VTIME_PER_US, 0},
	{1, 10 * VTIME_PER_MS, 0},
};

/* Every period that has begun has its work; the last one perhaps not all. */
static void test_alone(void)
{
	EACH_CASE (i, alone) {
		FOR_ERAS (era, 0) {
			struct bench *b = bench_new(era, 0);
			vtime work = (vtime)((double)alone[i].period * alone[i].duty + 0.5);
			add(b, 0, alone[i].duty, alone[i].period, alone[i].start);
			calendar_run(&b->m->cal, LONG);
			machine_settle(b->m);
			vtime whole = (LONG - alone[i].start) / alone[i].period,
			      rest = (LONG - alone[i].start) % alone[i].period;
			vtime due = whole * work + MIN(rest, work);
			CU_ASSERT(booked(&b->m->cores[0]) <= due);
			CU_ASSERT(booked(&b->m->cores[0]) >= due - b->m->sched.idle_exit);
			CU_ASSERT_EQUAL(booked(&b->m->cores[1]), 0);
			bench_free(b);
		}
	}
}

/* ---- together ---- */

static const double together[][THREADS] = {
	{1, 1, 0, 0},	  {1, 1, 1, 0},	    {1, 1, 1, 1},	{0.2, 1, 0, 0},	       {0.2, 1, 1, 0},
	{0.5, 0.5, 0, 0}, {0.1, 0.2, 1, 1}, {0.6, 0.6, 0.6, 0}, {0.05, 0.3, 0.3, 0.3}, {0.3, 0.3, 0.9, 0.9},
};

/* fair_shares: gives each thread the least of its duty and of an equal part of what is left, least duties first. */
static void fair_shares(const double *duty, double *fair)
{
	double left = 1, level = 0;
	int open = 0;
	for (int i = 0; i < THREADS; i++)
		open += duty[i] > 0;
	for (bool more = true; more && open > 0;) {
		more = false;
		level = left / open;
		for (int i = 0; i < THREADS; i++)
			if (duty[i] > 0 && fair[i] < 0 && duty[i] <= level) {
				fair[i] = duty[i];
				left -= duty[i];
				open--;
				more = true;
			}
	}
	for (int i = 0; i < THREADS; i++)
		if (fair[i] < 0)
			fair[i] = duty[i] > 0 ? level : 0;
}

static void test_fair(void)
{
	EACH_CASE (i, together) {
		double fair[THREADS] = {-1, -1, -1, -1};
		fair_shares(together[i], fair);
		FOR_ERAS (era, 0) {
			struct bench *b = bench_new(era, 0);
			for (int k = 0; k < THREADS; k++)
				if (together[i][k] > 0)
					add(b, k, together[i][k], (50 + 7 * k) * VTIME_PER_MS,
					    k * VTIME_PER_MS);
			calendar_run(&b->m->cal, 10 * LONG);
			for (int k = 0; k < THREADS; k++)
				CU_ASSERT_DOUBLE_EQUAL(share(b, k), fair[k], 0.02);
			bench_free(b);
		}
	}
}

/* A thread that comes late for its period takes what has gone by as one: of 60 ms of work in each 100 ms on half of a core
 * it finishes every 120 ms, and its next period has begun when it does. */
static void test_coalesced(void)
{
	FOR_ERAS (era, 0) {
		struct bench *b = bench_new(era, 0);
		add(b, 0, 0.6, 100 * VTIME_PER_MS, 0);
		add(b, 1, 1, 100 * VTIME_PER_MS, 0);
		calendar_run(&b->m->cal, LONG);
		CU_ASSERT_DOUBLE_EQUAL(share(b, 0), 0.5, 0.02);
		CU_ASSERT(b->thread[0].next > LONG - 130 * VTIME_PER_MS);
		CU_ASSERT(b->thread[0].next <= LONG + b->thread[0].period);
		bench_free(b);
	}
}

static const struct test_case cases[] = {
	{"alone", test_alone},
	{"fair shares", test_fair},
	{"periods that went by", test_coalesced},
};

SUITE("background", cases)
