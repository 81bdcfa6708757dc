/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples: the values of a study's runs, by point and replication, as those who judge them take them.
 */
#ifndef TOOLS_STUDY_SUMMARY_SAMPLES_H
#define TOOLS_STUDY_SUMMARY_SAMPLES_H

#include "tools/study/figures/metric.h"
#include "tools/study/store/store.h"

struct samples {
	guint points;
	GPtrArray **runs; /* of each point: struct run_values *, by replication; NULL: that run failed */
};

/* samples_new: without a run. The caller owns it (samples_free). samples_set: takes the values over; NULL: failed. */
struct samples *samples_new(guint points);
void samples_free(struct samples *s);
void samples_set(struct samples *s, guint point, guint replication, struct run_values *values);

/* samples_read: the runs of a study that a store has by now, of each point as many replications as it asks for; those that
 * the store does not have failed. The caller owns them (samples_free). */
struct samples *samples_read(const struct study *study, struct store *store);

/* samples_count: replications of a point, failed ones counted. samples_failed: those that failed. */
guint samples_count(const struct samples *s, guint point);
guint samples_failed(const struct samples *s, guint point);

/* samples_values: a metric of a point, one value a replication; NAN: not known. Newly allocated (g_free). */
double *samples_values(const struct samples *s, guint point, int metric, struct whose whose);

#endif
