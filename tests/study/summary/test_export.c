/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Exports: what is in a row, and that nothing but the runs decides what they look like.
 */
#include "tests/lib/study/study_store.h"
#include "tests/lib/suite.h"
#include "tools/base/version.h"
#include "tools/study/summary/export.h"
#include <json-glib/json-glib.h>

static bool collect(void *self, const char *text)
{
	g_string_append(self, text);
	return true;
}

static char *export_of(const char *path, const struct export_order *order)
{
	GString *text = g_string_new(NULL);
	struct store *s = store_open(path, NULL);
	CU_ASSERT_TRUE(s && export_store(s, order, collect, text, NULL));
	store_close(s);
	return g_string_free(text, FALSE);
}

static char *csv_of(const char *path)
{
	return export_of(path, &(struct export_order){.format = EXPORT_CSV});
}

static guint lines_of(const char *text)
{
	guint n = 0;
	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* field: the cell of a column of a line (0: the header) of a text without commas in its cells; newly allocated. */
static char *field(const char *csv, const char *column, int line)
{
	char **lines = g_strsplit(csv, "\n", -1), **names = g_strsplit(lines[0], ",", -1);
	char **cells = g_strsplit(lines[line], ",", -1), *cell = NULL;
	CU_ASSERT_EQUAL(g_strv_length(names), g_strv_length(cells));
	for (int i = 0; names[i] && cells[i]; i++)
		if (!strcmp(names[i], column))
			cell = g_strdup(cells[i]);
	g_strfreev(lines);
	g_strfreev(names);
	g_strfreev(cells);
	return cell;
}

static void has(const char *csv, int line, const char *column, const char *wanted)
{
	char *cell = field(csv, column, line);
	if (g_strcmp0(cell, wanted) != 0)
		fprintf(stderr, "%s of line %d is %s, not %s\n", column, line, cell ? cell : "missing",
			wanted);
	CU_ASSERT_EQUAL(g_strcmp0(cell, wanted), 0);
	g_free(cell);
}

/* Fifteen of eighteen runs: by point, then by replication. Only points 0, 2, 3 and 5 have names without commas. */
static void test_rows(void)
{
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 15));
	char *csv = csv_of(p.path);
	CU_ASSERT_EQUAL(lines_of(csv), 16);
	CU_ASSERT_TRUE(g_str_has_prefix(
		csv, "study,load_pps,place,replication,seed,guest,source,core,offered_pps,"));
	CU_ASSERT_PTR_NOT_NULL(strstr(csv, ",\"own, \"\"good\"\" core\","));
	static const struct {
		int line;
		const char *column, *value;
	} cases[] = {
		{1, "study", "sample"},
		{1, "load_pps", "100000"},
		{1, "place", "shared core"},
		{1, "replication", "0"},
		{2, "replication", "1"},
		{3, "replication", "2"},
		{1, "seed", "42"},
		{1, "guest", ""},
		{1, "offered_pps", "1e+300"},
		{1, "delivered_pps", "0"},
		{2, "delivered_pps", "6"},
		{3, "delivered_pps", "12"},
		{7, "place", "third"},
		{7, "delivered_pps", "2"},
		{10, "load_pps", "1000000"},
		{10, "place", "shared core"},
		{10, "delivered_pps", "3"},
		{15, "place", "third"},
		{15, "delivered_pps", "11"},
		{1, "model", NULL},
	};
	EACH_CASE (i, cases, line)
		has(csv, cases[i].line, cases[i].column, cases[i].value ? cases[i].value : version_model());
	g_free(csv);
	place_clear(&p);
}

/* What is not known is an empty field; numbers read back as what they were. */
static void test_numbers(void)
{
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 1));
	char *csv = csv_of(p.path);
	struct run_values *v = fixture_values(0);
	for (int i = 0; i < metric_count(); i++) {
		char *column = metric_column(metric_at(i)), *cell = field(csv, column, 1);
		CU_ASSERT_PTR_NOT_NULL_FATAL(cell);
		CU_ASSERT_TRUE(isnan(v->all[i]) ? !*cell : g_ascii_strtod(cell, NULL) == v->all[i]);
		g_free(column);
		g_free(cell);
	}
	run_values_free(v);
	g_free(csv);
	place_clear(&p);
}

/* has_nulls: what is not known of run 0 is null, and nothing else. */
static void has_nulls(JsonObject *row)
{
	struct run_values *v = fixture_values(0);
	for (int i = 0; i < metric_count(); i++) {
		char *column = metric_column(metric_at(i));
		CU_ASSERT_EQUAL(json_object_get_null_member(row, column), isnan(v->all[i]));
		g_free(column);
	}
	run_values_free(v);
}

static void test_jsonl(void)
{
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 15));
	char *text = export_of(p.path, &(struct export_order){.format = EXPORT_JSONL});
	char **lines = g_strsplit(text, "\n", -1);
	CU_ASSERT_EQUAL_FATAL(g_strv_length(lines), 16); /* the last one is empty */
	for (int i = 0; i < 15; i++) {
		JsonNode *root = json_from_string(lines[i], NULL);
		CU_ASSERT_PTR_NOT_NULL_FATAL(root);
		JsonObject *row = json_node_get_object(root);
		CU_ASSERT_EQUAL(json_object_get_size(row), 8 + (guint)metric_count() + 2);
		CU_ASSERT_STRING_EQUAL(json_object_get_string_member(row, "study"), "sample");
		CU_ASSERT_EQUAL(json_object_get_int_member(row, "seed"), 42);
		if (i == 3)
			CU_ASSERT_STRING_EQUAL(json_object_get_string_member(row, "place"),
					       "own, \"good\" core");
		if (i == 0)
			has_nulls(row);
		json_node_unref(root);
	}
	g_strfreev(lines);
	g_free(text);
	place_clear(&p);
}

/* has_figure: the metric's cell of run 0 is the number, or empty when it is not known. */
static void has_figure(const char *csv, const char *column, double wanted)
{
	char *cell = field(csv, column, 1);
	CU_ASSERT_PTR_NOT_NULL_FATAL(cell);
	CU_ASSERT_TRUE(isnan(wanted) ? !*cell : g_ascii_strtod(cell, NULL) == wanted);
	g_free(cell);
}

/* One guest's packets; what is not a packet's stays that of all. */
static void test_guest(void)
{
	struct place_of_store p = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 1));
	const struct whose there = {PART_GUEST, "vm1"}, nowhere = {PART_GUEST, "vm7"};
	char *csv = export_of(p.path, &(struct export_order){.format = EXPORT_CSV, .whose = &there});
	char *none = export_of(p.path, &(struct export_order){.format = EXPORT_CSV, .whose = &nowhere});
	has(csv, 1, "guest", "vm1");
	has(csv, 1, "delivered_pps", "101.1");
	struct run_values *v = fixture_values(0);
	has_figure(csv, "latency_p50_ns", v->part[PART_GUEST].figures[1][metric_find("latency_p50_ns")]);
	has_figure(csv, "warmup_ns", v->all[metric_find("warmup_ns")]);
	run_values_free(v);
	has(none, 1, "delivered_pps", "");
	g_free(csv);
	g_free(none);
	place_clear(&p);
}

/* The order in which runs were kept, and kept again, has no bearing. */
static void test_same_bytes(void)
{
	struct place_of_store p = place_new(), other = place_new();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 18));
	struct study *study = fixture_study();
	for (int i = 18; i-- > 0;) {
		struct store *s = store_create(other.path, NULL);
		char *point = g_strdup_printf("point %d", i % 6);
		CU_ASSERT_TRUE(store_plan(s, study, NULL) && put(s, point, i / 6, i % 2 ? i : 99) &&
			       put(s, point, i / 6, i) && store_sync(s, NULL));
		g_free(point);
		store_close(s);
	}
	char *csv = csv_of(p.path), *same = csv_of(other.path);
	CU_ASSERT_STRING_EQUAL(csv, same);
	g_free(csv);
	g_free(same);
	study_free(study);
	place_clear(&p);
	place_clear(&other);
}

/* Runs that the plan does not want: only with `all`, with their label and without axes. */
static void test_all(void)
{
	struct place_of_store p = place_new();
	struct study *study = fixture_study();
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 18));
	g_ptr_array_set_size(study->points, 5);
	study->settings.replications = 2;
	struct store *s = store_create(p.path, NULL);
	CU_ASSERT_TRUE(store_plan(s, study, NULL));
	store_close(s);
	char *wanted = csv_of(p.path);
	char *whole = export_of(p.path, &(struct export_order){.format = EXPORT_CSV, .all = true});
	CU_ASSERT_EQUAL(lines_of(wanted), 1 + 10);
	CU_ASSERT_EQUAL(lines_of(whole), 1 + 18);
	has(whole, 1, "label", "label 0");
	has(whole, 18, "label", "label 5");
	has(whole, 18, "load_pps", "");
	has(whole, 18, "replication", "2");
	has(whole, 18, "delivered_pps", "17");
	has(wanted, 1, "label", NULL);
	g_free(wanted);
	g_free(whole);
	study_free(study);
	place_clear(&p);
}

/* Precision decides how many replications count: those that it takes, even if there are more. */
static void test_precision(void)
{
	struct place_of_store p = place_new();
	struct study *study = fixture_study();
	study->settings.precision = 500000;
	study->settings.replications = 3;
	struct store *s = store_create(p.path, NULL);
	CU_ASSERT_TRUE(store_plan(s, study, NULL));
	for (int i = 0; i < 8; i++)
		CU_ASSERT_TRUE(put(s, "point 0", i, 100)); /* without spread: the least number will do */
	CU_ASSERT_TRUE(store_sync(s, NULL));
	store_close(s);
	char *csv = csv_of(p.path);
	CU_ASSERT_EQUAL(lines_of(csv), 1 + 3);
	g_free(csv);
	study_free(study);
	place_clear(&p);
}

static bool refuse(void *self, const char *text)
{
	(void)text;
	++*(int *)self;
	return false;
}

static void test_ends(void)
{
	struct place_of_store p = place_new();
	int pieces = 0;
	GError *error = NULL;
	CU_ASSERT_TRUE_FATAL(fixture_store(p.path, 18));
	struct store *s = store_open(p.path, NULL);
	CU_ASSERT_TRUE(export_store(s, &(struct export_order){0}, refuse, &pieces, NULL));
	CU_ASSERT_EQUAL(pieces, 1);
	store_close(s);
	g_remove(p.path);
	s = store_create(p.path, NULL);
	CU_ASSERT_FALSE(export_store(s, &(struct export_order){0}, refuse, &pieces, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "no study was swept"));
	g_error_free(error);
	store_close(s);
	place_clear(&p);
}

static const struct test_case cases[] = {
	{"rows", test_rows},
	{"numbers", test_numbers},
	{"JSON lines", test_jsonl},
	{"a guest", test_guest},
	{"same bytes", test_same_bytes},
	{"all", test_all},
	{"precision", test_precision},
	{"ends", test_ends},
};

SUITE("export", cases)
