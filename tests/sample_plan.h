/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plan of a crawl without points, for the tests of what is made of its rows.
 */
#ifndef TESTS_SAMPLE_PLAN_H
#define TESTS_SAMPLE_PLAN_H

#include "tools/crawl_plan.h"

static inline void sample_line_free(void *data)
{
	struct crawl_line *line = data;
	g_free(line->name);
	g_free(line);
}

/* sample_plan: of the curves with these NULL-terminated names, on a wire that carries `limit` pps. Free with
 * crawl_plan_free. */
static inline struct crawl_plan *sample_plan(const char *const *names, int64_t limit)
{
	struct crawl_plan *plan = g_new0(struct crawl_plan, 1);
	plan->question = g_strdup("It's `id`, is it? No.");
	plan->folder = g_strdup("folder");
	plan->source = g_strdup("");
	plan->guest = g_strdup("");
	plan->compare = true;
	plan->curves = g_ptr_array_new_with_free_func(sample_line_free);
	plan->points = g_ptr_array_new();
	plan->around = g_ptr_array_new();
	plan->replications = 1;
	plan->confidence = 0.95;
	for (; *names; names++) {
		struct crawl_line *line = g_new0(struct crawl_line, 1);
		*line = (struct crawl_line){.name = g_strdup(*names), .source = -1, .limit = limit};
		g_ptr_array_add(plan->curves, line);
	}
	return plan;
}

#endif
