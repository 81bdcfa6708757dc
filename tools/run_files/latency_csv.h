/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The latencies of a run as CSV: percentiles that lie evenly on an axis of 1 / (1 - p), as many as the sample supports.
 *
 * A row is whose packets ("all", "guest vm0", "source tester to vm0"), one in how many takes longer, and the latency in ns.
 * Guests stand beside all packets where there are several, and sources where there are more of them than of guests.
 */
#ifndef TOOLS_RUN_FILES_LATENCY_CSV_H
#define TOOLS_RUN_FILES_LATENCY_CSV_H

#include "models/run/result.h"

/* latency_csv: newly allocated (g_free). */
char *latency_csv(const struct result *r);

#endif
