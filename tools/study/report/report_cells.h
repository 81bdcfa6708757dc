/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cells of a study's map: which point each is, in which panel, and the colours' scale.
 *
 * A panel has a column for each value of the axis x, to scale, and a row for each of y (report_layout.h), all of one
 * height; every combination of the other axes is a panel.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_CELLS_H
#define TOOLS_STUDY_REPORT_REPORT_CELLS_H

#include "tools/study/report/report_data.h"
#include "tools/study/report/report_layout.h"
#include "tools/study/report/report_unit.h"

/* A cell: a point of the study, or none that the plan leaves out. */
enum report_cell_state { REPORT_CELL_LEFT_OUT, REPORT_CELL_NO_RESULT, REPORT_CELL_KNOWN };

struct report_cells {
	const struct report *r;
	const struct study *study;
	int figure; /* drawn */
	struct cell_axis *x, *y;
	GPtrArray *names;  /* of the panels drawn; owned */
	GHashTable *panel; /* report_place -> number among those drawn + 1 */
	int panels;	   /* drawn: REPORT_PANELS_MAX of more, evenly spread */
	int all;	   /* panels that there are */
	guint *points;	   /* [(panel * rows + row) * columns + column]: point + 1; 0: none */
	struct report_unit unit;
	double low, high; /* ends of the colours' scale, in the unit */
	bool is_log;	  /* of that scale */
	int decimals;	  /* of a figure in a cell when it is linear */
};

/* report_cells_new: NULL when the study has no map, or no cell of it has a result. The caller owns it
 * (report_cells_free); it lives no longer than the report. */
struct report_cells *report_cells_new(const struct report *r);
void report_cells_free(struct report_cells *c);

/* report_cells_state: of a cell; *value is its figure in the unit, NAN when it is not known. */
enum report_cell_state report_cells_state(const struct report_cells *c, int panel, int column, int row,
					  double *value);

/* report_cells_loses: 1 when more is lost in a cell than the limit that the study wants drawn, 0 when not; -1: not
 * known, or there is no limit. */
int report_cells_loses(const struct report_cells *c, int panel, int column, int row);

#define CELL_STEPS_MAX 4.0 /* the largest step by the smallest up to which cells are to scale */

/* One axis of a map: where the cells of its values stand, and where they end.
 *
 * Numbers stand in rising order, words in the order written. Cells are one wide, the first from 0.5
 * to 1.5. Cells to scale reach half way to their neighbours instead. The scale is logarithmic, with
 * geometric midpoints, when the steps are more even by ratio than by difference. Words are not
 * drawn to scale, nor are numbers whose steps differ so much that cells would be too narrow to see. */
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
