/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cells of a study's map: which point each is, in which panel, and the colours' scale.
 *
 * A panel has a column for each value of the axis x, to scale, and a row for each of y (report_layout.h), all of one
 * height; every combination of the other axes is a panel.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_CELLS_H
#define TOOLS_STUDY_REPORT_REPORT_CELLS_H

#include "tools/study/report/cell_axis.h"
#include "tools/study/report/report_data.h"
#include "tools/study/report/report_layout.h"

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

#endif
