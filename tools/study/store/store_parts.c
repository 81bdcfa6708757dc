/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/store/store_parts.h"

#define COLUMNS "run INTEGER NOT NULL, position INTEGER NOT NULL, "
enum { COLUMN_RUN, COLUMN_POSITION, COLUMN_NAME, FIXED };

static const char end[] = ", PRIMARY KEY(run, position)) WITHOUT ROWID";

static const struct {
	const char *name, *columns;
} tables[PARTS] = {
	[PART_GUEST] = {"guest_run", COLUMNS "guest TEXT NOT NULL"},
	[PART_SOURCE] = {"source_run", COLUMNS "source TEXT NOT NULL"},
	[PART_CORE] = {"core_run", COLUMNS "core TEXT NOT NULL"},
};

/* ---- the tables ---- */

static void append_sql(GString *sql, enum run_part part)
{
	store_table_sql(sql, tables[part].name, tables[part].columns, part, end);
}

void store_parts_sql(GString *sql)
{
	for (int i = 0; i < PARTS; i++)
		append_sql(sql, i);
}

bool store_parts_has(const char *definition)
{
	for (int i = 0; i < PARTS; i++)
		if (store_table_is(definition, tables[i].name, tables[i].columns, end))
			return true;
	return false;
}

/* has_table: *has is set; false: the store cannot be read. */
static bool has_table(const struct store *s, enum run_part part, bool *has, GError **error)
{
	sqlite3_stmt *row =
		sql_prepare(&s->sql, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", error);
	if (!row)
		return false;
	sql_bind(row, "t", tables[part].name);
	int code = sqlite3_step(row);
	*has = code == SQLITE_ROW;
	bool good = *has || code == SQLITE_DONE || sql_fail(&s->sql, error);
	sqlite3_finalize(row);
	return good;
}

static bool store_parts_add_table(const struct store *s, enum run_part part, GError **error)
{
	GString *sql = g_string_new(NULL);
	append_sql(sql, part);
	bool added = sql_run(&s->sql, sql->str, error);
	g_string_free(sql, TRUE);
	return added;
}

static bool open_table(struct store *s, enum run_part part, bool writes, GError **error)
{
	bool has = true; /* the table of guests is as old as stores are */
	if (part != PART_GUEST && !has_table(s, part, &has, error))
		return false;
	if (!has && !writes)
		return true;
	return (has || store_parts_add_table(s, part, error)) &&
	       store_table_open(&s->part[part], &s->sql, tables[part].name, FIXED, part, writes, error);
}

bool store_parts_open(struct store *s, bool writes, GError **error)
{
	bool good = true;
	for (int i = 0; i < PARTS && good; i++)
		good = open_table(s, i, writes, error);
	return good;
}

void store_parts_close(struct store *s)
{
	for (int i = 0; i < PARTS; i++)
		store_table_close(&s->part[i]);
}

/* ---- going over rows ---- */

void store_parts_select(const struct store *s, int64_t first, int64_t last)
{
	store_parts_reset(s);
	for (int i = 0; i < PARTS; i++) {
		if (!s->part[i].read)
			continue;
		sql_bind(s->part[i].read, "ii", first, last);
	}
}

void store_parts_reset(const struct store *s)
{
	for (int i = 0; i < PARTS; i++)
		sqlite3_reset(s->part[i].read); /* no harm where there is no such table */
}

void store_parts_first(const struct store *s, int code[PARTS])
{
	for (int i = 0; i < PARTS; i++)
		code[i] = s->part[i].read ? sqlite3_step(s->part[i].read) : SQLITE_DONE;
}

static guint64 part_sum(enum run_part part, int64_t position, const char *name, guint64 figures)
{
	return store_sum_at(position, figures + store_sum_text(part_words[part], name));
}

static guint64 row_sum(struct store *s, enum run_part part)
{
	sqlite3_stmt *row = s->part[part].read;
	return part_sum(part, sqlite3_column_int64(row, COLUMN_POSITION), sql_text(row, COLUMN_NAME),
			store_table_sum(&s->part[part]));
}

static guint64 rows_sum(struct store *s, enum run_part part, int64_t run, int *code)
{
	guint64 sum = 0;
	sqlite3_stmt *row = s->part[part].read;
	while (*code == SQLITE_ROW && sqlite3_column_int64(row, COLUMN_RUN) == run) {
		sum += row_sum(s, part);
		*code = sqlite3_step(row);
	}
	return sum;
}

guint64 store_parts_sum(struct store *s, int64_t run, int code[PARTS])
{
	guint64 sum = 0;
	for (int i = 0; i < PARTS; i++)
		sum += rows_sum(s, i, run, &code[i]);
	return sum;
}

static bool store_parts_check_end(const struct store *s, enum run_part part, int code, GError **error)
{
	if (code == SQLITE_DONE)
		return true;
	if (code != SQLITE_ROW)
		return sql_fail(&s->sql, error);
	char *what = g_strdup_printf("it holds %ss without a run", part_words[part]);
	store_damaged(s, what, error);
	g_free(what);
	return false;
}

bool store_parts_end(const struct store *s, const int code[PARTS], GError **error)
{
	bool good = true;
	for (int i = 0; i < PARTS && good; i++)
		good = store_parts_check_end(s, i, code[i], error);
	return good;
}

bool store_parts_unsound(const struct store *s)
{
	bool unsound = false;
	for (int i = 0; i < PARTS; i++)
		unsound |= s->part[i].unsound;
	return unsound;
}

/* ---- reading and writing ---- */

static void store_parts_read_rows(struct store *s, enum run_part part, struct run_values *v)
{
	const struct store_table *t = &s->part[part];
	while (t->read && sql_next(&s->sql, t->read))
		store_table_read(t, run_values_add(v, part, sql_text(t->read, COLUMN_NAME)));
}

void store_parts_read(struct store *s, struct run_values *v)
{
	for (int i = 0; i < PARTS; i++)
		store_parts_read_rows(s, i, v);
}

static bool insert_rows(struct store *s, enum run_part part, int64_t run, const struct run_parts *parts,
			guint64 *sum, GError **error)
{
	const struct store_table *t = &s->part[part];
	bool good = true;
	for (int i = 0; i < parts->n && good; i++) {
		*sum += part_sum(part, i, parts->name[i], store_table_bind(t, parts->figures[i]));
		good = sql_put(&s->sql, t->insert, error, "iit", run, (int64_t)i, parts->name[i]);
	}
	return good;
}

bool store_parts_insert(struct store *s, int64_t run, const struct run_values *v, guint64 *sum,
			GError **error)
{
	bool good = true;
	for (int i = 0; i < PARTS && good; i++)
		good = insert_rows(s, i, run, &v->part[i], sum, error);
	return good;
}

bool store_parts_erase(struct store *s, int64_t run, GError **error)
{
	bool good = true;
	for (int i = 0; i < PARTS && good; i++)
		good = sql_put(&s->sql, s->part[i].erase, error, "i", run);
	return good;
}
