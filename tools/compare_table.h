/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The comparison of a crawl's curves as a table, one row a curve: CSV for programs, Markdown for documents,
 * columns for the terminal. docs/metrics.md defines the columns.
 */
#ifndef TOOLS_COMPARE_TABLE_H
#define TOOLS_COMPARE_TABLE_H

#include "tools/crawl_compare.h"

/* All of them: rows are struct comparison of the plan's curves. A figure that is not known is left empty in
 * CSV, a dash elsewhere. Newly allocated (g_free). */
char *compare_csv(const struct crawl_plan *plan, const GArray *rows);
char *compare_markdown(const struct crawl_plan *plan, const GArray *rows);

/* compare_text: two blocks of columns, what a curve carries and what it costs at half load. */
char *compare_text(const struct crawl_plan *plan, const GArray *rows);

#endif
