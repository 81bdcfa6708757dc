/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Goals: what their texts mean, and what of two values is nearer to them.
 */
#include "tests/lib/suite.h"
#include "tools/advise/goal.h"
#include "tools/study/figures/metric.h"
#include <math.h>
#include <string.h>

static const struct read {
	const char *text, *metric, *guest;
	bool less;
	double limit;
} good[] = {
	{"loss<0.1%", "loss_ratio", "", true, 0.001},
	{"loss<0.001", "loss_ratio", "", true, 0.001},
	{"p99(vm1)<200us", "latency_p99_ns", "vm1", true, 200000},
	{" p99 ( vm1 ) < 1ms ", "latency_p99_ns", "vm1", true, 1000000},
	{"delivered>=1Mpps", "delivered_pps", "", false, 1000000},
	{"delivered(a b)>10kpps", "delivered_pps", "a b", false, 10000},
	{"delivered_bps>1Gbps", "delivered_bps", "", false, 1e9},
	{"cycles<=5000", "per_packet.cycles", "", true, 5000},
	{"queue_mean.tap<10", "queue_mean.tap", "", true, 10},
};

static void test_texts(void)
{
	EACH_CASE (i, good, text) {
		struct goal g;
		char *why;
		CU_ASSERT_TRUE(goal_read(&g, good[i].text, &why));
		CU_ASSERT_PTR_NULL(why);
		CU_ASSERT_STRING_EQUAL(metric_at(g.metric)->name, good[i].metric);
		CU_ASSERT_STRING_EQUAL(g.guest, good[i].guest);
		CU_ASSERT_EQUAL(g.less, good[i].less);
		CU_ASSERT_DOUBLE_EQUAL(g.limit, good[i].limit, 1e-12 * good[i].limit);
		goal_clear(&g);
	}
}

static const char *const bad[] = {"",	      "loss",	       "<1%",	       "loss<",	    "loss<1%x",
				  "loss<nan", "loss<inf",      "p99<5",	       "p99<5kpps", "loss(vm0<1%",
				  "los<1%",   "cycles(vm0)<5", "delivered>1us"};

static void test_faults(void)
{
	EACH_CASE (i, bad) {
		struct goal g;
		char *why;
		CU_ASSERT_FALSE(goal_read(&g, bad[i], &why));
		CU_ASSERT_PTR_NOT_NULL(why);
		g_free(why);
		goal_clear(&g);
	}
}

static void test_values(void)
{
	const struct goal less = {.less = true, .limit = 10}, more = {.limit = 10};
	CU_ASSERT_TRUE(goal_met(&less, 9.9));
	CU_ASSERT_FALSE(goal_met(&less, 10));
	CU_ASSERT_FALSE(goal_met(&less, NAN));
	CU_ASSERT_TRUE(goal_met(&more, 10.1));
	CU_ASSERT_FALSE(goal_met(&more, 10));
	CU_ASSERT_FALSE(goal_met(&more, NAN));
	CU_ASSERT_TRUE(goal_better(&less, 1, 2));
	CU_ASSERT_FALSE(goal_better(&less, 2, 1));
	CU_ASSERT_FALSE(goal_better(&less, 1, 1));
	CU_ASSERT_TRUE(goal_better(&more, 2, 1));
	CU_ASSERT_FALSE(goal_better(&more, 1, 2));
	CU_ASSERT_TRUE(goal_better(&more, 1, NAN));
	CU_ASSERT_FALSE(goal_better(&more, NAN, 1));
	CU_ASSERT_FALSE(goal_better(&more, NAN, NAN));
}

static const struct test_case cases[] = {
	{"texts", test_texts},
	{"faults", test_faults},
	{"values", test_values},
};

SUITE("goal", cases)
