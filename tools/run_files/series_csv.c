/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/run_files/series_csv.h"
#include "tools/text/csv.h"
#include <inttypes.h>

static void series_csv_add_row(const struct series *s, int row, GString *out)
{
	vtime date = series_date(s, row);
	g_string_append_printf(out, "%" PRId64 ".%03d", date / VTIME_PER_NS, (int)(date % VTIME_PER_NS));
	for (int i = 0; i < series_columns(s); i++)
		g_string_append_printf(out, ",%" PRId64, series_value(s, row, i));
	g_string_append_c(out, '\n');
}

char *series_csv(const struct series *s)
{
	GString *out = g_string_new("time_ns");
	for (int i = 0; i < series_columns(s); i++) {
		g_string_append_c(out, ',');
		csv_text(out, series_column(s, i));
	}
	g_string_append_c(out, '\n');
	for (int row = 0; row < series_rows(s); row++)
		series_csv_add_row(s, row, out);
	return g_string_free(out, FALSE);
}
