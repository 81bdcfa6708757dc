/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/crawl_marks.h"

const struct crawl_row *crawl_saturation(const GArray *rows, int curve)
{
	const struct crawl_row *found = NULL;
	for (guint i = 0; i < rows->len; i++) {
		const struct crawl_row *row = &g_array_index(rows, struct crawl_row, i);
		if (row->curve == curve && row->loss_ratio <= CRAWL_LOSS_LIMIT &&
		    (!found || row->load > found->load))
			found = row;
	}
	return found;
}

const struct crawl_row *crawl_best(const GArray *rows, int curve)
{
	const struct crawl_row *found = NULL;
	for (guint i = 0; i < rows->len; i++) {
		const struct crawl_row *row = &g_array_index(rows, struct crawl_row, i);
		if (row->curve == curve && (!found || row->delivered > found->delivered))
			found = row;
	}
	return found;
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
		if (!most || row->delivered > most->delivered)
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

const struct crawl_row *crawl_least(const GArray *rows, int curve)
{
	const struct crawl_row *found = NULL;
	for (guint i = 0; i < rows->len; i++) {
		const struct crawl_row *row = &g_array_index(rows, struct crawl_row, i);
		if (row->curve == curve && (!found || row->delivered < found->delivered))
			found = row;
	}
	return found;
}

const struct crawl_row *crawl_last(const GArray *rows, int curve)
{
	const struct crawl_row *found = NULL;
	for (guint i = 0; i < rows->len; i++)
		if (g_array_index(rows, struct crawl_row, i).curve == curve)
			found = &g_array_index(rows, struct crawl_row, i);
	return found;
}
