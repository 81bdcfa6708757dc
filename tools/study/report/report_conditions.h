/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Under what conditions the points of a study were measured: what stands below its charts.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_CONDITIONS_H
#define TOOLS_STUDY_REPORT_REPORT_CONDITIONS_H

#include "tools/study/plan/plan.h"

/* report_conditions: "Kernel 3.13; 64 B frames; 8 cores at 3.3 GHz; ...", without what the study varies; "" of a study
 * that has no base. Newly allocated (g_free). */
char *report_conditions(const struct study *study);

/* report_conditions_of_trials: the same of a search, whose trials have lengths and numbers of their own. */
char *report_conditions_of_trials(const struct study *study);

/* report_conditions_of_run: the same of a single run, whose length and counts stand elsewhere. */
char *report_conditions_of_run(const struct scenario *s);

/* report_flow: the flow of a point; NULL: it is not known. */
const char *report_flow(const struct study *study, guint point);

#endif
