/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/store/store_table.h"
#include <math.h>
#include <string.h>

/* A column of figures; metric -1: written by a vhostsim that has a metric of this name, unlike this one. */
struct store_figure {
	char *name;
	guint64 hash;
	int metric;
};

/* ---- checksums ---- */

/* mix: the finalizer of splitmix64 (S. Vigna), every bit of the result depends on every bit of x. */
static guint64 mix(guint64 x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9U;
	x = (x ^ x >> 27) * 0x94d049bb133111ebU;
	return x ^ x >> 31;
}

/* store_table_hash_of: FNV-1a, 64 bits. */
static guint64 store_table_hash_of(const char *text)
{
	guint64 hash = 0xcbf29ce484222325U;
	for (; *text; text++)
		hash = (hash ^ (guint8)*text) * 0x100000001b3U;
	return hash;
}

static guint64 figure_sum(guint64 column, double value)
{
	guint64 bits;
	memcpy(&bits, &value, sizeof(bits));
	return mix(column + mix(bits));
}

guint64 store_sum_text(const char *name, const char *text)
{
	return mix(store_table_hash_of(name) + mix(store_table_hash_of(text)));
}

guint64 store_sum_number(const char *name, int64_t number)
{
	return mix(store_table_hash_of(name) + mix((guint64)number));
}

guint64 store_sum_at(int64_t position, guint64 sum)
{
	return mix((guint64)position + mix(sum));
}

/* ---- columns ---- */

static void store_table_append_column(GString *sql, const struct metric *m)
{
	char *column = metric_column(m), *quoted = sql_quote(column);
	g_string_append_printf(sql, "%s REAL", quoted);
	g_free(column);
	g_free(quoted);
}

void store_table_sql(GString *sql, const char *name, const char *fixed, enum run_part part, const char *end)
{
	g_string_append_printf(sql, "CREATE TABLE %s(%s", name, fixed);
	for (int i = 0; i < metric_count(); i++) {
		if (!metric_has_part(metric_at(i), part))
			continue;
		g_string_append(sql, ", ");
		store_table_append_column(sql, metric_at(i));
	}
	g_string_append_printf(sql, "%s;\n", end);
}

/* store_table_after: what follows the prefix in text; NULL when it does not begin so. */
static const char *store_table_after(const char *text, const char *prefix)
{
	return text && g_str_has_prefix(text, prefix) ? text + strlen(prefix) : NULL;
}

/* after_figure: what follows ", \"NAME\" REAL"; NULL when the text does not begin so. */
static const char *after_figure(const char *text)
{
	const char *name = store_table_after(text, ", \"");
	return name ? store_table_after(name + strcspn(name, "\""), "\" REAL") : NULL;
}

bool store_table_is(const char *definition, const char *name, const char *fixed, const char *end)
{
	char *begin = g_strdup_printf("CREATE TABLE %s(%s", name, fixed);
	const char *at = store_table_after(definition, begin);
	for (const char *next; at && (next = after_figure(at));)
		at = next;
	g_free(begin);
	return at && !strcmp(at, end);
}

static int metric_of_column(const char *name)
{
	for (int i = 0; i < metric_count(); i++) {
		char *column = metric_column(metric_at(i));
		bool same = !strcmp(column, name);
		g_free(column);
		if (same)
			return i;
	}
	return -1;
}

static void store_table_add_figure(struct store_table *t, const char *name)
{
	struct store_figure figure = {g_strdup(name), store_table_hash_of(name), metric_of_column(name)};
	g_array_append_val(t->figures, figure);
}

static const struct store_figure *figure_at(const struct store_table *t, guint i)
{
	return &g_array_index(t->figures, struct store_figure, i);
}

static void clear_figure(gpointer data)
{
	struct store_figure *figure = data;
	g_free(figure->name);
}

static bool find_columns(struct store_table *t, const struct sql *sql, GError **error)
{
	char *text = g_strdup_printf("SELECT name FROM pragma_table_info('%s') WHERE cid >= %d ORDER BY cid",
				     t->name, t->fixed);
	sqlite3_stmt *statement = sql_prepare(sql, text, error);
	g_free(text);
	if (!statement)
		return false;
	int code;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		store_table_add_figure(t, sql_text(statement, 0));
	bool done = code == SQLITE_DONE || sql_fail(sql, error);
	sqlite3_finalize(statement);
	return done;
}

bool store_table_has(const struct store_table *t, int metric)
{
	for (guint i = 0; i < t->figures->len; i++)
		if (figure_at(t, i)->metric == metric)
			return true;
	return false;
}

static bool store_table_add_column(struct store_table *t, const struct sql *sql, int metric, GError **error)
{
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "ALTER TABLE %s ADD COLUMN ", t->name);
	store_table_append_column(text, metric_at(metric));
	bool added = sql_run(sql, text->str, error);
	g_string_free(text, TRUE);
	if (!added)
		return false;
	char *name = metric_column(metric_at(metric));
	store_table_add_figure(t, name);
	g_free(name);
	return true;
}

static bool store_table_add_columns(struct store_table *t, const struct sql *sql, GError **error)
{
	bool good = true;
	for (int i = 0; good && i < metric_count(); i++)
		if (metric_has_part(metric_at(i), t->part) && !store_table_has(t, i))
			good = store_table_add_column(t, sql, i, error);
	return good;
}

/* ---- statements ---- */

static sqlite3_stmt *prepare_read(const struct store_table *t, const struct sql *sql, const char *key,
				  GError **error)
{
	char *text =
		g_strdup_printf("SELECT * FROM %s WHERE %s BETWEEN ?1 AND ?2 ORDER BY 1, 2", t->name, key);
	sqlite3_stmt *statement = sql_prepare(sql, text, error);
	g_free(text);
	return statement;
}

static sqlite3_stmt *prepare_insert(const struct store_table *t, const struct sql *sql, GError **error)
{
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "INSERT INTO %s VALUES (?", t->name);
	for (guint i = 1; i < (guint)t->fixed + t->figures->len; i++)
		g_string_append(text, ", ?");
	g_string_append(text, ")");
	sqlite3_stmt *statement = sql_prepare(sql, text->str, error);
	g_string_free(text, TRUE);
	return statement;
}

static sqlite3_stmt *prepare_erase(const struct store_table *t, const struct sql *sql, const char *key,
				   GError **error)
{
	char *text = g_strdup_printf("DELETE FROM %s WHERE %s = ?1", t->name, key);
	sqlite3_stmt *statement = sql_prepare(sql, text, error);
	g_free(text);
	return statement;
}

bool store_table_open(struct store_table *t, const struct sql *sql, const char *name, int fixed,
		      enum run_part part, bool writes, GError **error)
{
	const char *key = part == WHOLE ? "id" : "run";
	*t = (struct store_table){.name = name, .fixed = fixed, .part = part};
	t->figures = g_array_new(FALSE, FALSE, sizeof(struct store_figure));
	g_array_set_clear_func(t->figures, clear_figure);
	return find_columns(t, sql, error) && (!writes || store_table_add_columns(t, sql, error)) &&
	       (t->read = prepare_read(t, sql, key, error)) &&
	       (!writes || ((t->insert = prepare_insert(t, sql, error)) &&
			    (t->erase = prepare_erase(t, sql, key, error))));
}

void store_table_close(struct store_table *t)
{
	sqlite3_finalize(t->read);
	sqlite3_finalize(t->insert);
	sqlite3_finalize(t->erase);
	g_clear_pointer(&t->figures, g_array_unref);
	t->read = t->insert = t->erase = NULL;
}

/* store_table_is_number: SQLite keeps what was written into a column of numbers, be it text or infinite. */
static bool store_table_is_number(sqlite3_value *cell)
{
	return sqlite3_value_type(cell) == SQLITE_FLOAT && isfinite(sqlite3_value_double(cell));
}

guint64 store_table_sum(struct store_table *t)
{
	guint64 sum = 0;
	for (guint i = 0; i < t->figures->len; i++) {
		sqlite3_value *cell = sqlite3_column_value(t->read, t->fixed + (int)i);
		if (sqlite3_value_type(cell) == SQLITE_NULL)
			continue;
		t->unsound |= !store_table_is_number(cell);
		sum += figure_sum(figure_at(t, i)->hash, sqlite3_value_double(cell));
	}
	return sum;
}

void store_table_read(const struct store_table *t, double *values)
{
	for (guint i = 0; i < t->figures->len; i++) {
		const struct store_figure *figure = figure_at(t, i);
		sqlite3_value *cell = sqlite3_column_value(t->read, t->fixed + (int)i);
		if (figure->metric >= 0 && sqlite3_value_type(cell) != SQLITE_NULL)
			values[figure->metric] = sqlite3_value_double(cell);
	}
}

guint64 store_table_bind(const struct store_table *t, const double *values)
{
	guint64 sum = 0;
	for (guint i = 0; i < t->figures->len; i++) {
		const struct store_figure *figure = figure_at(t, i);
		double value = figure->metric < 0 ? NAN : values[figure->metric];
		if (isnan(value)) {
			sqlite3_bind_null(t->insert, t->fixed + (int)i + 1);
			continue;
		}
		value += 0.0; /* -0 becomes 0, as the file keeps it */
		sum += figure_sum(figure->hash, value);
		sqlite3_bind_double(t->insert, t->fixed + (int)i + 1, value);
	}
	return sum;
}
