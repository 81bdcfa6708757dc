/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/version.h"
#include "tools/study/store/store_private.h"
#include <math.h>
#include <string.h>

const char store_plan_sql[] =
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;\n"
	"CREATE TABLE axis(position INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, "
	"is_number INTEGER NOT NULL);\n"
	"CREATE TABLE axis_value(axis INTEGER NOT NULL, position INTEGER NOT NULL, text TEXT NOT NULL, "
	"number REAL, PRIMARY KEY(axis, position)) WITHOUT ROWID;\n"
	"CREATE TABLE point(identity TEXT PRIMARY KEY, position INTEGER, label TEXT NOT NULL, "
	"axis_value TEXT NOT NULL) WITHOUT ROWID;\n";

bool store_plan_has(const char *definition)
{
	return store_schema_line(store_plan_sql, definition);
}

const char *const store_unit_words[UNITS] = {
	[UNIT_COUNT] = "count", [UNIT_TIME] = "time",	[UNIT_RATE] = "rate",	  [UNIT_BITRATE] = "bitrate",
	[UNIT_BYTES] = "bytes", [UNIT_CLOCK] = "clock", [UNIT_FACTOR] = "factor",
};

const struct option *store_setting(int i)
{
	return &study_table.options[i];
}

/* ---- checksum ---- */

static guint64 number_sum(const char *name, double number)
{
	int64_t bits;
	if (isnan(number))
		return 0;
	memcpy(&bits, &number, sizeof(bits));
	return store_sum_number(name, bits);
}

static guint64 axis_sum(const struct study_axis *axis)
{
	guint64 sum = store_sum_text("name", axis->name) +
		      store_sum_text("unit", store_unit_words[axis->unit]) +
		      store_sum_number("is_number", axis->is_number);
	for (guint i = 0; i < axis->values->len; i++) {
		const struct study_value *v = g_ptr_array_index(axis->values, i);
		sum += store_sum_at(i, store_sum_text("text", v->text) + number_sum("number", v->number));
	}
	return sum;
}

static guint64 point_sum(const struct study *study, const struct study_point *point)
{
	guint64 sum = store_sum_text("identity", point->identity) + store_sum_text("label", point->label);
	for (guint i = 0; i < study->axes->len; i++)
		sum += store_sum_at(i, store_sum_number("value", point->value[i]));
	return sum;
}

/* points_kept: of points that are one scenario the first. The caller frees the array, not what it holds. */
static GPtrArray *points_kept(const struct study *study)
{
	GPtrArray *kept = g_ptr_array_new();
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < study->points->len; i++) {
		struct study_point *point = g_ptr_array_index(study->points, i);
		if (g_hash_table_add(seen, point->identity))
			g_ptr_array_add(kept, point);
	}
	g_hash_table_unref(seen);
	return kept;
}

guint64 store_plan_sum(const struct study *study, const char *model)
{
	guint64 sum = store_sum_text("name", study->name) + store_sum_text("question", study->question) +
		      store_sum_text("model", model);
	for (int i = 0; i < study_table.n; i++) {
		char *text = option_format(store_setting(i), &study->settings);
		sum += store_sum_text(store_setting(i)->key, text);
		g_free(text);
	}
	for (guint i = 0; i < study->axes->len; i++)
		sum += store_sum_at(i,
				    store_sum_text("axis", "") + axis_sum(g_ptr_array_index(study->axes, i)));
	GPtrArray *points = points_kept(study);
	for (guint i = 0; i < points->len; i++)
		sum += store_sum_at(i, store_sum_text("point", "") +
					       point_sum(study, g_ptr_array_index(points, i)));
	g_ptr_array_unref(points);
	return sum;
}

/* ---- writing ---- */

static bool store_plan_write_settings(struct store *s, sqlite3_stmt *row, const struct study *study,
				      GError **error)
{
	bool good = true;
	for (int i = 0; good && i < study_table.n; i++) {
		char *text = option_format(store_setting(i), &study->settings);
		good = sql_put(&s->sql, row, error, "tt", store_setting(i)->key, text);
		g_free(text);
	}
	return good;
}

static bool write_meta(struct store *s, const struct study *study, GError **error)
{
	char *sum = g_strdup_printf("%016" G_GINT64_MODIFIER "x", store_plan_sum(study, version_model()));
	sqlite3_stmt *row = sql_prepare(&s->sql, "INSERT INTO meta VALUES (?, ?)", error);
	bool good = row && sql_put(&s->sql, row, error, "tt", "name", study->name) &&
		    sql_put(&s->sql, row, error, "tt", "question", study->question) &&
		    sql_put(&s->sql, row, error, "tt", "model", version_model()) &&
		    store_plan_write_settings(s, row, study, error) &&
		    sql_put(&s->sql, row, error, "tt", "checksum", sum);
	sqlite3_finalize(row);
	g_free(sum);
	return good;
}

static bool store_plan_write_axis(struct store *s, const struct study_axis *axis, int64_t position,
				  sqlite3_stmt *row, sqlite3_stmt *value_row, GError **error)
{
	bool good = sql_put(&s->sql, row, error, "itti", position, axis->name, store_unit_words[axis->unit],
			    (int64_t)axis->is_number);
	for (guint i = 0; good && i < axis->values->len; i++) {
		const struct study_value *v = g_ptr_array_index(axis->values, i);
		good = sql_put(&s->sql, value_row, error, "iitd", position, (int64_t)i, v->text, v->number);
	}
	return good;
}

static bool store_plan_write_axes(struct store *s, const struct study *study, GError **error)
{
	sqlite3_stmt *row = sql_prepare(&s->sql, "INSERT INTO axis VALUES (?, ?, ?, ?)", error);
	sqlite3_stmt *value_row =
		row ? sql_prepare(&s->sql, "INSERT INTO axis_value VALUES (?, ?, ?, ?)", error) : NULL;
	bool good = value_row;
	for (guint i = 0; good && i < study->axes->len; i++)
		good = store_plan_write_axis(s, g_ptr_array_index(study->axes, i), i, row, value_row, error);
	sqlite3_finalize(row);
	sqlite3_finalize(value_row);
	return good;
}

static char *indices_text(const struct study *study, const struct study_point *point)
{
	GString *text = g_string_new("[");
	for (guint i = 0; i < study->axes->len; i++)
		g_string_append_printf(text, i ? ",%d" : "%d", point->value[i]);
	g_string_append_c(text, ']');
	return g_string_free(text, FALSE);
}

static bool write_points(struct store *s, const struct study *study, GError **error)
{
	sqlite3_stmt *row = sql_prepare(&s->sql, "INSERT OR REPLACE INTO point VALUES (?, ?, ?, ?)", error);
	bool good = row;
	GPtrArray *points = points_kept(study);
	for (guint i = 0; good && i < points->len; i++) {
		const struct study_point *point = g_ptr_array_index(points, i);
		char *indices = indices_text(study, point);
		good = sql_put(&s->sql, row, error, "titt", point->identity, (int64_t)i, point->label,
			       indices);
		g_free(indices);
	}
	g_ptr_array_unref(points);
	sqlite3_finalize(row);
	return good;
}

/* write_view: every run of the plan with the values of its axes under their names, for people who ask with SQL. */
static bool write_view(struct store *s, const struct study *study, GError **error)
{
	GString *sql = g_string_new("DROP VIEW IF EXISTS result; CREATE VIEW result AS SELECT p.position");
	GString *from = g_string_new(" FROM point p");
	for (guint i = 0; i < study->axes->len; i++) {
		const struct study_axis *axis = g_ptr_array_index(study->axes, i);
		char *name = sql_quote(axis->name);
		g_string_append_printf(sql, ", a%u.%s AS %s", i, axis->is_number ? "number" : "text", name);
		g_string_append_printf(from,
				       " JOIN axis_value a%u ON a%u.axis = %u AND a%u.position = "
				       "json_extract(p.axis_value, '$[%u]')",
				       i, i, i, i, i);
		g_free(name);
	}
	g_string_append_printf(sql, ", r.*%s JOIN run r ON r.point = p.identity WHERE p.position NOT NULL",
			       from->str);
	bool good = sql_run(&s->sql, sql->str, error);
	g_string_free(sql, TRUE);
	g_string_free(from, TRUE);
	return good;
}

static bool store_plan_write_plan(struct store *s, const struct study *study, GError **error)
{
	return store_begin(s, error) &&
	       sql_run(&s->sql,
		       "DELETE FROM meta; DELETE FROM axis; DELETE FROM axis_value; "
		       "DELETE FROM point WHERE identity NOT IN (SELECT point FROM run); "
		       "UPDATE point SET position = NULL",
		       error) &&
	       write_meta(s, study, error) && store_plan_write_axes(s, study, error) &&
	       write_points(s, study, error) && write_view(s, study, error);
}

bool store_plan(struct store *s, const struct study *study, GError **error)
{
	guint64 sum;
	bool found;
	if (!store_plan_kept_sum(s, &sum, &found, error))
		return false;
	if (found && sum == store_plan_sum(study, version_model()))
		return true;
	if (store_plan_write_plan(s, study, error))
		return store_sync(s, error);
	store_undo(s);
	return false;
}
