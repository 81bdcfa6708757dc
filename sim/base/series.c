/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/series.h"
#include "sim/base/check.h"
#include <glib.h>
#include <inttypes.h>

struct series {
	char **columns; /* NULL-terminated, owned */
	int n;		/* columns */
	GArray *dates;	/* of vtime, one per row */
	GArray *values; /* of int64_t, row after row */
};

struct series *series_new(const char *const *columns, int n)
{
	struct series *s = g_new(struct series, 1);
	s->columns = g_new0(char *, n + 1);
	for (int i = 0; i < n; i++)
		s->columns[i] = g_strdup(columns[i]);
	s->n = n;
	s->dates = g_array_new(FALSE, FALSE, sizeof(vtime));
	s->values = g_array_new(FALSE, FALSE, sizeof(int64_t));
	return s;
}

void series_free(struct series *s)
{
	if (!s)
		return;
	g_strfreev(s->columns);
	g_array_free(s->dates, TRUE);
	g_array_free(s->values, TRUE);
	g_free(s);
}

void series_append(struct series *s, vtime date, const int64_t *values)
{
	vtime last = s->dates->len ? g_array_index(s->dates, vtime, s->dates->len - 1) : 0;
	CHECK(date >= last, "row dated %" PRId64 " ps after one dated %" PRId64 " ps", date, last);
	g_array_append_val(s->dates, date);
	g_array_append_vals(s->values, values, (guint)s->n);
}

int series_rows(const struct series *s)
{
	return (int)s->dates->len;
}

int series_columns(const struct series *s)
{
	return s->n;
}

const char *series_column(const struct series *s, int column)
{
	CHECK(column >= 0 && column < s->n, "column %d of %d", column, s->n);
	return s->columns[column];
}

vtime series_date(const struct series *s, int row)
{
	CHECK(row >= 0 && row < series_rows(s), "row %d of %d", row, series_rows(s));
	return g_array_index(s->dates, vtime, row);
}

int64_t series_value(const struct series *s, int row, int column)
{
	CHECK(row >= 0 && row < series_rows(s), "row %d of %d", row, series_rows(s));
	CHECK(column >= 0 && column < s->n, "column %d of %d", column, s->n);
	return g_array_index(s->values, int64_t, (gsize)row * (gsize)s->n + (gsize)column);
}
