/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chart of a single run: percentiles of the latency, of all packets and of each guest and source, on an axis of
 * 1 / (1 - p), and what every core did.
 */
#ifndef TOOLS_RUN_FILES_RUN_CHART_H
#define TOOLS_RUN_FILES_RUN_CHART_H

#include "models/run/result.h"
#include "models/scenario/scenario.h"
#include <glib.h>

#define RUN_CHART "run" /* name of its files */

/* run_chart_conditions: what stands below a chart of the run. Newly allocated (g_free). */
char *run_chart_conditions(const struct scenario *s, const struct result *r);

/* run_chart_write: writes run.gp into the folder, and draws run.svg and run.png; latencies: what latency_csv wrote, NULL: not
 * known. False with *error set. */
bool run_chart_write(const struct scenario *s, const struct result *r, const char *latencies,
		     const char *question, const char *folder, GError **error);

#endif
