/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Summaries as commands name them: a result folder, a store or a summary's text.
 */
#ifndef TOOLS_STUDY_SUMMARY_SUMMARY_LOAD_H
#define TOOLS_STUDY_SUMMARY_SUMMARY_LOAD_H

#include "tools/study/summary/summary_store.h"

/* summary_load: of what is at path; of a text all that it has, of a store the metrics. NULL after the faults
 * were printed. The caller owns it (summary_free). */
struct summary *summary_load(const char *path, const GArray *metrics);

/* summary_metrics_argument: as summary_metrics; NULL after the name that is no metric was printed. */
GArray *summary_metrics_argument(char *const *names);

#endif
