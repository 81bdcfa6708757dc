/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Curves over offered loads with figures written by hand, for the tests of what is made of them.
 */
#ifndef TESTS_LIB_STUDY_SAMPLE_CURVES_H
#define TESTS_LIB_STUDY_SAMPLE_CURVES_H

#include "tests/lib/study/sample_study.h"
#include "tools/study/crawl/load_curve.h"
#include <string.h>

#define SAMPLE_LOADS_MAX 16
#define SAMPLE_GUEST "quiet"

/* A point with a result: the curve's number, the load, and figures; what is not said is 0. */
struct sample_row {
	int curve;
	int64_t load; /* pps */
	double offered, delivered, loss_ratio, p50, p99;
};

/* sample_value_set: a metric of a run, of all guests and of SAMPLE_GUEST. */
static inline void sample_value_set(struct run_values *v, const char *metric, double value)
{
	v->all[metric_find(metric)] = v->part[PART_GUEST].figures[0][metric_find(metric)] = value;
}

struct run_values *sample_values(const struct sample_row *row);

/* sample_point_at: the point of a curve at a load; -1: there is none. */
int sample_point_at(const struct study *study, int curve, int64_t load);

/* sample_crawl: a study with the curves of these NULL-terminated names and the loads of the rows, on a wire that carries
 * `limit` pps. Free with study_free. */
struct study *sample_crawl(const char *const *names, int64_t limit, const struct sample_row *rows, guint n);

/* sample_fill: gives points the results of the rows, in so many replications that are alike. */
void sample_fill(struct samples *samples, const struct study *study, const struct sample_row *rows, guint n);

/* sample_curves: of these rows. Free with load_curves_free, before the study. */
struct load_curves *sample_curves(const struct study *study, const struct sample_row *rows, guint n);

/* sample_run_of: the values of a replication of a point that has a result. */
static inline struct run_values *sample_run_of(const struct load_curves *c, int curve, int64_t load,
					       guint replication)
{
	return g_ptr_array_index(c->samples->runs[sample_point_at(c->study, curve, load)], replication);
}

#endif
