/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Simulated time that does not go on, each kind in a process of its own: it ends with a report of what goes round.
 */
#include "sim/core/progress.h"
#include "tests/lib/bench/engine.h"
#include "tests/lib/child.h"
#include "tests/lib/suite.h"

#include <string.h>

/* ---- what a thread of core 0 does ---- */

static void pays_nothing(struct task *t, struct frame *f)
{
	ROUTINE(f);
	for (;;)
		PAY(t, f, COST_wake_up, 0);
}

static void pays_1ps(struct task *t, struct frame *f)
{
	ROUTINE(f);
	for (;;) {
		PAY_TIME(t, f, COST_wake_up, 1);
		PAY(t, f, COST_resched_ipi, 0);
	}
}

static void gives_way(struct task *t, struct frame *f)
{
	(void)t;
	ROUTINE(f);
	for (;;)
		COND_RESCHED(f);
}

/* Just about fast enough: 2^25 steps in 2^25 ps, with others that take no time. */
static void creeps(struct task *t, struct frame *f)
{
	ROUTINE(f);
	for (;;) {
		PAY_TIME(t, f, COST_wake_up, 2);
		PAY(t, f, COST_resched_ipi, 0);
	}
}

/* As many steps at one date as are allowed, but a few, and then on. */
static void halts_long(struct task *t, struct frame *f)
{
	static int64_t n;
	ROUTINE(f);
	for (n = 0; n < PROGRESS_STEPS - 100; n++)
		PAY(t, f, COST_wake_up, 0);
	PAY_TIME(t, f, COST_wake_up, MS(1));
	SLEEP(f);
}

/* ---- a device whose event comes again and again at one date ---- */

static struct calendar *device_calendar;

static void rearm(struct event *ev)
{
	calendar_arm(device_calendar, ev, device_calendar->now, EVENT_HARDIRQ);
}

/* ---- a machine ---- */

struct life {
	const char *name;
	routine thread; /* NULL: the device */
	bool by_event;
	int status;
	const char *report[3]; /* parts of what is printed */
};

static const char *name_of(int cost)
{
	return cost == COST_wake_up ? "wake_up" : "another";
}

static void live(const void *arg)
{
	const struct life *life = arg;
	struct engine e;
	struct task t;
	struct event ev;
	engine_init(&e, &(struct engine_config){.sched = engine_sched()});
	e.m->cost_name = name_of;
	trace_clock(&e.m->cal.now);
	device_calendar = &e.m->cal;
	event_init(&ev, rearm);
	if (!life->thread)
		calendar_arm(&e.m->cal, &ev, NS(5), EVENT_HARDIRQ);
	thread_init(&t, e.m->cores, life->name, CONTEXT_other, life->thread, NULL);
	if (life->thread)
		engine_at(&e, NS(5), ACT(WAKE_DEV(&t)));
	if (life->by_event)
		engine_run_by_event(&e, US(40));
	else
		calendar_run(&e.m->cal, US(40));
	printf("end at %" PRId64 "\n", e.m->cal.now / VTIME_PER_US);
}

#define STANDS "does not go on at 5.000 ns: host has made 33554432 steps while "

static void test_lives(void)
{
	static const struct life lives[] = {
		{"free",
		 pays_nothing,
		 false,
		 5,
		 {STANDS, "   10000  free pays wake_up\n", "host goes round; 10000 steps of it:\n"}},
		{"free", pays_nothing, true, 5, {STANDS, "   10000  free pays wake_up\n"}},
		{"polite", gives_way, false, 5, {STANDS, "   10000  polite leaves its core\n"}},
		{"polite", gives_way, true, 5, {STANDS, "   10000  polite leaves its core\n"}},
		{"device", NULL, false, 5, {STANDS, "   10000  events\n"}},
		{"device", NULL, true, 5, {STANDS, "   10000  events\n"}},
		{"slow",
		 pays_1ps,
		 false,
		 5,
		 {"does not go on", "    5000  slow pays wake_up\n", "slow pays another\n"}},
		{"slow",
		 pays_1ps,
		 true,
		 5,
		 {"does not go on", "    5000  slow pays wake_up\n", "slow pays another\n"}},
		{"creeps", creeps, false, 0, {"end at 40\n"}},
		{"creeps", creeps, true, 0, {"end at 40\n"}},
		{"halts", halts_long, false, 0, {"end at 40\n"}},
		{"halts", halts_long, true, 0, {"end at 40\n"}},
	};
	EACH_CASE (i, lives, name) {
		struct child c = child_run(live, &lives[i]);
		CU_ASSERT_EQUAL(c.status, lives[i].status);
		for (int k = 0; k < 3 && lives[i].report[k]; k++)
			CU_ASSERT_PTR_NOT_NULL(strstr(c.status ? c.err : c.out, lives[i].report[k]));
		child_free(&c);
	}
}

/* Events are counted, whatever else is. */
static void test_events(void)
{
	struct engine e;
	static const struct act work[] = {PAY_WORK(NS(10)), PAY_WORK(0), PAY_WORK(NS(10)), REST, AGAIN(0)};
	uint64_t events[2];
	for (int by_event = 0; by_event < 2; by_event++) {
		struct task t;
		struct script script = {.name = "a", .acts = work};
		engine_init(&e, &(struct engine_config){.sched = engine_sched()});
		engine_thread(&e, &t, 0, &script, NS(5));
		if (by_event)
			engine_run_by_event(&e, US(1));
		else
			calendar_run(&e.m->cal, US(1));
		events[by_event] = calendar_events(&e.m->cal);
		engine_fini(&e);
	}
	CU_ASSERT_EQUAL(events[0], 4); /* the wake-up, the core that looks, two payments */
	CU_ASSERT_EQUAL(events[1], 4);
}

/* When the guard looks at the clock, whatever comes first still does: here the shorter payments of one core, among the
 * longer ones of another. */
static void test_order(void)
{
	static const struct act short_work[] = {PAY_WORK(US(3)), MARK, AGAIN(0)};
	static const struct act long_work[] = {PAY_WORK(US(10)), MARK, AGAIN(0)};
	for (int64_t steps = 0; steps < 30; steps++) {
		struct engine e;
		struct task a, b;
		struct script script[] = {{.name = "a", .acts = short_work},
					  {.name = "b", .acts = long_work}};
		engine_init(&e, &(struct engine_config){.cores = 2, .sched = engine_sched()});
		engine_thread(&e, &a, 0, &script[0], 0);
		engine_thread(&e, &b, 1, &script[1], 0);
		e.m->cal.steps_left = steps;
		e.m->cal.looked_at = -MS(1);
		calendar_run(&e.m->cal, US(29));
		CU_ASSERT_STRING_EQUAL(e.log->str, "a@3000 a@6000 a@9000 b@10000 a@12000 a@15000 a@18000 "
						   "b@20000 a@21000 a@24000 a@27000 ");
		engine_fini(&e);
	}
}

static const struct test_case cases[] = {
	{"time stands still, creeps, goes on", test_lives},
	{"events counted", test_events},
	{"order while the guard looks", test_order},
};
SUITE("progress", cases)
