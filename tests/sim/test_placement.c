/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a thread wakes that may run on several cores: worked out by hand from select_task_rq_fair() for cores that are busy or
 * idle, in every era; and lists of cores.
 */
#include "sim/core/placement.h"
#include "tests/lib/bench/engine.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

#define CORES 4

/* A thread that ran on core 0 last is woken by core `from` (-1: a device), while others compute on some cores. */
static const struct {
	const char *allowed, *busy; /* busy: by core, how many threads */
	int from;
	enum smt smt;
	int expected;
} wakes[] = {
	/* the last core is idle */
	{"any", "0000", -1, SMT_off, 0},
	{"any", "0111", 1, SMT_off, 0},
	/* it is busy: the next idle one */
	{"any", "1000", -1, SMT_off, 1},
	{"any", "1100", -1, SMT_off, 2},
	{"any", "1110", -1, SMT_off, 3},
	/* the waker's core is idle but for the interrupt in which it wakes: it is as good as any, and comes first */
	{"any", "1000", 3, SMT_off, 3},
	/* one of two busy ones, with fewer threads; and from there on the next idle one */
	{"any", "1211", 1, SMT_off, 0},
	{"any", "2111", 1, SMT_off, 1},
	{"any", "2101", 1, SMT_off, 2},
	{"any", "2111", -1, SMT_off, 0},
	/* within the list */
	{"0,2", "1000", -1, SMT_off, 2},
	{"0-1", "1100", -1, SMT_off, 0},
	{"2-3", "0000", -1, SMT_off, 2},
	{"2-3", "1110", -1, SMT_off, 3},
	{"3", "0001", -1, SMT_off, 3},
	{"0,2", "1000", 3, SMT_off, 2},
	/* a core whose sibling idles, too: siblings are 0 and 2, 1 and 3; then any */
	{"any", "1001", -1, SMT_halves, 1},
	{"any", "2100", -1, SMT_pairs, 2},
	{"any", "1000", -1, SMT_halves, 1},
	{"any", "1010", -1, SMT_halves, 1},
	{"any", "1101", -1, SMT_halves, 2},
};

struct bench {
	struct engine e;
	struct placement may;
	struct task sleeper, others[2 * CORES];
	struct script sleeps, computes[2 * CORES];
	int n;
};

static void compute(struct bench *b, const char *busy)
{
	static const struct act forever[] = {PAY_WORK(MS(100)), AGAIN(0)};
	for (int c = 0; c < CORES; c++)
		for (int k = 0; k < busy[c] - '0'; k++, b->n++) {
			b->computes[b->n] = (struct script){.name = "busy", .acts = forever};
			engine_thread(&b->e, &b->others[b->n], c, &b->computes[b->n], b->e.m->cal.now);
		}
}

static void check_wake(size_t i, int era)
{
	static const struct act sleeps[] = {MARK, REST, AGAIN(0)};
	struct engine_config config = {.cores = CORES,
				       .era = (enum era)era,
				       .sched = engine_sched(),
				       .smt = wakes[i].smt,
				       .smt_speed = 600000};
	struct bench b = {0};
	char *why = NULL;
	engine_init(&b.e, &config);
	CU_ASSERT_TRUE_FATAL(placement_parse(&b.may, wakes[i].allowed, CORES, &why));
	b.sleeps = (struct script){.name = "s", .acts = sleeps};
	engine_thread(&b.e, &b.sleeper, 0, &b.sleeps, 0);
	calendar_run(&b.e.m->cal, US(10));
	b.sleeper.may = &b.may;
	compute(&b, wakes[i].busy);
	calendar_run(&b.e.m->cal, US(20));
	CU_ASSERT_TRUE(task_wake(&b.sleeper, wakes[i].from < 0 ? NULL : &b.e.m->cores[wakes[i].from]));
	CU_ASSERT_EQUAL(b.sleeper.core->id, wakes[i].expected);
	calendar_run(&b.e.m->cal, MS(90));
	CU_ASSERT_EQUAL(b.sleeper.state, TASK_SLEEPING); /* it had its turn there */
	machine_check(b.e.m, 0);
	placement_fini(&b.may);
	engine_fini(&b.e);
}

static void test_wakes(void)
{
	EACH_CASE (i, wakes, busy) {
		FOR_ERAS (era, 0)
			check_wake(i, era);
	}
}

/* ---- lists ---- */

static const struct {
	const char *text, *allowed; /* NULL: bad */
} lists[] = {
	{"any", "1111"},
	{"0", "1000"},
	{"0-3", "1111"},
	{"1,3", "0101"},
	{"0-1,3", "1101"},
	{"2-2", "0010"},
	{"", NULL},
	{"4", NULL},
	{"0-4", NULL},
	{"3-1", NULL},
	{"0,", NULL},
	{",0", NULL},
	{"a", NULL},
	{"0 1", NULL},
	{"-1", NULL},
	{"0-", NULL},
	{"99999999999999999999", NULL},
	{"all", NULL},
};

static void test_lists(void)
{
	EACH_CASE (i, lists, text) {
		struct placement p;
		char *why = NULL;
		bool good = placement_parse(&p, lists[i].text, CORES, &why);
		CU_ASSERT_EQUAL(good, lists[i].allowed != NULL);
		CU_ASSERT_EQUAL(why == NULL, good);
		for (int c = 0; good && c < CORES; c++)
			CU_ASSERT_EQUAL(p.allowed[c], lists[i].allowed[c] == '1');
		if (good)
			placement_fini(&p);
		g_free(why);
	}
}

static const struct test_case cases[] = {
	{"wake-ups", test_wakes},
	{"lists of cores", test_lists},
};

SUITE("placement", cases)
