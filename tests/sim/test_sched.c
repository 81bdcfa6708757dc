/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CFS, and what both schedulers do: threads on a core without costs, so that every date can be worked out by hand.
 */
#include "tests/lib/core/threads.h"
#include "tests/lib/suite.h"

/* The slice is 6 ms x factor / n, at least 0.75 ms x factor; the tick that finds it exceeded ends it. */
static void test_cfs_slices(void)
{
	static const struct {
		int hogs, cores;
		int64_t hz;
		const char *expected;
	} cases[] = {
		{1, 1, 1000, "aaaaaaaaaa"},
		{2, 1, 1000, "aaaabbbbaaaabbbbaaaa"},	       /* 3 ms: exceeded at 4 */
		{3, 1, 1000, "aaabbbcccaaabbbccc"},	       /* 2 ms */
		{6, 1, 1000, "aabbccddeeffaabb"},	       /* 1 ms */
		{8, 1, 1000, "abcdefghabc"},		       /* 0.75 ms */
		{10, 1, 1000, "abcdefghijabc"},		       /* 0.75 ms, not 0.6 */
		{2, 2, 1000, "aaaaaaabbbbbbbaaaaaaa"},	       /* factor 2: 6 ms */
		{2, 3, 1000, "aaaaaaabbbbbbbaaaaaaa"},	       /* factor 2 */
		{2, 4, 1000, "aaaaaaaaaabbbbbbbbbbaaaa"},      /* factor 3: 9 ms */
		{2, 7, 1000, "aaaaaaaaaabbbbbbbbbbaaaa"},      /* factor 3 */
		{2, 8, 1000, "aaaaaaaaaaaaabbbbbbbbbbbbbaa"},  /* factor 4: 12 ms */
		{2, 16, 1000, "aaaaaaaaaaaaabbbbbbbbbbbbbaa"}, /* factor 4 */
		{2, 1, 250, "aaaabbbbaaaabbbbaaaa"},	       /* a tick of 4 ms */
		{2, 1, 100, "aaaaaaaaaabbbbbbbbbba"},	       /* a tick of 10 ms */
		{3, 8, 250, "aaaaaaaaaaaabbbbbbbbbbbbcccc"},   /* 8 ms: exceeded at 12 */
	};
	EACH_CASE (i, cases, hogs) {
		struct engine_config config = {.cores = cases[i].cores, .sched = engine_sched()};
		config.sched.hz = cases[i].hz;
		threads_check(&config, cases[i].hogs, cases[i].expected);
	}
}

static void test_cfs_settings(void)
{
	struct engine_config config = {.cores = 8, .era = ERA_5_10, .sched = engine_sched()};
	config.sched.scale = false;
	threads_check(&config, 2, "aaaabbbbaaaabbbb"); /* the factor is left out */
	/* 10 ms / 4 ms: three threads still share the latency, 3.33 ms each (sched_nr_latency is rounded up)
	 */
	config.sched.latency = MS(10);
	config.sched.min_granularity = MS(4);
	threads_check(&config, 3, "aaaabbbbccccaaaa");
	threads_check(&config, 4, "aaaaabbbbbcccccdddddaaaaa");
}

static void test_cfs_shares(void)
{
	for (int n = 2; n <= HOGS; n++) {
		struct threads th;
		threads_init(&th, &(struct engine_config){.sched = engine_sched()}, n, n);
		calendar_run(&th.e.m->cal, MS(4000));
		sched_update(&th.e.m->cores[0].rq);
		vtime sum = 0;
		for (int i = 0; i < n; i++) {
			CU_ASSERT(llabs(th.task[i].se.sum_exec - MS(4000) / n) <= MS(4));
			sum += th.task[i].se.sum_exec;
		}
		CU_ASSERT_EQUAL(sum, MS(4000));
		engine_fini(&th.e);
	}
}

/* a has run since 0 when b, which has never run, wakes. b is placed at 0, but no further behind than half the
 * latency, 3 ms; it preempts when a's lead is greater than the granularity. */
static void test_cfs_wakeup(void)
{
	static const struct {
		int cores;
		vtime wake, granularity, placed;
		const char *then;
	} cases[] = {
		{1, US(500), US(500), 0, "a"},
		{1, US(500), US(500) - 1, 0, "b"},
		{1, US(999), MS(1), 0, "a"},
		{1, US(1000), MS(1), 0, "a"},
		{1, US(1000) + 1, MS(1), 0, "b"},
		{1, US(3500), MS(3), US(500), "a"},
		{1, US(3500), MS(3) - 1, US(500), "b"},
		{1, US(500), 0, 0, "b"},
		{1, MS(100) + US(500), MS(3), US(97500), "a"},
		{1, MS(100) + US(500), MS(1), US(97500), "b"},
		{2, MS(100) + US(500), MS(3), US(94500), "a"}, /* both scaled by 2 */
		{2, MS(100) + US(500), MS(3) - 1, US(94500), "b"},
	};
	EACH_CASE (i, cases, cores) {
		struct engine_config config = {.cores = cases[i].cores, .sched = engine_sched()};
		struct threads th;
		config.sched.wakeup_granularity = cases[i].granularity;
		threads_init(&th, &config, 2, 1);
		engine_at(&th.e, cases[i].wake, ACT(WAKE_DEV(&th.task[1])));
		CU_ASSERT_STRING_EQUAL(threads_run_at(&th, cases[i].wake), cases[i].then);
		CU_ASSERT_EQUAL(th.task[1].se.vruntime, cases[i].placed);
		engine_fini(&th.e);
	}
}

/* A thread that sleeps briefly comes back where it was: no credit beyond its own virtual time. */
static void test_cfs_short_sleep(void)
{
	struct threads th;
	threads_init(&th, &(struct engine_config){.sched = engine_sched()}, 2, 1);
	engine_at(&th.e, US(1100), ACT(WAKE_DEV(&th.task[1]))); /* at 0: runs 10 us at once */
	engine_at(&th.e, US(1500), ACT(WAKE_DEV(&th.task[1]))); /* at 0.01; a is at 1.49 */
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(1105)), "b");
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(1115)), "a");
	CU_ASSERT_EQUAL(th.task[1].se.vruntime, US(10));
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(1500)), "b");
	CU_ASSERT_EQUAL(th.task[0].se.vruntime, US(1490));
	engine_fini(&th.e);
}

/* d, placed 3 ms behind a, b and c, has used its slice of 1.5 ms at 39 ms, but is still the first: it goes
 * on, and the next tick looks at the whole of its time again. */
static void test_cfs_picked_again(void)
{
	struct threads th;
	threads_init(&th, &(struct engine_config){.era = ERA_5_10, .sched = engine_sched()}, 4, 3);
	th.script[3].acts = threads_hog;
	engine_at(&th.e, US(36500), ACT(WAKE_DEV(&th.task[3])));
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(36400)), "a");
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(36500)), "d");
	CU_ASSERT_EQUAL(th.task[3].se.vruntime, MS(9));
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(39500)), "d");
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(40500)), "b");
	engine_fini(&th.e);
}

/* a, which has run less than b, runs 10 us and sleeps. In 3.13 it still counts then and min_vruntime stays behind b's; later
 * min_vruntime is b's. A thread that wakes next is placed half a period before it: 3 ms. */
static void test_cfs_sleeper(void)
{
	static const struct {
		enum era era;
		vtime min_vruntime;
	} cases[] = {{ERA_3_13, US(10)}, {ERA_5_10, MS(4)}, {ERA_6_1, MS(4)}};
	EACH_CASE (i, cases, era) {
		struct engine_config config = {.era = cases[i].era, .sched = engine_sched()};
		struct threads th;
		threads_init(&th, &config, 2, 0);
		struct runqueue *rq = &th.e.m->cores[0].rq;
		th.task[1].se.vruntime = MS(4);
		sched_enqueue(rq, &th.task[1]);
		sched_enqueue(rq, &th.task[0]);
		rq->n = 2;
		CU_ASSERT_PTR_EQUAL(sched_pick(rq), &th.task[0]);
		th.e.m->cal.now = US(10);
		sched_sleep(rq);
		CU_ASSERT_EQUAL(rq->min_vruntime, cases[i].min_vruntime);
		sched_dequeue(rq, &th.task[1]);
		rq->n = 0;
		engine_fini(&th.e);
	}
}

/* a runs from 0. b is woken at 5 ms and asks for the core, c at 6 ms, if at all; the switch to b is at 8 ms only, as a softirq
 * goes on until then. a is charged until the clock was last updated, b from then on. */
static void test_clock_skipped(void)
{
	static const struct {
		enum era era;
		bool second;
		vtime a, b; /* run by 9 ms */
	} cases[] = {
		{ERA_3_13, false, MS(5), MS(4)},
		{ERA_3_13, true, MS(5), MS(4)}, /* the clock rests from the first wake-up on */
		{ERA_5_10, false, MS(5), MS(4)},
		{ERA_5_10, true, MS(6), MS(3)},
		{ERA_6_1, true, MS(6), MS(3)},
	};
	EACH_CASE (i, cases, era) {
		struct engine_config config = {.era = cases[i].era, .sched = engine_sched()};
		struct threads th;
		threads_init(&th, &config, 3, 0);
		struct runqueue *rq = &th.e.m->cores[0].rq;
		vtime *now = &th.e.m->cal.now;
		sched_wake(rq, &th.task[0], false);
		CU_ASSERT_PTR_EQUAL(sched_pick(rq), &th.task[0]);
		*now = MS(5);
		CU_ASSERT(sched_wake(rq, &th.task[1], false));
		*now = MS(6);
		if (cases[i].second)
			sched_wake(rq, &th.task[2], true);
		*now = MS(8);
		CU_ASSERT_PTR_EQUAL(sched_pick(rq), &th.task[1]);
		*now = MS(9);
		sched_update(rq);
		CU_ASSERT_EQUAL(th.task[0].se.sum_exec, cases[i].a);
		CU_ASSERT_EQUAL(th.task[1].se.sum_exec, cases[i].b);
		engine_fini(&th.e);
	}
}

/* a runs from 0; an interrupt of 0.6 ms with a softirq of 0.4 ms comes at 0.2 ms; b wakes and a is charged. */
static void test_irq_time(void)
{
	static const struct {
		bool accounting;
		vtime wake, charged;
		const char *then; /* at the wake-up's date */
	} cases[] = {
		{false, US(100), US(100), "a"},
		{true, US(100), US(100), "a"},
		{false, US(500), US(500), "irq"},
		{true, US(500), US(200), "irq"}, /* inside the handler */
		{false, US(900), US(900), "softirq"},
		{true, US(900), US(200), "softirq"},
		{false, US(1900), US(1900), "b"},
		{true, US(1900), US(900), "a"},
		{false, US(2300), US(2300), "b"},
		{true, US(2300), US(1300), "b"},
	};
	static const struct act handler[] = {SOFTIRQ(SOFTIRQ_NET_RX), PAY_WORK(US(600)), END};
	static const struct act action[] = {PAY_WORK(US(400)), END};
	EACH_CASE (i, cases, accounting) {
		struct engine_config config = {.sched = engine_sched()};
		struct threads th;
		struct irq irq;
		struct script irq_script = {.name = "irq", .acts = handler},
			      soft = {.name = "soft", .acts = action};
		config.sched.irq_time_accounting = cases[i].accounting;
		threads_init(&th, &config, 2, 1);
		engine_irq(&th.e, &irq, 0, &irq_script);
		engine_softirq(&th.e, SOFTIRQ_NET_RX, 0, &soft);
		engine_at(&th.e, US(200), ACT(RAISE(&irq)));
		engine_at(&th.e, cases[i].wake, ACT(WAKE_DEV(&th.task[1])));
		CU_ASSERT_STRING_EQUAL(threads_run_at(&th, cases[i].wake), cases[i].then);
		CU_ASSERT_EQUAL(th.task[0].se.vruntime, cases[i].charged);
		engine_fini(&th.e);
	}
}

static const struct test_case cases[] = {
	{"CFS: slices at the tick, and their scaling", test_cfs_slices},
	{"CFS: settings", test_cfs_settings},
	{"CFS: even shares", test_cfs_shares},
	{"CFS: sleeper's credit and preemption at the granularity", test_cfs_wakeup},
	{"CFS: a short sleep gives no credit", test_cfs_short_sleep},
	{"CFS: picked again", test_cfs_picked_again},
	{"CFS: a thread that goes to sleep, and min_vruntime", test_cfs_sleeper},
	{"what runs between a wake-up and the switch is charged to the woken thread", test_clock_skipped},
	{"time in interrupts is the thread's, or not", test_irq_time},
};
SUITE("sched", cases)
