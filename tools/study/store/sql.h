/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQLite with errors as messages that name the file.
 */
#ifndef TOOLS_STUDY_STORE_SQL_H
#define TOOLS_STUDY_STORE_SQL_H

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>

struct sql {
	sqlite3 *db;
	const char *path; /* for messages; not owned */
	gint64 steps;	  /* that are left (sql_patience) */
};

#define SQL_ERROR g_quark_from_static_string("sql")

/* sql_open: opens the file, whatever its name looks like, with these flags of sqlite3_open_v2. What the file says of
 * itself is not trusted: no view, trigger or function of its schema is run, its schema cannot be written to by
 * statements, and what goes beyond the limits of any store of ours is an error. */
bool sql_open(struct sql *sql, int flags, GError **error);

/* sql_patience: ends what needs more than so many steps of SQLite's machine from now on, with SQLITE_INTERRUPT; 0: no
 * limit. */
void sql_patience(struct sql *sql, gint64 steps);

/* sql_fail: sets *error (SQL_ERROR, SQLite's primary result code) to what SQLite says of the last call, with the reason that the system gave for it; false. */
bool sql_fail(const struct sql *sql, GError **error);

/* sql_run: runs the statements of the text. */
bool sql_run(const struct sql *sql, const char *text, GError **error);

/* sql_prepare: the statement of the text, for sqlite3_finalize; NULL on an error. */
sqlite3_stmt *sql_prepare(const struct sql *sql, const char *text, GError **error);

/* sql_bind: the first values of a statement, one a letter of types: t a text (const char *, copied, may be NULL), i an
 * int64_t, d a double (NAN: NULL). */
void sql_bind(sqlite3_stmt *statement, const char *types, ...);

/* sql_put: binds them to a statement that gives no rows, runs it and resets it for the next values. */
bool sql_put(const struct sql *sql, sqlite3_stmt *statement, GError **error, const char *types, ...);

/* sql_text: the column's text, "" for NULL, until the next row. */
const char *sql_text(sqlite3_stmt *statement, int column);

/* sql_quote: the name as SQL writes one, between double quotes; newly allocated. */
char *sql_quote(const char *name);

/* sql_next: whether the query has one more row, on which it then stands. sql_lost: ends the program with what SQLite says of
 * the last call, and EXIT_FAILED: a store that was sound when it was opened cannot be read any more. So nothing is ever taken for
 * missing that could not be read. Where memory is used up, these functions end the program as GLib's do. */
bool sql_next(const struct sql *sql, sqlite3_stmt *row);
void sql_lost(const struct sql *sql) __attribute__((noreturn));

#endif
