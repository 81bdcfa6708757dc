/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The curves of a study's chart: which points each goes through, in which panel, and in which units.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_CURVES_H
#define TOOLS_STUDY_REPORT_REPORT_CURVES_H

#include "tools/study/report/report_data.h"
#include "tools/study/report/report_layout.h"
#include "tools/study/report/report_unit.h"

#define REPORT_CURVES_MAX 12 /* in a panel; of more, so many are drawn, evenly spread */

struct report_curves {
	const struct report *r;
	const struct study *study;
	struct report_layout layout;
	GPtrArray *names;   /* of the curves drawn; owned */
	GPtrArray *flows;   /* of each the name of its flow, or NULL; not owned */
	GHashTable *curve;  /* report_place -> number among those drawn + 1; 0: not drawn */
	int curves, panels; /* drawn */
	int all;	    /* curves that there are */
	GPtrArray **lines;  /* [panel * curves + curve]: of points + 1 that have a result, by their x */
	double rate_scale;  /* from kpps to the unit of rates: kpps or Mpps */
	struct report_unit x_unit;
};

/* report_curves_new: NULL when there is nothing to draw: one point, or no run that gave a result. The caller owns it
 * (report_curves_free); it lives no longer than the report. */
struct report_curves *report_curves_new(const struct report *r);

/* report_curves_along: the same in this layout. */
struct report_curves *report_curves_along(const struct report *r, struct report_layout layout);

/* report_curves_free: frees curves; the report stays. */
void report_curves_free(struct report_curves *c);

/* report_curves_x: where a point stands: its number in x_unit, or the index of its word. */
double report_curves_x(const struct report_curves *c, guint point);

/* report_curves_of_load: whether the chart runs along the offered load. */
bool report_curves_of_load(const struct report_curves *c);

#endif
