/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/report_html/sections.h"
#include "tools/run_files/series_table.h"
#include "tools/text/html.h"
#include "tools/text/json_writer.h"
#include <string.h>

#define ROWS_MAX 20000 /* beyond, every n-th row is shown */

/* series_section_write_numbers: a column; what is no number is null. */
static void series_section_write_numbers(struct json_writer *w, const char *key, const GPtrArray *rows,
					 guint column, double scale, int decimals)
{
	guint each = rows->len / ROWS_MAX + 1;
	json_list(w, key);
	for (guint row = 1; row < rows->len; row += each)
		json_fixed(w, NULL, series_number(rows, row, column) * scale, decimals);
	json_end(w);
}

static void write_curve(struct json_writer *w, const GPtrArray *rows, guint column,
			const struct series_panel *p)
{
	char *name = series_curve(rows, column, p);
	json_object(w, NULL);
	json_text(w, "name", name);
	series_section_write_numbers(w, "values", rows, column, p->scale, 3);
	json_end(w);
	g_free(name);
}

static void write_panel(struct json_writer *w, const GPtrArray *rows, const struct series_panel *p)
{
	json_object(w, NULL);
	json_text(w, "title", p->title);
	json_text(w, "unit", p->unit);
	json_array(w, "curves");
	for (guint i = 1; i < series_width(rows); i++)
		if (series_in_panel(rows, i, p))
			write_curve(w, rows, i, p);
	json_end(w);
	json_end(w);
}

/* add_data: as JSON in which no character ends the element or is one of XML. */
static void add_data(GString *out, char *json)
{
	g_string_append(out, "<script type=\"application/json\" id=\"series-data\">");
	for (const char *p = json; *p; p++) {
		if (strchr("<>&", *p))
			g_string_append_printf(out, "\\u%04x", *p);
		else
			g_string_append_c(out, *p);
	}
	g_string_append(out, "</script>\n");
	g_free(json);
}

static char *data_of(const GPtrArray *rows)
{
	struct json_writer *w = json_writer_new();
	json_object(w, NULL);
	series_section_write_numbers(w, "time_ms", rows, 0, 1e-6, 6);
	json_array(w, "panels");
	for (int i = 0; i < SERIES_PANELS; i++)
		write_panel(w, rows, &series_panels[i]);
	json_end(w);
	json_end(w);
	return json_writer_finish(w);
}

void series_section(GString *out, const struct results *r)
{
	GPtrArray *rows = r->series ? series_table(r->series) : NULL;
	if (rows && rows->len > 2) {
		g_string_append(out, "<p>Drag to zoom, double-click to see everything again. With the "
				     "keyboard: + and - zoom, the arrow keys move, 0 shows everything.</p>\n"
				     "<div id=\"series\"></div>\n"
				     "<noscript><p>The curves need scripts; their figures are in "
				     "series.csv.</p></noscript>\n");
		add_data(out, data_of(rows));
	}
	if (rows)
		g_ptr_array_unref(rows);
}
