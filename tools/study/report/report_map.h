/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map of a study: a gnuplot script with its data, map.gp, that draws map.svg and map.png.
 *
 * It shows the metric that study.map names as the colours of cells over two axes (report_cells.h), the figures in them
 * where they fit, and a line where the loss ratio passes study.map_loss. Cells are never interpolated: one of which no
 * run gave the figure is hatched, one that the plan leaves out is blank.
 */
#ifndef TOOLS_STUDY_REPORT_REPORT_MAP_H
#define TOOLS_STUDY_REPORT_REPORT_MAP_H

#include "tools/study/report/report_data.h"

/* report_map_script: the script; NULL when the study has no map or nothing to draw on it. Newly allocated (g_free). */
char *report_map_script(const struct report *r);

#endif
