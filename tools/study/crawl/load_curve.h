/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Curves of a study along its axis of offered loads: one for each combination of values on the other axes, with the
 * figures of its points and the points that stand for it in tables and charts.
 *
 * A figure is a metric or, behind the metrics, what was lost at a place: the part of a drop reason before the '/', each
 * once, in the order of drop_names. Metrics that are known of guests are those of the study's guest.
 */
#ifndef TOOLS_STUDY_CRAWL_LOAD_CURVE_H
#define TOOLS_STUDY_CRAWL_LOAD_CURVE_H

#include "tools/study/figures/interval.h"
#include "tools/study/plan/plan.h"
#include "tools/study/summary/samples.h"

#define LOAD_LOSS_LIMIT 0.001 /* loss ratio up to which a load counts as carried: 0.1 % */

#define LOAD_OFFERED_SHARE                                                                                   \
	0.98 /* of the load that must be offered for it to count as carried: less is a source held back, not     \
		the scatter of arrivals (RFC 2285: intended load and offered load) */

#define LOAD_PEAK_SHARE 0.99 /* of the most that was delivered; less is a fall, not the scatter of arrivals */

struct load_curve {
	char *name;	/* the values that tell it from others, "vhost, ring 256"; owned */
	int first;	/* a point of it */
	GArray *points; /* of int: the study's points that have a result, loads rising */
};

struct load_curves {
	const struct study *study;
	struct samples *samples; /* owned */
	int axis;		 /* of the loads */
	GPtrArray *curves;	 /* of struct load_curve *, in the order of the points */
};

/* load_curves_new: of a study with an axis of loads, and the runs in the store. The study must outlive them; the caller
 * owns them (load_curves_free, NULL allowed). load_curves_read: reads the runs again; which points a curve has remains. */
struct load_curves *load_curves_new(const struct study *study, struct samples *samples);
void load_curves_free(struct load_curves *c);
void load_curves_read(struct load_curves *c, struct store *store);

/* load_curve_at: the curve with this number. load_curve_point: its point with this number, as a point of the study. */
const struct load_curve *load_curve_at(const struct load_curves *c, guint curve);
int load_curve_point(const struct load_curve *curve, guint i);

/* load_of: the load of a point of the study, in pps. */
int64_t load_of(const struct load_curves *c, int point);

/* Places of loss. load_place_count: how many there are. load_place_name: "tap"; not owned. load_place_figure: the figure of
 * what is lost there, in pps. */
int load_place_count(void);
const char *load_place_name(int place);
int load_place_figure(int place);

/* load_run_figure: of a run; guest as run_value takes it. */
double load_run_figure(const struct run_values *run, int figure, const char *guest);

/* load_values: a figure of a point, one value a replication, *n of them; NAN: not known. Newly allocated (g_free).
 * load_interval, load_mean: of the mean over the replications. */
double *load_values(const struct load_curves *c, int point, int figure, int *n);
struct interval load_interval(const struct load_curves *c, int point, int figure);
double load_mean(const struct load_curves *c, int point, int figure);

/* load_figure: load_mean of the metric of this name. */
double load_figure(const struct load_curves *c, int point, const char *metric);

/* load_replications: those that are asked for of each point; with one, no figure has an interval. */
int load_replications(const struct load_curves *c);

/* load_lost_at: the reason that most packets of a point were lost for; "-" when none was, "held back" when the source,
 * which waits for its driver, did not come to offer them. */
const char *load_lost_at(const struct load_curves *c, int point);

/* Marks on a curve: points; -1: none is fit. load_saturation: the highest load that was offered and whose loss ratio is
 * within LOAD_LOSS_LIMIT. load_best: the highest delivered rate; load_least: the lowest. load_lowest, load_highest: the
 * loads at its ends. */
int load_saturation(const struct load_curves *c, guint curve);
int load_best(const struct load_curves *c, guint curve);
int load_least(const struct load_curves *c, guint curve);
int load_lowest(const struct load_curves *c, guint curve);
int load_highest(const struct load_curves *c, guint curve);

/* load_peak: the lowest load at which LOAD_PEAK_SHARE of the first maximum is delivered. The first maximum is the most
 * that is delivered before losses first make the rate fall: where a curve collapses and comes back far beyond, as under
 * ksoftirqd, the load that it collapses after counts. */
int load_peak(const struct load_curves *c, guint curve);

/* load_carried: what was offered at a point, in pps: less than its load where a source is held back. The load where the
 * packets shown are not those that it is of. */
double load_carried(const struct load_curves *c, int point);

/* load_saturated: what was offered at a curve's saturation point, in pps, and no more than its best rate: of what 0.1 % more
 * offers, a part may be under way when the counting ends. Both are points. */
double load_saturated(const struct load_curves *c, int saturation, int best);

/* load_is_bystander: whether the guest that is shown is not the one whose load is varied. load_scope: a sentence on whose
 * load and whose packets are shown, "" when it is all guests'; newly allocated (g_free). load_note: one on what the
 * figures are means of, "" of single runs; the same. */
bool load_is_bystander(const struct study *study);
char *load_scope(const struct study *study);
char *load_note(const struct load_curves *c, const char *more);

#endif
