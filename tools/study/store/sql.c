/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/store/sql.h"
#include "tools/base/cli.h"
#include "tools/base/exit_codes.h"
#include <stdlib.h>
#include <string.h>

#define STEPS_AT_ONCE 10000 /* of SQLite's machine, between two looks at how many are left */

/* ---- opening ---- */

/* distrust: what SQLite offers for databases from strangers (https://www.sqlite.org/security.html). */
static void distrust(sqlite3 *db)
{
	static const struct {
		int what, on;
	} settings[] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1},
		{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
		{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
		{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
		{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
	};
	static const struct {
		int what, most;
	} limits[] = {
		{SQLITE_LIMIT_LENGTH, 16 << 20}, {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
		{SQLITE_LIMIT_EXPR_DEPTH, 100},	 {SQLITE_LIMIT_COMPOUND_SELECT, 10},
		{SQLITE_LIMIT_ATTACHED, 0},	 {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
		sqlite3_db_config(db, settings[i].what, settings[i].on, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(limits); i++)
		sqlite3_limit(db, limits[i].what, limits[i].most);
}

/* plain_path: the path with no link in its folder and from the root on, so that SQLite takes it for no URI. The
 * caller frees it (g_free). */
static char *plain_path(const char *path)
{
	char *folder = g_path_get_dirname(path), *name = g_path_get_basename(path);
	char *real = realpath(folder, NULL);
	char *full = g_build_filename(real ? real : folder, name, NULL);
	free(real);
	g_free(folder);
	g_free(name);
	return full;
}

bool sql_open(struct sql *sql, int flags, GError **error)
{
	char *file = plain_path(sql->path);
	flags |= SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX; /* this process has one thread */
	bool opened = sqlite3_open_v2(file, &sql->db, flags, NULL) == SQLITE_OK || sql_fail(sql, error);
	g_free(file);
	if (!opened)
		return false;
	distrust(sql->db);
	return sql_run(sql, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", error);
}

static int take_steps(void *self)
{
	struct sql *sql = self;
	sql->steps -= STEPS_AT_ONCE;
	return sql->steps < 0;
}

void sql_patience(struct sql *sql, gint64 steps)
{
	sql->steps = steps;
	sqlite3_progress_handler(sql->db, STEPS_AT_ONCE, steps > 0 ? take_steps : NULL, sql);
}

/* ---- statements ---- */

static void check_memory(int code)
{
	if (code == SQLITE_NOMEM)
		g_error("out of memory");
}

bool sql_fail(const struct sql *sql, GError **error)
{
	int reason = sqlite3_system_errno(sql->db);
	int code = sqlite3_errcode(sql->db) & 0xff;
	check_memory(code);
	bool io = reason && (code == SQLITE_IOERR || code == SQLITE_FULL || code == SQLITE_CANTOPEN);
	g_set_error(error, SQL_ERROR, code, "%s: %s%s%s%s", sql->path, sqlite3_errmsg(sql->db),
		    io ? " (" : "", io ? g_strerror(reason) : "", io ? ")" : "");
	return false;
}

bool sql_run(const struct sql *sql, const char *text, GError **error)
{
	return sqlite3_exec(sql->db, text, NULL, NULL, NULL) == SQLITE_OK || sql_fail(sql, error);
}

sqlite3_stmt *sql_prepare(const struct sql *sql, const char *text, GError **error)
{
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(sql->db, text, -1, &statement, NULL) != SQLITE_OK)
		sql_fail(sql, error);
	return statement;
}

void sql_lost(const struct sql *sql)
{
	GError *error = NULL;
	sql_fail(sql, &error);
	exit(cli_fail(error, EXIT_FAILED));
}

bool sql_next(const struct sql *sql, sqlite3_stmt *row)
{
	int code = sqlite3_step(row);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		sql_lost(sql);
	return code == SQLITE_ROW;
}

static void bind_all(sqlite3_stmt *statement, const char *types, va_list values)
{
	for (int i = 1; *types; types++, i++)
		if (*types == 't')
			check_memory(sqlite3_bind_text(statement, i, va_arg(values, const char *), -1,
						       SQLITE_TRANSIENT));
		else if (*types == 'i')
			sqlite3_bind_int64(statement, i, va_arg(values, int64_t));
		else
			sqlite3_bind_double(statement, i, va_arg(values, double));
}

void sql_bind(sqlite3_stmt *statement, const char *types, ...)
{
	va_list values;
	va_start(values, types);
	bind_all(statement, types, values);
	va_end(values);
}

bool sql_put(const struct sql *sql, sqlite3_stmt *statement, GError **error, const char *types, ...)
{
	va_list values;
	va_start(values, types);
	bind_all(statement, types, values);
	va_end(values);
	bool done = sqlite3_step(statement) == SQLITE_DONE || sql_fail(sql, error);
	sqlite3_reset(statement);
	return done;
}

const char *sql_text(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);
	if (!text)
		check_memory(sqlite3_errcode(sqlite3_db_handle(statement)));
	return text ? text : "";
}

char *sql_quote(const char *name)
{
	char **parts = g_strsplit(name, "\"", -1);
	char *inner = g_strjoinv("\"\"", parts);
	char *quoted = g_strconcat("\"", inner, "\"", NULL);
	g_strfreev(parts);
	g_free(inner);
	return quoted;
}
