/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row of a crawl's table: the figures of a point that the chart, the CSV file and the table on the
 * terminal show: those of its run, or means over its replications.
 */
#ifndef TOOLS_CRAWL_ROW_H
#define TOOLS_CRAWL_ROW_H

#include "models/drops.h"
#include "models/per_packet.h"
#include "sim/context.h"
#include "tools/study/interval.h"
#include "tools/study/metric.h"
#include <glib.h>

#define CRAWL_LOSS_LIMIT 0.001 /* loss ratio up to which a load counts as carried: 0.1 % */

#define CRAWL_OFFERED_SHARE                                                                                  \
	0.98 /* of the load that must be offered for it to count as carried: less is a source held back, not     \
		the scatter of arrivals (RFC 2285: intended load and offered load) */

struct crawl_row {
	int curve;
	int64_t load;		       /* pps, as planned */
	double intended;	       /* pps: the load; 0: unknown, a guest is shown beside another's load */
	double offered, delivered;     /* pps, of all guests or of the one shown */
	double loss_ratio;	       /* of the same packets */
	double dropped[DROPS];	       /* pps, the same */
	double p50, p99;	       /* latency of all, ns; NAN: the sample does not support it */
	double wasted_cycles;	       /* a packet; NAN when none was offered */
	double cpu[CONTEXTS];	       /* shares of the core that takes the NIC's interrupt, summing to 1 */
	double per_packet[PER_PACKET]; /* of all guests; NAN when nothing was delivered */
	/* The single replications where there are several, in their order; of one that failed every figure is NAN.
	 * Owned; NULL: the row is that of one run. */
	struct crawl_row *runs;
	int n;
};

/* crawl_rows_new: an empty array of rows, which frees what they own. */
GArray *crawl_rows_new(void);

/* crawl_row_read: fills all but curve and load (set before) from the figures of a run. guest: whose packets are counted
 * as offered, delivered and lost; "": all. */
void crawl_row_read(struct crawl_row *row, const struct run_values *values, const char *guest);

/* crawl_row_fail: the same of a run that failed: every figure is NAN. */
void crawl_row_fail(struct crawl_row *row);

/* crawl_row_mean: the row of n runs of one point, at least one of them with figures. With several it keeps a copy of
 * them. What is not known of all is the mean of those that it is known of. */
struct crawl_row crawl_row_mean(const struct crawl_row *runs, int n);

/* crawl_row_interval: of a figure of the row, over its replications. */
struct interval crawl_row_interval(const struct crawl_row *row, double confidence,
				   double (*figure)(const struct crawl_row *row, int which), int which);

/* Places: the part of a drop reason before the '/', each once, in the order of drop_names. */
int crawl_place_count(void);
const char *crawl_place_name(int place);

/* crawl_row_lost: what the row lost at a place, in pps. */
double crawl_row_lost(const struct crawl_row *row, int place);

/* crawl_row_held_back: whether less was offered than the load: a guest's source waits for its driver. */
bool crawl_row_held_back(const struct crawl_row *row);

/* crawl_row_lost_at: the reason that most packets were lost for; "-" when none was, "held back" when the source
 * did not come to offer them. */
const char *crawl_row_lost_at(const struct crawl_row *row);

#endif
