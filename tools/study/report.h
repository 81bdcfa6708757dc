/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files of a study's report.
 */
#ifndef TOOLS_STUDY_REPORT_H
#define TOOLS_STUDY_REPORT_H

#include "tools/study/report_data.h"

/* report_write: in the folder of the results, summary.md and, when there is something to draw, study.gp with its
 * pictures study.svg and study.png. False with *error set; *drawn (NULL allowed): whether there is a chart. */
bool report_write(const struct report *r, const char *folder, bool *drawn, GError **error);

#endif
