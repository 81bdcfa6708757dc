/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decimal text of numbers, against printf and strtod.
 */
#include "tests/lib/suite.h"
#include "tools/text/decimal.h"
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RANDOM 10000

/* expected: what the header promises, by trying. */
static const char *expected(double value)
{
	static char text[64];
	if (fabs(value) < 1e15 && value == trunc(value)) {
		snprintf(text, sizeof(text), "%.0f", value == 0 ? 0.0 : value);
		return text;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	return text;
}

static bool is_exact(GString *out, double value)
{
	g_string_truncate(out, 0);
	decimal_exact(out, value);
	bool same = !strcmp(out->str, expected(value));
	if (!same)
		fprintf(stderr, "%a is %s, not %s\n", value, out->str, expected(value));
	return same;
}

static void test_cases(void)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
		{0, "0"},
		{-0.0, "0"},
		{1, "1"},
		{-17, "-17"},
		{999999999999999, "999999999999999"},
		{1e15, "1e+15"},
		{0.1, "0.1"},
		{-0.5, "-0.5"},
		{1.0 / 3, "0.3333333333333333"},
		{2.0 / 3, "0.6666666666666666"},
		{0.1 + 0.2, "0.30000000000000004"},
		{1e-4, "0.0001"},
		{0.00012345, "0.00012345"},
		{9.9e-5, "9.9e-05"},
		{123456.789, "123456.789"},
		{999999999999999.9, "999999999999999.9"},
		{562949953421312.125, "562949953421312.1"},
		{1e300, "1e+300"},
		{5e-324, "4.94065645841247e-324"},
	};
	GString *out = g_string_new(NULL);
	EACH_CASE (i, cases, value) {
		g_string_truncate(out, 0);
		decimal_exact(out, cases[i].value);
		CU_ASSERT_STRING_EQUAL(out->str, cases[i].text);
	}
	g_string_free(out, TRUE);
}

/* Beside powers of two and of ten, where distances and digits change, and the ends of the range. */
static void test_edges(void)
{
	GString *out = g_string_new(NULL);
	int wrong = 0;
	for (int i = -60; i <= 60; i++) {
		double bases[] = {ldexp(1, i), pow(10, i / 3.0), pow(10, (int)(i / 3)), ldexp(1, i) * 1.5};
		EACH_CASE (k, bases) {
			double below = bases[k], above = bases[k];
			for (int step = 0; step < 20; step++) {
				wrong += !is_exact(out, below) + !is_exact(out, -above);
				below = nextafter(below, 0);
				above = nextafter(above, INFINITY);
			}
		}
	}
	CU_ASSERT_EQUAL(wrong, 0);
	g_string_free(out, TRUE);
}

/* Fractions of any size, counts divided by counts as the figures of runs are, and decimals of few digits. */
static void test_random(void)
{
	GString *out = g_string_new(NULL);
	GRand *rand = g_rand_new_with_seed(1);
	int wrong = 0;
	for (int i = 0; i < RANDOM && wrong < 10; i++) {
		double size = pow(2, g_rand_int_range(rand, -16, 53));
		wrong += !is_exact(out, g_rand_double_range(rand, 1, 2) * size);
		wrong += !is_exact(out, (double)g_rand_int(rand) / g_rand_int_range(rand, 1, 1000000));
		wrong += !is_exact(out, g_rand_int(rand) / pow(10, g_rand_int_range(rand, 0, 12)));
		wrong += !is_exact(out, g_rand_int(rand) * 4096.0 + g_rand_int_range(rand, 0, 4096) / 8192.0);
	}
	CU_ASSERT_EQUAL(wrong, 0);
	g_rand_free(rand);
	g_string_free(out, TRUE);
}

static void test_integers(void)
{
	static const int64_t numbers[] = {0, 7, -7, 10, 1234567890123, INT64_MAX, INT64_MIN, INT64_MIN + 1};
	EACH_CASE (i, numbers) {
		char *wanted = g_strdup_printf("x%" G_GINT64_FORMAT, numbers[i]);
		GString *out = g_string_new("x");
		decimal_integer(out, numbers[i]);
		CU_ASSERT_STRING_EQUAL(out->str, wanted);
		g_string_free(out, TRUE);
		g_free(wanted);
	}
}

static const struct test_case tests[] = {
	{"known texts", test_cases},
	{"edges", test_edges},
	{"random numbers", test_random},
	{"whole numbers", test_integers},
};

SUITE("decimal", tests)
