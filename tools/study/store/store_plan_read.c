/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/plain_text.h"
#include "tools/study/plan/axis_values.h"
#include "tools/study/store/store_private.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A statement whose rows are handed one by one to a reader of theirs; false when it finds a row that cannot be. */
typedef bool (*row_reader)(struct study *study, sqlite3_stmt *row);

/* store_plan_read_is_plain: whether a text that is shown is one that a scenario may have (plain_text.h); questions once ended lines. */
static bool store_plan_read_is_plain(const char *text)
{
	char *line = g_strdelimit(g_strdup(text), "\n", ' ');
	bool plain = plain_text_is(line);
	g_free(line);
	return plain;
}

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
	return good && store_plan_read_is_plain(value);
}

static int unit_of_word(const char *word)
{
	for (int i = 0; i < UNITS; i++)
		if (!strcmp(store_unit_words[i], word))
			return i;
	return -1;
}

static bool store_plan_read_axis(struct study *study, sqlite3_stmt *row)
{
	int unit = unit_of_word(sql_text(row, 1));
	if (unit < 0)
		return false;
	struct study_axis *axis = g_new0(struct study_axis, 1);
	axis->name = g_strdup(sql_text(row, 0));
	axis->values = axis_values_new();
	axis->unit = (enum unit)unit;
	axis->is_number = sqlite3_column_int(row, 2);
	axis->group = (int)study->axes->len;
	g_ptr_array_add(study->axes, axis);
	return store_plan_read_is_plain(axis->name);
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
	struct study_axis *of = g_ptr_array_index(study->axes, (guint)axis);
	g_ptr_array_add(of->values, v);
	return store_plan_read_is_plain(v->text) && (of->is_number ? isfinite(v->number) : !isinf(v->number));
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

static bool store_plan_read_point(struct study *study, sqlite3_stmt *row)
{
	struct study_point *point = g_new0(struct study_point, 1);
	point->value = g_new0(int, study->axes->len + 1);
	point->identity = g_strdup(sql_text(row, 0));
	point->label = g_strdup(sql_text(row, 1));
	point->cost = NAN;
	g_ptr_array_add(study->points, point);
	return store_plan_read_is_plain(point->label) && read_indices(study, sql_text(row, 2), point->value);
}

static const struct {
	const char *sql;
	row_reader read;
} tables[] = {
	{"SELECT key, value FROM meta", read_meta},
	{"SELECT name, unit, is_number FROM axis ORDER BY position", store_plan_read_axis},
	{"SELECT axis, text, number FROM axis_value ORDER BY axis, position", read_axis_value},
	{"SELECT identity, label, axis_value FROM point WHERE position NOT NULL ORDER BY position",
	 store_plan_read_point},
};

static bool store_plan_read_rows(struct store *s, const char *sql, row_reader read, struct study *study,
				 GError **error)
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
	sql_bind(row, "t", key);
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
	if (!read_entry(s, "model", &model, NULL))
		sql_lost(&s->sql);
	return model ? model : g_strdup("");
}

bool store_plan_kept_sum(struct store *s, guint64 *sum, bool *found, GError **error)
{
	char *text;
	if (!read_entry(s, "checksum", &text, error))
		return false;
	*found = text;
	*sum = text ? g_ascii_strtoull(text, NULL, 16) : 0;
	g_free(text);
	return true;
}

/* store_plan_read_check_axes: whether every axis has a value; a row that tells of none looks like no row. */
static bool store_plan_read_check_axes(struct store *s, const struct study *study, GError **error)
{
	for (guint i = 0; i < study->axes->len; i++)
		if (((const struct study_axis *)g_ptr_array_index(study->axes, i))->values->len == 0)
			return store_damaged(s, "an axis of its plan has no values", error);
	return true;
}

/* move_together: whether every point has the same place on both axes. */
static bool move_together(const struct study *study, guint a, guint b)
{
	const struct study_axis *one = g_ptr_array_index(study->axes, a),
				*other = g_ptr_array_index(study->axes, b);
	bool together = one->values->len == other->values->len && one->values->len > 1;
	for (guint i = 0; i < study->points->len && together; i++) {
		const struct study_point *p = g_ptr_array_index(study->points, i);
		together = p->value[a] == p->value[b];
	}
	return together;
}

/* find_groups: a store keeps no groups of axes; those that move together are one. */
static void find_groups(struct study *study)
{
	for (guint i = 1; i < study->axes->len; i++)
		if (move_together(study, i - 1, i))
			((struct study_axis *)g_ptr_array_index(study->axes, i))->group =
				((struct study_axis *)g_ptr_array_index(study->axes, i - 1))->group;
}

static struct study *store_plan_read_study(struct store *s, GError **error)
{
	struct study *study = study_empty(s->path);
	study->name = g_strdup("");
	study->question = g_strdup("");
	option_defaults(&study_table, &study->settings);
	bool good = true;
	for (size_t i = 0; good && i < G_N_ELEMENTS(tables); i++)
		good = store_plan_read_rows(s, tables[i].sql, tables[i].read, study, error);
	if (good && store_plan_read_check_axes(s, study, error)) {
		find_groups(study);
		return study;
	}
	study_free(study);
	return NULL;
}

/* absent_sum: what store_plan_sum counts of settings that the store does not have: it is older than they are, and its study has
 * their defaults. */
static guint64 absent_sum(struct store *s, const struct study *study)
{
	guint64 sum = 0;
	for (int i = 0; i < study_table.n; i++) {
		char *kept = NULL, *text = option_format(store_setting(i), &study->settings);
		if (!read_entry(s, store_setting(i)->key, &kept, NULL))
			sql_lost(&s->sql);
		if (!kept)
			sum += store_sum_text(store_setting(i)->key, text);
		g_free(kept);
		g_free(text);
	}
	return sum;
}

static struct study *read_checked(struct store *s, guint64 sum, GError **error)
{
	struct study *study = store_plan_read_study(s, error);
	char *model = store_model(s);
	bool good = !study || store_plan_sum(study, model) - absent_sum(s, study) == sum;
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
	if (!store_plan_kept_sum(s, &sum, &found, error))
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
	if (!store_plan_kept_sum(s, &sum, &found, error))
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
		sql_lost(&s->sql);
	sql_bind(row, "t", point);
	char *label = sql_next(&s->sql, row) ? g_strdup(sql_text(row, 0)) : NULL;
	sqlite3_finalize(row);
	return label;
}
