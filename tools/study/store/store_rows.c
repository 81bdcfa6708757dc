/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/version.h"
#include "tools/study/figures/run_gaps.h"
#include "tools/study/plan/identity.h"
#include "tools/study/store/store_parts.h"
#include <string.h>

static const char run_columns[] =
	"id INTEGER PRIMARY KEY, identity TEXT NOT NULL, point TEXT NOT NULL, replication INTEGER NOT NULL, "
	"seed INTEGER NOT NULL, model TEXT NOT NULL, checksum INTEGER NOT NULL";
enum { RUN_ID, RUN_IDENTITY, RUN_POINT, RUN_REPLICATION, RUN_SEED, RUN_MODEL, RUN_CHECKSUM, RUN_FIXED };

#define MOST_RUNS ((int64_t)1 << 53)

static const char failure_sql[] =
	"CREATE TABLE failure(identity TEXT PRIMARY KEY, point TEXT NOT NULL, replication INTEGER NOT NULL, "
	"failure TEXT NOT NULL, command TEXT NOT NULL) WITHOUT ROWID;\n";

static const char run_end[] = ")";

void store_rows_sql(GString *sql)
{
	store_table_sql(sql, "run", run_columns, WHOLE, run_end);
	store_parts_sql(sql);
	g_string_append(sql, failure_sql);
}

bool store_rows_has(const char *definition)
{
	return store_table_is(definition, "run", run_columns, run_end) || store_parts_has(definition) ||
	       store_schema_line(failure_sql, definition);
}

static bool open_failures(struct store *s, GError **error)
{
	s->insert_failure =
		sql_prepare(&s->sql, "INSERT OR REPLACE INTO failure VALUES (?, ?, ?, ?, ?)", error);
	s->erase_failure = s->insert_failure
				   ? sql_prepare(&s->sql, "DELETE FROM failure WHERE identity = ?", error)
				   : NULL;
	return s->erase_failure;
}

bool store_rows_open(struct store *s, bool writes, GError **error)
{
	return store_table_open(&s->run, &s->sql, "run", RUN_FIXED, WHOLE, writes, error) &&
	       store_parts_open(s, writes, error) && (!writes || open_failures(s, error));
}

void store_rows_close(struct store *s)
{
	store_table_close(&s->run);
	store_parts_close(s);
	sqlite3_finalize(s->insert_failure);
	sqlite3_finalize(s->erase_failure);
	s->insert_failure = s->erase_failure = NULL;
}

/* ---- checksums ---- */

static guint64 key_sum(const struct store_run *r)
{
	return store_sum_text("identity", r->identity) + store_sum_text("point", r->point) +
	       store_sum_text("model", r->model) + store_sum_number("replication", r->replication) +
	       store_sum_number("seed", r->seed);
}

/* row_has_gaps: of the row of a run. */
static bool row_has_gaps(const struct store *s)
{
	struct run_values *v = run_values_empty();
	store_table_read(&s->run, v->all);
	bool any = run_gaps_any(v->all);
	run_values_free(v);
	return any;
}

/* store_rows_key_of: the run of the row, but for its identity's copy. */
static struct store_run store_rows_key_of(const struct store *s)
{
	sqlite3_stmt *row = s->run.read;
	return (struct store_run){
		.id = sqlite3_column_int64(row, RUN_ID),
		.point = g_intern_string(sql_text(row, RUN_POINT)),
		.model = g_intern_string(sql_text(row, RUN_MODEL)),
		.replication = sqlite3_column_int64(row, RUN_REPLICATION),
		.seed = sqlite3_column_int64(row, RUN_SEED),
		.identity = sql_text(row, RUN_IDENTITY),
		.gaps = row_has_gaps(s),
	};
}

static void select_runs(struct store *s, int64_t first, int64_t last)
{
	sqlite3_reset(s->run.read);
	sql_bind(s->run.read, "ii", first, last);
	store_parts_select(s, first, last);
}

static void end_selection(struct store *s)
{
	sqlite3_reset(s->run.read);
	store_parts_reset(s);
}

/* ---- finding what is there ---- */

static bool bad_run(const struct store *s, int64_t id, const char *what, GError **error)
{
	char *text = g_strdup_printf("%s of run %lld is wrong", what, (long long)id);
	store_damaged(s, text, error);
	g_free(text);
	return false;
}

/* check_run: what a checksum says nothing of: whoever wrote the file by hand may have made it as well. */
static bool check_run(const struct store *s, const struct store_run *key, GError **error)
{
	if (key->id < 1 || key->id > MOST_RUNS)
		return bad_run(s, key->id, "the number", error);
	if (key->replication < 0 || key->replication >= STUDY_REPLICATIONS_MAX)
		return bad_run(s, key->id, "the replication", error);
	if (s->run.unsound || store_parts_unsound(s))
		return bad_run(s, key->id, "a figure", error);
	return true;
}

static bool store_rows_add_run(struct store *s, guint64 parts, GError **error)
{
	struct store_run key = store_rows_key_of(s);
	guint64 sum = key_sum(&key) + store_table_sum(&s->run) + parts;
	if (sum != (guint64)sqlite3_column_int64(s->run.read, RUN_CHECKSUM))
		return bad_run(s, key.id, "the checksum", error);
	if (!check_run(s, &key, error))
		return false;
	s->last_id = MAX(s->last_id, key.id);
	return store_index_add(s, &key) || store_damaged(s, "it holds a run twice", error);
}

static bool scan_rows(struct store *s, GError **error)
{
	int run, code[PARTS];
	bool good = true;
	store_parts_first(s, code);
	while (good && (run = sqlite3_step(s->run.read)) == SQLITE_ROW)
		good = store_rows_add_run(
			s, store_parts_sum(s, sqlite3_column_int64(s->run.read, RUN_ID), code), error);
	if (good && run != SQLITE_DONE)
		return sql_fail(&s->sql, error);
	return good && store_parts_end(s, code, error);
}

bool store_rows_scan(struct store *s, GError **error)
{
	store_index_clear(s);
	s->last_id = 0;
	select_runs(s, G_MININT64, G_MAXINT64);
	bool good = scan_rows(s, error);
	end_selection(s);
	return good;
}

/* ---- reading ---- */

void store_reads(struct store *s)
{
	if (s->changing || s->reading)
		return;
	s->reading = sql_run(&s->sql, "BEGIN", NULL);
	if (!s->reading)
		sql_lost(&s->sql);
}

static bool step_to(struct store *s, int64_t run)
{
	store_reads(s);
	select_runs(s, run, run);
	return sql_next(&s->sql, s->run.read);
}

struct run_values *store_values(struct store *s, const struct store_run *run)
{
	struct run_values *v = NULL;
	if (step_to(s, run->id)) {
		v = run_values_empty();
		store_table_read(&s->run, v->all);
		store_parts_read(s, v);
	}
	end_selection(s);
	return v;
}

void store_rest(struct store *s)
{
	if (s->reading)
		sql_run(&s->sql, "COMMIT", NULL);
	s->reading = false;
}

struct run_values *store_load(struct store *s, const char *point, int64_t replication)
{
	const struct store_run *run = store_index_find(s, point, replication);
	return run ? store_values(s, run) : NULL;
}

/* ---- writing ---- */

static bool store_rows_insert(struct store *s, const struct store_run *run, const struct run_values *v,
			      GError **error)
{
	guint64 sum = key_sum(run) + store_table_bind(&s->run, v->all);
	if (!store_parts_insert(s, run->id, v, &sum, error))
		return false;
	return sql_put(&s->sql, s->run.insert, error, "ittiiti", run->id, run->identity, run->point,
		       run->replication, run->seed, run->model, (int64_t)sum); /* as run_columns has them */
}

/* forget: removes what there is of the run, results and failure. */
static bool forget(struct store *s, const struct store_run *run, GError **error)
{
	const struct store_run *old = store_index_find(s, run->point, run->replication);
	if (old &&
	    (!sql_put(&s->sql, s->run.erase, error, "i", old->id) || !store_parts_erase(s, old->id, error)))
		return false;
	store_index_remove(s, run);
	return sql_put(&s->sql, s->erase_failure, error, "t", run->identity);
}

bool store_add(struct store *s, const struct store_run *key, const struct run_values *values, GError **error)
{
	struct store_run run = *key;
	run.id = ++s->last_id;
	run.point = g_intern_string(key->point);
	run.model = g_intern_string(key->model);
	run.gaps = run_gaps_any(values->all);
	bool added =
		store_begin(s, error) && forget(s, &run, error) && store_rows_insert(s, &run, values, error);
	if (added)
		store_index_add(s, &run);
	else
		store_undo(s);
	return added;
}

bool store_save(struct store *s, const char *point, int64_t replication, int64_t seed,
		const struct run_values *values, GError **error)
{
	char *identity = identity_of_run(point, replication);
	bool saved = store_add(s,
			       &(struct store_run){.identity = identity,
						   .point = point,
						   .model = version_model(),
						   .replication = replication,
						   .seed = seed},
			       values, error);
	g_free(identity);
	return saved;
}

bool store_fail(struct store *s, const char *point, int64_t replication, const char *failure,
		const char *command, GError **error)
{
	char *identity = identity_of_run(point, replication);
	bool saved = store_begin(s, error) && sql_put(&s->sql, s->insert_failure, error, "ttitt", identity,
						      point, replication, failure, command);
	g_free(identity);
	if (!saved)
		store_undo(s);
	return saved;
}
