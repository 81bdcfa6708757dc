/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/output_file.h"
#include "tools/study/store/store_beside.h"
#include "tools/study/store/store_file.h"
#include "tools/study/store/store_private.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define OPEN_WAIT_MS 1000   /* for a lock of another program, before we say that there is one */
#define WRITE_WAIT_MS 60000 /* for readers to end, before a write is given up */
#define STEPS_PER_BYTE 16 /* of SQLite's machine, for looking through a store: more than any of ours takes */
#define STEPS_MORE 10000000
#define CACHE_KIB 65536 /* of pages at most: opening a store goes over all of them twice */

bool store_damaged(const struct store *s, const char *what, GError **error)
{
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
		    "%s: the store is damaged (%s); it was left as it is", s->path, what);
	return false;
}

/* ---- a new store ---- */

static char *store_schema_text(void)
{
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "PRAGMA application_id = %d;\nPRAGMA user_version = %d;\n",
			       STORE_APPLICATION, STORE_VERSION);
	g_string_append(text, store_plan_sql);
	store_rows_sql(text);
	return g_string_free(text, FALSE);
}

/* create: an empty store, made in memory so that the file is there whole or not at all. */
static bool create(const char *path, GError **error)
{
	struct sql sql = {.path = path};
	sqlite3_int64 length = 0;
	unsigned char *bytes = NULL;
	char *text = store_schema_text();
	bool good = sqlite3_open(":memory:", &sql.db) == SQLITE_OK ? sql_run(&sql, text, error)
								   : sql_fail(&sql, error);
	if (good && !(bytes = sqlite3_serialize(sql.db, "main", &length, 0)))
		good = sql_fail(&sql, error);
	if (good)
		good = store_file_new(path, bytes, (gsize)length, error);
	sqlite3_free(bytes);
	sqlite3_close(sql.db);
	g_free(text);
	return good;
}

/* ---- opening ---- */

static bool check_structure(struct store *s, GError **error)
{
	sqlite3_stmt *statement = sql_prepare(&s->sql, "PRAGMA quick_check(1)", error);
	if (!statement)
		return false;
	bool row = sqlite3_step(statement) == SQLITE_ROW;
	bool good =
		row ? !strcmp(sql_text(statement, 0), "ok") || store_damaged(s, sql_text(statement, 0), error)
		    : sql_fail(&s->sql, error);
	sqlite3_finalize(statement);
	return good;
}

/* store_check: everything that can be wrong with a file that looks like a store, without changing it. For writing it also
 * takes SQLite's own lock for a moment: a program that is not ours may hold it. */
static bool store_check(struct store *s, GError **error)
{
	sqlite3_busy_timeout(s->sql.db, OPEN_WAIT_MS);
	bool good = sql_run(&s->sql, s->writes ? "BEGIN IMMEDIATE" : "BEGIN", error) &&
		    store_schema_check(s, error) && check_structure(s, error) &&
		    store_rows_open(s, false, error) && store_rows_scan(s, error) &&
		    store_plan_check(s, error);
	sqlite3_exec(s->sql.db, "ROLLBACK", NULL, NULL, NULL);
	return good;
}

static bool set_cache(struct store *s, GError **error)
{
	char *text = g_strdup_printf("PRAGMA cache_size = -%d", CACHE_KIB);
	bool set = sql_run(&s->sql, text, error);
	g_free(text);
	return set;
}

/* check_patiently: as store_check, as long as it takes to look through a file of this size. A file whose pages lead in circles
 * would take for ever. */
static bool check_patiently(struct store *s, GError **error)
{
	GStatBuf status = {0};
	g_stat(s->path, &status);
	sql_patience(&s->sql, STEPS_MORE + (gint64)status.st_size * STEPS_PER_BYTE);
	bool good = set_cache(s, error) && store_check(s, error);
	sql_patience(&s->sql, 0);
	return good;
}

/* explain: in our words what SQLite means. */
static void explain(const struct store *s, GError **error)
{
	char *text = g_strdup((*error)->message);
	if (g_error_matches(*error, SQL_ERROR, SQLITE_BUSY)) {
		g_clear_error(error);
		g_set_error(error, SQL_ERROR, SQLITE_BUSY,
			    "%s: is locked by another program; try again when that has ended", s->path);
	} else if (g_error_matches(*error, SQL_ERROR, SQLITE_CORRUPT) ||
		   g_error_matches(*error, SQL_ERROR, SQLITE_NOTADB) ||
		   g_error_matches(*error, SQL_ERROR, SQLITE_TOOBIG) ||
		   g_error_matches(*error, SQL_ERROR, SQLITE_INTERRUPT) ||
		   g_error_matches(*error, SQL_ERROR, SQLITE_ERROR)) {
		g_clear_error(error);
		store_damaged(s, text + strlen(s->path) + 2, error);
	}
	g_free(text);
}

/* make_writable: durable commits, columns for metrics that the store does not know yet. A commit ends with the journal cut
 * to nothing and synced, which takes a third of the time of a journal that is made and removed each time. */
static bool make_writable(struct store *s, GError **error)
{
	sqlite3_busy_timeout(s->sql.db, WRITE_WAIT_MS);
	store_rows_close(s);
	return sql_run(&s->sql, "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; BEGIN IMMEDIATE",
		       error) &&
	       store_rows_open(s, true, error) && sql_run(&s->sql, "COMMIT", error);
}

static struct store *store_new(const char *path, bool writes, int lock)
{
	struct store *s = g_new0(struct store, 1);
	s->path = g_strdup(path);
	s->writes = writes;
	s->lock = lock;
	s->sql.path = s->path;
	s->runs = store_index_new();
	return s;
}

static struct store *store_open_file(const char *path, bool writes, int lock, GError **error)
{
	GError *local = NULL;
	struct store *s = store_new(path, writes, lock);
	int flags = writes || store_beside_interrupted(path) ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
	if (sql_open(&s->sql, flags, &local) && check_patiently(s, &local) &&
	    (!writes || make_writable(s, &local)))
		return s;
	explain(s, &local);
	g_propagate_error(error, local);
	store_close(s);
	return NULL;
}

struct store *store_open(const char *path, GError **error)
{
	return store_file_check(path, error) ? store_open_file(path, false, -1, error) : NULL;
}

struct store *store_create(const char *path, GError **error)
{
	if (!g_file_test(path, G_FILE_TEST_EXISTS) && !create(path, error))
		return NULL;
	if (!store_file_check(path, error))
		return NULL;
	int lock = store_file_lock(path, error);
	return lock < 0 ? NULL : store_open_file(path, true, lock, error);
}

/* end_writing: takes back what was not synced, and removes the journal. */
static void end_writing(struct store *s)
{
	if (s->lock < 0)
		return;
	sqlite3_exec(s->sql.db, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_exec(s->sql.db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	store_rows_close(s);
	end_writing(s);
	sqlite3_close(s->sql.db);
	if (s->lock >= 0)
		close(s->lock);
	g_hash_table_unref(s->runs);
	g_free(s->path);
	g_free(s);
}

bool store_lacks_room(const GError *error)
{
	static const int codes[] = {SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM};
	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
		if (g_error_matches(error, SQL_ERROR, codes[i]))
			return true;
	return output_lacks_room(error);
}

char *store_path_in(const char *folder)
{
	return g_build_filename(folder, "study.db", NULL);
}

char *store_path_at(const char *path)
{
	if (!g_file_test(path, G_FILE_TEST_IS_DIR))
		return g_strdup(path);
	char *of_study = store_path_in(path), *of_crawl = g_build_filename(path, STORE_OF_CRAWL, NULL);
	if (!g_file_test(of_study, G_FILE_TEST_EXISTS) && g_file_test(of_crawl, G_FILE_TEST_EXISTS)) {
		g_free(of_study);
		return of_crawl;
	}
	g_free(of_crawl);
	return of_study;
}

/* ---- changes ---- */

bool store_begin(struct store *s, GError **error)
{
	store_rest(s);
	if (!s->changing)
		s->changing = sql_run(&s->sql, "BEGIN IMMEDIATE", error);
	return s->changing;
}

void store_undo(struct store *s)
{
	sqlite3_exec(s->sql.db, "ROLLBACK", NULL, NULL, NULL);
	s->changing = false;
	store_rows_scan(s, NULL);
}

bool store_sync(struct store *s, GError **error)
{
	if (!s->changing)
		return true;
	if (sql_run(&s->sql, "COMMIT", error)) {
		s->changing = false;
		return true;
	}
	store_undo(s);
	return false;
}
