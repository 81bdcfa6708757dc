/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/run_files/series_table.h"
#include "sim/input/diag.h"
#include "tools/text/csv_reader.h"
#include <math.h>
#include <string.h>

const struct series_panel series_panels[SERIES_PANELS] = {
	{"rates", "", "_pps", "Packets per second", "kpps", "Packets per second (kpps)", 1e-3},
	{"queues", "", "_packets", "Packets in queues", "packets", "Packets in queues", 1},
	{"cpu", "cpu_", "_ppm", "Time of the core that takes the NIC's interrupt", "%", "NIC's core (%)",
	 1e-4},
	{"cores", "busy_", "_ppm", "Time in which each core is not idle", "%", "Busy cores (%)", 1e-4},
};

GPtrArray *series_table(const char *text)
{
	struct diag *d = diag_new();
	struct csv_reader reader = {text, {"series.csv", 1, 1}};
	GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	for (GArray *row; (row = csv_reader_row(&reader, d));)
		g_ptr_array_add(rows, row);
	diag_free(d);
	return rows;
}

const char *series_field(const GPtrArray *rows, guint row, guint column)
{
	const GArray *fields = g_ptr_array_index(rows, row);
	return column < fields->len ? g_array_index(fields, struct csv_field, column).text : "";
}

double series_number(const GPtrArray *rows, guint row, guint column)
{
	const char *text = series_field(rows, row, column);
	char *end;
	double value = g_ascii_strtod(text, &end);
	return *text && *end == '\0' ? value : NAN;
}

guint series_width(const GPtrArray *rows)
{
	return ((const GArray *)g_ptr_array_index(rows, 0))->len;
}

static bool is_zero(const GPtrArray *rows, guint column)
{
	for (guint row = 1; row < rows->len; row++)
		if (series_number(rows, row, column) > 0)
			return false;
	return true;
}

bool series_in_panel(const GPtrArray *rows, guint column, const struct series_panel *p)
{
	const char *head = series_field(rows, 0, column);
	return column > 0 && g_str_has_prefix(head, p->beginning) && g_str_has_suffix(head, p->ending) &&
	       !is_zero(rows, column);
}

char *series_curve(const GPtrArray *rows, guint column, const struct series_panel *p)
{
	const char *name = series_field(rows, 0, column) + strlen(p->beginning);
	return g_strndup(name, strlen(name) - strlen(p->ending));
}
