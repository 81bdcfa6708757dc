/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/store/store_reader.h"
#include "tools/study/store/store_private.h"
#include <math.h>

struct store_reader {
	struct store *store;
	sqlite3_stmt *run;  /* a column for each metric, NULL for those of the part */
	sqlite3_stmt *part; /* the others; NULL: there are none */
	int n;
};

static bool is_of_part(int metric, struct whose whose)
{
	return !whose_all(whose) && metric_has_part(metric_at(metric), whose.part);
}

static void store_reader_append_column(GString *text, const struct store_table *table, int metric)
{
	if (!store_table_has(table, metric)) {
		g_string_append(text, "NULL");
		return;
	}
	char *name = metric_column(metric_at(metric)), *quoted = sql_quote(name);
	g_string_append(text, quoted);
	g_free(name);
	g_free(quoted);
}

/* store_reader_prepare: what the table has of the metrics that are, or are not, of the part; `end` says of which rows. */
static sqlite3_stmt *store_reader_prepare(struct store *s, const struct store_table *table,
					  const GArray *metrics, struct whose whose, const char *end,
					  GError **error)
{
	GString *text = g_string_new("SELECT 1");
	for (guint i = 0; i < metrics->len; i++) {
		int metric = g_array_index(metrics, int, i);
		g_string_append(text, ", ");
		if (is_of_part(metric, whose) == (table->part != WHOLE))
			store_reader_append_column(text, table, metric);
		else
			g_string_append(text, "NULL");
	}
	g_string_append_printf(text, " FROM %s WHERE %s", table->name, end);
	sqlite3_stmt *statement = sql_prepare(&s->sql, text->str, error);
	g_string_free(text, TRUE);
	return statement;
}

static bool has_part_metric(const GArray *metrics, struct whose whose)
{
	for (guint i = 0; i < metrics->len; i++)
		if (is_of_part(g_array_index(metrics, int, i), whose))
			return true;
	return false;
}

/* prepare_part: the part's row, found by name or, of a source, by number. */
static bool prepare_part(struct store_reader *r, const GArray *metrics, struct whose whose, GError **error)
{
	if (!has_part_metric(metrics, whose) || !r->store->part[whose.part].read)
		return true;
	char *end = g_strdup_printf("run = ?1 AND (%s = ?2 OR position = ?3) ORDER BY position LIMIT 1",
				    part_words[whose.part]);
	r->part = store_reader_prepare(r->store, &r->store->part[whose.part], metrics, whose, end, error);
	g_free(end);
	if (!r->part)
		return false;
	sql_bind(r->part, "iti", (int64_t)0, whose.name, (int64_t)whose_number(whose)); /* run: of each row */
	return true;
}

struct store_reader *store_reader_new(struct store *s, const GArray *metrics, struct whose whose,
				      GError **error)
{
	struct store_reader *r = g_new0(struct store_reader, 1);
	r->store = s;
	r->n = (int)metrics->len;
	r->run = store_reader_prepare(s, &s->run, metrics, whose, "id = ?1", error);
	if (r->run && prepare_part(r, metrics, whose, error))
		return r;
	store_reader_free(r);
	return NULL;
}

void store_reader_free(struct store_reader *r)
{
	if (!r)
		return;
	sqlite3_finalize(r->run);
	sqlite3_finalize(r->part);
	g_free(r);
}

/* read_row: those figures of the run that the statement has; false when it has no such row. */
static bool read_row(const struct store_reader *r, sqlite3_stmt *row, int64_t run, double *figures)
{
	sqlite3_bind_int64(row, 1, run);
	bool found = sql_next(&r->store->sql, row);
	for (int i = 0; found && i < r->n; i++) {
		sqlite3_value *cell = sqlite3_column_value(row, 1 + i);
		if (sqlite3_value_type(cell) != SQLITE_NULL)
			figures[i] = sqlite3_value_double(cell);
	}
	sqlite3_reset(row);
	return found;
}

bool store_reader_get(struct store_reader *r, const struct store_run *run, double *figures)
{
	store_reads(r->store);
	for (int i = 0; i < r->n; i++)
		figures[i] = NAN;
	bool found = read_row(r, r->run, run->id, figures);
	if (found && r->part)
		read_row(r, r->part, run->id, figures);
	return found;
}
