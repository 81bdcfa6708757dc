/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/softirq.h"
#include "tests/lib/bench/engine.h"
#include "tests/lib/suite.h"

/* One core whose interrupt raises NET_RX, whose action takes some time and raises NET_RX again; a thread
 * beside it. */
struct flood {
	struct engine e;
	struct irq irq;
	struct task thread;
	struct script irq_script, rx, tx, thread_script;
	struct act rx_acts[5];
};

static const struct act raise_rx[] = {SOFTIRQ(SOFTIRQ_NET_RX), END};

static void flood_init(struct flood *f, const struct engine_config *config, vtime action)
{
	memset(f, 0, sizeof(*f));
	engine_init(&f->e, config);
	struct act again[] = {SOFTIRQ(SOFTIRQ_NET_RX), PAY_WORK(action), MARK, END};
	memcpy(f->rx_acts, again, sizeof(again));
	f->irq_script = (struct script){.name = "irq", .acts = raise_rx};
	f->rx = (struct script){.name = "rx", .acts = f->rx_acts};
	engine_irq(&f->e, &f->irq, 0, &f->irq_script);
	engine_softirq(&f->e, SOFTIRQ_NET_RX, 0, &f->rx);
}

static void add_thread(struct flood *f, const struct act *acts)
{
	f->thread_script = (struct script){.engine = &f->e, .name = "a", .acts = acts};
	thread_init(&f->thread, f->e.m->cores, "a", CONTEXT_other, script_run, &f->thread_script);
}

static void run(struct flood *f, vtime end)
{
	calendar_run(&f->e.m->cal, end);
	machine_check(f->e.m, 0);
}

static vtime work_in(const struct flood *f, enum context context)
{
	return engine_booked(&f->e, 0, context, COST_work);
}

/* How many rounds the loop makes on the exit of an interrupt of an idle core before it leaves the rest to
 * ksoftirqd: 10, or until 2 ms are over, in jiffies: from the tick count at its start, rounded up to whole
 * ticks. */
static void test_limits(void)
{
	static const struct {
		int64_t hz;
		vtime start, action;
		int rounds;
	} cases[] = {
		{1000, 0, US(10), 10},
		{1000, US(100), US(190), 10}, /* ends at 2.0 ms only after the tenth */
		{1000, US(100), US(300), 7},  /* 0.4, 0.7, ... 1.9: go on; 2.2 ms: jiffy 2 */
		{1000, US(900), US(300), 4},  /* 1.2, 1.5, 1.8; 2.1 */
		{1000, US(1000), US(500), 4}, /* from jiffy 1: until 3 ms, that being too late */
		{250, US(100), US(300), 10},  /* one jiffy of 4 ms */
		{250, US(100), US(500), 8},   /* 4.1 ms */
		{250, US(3900), US(10), 10},  /* 4.0 ms after the tenth */
		{250, US(3900), US(50), 2},   /* 3.95; 4.0 ms */
		{100, US(100), US(1200), 9},  /* 10.9 ms */
	};
	EACH_CASE (i, cases, hz) {
		struct engine_config config = {.sched = engine_sched()};
		struct flood f;
		config.sched.hz = cases[i].hz;
		flood_init(&f, &config, cases[i].action);
		engine_at(&f.e, cases[i].start, ACT(RAISE(&f.irq)));
		run(&f, MS(20));
		CU_ASSERT_EQUAL(work_in(&f, CONTEXT_softirq), cases[i].rounds * cases[i].action);
		/* ksoftirqd has the core from then on */
		CU_ASSERT_EQUAL(work_in(&f, CONTEXT_ksoftirqd),
				MS(20) - cases[i].start - cases[i].rounds * cases[i].action);
		CU_ASSERT_EQUAL(f.e.m->counter[COUNTER_ksoftirqd_wakeups], 1);
		engine_fini(&f.e);
	}
}

/* A thread woken in the first round asks for the core: no second round; it runs, then ksoftirqd. */
static void test_need_resched(void)
{
	static const struct act work[] = {PAY_WORK(US(5)), MARK, REST, AGAIN(0)};
	struct flood f;
	flood_init(&f, &(struct engine_config){.sched = engine_sched()}, US(10));
	add_thread(&f, work);
	struct act waking[] = {SOFTIRQ(SOFTIRQ_NET_RX), PAY_WORK(US(10)), WAKE(&f.thread), MARK, END};
	memcpy(f.rx_acts, waking, sizeof(waking));
	engine_at(&f.e, NS(100), ACT(RAISE(&f.irq)));
	run(&f, US(30));
	CU_ASSERT_STRING_EQUAL(f.e.log->str, "rx@10100 a@15100 rx@25100 ");
	CU_ASSERT_EQUAL(f.e.m->counter[COUNTER_ksoftirqd_wakeups], 1);
	CU_ASSERT_EQUAL(work_in(&f, CONTEXT_softirq), US(10));
	engine_fini(&f.e);
}

/* The thread has had the core for less than its slice, so that ksoftirqd waits; a tick a millisecond. */
static void test_tick_by_era(void)
{
	static const struct {
		enum era era;
		int rounds; /* 10 at the interrupt; 10 more at each of three ticks unless ksoftirqd is waited
			       for */
	} cases[] = {{ERA_3_13, 40}, {ERA_5_10, 10}, {ERA_6_1, 10}, {ERA_6_6, 40}, {ERA_6_12, 40}};
	static const struct act hog[] = {PAY_WORK(MS(1)), AGAIN(0)};
	EACH_CASE (i, cases, era) {
		struct engine_config config = {.era = cases[i].era, .sched = engine_sched()};
		struct flood f;
		config.sched.base_slice = MS(10);
		flood_init(&f, &config, US(10));
		add_thread(&f, hog);
		engine_at(&f.e, 0, ACT(WAKE_DEV(&f.thread)));
		engine_at(&f.e, US(100), ACT(RAISE(&f.irq)));
		run(&f, US(3900));
		CU_ASSERT_EQUAL(work_in(&f, CONTEXT_softirq), cases[i].rounds * US(10));
		CU_ASSERT_EQUAL(work_in(&f, CONTEXT_ksoftirqd), 0);
		CU_ASSERT_EQUAL(work_in(&f, CONTEXT_other), US(3900) - cases[i].rounds * US(10));
		CU_ASSERT_EQUAL(f.e.m->counter[COUNTER_ksoftirqd_wakeups], 1);
		engine_fini(&f.e);
	}
}

/* In 5.10 any interrupt's exit leaves pending softirqs alone while ksoftirqd is runnable, a NIC's as well. */
static void test_interrupt_by_era(void)
{
	static const struct {
		enum era era;
		int rounds;
	} cases[] = {{ERA_3_13, 20}, {ERA_5_10, 10}, {ERA_6_1, 10}, {ERA_6_6, 20}, {ERA_6_12, 20}};
	static const struct act hog[] = {PAY_WORK(MS(1)), AGAIN(0)};
	EACH_CASE (i, cases, era) {
		struct flood f;
		flood_init(&f, &(struct engine_config){.era = cases[i].era, .sched = engine_sched()}, US(10));
		add_thread(&f, hog);
		engine_at(&f.e, 0, ACT(WAKE_DEV(&f.thread)));
		engine_at(&f.e, US(100), ACT(RAISE(&f.irq)));
		engine_at(&f.e, US(300), ACT(RAISE(&f.irq)));
		run(&f, US(500));
		CU_ASSERT_EQUAL(work_in(&f, CONTEXT_softirq), cases[i].rounds * US(10));
		engine_fini(&f.e);
	}
}

/* ksoftirqd runs rounds of 10 us from 100.1 us on. A long sleeper that wakes in the middle of one waits for
 * its end. */
static void test_ksoftirqd_not_preempted(void)
{
	static const struct act work[] = {PAY_WORK(US(5)), MARK, REST, AGAIN(0)};
	static const struct act silent[] = {SOFTIRQ(SOFTIRQ_NET_RX), PAY_WORK(US(10)), END};
	struct flood f;
	flood_init(&f, &(struct engine_config){.sched = engine_sched()}, US(10));
	memcpy(f.rx_acts, silent, sizeof(silent));
	add_thread(&f, work);
	engine_at(&f.e, NS(100), ACT(RAISE(&f.irq)));
	engine_at(&f.e, US(3155), ACT(WAKE_DEV(&f.thread)));
	run(&f, US(3200));
	CU_ASSERT_STRING_EQUAL(f.e.log->str, "a@3165100 ");
	engine_fini(&f.e);
}

/* A softirq raised on top of ksoftirqd's loop is no nested loop: it runs in ksoftirqd's next round, the lower
 * number first. */
static void test_raised_over_ksoftirqd(void)
{
	static const struct act raise_tx[] = {SOFTIRQ(SOFTIRQ_NET_TX), PAY_WORK(US(1)), MARK, END};
	static const struct act tx[] = {PAY_WORK(US(2)), MARK, END};
	struct flood f;
	flood_init(&f, &(struct engine_config){.sched = engine_sched()}, US(10));
	struct irq line;
	struct script line_script = {.name = "line", .acts = raise_tx};
	engine_irq(&f.e, &line, 0, &line_script);
	f.tx = (struct script){.name = "tx", .acts = tx};
	engine_softirq(&f.e, SOFTIRQ_NET_TX, 0, &f.tx);
	engine_at(&f.e, 0, ACT(RAISE(&f.irq)));
	engine_at(&f.e, US(125), ACT(RAISE(&line)));
	run(&f, US(119));
	g_string_truncate(f.e.log, 0);
	run(&f, US(145));
	CU_ASSERT_STRING_EQUAL(f.e.log->str, "rx@120000 line@126000 rx@131000 tx@133000 rx@143000 ");
	CU_ASSERT_EQUAL(work_in(&f, CONTEXT_softirq), US(100));
	engine_fini(&f.e);
}

/* Work that comes to an end: ksoftirqd sleeps, and the next interrupt's exit runs softirqs again, in 5.10
 * too. */
static void test_ksoftirqd_sleeps(void)
{
	struct flood f;
	flood_init(&f, &(struct engine_config){.era = ERA_5_10, .sched = engine_sched()}, US(10));
	engine_at(&f.e, 0, ACT(RAISE(&f.irq)));
	run(&f, US(115)); /* in ksoftirqd's second round */
	struct act last[] = {PAY_WORK(US(10)), MARK, END};
	memcpy(f.rx_acts, last, sizeof(last));
	run(&f, US(200));
	CU_ASSERT_EQUAL(work_in(&f, CONTEXT_softirq), US(100));
	CU_ASSERT_EQUAL(work_in(&f, CONTEXT_ksoftirqd),
			US(30)); /* the second has raised a third before it was the last */
	CU_ASSERT_EQUAL(f.e.m->cores[0].ksoftirqd.state, TASK_SLEEPING);
	engine_at(&f.e, US(300), ACT(RAISE(&f.irq)));
	run(&f, US(400));
	CU_ASSERT_EQUAL(work_in(&f, CONTEXT_softirq), US(110));
	engine_fini(&f.e);
}

static const struct test_case cases[] = {
	{"ten rounds or 2 ms in jiffies, then ksoftirqd", test_limits},
	{"a thread that asks for the core ends the loop", test_need_resched},
	{"the exit of the tick, by era", test_tick_by_era},
	{"the exit of another interrupt, by era", test_interrupt_by_era},
	{"ksoftirqd is not preempted inside the loop", test_ksoftirqd_not_preempted},
	{"a softirq raised over ksoftirqd", test_raised_over_ksoftirqd},
	{"ksoftirqd sleeps when its work is done", test_ksoftirqd_sleeps},
};
SUITE("softirq", cases)
