/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * C-states: an interrupt comes again and again after the same pauses; how long its handler is late is the exit latency of the
 * state that the core should be in, from the tables of intel_idle. Watts: closed forms.
 */
#include "sim/watts.h"
#include "tests/lib/bench/engine.h"
#include "tests/lib/suite.h"

#define TIMES 60

static const struct {
	enum cstates cstates;
	enum cstate deepest;
	int64_t pause_us[2]; /* by turns */
	int64_t late_ns[2];  /* in the end */
	enum cstate longest; /* in which it is for most of the time */
} pauses[] = {
	{CSTATES_skx, CSTATE_C6, {10, 10}, {2000, 2000}, CSTATE_C1},
	{CSTATES_skx, CSTATE_C6, {100, 100}, {10000, 10000}, CSTATE_C1E},
	{CSTATES_skx, CSTATE_C6, {2000, 2000}, {133000, 133000}, CSTATE_C6},
	{CSTATES_skx, CSTATE_C1E, {2000, 2000}, {10000, 10000}, CSTATE_C1E},
	{CSTATES_skx, CSTATE_C1, {2000, 2000}, {2000, 2000}, CSTATE_C1},
	/* what scatters promises nothing, so that the deepest is taken */
	{CSTATES_skx, CSTATE_C1E, {700, 5000}, {10000, 10000}, CSTATE_C1E},
	{CSTATES_icx, CSTATE_C6, {3, 3}, {1000, 1000}, CSTATE_C1},
	{CSTATES_icx, CSTATE_C6, {12, 12}, {4000, 4000}, CSTATE_C1E},
	{CSTATES_icx, CSTATE_C6, {2000, 2000}, {170000, 170000}, CSTATE_C6},
	{CSTATES_own, CSTATE_C6, {10, 10}, {3000, 3000}, CSTATE_C1},
	{CSTATES_own, CSTATE_C6, {100, 100}, {20000, 20000}, CSTATE_C1E},
	{CSTATES_own, CSTATE_C6, {2000, 2000}, {77000, 77000}, CSTATE_C6},
	/* without: sched.idle_exit */
	{CSTATES_off, CSTATE_C6, {2000, 2000}, {7000, 7000}, CSTATE_C1},
};

/* The date of the last mark but n. */
static int64_t mark_ns(const char *log, int n)
{
	const char *at = log + strlen(log);
	for (int i = 0; i <= n; i++)
		for (at--; at > log && *at != '@';)
			at--;
	return g_ascii_strtoll(at + 1, NULL, 10);
}

static void check_longest(const struct core *c, enum cstate longest)
{
	for (int k = 0; k < CSTATES; k++)
		CU_ASSERT(c->residency[k] <= c->residency[longest]);
	CU_ASSERT_EQUAL(c->residency[0] + c->residency[1] + c->residency[2], c->idle);
}

static void test_pauses(void)
{
	EACH_CASE (i, pauses) {
		static const struct act handler[] = {MARK, END};
		struct engine e;
		struct engine_config config = {.cores = 1, .era = ERA_6_1, .sched = engine_sched()};
		struct irq irq;
		struct script s = {.name = "x", .acts = handler};
		int64_t date = 0;
		config.sched.idle_exit = US(7);
		config.sched.cstates = (int)pauses[i].cstates;
		config.sched.deepest = (int)pauses[i].deepest;
		config.sched.cstate_times = (char *)"3us/5us, 20us/50us, 77us/1ms";
		engine_init(&e, &config);
		engine_irq(&e, &irq, 0, &s);
		for (int k = 0; k < TIMES; k++) {
			date += pauses[i].pause_us[k % 2] + pauses[i].late_ns[k % 2] / 1000;
			engine_at(&e, US(date), ACT(RAISE(&irq)));
		}
		calendar_run(&e.m->cal, US(date + 1000));
		int64_t before = pauses[i].pause_us[1] + pauses[i].late_ns[1] / 1000;
		CU_ASSERT_EQUAL(mark_ns(e.log->str, 0) - 1000 * date, pauses[i].late_ns[1]);
		CU_ASSERT_EQUAL(mark_ns(e.log->str, 1) - 1000 * (date - before), pauses[i].late_ns[0]);
		machine_check(e.m, 0);
		check_longest(e.m->cores, pauses[i].longest);
		engine_fini(&e);
	}
}

/* ---- watts ---- */

static const struct {
	const char *text;
	bool good;
} texts[] = {
	{"95:120:200", true},
	{"95.5:120:200", true},
	{"0:0:0", true},
	{"95:120:200,50:60:70", true},
	{"", false},
	{"95", false},
	{"95:120", false},
	{"95:120:", false},
	{"95:120:200:300", false},
	{"120:95:200", false},
	{"95:120:100", false},
	{"-1:2:3", false},
	{"a:b:c", false},
	{"1:2:inf", false},
	{"1:2:nan", false},
	{"95:120:200W", false},
};

static void test_texts(void)
{
	EACH_CASE (i, texts, text) {
		struct watts w = {0};
		CU_ASSERT_EQUAL(watts_parse(texts[i].text, &w), texts[i].good);
		CU_ASSERT_EQUAL(w.known, texts[i].good);
	}
}

/* 4 cores, 10 s: idle; one busy all the time; all busy; two busy one after the other, 1 s each. */
static const struct {
	int64_t any, busy;
	double joules;
} energies[] = {{0, 0, 1000}, {10, 10, 10 * (120 + 20)}, {10, 40, 2000}, {2, 2, 8 * 100 + 2 * 140}};

static void test_energy(void)
{
	struct watts w = {0};
	CU_ASSERT_TRUE_FATAL(watts_parse("100:120:200", &w));
	EACH_CASE (i, energies)
		CU_ASSERT_DOUBLE_EQUAL(watts_joules(&w, 4, 10 * VTIME_PER_S, energies[i].any * VTIME_PER_S,
						    energies[i].busy * VTIME_PER_S),
				       energies[i].joules, 1e-9);
}

static const struct test_case cases[] = {
	{"pauses", test_pauses},
	{"texts of watts", test_texts},
	{"energy", test_energy},
};

SUITE("C-states", cases)
