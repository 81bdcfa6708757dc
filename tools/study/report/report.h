/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files of a study's report.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_H
#define TOOLS_STUDY_REPORT_REPORT_H

#include "tools/study/report/report_data.h"
#include "tools/study/store/store.h"

/* What was written of a report: all of it, and whether that has a chart and a map. */
struct report_files {
	bool written, chart, map;
};

/* report_write: in the folder of the results, summary.md and, when there is something to draw, study.gp with its
 * pictures study.svg and study.png, and map.gp with map.svg and map.png. False with *error set; files: NULL allowed. */
bool report_write(const struct report *r, const char *folder, struct report_files *files, GError **error);

/* report_store: the same of the runs in an open store of the study, with summary.csv (summary.h), and for the terminal *text:
 * its table and what was written; newly allocated, NULL when the store cannot be read. The study is the one that was
 * planned: a store keeps no groups of axes. */
bool report_store(const struct study *study, struct store *store, const char *folder, char **text,
		  GError **error);

#endif
