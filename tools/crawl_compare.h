/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comparison of a crawl's curves, each at loads of its own: at half of the load that it turns at, where
 * little or nothing is lost and what a packet costs tells the systems apart, and at twice that load, in overload.
 *
 * A curve turns at its first peak (crawl_peak); where the packets of a guest are shown beside another's load,
 * at the highest load that cost it nothing (crawl_saturation). Both loads need runs of their own, the plan's points
 * `around`.
 */
#ifndef TOOLS_CRAWL_COMPARE_H
#define TOOLS_CRAWL_COMPARE_H

#include "tools/crawl_plan.h"
#include "tools/crawl_row.h"

struct comparison {
	int curve;
	/* among the crawl's rows; not owned; saturation: NULL when every load lost too much */
	const struct crawl_row *first, *last, *saturation, *best, *turn;
	int64_t half, twice; /* pps */
	bool at_limit;	     /* twice is what the wire carries, less than twice the load of turn */
	/* among the rows of the points around; not owned; NULL when every run failed */
	const struct crawl_row *at_half, *at_twice;
};

/* crawl_compare_plan: adds the points around of the curves that have rows. False after faults were printed. */
bool crawl_compare_plan(struct crawl_plan *plan, const GArray *rows);

/* crawl_compare: struct comparison of every curve that has rows; around are those of the points around. The
 * caller owns the array; it points into both. */
GArray *crawl_compare(const struct crawl_plan *plan, const GArray *rows, const GArray *around);

#endif
