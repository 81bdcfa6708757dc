/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/suite.h"
#include "tools/run_files/series_csv.h"
#include <glib.h>
#include <stdbool.h>
#include <string.h>

static void check_csv(const struct series *s, const char *expected)
{
	char *text = series_csv(s);
	CU_ASSERT_STRING_EQUAL(text, expected);
	g_free(text);
}

static void test_empty(void)
{
	static const char *const columns[] = {"offered_pps", "delivered_pps"};
	struct series *s = series_new(columns, 2);
	CU_ASSERT_EQUAL(series_rows(s), 0);
	CU_ASSERT_EQUAL(series_columns(s), 2);
	check_csv(s, "time_ns,offered_pps,delivered_pps\n");
	series_free(s);
	series_free(NULL);
}

static void test_no_columns(void)
{
	struct series *s = series_new(NULL, 0);
	series_append(s, 1500, NULL);
	CU_ASSERT_EQUAL(series_rows(s), 1);
	CU_ASSERT_EQUAL(series_columns(s), 0);
	check_csv(s, "time_ns\n1.500\n");
	series_free(s);
}

static void test_csv(void)
{
	static const char *const columns[] = {"a", "b"};
	static const struct {
		vtime date;
		int64_t values[2];
	} rows[] = {
		{0, {0, -1}},	{1, {INT64_MAX, INT64_MIN}},	  {999, {2, 3}},
		{999, {4, 5}}, /* the same date again */
		{1000, {6, 7}}, {INT64_C(1000000000050), {8, 9}}, {INT64_MAX, {10, 11}},
	};
	struct series *s = series_new(columns, 2);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		series_append(s, rows[i].date, rows[i].values);
	check_csv(s, "time_ns,a,b\n"
		     "0.000,0,-1\n"
		     "0.001,9223372036854775807,-9223372036854775808\n"
		     "0.999,2,3\n"
		     "0.999,4,5\n"
		     "1.000,6,7\n"
		     "1000000000.050,8,9\n"
		     "9223372036854775.807,10,11\n");
	series_free(s);
}

static void test_names(void)
{
	static const struct {
		const char *name, *header;
	} cases[] = {
		{"drops.nic_ring", "time_ns,drops.nic_ring\n"},
		{"a,b", "time_ns,\"a,b\"\n"},
		{"a\"b\"", "time_ns,\"a\"\"b\"\"\"\n"},
		{"a\nb", "time_ns,\"a\nb\"\n"},
		{"50%d%s", "time_ns,50%d%s\n"},
	};
	EACH_CASE (i, cases, name) {
		struct series *s = series_new(&cases[i].name, 1);
		CU_ASSERT_STRING_EQUAL(series_column(s, 0), cases[i].name);
		check_csv(s, cases[i].header);
		series_free(s);
	}
}

static void test_names_are_copied(void)
{
	char name[] = "before";
	const char *columns[] = {name};
	struct series *s = series_new(columns, 1);
	strcpy(name, "after");
	columns[0] = NULL;
	CU_ASSERT_STRING_EQUAL(series_column(s, 0), "before");
	series_free(s);
}

/* Enough rows to make the table grow many times. */
static void test_growth(void)
{
	enum { ROWS = 20000, COLUMNS = 3 };
	static const char *const columns[COLUMNS] = {"a", "b", "c"};
	struct series *s = series_new(columns, COLUMNS);
	for (int row = 0; row < ROWS; row++) {
		int64_t values[COLUMNS] = {row, -row, row * INT64_C(1000000007)};
		series_append(s, row * VTIME_PER_US, values);
	}
	CU_ASSERT_EQUAL(series_rows(s), ROWS);
	bool same = true;
	for (int row = 0; row < ROWS; row++)
		same = same && series_date(s, row) == row * VTIME_PER_US && series_value(s, row, 0) == row &&
		       series_value(s, row, 1) == -row &&
		       series_value(s, row, 2) == row * INT64_C(1000000007);
	CU_ASSERT_TRUE(same);
	series_free(s);
}

static const struct test_case tests[] = {
	{"an empty table", test_empty},
	{"a table without columns", test_no_columns},
	{"rows as CSV", test_csv},
	{"column names as CSV", test_names},
	{"column names are copied", test_names_are_copied},
	{"a long table", test_growth},
};

SUITE("series", tests)
