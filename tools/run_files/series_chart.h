/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chart of a single run over the time: series.gp, which draws series.svg and series.png.
 */
#ifndef TOOLS_RUN_FILES_SERIES_CHART_H
#define TOOLS_RUN_FILES_SERIES_CHART_H

#include <glib.h>
#include <stdbool.h>

#define SERIES_CHART "series" /* name of its files */

#define SERIES_POINTS_MAX 2000 /* of more rows, each point is the mean of several */

/* What stands around the curves. */
struct series_chart {
	const char *name;     /* of the files */
	const char *question; /* its first sentence is the title; otherwise: when there is none */
	const char *otherwise;
	const char *conditions;
	const char
		*y; /* what is drawn: the name of a panel (series_table.h) or of a column; "": everything */
};

/* series_chart_write: csv: what series_csv wrote. Writes NAME.gp into the folder and draws NAME.svg and NAME.png. False with
 * *error set: it cannot be drawn, or the series has no such column. */
bool series_chart_write(const struct series_chart *chart, const char *csv, const char *folder,
			GError **error);

#endif
