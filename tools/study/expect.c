/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/expect.h"
#include <math.h>

static void group_free(void *group)
{
	g_array_unref(group);
}

struct expectation *expectation_new(struct place at)
{
	struct expectation *e = g_new0(struct expectation, 1);
	e->at = at;
	e->name = g_strdup("");
	e->guest = g_strdup("");
	e->min = -INFINITY;
	e->max = INFINITY;
	e->groups = g_ptr_array_new_with_free_func(group_free);
	return e;
}

void expectation_free(void *expectation)
{
	struct expectation *e = expectation;
	g_free(e->name);
	g_free(e->guest);
	g_ptr_array_unref(e->groups);
	g_free(e);
}
