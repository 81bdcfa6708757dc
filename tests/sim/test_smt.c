/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two threads of one core: every date is worked out by hand from the speed, 0.625, so that work beside a busy sibling takes 1.6
 * times as long. Each case runs as a whole and event by event.
 */
#include "sim/core/smt.h"
#include "tests/lib/bench/engine.h"
#include "tests/lib/suite.h"

#define SPEED 625000

struct two {
	struct engine e;
	struct task a, b;
	struct irq x;
	struct script as, bs, xs;
};

static void two_init(struct two *o, enum smt smt, int cores)
{
	static const struct act nothing[] = {END};
	const struct engine_config config = {
		.cores = cores, .era = ERA_6_1, .sched = engine_sched(), .smt = smt, .smt_speed = SPEED};
	memset(o, 0, sizeof(*o));
	engine_init(&o->e, &config);
	o->as = (struct script){.name = "a", .acts = nothing};
	o->bs = (struct script){.name = "b", .acts = nothing};
	o->xs = (struct script){.name = "x", .acts = nothing};
}

static void run(struct two *o, vtime end, bool by_event)
{
	if (by_event)
		engine_run_by_event(&o->e, end);
	else
		calendar_run(&o->e.m->cal, end);
	machine_check(o->e.m, 0);
}

#define WORK(n)                                                                                              \
	{                                                                                                    \
		PAY_WORK(NS(n)), MARK, REST, AGAIN(0)                                                        \
	}
#define WAIT(n)                                                                                              \
	{                                                                                                    \
		PAY_AS(COST_other, NS(n)), MARK, REST, AGAIN(0)                                              \
	}

/* a on core 0 from 0 on, b on core 1, an interrupt x on core `on`; -1: none. */
static const struct {
	struct act a[4], b[4];
	int64_t b_at;
	int x_on;
	int64_t x_at, x_work;
	const char *expected;
} dates[] = {
	/* b takes 4000 x 1.6; a has done 2000 before and 4000 beside it, and 4000 are left */
	{WORK(10000), WORK(4000), 2000, -1, 0, 0, "b@8400 a@12400 "},
	/* a has 500 left, which take 800; b has done 500 in them */
	{WORK(1000), WORK(4000), 500, -1, 0, 0, "a@1300 b@4800 "},
	/* both begin and end together */
	{WORK(1000), WORK(1000), 0, -1, 0, 0, "a@1600 b@1600 "},
	/* one after the other */
	{WORK(1000), WORK(1000), 2000, -1, 0, 0, "a@1000 b@3000 "},
	/* an interrupt of the sibling is work, too: 160 take 256, in which a has done 160 */
	{WORK(1000), WORK(100), 5000, 1, 300, 160, "x@556 a@1096 b@5100 "},
	/* what was interrupted at full speed goes on at the lower one */
	{WORK(1000), WORK(1000), 450, 0, 400, 100, "x@530 a@1490 b@1840 "},
	/* and the other way round: at 1000 a has done 1000 x 0.625 beside b; x begins; b ends when 1600 are over */
	{WORK(1000), WORK(1000), 0, 0, 1000, 1000, "b@1600 x@2225 a@2600 "},
	/* a wait ends when it would have; but it keeps the sibling back */
	{WAIT(1000), WORK(400), 200, -1, 0, 0, "b@840 a@1000 "},
};

static void start(struct two *o, size_t i, const struct act *handler)
{
	o->as.acts = dates[i].a;
	o->bs.acts = dates[i].b;
	o->xs.acts = handler;
	engine_thread(&o->e, &o->a, 0, &o->as, 0);
	engine_thread(&o->e, &o->b, 1, &o->bs, NS(dates[i].b_at));
	if (dates[i].x_on < 0)
		return;
	engine_irq(&o->e, &o->x, dates[i].x_on, &o->xs);
	engine_at(&o->e, NS(dates[i].x_at), ACT(RAISE(&o->x)));
}

static void test_dates(void)
{
	EACH_CASE (i, dates, expected) {
		for (int by_event = 0; by_event < 2; by_event++) {
			const struct act handler[] = {PAY_WORK(NS(dates[i].x_work)), MARK, END};
			struct two o;
			two_init(&o, SMT_pairs, 2);
			start(&o, i, handler);
			run(&o, US(20), by_event);
			CU_ASSERT_STRING_EQUAL(o.e.log->str, dates[i].expected);
			if (strcmp(o.e.log->str, dates[i].expected) != 0)
				printf("got %s, expected %s\n", o.e.log->str, dates[i].expected);
			engine_fini(&o.e);
		}
	}
}

/* Which cores are siblings: work of 1000 beside a thread that never ends takes 1600 on its sibling. */
static const struct {
	enum smt smt;
	int b_on;
	const char *expected;
} siblings[] = {
	{SMT_halves, 2, "b@1600 "}, {SMT_halves, 1, "b@1000 "}, {SMT_halves, 3, "b@1000 "},
	{SMT_pairs, 1, "b@1600 "},  {SMT_pairs, 2, "b@1000 "},	{SMT_pairs, 3, "b@1000 "},
	{SMT_off, 1, "b@1000 "},
};

static void test_siblings(void)
{
	static const struct act forever[] = {PAY_WORK(US(50)), AGAIN(0)}, once[] = WORK(1000);
	EACH_CASE (i, siblings, expected) {
		struct two o;
		two_init(&o, siblings[i].smt, 4);
		o.as.acts = forever;
		o.bs.acts = once;
		engine_thread(&o.e, &o.a, 0, &o.as, 0);
		engine_thread(&o.e, &o.b, siblings[i].b_on, &o.bs, 0);
		run(&o, US(5), false);
		CU_ASSERT_STRING_EQUAL(o.e.log->str, siblings[i].expected);
		engine_fini(&o.e);
	}
}

static int marks(const struct two *o, char name)
{
	int n = 0;
	for (const char *p = o->e.log->str; *p; p++)
		n += p[0] == name && p[1] == '@';
	return n;
}

/* Two that never stop: each does its speed of the work that one alone does, for ever. */
static void test_spinning(void)
{
	static const struct act loop[] = {PAY_WORK(NS(1000)), MARK, AGAIN(0)};
	struct two o;
	two_init(&o, SMT_pairs, 2);
	o.as.acts = loop;
	o.bs.acts = loop;
	engine_thread(&o.e, &o.a, 0, &o.as, 0);
	engine_thread(&o.e, &o.b, 1, &o.bs, US(100));
	run(&o, US(1100), false);
	CU_ASSERT_EQUAL(marks(&o, 'a'), 100 + 1000 * SPEED / SMT_SPEED_ONE);
	CU_ASSERT_EQUAL(marks(&o, 'b'), 1000 * SPEED / SMT_SPEED_ONE);
	CU_ASSERT_EQUAL(engine_booked(&o.e, 0, CONTEXT_other, COST_work), US(1100));
	CU_ASSERT_EQUAL(engine_booked(&o.e, 1, CONTEXT_other, COST_work), US(1000));
	engine_fini(&o.e);
}

static const struct test_case cases[] = {
	{"dates", test_dates},
	{"siblings", test_siblings},
	{"spinning", test_spinning},
};

SUITE("SMT", cases)
