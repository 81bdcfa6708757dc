/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/unit.h"
#include "tests/lib/suite.h"
#include <string.h>

#define UNTOUCHED INT64_C(-77)

static void test_accepted(void)
{
	static const struct {
		enum unit unit;
		const char *text;
		int64_t value;
	} cases[] = {
		{UNIT_COUNT, "0", 0},
		{UNIT_COUNT, "512", 512},
		{UNIT_COUNT, "007", 7},
		{UNIT_COUNT, "2.0", 2},
		{UNIT_COUNT, "9223372036854775807", INT64_MAX},
		{UNIT_TIME, "1ps", 1},
		{UNIT_TIME, "50us", 50000000},
		{UNIT_TIME, "50 us", 50000000},
		{UNIT_TIME, "0.303ns", 303},
		{UNIT_TIME, "2ms", INT64_C(2000000000)},
		{UNIT_TIME, "1.000000000001s", INT64_C(1000000000001)},
		{UNIT_TIME, "9223372.036854775807s", INT64_MAX},
		{UNIT_TIME, "0.00000000000000000000ps", 0},
		{UNIT_TIME, "1.50000000000000000000000000000000000000000000us", 1500000},
		{UNIT_TIME, "000000000000000000000000000000000000000000001ns", 1000},
		{UNIT_RATE, "14.880952Mpps", 14880952},
		{UNIT_RATE, "850kpps", 850000},
		{UNIT_RATE, "1Gpps", 1000000000},
		{UNIT_RATE, "7pps", 7},
		{UNIT_BITRATE, "10Gbps", INT64_C(10000000000)},
		{UNIT_BITRATE, "0.1Mbps", 100000},
		{UNIT_BITRATE, "3kbps", 3000},
		{UNIT_BITRATE, "12bps", 12},
		{UNIT_BYTES, "64B", 64},
		{UNIT_BYTES, "1.5KiB", 1536},
		{UNIT_BYTES, "3MiB", 3145728},
		{UNIT_BYTES, "2GiB", INT64_C(2147483648)},
		{UNIT_BYTES, "1.5kB", 1500},
		{UNIT_BYTES, "2MB", 2000000},
		{UNIT_BYTES, "2GB", INT64_C(2000000000)},
		{UNIT_BYTES, "0.000000000931322574615478515625GiB", 1}, /* 2^-30 in full */
		{UNIT_BYTES, "0.999999999068677425384521484375GiB", 1073741823},
		{UNIT_CLOCK, "2.6GHz", INT64_C(2600000000)},
		{UNIT_CLOCK, "1kHz", 1000},
		{UNIT_CLOCK, "33MHz", 33000000},
		{UNIT_CLOCK, "5Hz", 5},
		{UNIT_FACTOR, "0.25", 250000},
		{UNIT_FACTOR, "3", 3000000},
		{UNIT_FACTOR, "0.000001", 1},
		{UNIT_FACTOR, "9223372036854.775807", INT64_MAX},
	};
	EACH_CASE (i, cases, unit) {
		int64_t value = UNTOUCHED;
		char *why = NULL;
		bool parsed = unit_parse(cases[i].unit, cases[i].text, &value, &why);
		CU_ASSERT_TRUE(parsed);
		CU_ASSERT_EQUAL(value, cases[i].value);
		CU_ASSERT_PTR_NULL(why);
		if (!parsed || value != cases[i].value)
			fprintf(stderr, "case %zu: %s: %s\n", i, cases[i].text, why ? why : "another value");
		g_free(why);
	}
}

#define TIMES "a time is written like 50us (ps, ns, us, ms, s)"
#define RATES "a rate is written like 850kpps (pps, kpps, Mpps, Gpps)"
#define BITS "a bit rate is written like 10Gbps (bps, kbps, Mbps, Gbps)"
#define SIZES "a size is written like 64B (B, KiB, MiB, GiB, kB, MB, GB)"
#define CLOCKS "a clock rate is written like 2.6GHz (Hz, kHz, MHz, GHz)"
#define COUNTS "a whole number is written like 512"
#define FACTOR "a decimal number is written like 0.25"
#define POINTS "too many, a number is digits with at most one point between them; "

static const struct {
	enum unit unit;
	const char *text, *why;
} refused[] = {
	{UNIT_RATE, "850", "\"850\" has no unit; " RATES},
	{UNIT_TIME, "0", "\"0\" has no unit; " TIMES},
	{UNIT_TIME, "3x", "\"3x\" has the unknown unit x; " TIMES},
	{UNIT_COUNT, "3x", "\"3x\" goes on after its number; " COUNTS},
	{UNIT_COUNT, "0x40", "\"0x40\" goes on after its number; " COUNTS},
	{UNIT_FACTOR, "25%", "\"25%\" goes on after its number; " FACTOR},
	{UNIT_RATE, "14.88M", "\"14.88M\" has the unknown unit M (did you mean Mpps?); " RATES},
	{UNIT_BITRATE, "10G", "\"10G\" has the unknown unit G (did you mean Gbps?); " BITS},
	{UNIT_BYTES, "64K", "\"64K\" has the unknown unit K; " SIZES}, /* KiB or kB: not ours to say */
	{UNIT_BITRATE, "10gbps", "\"10gbps\" has the unknown unit gbps (did you mean Gbps?); " BITS},
	{UNIT_CLOCK, "2.6ghz", "\"2.6ghz\" has the unknown unit ghz (did you mean GHz?); " CLOCKS},
	{UNIT_TIME, "5 MS", "\"5 MS\" has the unknown unit MS (did you mean ms?); " TIMES},
	{UNIT_BYTES, "64b", "\"64b\" has the unknown unit b (did you mean B?); " SIZES},
	{UNIT_RATE, "10Gbps", "\"10Gbps\" is a bit rate; " RATES},
	{UNIT_RATE, "10gbps", "\"10gbps\" is a bit rate; " RATES},
	{UNIT_BITRATE, "10B", "\"10B\" is a size; " BITS},
	{UNIT_BITRATE, "10b", "\"10b\" has the unknown unit b (did you mean bps?); " BITS},
	{UNIT_BITRATE, "1Mpps", "\"1Mpps\" is a rate; " BITS},
	{UNIT_TIME, "64B", "\"64B\" is a size; " TIMES},
	{UNIT_BYTES, "64ns", "\"64ns\" is a time; " SIZES},
	{UNIT_COUNT, "50us", "\"50us\" is a time; " COUNTS},
	{UNIT_FACTOR, "2.6GHz", "\"2.6GHz\" is a clock rate; " FACTOR},
	{UNIT_COUNT, "1e6", "\"1e6\" has an exponent, write the digits out; " COUNTS},
	{UNIT_RATE, "1.5E+6pps", "\"1.5E+6pps\" has an exponent, write the digits out; " RATES},
	{UNIT_TIME, "-5us", "\"-5us\" has a sign; " TIMES},
	{UNIT_TIME, "+5us", "\"+5us\" has a sign; " TIMES},
	{UNIT_TIME, "", "\"\" is empty; " TIMES},
	{UNIT_TIME, " ", "\" \" has a blank too many; " TIMES},
	{UNIT_TIME, " 5us", "\" 5us\" has a blank too many; " TIMES},
	{UNIT_TIME, "5us ", "\"5us \" has a blank too many; " TIMES},
	{UNIT_TIME, "5 ", "\"5 \" has a blank too many; " TIMES},
	{UNIT_TIME, "5us\n", "\"5us\n\" has a blank too many; " TIMES},
	{UNIT_TIME, "5  us", "\"5  us\" has a blank too many; " TIMES},
	{UNIT_TIME, "5\tus", "\"5\tus\" has a blank too many; " TIMES},
	{UNIT_COUNT, "5 ", "\"5 \" has a blank too many; " COUNTS},
	{UNIT_TIME, "5us later", "\"5us later\" goes on after its unit; " TIMES},
	{UNIT_TIME, "us", "\"us\" does not begin with a digit; " TIMES},
	{UNIT_TIME, ".5us", "\".5us\" does not begin with a digit; " TIMES},
	{UNIT_TIME, "5.us", "\"5.us\" has a '.' " POINTS TIMES},
	{UNIT_TIME, "1.2.3us", "\"1.2.3us\" has a '.' " POINTS TIMES},
	{UNIT_RATE, "1,5Mpps", "\"1,5Mpps\" has a ',' " POINTS RATES},
	{UNIT_COUNT, "1_000", "\"1_000\" has a '_' " POINTS COUNTS},
	{UNIT_TIME, "0.0001ps", "\"0.0001ps\" is no whole multiple of 1ps, the finest step there is"},
	{UNIT_TIME, "0.0000000000001s",
	 "\"0.0000000000001s\" is no whole multiple of 1ps, the finest step there is"},
	{UNIT_COUNT, "1.5", "\"1.5\" is no whole multiple of 1, the finest step there is"},
	{UNIT_FACTOR, "0.0000001",
	 "\"0.0000001\" is no whole multiple of 0.000001, the finest step there is"},
	{UNIT_BYTES, "0.0009765625KiB1", "\"0.0009765625KiB1\" has the unknown unit KiB1; " SIZES},
	{UNIT_BYTES, "0.1KiB", "\"0.1KiB\" is no whole multiple of 1B, the finest step there is"},
	{UNIT_BYTES, "0.0000000000000000000000000000000000000000000000000001GiB",
	 "\"0.00000000000000000000000000000000000000\" is no whole multiple of 1B, "
	 "the "
	 "finest step there is"},
	{UNIT_COUNT, "9223372036854775808",
	 "\"9223372036854775808\" is too large, at most 9223372036854775807 can be held"},
	{UNIT_COUNT, "18446744073709551617",
	 "\"18446744073709551617\" is too large, at most 9223372036854775807 can be held"},
	{UNIT_COUNT, "340282366920938463463374607431768211457", /* 2^128 + 1 */
	 "\"340282366920938463463374607431768211457\" is too large, at most 9223372036854775807 can "
	 "be "
	 "held"},
	{UNIT_TIME, "9223372.036854775808s",
	 "\"9223372.036854775808s\" is too large, at most 9223372.036854775807s can be held"},
};

static void test_refused(void)
{
	EACH_CASE (i, refused, unit) {
		int64_t value = UNTOUCHED;
		char *why = NULL;
		CU_ASSERT_FALSE(unit_parse(refused[i].unit, refused[i].text, &value, &why));
		CU_ASSERT_EQUAL(value, UNTOUCHED);
		CU_ASSERT_PTR_NOT_NULL_FATAL(why);
		CU_ASSERT_STRING_EQUAL(why, refused[i].why);
		if (strcmp(why, refused[i].why) != 0)
			fprintf(stderr, "case %zu: %s\n     not: %s\n", i, why, refused[i].why);
		g_free(why);
	}
}

static void test_format(void)
{
	static const struct {
		enum unit unit;
		int64_t value;
		const char *text;
	} cases[] = {
		{UNIT_COUNT, 0, "0"},
		{UNIT_COUNT, 1500000, "1500000"},
		{UNIT_TIME, 0, "0ps"},
		{UNIT_TIME, 999, "999ps"},
		{UNIT_TIME, 303303, "303.303ns"},
		{UNIT_TIME, 50000000, "50us"},
		{UNIT_TIME, INT64_C(1000000000001), "1.000000000001s"},
		{UNIT_TIME, INT64_MAX, "9223372.036854775807s"},
		{UNIT_RATE, 1500000, "1.5Mpps"},
		{UNIT_RATE, 850000, "850kpps"},
		{UNIT_RATE, 1000000, "1Mpps"},
		{UNIT_RATE, 999999, "999.999kpps"},
		{UNIT_BITRATE, INT64_C(10000000000), "10Gbps"},
		{UNIT_BYTES, 0, "0B"},
		{UNIT_BYTES, 1518, "1518B"},
		{UNIT_BYTES, 65536, "64KiB"},
		{UNIT_BYTES, 9000, "9kB"},
		{UNIT_BYTES, 1024000, "1000KiB"},
		{UNIT_BYTES, INT64_C(3221225472), "3GiB"},
		{UNIT_CLOCK, INT64_C(2600000000), "2.6GHz"},
		{UNIT_FACTOR, 0, "0"},
		{UNIT_FACTOR, 250000, "0.25"},
		{UNIT_FACTOR, 1, "0.000001"},
		{UNIT_FACTOR, 3000000, "3"},
	};
	EACH_CASE (i, cases, unit) {
		char *text = unit_format(cases[i].unit, cases[i].value);
		CU_ASSERT_STRING_EQUAL(text, cases[i].text);
		if (strcmp(text, cases[i].text) != 0)
			fprintf(stderr, "case %zu: %s, not %s\n", i, text, cases[i].text);
		g_free(text);
	}
}

/* Whatever is written is read back as the same value: around every power of two and of ten, in every unit. */
static void check_round_trip(enum unit unit, int64_t value)
{
	int64_t back = UNTOUCHED;
	char *why = NULL;
	char *text = unit_format(unit, value);
	CU_ASSERT_TRUE(unit_parse(unit, text, &back, &why));
	CU_ASSERT_EQUAL(back, value);
	g_free(text);
	g_free(why);
}

static void test_round_trip(void)
{
	for (enum unit unit = 0; unit < UNITS; unit++) {
		for (int bit = 0; bit < 63; bit++)
			for (int64_t around = -1; around <= 1; around++)
				check_round_trip(unit, (INT64_C(1) << bit) + around);
		int64_t power = 1;
		for (int digits = 0; digits <= 18; digits++, power *= digits <= 18 ? 10 : 1)
			for (int64_t around = -1; around <= 1; around++)
				check_round_trip(unit, power * 3 / 2 + around);
		check_round_trip(unit, INT64_MAX);
	}
}

static void test_names(void)
{
	static const struct {
		enum unit unit;
		const char *name, *base;
	} cases[] = {
		{UNIT_COUNT, "a whole number such as 512", ""},
		{UNIT_TIME, "a time such as 50us", "ps"},
		{UNIT_RATE, "a rate such as 850kpps", "pps"},
		{UNIT_BITRATE, "a bit rate such as 10Gbps", "bps"},
		{UNIT_BYTES, "a size such as 64B", "B"},
		{UNIT_CLOCK, "a clock rate such as 2.6GHz", "Hz"},
		{UNIT_FACTOR, "a decimal number such as 0.25", ""},
	};
	CU_ASSERT_EQUAL(G_N_ELEMENTS(cases), UNITS);
	EACH_CASE (i, cases, unit) {
		CU_ASSERT_STRING_EQUAL(unit_name(cases[i].unit), cases[i].name);
		CU_ASSERT_STRING_EQUAL(unit_base(cases[i].unit), cases[i].base);
	}
}

static const struct test_case tests[] = {
	{"values that are accepted", test_accepted},
	{"values that are refused, and what is said", test_refused},
	{"how values are written", test_format},
	{"what is written is read back", test_round_trip},
	{"names of the units", test_names},
};

SUITE("unit", tests)
