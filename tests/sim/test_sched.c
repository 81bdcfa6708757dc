/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The schedulers as a whole: threads on a core without costs, so that every date can be worked out by hand.
 */
#include "tests/lib/bench/engine.h"
#include "tests/lib/suite.h"

#define HOGS 10

struct threads {
	struct engine e;
	struct task task[HOGS];
	struct script script[HOGS];
};

static const struct act hog[] = {PAY_WORK(MS(1000)), AGAIN(0)};
static const struct act lazy[] = {PAY_WORK(US(10)), REST, AGAIN(0)};

/* n threads a, b, ... of core 0, the first `hogs` of them hogs that start at 0 in this order. */
static void threads_init(struct threads *th, const struct engine_config *config, int n, int hogs)
{
	static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
	memset(th, 0, sizeof(*th));
	engine_init(&th->e, config);
	for (int i = 0; i < n; i++) {
		th->script[i] =
			(struct script){.engine = &th->e, .name = names[i], .acts = i < hogs ? hog : lazy};
		thread_init(&th->task[i], th->e.m->cores, names[i], CONTEXT_other, script_run,
			    &th->script[i]);
		if (i < hogs)
			engine_at(&th->e, 0, ACT(WAKE_DEV(&th->task[i])));
	}
}

/* Who has the core at a date; "-": nobody. */
static const char *runs_at(struct threads *th, vtime date)
{
	calendar_run(&th->e.m->cal, date);
	const struct task *t = th->e.m->cores[0].running;
	return t ? t->name : "-";
}

/* Who runs in each of the first milliseconds. */
static char *pattern(struct threads *th, int ms)
{
	GString *s = g_string_new(NULL);
	for (int i = 0; i < ms; i++)
		g_string_append(s, runs_at(th, MS(i) + US(500)));
	return g_string_free(s, FALSE);
}

static void check_pattern(const struct engine_config *config, int hogs, const char *expected)
{
	struct threads th;
	threads_init(&th, config, hogs, hogs);
	char *got = pattern(&th, (int)strlen(expected));
	CU_ASSERT_STRING_EQUAL(got, expected);
	g_free(got);
	machine_check(th.e.m, 0);
	engine_fini(&th.e);
}

/* ---- CFS ---- */

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
		check_pattern(&config, cases[i].hogs, cases[i].expected);
	}
}

static void test_cfs_settings(void)
{
	struct engine_config config = {.cores = 8, .era = ERA_5_10, .sched = engine_sched()};
	config.sched.scale = false;
	check_pattern(&config, 2, "aaaabbbbaaaabbbb"); /* the factor is left out */
	/* 10 ms / 4 ms: three threads still share the latency, 3.33 ms each (sched_nr_latency is rounded up)
	 */
	config.sched.latency = MS(10);
	config.sched.min_granularity = MS(4);
	check_pattern(&config, 3, "aaaabbbbccccaaaa");
	check_pattern(&config, 4, "aaaaabbbbbcccccdddddaaaaa");
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
		CU_ASSERT_STRING_EQUAL(runs_at(&th, cases[i].wake), cases[i].then);
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
	CU_ASSERT_STRING_EQUAL(runs_at(&th, US(1105)), "b");
	CU_ASSERT_STRING_EQUAL(runs_at(&th, US(1115)), "a");
	CU_ASSERT_EQUAL(th.task[1].se.vruntime, US(10));
	CU_ASSERT_STRING_EQUAL(runs_at(&th, US(1500)), "b");
	CU_ASSERT_EQUAL(th.task[0].se.vruntime, US(1490));
	engine_fini(&th.e);
}

/* d, placed 3 ms behind a, b and c, has used its slice of 1.5 ms at 39 ms, but is still the first: it goes
 * on, and the next tick looks at the whole of its time again. */
static void test_cfs_picked_again(void)
{
	struct threads th;
	threads_init(&th, &(struct engine_config){.era = ERA_5_10, .sched = engine_sched()}, 4, 3);
	th.script[3].acts = hog;
	engine_at(&th.e, US(36500), ACT(WAKE_DEV(&th.task[3])));
	CU_ASSERT_STRING_EQUAL(runs_at(&th, US(36400)), "a");
	CU_ASSERT_STRING_EQUAL(runs_at(&th, US(36500)), "d");
	CU_ASSERT_EQUAL(th.task[3].se.vruntime, MS(9));
	CU_ASSERT_STRING_EQUAL(runs_at(&th, US(39500)), "d");
	CU_ASSERT_STRING_EQUAL(runs_at(&th, US(40500)), "b");
	engine_fini(&th.e);
}

/* ---- interrupts and the thread's account ---- */

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
		CU_ASSERT_STRING_EQUAL(runs_at(&th, cases[i].wake), cases[i].then);
		CU_ASSERT_EQUAL(th.task[0].se.vruntime, cases[i].charged);
		engine_fini(&th.e);
	}
}

/* ---- EEVDF ---- */

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
		check_pattern(&config, cases[i].hogs, cases[i].expected);
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
	CU_ASSERT_STRING_EQUAL(runs_at(&th, US(1500)), "b");
	CU_ASSERT_EQUAL(th.task[0].se.lag, -US(500));
	CU_ASSERT_STRING_EQUAL(runs_at(&th, MS(2)), "b");
	CU_ASSERT_EQUAL(th.task[0].se.vruntime, MS(2));
	CU_ASSERT_EQUAL(th.task[0].se.deadline, MS(5));
	CU_ASSERT_STRING_EQUAL(runs_at(&th, MS(4) - 1), "b");
	CU_ASSERT_STRING_EQUAL(runs_at(&th, MS(4)), "a"); /* b has used its slice */
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
	CU_ASSERT_STRING_EQUAL(runs_at(&th, US(3500)), "a");
	CU_ASSERT_EQUAL(th.task[1].se.lag, US(1250));
	CU_ASSERT_STRING_EQUAL(runs_at(&th, US(4500)), "b");
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
		CU_ASSERT_STRING_EQUAL(runs_at(&th, US(1100)), "b");
		calendar_run(&th.e.m->cal, cases[i].wake - 1);
		CU_ASSERT_EQUAL(th.task[0].se.delayed, cases[i].delayed);
		CU_ASSERT_EQUAL(th.e.m->cores[0].rq.n, cases[i].b_sleeps ? 0 : 2);
		CU_ASSERT_STRING_EQUAL(runs_at(&th, cases[i].wake), cases[i].then);
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
		CU_ASSERT_STRING_EQUAL(runs_at(&th, US(4500)), "a");
		CU_ASSERT_EQUAL(th.task[0].se.deadline, MS(6));
		CU_ASSERT_STRING_EQUAL(runs_at(&th, US(5005)), cases[i].then);
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
	CU_ASSERT_STRING_EQUAL(runs_at(&th, MS(5)), "a");
	CU_ASSERT_EQUAL(th.task[0].se.deadline, US(5750));
	CU_ASSERT_EQUAL(th.task[1].se.deadline, US(5750));
	CU_ASSERT_STRING_EQUAL(runs_at(&th, MS(10)), "b");
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
	CU_ASSERT_STRING_EQUAL(runs_at(&th, US(700)), "a"); /* c is put at the mean, 0.35 ms: behind b */
	engine_fini(&th.e);
	threads_init(&th, &config, 3, 2);
	engine_at(&th.e, US(800), ACT(WAKE_DEV(&th.task[2])));
	CU_ASSERT_STRING_EQUAL(runs_at(&th, US(800)), "b");
	engine_fini(&th.e);
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
SUITE("sched", cases)
