/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One axis of a map: where the cells of its values stand, and where they end.
 *
 * Numbers stand in rising order, words in the order written. Cells are one wide, the first from 0.5 to 1.5; cells to
 * scale reach half way to their neighbours instead, on a logarithmic scale when the steps are more even by ratio than by
 * difference (midpoints are then geometric ones). Words are not drawn to scale, nor are numbers whose steps differ so much
 * that cells would be too narrow to see.
 */
#ifndef TOOLS_STUDY_REPORT_CELL_AXIS_H
#define TOOLS_STUDY_REPORT_CELL_AXIS_H

#include "tools/study/report/report_unit.h"

#define CELL_STEPS_MAX 4.0 /* the largest step by the smallest up to which cells are to scale */

struct cell_axis {
	const struct study_axis *axis;
	int n;		   /* cells; two at least */
	int *value, *cell; /* value shown in a cell, cell of a value; both from 0 on; owned */
	double *at, *edge; /* n places of the values, n + 1 of the edges, in the unit when to scale; owned */
	bool to_scale, is_log;
	struct report_unit unit;
};

/* cell_axis_new: of an axis of several values, which must outlive it; to_scale: if it can be. The caller owns it
 * (cell_axis_free). */
struct cell_axis *cell_axis_new(const struct study_axis *axis, bool to_scale);
void cell_axis_free(struct cell_axis *a);

/* cell_axis_text: what a cell's value is called: a number in the unit, or the word; newly allocated. */
char *cell_axis_text(const struct cell_axis *a, int cell);

/* cell_axis_narrowest: the narrowest cell as a share of the axis. */
double cell_axis_narrowest(const struct cell_axis *a);

#endif
