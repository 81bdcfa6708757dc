/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The results of a crawl as a table: CSV for programs, columns for the terminal.
 */
#ifndef TOOLS_STUDY_CRAWL_CRAWL_TABLE_H
#define TOOLS_STUDY_CRAWL_CRAWL_TABLE_H

#include "tools/study/crawl/load_curve.h"

/* crawl_csv: one line a point with a result, curve by curve, under a header whose column names carry their unit; a figure
 * that is not known is left empty. Newly allocated (g_free). */
char *crawl_csv(const struct load_curves *c);

/* crawl_text: a table per curve, with its saturation point and its best rate. Newly allocated (g_free). */
char *crawl_text(const struct load_curves *c);

#endif
