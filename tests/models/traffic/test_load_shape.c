/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic/load_shape.h"
#include "sim/base/rng.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/suite.h"

static struct load_shape shape_of(const char *text, enum shape_kind kind)
{
	struct load_shape shape;
	char *why = NULL;
	CU_ASSERT_FATAL(load_shape_parse(&shape, text, kind, &why));
	return shape;
}

/* ---- reading ---- */

static void test_read(void)
{
	struct load_shape s = shape_of("0ms:100kpps, 50ms: 1Mpps,80ms:0pps", SHAPE_STEPS);
	static const struct load_point points[] = {{0, 100000}, {MS(50), 1000000}, {MS(80), 0}};
	CU_ASSERT_EQUAL_FATAL(s.n, 3);
	for (int i = 0; i < 3; i++) {
		CU_ASSERT_EQUAL(s.point[i].date, points[i].date);
		CU_ASSERT_EQUAL(s.point[i].rate, points[i].rate);
	}
	CU_ASSERT_EQUAL(load_shape_peak(&s), 1000000);
	load_shape_scale(&s, 1, 4);
	CU_ASSERT_EQUAL(s.point[1].rate, 250000);
	load_shape_scale(&s, 1, 100000000);
	CU_ASSERT_EQUAL(s.point[1].rate, 1);
	CU_ASSERT_EQUAL(s.point[2].rate, 0);
	load_shape_clear(&s);
}

static void test_faults(void)
{
	static const char *const faults[][2] = {
		{"", "shape: there is no point"},
		{"fast", "shape: \"fast\" is no point; a point is written like 50ms:1Mpps"},
		{"0ms:1kpps,", "shape: \"\" is no point; a point is written like 50ms:1Mpps"},
		{"0ms:1kpps, 5:2kpps", "shape: date \"5\" has no unit"},
		{"0ms:1kpps, 5ms:2", "shape: rate \"2\" has no unit"},
		{"0ms:1kpps, 5ms:2ms", "shape: rate \"2ms\""},
		{"1ms:1kpps", "shape: the first point must be at 0s, not at 1ms"},
		{"0ms:1kpps, 5ms:2kpps, 5ms:3kpps", "shape: dates must rise, and 5ms does not come after"},
		{"0ms:1kpps, 5ms:2kpps, 4ms:3kpps", "shape: dates must rise, and 4ms does not come after"},
		{"0ms:0pps, 5ms:0kpps", "shape: a rate must be above 0pps"},
		{"0s:1kpps, 101s:1kpps", "shape: date 101s is above the largest, 100s"},
		{"0s:2Gpps", "shape: rate 2Gpps is above the largest, 1Gpps"},
	};
	EACH_CASE (i, faults) {
		struct load_shape s;
		char *why = NULL;
		CU_ASSERT_FALSE_FATAL(load_shape_parse(&s, faults[i][0], SHAPE_STEPS, &why));
		CU_ASSERT_EQUAL(s.n, 0);
		bool same = g_str_has_prefix(why, faults[i][1]);
		if (!same)
			printf("\n  %s", why);
		CU_ASSERT_TRUE(same);
		g_free(why);
	}
}

/* ---- the clock ---- */

/* Twice the integral of the rate up to a date in the first stretch, times its length: long multiplication by
 * hand of the trapezoid's formula, with nothing in common with the clock but arithmetic. */
static __int128 ramp_work(vtime t, vtime length, int64_t from, int64_t to)
{
	return (__int128)t * (2 * (__int128)from * length + (__int128)(to - from) * t);
}

/* Every date of a ramp is the first picosecond by which the work is done, so that the count up to any date is
 * the integral, rounded down. */
static void check_ramp(const char *text, vtime length, int64_t from, int64_t to)
{
	struct load_shape s = shape_of(text, SHAPE_RAMP);
	struct load_clock c = {0};
	int wrong = 0;
	vtime last = 0;
	for (__int128 n = 1;; n++) {
		vtime t = load_clock_advance(&c, &s, LOAD_SHAPE_FRAME);
		if (t > length)
			break;
		__int128 due = 2 * n * VTIME_PER_S * length;
		wrong += t < last || ramp_work(t, length, from, to) < due ||
			 ramp_work(t - 1, length, from, to) >= due;
		last = t;
	}
	CU_ASSERT_EQUAL(wrong, 0);
	load_shape_clear(&s);
}

static void test_ramps(void)
{
	check_ramp("0s:100kpps, 50ms:2Mpps", MS(50), 100000, 2000000);
	check_ramp("0s:2Mpps, 50ms:100kpps", MS(50), 2000000, 100000);
	check_ramp("0s:0pps, 100ms:999983pps", MS(100), 0, 999983);
	check_ramp("0s:999983pps, 100ms:0pps", MS(100), 999983, 0);
	check_ramp("0s:1pps, 1ms:1Gpps", MS(1), 1, 1000000000);
	check_ramp("0s:1Gpps, 1ms:999999999pps", MS(1), 1000000000, 999999999);
	check_ramp("0s:1pps, 100s:0pps", 100 * VTIME_PER_S, 1, 0);
	check_ramp("0s:0pps, 100s:1kpps", 100 * VTIME_PER_S, 0, 1000);
}

static int64_t count_until(const struct load_shape *s, vtime date)
{
	struct load_clock c = {0};
	int64_t n = 0;
	while (load_clock_advance(&c, s, LOAD_SHAPE_FRAME) <= date)
		n++;
	return n;
}

/* Frames by a date are the integral, rounded down. */
static void test_counts(void)
{
	static const struct {
		const char *text;
		enum shape_kind kind;
		vtime date;
		int64_t frames;
	} cases[] = {
		{"0s:1Mpps", SHAPE_STEPS, MS(3), 3000},
		{"0s:1Mpps", SHAPE_RAMP, MS(3) - 1, 2999},
		{"0s:1Mpps, 2ms:0pps, 5ms:2Mpps", SHAPE_STEPS, MS(6), 4000},
		{"0s:1Mpps, 2ms:0pps, 5ms:2Mpps", SHAPE_STEPS, MS(5), 2000},
		{"0s:0pps, 2ms:0pps, 5ms:2Mpps", SHAPE_STEPS, MS(6), 2000},
		{"0s:0pps, 2ms:0pps, 4ms:2Mpps", SHAPE_RAMP, MS(4), 2000},
		{"0s:0pps, 2ms:0pps, 4ms:2Mpps", SHAPE_RAMP, MS(5), 4000},
		{"0s:100kpps, 50ms:2Mpps, 100ms:100kpps", SHAPE_RAMP, MS(100), 105000},
		{"0s:100kpps, 50ms:2Mpps, 100ms:100kpps", SHAPE_RAMP, MS(50), 52500},
		{"0s:100kpps, 50ms:2Mpps, 100ms:100kpps", SHAPE_RAMP, MS(120), 107000},
		{"0s:333333pps, 3ms:777777pps", SHAPE_STEPS, MS(4), 1777}, /* 999.999 + 777.777 */
		{"0s:1pps, 1s:2pps", SHAPE_RAMP, VTIME_PER_S, 1},	   /* 1.5 */
	};
	EACH_CASE (i, cases, text) {
		struct load_shape s = shape_of(cases[i].text, cases[i].kind);
		CU_ASSERT_EQUAL(count_until(&s, cases[i].date), cases[i].frames);
		load_shape_clear(&s);
	}
}

/* A shape that falls silent for good ends: the last frame is that of its last work. */
static void test_end(void)
{
	static const char *const texts[] = {"0s:2Mpps, 1ms:0pps", "0s:1Mpps, 1ms:0pps"};
	for (int kind = SHAPE_STEPS; kind <= SHAPE_RAMP; kind++) {
		struct load_shape s = shape_of(texts[kind == SHAPE_STEPS], kind);
		struct load_clock c = {0};
		vtime date = 0;
		for (int i = 0; i < 1000; i++)
			date = load_clock_advance(&c, &s, LOAD_SHAPE_FRAME);
		CU_ASSERT_EQUAL(date, MS(1));
		for (int i = 0; i < 3; i++)
			CU_ASSERT_EQUAL(load_clock_advance(&c, &s, LOAD_SHAPE_FRAME), VTIME_NEVER);
		load_shape_clear(&s);
	}
}

/* Work in random portions comes to the same dates as at once. */
static void test_portions(void)
{
	struct load_shape s = shape_of("0s:1kpps, 1ms:3Mpps, 2ms:0pps, 3ms:0pps, 4ms:1Mpps", SHAPE_RAMP);
	struct load_clock c = {0};
	struct rng r;
	rng_init(&r, 1, 0, "portions");
	__int128 total = 0;
	for (int i = 0; i < 20000; i++) {
		int64_t work = (int64_t)rng_below(&r, VTIME_PER_S / 2);
		total += work;
		struct load_clock once = {.work2 = 2 * total};
		CU_ASSERT_EQUAL(load_clock_advance(&c, &s, work), load_clock_advance(&once, &s, 0));
	}
	load_shape_clear(&s);
}

static const struct test_case cases[] = {
	{"points", test_read},
	{"faults of a shape", test_faults},
	{"ramps, exact to the picosecond", test_ramps},
	{"counts are integrals", test_counts},
	{"a shape that ends", test_end},
	{"work in portions", test_portions},
};
SUITE("load_shape", cases)
