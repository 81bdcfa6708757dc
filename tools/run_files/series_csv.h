/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A time series as CSV: the file series.csv of a run.
 */
#ifndef TOOLS_RUN_FILES_SERIES_CSV_H
#define TOOLS_RUN_FILES_SERIES_CSV_H

#include "sim/base/series.h"

/* series_csv: header "time_ns,<columns>" and a line per row, times in ns with three decimals (exact ps). A
 * name that holds a comma, quote or line break is quoted (RFC 4180). Newly allocated (g_free). */
char *series_csv(const struct series *s);

#endif
