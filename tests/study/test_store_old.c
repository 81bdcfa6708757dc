/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A store that an older vhostsim has written, when the depths of queues were no metrics, nor the
 * latency of a guest, and there was no table of sources or cores: it is read, exported and written
 * on. Its dump is tests/data/store_before_queues.sql; the figures below were read there.
 */
#include "tests/lib/study/study_store.h"
#include "tests/lib/suite.h"
#include "tools/study/summary/export.h"
#include <sqlite3.h>

#define DUMP SOURCE_DIR "/tests/data/store_before_queues.sql"

static const char *const groups[] = {"queue_mean.", "queue_max."};

/* old_store: makes the file of the dump. */
static struct place_of_store old_store(void)
{
	struct place_of_store p = place_new();
	sqlite3 *db;
	char *text;
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(DUMP, &text, NULL, NULL));
	CU_ASSERT_EQUAL_FATAL(sqlite3_open(p.path, &db), SQLITE_OK);
	CU_ASSERT_EQUAL_FATAL(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	g_free(text);
	return p;
}

/* run_at: the values of the i-th run of the store. */
static struct run_values *run_at(struct store *s, guint i)
{
	GPtrArray *runs = store_runs(s);
	CU_ASSERT_FATAL(i < runs->len);
	struct run_values *v = store_values(s, g_ptr_array_index(runs, i));
	g_ptr_array_unref(runs);
	CU_ASSERT_PTR_NOT_NULL_FATAL(v);
	return v;
}

/* check_first: the run at 200 kpps: what it had, and no depth. */
static void check_first(struct store *s)
{
	struct run_values *v = run_at(s, 0);
	CU_ASSERT_EQUAL(run_value(v, metric_find("delivered_pps"), NULL), 206900);
	CU_ASSERT_EQUAL(run_value(v, metric_find("per_packet.cycles"), NULL), 9638.0049860560648086);
	CU_ASSERT_EQUAL(run_value(v, metric_find("offered_packets"), "vm0"), 4031);
	for (int i = 0; i < metric_count(); i++)
		EACH_CASE (g, groups)
			if (g_str_has_prefix(metric_at(i)->name, groups[g]))
				CU_ASSERT_TRUE(isnan(run_value(v, i, NULL)) && isnan(run_value(v, i, "vm0")));
	int latency = metric_find("latency_p99_ns");
	CU_ASSERT_FALSE(isnan(run_value(v, latency, NULL)));
	CU_ASSERT_TRUE(isnan(run_value(v, latency, "vm0")));
	CU_ASSERT_TRUE(isnan(run_value_of(v, latency, (struct whose){PART_SOURCE, "0"})));
	run_values_free(v);
}

static bool collect(void *self, const char *text)
{
	g_string_append(self, text);
	return true;
}

/* What is read leaves the file as it is; what is not known is an empty cell. */
static void test_read(void)
{
	struct place_of_store p = old_store();
	char *before, *after;
	gsize length, length_after;
	GString *csv = g_string_new(NULL);
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(p.path, &before, &length, NULL));
	struct store *s = store_open(p.path, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	check_first(s);
	CU_ASSERT_TRUE(export_store(s, &(struct export_order){.format = EXPORT_CSV}, collect, csv, NULL));
	store_close(s);
	char **lines = g_strsplit(csv->str, "\n", -1);
	CU_ASSERT_EQUAL_FATAL(g_strv_length(lines), 4); /* the last one is empty */
	CU_ASSERT_PTR_NOT_NULL(strstr(lines[0], ",per_packet.cycles,queue_mean.nic_packets,"));
	CU_ASSERT_TRUE(g_str_has_prefix(lines[1], "old,200000,0,1,,,,201550,206900,"));
	CU_ASSERT_PTR_NOT_NULL(strstr(lines[2], ",7667.750905962233,,,"));
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(p.path, &after, &length_after, NULL));
	CU_ASSERT_TRUE(length == length_after && !memcmp(before, after, length));
	g_strfreev(lines);
	g_string_free(csv, TRUE);
	g_free(before);
	g_free(after);
	place_clear(&p);
}

/* Written on, it keeps the runs that it had, beside one with every figure. */
static void test_write(void)
{
	struct place_of_store p = old_store();
	struct store *s = store_create(p.path, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	check_first(s);
	CU_ASSERT_TRUE(put(s, "new", 0, 3) && store_sync(s, NULL));
	store_close(s);
	s = store_open(p.path, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	check_first(s);
	CU_ASSERT_TRUE(holds(s, "new", 0, 3));
	GPtrArray *runs = store_runs(s);
	CU_ASSERT_EQUAL(runs->len, 3);
	g_ptr_array_unref(runs);
	store_close(s);
	place_clear(&p);
}

static const struct test_case cases[] = {
	{"read and exported", test_read},
	{"written on", test_write},
};

SUITE("store_old", cases)
