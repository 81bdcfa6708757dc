/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/crawl_compare.h"
#include "tools/crawl_marks.h"

static const struct crawl_row *turn_of(const struct crawl_plan *plan, const struct comparison *c,
				       const GArray *rows)
{
	if (!crawl_plan_is_bystander(plan))
		return crawl_peak(rows, c->curve);
	return c->saturation ? c->saturation : c->first;
}

static struct comparison compare_rows(const struct crawl_plan *plan, const GArray *rows, int curve)
{
	const struct crawl_line *line = g_ptr_array_index(plan->curves, (guint)curve);
	struct comparison c = {
		.curve = curve,
		.first = crawl_first(rows, curve),
		.last = crawl_last(rows, curve),
		.saturation = crawl_saturation(rows, curve),
		.best = crawl_best(rows, curve),
	};
	if (!c.first)
		return c;
	c.turn = turn_of(plan, &c, rows);
	c.half = MAX(c.turn->load / 2, 1);
	c.at_limit = 2 * c.turn->load > line->limit;
	c.twice = c.at_limit ? line->limit : 2 * c.turn->load;
	return c;
}

bool crawl_compare_plan(struct crawl_plan *plan, const GArray *rows)
{
	for (guint i = 0; i < plan->curves->len; i++) {
		struct comparison c = compare_rows(plan, rows, (int)i);
		if (c.first && !(crawl_plan_add(plan, plan->around, i, c.half) &&
				 crawl_plan_add(plan, plan->around, i, c.twice)))
			return false;
	}
	return true;
}

static const struct crawl_row *row_at(const GArray *rows, int curve, int64_t load)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct crawl_row *row = &g_array_index(rows, struct crawl_row, i);
		if (row->curve == curve && row->load == load)
			return row;
	}
	return NULL;
}

GArray *crawl_compare(const struct crawl_plan *plan, const GArray *rows, const GArray *around)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct comparison));
	for (int i = 0; i < (int)plan->curves->len; i++) {
		struct comparison c = compare_rows(plan, rows, i);
		c.at_half = row_at(around, i, c.half);
		c.at_twice = row_at(around, i, c.twice);
		if (c.first)
			g_array_append_val(all, c);
	}
	return all;
}
