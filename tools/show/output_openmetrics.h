/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A result in the OpenMetrics text format 1.0 (prometheus.io/docs/specs/om/open_metrics_spec), for a textfile collector, a push
 * gateway or a test of them. Times are in s.
 */
#ifndef TOOLS_SHOW_OUTPUT_OPENMETRICS_H
#define TOOLS_SHOW_OUTPUT_OPENMETRICS_H

#include "models/run/result.h"
#include "models/scenario/scenario.h"

/* output_openmetrics: the text, newly allocated (g_free). */
char *output_openmetrics(const struct scenario *s, const struct result *r);

#endif
