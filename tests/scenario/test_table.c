/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables of text: columns as wide as their widest cell, for the terminal and as Markdown.
 */
#include "tests/lib/suite.h"
#include "tools/text/table.h"

static struct table *sample(void)
{
	struct table *t = table_new();
	table_column(t, "system", "", true);
	table_column(t, "rate", "kpps", false);
	table_column(t, "", "%", false);
	table_cell(t, "a|b");
	table_cell(t, "%.1f", 12345.678);
	table_cell(t, "+1");
	table_cell(t, "vhost, 5 µs");
	table_cell(t, "-");
	table_cell(t, "%d ± %d", 10, 2);
	return t;
}

static void test_text(void)
{
	struct table *t = sample();
	char *text = table_text(t);
	CU_ASSERT_STRING_EQUAL(text, "system          rate\n"
				     "                kpps       %\n"
				     "a|b          12345.7      +1\n"
				     "vhost, 5 µs        -  10 ± 2\n");
	g_free(text);
	table_free(t);
}

static void test_markdown(void)
{
	struct table *t = sample();
	char *text = table_markdown(t);
	CU_ASSERT_STRING_EQUAL(text, "| system | rate (kpps) | (%) |\n"
				     "|---|---:|---:|\n"
				     "| a\\|b | 12345.7 | +1 |\n"
				     "| vhost, 5 µs | - | 10 ± 2 |\n");
	g_free(text);
	table_free(t);
}

static void test_no_rows(void)
{
	struct table *t = table_new();
	table_column(t, "load", "", true);
	char *text = table_text(t), *markdown = table_markdown(t);
	CU_ASSERT_STRING_EQUAL(text, "load\n\n");
	CU_ASSERT_STRING_EQUAL(markdown, "| load |\n|---|\n");
	g_free(text);
	g_free(markdown);
	table_free(t);
}

static const struct test_case cases[] = {
	{"text", test_text},
	{"markdown", test_markdown},
	{"no rows", test_no_rows},
};

SUITE("table", cases)
