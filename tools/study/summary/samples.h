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

/**
 * samples_new() - samples without a run
 * @points: points of the study
 *
 * Return: the samples, which the caller owns (samples_free()).
 */
struct samples *samples_new(guint points);

/**
 * samples_free() - frees samples with the values of their runs
 * @s: the samples
 */
void samples_free(struct samples *s);

/**
 * samples_set() - puts in the values of a run
 * @s: the samples
 * @point: index of the point
 * @replication: index of the run
 * @values: of the run, taken over; NULL: it failed
 */
void samples_set(struct samples *s, guint point, guint replication, struct run_values *values);

/**
 * samples_read() - the runs of a study that a store has by now
 * @study: the study, whose replications of each point count
 * @store: open
 *
 * A run that the store does not have counts as failed.
 *
 * Return: the samples, which the caller owns (samples_free()).
 */
struct samples *samples_read(const struct study *study, struct store *store);

/**
 * samples_count() - the replications of a point, failed ones counted
 * @s: the samples
 * @point: index of the point
 *
 * Return: runs.
 */
guint samples_count(const struct samples *s, guint point);

/**
 * samples_failed() - the replications of a point that failed
 * @s: the samples
 * @point: index of the point
 *
 * Return: runs.
 */
guint samples_failed(const struct samples *s, guint point);

/**
 * samples_values() - a metric of a point, one value for each replication
 * @s: the samples
 * @point: index of the point
 * @metric: index of the metric
 * @whose: packets that count
 *
 * Return: the values; NAN: not known. Newly allocated (g_free()).
 */
double *samples_values(const struct samples *s, guint point, int metric, struct whose whose);

#endif
