/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Units in which the values on an axis, or those of a figure, read well on a chart, and the titles of axes.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_UNIT_H
#define TOOLS_STUDY_REPORT_REPORT_UNIT_H

#include "tools/study/plan/plan.h"

struct report_unit {
	double scale;	  /* from what the values are in to this unit */
	const char *name; /* "" where there is none */
};

/* report_unit_of_axis: for the base units of an axis, by its greatest value; words have none. */
struct report_unit report_unit_of_axis(const struct study_axis *axis);

/* report_unit_of: for values in the unit of a figure or metric ("kpps", "ns") of which the greatest is `most`; a unit
 * that is not known stays as it is and must outlive the result. */
struct report_unit report_unit_of(const char *unit, double most);

/* report_axis_title: "offered load (Mpps)"; newly allocated (g_free). */
char *report_axis_title(const struct study_axis *axis, struct report_unit unit);

#endif
