/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The result store: what it keeps, and that it keeps it.
 */
#include "tests/lib/study/study_store.h"
#include "tests/lib/suite.h"
#include "tools/base/version.h"
#include "tools/study/store/store_table.h"
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* sql: runs the statements on the file, past the store. */
static void sql(const char *path, const char *text)
{
	sqlite3 *db;
	CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
	CU_ASSERT_EQUAL(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* ask: the first value that the query gives, as a text. */
static char *ask(const char *path, const char *query)
{
	sqlite3 *db;
	sqlite3_stmt *row;
	CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
	CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(db, query, -1, &row, NULL), SQLITE_OK);
	char *answer =
		sqlite3_step(row) == SQLITE_ROW ? g_strdup((const char *)sqlite3_column_text(row, 0)) : NULL;
	sqlite3_finalize(row);
	sqlite3_close(db);
	return answer;
}

static void answers(const char *path, const char *query, const char *wanted)
{
	char *answer = ask(path, query);
	CU_ASSERT_EQUAL(g_strcmp0(answer, wanted), 0);
	g_free(answer);
}

static void test_runs(void)
{
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 15));
	CU_ASSERT_EQUAL(folder_files(p.folder), 1);
	for (int writes = 0; writes < 2; writes++) {
		struct store *s = writes ? store_create(p.path, NULL) : store_open(p.path, NULL);
		CU_ASSERT_PTR_NOT_NULL_FATAL(s);
		CU_ASSERT_TRUE(holds(s, "point 0", 0, 0));
		CU_ASSERT_TRUE(holds(s, "point 5", 1, 11));
		CU_ASSERT_TRUE(holds(s, "point 2", 2, 14));
		CU_ASSERT_PTR_NULL(store_load(s, "point 3", 2));
		CU_ASSERT_PTR_NULL(store_load(s, "point", 0));
		store_close(s);
	}
	place_clear(&p);
}

static void test_list(void)
{
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 15));
	struct store *s = store_open(p.path, NULL);
	GPtrArray *runs = store_runs(s);
	CU_ASSERT_EQUAL_FATAL(runs->len, 15);
	for (guint i = 0; i < runs->len; i++) {
		const struct store_run *run = g_ptr_array_index(runs, i);
		const struct store_run *before = i ? g_ptr_array_index(runs, i - 1) : NULL;
		int order = before ? strcmp(before->point, run->point) : -1;
		CU_ASSERT_TRUE(order < 0 || (order == 0 && before->replication < run->replication));
		CU_ASSERT_EQUAL(run->seed, 42);
		CU_ASSERT_STRING_EQUAL(run->model, version_model());
		CU_ASSERT_EQUAL(strlen(run->identity), 64);
		struct run_values *values = store_values(s, run);
		int number = atoi(run->point + strlen("point ")) + 6 * (int)run->replication;
		struct run_values *wanted = fixture_values(number);
		CU_ASSERT_TRUE(run_values_same(values, wanted));
		run_values_free(wanted);
		run_values_free(values);
	}
	g_ptr_array_unref(runs);
	store_close(s);
	place_clear(&p);
}

static void test_replaced(void)
{
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 6));
	struct store *s = store_create(p.path, NULL);
	CU_ASSERT_TRUE(put(s, "point 2", 0, 77));
	CU_ASSERT_TRUE(holds(s, "point 2", 0, 77));
	CU_ASSERT_TRUE(put(s, "point 2", 0, 78));
	CU_ASSERT_TRUE(store_sync(s, NULL));
	store_close(s);
	s = store_open(p.path, NULL);
	CU_ASSERT_TRUE(holds(s, "point 2", 0, 78));
	CU_ASSERT_TRUE(holds(s, "point 3", 0, 3));
	store_close(s);
	answers(p.path, "SELECT count(*) FROM run", "6");
	answers(p.path, "SELECT count(*) FROM guest_run", "12");
	answers(p.path, "SELECT count(*) FROM core_run WHERE core = 'h 1'", "6");
	place_clear(&p);
}

/* Values that a file could change: signs of zero, the least and the greatest numbers. */
static void test_numbers(void)
{
	static const double numbers[] = {
		0, -0.0, 1, -1, 0.1, 1e15, 9007199254740993.0, 5e-324, 1.7e308, 123456789.123456789};
	struct place_of_store p = place_new();
	struct run_values *v = run_values_empty();
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
		v->all[i] = numbers[i];
	struct store *s = store_create(p.path, NULL);
	CU_ASSERT_TRUE(store_save(s, "p", 0, -5, v, NULL) && store_sync(s, NULL));
	store_close(s);
	s = store_open(p.path, NULL);
	struct run_values *got = store_load(s, "p", 0);
	CU_ASSERT_TRUE(run_values_same(v, got));
	run_values_free(got);
	run_values_free(v);
	store_close(s);
	place_clear(&p);
}

static void same_study(const struct study *a, const struct study *b)
{
	CU_ASSERT_STRING_EQUAL(a->name, b->name);
	CU_ASSERT_STRING_EQUAL(a->question, b->question);
	CU_ASSERT_EQUAL(a->settings.replications, b->settings.replications);
	CU_ASSERT_EQUAL(a->settings.confidence, b->settings.confidence);
	CU_ASSERT_STRING_EQUAL(a->settings.precision_metric, b->settings.precision_metric);
	CU_ASSERT_EQUAL_FATAL(a->axes->len, b->axes->len);
	for (guint i = 0; i < a->axes->len; i++) {
		const struct study_axis *x = g_ptr_array_index(a->axes, i),
					*y = g_ptr_array_index(b->axes, i);
		CU_ASSERT_STRING_EQUAL(x->name, y->name);
		CU_ASSERT_EQUAL(x->unit, y->unit);
		CU_ASSERT_EQUAL(x->is_number, y->is_number);
		CU_ASSERT_EQUAL_FATAL(x->values->len, y->values->len);
		for (guint k = 0; k < x->values->len; k++) {
			const struct study_value *v = g_ptr_array_index(x->values, k);
			const struct study_value *w = g_ptr_array_index(y->values, k);
			CU_ASSERT_STRING_EQUAL(v->text, w->text);
			CU_ASSERT_TRUE(isnan(v->number) ? isnan(w->number) : v->number == w->number);
		}
	}
	CU_ASSERT_EQUAL_FATAL(a->points->len, b->points->len);
	for (guint i = 0; i < a->points->len; i++) {
		const struct study_point *x = g_ptr_array_index(a->points, i);
		const struct study_point *y = g_ptr_array_index(b->points, i);
		CU_ASSERT_STRING_EQUAL(x->identity, y->identity);
		CU_ASSERT_STRING_EQUAL(x->label, y->label);
		CU_ASSERT_EQUAL(memcmp(x->value, y->value, a->axes->len * sizeof(int)), 0);
	}
}

static void test_plan(void)
{
	struct place_of_store p = place_new();
	struct study *study = fixture_study();
	GError *error = NULL;
	struct store *s = store_create(p.path, NULL);
	CU_ASSERT_PTR_NULL(store_study(s, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error->message, p.path));
	g_clear_error(&error);
	CU_ASSERT_TRUE(store_plan(s, study, NULL));
	store_close(s);
	s = store_open(p.path, NULL);
	struct study *got = store_study(s, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(got);
	same_study(study, got);
	study_free(got);
	store_close(s);
	study_free(study);
	place_clear(&p);
}

static guint64 stored_checksum(sqlite3 *db)
{
	sqlite3_stmt *row;
	CU_ASSERT_EQUAL(
		sqlite3_prepare_v2(db, "SELECT value FROM meta WHERE key = 'checksum'", -1, &row, NULL),
		SQLITE_OK);
	CU_ASSERT_EQUAL(sqlite3_step(row), SQLITE_ROW);
	guint64 sum = g_ascii_strtoull((const char *)sqlite3_column_text(row, 0), NULL, 16);
	sqlite3_finalize(row);
	return sum;
}

/* make_older: without a setting of the study, as it was before there was that; in the checksum, too, when it was so. */
static void make_older(const char *path, guint64 term)
{
	sqlite3 *db;
	CU_ASSERT_EQUAL(sqlite3_open(path, &db), SQLITE_OK);
	char *sql =
		g_strdup_printf("DELETE FROM meta WHERE key = 'map_loss';"
				"UPDATE meta SET value = '%016" G_GINT64_MODIFIER "x' WHERE key = 'checksum'",
				stored_checksum(db) - term);
	CU_ASSERT_EQUAL(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	g_free(sql);
}

/* A store from before there was a setting has its default; one that has lost a setting is damaged. */
static void test_older_settings(void)
{
	for (int lost = 0; lost < 2; lost++) {
		struct place_of_store p = place_new();
		GError *error = NULL;
		CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 5));
		make_older(p.path, lost ? 0 : store_sum_text("map_loss", "0.01"));
		struct store *s = store_open(p.path, &error);
		struct study *got = s ? store_study(s, NULL) : NULL;
		CU_ASSERT_EQUAL(got == NULL, lost);
		CU_ASSERT_TRUE(!got || got->settings.map_loss == 10000);
		CU_ASSERT_TRUE(!lost || (error && strstr(error->message, "checksum of its plan")));
		study_free(got);
		store_close(s);
		g_clear_error(&error);
		place_clear(&p);
	}
}

/* A plan without one of its points: its runs stay, under their label; what was never made leaves no trace. */
static void test_plan_changed(void)
{
	struct place_of_store p = place_new();
	struct study *study = fixture_study();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 5));
	g_ptr_array_set_size(study->points, (int)study->points->len - 2);
	struct store *s = store_create(p.path, NULL);
	CU_ASSERT_TRUE(store_plan(s, study, NULL));
	struct study *got = store_study(s, NULL);
	same_study(study, got);
	study_free(got);
	CU_ASSERT_TRUE(holds(s, "point 4", 0, 4));
	char *label = store_label(s, "point 4"), *none = store_label(s, "point 5");
	CU_ASSERT_STRING_EQUAL(label, "label 4");
	CU_ASSERT_PTR_NULL(none);
	g_free(label);
	store_close(s);
	answers(p.path, "SELECT count(*) FROM result", "4");
	study_free(study);
	place_clear(&p);
}

/* The view for people: axes by name, numbers as numbers. */
static void test_view(void)
{
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 12));
	answers(p.path, "SELECT count(*) FROM result", "12");
	answers(p.path,
		"SELECT place FROM result WHERE load = 1000000 AND replication = 1 ORDER BY position LIMIT 1",
		"shared core");
	answers(p.path, "SELECT delivered_pps FROM result WHERE position = 4 AND replication = 0", "4.0");
	place_clear(&p);
}

static void test_failure(void)
{
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 0));
	struct store *s = store_create(p.path, NULL);
	CU_ASSERT_TRUE(store_fail(s, "point 1", 2, "exit status 5", "vhostsim run 'a b'", NULL));
	CU_ASSERT_TRUE(store_fail(s, "point 2", 2, "late", "again", NULL));
	CU_ASSERT_TRUE(store_fail(s, "point 2", 2, "late once more", "again", NULL));
	CU_ASSERT_PTR_NULL(store_load(s, "point 1", 2));
	CU_ASSERT_TRUE(store_sync(s, NULL));
	answers(p.path, "SELECT group_concat(failure, '|') FROM (SELECT * FROM failure ORDER BY point)",
		"exit status 5|late once more");
	CU_ASSERT_TRUE(put(s, "point 1", 2, 1) && store_sync(s, NULL));
	answers(p.path, "SELECT group_concat(failure) FROM failure", "late once more");
	store_close(s);
	place_clear(&p);
}

/* in_child: runs body(path) in a process that ends without closing anything; how it ended. */
static int in_child(void (*body)(const char *path), const char *path)
{
	int status = -1;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		body(path);
		raise(SIGKILL);
	}
	waitpid(child, &status, 0);
	return status;
}

static void save_and_die(const char *path)
{
	struct store *s = store_create(path, NULL);
	put(s, "point 3", 0, 3);
	store_sync(s, NULL);
	put(s, "point 4", 0, 4);
}

/* What was synced is there after a kill -9, what was not is not; the next writer begins at once. */
static void test_killed(void)
{
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 3));
	CU_ASSERT_TRUE(WIFSIGNALED(in_child(save_and_die, p.path)));
	for (int writes = 0; writes < 2; writes++) {
		struct store *s = writes ? store_create(p.path, NULL) : store_open(p.path, NULL);
		CU_ASSERT_PTR_NOT_NULL_FATAL(s);
		CU_ASSERT_TRUE(holds(s, "point 3", 0, 3));
		CU_ASSERT_PTR_NULL(store_load(s, "point 4", 0));
		CU_ASSERT_TRUE(!writes || (put(s, "point 4", 0, 4) && store_sync(s, NULL)));
		store_close(s);
	}
	CU_ASSERT_EQUAL(folder_files(p.folder), 1);
	place_clear(&p);
}

/* fill_up: saves runs until the file may not grow any more; the number of those that were durable is its exit status. */
static void fill_up(const char *path)
{
	struct rlimit limit = {200000, 200000};
	GError *error = NULL;
	struct store *s = store_create(path, NULL);
	signal(SIGXFSZ, SIG_IGN); /* as the program does */
	setrlimit(RLIMIT_FSIZE, &limit);
	for (int i = 3;; i++) {
		char *point = g_strdup_printf("more %d", i);
		struct run_values *v = fixture_values(i);
		if (!store_save(s, point, 0, 42, v, &error) || !store_sync(s, &error))
			_exit(error && strstr(error->message, path) ? i : 0);
	}
}

static void test_full(void)
{
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 3));
	int status = in_child(fill_up, p.path);
	int n = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	CU_ASSERT_TRUE(n > 10);
	struct store *s = store_create(p.path, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_TRUE(holds(s, "point 2", 0, 2));
	for (int i = 3; i < n; i++) {
		char *point = g_strdup_printf("more %d", i);
		CU_ASSERT_TRUE(holds(s, point, 0, i));
		g_free(point);
	}
	CU_ASSERT_TRUE(put(s, "afterwards", 0, 1) && store_sync(s, NULL));
	store_close(s);
	CU_ASSERT_EQUAL(folder_files(p.folder), 1);
	place_clear(&p);
}

/* A save that fails takes back what was not synced, and nothing else. */
static void fail_then_check(const char *path)
{
	struct rlimit limit = {0, RLIM_INFINITY};
	struct store *s = store_create(path, NULL);
	put(s, "unsynced", 0, 1);
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	bool synced = store_sync(s, NULL);
	bool kept = holds(s, "point 2", 0, 2) && !store_load(s, "unsynced", 0);
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);
	bool goes_on = put(s, "later", 0, 5) && store_sync(s, NULL) && holds(s, "later", 0, 5);
	_exit(!synced && kept && goes_on ? 7 : 0);
}

static void test_taken_back(void)
{
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 3));
	int status = in_child(fail_then_check, p.path);
	CU_ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	place_clear(&p);
}

/* A store made when there were fewer metrics, or others. */
static void test_other_metrics(void)
{
	struct place_of_store p = place_new();
	struct run_values *v = fixture_values(1);
	int loss = metric_find("loss_ratio");
	v->all[loss] = v->part[PART_GUEST].figures[0][loss] = v->part[PART_GUEST].figures[1][loss] = NAN;
	struct store *s = store_create(p.path, NULL);
	CU_ASSERT_TRUE(store_save(s, "old", 0, 1, v, NULL) && store_sync(s, NULL));
	store_close(s);
	sql(p.path, "ALTER TABLE run DROP COLUMN loss_ratio; ALTER TABLE guest_run DROP COLUMN loss_ratio;"
		    "ALTER TABLE run ADD COLUMN \"of_tomorrow\" REAL");
	for (int writes = 0; writes < 2; writes++) {
		s = writes ? store_create(p.path, NULL) : store_open(p.path, NULL);
		CU_ASSERT_PTR_NOT_NULL_FATAL(s);
		struct run_values *got = store_load(s, "old", 0);
		CU_ASSERT_TRUE(run_values_same(v, got));
		run_values_free(got);
		CU_ASSERT_TRUE(!writes || (put(s, "new", 0, 9) && store_sync(s, NULL)));
		store_close(s);
	}
	s = store_open(p.path, NULL);
	CU_ASSERT_TRUE(holds(s, "new", 0, 9));
	store_close(s);
	run_values_free(v);
	place_clear(&p);
}

static const struct test_case cases[] = {
	{"runs", test_runs},
	{"list of runs", test_list},
	{"a run replaced", test_replaced},
	{"numbers", test_numbers},
	{"plan", test_plan},
	{"before a setting", test_older_settings},
	{"another plan", test_plan_changed},
	{"view", test_view},
	{"failures", test_failure},
	{"killed", test_killed},
	{"full disk", test_full},
	{"taken back", test_taken_back},
	{"other metrics", test_other_metrics},
};

SUITE("store", cases)
