/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a failing assertion says of the case of a table that it stands in.
 */
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

#include <glib.h>
#include <string.h>

static const int sizes[] = {64, 1518};

/* said: what is said now; good until the next call. */
static const char *said(void)
{
	static char text[200];
	strcpy(text, "n > 0");
	case_describe(text, sizeof(text));
	return text;
}

static void test_no_table(void)
{
	CU_ASSERT_STRING_EQUAL(said(), "n > 0");
}

static void test_names(void)
{
	static const struct {
		const char *flow;
		int packets;
		const char *by_flow, *by_packets, *by_index;
	} cases[] = {
		{"vhost", 3, "n > 0, in cases[0] \"vhost\"", "n > 0, in cases[0] (3)", "n > 0, in cases[0]"},
		{NULL, -1, "n > 0, in cases[1]", "n > 0, in cases[1] (-1)", "n > 0, in cases[1]"},
	};
	EACH_CASE (i, cases, flow)
		CU_ASSERT_STRING_EQUAL(said(), cases[i].by_flow);
	EACH_CASE (i, cases, packets)
		CU_ASSERT_STRING_EQUAL(said(), cases[i].by_packets);
	EACH_CASE (i, cases)
		CU_ASSERT_STRING_EQUAL(said(), cases[i].by_index);
	CU_ASSERT_STRING_EQUAL(said(), "n > 0");
}

/* Every way out of a loop. */
static void leave(int by)
{
	EACH_CASE (i, sizes) {
		if (by == 0)
			return;
		if (by == 1)
			break;
	}
}

static void test_left(void)
{
	for (int by = 0; by < 3; by++) {
		leave(by);
		CU_ASSERT_STRING_EQUAL(said(), "n > 0");
	}
}

static void test_nested(void)
{
	GString *all = g_string_new(NULL);
	FOR_ERAS (era, ERAS - 1)
		EACH_CASE (i, sizes)
			g_string_append(all, said());
	char *expected = g_strdup_printf("n > 0, in eras[%d] \"%s\", in sizes[0] (64)"
					 "n > 0, in eras[%d] \"%s\", in sizes[1] (1518)",
					 ERAS - 1, era_names[ERAS - 1], ERAS - 1, era_names[ERAS - 1]);
	CU_ASSERT_STRING_EQUAL(all->str, expected);
	g_free(expected);
	g_string_free(all, TRUE);
}

/* A buffer that is too small is filled, and no more. */
static void test_short(void)
{
	char text[12] = "n > 0";
	EACH_CASE (i, sizes)
		case_describe(text, sizeof(text));
	CU_ASSERT_STRING_EQUAL(text, "n > 0, in s");
}

static const struct test_case cases[] = {
	{"outside of tables", test_no_table}, {"names, numbers, indices", test_names},
	{"a loop that is left", test_left},   {"a loop in a loop", test_nested},
	{"a short buffer", test_short},
};

SUITE("suite", cases)
