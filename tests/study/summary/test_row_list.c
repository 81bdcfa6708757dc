/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows for exports: the same as CSV and as JSON lines.
 */
#include "tests/lib/suite.h"
#include "tools/study/summary/row_list.h"
#include <math.h>

static void two_rows(void)
{
	struct row_list *l = row_list_new();
	row_begin(l);
	row_text(l, "a \"name\"", "x,y");
	row_number(l, "n", 1.25, 1);
	row_number(l, "none", NAN, 3);
	row_begin(l);
	row_text(l, "a \"name\"", "");
	row_number(l, "n", -3, 0);
	row_number(l, "none", 0.5, 3);
	char *csv = row_list_csv(l), *jsonl = row_list_jsonl(l);
	CU_ASSERT_STRING_EQUAL(csv, "\"a \"\"name\"\"\",\"n\",\"none\"\n\"x,y\",1.2,\n\"\",-3,0.500\n");
	CU_ASSERT_STRING_EQUAL(jsonl, "{\"a \\\"name\\\"\": \"x,y\", \"n\": 1.2, \"none\": null}\n"
				      "{\"a \\\"name\\\"\": \"\", \"n\": -3, \"none\": 0.500}\n");
	g_free(csv);
	g_free(jsonl);
	row_list_free(l);
}

static void same_name(void)
{
	struct row_list *l = row_list_new();
	row_begin(l);
	row_text(l, "seed", "7");
	row_number(l, "seed", 7, 0);
	row_begin(l);
	row_text(l, "seed", "8");
	row_number(l, "seed", 8, 0);
	char *jsonl = row_list_jsonl(l);
	CU_ASSERT_STRING_EQUAL(jsonl, "{\"seed\": \"7\", \"seed_2\": 7}\n{\"seed\": \"8\", \"seed_2\": 8}\n");
	g_free(jsonl);
	row_list_free(l);
}

static void no_row(void)
{
	struct row_list *l = row_list_new();
	char *csv = row_list_csv(l), *jsonl = row_list_jsonl(l);
	CU_ASSERT_STRING_EQUAL(csv, "\n");
	CU_ASSERT_STRING_EQUAL(jsonl, "");
	g_free(csv);
	g_free(jsonl);
	row_list_free(l);
}

static const struct test_case tests[] = {
	{"two rows", two_rows},
	{"two cells of one name", same_name},
	{"no row", no_row},
};

SUITE("row_list", tests)
