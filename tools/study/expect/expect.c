/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/expect/expect.h"
#include <math.h>
#include <string.h>

#define BOUNDS EXPECT_KIND(EXPECT_BOUNDS)
#define BETTER EXPECT_KIND(EXPECT_BETTER)

/* clang-format off */
const struct expect_key expect_keys[] = {
	{"name", EXPECT_TEXT, EXPECT_ANY, false, "what it is called in reports; by default what it says"},
	{"metric", EXPECT_METRIC, EXPECT_ANY, false, "metric that it is about"},
	{"guest", EXPECT_TEXT, EXPECT_ANY, false, "guest whose packets are counted; by default that of the study"},
	{"source", EXPECT_TEXT, EXPECT_ANY, false, "source of traffic whose packets are counted, by name (\"tester to vm0\") or number, from 0 on"},
	{"where", EXPECT_PICK, EXPECT_ANY, false, "values of axes or settings that its points have; by default it is about all points"},
	{"min", EXPECT_AMOUNT, BOUNDS, true, "least value of the metric"},
	{"max", EXPECT_AMOUNT, BOUNDS, true, "greatest value of the metric"},
	{"better", EXPECT_PICK, BETTER, true, "points at which the metric is to be better"},
	{"than", EXPECT_PICK, BETTER, true, "points that they are compared with, pair by pair of the other axes"},
	{"by", EXPECT_AMOUNT, BETTER, false, "least difference, as a percentage or in the metric's unit"},
	{"never_falls", EXPECT_TEXT, EXPECT_KIND(EXPECT_NEVER_FALLS), true, "axis along which the metric never falls"},
	{"never_rises", EXPECT_TEXT, EXPECT_KIND(EXPECT_NEVER_RISES), true, "axis along which the metric never rises"},
	{"tolerance", EXPECT_AMOUNT, EXPECT_NEVER, false, "fall or rise that is tolerated, as a percentage or in the metric's unit"},
};
/* clang-format on */

const int expect_key_count = (int)G_N_ELEMENTS(expect_keys);

const struct expect_key *expect_key_find(const char *name)
{
	for (int i = 0; i < expect_key_count; i++)
		if (strcmp(expect_keys[i].name, name) == 0)
			return &expect_keys[i];
	return NULL;
}

static void group_free(void *group)
{
	g_array_unref(group);
}

struct expectation *expectation_new(struct place at)
{
	struct expectation *e = g_new0(struct expectation, 1);
	e->at = at;
	e->title = g_strdup("");
	e->name = g_strdup("");
	e->who = g_strdup("");
	e->whose = (struct whose){WHOLE, e->who};
	e->min = -INFINITY;
	e->max = INFINITY;
	e->groups = g_ptr_array_new_with_free_func(group_free);
	return e;
}

void expectation_free(void *expectation)
{
	struct expectation *e = expectation;
	g_free(e->title);
	g_free(e->name);
	g_free(e->who);
	g_ptr_array_unref(e->groups);
	g_free(e);
}
