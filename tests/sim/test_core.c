/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/core/one_core.h"
#include "tests/lib/suite.h"

static const struct act work_1000[] = {PAY_WORK(NS(1000)), MARK, REST, AGAIN(0)};
static const struct act mark_200_mark[] = {MARK, PAY_WORK(NS(200)), MARK, END};
static const struct act pay_100[] = {PAY_WORK(NS(100)), MARK, END};

static void test_preemption(void)
{
	static const struct {
		int64_t entry;
		vtime raised;
		const char *expected;
	} cases[] = {
		{0, NS(300), "x@300 x@500 a@1200 "},
		{50, NS(300), "x@350 x@550 a@1250 "},
		{0, 0, "x@0 x@200 a@1200 "},
		{0, NS(1000), "x@1000 x@1200 a@1200 "}, /* the interrupt ranks before the end of the payment
							 */
		{0, NS(1001), "a@1000 x@1001 x@1201 "},
		{0, 1, "x@0.001 x@200.001 a@1200 "},
	};
	EACH_CASE (i, cases, entry) {
		struct one_core o;
		one_core_init(&o, &(struct engine_config){.sched = engine_sched(),
							  .cost_ns = {[COST_irq_entry] = cases[i].entry}});
		o.irq_script[0].acts = mark_200_mark;
		one_core_start(&o, work_1000, 0);
		one_core_raise(&o, cases[i].raised, 0);
		one_core_finish(&o, NS(5000), cases[i].expected);
		engine_fini(&o.e);
	}
}

static void test_nesting(void)
{
	static const struct act raise_softirq[] = {SOFTIRQ(SOFTIRQ_NET_RX), PAY_WORK(NS(100)), MARK, END};
	static const struct act soft[] = {PAY_WORK(NS(300)), MARK, END};
	static const struct act short_irq[] = {PAY_WORK(NS(50)), MARK, END};
	struct one_core o;
	one_core_init(&o, &(struct engine_config){.sched = engine_sched()});
	o.irq_script[0].acts = raise_softirq;
	o.irq_script[1].acts = short_irq;
	o.softirq_script.acts = soft;
	one_core_start(&o, work_1000, 0);
	one_core_raise(&o, NS(100), 0);
	one_core_raise(&o, NS(250), 1);
	one_core_finish(&o, NS(5000), "x@200 y@300 soft@550 a@1450 ");
	CU_ASSERT_EQUAL(o.e.m->counter[COUNTER_interrupts], 2);
	CU_ASSERT_EQUAL(o.e.m->counter[COUNTER_softirq_rounds], 1);
	engine_fini(&o.e);
}

/* Handlers do not nest, queue in order of arrival, and one raised twice before it starts is handled once.
 * Pending softirqs wait for the last of them. */
static void test_queueing(void)
{
	static const struct act with_softirq[] = {SOFTIRQ(SOFTIRQ_NET_RX), PAY_WORK(NS(100)), MARK, END};
	static const struct act soft[] = {PAY_WORK(NS(10)), MARK, END};
	struct one_core o;
	one_core_init(&o, &(struct engine_config){.sched = engine_sched()});
	o.irq_script[0].acts = with_softirq;
	o.irq_script[1].acts = o.irq_script[2].acts = pay_100;
	o.softirq_script.acts = soft;
	one_core_start(&o, work_1000, 0);
	one_core_raise(&o, NS(100), 0);
	one_core_raise(&o, NS(110), 0); /* runs already: once more, at its place in the queue */
	one_core_raise(&o, NS(120), 2);
	one_core_raise(&o, NS(130), 2); /* waits already */
	one_core_raise(&o, NS(150), 1);
	one_core_finish(&o, NS(5000), "x@200 x@300 z@400 y@500 soft@510 a@1410 ");
	CU_ASSERT_EQUAL(o.e.m->counter[COUNTER_interrupts], 4);
	engine_fini(&o.e);
}

static void test_context_switch(void)
{
	static const struct act other[] = {PAY_WORK(NS(400)), MARK, REST, AGAIN(0)};
	struct one_core o;
	struct task b;
	struct script b_script = {.name = "b", .acts = other};
	one_core_init(
		&o, &(struct engine_config){.sched = engine_sched(),
					    .cost_ns = {[COST_context_switch] = 300, [COST_irq_entry] = 50}});
	one_core_start(&o, work_1000, 0);
	engine_thread(&o.e, &b, 0, &b_script, NS(600));
	one_core_raise(&o, NS(100), 0);		      /* in the middle of the switch */
	engine_at(&o.e, NS(5000), ACT(WAKE_DEV(&b))); /* from idle: a switch again */
	one_core_finish(&o, NS(9000), "a@1350 b@2050 b@5700 ");
	CU_ASSERT_EQUAL(engine_booked(&o.e, 0, CONTEXT_other, COST_context_switch), NS(900));
	CU_ASSERT_EQUAL(o.e.m->counter[COUNTER_context_switches], 5); /* a, b, idle, b, idle */
	engine_fini(&o.e);
}

/* a is preempted by b in the middle of a payment and keeps the rest; the way back is a switch of its own. */
static void test_thread_preemption(void)
{
	static const struct act long_work[] = {PAY_WORK(US(5000)), MARK, REST, AGAIN(0)};
	struct one_core o;
	struct task b;
	struct script b_script = {.name = "b", .acts = work_1000};
	one_core_init(&o, &(struct engine_config){.sched = engine_sched(),
						  .cost_ns = {[COST_context_switch] = 300}});
	one_core_start(&o, long_work, 0);
	engine_thread(&o.e, &b, 0, &b_script, MS(4) + US(100));
	one_core_finish(&o, MS(10), "b@4101300 a@5001900 ");
	engine_fini(&o.e);
}

/* A thread in the kernel gives way at its own offer, 4.5 ms, unless the kernel is fully preemptible: b asks at 4.1 ms. An
 * interrupt at the very date of the offer does not take it back. */
static void test_kernel_thread(void)
{
	static const struct act with_offer[] = {
		PAY_WORK(US(4500)), OFFER, PAY_WORK(US(500)), MARK, REST, AGAIN(0)};
	static const struct {
		enum preempt preempt;
		enum context context;
		vtime raised;
		const char *expected;
	} cases[] = {
		{PREEMPT_none, CONTEXT_vhost, 0, "b@4501600 a@5001900 "},
		{PREEMPT_voluntary, CONTEXT_vhost, 0, "b@4501600 a@5001900 "},
		{PREEMPT_full, CONTEXT_vhost, 0, "b@4101300 a@5001900 "},
		{PREEMPT_none, CONTEXT_vcpu, 0, "b@4101300 a@5001900 "},
		{PREEMPT_voluntary, CONTEXT_qemu, 0, "b@4101300 a@5001900 "},
		{PREEMPT_voluntary, CONTEXT_ksoftirqd, NS(4500300), "x@4500400 b@4501700 a@5002000 "},
	};
	EACH_CASE (i, cases, preempt) {
		struct engine_config config = {.sched = engine_sched(),
					       .cost_ns = {[COST_context_switch] = 300}};
		struct one_core o;
		struct task b;
		struct script b_script = {.name = "b", .acts = work_1000};
		config.sched.preempt = cases[i].preempt;
		one_core_init(&o, &config);
		o.irq_script[0].acts = pay_100;
		one_core_start(&o, with_offer, 0);
		o.a.context = cases[i].context;
		engine_thread(&o.e, &b, 0, &b_script, MS(4) + US(100));
		if (cases[i].raised)
			one_core_raise(&o, cases[i].raised, 0);
		one_core_finish(&o, MS(10), cases[i].expected);
		engine_fini(&o.e);
	}
}

static void test_idle_exit(void)
{
	struct engine_config config = {.sched = engine_sched()};
	struct one_core o;
	config.sched.idle_exit = US(2);
	one_core_init(&o, &config);
	o.irq_script[0].acts = o.irq_script[1].acts = pay_100;
	one_core_raise(&o, NS(1000), 0);
	one_core_raise(&o, NS(1500), 1);
	one_core_raise(&o, NS(3150), 0); /* awake */
	one_core_raise(&o, NS(10000), 0);
	one_core_finish(&o, US(50), "x@3100 y@3200 x@3300 x@12100 ");
	CU_ASSERT_EQUAL(o.e.m->cores[0].idle, US(50) - NS(400));
	engine_fini(&o.e);
}

/* The core is woken early by a thread: the latency of the interrupt that waited ends with it, and the next
 * idle state has its own in full. */
static void test_idle_exit_overtaken(void)
{
	struct engine_config config = {.sched = engine_sched()};
	struct one_core o;
	static const struct act work[] = {PAY_WORK(NS(100)), MARK, REST, AGAIN(0)};
	config.sched.idle_exit = US(2);
	one_core_init(&o, &config);
	o.irq_script[0].acts = pay_100;
	one_core_start(&o, work, NS(1500));
	one_core_raise(&o, NS(1000), 0);
	one_core_raise(&o, NS(2000), 0);
	one_core_finish(&o, US(50), "x@1600 a@1700 x@4100 ");
	engine_fini(&o.e);
}

static void test_tick(void)
{
	static const struct act work[] = {PAY_WORK(US(3500)), MARK, REST, AGAIN(0)};
	struct one_core o;
	one_core_init(&o,
		      &(struct engine_config){.sched = engine_sched(), .cost_ns = {[COST_timer_tick] = 10}});
	one_core_start(&o, work, 0);
	one_core_finish(&o, MS(20),
			"a@3500030 "); /* ticks at 1, 2, 3 ms; then the core is idle and has none */
	CU_ASSERT_EQUAL(o.e.m->counter[COUNTER_timer_ticks], 3);
	engine_at(&o.e, MS(30), ACT(WAKE_DEV(&o.a)));
	one_core_finish(&o, MS(50), "a@3500030 a@33500030 "); /* the first at 31 ms */
	CU_ASSERT_EQUAL(o.e.m->counter[COUNTER_timer_ticks], 6);
	engine_fini(&o.e);
}

/* The thread sleeps, and before the core gets idle a softirq that goes on over a tick wakes it: the tick
 * lives on. */
static void test_tick_survives(void)
{
	static const struct act irq[] = {SOFTIRQ(SOFTIRQ_NET_RX), END};
	struct one_core o;
	one_core_init(&o, &(struct engine_config){.sched = engine_sched()});
	struct act acts[] = {PAY_WORK(US(900)), RAISE(&o.irq[0]), REST, PAY_WORK(MS(3)), MARK, REST};
	struct act soft[] = {PAY_WORK(US(200)), WAKE(&o.a), END};
	o.irq_script[0].acts = irq;
	o.softirq_script.acts = soft;
	one_core_start(&o, acts, 0);
	one_core_finish(&o, MS(10), "a@4100000 ");
	CU_ASSERT_EQUAL(o.e.m->counter[COUNTER_timer_ticks], 4); /* 1, 2, 3, 4 ms */
	engine_fini(&o.e);
}

/* A thread of core 0 wakes one of core 1 at 100 ns. In HLT an interrupt ends the idle state; in MWAIT the core sees
 * need_resched by itself. While an interrupt runs that has ended the idle state, the idle thread watches nothing. */
static void test_wake_other_core(void)
{
	static const struct {
		enum idle idle;
		vtime irq; /* raised on core 1; 0: none */
		const char *expected;
		int interrupts;
		vtime booked; /* of COST_resched_ipi */
	} cases[] = {
		{IDLE_hlt, 0, "a@200 b@3150 ", 1, NS(40)}, /* 2,000 the idle state, 50 the interrupt */
		{IDLE_mwait, 0, "a@200 b@3100 ", 0, 0},	   /* 2,000 the idle state */
		{IDLE_hlt, NS(50), "a@200 x@2160 b@3210 ", 2, NS(40)}, /* it leaves the state already */
		{IDLE_mwait, NS(50), "a@200 x@2160 b@3160 ", 1, 0},    /* the state is still the same */
	};
	EACH_CASE (i, cases, idle) {
		struct engine_config config = {.cores = 2,
					       .sched = engine_sched(),
					       .cost_ns = {[COST_irq_entry] = 10, [COST_resched_ipi] = 40}};
		struct one_core o;
		struct task b;
		struct script b_script = {.engine = &o.e, .name = "b", .acts = work_1000};
		config.sched.idle_exit = US(2);
		config.sched.idle = cases[i].idle;
		one_core_init(&o, &config);
		struct act acts[] = {PAY_WORK(NS(100)), WAKE(&b), WAKE(&b), PAY_WORK(NS(100)), MARK, REST};
		thread_init(&b, &o.e.m->cores[1], "b", CONTEXT_other, script_run, &b_script);
		o.irq_script[0].acts = pay_100;
		o.irq[0].core = &o.e.m->cores[1];
		if (cases[i].irq)
			one_core_raise(&o, cases[i].irq, 0);
		one_core_start(&o, acts, 0);
		one_core_finish(&o, US(50), cases[i].expected);
		CU_ASSERT_EQUAL(o.e.m->counter[COUNTER_wakeups], 2); /* the second finds b awake */
		CU_ASSERT_EQUAL(o.e.m->counter[COUNTER_interrupts], cases[i].interrupts);
		CU_ASSERT_EQUAL(engine_booked(&o.e, 1, CONTEXT_hardirq, COST_resched_ipi), cases[i].booked);
		engine_fini(&o.e);
	}
}

/* The idle state has ended with an interrupt, whose handler runs when the thread is woken: that takes an interrupt of its own. */
static void test_wake_in_interrupt(void)
{
	struct engine_config config = {.cores = 2,
				       .sched = engine_sched(),
				       .cost_ns = {[COST_irq_entry] = 10, [COST_resched_ipi] = 40}};
	struct one_core o;
	struct task b;
	struct script b_script = {.engine = &o.e, .name = "b", .acts = work_1000};
	one_core_init(&o, &config);
	struct act acts[] = {PAY_WORK(NS(100)), WAKE(&b), REST};
	thread_init(&b, &o.e.m->cores[1], "b", CONTEXT_other, script_run, &b_script);
	o.irq_script[0].acts = pay_100;
	o.irq[0].core = &o.e.m->cores[1];
	one_core_raise(&o, NS(50), 0);
	one_core_start(&o, acts, 0);
	one_core_finish(&o, US(50),
			"x@160 b@1210 "); /* 10 + 100 the handler, 10 + 40 the other, 1,000 the thread */
	CU_ASSERT_EQUAL(o.e.m->counter[COUNTER_interrupts], 2);
	engine_fini(&o.e);
}

/* The rest of try_to_wake_up() comes before the switch, and the clock rests meanwhile: the thread that was woken is charged for it. */
static void test_wake_then_switch(void)
{
	static const struct act woken[] = {PAY_WORK(NS(1000)), MARK, REST};
	for (int preempt = PREEMPT_none; preempt <= PREEMPT_full; preempt++) {
		struct engine_config config = {.era = ERA_6_1, .sched = engine_sched()};
		struct one_core o;
		struct task b;
		struct script b_script = {.engine = &o.e, .name = "b", .acts = woken};
		config.sched.preempt = preempt;
		one_core_init(&o, &config);
		struct act acts[] = {
			PAY_WORK(MS(5)), WAKE(&b), PAY_OFF(NS(700)), MARK, PAY_WORK(NS(50)), MARK, REST};
		thread_init(&b, &o.e.m->cores[0], "b", CONTEXT_other, script_run, &b_script);
		one_core_start(&o, acts, 0);
		one_core_finish(&o, MS(6), "b@5001700 a@5001700 a@5001750 ");
		CU_ASSERT_EQUAL(b.se.sum_exec, NS(1700));
		engine_fini(&o.e);
	}
}

static const struct test_case cases[] = {
	{"an interrupt stretches a thread by its cost", test_preemption},
	{"interrupt over softirq over thread", test_nesting},
	{"handlers queue in order of arrival", test_queueing},
	{"context switches are paid by the thread switched to", test_context_switch},
	{"a preempted thread keeps the rest of its payment", test_thread_preemption},
	{"a thread in the kernel gives way where it offers to", test_kernel_thread},
	{"leaving the idle state takes its latency", test_idle_exit},
	{"a wake-up overtakes the latency", test_idle_exit_overtaken},
	{"the tick runs while a thread does", test_tick},
	{"the tick survives a sleep that is cut short", test_tick_survives},
	{"a thread of another core is woken, by an interrupt or without", test_wake_other_core},
	{"a thread is woken on a core in an interrupt", test_wake_in_interrupt},
	{"whoever wakes a thread ends its wake-up before it gives way", test_wake_then_switch},
};
SUITE("core", cases)
