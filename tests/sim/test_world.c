/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/rng.h"
#include "sim/world.h"
#include "sim/world_setup.h"
#include "tests/lib/bench/engine.h"
#include "tests/lib/child.h"
#include "tests/lib/suite.h"

#include <string.h>

#define PLATFORM SOURCE_DIR "/tests/data/two_hosts.xml"
#define S(n) ((vtime)(n)*VTIME_PER_S)

/* A controller that acts at a list of dates and writes "name@ns", then for each machine "=" and how many of
 * its events have fired by then. */
struct lister {
	const char *name;
	const vtime *dates; /* the last is VTIME_NEVER */
	int at;
	struct machine *machine[2];
	int n_machines;
};

static vtime lister_act(void *self, vtime now)
{
	struct lister *l = self;
	printf("%s@%" PRId64 ".%03d", l->name, now / VTIME_PER_NS, (int)(now % VTIME_PER_NS));
	for (int i = 0; i < l->n_machines; i++) {
		struct machine *m = l->machine[i];
		printf("=%" PRIu64 "%s", m->cal.fired, m->cal.now == now ? "" : "?");
	}
	printf("\n");
	return l->dates[++l->at];
}

static void add_lister(struct world *w, struct lister *l)
{
	world_add_controller(w, l->machine[0], l->name, l->dates[0], lister_act, l);
}

struct beat {
	struct event event; /* first */
	struct machine *machine;
	vtime period;
	enum event_class class;
	bool says;
};

static void beat_fire(struct event *ev)
{
	struct beat *b = (struct beat *)ev;
	if (b->says)
		printf("%s@%" PRId64 " ", b->machine->name, b->machine->cal.now / VTIME_PER_NS);
	calendar_arm(&b->machine->cal, ev, b->machine->cal.now + b->period, b->class);
}

static void beat_start(struct beat *b, struct machine *m, vtime period, enum event_class class)
{
	*b = (struct beat){.machine = m, .period = period, .class = class};
	event_init(&b->event, beat_fire);
	calendar_arm(&m->cal, &b->event, period, class);
}

static struct machine *machine(const char *name)
{
	static const struct cost_entry costs[TEST_COSTS];
	struct sched_settings sched = engine_sched();
	return machine_new(&(struct machine_config){.name = name,
						    .cores = 2,
						    .hz = 1000000000,
						    .sched = &sched,
						    .costs = costs,
						    .n_costs = TEST_COSTS});
}

/* ---- order at one date ---- */

static void order_body(const void *arg)
{
	static const vtime often[] = {0,       NS(50),	    NS(100), NS(150),
				      NS(200), NS(200) + 1, NS(300), VTIME_NEVER};
	static const vtime seldom[] = {NS(100), NS(200), NS(200) + 2, NS(300), VTIME_NEVER};
	static const vtime late[] = {NS(300) + 1, VTIME_NEVER};
	struct machine *left = machine("left"), *right = machine("right");
	struct lister listers[] = {{.name = "seldom", .dates = seldom},
				   {.name = "often", .dates = often},
				   {.name = "late", .dates = late}};
	struct beat beats[2];
	struct world *w = world_new(PLATFORM, *(const enum sync *)arg, NULL);
	world_add_machine(w, left);
	for (int i = 0; i < 3; i++) {
		listers[i].machine[0] = left;
		listers[i].machine[1] = right;
		listers[i].n_machines = 2;
		add_lister(w, &listers[i]);
	}
	world_add_machine(w, right); /* a machine comes before the controllers whenever it was added */
	beat_start(&beats[0], left, NS(100), EVENT_SAMPLING);
	beat_start(&beats[1], right, NS(50), EVENT_SAMPLING);
	world_run(w, NS(300));
	printf("end %d %d\n", left->cal.now == NS(300), right->cal.now == NS(300));
	world_free(w);
	machine_free(left);
	machine_free(right);
}

static void test_order(void)
{
	static const char expected[] = "often@0.000=0=0\n"
				       "often@50.000=0=1\n"
				       "seldom@100.000=1=2\noften@100.000=1=2\n"
				       "often@150.000=1=3\n"
				       "seldom@200.000=2=4\noften@200.000=2=4\n"
				       "often@200.001=2=4\nseldom@200.002=2=4\n"
				       "seldom@300.000=3=6\noften@300.000=3=6\n"
				       "end 1 1\n";
	static const enum sync modes[] = {SYNC_WINDOW, SYNC_EVENT};
	EACH_CASE (i, modes) {
		struct child c = child_run(order_body, &modes[i]);
		CU_ASSERT_EQUAL(c.status, 0);
		CU_ASSERT_STRING_EQUAL(c.out, expected);
		child_free(&c);
	}
}

/* ---- event by event, machines keep pace ---- */

static void pace_body(const void *arg)
{
	static const vtime dates[] = {NS(100), NS(220), VTIME_NEVER};
	struct machine *left = machine("left"), *right = machine("right");
	struct lister l = {.name = "c", .dates = dates, .machine = {left}};
	struct beat beats[2];
	struct world *w = world_new(PLATFORM, SYNC_EVENT, NULL);
	(void)arg;
	world_add_machine(w, left);
	world_add_machine(w, right);
	add_lister(w, &l);
	beat_start(&beats[0], left, NS(70), EVENT_HARDIRQ);
	beat_start(&beats[1], right, NS(30), EVENT_HARDIRQ);
	beats[0].says = beats[1].says = true;
	world_run(w, NS(290));
	world_free(w);
	machine_free(left);
	machine_free(right);
}

static void test_pace(void)
{
	struct child c = child_run(pace_body, NULL);
	CU_ASSERT_EQUAL(c.status, 0);
	CU_ASSERT_STRING_EQUAL(c.out, "right@30 right@60 left@70 right@90 c@100.000\n"
				      "right@120 left@140 right@150 right@180 left@210 right@210 c@220.000\n"
				      "right@240 right@270 left@280 ");
	child_free(&c);
}

/* ---- dates so late that SimGrid's clock, a double, cannot tell them apart ---- */

static void late_body(const void *arg)
{
	static const vtime a[] = {S(50000), S(50000) + 2, S(50000) + 4, VTIME_NEVER};
	static const vtime b[] = {S(50000) + 1, S(50000) + 2, S(50000) + 3, VTIME_NEVER};
	struct machine *left = machine("left");
	struct lister listers[] = {{.name = "b", .dates = b}, {.name = "a", .dates = a}};
	struct world *w = world_new(PLATFORM, *(const enum sync *)arg, NULL);
	world_add_machine(w, left);
	for (int i = 0; i < 2; i++) {
		listers[i].machine[0] = left;
		listers[i].n_machines = 1;
		add_lister(w, &listers[i]);
	}
	world_run(w, S(50001));
	world_free(w);
	machine_free(left);
}

static void test_late_dates(void)
{
	static const enum sync modes[] = {SYNC_WINDOW, SYNC_EVENT};
	EACH_CASE (i, modes) {
		struct child c = child_run(late_body, &modes[i]);
		CU_ASSERT_EQUAL(c.status, 0);
		CU_ASSERT_STRING_EQUAL(
			c.out, "a@50000000000000.000=0\nb@50000000000000.001=0\nb@50000000000000.002=0\n"
			       "a@50000000000000.002=0\nb@50000000000000.003=0\na@50000000000000.004=0\n");
		child_free(&c);
	}
}

/* ---- a machine with threads under controllers that act on it ---- */

struct waker {
	struct engine e;
	struct task thread[2];
	struct script script[2];
	struct rng rng;
};

static vtime waker_act(void *self, vtime now)
{
	struct waker *k = self;
	machine_settle(k->e.m);
	engine_mark(&k->e, "act");
	g_string_append_printf(k->e.log, "(%" PRId64 ") ", engine_booked(&k->e, 0, CONTEXT_other, COST_work));
	for (int i = 0; i < 2; i++)
		if (rng_below(&k->rng, 2))
			task_wake(&k->thread[i], NULL);
	return now + 1 + (vtime)rng_below(&k->rng, US(3));
}

static void waker_body(const void *arg)
{
	struct waker k = {0};
	engine_init(&k.e,
		    &(struct engine_config){.cores = 2,
					    .sched = engine_sched(),
					    .cost_ns = {[COST_irq_entry] = 30, [COST_context_switch] = 70}});
	g_free(k.e.m->name);
	k.e.m->name = g_strdup("left");
	rng_init(&k.rng, 3, 0, "waker");
	struct act first[] = {PAY_WORK(NS(700)), MARK, WAKE(&k.thread[1]), PAY_WORK(NS(300)), MARK, REST,
			      AGAIN(0)};
	struct act second[] = {PAY_WORK(NS(500)),  MARK, REST,	  PAY_WORK(NS(50)),
			       WAKE(&k.thread[0]), REST, AGAIN(0)};
	k.script[0] = (struct script){.name = "first", .acts = first};
	k.script[1] = (struct script){.name = "second", .acts = second};
	engine_thread(&k.e, &k.thread[0], 0, &k.script[0], NS(10));
	engine_thread(&k.e, &k.thread[1], 1, &k.script[1], NS(20));
	struct world *w = world_new(PLATFORM, *(const enum sync *)arg, NULL);
	world_add_machine(w, k.e.m);
	world_add_controller(w, k.e.m, "waker", US(1), waker_act, &k);
	world_run(w, MS(5));
	machine_check(k.e.m, 0);
	printf("%s%d\n", k.e.log->str, (int)k.e.m->counter[COUNTER_wakeups]);
	world_free(w);
	engine_fini(&k.e);
}

static void test_sync_alike(void)
{
	static const enum sync modes[] = {SYNC_WINDOW, SYNC_EVENT};
	struct child window = child_run(waker_body, &modes[0]), event = child_run(waker_body, &modes[1]);
	CU_ASSERT_EQUAL(window.status, 0);
	CU_ASSERT_EQUAL(event.status, 0);
	CU_ASSERT(strlen(window.out) > 50000);
	CU_ASSERT_STRING_EQUAL(window.out, event.out);
	child_free(&window);
	child_free(&event);
}

/* ---- a platform loaded before its world ---- */

static void loaded_body(const void *arg)
{
	world_load(PLATFORM);
	world_load(PLATFORM);
	waker_body(arg);
}

static void test_loaded(void)
{
	static const enum sync modes[] = {SYNC_WINDOW, SYNC_EVENT};
	EACH_CASE (i, modes) {
		struct child plain = child_run(waker_body, &modes[i]),
			     loaded = child_run(loaded_body, &modes[i]);
		CU_ASSERT_EQUAL(loaded.status, 0);
		CU_ASSERT(strlen(loaded.out) > 50000);
		CU_ASSERT_STRING_EQUAL(loaded.out, plain.out);
		CU_ASSERT_PTR_NULL(
			strstr(loaded.err, "CRITICAL")); /* SimGrid, when an actor waits for ever */
		child_free(&plain);
		child_free(&loaded);
	}
}

/* Two worlds of processes forked from one that has loaded their platform. */
static void forked_body(const void *arg)
{
	world_load(PLATFORM);
	for (int i = 0; i < 2; i++) {
		struct child c = child_run(order_body, arg);
		printf("%d %s%s", c.status, c.out, c.err);
		child_free(&c);
	}
}

static void test_forked(void)
{
	static const enum sync mode = SYNC_WINDOW;
	struct child plain = child_run(order_body, &mode), forked = child_run(forked_body, &mode);
	char *expected = g_strdup_printf("0 %s0 %s", plain.out, plain.out);
	CU_ASSERT_EQUAL(forked.status, 0);
	CU_ASSERT_STRING_EQUAL(forked.out, expected);
	g_free(expected);
	child_free(&plain);
	child_free(&forked);
}

static void other_body(const void *arg)
{
	world_load(PLATFORM);
	world_new(arg, SYNC_WINDOW, NULL);
}

static void twice_body(const void *arg)
{
	world_load(PLATFORM);
	world_load(arg);
}

static void test_other_platform(void)
{
	static const char other[] = SOURCE_DIR "/scenarios/platforms/10g.xml";
	static void (*const bodies[])(const void *arg) = {other_body, twice_body};
	static const char *const messages[] = {
		"world: it is on " SOURCE_DIR "/scenarios/platforms/10g.xml, but " PLATFORM " is loaded",
		"world: " SOURCE_DIR "/scenarios/platforms/10g.xml is loaded after " PLATFORM,
	};
	EACH_CASE (i, bodies) {
		struct child c = child_run(bodies[i], other);
		CU_ASSERT_EQUAL(c.status, 5);
		CU_ASSERT_PTR_NOT_NULL(strstr(c.err, messages[i]));
		child_free(&c);
	}
}

/* ---- a stop at the date of an act ---- */

/* Arms, at the date at which it acts, an event of the machine that stops the world. */
struct stopper {
	struct event event; /* first */
	struct machine *machine;
};

static void stopper_fire(struct event *ev)
{
	(void)ev;
	world_stop();
}

static vtime stopper_act(void *self, vtime now)
{
	struct stopper *s = self;
	calendar_arm(&s->machine->cal, &s->event, now, EVENT_THREAD);
	return VTIME_NEVER;
}

static void stopped_body(const void *arg)
{
	struct machine *left = machine("left");
	struct stopper s = {.machine = left};
	struct beat beat;
	struct world *w = world_new(PLATFORM, *(const enum sync *)arg, NULL);
	world_add_machine(w, left);
	world_add_controller(w, left, "stopper", NS(100), stopper_act, &s);
	event_init(&s.event, stopper_fire);
	beat_start(&beat, left, NS(30), EVENT_SAMPLING);
	vtime end = world_run(w, US(100));
	printf("end %" PRId64 " fired %" PRIu64 "\n", end / VTIME_PER_NS, left->cal.fired);
	world_free(w);
	machine_free(left);
}

/* A run that ends at 100 ns leaves out what the controller has caused there; so a stop after that ends at the next date, the
 * beat of 120 ns: three beats, the stop, and that one. */
static void test_stopped_at_act(void)
{
	static const enum sync modes[] = {SYNC_WINDOW, SYNC_EVENT};
	EACH_CASE (i, modes) {
		struct child c = child_run(stopped_body, &modes[i]);
		CU_ASSERT_EQUAL(c.status, 0);
		CU_ASSERT_STRING_EQUAL(c.out, "end 120 fired 5\n");
		child_free(&c);
	}
}

/* ---- broken invariants ---- */

static vtime backwards_act(void *self, vtime now)
{
	(void)self;
	return now;
}

static void backwards_body(const void *arg)
{
	struct machine *left = machine(arg);
	struct world *w = world_new(PLATFORM, SYNC_WINDOW, NULL);
	world_add_machine(w, left);
	world_add_controller(w, left, "backwards", NS(7), backwards_act, NULL);
	world_run(w, MS(1));
}

static void test_broken(void)
{
	static const struct {
		const char *host, *message;
	} cases[] = {
		{"left", "controller backwards: announces an act for the past"},
		{"nowhere", "world: the platform has no host nowhere"},
	};
	EACH_CASE (i, cases, host) {
		struct child c = child_run(backwards_body, cases[i].host);
		CU_ASSERT_EQUAL(c.status, 5);
		CU_ASSERT_PTR_NOT_NULL(strstr(c.err, cases[i].message));
		CU_ASSERT_PTR_NOT_NULL(
			strstr(c.err, i == 0 ? "at 7.000 ns of simulated time" : "at 0.000 ns"));
		child_free(&c);
	}
}

/* ---- an exception of SimGrid ---- */

static void no_platform_body(const void *arg)
{
	world_load(arg);
}

/* Nobody catches it; its text is one message, without SimGrid's backtrace. */
static void test_exception(void)
{
	struct child c = child_run(no_platform_body, "/nowhere/platform.xml");
	CU_ASSERT_EQUAL(c.status, 5);
	CU_ASSERT(g_str_has_prefix(c.err, "vhostsim: internal error: SimGrid: "));
	CU_ASSERT_PTR_NOT_NULL(strstr(c.err, "/nowhere/platform.xml"));
	CU_ASSERT_PTR_EQUAL(strchr(c.err, '\n'), c.err + strlen(c.err) - 1);
	child_free(&c);
}

static const struct test_case cases[] = {
	{"machines, then controllers in order of creation", test_order},
	{"event by event, machines keep pace", test_pace},
	{"dates beyond the resolution of SimGrid's clock", test_late_dates},
	{"by window and by event alike", test_sync_alike},
	{"on a platform loaded before", test_loaded},
	{"in processes forked after the platform is loaded", test_forked},
	{"a platform other than the one loaded", test_other_platform},
	{"broken invariants", test_broken},
	{"a stop at the date of an act", test_stopped_at_act},
	{"an exception of SimGrid", test_exception},
};
SUITE("world", cases)
