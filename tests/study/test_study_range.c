/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ranges: both ends, equal steps, equal ratios, and what is no range.
 */
#include "tests/lib/suite.h"
#include "tools/study/plan/range.h"
#include <math.h>
#include <string.h>

#define SHOWN 12

/* clang-format off */
static const struct {
	struct range range;
	int n;
	int64_t values[SHOWN];
} ranges[] = {
	{{UNIT_COUNT, 0, 10, 0, 3, false}, 3, {0, 5, 10}},
	{{UNIT_COUNT, 64, 512, 0, 5, false}, 5, {64, 176, 288, 400, 512}},
	{{UNIT_COUNT, 0, 10, 0, 4, false}, 4, {0, 3, 7, 10}}, /* 3.33, 6.67 to the nearest */
	{{UNIT_COUNT, 0, 1, 0, 3, false}, 2, {0, 1}},         /* a half is rounded up, and falls out */
	{{UNIT_COUNT, 1, 3, 0, 9, false}, 3, {1, 2, 3}},
	{{UNIT_COUNT, 7, 7, 0, 5, false}, 1, {7}},
	{{UNIT_RATE, 100000, 2000000, 0, 2, false}, 2, {100000, 2000000}},
	{{UNIT_TIME, 0, INT64_MAX, 0, 2, false}, 2, {0, INT64_MAX}},
	{{UNIT_TIME, 1, INT64_MAX, 0, 3, false}, 3, {1, INT64_C(4611686018427387904), INT64_MAX}},
	{{UNIT_RATE, 100, 400, 100, 0, false}, 4, {100, 200, 300, 400}},
	{{UNIT_RATE, 5, 5, 3, 0, false}, 1, {5}},
	{{UNIT_COUNT, 1, 1000, 0, 4, true}, 4, {1, 10, 100, 1000}},
	{{UNIT_RATE, 100000, 1600000, 0, 5, true}, 5, {100000, 200000, 400000, 800000, 1600000}},
	{{UNIT_RATE, 100000, 1000000, 0, 4, true}, 4, {100000, 215000, 464000, 1000000}}, /* 215443, 464159 */
	{{UNIT_RATE, 123456, 654321, 0, 3, true}, 3, {123456, 284000, 654321}},           /* ends as written */
	{{UNIT_COUNT, 1, 4, 0, 9, true}, 4, {1, 2, 3, 4}}, /* 1.19 1.41 1.68 2 2.38 2.83 3.36 */
	{{UNIT_COUNT, 100000, 100100, 0, 9, true}, 2, {100000, 100100}}, /* three digits tell none apart */
	{{UNIT_COUNT, 3, 3, 0, 4, true}, 1, {3}},
	{{UNIT_COUNT, 1, INT64_MAX, 0, 2, true}, 2, {1, INT64_MAX}},
};

static const struct {
	struct range range;
	const char *why;
} bad[] = {
	{{UNIT_RATE, 200, 100, 0, 3, false}, "from is above to; a range rises"},
	{{UNIT_RATE, 200, 100, 10, 0, false}, "from is above to; a range rises"},
	{{UNIT_RATE, 0, 100, 0, 3, true}, "a logarithmic range begins above 0"},
	{{UNIT_RATE, 100000, 2000000, 300000, 0, false},
	 "steps of 300kpps from 100kpps do not end at 2Mpps; the last one before ends at 1.9Mpps"},
	{{UNIT_RATE, 1, 100001, 1, 0, false}, "the range has more than 100000 values; take a longer step"},
	{{UNIT_TIME, 0, INT64_MAX, 1, 0, false}, "the range has more than 100000 values; take a longer step"},
};
/* clang-format on */

static GArray *values_of(const struct range *r)
{
	char *why = NULL;
	GArray *values = range_values(r, &why);
	CU_ASSERT_PTR_NULL(why);
	CU_ASSERT_PTR_NOT_NULL_FATAL(values);
	return values;
}

static void test_ranges(void)
{
	EACH_CASE (i, ranges) {
		GArray *values = values_of(&ranges[i].range);
		bool same = (int)values->len == ranges[i].n &&
			    memcmp(values->data, ranges[i].values, values->len * sizeof(int64_t)) == 0;
		for (guint k = 0; !same && k < values->len; k++)
			printf("%s %" G_GINT64_FORMAT, k ? "," : "\n  is", g_array_index(values, int64_t, k));
		CU_ASSERT_TRUE(same);
		g_array_unref(values);
	}
}

static void test_bad(void)
{
	EACH_CASE (i, bad) {
		char *why = NULL;
		CU_ASSERT_PTR_NULL(range_values(&bad[i].range, &why));
		CU_ASSERT_STRING_EQUAL(why, bad[i].why);
		g_free(why);
	}
}

static bool has_three_digits(int64_t value)
{
	while (value >= 1000 && value % 10 == 0)
		value /= 10;
	return value < 1000;
}

/* Against the C library: each value is within half a unit of its third digit, give or take a rounding. */
static void check_ratios(const struct range *r)
{
	GArray *values = values_of(r);
	CU_ASSERT_EQUAL_FATAL(values->len, r->count);
	for (int64_t i = 0; i < r->count; i++) {
		int64_t value = g_array_index(values, int64_t, i);
		double exact = (double)r->from *
			       pow((double)r->to / (double)r->from, (double)i / (double)(r->count - 1));
		double unit = pow(10, floor(log10(exact)) - 2);
		CU_ASSERT_TRUE(fabs((double)value - exact) <= unit / 2 * (1 + 1e-9));
		CU_ASSERT_TRUE(i == 0 || i == r->count - 1 || has_three_digits(value));
		CU_ASSERT_TRUE(i == 0 || value > g_array_index(values, int64_t, i - 1));
	}
	g_array_unref(values);
}

static void test_ratios(void)
{
	for (int64_t count = 2; count <= 60; count++) {
		check_ratios(&(struct range){UNIT_RATE, 100000, 2000000, 0, count, true});
		check_ratios(&(struct range){UNIT_TIME, 1000, 1000000000000, 0, count, true});
	}
}

static const struct test_case cases[] = {
	{"values", test_ranges},
	{"no ranges", test_bad},
	{"equal ratios", test_ratios},
};

SUITE("study range", cases)
