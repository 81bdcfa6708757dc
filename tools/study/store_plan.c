/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/axis_values.h"
#include "tools/study/store_private.h"
#include "tools/version.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char store_plan_sql[] =
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;\n"
	"CREATE TABLE axis(position INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, "
	"is_number INTEGER NOT NULL);\n"
	"CREATE TABLE axis_value(axis INTEGER NOT NULL, position INTEGER NOT NULL, text TEXT NOT NULL, "
	"number REAL, PRIMARY KEY(axis, position)) WITHOUT ROWID;\n"
	"CREATE TABLE point(identity TEXT PRIMARY KEY, position INTEGER, label TEXT NOT NULL, "
	"axis_value TEXT NOT NULL) WITHOUT ROWID;\n";

static const char *const unit_words[UNITS] = {
	[UNIT_COUNT] = "count", [UNIT_TIME] = "time",	[UNIT_RATE] = "rate",	  [UNIT_BITRATE] = "bitrate",
	[UNIT_BYTES] = "bytes", [UNIT_CLOCK] = "clock", [UNIT_FACTOR] = "factor",
};

/* option_at: a setting of the section "study", kept in the table meta under its key as a user would write it. */
static const struct option *option_at(int i)
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
	guint64 sum = store_sum_text("name", axis->name) + store_sum_text("unit", unit_words[axis->unit]) +
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

/* plan_sum: over everything that the store keeps of the plan. */
static guint64 plan_sum(const struct study *study, const char *model)
{
	guint64 sum = store_sum_text("name", study->name) + store_sum_text("question", study->question) +
		      store_sum_text("model", model);
	for (int i = 0; i < study_table.n; i++) {
		char *text = option_format(option_at(i), &study->settings);
		sum += store_sum_text(option_at(i)->key, text);
		g_free(text);
	}
	for (guint i = 0; i < study->axes->len; i++)
		sum += store_sum_at(i,
				    store_sum_text("axis", "") + axis_sum(g_ptr_array_index(study->axes, i)));
	for (guint i = 0; i < study->points->len; i++)
		sum += store_sum_at(i, store_sum_text("point", "") +
					       point_sum(study, g_ptr_array_index(study->points, i)));
	return sum;
}

/* ---- reading ---- */

/* A statement whose rows are handed one by one to a reader of theirs; false when it finds a row that cannot be. */
typedef bool (*row_reader)(struct study *study, sqlite3_stmt *row);

static bool read_meta(struct study *study, sqlite3_stmt *row)
{
	const char *key = sql_text(row, 0), *value = sql_text(row, 1);
	const struct option *option = option_find(&study_table, key);
	char **text = !strcmp(key, "name")	 ? &study->name
		      : !strcmp(key, "question") ? &study->question
						 : NULL;
	char *why = NULL;
	if (text) {
		g_free(*text);
		*text = g_strdup(value);
	}
	bool good = !option || option_parse(option, value, &study->settings, &why);
	g_free(why);
	return good;
}

static int unit_of_word(const char *word)
{
	for (int i = 0; i < UNITS; i++)
		if (!strcmp(unit_words[i], word))
			return i;
	return -1;
}

static bool read_axis(struct study *study, sqlite3_stmt *row)
{
	int unit = unit_of_word(sql_text(row, 1));
	if (unit < 0)
		return false;
	struct study_axis *axis = g_new0(struct study_axis, 1);
	axis->name = g_strdup(sql_text(row, 0));
	axis->values = axis_values_new();
	axis->unit = (enum unit)unit;
	axis->is_number = sqlite3_column_int(row, 2);
	g_ptr_array_add(study->axes, axis);
	return true;
}

static bool read_axis_value(struct study *study, sqlite3_stmt *row)
{
	int axis = sqlite3_column_int(row, 0);
	bool known = sqlite3_column_type(row, 2) != SQLITE_NULL;
	if (axis < 0 || axis >= (int)study->axes->len)
		return false;
	struct study_value *v = g_new0(struct study_value, 1);
	v->text = g_strdup(sql_text(row, 1));
	v->made = g_array_new(FALSE, FALSE, sizeof(struct scenario_set));
	v->number = known ? sqlite3_column_double(row, 2) : NAN;
	g_ptr_array_add(((struct study_axis *)g_ptr_array_index(study->axes, (guint)axis))->values, v);
	return true;
}

/* read_indices: "[0,3,1]", an index for each axis. */
static bool read_indices(const struct study *study, const char *text, int *value)
{
	const char *at = text;
	for (guint i = 0; i < study->axes->len; i++) {
		const struct study_axis *axis = g_ptr_array_index(study->axes, i);
		char *end;
		if (*at != (i ? ',' : '['))
			return false;
		long index = strtol(at + 1, &end, 10);
		if (end == at + 1 || index < 0 || index >= (long)axis->values->len)
			return false;
		value[i] = (int)index;
		at = end;
	}
	return !strcmp(at, study->axes->len ? "]" : "[]");
}

static bool read_point(struct study *study, sqlite3_stmt *row)
{
	struct study_point *point = g_new0(struct study_point, 1);
	point->value = g_new0(int, study->axes->len + 1);
	point->identity = g_strdup(sql_text(row, 0));
	point->label = g_strdup(sql_text(row, 1));
	point->cost = NAN;
	g_ptr_array_add(study->points, point);
	return read_indices(study, sql_text(row, 2), point->value);
}

static const struct {
	const char *sql;
	row_reader read;
} tables[] = {
	{"SELECT key, value FROM meta", read_meta},
	{"SELECT name, unit, is_number FROM axis ORDER BY position", read_axis},
	{"SELECT axis, text, number FROM axis_value ORDER BY axis, position", read_axis_value},
	{"SELECT identity, label, axis_value FROM point WHERE position NOT NULL ORDER BY position",
	 read_point},
};

static bool read_rows(struct store *s, const char *sql, row_reader read, struct study *study, GError **error)
{
	sqlite3_stmt *row = sql_prepare(&s->sql, sql, error);
	int code = SQLITE_DONE;
	bool good = row;
	while (good && (code = sqlite3_step(row)) == SQLITE_ROW)
		good = read(study, row) || store_damaged(s, "its plan makes no sense", error);
	if (good && code != SQLITE_DONE)
		good = sql_fail(&s->sql, error);
	sqlite3_finalize(row);
	return good;
}

/* read_entry: the value of a key of the table meta; *value is NULL when there is none. */
static bool read_entry(struct store *s, const char *key, char **value, GError **error)
{
	sqlite3_stmt *row = sql_prepare(&s->sql, "SELECT value FROM meta WHERE key = ?", error);
	*value = NULL;
	if (!row)
		return false;
	sql_bind_text(row, 1, key);
	int code = sqlite3_step(row);
	if (code == SQLITE_ROW)
		*value = g_strdup(sql_text(row, 0));
	bool good = code == SQLITE_ROW || code == SQLITE_DONE || sql_fail(&s->sql, error);
	sqlite3_finalize(row);
	return good;
}

char *store_model(struct store *s)
{
	char *model;
	return read_entry(s, "model", &model, NULL) && model ? model : g_strdup("");
}

/* stored_sum: the plan's checksum as it is kept; *found is false when the store has no plan yet. */
static bool stored_sum(struct store *s, guint64 *sum, bool *found, GError **error)
{
	char *text;
	if (!read_entry(s, "checksum", &text, error))
		return false;
	*found = text;
	*sum = text ? g_ascii_strtoull(text, NULL, 16) : 0;
	g_free(text);
	return true;
}

static struct study *read_study(struct store *s, GError **error)
{
	struct study *study = study_empty(s->path);
	study->name = g_strdup("");
	study->question = g_strdup("");
	option_defaults(&study_table, &study->settings);
	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
		if (read_rows(s, tables[i].sql, tables[i].read, study, error))
			continue;
		study_free(study);
		return NULL;
	}
	return study;
}

/* absent_sum: what plan_sum counts of settings that the store does not have: it is older than they are, and its study has
 * their defaults. */
static guint64 absent_sum(struct store *s, const struct study *study)
{
	guint64 sum = 0;
	for (int i = 0; i < study_table.n; i++) {
		char *kept = NULL, *text = option_format(option_at(i), &study->settings);
		if (read_entry(s, option_at(i)->key, &kept, NULL) && !kept)
			sum += store_sum_text(option_at(i)->key, text);
		g_free(kept);
		g_free(text);
	}
	return sum;
}

static struct study *read_checked(struct store *s, guint64 sum, GError **error)
{
	struct study *study = read_study(s, error);
	char *model = store_model(s);
	bool good = !study || plan_sum(study, model) - absent_sum(s, study) == sum;
	g_free(model);
	if (good)
		return study;
	study_free(study);
	store_damaged(s, "the checksum of its plan is wrong", error);
	return NULL;
}

bool store_plan_check(struct store *s, GError **error)
{
	guint64 sum;
	bool found;
	if (!stored_sum(s, &sum, &found, error))
		return false;
	struct study *study = found ? read_checked(s, sum, error) : NULL;
	bool good = study || !found;
	study_free(study);
	return good;
}

struct study *store_study(struct store *s, GError **error)
{
	guint64 sum;
	bool found;
	if (!stored_sum(s, &sum, &found, error))
		return NULL;
	if (found)
		return read_checked(s, sum, error);
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: no study was swept into this store yet",
		    s->path);
	return NULL;
}

char *store_label(struct store *s, const char *point)
{
	sqlite3_stmt *row = sql_prepare(&s->sql, "SELECT label FROM point WHERE identity = ?", NULL);
	if (!row)
		return NULL;
	sql_bind_text(row, 1, point);
	char *label = sqlite3_step(row) == SQLITE_ROW ? g_strdup(sql_text(row, 0)) : NULL;
	sqlite3_finalize(row);
	return label;
}

/* ---- writing ---- */

static bool write_entry(struct store *s, sqlite3_stmt *row, const char *key, const char *value,
			GError **error)
{
	sql_bind_text(row, 1, key);
	sql_bind_text(row, 2, value);
	return sql_finish(&s->sql, row, error);
}

static bool write_settings(struct store *s, sqlite3_stmt *row, const struct study *study, GError **error)
{
	bool good = true;
	for (int i = 0; good && i < study_table.n; i++) {
		char *text = option_format(option_at(i), &study->settings);
		good = write_entry(s, row, option_at(i)->key, text, error);
		g_free(text);
	}
	return good;
}

static bool write_meta(struct store *s, const struct study *study, GError **error)
{
	char *sum = g_strdup_printf("%016" G_GINT64_MODIFIER "x", plan_sum(study, version_model()));
	sqlite3_stmt *row = sql_prepare(&s->sql, "INSERT INTO meta VALUES (?, ?)", error);
	bool good = row && write_entry(s, row, "name", study->name, error) &&
		    write_entry(s, row, "question", study->question, error) &&
		    write_entry(s, row, "model", version_model(), error) &&
		    write_settings(s, row, study, error) && write_entry(s, row, "checksum", sum, error);
	sqlite3_finalize(row);
	g_free(sum);
	return good;
}

static bool write_axis(struct store *s, const struct study_axis *axis, int position, sqlite3_stmt *row,
		       sqlite3_stmt *value_row, GError **error)
{
	sqlite3_bind_int(row, 1, position);
	sql_bind_text(row, 2, axis->name);
	sql_bind_text(row, 3, unit_words[axis->unit]);
	sqlite3_bind_int(row, 4, axis->is_number);
	bool good = sql_finish(&s->sql, row, error);
	for (guint i = 0; good && i < axis->values->len; i++) {
		const struct study_value *v = g_ptr_array_index(axis->values, i);
		sqlite3_bind_int(value_row, 1, position);
		sqlite3_bind_int(value_row, 2, (int)i);
		sql_bind_text(value_row, 3, v->text);
		sqlite3_bind_double(value_row, 4, v->number); /* NAN is NULL to SQLite */
		good = sql_finish(&s->sql, value_row, error);
	}
	return good;
}

static bool write_axes(struct store *s, const struct study *study, GError **error)
{
	sqlite3_stmt *row = sql_prepare(&s->sql, "INSERT INTO axis VALUES (?, ?, ?, ?)", error);
	sqlite3_stmt *value_row =
		row ? sql_prepare(&s->sql, "INSERT INTO axis_value VALUES (?, ?, ?, ?)", error) : NULL;
	bool good = value_row;
	for (guint i = 0; good && i < study->axes->len; i++)
		good = write_axis(s, g_ptr_array_index(study->axes, i), (int)i, row, value_row, error);
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
	for (guint i = 0; good && i < study->points->len; i++) {
		const struct study_point *point = g_ptr_array_index(study->points, i);
		char *indices = indices_text(study, point);
		sql_bind_text(row, 1, point->identity);
		sqlite3_bind_int64(row, 2, i);
		sql_bind_text(row, 3, point->label);
		sql_bind_text(row, 4, indices);
		good = sql_finish(&s->sql, row, error);
		g_free(indices);
	}
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

static bool write_plan(struct store *s, const struct study *study, GError **error)
{
	return store_begin(s, error) &&
	       sql_run(&s->sql,
		       "DELETE FROM meta; DELETE FROM axis; DELETE FROM axis_value; "
		       "DELETE FROM point WHERE identity NOT IN (SELECT point FROM run); "
		       "UPDATE point SET position = NULL",
		       error) &&
	       write_meta(s, study, error) && write_axes(s, study, error) && write_points(s, study, error) &&
	       write_view(s, study, error);
}

bool store_plan(struct store *s, const struct study *study, GError **error)
{
	guint64 sum;
	bool found;
	if (!stored_sum(s, &sum, &found, error))
		return false;
	if (found && sum == plan_sum(study, version_model()))
		return true;
	if (write_plan(s, study, error))
		return store_sync(s, error);
	store_undo(s);
	return false;
}
