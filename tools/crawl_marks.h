/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Marks on a curve of a crawl: the rows that stand for it in tables and charts.
 *
 * Every function looks for one curve among rows (struct crawl_row), which may hold others too and whose loads
 * rise within a curve. NULL when no row is fit.
 */
#ifndef TOOLS_CRAWL_MARKS_H
#define TOOLS_CRAWL_MARKS_H

#include "tools/crawl_row.h"

#define CRAWL_PEAK_SHARE                                                                                     \
	0.99 /* of the most that was delivered; less is a fall, not the scatter of arrivals */

/* crawl_saturation: the highest load that was offered and whose loss ratio is within CRAWL_LOSS_LIMIT. */
const struct crawl_row *crawl_saturation(const GArray *rows, int curve);

/* crawl_best: the highest delivered rate; crawl_least: the lowest. crawl_first: the lowest load; crawl_last:
 * the highest. */
const struct crawl_row *crawl_best(const GArray *rows, int curve);
const struct crawl_row *crawl_least(const GArray *rows, int curve);
const struct crawl_row *crawl_first(const GArray *rows, int curve);
const struct crawl_row *crawl_last(const GArray *rows, int curve);

/* crawl_peak: the lowest load at which CRAWL_PEAK_SHARE of the first maximum is delivered. The first maximum
 * is the most that is delivered before losses first make the rate fall: where a curve collapses and comes
 * back far beyond, as under ksoftirqd, the load that it collapses after counts. */
const struct crawl_row *crawl_peak(const GArray *rows, int curve);

#endif
