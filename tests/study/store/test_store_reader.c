/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A few metrics of many runs, against whole runs.
 */
#include "tests/lib/study/study_store.h"
#include "tests/lib/suite.h"
#include "tools/study/store/store_reader.h"
#include <sqlite3.h>

#define RUNS 15

static GArray *metrics_of(const int *metrics, guint n)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(int));
	g_array_append_vals(list, metrics, n);
	return list;
}

static GArray *every_metric(void)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(int));
	for (int i = 0; i < metric_count(); i++)
		g_array_append_val(list, i);
	return list;
}

static bool same(double a, double b)
{
	return isnan(a) ? isnan(b) : a == b;
}

/* reads_as_whole: whether the reader gives of every run what the whole run has. */
static bool reads_as_whole(struct store *s, const GArray *metrics, struct whose whose)
{
	struct store_reader *reader = store_reader_new(s, metrics, whose, NULL);
	GPtrArray *runs = store_runs(s);
	double *figures = g_new(double, metrics->len);
	bool good = reader && runs->len == RUNS;
	for (guint i = 0; good && i < runs->len; i++) {
		const struct store_run *run = g_ptr_array_index(runs, i);
		struct run_values *whole = store_values(s, run);
		good = store_reader_get(reader, run, figures);
		for (guint k = 0; good && k < metrics->len; k++) {
			int metric = g_array_index(metrics, int, k);
			good = same(figures[k], run_value_of(whole, metric, whose));
		}
		run_values_free(whole);
	}
	g_free(figures);
	g_ptr_array_unref(runs);
	store_reader_free(reader);
	return good;
}

static void test_metrics(void)
{
	static const struct whose whose[] = {{PART_GUEST, NULL},
					     {PART_GUEST, ""},
					     {PART_GUEST, "vm0"},
					     {PART_GUEST, "vm1"},
					     {PART_GUEST, "1"},
					     {PART_GUEST, "no such guest"},
					     {PART_SOURCE, ""},
					     {PART_SOURCE, "tester to vm0"},
					     {PART_SOURCE, "tester to vm1 #2"},
					     {PART_SOURCE, "1"},
					     {PART_SOURCE, "3"},
					     {WHOLE, NULL}};
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, RUNS));
	GArray *lists[] = {every_metric(), metrics_of((int[]){3, 0, 3, 7}, 4),
			   metrics_of((int[]){metric_count() - 1}, 1), metrics_of(NULL, 0)};
	for (int writes = 0; writes < 2; writes++) {
		struct store *s = writes ? store_create(p.path, NULL) : store_open(p.path, NULL);
		EACH_CASE (i, lists)
			EACH_CASE (k, whose)
				CU_ASSERT_TRUE(reads_as_whole(s, lists[i], whose[k]));
		store_close(s);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		g_array_unref(lists[i]);
	place_clear(&p);
}

/* A store that is open for writing is read, written and read again. */
static void test_changes(void)
{
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, RUNS));
	struct store *s = store_create(p.path, NULL);
	GArray *metrics = metrics_of((int[]){1}, 1);
	struct store_reader *reader = store_reader_new(s, metrics, (struct whose){WHOLE, NULL}, NULL);
	GPtrArray *runs = store_runs(s);
	struct store_run run = *(const struct store_run *)g_ptr_array_index(runs, 0);
	double figure = NAN;
	CU_ASSERT_TRUE(store_reader_get(reader, &run, &figure));
	CU_ASSERT_EQUAL(figure, 0);
	CU_ASSERT_TRUE(put(s, "point 0", 0, 77));
	CU_ASSERT_FALSE(store_reader_get(reader, &run, &figure));
	run.id = RUNS + 1;
	CU_ASSERT_TRUE(store_reader_get(reader, &run, &figure));
	CU_ASSERT_EQUAL(figure, 77);
	CU_ASSERT_TRUE(store_sync(s, NULL));
	CU_ASSERT_TRUE(store_reader_get(reader, &run, &figure));
	CU_ASSERT_TRUE(put(s, "point 0", 9, 78));
	CU_ASSERT_TRUE(store_sync(s, NULL));
	g_ptr_array_unref(runs);
	g_array_unref(metrics);
	store_reader_free(reader);
	store_close(s);
	place_clear(&p);
}

/* A store that was written before there was a metric. */
static void test_unknown_metric(void)
{
	struct place_of_store p = place_new();
	struct store *s = store_create(p.path, NULL);
	struct run_values *v = fixture_values(0);
	v->all[2] = NAN;
	for (int g = 0; g < 2; g++)
		v->part[PART_GUEST].figures[g][2] = NAN;
	for (int i = 0; i < RUNS; i++)
		CU_ASSERT_TRUE(store_save(s, "point", i, 1, v, NULL));
	CU_ASSERT_TRUE(store_sync(s, NULL));
	store_close(s);
	sqlite3 *db;
	char *column = metric_column(metric_at(2));
	char *sql = g_strdup_printf("ALTER TABLE run DROP COLUMN %s; ALTER TABLE guest_run DROP COLUMN %s",
				    column, column);
	CU_ASSERT_EQUAL(sqlite3_open(p.path, &db), SQLITE_OK);
	CU_ASSERT_EQUAL(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	s = store_open(p.path, NULL);
	GArray *metrics = every_metric();
	CU_ASSERT_TRUE(reads_as_whole(s, metrics, (struct whose){WHOLE, NULL}));
	CU_ASSERT_TRUE(reads_as_whole(s, metrics, (struct whose){PART_GUEST, "vm1"}));
	g_array_unref(metrics);
	store_close(s);
	g_free(sql);
	g_free(column);
	run_values_free(v);
	place_clear(&p);
}

static const struct test_case tests[] = {
	{"metrics and guests", test_metrics},
	{"changes", test_changes},
	{"a metric without a column", test_unknown_metric},
};

SUITE("store_reader", tests)
