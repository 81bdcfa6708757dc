/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lists and masks of cores. The masks were written by hand, bit by bit.
 */
#include "sim/input/core_list.h"
#include "tests/lib/suite.h"

static void expect_list(GArray *cores, const char *list)
{
	char *text = cores ? core_list_format(cores) : g_strdup("none");
	CU_ASSERT_STRING_EQUAL(text, list);
	g_free(text);
	if (cores)
		g_array_unref(cores);
}

static void test_lists(void)
{
	static const struct {
		const char *text, *list;
	} cases[] = {
		{"", ""},	    {"0", "0"},
		{"1-3,6", "1-3,6"}, {"6, 1-3", "1-3,6"},
		{"2,1,3,2", "1-3"}, {"4095", "4095"},
		{"7-7", "7"},	    {"0-1,3-4", "0-1,3-4"},
		{"a", "none"},	    {"3-1", "none"},
		{"4096", "none"},   {"1-", "none"},
		{"-1", "none"},	    {"1,", "none"},
		{"1;2", "none"},    {"0-99999999999", "none"},
		{"1.5", "none"},    {"18446744073709551617", "none"},
	};
	EACH_CASE (i, cases, text)
		expect_list(core_list_parse(cases[i].text), cases[i].list);
}

static void test_masks(void)
{
	static const struct {
		const char *mask, *list, *written;
	} cases[] = {
		{"0", "", "00000000"},
		{"1", "0", "00000001"},
		{"6", "1-2", "00000006"},
		{"F0", "4-7", "000000f0"},
		{"00000001,80000003", "0-1,31-32", "00000001,80000003"},
		{"1,00000000,00000000", "64", "00000001,00000000,00000000"},
		{"x", "none", NULL},
		{"1 2", "none", NULL},
	};
	EACH_CASE (i, cases, mask) {
		GArray *cores = core_list_of_mask(cases[i].mask);
		char *mask = cores ? core_list_mask(cores) : NULL;
		CU_ASSERT_EQUAL(g_strcmp0(mask, cases[i].written), 0);
		expect_list(cores, cases[i].list);
		g_free(mask);
	}
}

static void test_parts(void)
{
	static const struct {
		const char *text;
		int parts; /* -1: no lists */
		const char *last;
	} cases[] = {{"", 0, NULL},	    {"1-2", 1, "1-2"}, {"1-2;3", 2, "3"},
		     {"1; ;3-4", 3, "3-4"}, {"1;", 2, ""},     {"1;x", -1, NULL}};
	EACH_CASE (i, cases, text) {
		GPtrArray *parts = core_list_parts(cases[i].text);
		CU_ASSERT_EQUAL(parts ? (int)parts->len : -1, cases[i].parts);
		if (cases[i].last && parts)
			expect_list(g_array_ref(parts->pdata[parts->len - 1]), cases[i].last);
		if (parts)
			g_ptr_array_unref(parts);
	}
}

static const struct test_case cases[] = {
	{"lists", test_lists},
	{"masks", test_masks},
	{"parts", test_parts},
};
SUITE("core list", cases)
