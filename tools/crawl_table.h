/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The results of a crawl as a table: CSV for programs, columns for the terminal.
 */
#ifndef TOOLS_CRAWL_TABLE_H
#define TOOLS_CRAWL_TABLE_H

#include "tools/crawl_plan.h"
#include "tools/crawl_row.h"

/* crawl_csv: one line a row under a header whose column names carry their unit; a figure that is not known is
 * left empty. rows are struct crawl_row in the plan's order. Newly allocated (g_free). */
char *crawl_csv(const struct crawl_plan *plan, const GArray *rows);

/* crawl_text: a table per curve, with its saturation point and its best rate. Newly allocated (g_free). */
char *crawl_text(const struct crawl_plan *plan, const GArray *rows);

#endif
