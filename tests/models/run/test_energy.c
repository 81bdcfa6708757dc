/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Energy of runs from their books: with Idle = Epsilon only busy time counts, with Epsilon = AllCores only whether any core is
 * busy; a state that saves as much as everything costs takes nothing.
 */
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"

#define PATH SOURCE_DIR "/scenarios/background.yaml"
#define SHORT "warmup=20ms", "duration=80ms", "series=0s"

static struct run_numbers *run(const char *watts, const char *more)
{
	const char *const sets[] = {SHORT, watts, more, NULL};
	struct run_numbers *n = run_numbers(&(struct run_order){PATH, sets, SYNC_WINDOW, NULL});
	CU_ASSERT_FATAL(n != NULL);
	return n;
}

static double seconds(vtime time)
{
	return (double)time / (double)VTIME_PER_S;
}

static double busy(const struct run_numbers *n)
{
	double sum = 0;
	for (int i = 0; i < n->result.n_cores; i++)
		sum += seconds(n->result.measured - n->core[i].booked[CONTEXT_idle]);
	return sum;
}

static void test_load(void)
{
	struct run_numbers *n = run("host.wattage_per_state=10:10:50", "sched.cstates=skx");
	CU_ASSERT_DOUBLE_EQUAL(n->result.joules, 10 * seconds(n->result.measured) + 40. / 4 * busy(n), 1e-9);
	CU_ASSERT(busy(n) > 0.05);
	g_free(n);
}

static void test_any(void)
{
	struct run_numbers *n = run("host.wattage_per_state=10:20:20", "sched.cstates=off");
	double any = (n->result.joules - 10 * seconds(n->result.measured)) / 10, most = 0;
	for (int i = 0; i < n->result.n_cores; i++)
		most = MAX(most, seconds(n->result.measured - n->core[i].booked[CONTEXT_idle]));
	CU_ASSERT(any >= most);
	CU_ASSERT(any <= seconds(n->result.measured));
	CU_ASSERT(any < busy(n));
	g_free(n);
}

static void test_states(void)
{
	struct run_numbers *n = run("host.wattage_per_state=8:8:8", "sched.cstates=icx");
	struct run_numbers *less = run("host.wattage_per_state=8:8:8", "host.c6_saves=2");
	double c6 = 0;
	for (int i = 0; i < n->result.n_cores; i++)
		c6 += seconds(less->core[i].residency[CSTATE_C6]);
	CU_ASSERT_DOUBLE_EQUAL(n->result.joules, 8 * seconds(n->result.measured), 1e-9);
	CU_ASSERT_EQUAL(c6, 0); /* without sched.cstates */
	CU_ASSERT_DOUBLE_EQUAL(less->result.joules, n->result.joules, 1e-9);
	g_free(less);
	const char *const sets[] = {SHORT, "host.wattage_per_state=8:8:8", "host.c6_saves=2",
				    "sched.cstates=icx", NULL};
	less = run_numbers(&(struct run_order){PATH, sets, SYNC_WINDOW, NULL});
	CU_ASSERT_FATAL(less != NULL);
	for (int i = 0; i < n->result.n_cores; i++)
		c6 += seconds(less->core[i].residency[CSTATE_C6]);
	CU_ASSERT(c6 > 0.05);
	CU_ASSERT_DOUBLE_EQUAL(less->result.joules, 8 * seconds(n->result.measured) - 2 * c6, 1e-9);
	g_free(less);
	g_free(n);
}

static void test_unknown(void)
{
	struct run_numbers *n = run("sched.cstates=skx", "host.c6_saves=2");
	CU_ASSERT(isnan(n->result.joules));
	g_free(n);
}

static const struct test_case cases[] = {
	{"busy time", test_load},
	{"any core", test_any},
	{"states", test_states},
	{"unknown watts", test_unknown},
};

SUITE("energy", cases)
