/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a task pays on a core: several costs in one payment, the books by name, payments cut short.
 */
#include "tests/lib/core/one_core.h"
#include "tests/lib/suite.h"

/* What core 0 has booked of the two costs in the context of threads. */
static void expect_booked(struct one_core *o, vtime other, vtime work)
{
	CU_ASSERT_EQUAL(engine_booked(&o->e, 0, CONTEXT_other, COST_other), other);
	CU_ASSERT_EQUAL(engine_booked(&o->e, 0, CONTEXT_other, COST_work), work);
}

static const struct act work_1000[] = {PAY_WORK(NS(1000)), MARK, REST, AGAIN(0)};
static const struct act pay_100[] = {PAY_WORK(NS(100)), MARK, END};

static void test_zero_costs(void)
{
	struct one_core o;
	one_core_init(&o, &(struct engine_config){.sched = engine_sched()});
	struct act acts[] = {PAY_WORK(0), RAISE(&o.irq[0]), PAY_WORK(0), MARK, PAY_WORK(0),
			     MARK,	  PAY_WORK(NS(10)), MARK,	 REST, AGAIN(0)};
	static const struct act irq[] = {PAY_WORK(0), PAY_WORK(NS(5)), PAY_WORK(0), MARK, END};
	o.irq_script[0].acts = irq;
	one_core_start(&o, acts, NS(7));
	one_core_finish(&o, NS(100), "a@7 a@7 x@12 a@22 ");
	engine_fini(&o.e);
}

static void test_cut(void)
{
	static const struct {
		vtime irq, cut;
		const char *expected;
	} cases[] = {
		{MS(1), NS(400), "a@400 "},
		{NS(350), NS(400), "x@450 a@450 "}, /* preempted: the cut counts when it comes back */
		{MS(1), NS(1000), "a@1000 "},	    /* on the last instant */
		{NS(400), NS(400), "x@500 a@500 "},
	};
	EACH_CASE (i, cases, irq) {
		struct one_core o;
		one_core_init(&o, &(struct engine_config){.sched = engine_sched()});
		o.irq_script[0].acts = pay_100;
		one_core_start(&o, work_1000, 0);
		one_core_raise(&o, cases[i].irq, 0);
		engine_at(&o.e, cases[i].cut, ACT(CUT(&o.a)));
		one_core_finish(&o, US(50), cases[i].expected);
		engine_fini(&o.e);
	}
}

static void test_books(void)
{
	static const struct act irq[] = {SOFTIRQ(SOFTIRQ_NET_RX), PAY_AS(COST_other, NS(70)), END};
	static const struct act soft[] = {PAY_WORK(NS(300)), PAY_AS(COST_other, NS(11)), END};
	static const struct act work[] = {PAY_WORK(US(1000)), MARK, REST, AGAIN(0)};
	struct one_core o;
	one_core_init(&o, &(struct engine_config){.sched = engine_sched(),
						  .cost_ns = {[COST_irq_entry] = 50,
							      [COST_timer_tick] = 40,
							      [COST_softirq_entry] = 20,
							      [COST_context_switch] = 30}});
	o.irq_script[0].acts = irq;
	o.softirq_script.acts = soft;
	one_core_start(&o, work, 0);
	one_core_raise(&o, NS(500), 0);
	one_core_raise(&o, NS(700), 0);
	calendar_run(&o.e.m->cal, NS(400));
	machine_settle(o.e.m);
	CU_ASSERT_EQUAL(engine_booked(&o.e, 0, CONTEXT_other, COST_work),
			NS(370)); /* settled in mid-payment */
	/* 1,000,000 + 30 + 2 x (50 + 70) + 2 x (20 + 311) and one tick of 50 + 40 */
	one_core_finish(&o, MS(3), "a@1001022 ");
	CU_ASSERT_EQUAL(engine_booked(&o.e, 0, CONTEXT_other, COST_work), MS(1));
	CU_ASSERT_EQUAL(engine_booked(&o.e, 0, CONTEXT_other, COST_context_switch), NS(30));
	CU_ASSERT_EQUAL(engine_booked(&o.e, 0, CONTEXT_hardirq, COST_irq_entry), NS(150));
	CU_ASSERT_EQUAL(engine_booked(&o.e, 0, CONTEXT_hardirq, COST_other), NS(140));
	CU_ASSERT_EQUAL(engine_booked(&o.e, 0, CONTEXT_hardirq, COST_timer_tick), NS(40));
	CU_ASSERT_EQUAL(engine_booked(&o.e, 0, CONTEXT_softirq, COST_softirq_entry), NS(40));
	CU_ASSERT_EQUAL(engine_booked(&o.e, 0, CONTEXT_softirq, COST_work), NS(600));
	CU_ASSERT_EQUAL(engine_booked(&o.e, 0, CONTEXT_softirq, COST_other), NS(22));
	CU_ASSERT_EQUAL(o.e.m->cores[0].idle, MS(2) - NS(1022));
	machine_reset_statistics(o.e.m);
	calendar_run(&o.e.m->cal, MS(4));
	machine_check(o.e.m, MS(3));
	CU_ASSERT_EQUAL(o.e.m->cores[0].idle, MS(1));
	CU_ASSERT_EQUAL(o.e.m->counter[COUNTER_timer_ticks], 0);
	engine_fini(&o.e);
}

/* Several costs under one payment: one end, and each cost's share under its own name, in order, whenever one
 * looks and whatever comes in between. */
static void test_owe(void)
{
	static const struct {
		vtime irq;		 /* of 100 ns */
		vtime look, other, work; /* booked under each name by that date */
		const char *expected;
	} cases[] = {
		{US(9), NS(250), NS(250), 0, "a@1000 x@9100 "},
		{US(9), NS(300), NS(300), 0, "a@1000 x@9100 "},
		{US(9), NS(450), NS(300), NS(150), "a@1000 x@9100 "},
		{US(9), NS(900), NS(400), NS(500), "a@1000 x@9100 "},
		{US(9), NS(1000), NS(400), NS(600), "a@1000 x@9100 "},
		{NS(200), NS(250), NS(200), 0, "x@300 a@1100 "},
		{NS(200), NS(450), NS(300), NS(50), "x@300 a@1100 "},
		{NS(300), NS(450), NS(300), NS(50), "x@400 a@1100 "},
		{NS(850), NS(1100), NS(400), NS(600), "x@950 a@1100 "},
	};
	static const struct act bill[] = {OWE_AS(COST_other, NS(300)),
					  OWE_AS(COST_work, NS(500)),
					  OWE_AS(COST_other, 0),
					  OWE_AS(COST_other, NS(100)),
					  PAY_WORK(NS(100)),
					  MARK,
					  REST};
	EACH_CASE (i, cases, irq) {
		struct one_core o;
		one_core_init(&o, &(struct engine_config){.sched = engine_sched()});
		o.irq_script[0].acts = pay_100;
		one_core_start(&o, bill, 0);
		one_core_raise(&o, cases[i].irq, 0);
		calendar_run(&o.e.m->cal, cases[i].look);
		machine_settle(o.e.m);
		expect_booked(&o, cases[i].other, cases[i].work);
		one_core_finish(&o, US(10), cases[i].expected);
		expect_booked(&o, NS(400), NS(600));
		engine_fini(&o.e);
	}
}

/* A cut forgives the whole bill. */
static void test_cut_bill(void)
{
	static const struct act bill[] = {
		OWE_AS(COST_other, NS(300)), PAY_WORK(NS(500)), MARK, PAY_WORK(NS(50)), MARK, REST};
	struct one_core o;
	one_core_init(&o, &(struct engine_config){.sched = engine_sched()});
	one_core_start(&o, bill, 0);
	engine_at(&o.e, NS(200), ACT(CUT(&o.a)));
	one_core_finish(&o, US(10), "a@200 a@250 ");
	expect_booked(&o, NS(200), NS(50));
	engine_fini(&o.e);
}

/* What is left of the bill after a payment is made shorter: its last items go first. */
static void test_shorten(void)
{
	static const struct act bill[] = {
		OWE_AS(COST_other, NS(300)), PAY_WORK(NS(500)), MARK, PAY_WORK(NS(50)), MARK, REST};
	static const struct {
		vtime irq, at, rest;
		const char *expected;
		int other, work; /* ns booked */
	} cases[] = {
		{MS(1), NS(200), NS(30), "a@230 a@280 ", 230, 50},
		{MS(1), NS(200), NS(150), "a@350 a@400 ", 300, 100},
		{MS(1), NS(200), NS(600), "a@800 a@850 ", 300, 550}, /* no shorter than it is */
		{MS(1), NS(400), NS(0), "a@400 a@450 ", 300, 150},
		{NS(150), NS(200), NS(100), "x@250 a@350 a@400 ", 250, 50}, /* while it is preempted */
		{NS(210), NS(200), NS(100), "x@310 a@400 a@450 ", 300, 50}, /* before it is */
	};
	EACH_CASE (i, cases, irq) {
		struct one_core o;
		one_core_init(&o, &(struct engine_config){.sched = engine_sched()});
		o.irq_script[0].acts = pay_100;
		one_core_start(&o, bill, 0);
		one_core_raise(&o, cases[i].irq, 0);
		engine_at(&o.e, cases[i].at, ACT(SHORTEN(&o.a, cases[i].rest)));
		one_core_finish(&o, US(10), cases[i].expected);
		expect_booked(&o, NS(cases[i].other), NS(cases[i].work));
		engine_fini(&o.e);
	}
}

static const struct test_case cases[] = {
	{"zero costs pass in one instant", test_zero_costs},
	{"a payment cut short", test_cut},
	{"the books, by context and name", test_books},
	{"several costs in one payment", test_owe},
	{"a bill cut short", test_cut_bill},
	{"a bill made shorter", test_shorten},
};
SUITE("bill", cases)
