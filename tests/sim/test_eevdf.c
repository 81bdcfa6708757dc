/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * EEVDF: threads on a core without costs, so that every date can be worked out by hand.
 */
#include "tests/lib/core/threads.h"
#include "tests/lib/suite.h"

/* At the tick that finds the slice used up the thread gets a new deadline, and the eligible one with the
 * earliest runs: an equal deadline leaves the core where it is. */
static void test_eevdf_slices(void)
{
	static const struct {
		int hogs;
		vtime slice;
		const char *expected;
	} cases[] = {
		{1, US(750), "aaaaa"},
		{2, US(750), "abbaabbaabbaa"},
		{2, MS(3), "aaabbbbbbaaaaaabbbbbb"},
		{3, MS(3), "aaabbbccccccaaabbbbbb"},
	};
	EACH_CASE (i, cases, hogs) {
		struct engine_config config = {.era = ERA_6_6, .sched = engine_sched()};
		config.sched.base_slice = cases[i].slice;
		threads_check(&config, cases[i].hogs, cases[i].expected);
	}
}

static void test_eevdf_shares(void)
{
	for (int n = 2; n <= HOGS; n++) {
		struct threads th;
		threads_init(&th, &(struct engine_config){.era = ERA_6_6, .sched = engine_sched()}, n, n);
		calendar_run(&th.e.m->cal, MS(4000));
		sched_update(&th.e.m->cores[0].rq);
		for (int i = 0; i < n; i++)
			CU_ASSERT(llabs(th.task[i].se.sum_exec - MS(4000) / n) <= MS(3));
		engine_fini(&th.e);
	}
}

/* a sleeps at 1 ms, half a millisecond ahead of the mean; when it wakes beside b it is put back one, for it
 * moves the mean itself; it waits for its turn. */
static void test_eevdf_negative_lag(void)
{
	static const struct act first[] = {PAY_WORK(MS(1)), REST, PAY_WORK(MS(1000))};
	struct engine_config config = {.era = ERA_6_6, .sched = engine_sched()};
	struct threads th;
	config.sched.base_slice = MS(3);
	threads_init(&th, &config, 2, 2);
	th.script[0].acts = first;
	engine_at(&th.e, MS(2), ACT(WAKE_DEV(&th.task[0])));
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(1500)), "b");
	CU_ASSERT_EQUAL(th.task[0].se.lag, -US(500));
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, MS(2)), "b");
	CU_ASSERT_EQUAL(th.task[0].se.vruntime, MS(2));
	CU_ASSERT_EQUAL(th.task[0].se.deadline, MS(5));
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, MS(4) - 1), "b");
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, MS(4)), "a"); /* b has used its slice */
	engine_fini(&th.e);
}

/* b gets the core at 3 ms, sleeps at 3.5 ms with 1.25 ms to its credit, and takes the core when it wakes. */
static void test_eevdf_positive_lag(void)
{
	static const struct act second[] = {PAY_WORK(US(500)), REST, PAY_WORK(MS(1000))};
	struct engine_config config = {.era = ERA_6_6, .sched = engine_sched()};
	struct threads th;
	config.sched.base_slice = MS(3);
	threads_init(&th, &config, 2, 2);
	th.script[1].acts = second;
	engine_at(&th.e, US(4500), ACT(WAKE_DEV(&th.task[1])));
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(3500)), "a");
	CU_ASSERT_EQUAL(th.task[1].se.lag, US(1250));
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(4500)), "b");
	CU_ASSERT_EQUAL(th.task[0].se.vruntime, MS(4));
	CU_ASSERT_EQUAL(th.task[1].se.vruntime, US(1500));
	CU_ASSERT_EQUAL(th.task[1].se.deadline, US(4500));
	engine_fini(&th.e);
}

/* 6.12: as in the negative lag above a sleeps at 1 ms, half a millisecond ahead of the mean, but stays queued, and woken
 * goes on from there: at 1.2 ms b is behind it, at 2.8 ms not. At 3.5 ms it is behind the mean of the last tick's account,
 * of which it is part: it is put to where b, the only other, was then. When b sleeps, a is picked first, and leaves. */
static void test_eevdf_delayed(void)
{
	static const struct {
		vtime wake, b_sleeps; /* 0: never */
		bool delayed;	      /* just before the wake-up */
		vtime vruntime, deadline;
		const char *then;
	} cases[] = {
		{US(1200), 0, true, MS(1), MS(3), "b"},
		{US(2800), 0, true, MS(1), MS(3), "a"},
		{US(3500), 0, true, MS(2), MS(5), "a"},
		{US(2800), US(1500), false, 0, 0, "a"},
	};
	static const struct act first[] = {PAY_WORK(MS(1)), REST, PAY_WORK(MS(1000))};
	EACH_CASE (i, cases, wake) {
		const struct act second[] = {PAY_WORK(cases[i].b_sleeps), REST, PAY_WORK(MS(1))};
		struct engine_config config = {.era = ERA_6_12, .sched = engine_sched()};
		struct threads th;
		config.sched.base_slice = MS(3);
		threads_init(&th, &config, 2, 2);
		th.script[0].acts = first;
		if (cases[i].b_sleeps)
			th.script[1].acts = second;
		engine_at(&th.e, cases[i].wake, ACT(WAKE_DEV(&th.task[0])));
		CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(1100)), "b");
		calendar_run(&th.e.m->cal, cases[i].wake - 1);
		CU_ASSERT_EQUAL(th.task[0].se.delayed, cases[i].delayed);
		CU_ASSERT_EQUAL(th.e.m->cores[0].rq.n, cases[i].b_sleeps ? 0 : 2);
		CU_ASSERT_STRING_EQUAL(threads_run_at(&th, cases[i].wake), cases[i].then);
		CU_ASSERT_FALSE(th.task[0].se.delayed);
		if (!cases[i].b_sleeps) {
			CU_ASSERT_EQUAL(th.task[0].se.vruntime, cases[i].vruntime);
			CU_ASSERT_EQUAL(th.task[0].se.deadline, cases[i].deadline);
		}
		engine_fini(&th.e);
	}
}

/* a, alone, has used up its slice, so it is no longer protected: in 6.12 the tick finds it ahead of
 * the mean. It gives way to b, which woke at 4.5 ms with the later deadline. In 6.6 a keeps the
 * core up to its own deadline, at 6 ms. */
static void test_eevdf_preempt_short(void)
{
	static const struct {
		enum era era;
		const char *then; /* after the tick at 5 ms */
	} cases[] = {{ERA_6_6, "a"}, {ERA_6_12, "b"}};
	EACH_CASE (i, cases, era) {
		struct engine_config config = {.era = cases[i].era, .sched = engine_sched()};
		struct threads th;
		config.sched.base_slice = MS(3);
		threads_init(&th, &config, 2, 1);
		engine_at(&th.e, US(4500), ACT(WAKE_DEV(&th.task[1])));
		CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(4500)), "a");
		CU_ASSERT_EQUAL(th.task[0].se.deadline, MS(6));
		CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(5005)), cases[i].then);
		engine_fini(&th.e);
	}
}

/* The slice that a thread gets where the scenario says none, of a machine of 8 cores: 4 times the kernel's. */
static void test_eevdf_base_slice(void)
{
	static const struct {
		enum era era;
		vtime set, slice;
	} cases[] = {{ERA_6_6, 0, MS(3)}, {ERA_6_12, 0, US(2800)}, {ERA_6_12, MS(1), MS(4)}};
	EACH_CASE (i, cases, era) {
		struct sched_settings s = engine_sched();
		s.base_slice = cases[i].set;
		s.scale = true;
		CU_ASSERT_EQUAL(sched_params(&s, 8, cases[i].era).base_slice, cases[i].slice);
	}
}

/* a, alone, has run past its deadline without a tick when b wakes: a gets a new one and keeps the core. */
static void test_eevdf_alone(void)
{
	struct engine_config config = {.era = ERA_6_6, .sched = engine_sched()};
	struct threads th;
	config.sched.hz = 100;
	threads_init(&th, &config, 2, 1);
	engine_at(&th.e, MS(5), ACT(WAKE_DEV(&th.task[1])));
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, MS(5)), "a");
	CU_ASSERT_EQUAL(th.task[0].se.deadline, US(5750));
	CU_ASSERT_EQUAL(th.task[1].se.deadline, US(5750));
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, MS(10)), "b");
	engine_fini(&th.e);
}

/* With others waiting, a wake-up that finds the slice used up makes the thread give way. */
static void test_eevdf_used_up_at_wakeup(void)
{
	struct engine_config config = {.era = ERA_6_6, .sched = engine_sched()};
	struct threads th;
	config.sched.hz = 100;
	threads_init(&th, &config, 3, 2);
	engine_at(&th.e, US(700), ACT(WAKE_DEV(&th.task[2])));
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(700)),
			       "a"); /* c is put at the mean, 0.35 ms: behind b */
	engine_fini(&th.e);
	threads_init(&th, &config, 3, 2);
	engine_at(&th.e, US(800), ACT(WAKE_DEV(&th.task[2])));
	CU_ASSERT_STRING_EQUAL(threads_run_at(&th, US(800)), "b");
	engine_fini(&th.e);
}

static const struct test_case cases[] = {
	{"EEVDF: slices at the tick", test_eevdf_slices},
	{"EEVDF: even shares", test_eevdf_shares},
	{"EEVDF: negative lag is kept over a sleep", test_eevdf_negative_lag},
	{"EEVDF: positive lag is kept over a sleep", test_eevdf_positive_lag},
	{"EEVDF: 6.12 delays the dequeue of a thread ahead of the mean", test_eevdf_delayed},
	{"EEVDF: 6.12 takes the core from an unprotected thread ahead of the mean", test_eevdf_preempt_short},
	{"EEVDF: the kernel's slice", test_eevdf_base_slice},
	{"EEVDF: a thread alone past its deadline", test_eevdf_alone},
	{"EEVDF: a slice used up at a wake-up", test_eevdf_used_up_at_wakeup},
};
SUITE("eevdf", cases)
