/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * series.csv as it was written, and how its columns are shown together.
 */
#ifndef TOOLS_RUN_FILES_SERIES_TABLE_H
#define TOOLS_RUN_FILES_SERIES_TABLE_H

#include <glib.h>
#include <stdbool.h>

/* The columns of a series by the beginning and the end of their names: what one panel shows. */
struct series_panel {
	const char *name; /* "rates", as a scenario calls it */
	const char *beginning, *ending, *title, *unit;
	const char *axis; /* beside a chart's panel */
	double scale;	  /* from the column to the unit */
};

enum { SERIES_PANELS = 4 };
extern const struct series_panel series_panels[SERIES_PANELS];

/* series_table: the rows of the text, the head first, each a GArray of struct csv_field (csv_reader.h), into the text's copy.
 * The caller frees it. */
GPtrArray *series_table(const char *text);

/* series_field: of a row and column, "" where there is none. series_number: NAN: it is no number. */
const char *series_field(const GPtrArray *rows, guint row, guint column);
double series_number(const GPtrArray *rows, guint row, guint column);

/* series_width: how many columns there are. series_in_panel: whether a column belongs to the panel, and is not 0
 * throughout: such a one says nothing. series_curve: its name there. Newly allocated. */
guint series_width(const GPtrArray *rows);
bool series_in_panel(const GPtrArray *rows, guint column, const struct series_panel *p);
char *series_curve(const GPtrArray *rows, guint column, const struct series_panel *p);

#endif
