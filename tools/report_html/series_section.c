/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/diag.h"
#include "tools/report_html/sections.h"
#include "tools/text/csv_reader.h"
#include "tools/text/html.h"
#include "tools/text/json_writer.h"
#include <math.h>
#include <string.h>

#define ROWS_MAX 20000 /* beyond, every n-th row is shown */

/* The columns of a series by the end of their names: what one panel shows. */
static const struct panel {
	const char *ending, *title, *unit;
	double scale;
} panels[] = {
	{"_pps", "Packets per second", "kpps", 1e-3},
	{"_packets", "Packets in queues", "packets", 1},
	{"_ppm", "Time of the core that takes the NIC's interrupt", "%", 1e-4},
};

/* rows_of: of struct csv_field; NULL: there is no series. The caller frees it. */
static GPtrArray *rows_of(const char *text)
{
	struct diag *d = diag_new();
	struct csv_reader reader = {text, {"series.csv", 1, 1}};
	GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	for (GArray *row; (row = csv_reader_row(&reader, d));)
		g_ptr_array_add(rows, row);
	diag_free(d);
	return rows;
}

static const char *field(const GPtrArray *rows, guint row, guint column)
{
	const GArray *fields = g_ptr_array_index(rows, row);
	return column < fields->len ? g_array_index(fields, struct csv_field, column).text : "";
}

static double number(const GPtrArray *rows, guint row, guint column)
{
	const char *text = field(rows, row, column);
	char *end;
	double value = g_ascii_strtod(text, &end);
	return *text && *end == '\0' ? value : NAN;
}

/* write_numbers: a column; what is no number is null. */
static void write_numbers(struct json_writer *w, const char *key, const GPtrArray *rows, guint column,
			  double scale, int decimals)
{
	guint each = rows->len / ROWS_MAX + 1;
	json_list(w, key);
	for (guint row = 1; row < rows->len; row += each)
		json_fixed(w, NULL, number(rows, row, column) * scale, decimals);
	json_end(w);
}

/* is_shown: a column that is 0 throughout says nothing. */
static bool is_shown(const GPtrArray *rows, guint column)
{
	for (guint row = 1; row < rows->len; row++)
		if (number(rows, row, column) > 0)
			return true;
	return false;
}

/* write_curve: its name is that of the column without the ending, and without what all of a panel begin with. */
static void write_curve(struct json_writer *w, const GPtrArray *rows, guint column, const struct panel *p)
{
	const char *head = field(rows, 0, column);
	char *name = g_strndup(head, strlen(head) - strlen(p->ending));
	json_object(w, NULL);
	json_text(w, "name", g_str_has_prefix(name, "cpu_") ? name + 4 : name);
	write_numbers(w, "values", rows, column, p->scale, 3);
	json_end(w);
	g_free(name);
}

static void write_panel(struct json_writer *w, const GPtrArray *rows, const struct panel *p)
{
	json_object(w, NULL);
	json_text(w, "title", p->title);
	json_text(w, "unit", p->unit);
	json_array(w, "curves");
	for (guint i = 1; i < ((const GArray *)g_ptr_array_index(rows, 0))->len; i++)
		if (g_str_has_suffix(field(rows, 0, i), p->ending) && is_shown(rows, i))
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
	write_numbers(w, "time_ms", rows, 0, 1e-6, 6);
	json_array(w, "panels");
	for (size_t i = 0; i < G_N_ELEMENTS(panels); i++)
		write_panel(w, rows, &panels[i]);
	json_end(w);
	json_end(w);
	return json_writer_finish(w);
}

void series_section(GString *out, const struct results *r)
{
	GPtrArray *rows = r->series ? rows_of(r->series) : NULL;
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
