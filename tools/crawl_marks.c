/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/crawl_marks.h"

/* pick: the row of the curve that is fit in place of all others of it; found is NULL at first. */
static const struct crawl_row *pick(const GArray *rows, int curve,
				    bool (*fitter)(const struct crawl_row *row,
						   const struct crawl_row *found))
{
	const struct crawl_row *found = NULL;
	for (guint i = 0; i < rows->len; i++) {
		const struct crawl_row *row = &g_array_index(rows, struct crawl_row, i);
		if (row->curve == curve && fitter(row, found))
			found = row;
	}
	return found;
}

static bool first(const struct crawl_row *row, const struct crawl_row *found)
{
	(void)row;
	return !found;
}

static bool later(const struct crawl_row *row, const struct crawl_row *found)
{
	return !found || row->load > found->load;
}

static bool carried(const struct crawl_row *row, const struct crawl_row *found)
{
	return row->loss_ratio <= CRAWL_LOSS_LIMIT && !crawl_row_held_back(row) && later(row, found);
}

static bool more(const struct crawl_row *row, const struct crawl_row *found)
{
	return !found || row->delivered > found->delivered;
}

static bool less(const struct crawl_row *row, const struct crawl_row *found)
{
	return !found || row->delivered < found->delivered;
}

const struct crawl_row *crawl_first(const GArray *rows, int curve)
{
	return pick(rows, curve, first);
}

const struct crawl_row *crawl_last(const GArray *rows, int curve)
{
	return pick(rows, curve, later);
}

const struct crawl_row *crawl_saturation(const GArray *rows, int curve)
{
	return pick(rows, curve, carried);
}

const struct crawl_row *crawl_best(const GArray *rows, int curve)
{
	return pick(rows, curve, more);
}

const struct crawl_row *crawl_least(const GArray *rows, int curve)
{
	return pick(rows, curve, less);
}

static bool has_fallen(const struct crawl_row *row, const struct crawl_row *most)
{
	return row->delivered < CRAWL_PEAK_SHARE * most->delivered && row->loss_ratio > CRAWL_LOSS_LIMIT;
}

/* first_maximum: the row that delivered most before the rate fell for the first time. */
static const struct crawl_row *first_maximum(const GArray *rows, int curve)
{
	const struct crawl_row *most = NULL;
	for (guint i = 0; i < rows->len; i++) {
		const struct crawl_row *row = &g_array_index(rows, struct crawl_row, i);
		if (row->curve != curve)
			continue;
		if (most && has_fallen(row, most))
			break;
		if (more(row, most))
			most = row;
	}
	return most;
}

const struct crawl_row *crawl_peak(const GArray *rows, int curve)
{
	const struct crawl_row *most = first_maximum(rows, curve), *row = NULL;
	for (guint i = 0; most && i < rows->len; i++) {
		row = &g_array_index(rows, struct crawl_row, i);
		if (row->curve == curve && row->delivered >= CRAWL_PEAK_SHARE * most->delivered)
			break;
	}
	return row;
}
