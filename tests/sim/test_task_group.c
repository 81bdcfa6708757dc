/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Task groups: shares and quotas of threads that always run, in every era, against closed forms; and that a group of a thread's
 * weight, alone with its thread, changes nothing.
 */
#include "sim/core/task_group.h"
#include "tests/lib/bench/engine.h"
#include "tests/lib/suite.h"
#include <math.h>

#define THREADS 4
#define LONG MS(20000)

static const struct act hog[] = {PAY_WORK(MS(1000)), AGAIN(0)};
static const struct act fitful[] = {PAY_WORK(US(700)), REST, AGAIN(0)};

struct grouped {
	struct engine e;
	struct task task[THREADS];
	struct script script[THREADS];
	struct task_group group[2];
};

/* Where a thread is: on which core, in which group (-1: none), how it works. */
struct placed {
	int core, group;
	const struct act *acts;
};

/* The threads begin at 0, in their order. fitful ones are woken each millisecond. */
static void start(struct grouped *g, const struct placed *placed, int n)
{
	static const char *const names[] = {"a", "b", "c", "d"};
	for (int i = 0; i < n; i++) {
		g->script[i] = (struct script){.engine = &g->e, .name = names[i], .acts = placed[i].acts};
		thread_init(&g->task[i], &g->e.m->cores[placed[i].core], names[i], CONTEXT_other, script_run,
			    &g->script[i]);
		if (placed[i].group >= 0)
			task_group_add(&g->group[placed[i].group], &g->task[i]);
		engine_at(&g->e, 0, ACT(WAKE_DEV(&g->task[i])));
		for (int ms = 1; placed[i].acts == fitful && ms < 200; ms++)
			engine_at(&g->e, MS(ms), ACT(WAKE_DEV(&g->task[i])));
	}
}

static void grouped_init(struct grouped *g, enum era era, int cores)
{
	struct engine_config config = {.cores = cores, .era = era, .sched = engine_sched()};
	memset(g, 0, sizeof(*g));
	engine_init(&g->e, &config);
	task_group_init(&g->group[0], CPU_WEIGHT_ONE, 0, MS(100));
	task_group_init(&g->group[1], CPU_WEIGHT_ONE, 0, MS(100));
}

static void grouped_fini(struct grouped *g)
{
	machine_check(g->e.m, 0);
	engine_fini(&g->e);
	task_group_fini(&g->group[0]);
	task_group_fini(&g->group[1]);
}

/* The part of its core that a thread has had. */
static double share(struct grouped *g, int thread)
{
	sched_update(&g->task[thread].core->rq);
	struct group_rq *q = g->task[thread].se.group;
	if (q)
		sched_update(&q->rq);
	return (double)g->task[thread].se.sum_exec / (double)g->e.m->cal.now;
}

/* ---- shares ---- */

/* Threads that always run have the core by weight: of a group its threads by halves; a group on two cores weighs half on each. */
static void test_shares(void)
{
	static const struct {
		int weight, cores, n;
		struct placed placed[THREADS];
		double share[THREADS];
	} cases[] = {
		{100, 1, 2, {{0, -1, hog}, {0, 0, hog}}, {1 / 2.0, 1 / 2.0}},
		{50, 1, 2, {{0, -1, hog}, {0, 0, hog}}, {2 / 3.0, 1 / 3.0}},
		{300, 1, 2, {{0, -1, hog}, {0, 0, hog}}, {1 / 4.0, 3 / 4.0}},
		{10, 1, 2, {{0, 0, hog}, {0, -1, hog}}, {1 / 11.0, 10 / 11.0}},
		{100, 1, 3, {{0, -1, hog}, {0, 0, hog}, {0, 0, hog}}, {1 / 2.0, 1 / 4.0, 1 / 4.0}},
		{200, 1, 3, {{0, -1, hog}, {0, -1, hog}, {0, 0, hog}}, {1 / 4.0, 1 / 4.0, 1 / 2.0}},
		{200, 1, 3, {{0, -1, hog}, {0, 1, hog}, {0, 0, hog}}, {1 / 4.0, 1 / 4.0, 1 / 2.0}},
		{100, 2, 3, {{0, -1, hog}, {0, 0, hog}, {1, 0, hog}}, {2 / 3.0, 1 / 3.0, 1}},
		{400,
		 2,
		 4,
		 {{0, -1, hog}, {0, 0, hog}, {1, 0, hog}, {1, -1, hog}},
		 {1 / 3.0, 2 / 3.0, 2 / 3.0, 1 / 3.0}},
	};
	for (int era = 0; era < ERAS; era++)
		EACH_CASE (i, cases, weight) {
			struct grouped g;
			grouped_init(&g, era, cases[i].cores);
			task_group_init(&g.group[0], cases[i].weight, 0, MS(100));
			start(&g, cases[i].placed, cases[i].n);
			calendar_run(&g.e.m->cal, LONG);
			for (int k = 0; k < cases[i].n; k++) {
				double got = share(&g, k);
				CU_ASSERT_DOUBLE_EQUAL(got, cases[i].share[k], 0.005);
				if (fabs(got - cases[i].share[k]) > 0.005)
					printf("\n  %s case %d thread %d: %.4f", era_names[era], (int)i, k,
					       got);
			}
			grouped_fini(&g);
		}
}

/* What a thread and others have run, with the others in a group of weight 100, or in none. */
static void run_beside(struct grouped *g, enum era era, int group, const struct act *one,
		       const struct act *other)
{
	const struct placed placed[] = {{0, -1, one}, {0, group, other}};
	grouped_init(g, era, 1);
	start(g, placed, 2);
	calendar_run(&g->e.m->cal, MS(200));
	share(g, 0);
	share(g, 1);
}

/* A group of a thread's weight with one thread: to the last picosecond what it is without. */
static void test_same_as_flat(void)
{
	static const struct act *const acts[][2] = {
		{hog, hog}, {hog, fitful}, {fitful, hog}, {fitful, fitful}};
	for (int era = 0; era < ERAS; era++)
		for (size_t i = 0; i < G_N_ELEMENTS(acts); i++) {
			struct grouped flat, own;
			run_beside(&flat, era, -1, acts[i][0], acts[i][1]);
			run_beside(&own, era, 0, acts[i][0], acts[i][1]);
			for (int k = 0; k < 2; k++)
				CU_ASSERT_EQUAL(flat.task[k].se.sum_exec, own.task[k].se.sum_exec);
			CU_ASSERT_EQUAL(flat.e.m->counter[COUNTER_context_switches],
					own.e.m->counter[COUNTER_context_switches]);
			grouped_fini(&flat);
			grouped_fini(&own);
		}
}

/* ---- EEVDF: another weight ---- */

static const struct act brief[] = {PAY_WORK(US(1)), REST, AGAIN(0)};

/* What a group's share changes, the mean of the virtual times does not (the second corollary above reweight_eevdf()): neither
 * for one that runs nor for one that waits. Here a thread of the group wakes, and the load of the other core counts. */
static void test_mean_stays(void)
{
	struct grouped g;
	const struct placed placed[] = {{0, 0, hog}, {0, -1, hog}, {1, 0, hog}, {0, 0, brief}};
	int waited = 0, ran = 0;
	grouped_init(&g, ERA_6_12, 2);
	start(&g, placed, 4);
	struct runqueue *top = &g.e.m->cores[0].rq;
	struct sched_entity *entity = &g.task[0].se.group->entity.se;
	for (vtime date = MS(20); date < MS(120); date += US(1900)) {
		calendar_run(&g.e.m->cal, date - 1);
		bool asleep = g.task[3].state == TASK_SLEEPING && !g.task[3].se.delayed;
		sched_update(top);
		vtime mean = group_avg_vruntime(top);
		int64_t weight = entity->weight;
		bool waits = top->curr != &g.task[0].se.group->entity;
		engine_at(&g.e, date, ACT(WAKE_DEV(&g.task[3])));
		calendar_run(&g.e.m->cal, date);
		if (!asleep || entity->weight == weight)
			continue;
		CU_ASSERT(ABS(group_avg_vruntime(top) - mean) <= 10);
		waits ? waited++ : ran++;
	}
	CU_ASSERT(waited > 0 && ran > 0);
	grouped_fini(&g);
}

/* A group that sleeps and is queued still, alone on its core, wakes with another share. */
static void test_delayed_alone(void)
{
	struct grouped g;
	const struct placed placed[] = {{0, 0, fitful}, {0, -1, fitful}, {1, 0, fitful}, {1, 0, brief}};
	grouped_init(&g, ERA_6_12, 2);
	start(&g, placed, 4);
	for (vtime date = US(300); date < MS(200); date += US(370))
		engine_at(&g.e, date, ACT(WAKE_DEV(&g.task[3])));
	calendar_run(&g.e.m->cal, MS(200));
	CU_ASSERT(share(&g, 0) > 0.3 && share(&g, 1) > 0.3);
	grouped_fini(&g);
}

/* ---- quota ---- */

/* A group runs its quota in each period on all cores together; what a tick finds too much is owed, so that over many periods
 * it is the quota but for one tick on each core, and one slice that another core holds. */
static void test_quota(void)
{
	static const struct {
		vtime quota, period;
		int cores, n;
		struct placed placed[THREADS];
	} cases[] = {
		{MS(20), MS(100), 1, 1, {{0, 0, hog}}},
		{MS(50), MS(100), 1, 2, {{0, 0, hog}, {0, -1, hog}}},
		{MS(20), MS(100), 1, 3, {{0, 0, hog}, {0, -1, hog}, {0, 0, hog}}},
		{MS(3), MS(10), 1, 1, {{0, 0, hog}}},
		{MS(60), MS(50), 2, 2, {{0, 0, hog}, {1, 0, hog}}},
		{MS(30), MS(100), 2, 3, {{0, 0, hog}, {1, 0, hog}, {1, -1, hog}}},
	};
	for (int era = 0; era < ERAS; era++)
		EACH_CASE (i, cases, quota) {
			struct grouped g;
			vtime ran = 0;
			grouped_init(&g, era, cases[i].cores);
			task_group_init(&g.group[0], CPU_WEIGHT_ONE, cases[i].quota, cases[i].period);
			start(&g, cases[i].placed, cases[i].n);
			calendar_run(&g.e.m->cal, LONG - 1);
			for (int k = 0; k < cases[i].n; k++)
				ran += cases[i].placed[k].group == 0
					       ? (vtime)(share(&g, k) * (double)(LONG - 1))
					       : 0;
			if (cases[i].n == 1) /* it runs, or it is out of runtime */
				CU_ASSERT_DOUBLE_EQUAL((double)(ran + task_group_throttled(&g.group[0])),
						       (double)LONG, (double)US(1));
			vtime right = LONG / cases[i].period * cases[i].quota;
			vtime slack = cases[i].cores * (MS(4) + MS(5));
			CU_ASSERT(ran <= right + slack && ran >= right - slack);
			if (ran > right + slack || ran < right - slack)
				printf("\n  %s case %d: ran %.3f ms, quota %.3f ms", era_names[era], (int)i,
				       (double)ran / VTIME_PER_MS, (double)right / VTIME_PER_MS);
			grouped_fini(&g);
		}
}

/* Alone, it runs from the timer on until its quota is used up, to the tick (4 ms), and pays back what that was too much. */
static void test_throttled_when(void)
{
	struct grouped g;
	const struct placed placed[] = {{0, 0, hog}};
	static const struct {
		vtime date;
		bool runs;
	} at[] = {{MS(1), true},   {MS(19), true},  {MS(27), false},  {MS(99), false},
		  {MS(101), true}, {MS(111), true}, {MS(127), false}, {MS(201), true}};
	grouped_init(&g, ERA_6_1, 1);
	task_group_init(&g.group[0], CPU_WEIGHT_ONE, MS(20), MS(100));
	start(&g, placed, 1);
	for (size_t i = 0; i < G_N_ELEMENTS(at); i++) {
		calendar_run(&g.e.m->cal, at[i].date);
		CU_ASSERT_EQUAL(g.e.m->cores[0].thread == &g.task[0], at[i].runs);
	}
	grouped_fini(&g);
}

/* One that sleeps all the time never has its quota, and is not held up. */
static void test_not_throttled(void)
{
	for (int era = 0; era < ERAS; era++) {
		struct grouped g, free;
		const struct placed placed[] = {{0, 0, fitful}};
		grouped_init(&free, era, 1);
		start(&free, placed, 1);
		calendar_run(&free.e.m->cal, MS(200));
		grouped_init(&g, era, 1);
		task_group_init(&g.group[0], CPU_WEIGHT_ONE, MS(80), MS(100));
		start(&g, placed, 1);
		calendar_run(&g.e.m->cal, MS(200));
		CU_ASSERT_EQUAL(g.task[0].se.sum_exec, free.task[0].se.sum_exec);
		grouped_fini(&g);
		grouped_fini(&free);
	}
}

static const struct test_case cases[] = {
	{"shares", test_shares},
	{"alone in a group as in none", test_same_as_flat},
	{"another share, the same mean", test_mean_stays},
	{"another share of one that sleeps", test_delayed_alone},
	{"quota", test_quota},
	{"when it is throttled", test_throttled_when},
	{"below its quota", test_not_throttled},
};

SUITE("task group", cases)
