/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row of a crawl's table: the figures of a point that the chart, the CSV file and the table on the
 * terminal show.
 */
#ifndef TOOLS_CRAWL_ROW_H
#define TOOLS_CRAWL_ROW_H

#include "models/drops.h"
#include "sim/context.h"
#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdint.h>

#define CRAWL_LOSS_LIMIT 0.001 /* loss ratio up to which a load counts as carried: 0.1 % */

struct crawl_row {
	int curve;
	int64_t load;		   /* pps, as planned */
	double offered, delivered; /* pps */
	double loss_ratio;
	double dropped[DROPS]; /* pps */
	double p50, p99;       /* latency, ns; NAN: the sample does not support it */
	double wasted_cycles;  /* a packet; NAN when none was offered */
	double cpu[CONTEXTS];  /* shares of the core that takes the NIC's interrupt, summing to 1 */
};

/* crawl_row_read: fills all but curve and load from a run's JSON. False when a member is missing. */
bool crawl_row_read(struct crawl_row *row, JsonObject *run);

/* Places: the part of a drop reason before the '/', each once, in the order of drop_names. */
int crawl_place_count(void);
const char *crawl_place_name(int place);

/* crawl_row_lost: what the row lost at a place, in pps. */
double crawl_row_lost(const struct crawl_row *row, int place);

/* crawl_saturation: among the rows of one curve (rows, each of that curve or not), the highest load offered
 * whose loss ratio is within CRAWL_LOSS_LIMIT; crawl_best: the one with the highest delivered rate. NULL when
 * there is none. */
const struct crawl_row *crawl_saturation(const GArray *rows, int curve);
const struct crawl_row *crawl_best(const GArray *rows, int curve);

#endif
