/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/store/store_private.h"
#include <string.h>

/* The view of every run, for people who ask with SQL. vhostsim makes it and never reads it. */
#define VIEW "CREATE VIEW result AS SELECT "

bool store_schema_line(const char *statements, const char *definition)
{
	char **lines = g_strsplit(statements, ";\n", -1);
	bool found = *definition && g_strv_contains((const char *const *)lines, definition);
	g_strfreev(lines);
	return found;
}

/* store_schema_is_ours: row: type, name, definition. A table's own index has no definition. */
static bool store_schema_is_ours(sqlite3_stmt *row)
{
	const char *definition = sql_text(row, 2);
	if (sqlite3_column_type(row, 2) == SQLITE_NULL)
		return !strcmp(sql_text(row, 0), "index") &&
		       g_str_has_prefix(sql_text(row, 1), "sqlite_autoindex_");
	return strlen(definition) == (size_t)sqlite3_column_bytes(row, 2) &&
	       (store_rows_has(definition) || store_plan_has(definition) ||
		g_str_has_prefix(definition, VIEW));
}

static bool schema_refuse(const struct store *s, sqlite3_stmt *row, GError **error)
{
	char *what = g_strdup_printf("its %.10s \"%.40s\" is not as vhostsim makes it", sql_text(row, 0),
				     sql_text(row, 1));
	store_damaged(s, what, error);
	g_free(what);
	return false;
}

bool store_schema_check(struct store *s, GError **error)
{
	sqlite3_stmt *row = sql_prepare(&s->sql, "SELECT type, name, sql FROM sqlite_schema", error);
	int code = SQLITE_DONE;
	bool good = row;
	while (good && (code = sqlite3_step(row)) == SQLITE_ROW)
		good = store_schema_is_ours(row) || schema_refuse(s, row, error);
	if (good && code != SQLITE_DONE)
		good = sql_fail(&s->sql, error);
	sqlite3_finalize(row);
	return good;
}
