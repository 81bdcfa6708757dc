/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The comparison of a study's curves where they turn (turn.h) as a table, one row a curve: CSV for programs, Markdown for
 * documents, columns for the terminal. docs/metrics.md defines the columns.
 */
#ifndef TOOLS_STUDY_CRAWL_TURN_TABLE_H
#define TOOLS_STUDY_CRAWL_TURN_TABLE_H

#include "tools/study/crawl/turn.h"

/* turns_csv, turns_markdown, turns_text: the comparison. A figure that is not known is left empty in CSV, a dash elsewhere. With replications there are half widths,
 * and what the other curves have more than the first one. Newly allocated (g_free). */
char *turns_csv(const struct load_curves *c, const GArray *turns);
char *turns_markdown(const struct load_curves *c, const GArray *turns);

/* turns_text: two blocks of columns, what a curve carries and what it costs at half load; "" without curves. */
char *turns_text(const struct load_curves *c, const GArray *turns);

/* turns_write: compare.csv and compare.md in the folder of the results. False with *error set. */
bool turns_write(const struct load_curves *c, const GArray *turns, const char *folder, GError **error);

#endif
