/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/sql.h"
#include <string.h>

bool sql_fail(const struct sql *sql, GError **error)
{
	int reason = sqlite3_system_errno(sql->db);
	int code = sqlite3_errcode(sql->db) & 0xff;
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

bool sql_finish(const struct sql *sql, sqlite3_stmt *statement, GError **error)
{
	bool done = sqlite3_step(statement) == SQLITE_DONE || sql_fail(sql, error);
	sqlite3_reset(statement);
	return done;
}

void sql_bind_text(sqlite3_stmt *statement, int position, const char *text)
{
	sqlite3_bind_text(statement, position, text, -1, SQLITE_TRANSIENT);
}

const char *sql_text(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);
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
