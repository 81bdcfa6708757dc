/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Summaries of stores: of the points of their plan, each with the replications that the plan wants: runs
 * beyond them, as of a wider study before, do not count, nor do runs that failed.
 */
#ifndef TOOLS_STUDY_SUMMARY_SUMMARY_STORE_H
#define TOOLS_STUDY_SUMMARY_SUMMARY_STORE_H

#include "tools/study/store/store.h"
#include "tools/study/summary/summary.h"

/* summary_metrics: the indices (of int) of the metrics with these names; "all" stands for all, NULL or none
 * for those that a study shows: rate, loss, latency, cycles. NULL with *unknown set to a name that is no
 * metric. The caller frees it (g_array_unref). */
GArray *summary_metrics(char *const *names, const char **unknown);

/* summary_is_text: whether the file at path begins as summary_text does: else it is a store, or nothing that
 * is known. */
bool summary_is_text(const char *path);

/* summary_of_open_store: of a store that is open, for reading or writing, under this path. The study's precision_metric
 * and that of its map are added to the metrics. The caller owns it (summary_free). NULL with *error set. */
struct summary *summary_of_open_store(struct store *store, const char *path, const GArray *metrics,
				      GError **error);

/* summary_of_open_store_whose: the packets of whoever is meant instead of those that the study counts. */
struct summary *summary_of_open_store_whose(struct store *store, const char *path, const GArray *metrics,
					    struct whose whose, GError **error);

/* summary_load: of what is at path; of a text all that it has, of a store the metrics. NULL after the faults
 * were printed. The caller owns it (summary_free). */
struct summary *summary_load(const char *path, const GArray *metrics);

/* summary_metrics_argument: as summary_metrics; NULL after the name that is no metric was printed. */
GArray *summary_metrics_argument(char *const *names);

#endif
