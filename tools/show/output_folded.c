/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/output_folded.h"
#include "sim/platform.h"

#include <glib.h>
#include <inttypes.h>

static int64_t cycles(const struct scenario *s, const struct result_core *core, vtime time)
{
	__int128 product = (__int128)time * platform_host(s->platform, core->machine)->hz;
	return (int64_t)((product + VTIME_PER_S / 2) / VTIME_PER_S);
}

/* output_folded_append: a line, unless nothing was spent on it. */
static void output_folded_append(GString *out, const char *stack, const char *context, const char *cost,
				 int64_t spent)
{
	if (spent > 0)
		g_string_append_printf(out, "%s;%s%s%s %" PRId64 "\n", stack, context, *cost ? ";" : "", cost,
				       spent);
}

static void output_folded_append_core(GString *out, const struct scenario *s, const struct result_core *core,
				      const char *stack)
{
	for (int context = 0; context < CONTEXTS; context++)
		for (int cost = 0; cost < COST_COUNT; cost++)
			output_folded_append(out, stack, context_names[context], cost_names[cost].name,
					     cycles(s, core, core->by_cost[context][cost]));
	output_folded_append(out, stack, context_names[CONTEXT_idle], "",
			     cycles(s, core, core->booked[CONTEXT_idle]));
}

char *output_folded(const struct scenario *s, const struct result *r)
{
	GString *out = g_string_new(NULL);
	for (int i = 0; i < r->n_cores; i++) {
		const struct result_core *core = &r->core[i];
		char *stack = r->n_machines > 1 ? g_strdup_printf("%s;core %d", core->machine, core->number)
						: g_strdup_printf("core %d", core->number);
		output_folded_append_core(out, s, core, stack);
		g_free(stack);
	}
	return g_string_free(out, FALSE);
}
