/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/rng.h"
#include "tests/lib/suite.h"
#include <math.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof(*(array)))
#define DRAWS 100000

/* The first numbers of xoshiro256** from the state 1, 2, 3, 4, as other implementations publish them. */
static void test_xoshiro(void)
{
	static const uint64_t expected[] = {
		UINT64_C(11520),
		UINT64_C(0),
		UINT64_C(1509978240),
		UINT64_C(1215971899390074240),
		UINT64_C(1216172134540287360),
		UINT64_C(607988272756665600),
		UINT64_C(16172922978634559625),
		UINT64_C(8476171486693032832),
		UINT64_C(10595114339597558777),
		UINT64_C(2904607092377533576),
	};
	struct rng r = {{1, 2, 3, 4}};
	for (size_t i = 0; i < N(expected); i++)
		CU_ASSERT_EQUAL(rng_u64(&r), expected[i]);
}

/* The replications are chosen such that splitmix64 starts from 1234567, whose first numbers are published. */
static void test_splitmix(void)
{
	static const struct {
		const char *name;
		uint64_t seed, replication;
	} streams[] = {
		{"", 0, UINT64_C(0xc3817c016bb629b7)},
		{"foobar", 42, UINT64_C(0x50332616bc2fc960)},
	};
	static const uint64_t expected[] = {
		UINT64_C(6457827717110365317),
		UINT64_C(3203168211198807973),
		UINT64_C(9817491932198370423),
		UINT64_C(4593380528125082431),
	};
	for (size_t i = 0; i < N(streams); i++) {
		struct rng r;
		rng_init(&r, streams[i].seed, streams[i].replication, streams[i].name);
		CU_ASSERT_EQUAL(memcmp(r.s, expected, sizeof(expected)), 0);
	}
}

/* First numbers of whole streams, computed from the three definitions in another language. */
static void test_streams(void)
{
	static const struct {
		uint64_t seed, replication;
		const char *name;
		uint64_t first[3];
	} cases[] = {
		{1,
		 0,
		 "arrivals",
		 {UINT64_C(0x93f5c6cac8171219), UINT64_C(0xe0b551f9bb243c85), UINT64_C(0x62ba8655d0c0f3f8)}},
		{1,
		 1,
		 "arrivals",
		 {UINT64_C(0xa263546f5ac3f173), UINT64_C(0xd3d118eeee820894), UINT64_C(0x5a0ea9058376d19a)}},
		{2,
		 0,
		 "arrivals",
		 {UINT64_C(0xfb73cee9ba108c95), UINT64_C(0x55d5d8a2006d0c46), UINT64_C(0xb2fb5aa59d1fdbe7)}},
		{1,
		 0,
		 "service",
		 {UINT64_C(0x7703ce9ea72ee28d), UINT64_C(0xcbf1d385d3071c32), UINT64_C(0x82ca1ebad748f4c6)}},
		{UINT64_MAX,
		 UINT64_MAX,
		 "flow0.arrivals",
		 {UINT64_C(0xe2ffe8191d876870), UINT64_C(0xdd45feab26cb8d2d), UINT64_C(0x3d1ab5ebfec5d2bb)}},
	};
	for (size_t i = 0; i < N(cases); i++) {
		struct rng r;
		rng_init(&r, cases[i].seed, cases[i].replication, cases[i].name);
		for (size_t j = 0; j < N(cases[i].first); j++)
			CU_ASSERT_EQUAL(rng_u64(&r), cases[i].first[j]);
	}
}

/* A uniform number on [0, 1). */
static double unit(struct rng *r)
{
	return (double)(rng_u64(r) >> 11) * 0x1p-53;
}

/* Correlation of the uniform draws of two streams; of independent ones its deviation is 1 / sqrt(DRAWS). */
static double correlation(struct rng a, struct rng b)
{
	double sum = 0;
	for (int i = 0; i < DRAWS; i++)
		sum += (unit(&a) - 0.5) * (unit(&b) - 0.5);
	return sum / DRAWS * 12;
}

static void test_independence(void)
{
	static const struct {
		uint64_t seed, replication;
		const char *name;
	} streams[] = {
		{1, 0, "guest0"}, {1, 0, "guest1"}, {1, 0, "guest01"}, {1, 1, "guest0"},
		{2, 0, "guest0"}, {0, 1, "guest0"}, {1, 0, ""},
	};
	struct rng r[N(streams)];
	for (size_t i = 0; i < N(streams); i++)
		rng_init(&r[i], streams[i].seed, streams[i].replication, streams[i].name);
	for (size_t i = 0; i < N(streams); i++)
		for (size_t j = 0; j < i; j++)
			CU_ASSERT_TRUE(fabs(correlation(r[i], r[j])) < 4 / sqrt(DRAWS));
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Kolmogorov-Smirnov: the largest distance between the sample and the uniform distribution on (0, 1]. */
static double distance_from_uniform(double *sample, int n)
{
	double largest = 0;
	qsort(sample, (size_t)n, sizeof(*sample), compare_doubles);
	for (int i = 0; i < n; i++) {
		largest = fmax(largest, (i + 1) / (double)n - sample[i]);
		largest = fmax(largest, sample[i] - i / (double)n);
	}
	return largest;
}

#define KS_BOUND (1.95 / sqrt(DRAWS)) /* exceeded by one sample in a thousand */

static double sample[DRAWS];

static void test_unit(void)
{
	struct rng r;
	double sum = 0, squares = 0;
	rng_init(&r, 7, 0, "unit");
	for (int i = 0; i < DRAWS; i++) {
		sample[i] = unit(&r);
		sum += sample[i];
		squares += sample[i] * sample[i];
	}
	double mean = sum / DRAWS;
	CU_ASSERT_DOUBLE_EQUAL(mean, 0.5, 4 * sqrt(1 / 12.0 / DRAWS));
	CU_ASSERT_DOUBLE_EQUAL(squares / DRAWS - mean * mean, 1 / 12.0, 4 * sqrt(1 / 180.0 / DRAWS));
	CU_ASSERT_TRUE(distance_from_uniform(sample, DRAWS) < KS_BOUND);
	CU_ASSERT_TRUE(sample[0] >= 0 && sample[DRAWS - 1] < 1);
}

static void test_exponential(void)
{
	const int64_t mean = 67200; /* ps */
	struct rng r;
	double sum = 0, squares = 0;
	rng_init(&r, 7, 0, "exponential");
	for (int i = 0; i < DRAWS; i++) {
		int64_t draw = rng_exponential(&r, mean);
		CU_ASSERT_TRUE_FATAL(draw >= 0);
		double scaled = (double)draw / (double)mean;
		sum += scaled;
		squares += scaled * scaled;
		sample[i] = -expm1(-scaled); /* uniform, if the draws are exponential */
	}
	double average = sum / DRAWS;
	CU_ASSERT_DOUBLE_EQUAL(average, 1, 4 * sqrt(1.0 / DRAWS));
	CU_ASSERT_DOUBLE_EQUAL(squares / DRAWS - average * average, 1, 4 * sqrt(8.0 / DRAWS));
	CU_ASSERT_TRUE(distance_from_uniform(sample, DRAWS) < KS_BOUND + 1.0 / (double)mean);
}

/* The whole part is geometric: a draw is above k means with probability exp(-k). */
static void test_exponential_tail(void)
{
	struct rng r;
	int above[6] = {0};
	rng_init(&r, 11, 0, "tail");
	for (int i = 0; i < DRAWS; i++) {
		int64_t draw = rng_exponential(&r, 1000);
		for (int k = 1; k < 6; k++)
			above[k] += draw >= 1000 * k;
	}
	for (int k = 1; k < 6; k++) {
		double p = exp(-(k - 0.0005)); /* draws are rounded to the nearest unit */
		CU_ASSERT_DOUBLE_EQUAL(above[k] / (double)DRAWS, p, 4 * sqrt(p * (1 - p) / DRAWS));
	}
}

static void test_exponential_ends(void)
{
	struct rng r;
	rng_init(&r, 3, 0, "ends");
	for (int i = 0; i < 1000; i++) {
		CU_ASSERT_TRUE(rng_exponential(&r, RNG_MEAN_MAX) >= 0);
		CU_ASSERT_EQUAL(rng_exponential(&r, 0), 0);
	}
}

/* Chi squared over n classes; its mean is n - 1, its variance 2 (n - 1). */
static void check_below(uint64_t n, uint64_t width)
{
	static uint64_t hits[64];
	struct rng r;
	memset(hits, 0, sizeof(hits));
	rng_init(&r, 7, n, "below");
	for (int i = 0; i < DRAWS; i++) {
		uint64_t draw = rng_below(&r, n);
		CU_ASSERT_TRUE_FATAL(draw < n);
		hits[draw / width]++;
	}
	uint64_t classes = n / width;
	double expected = DRAWS / (double)classes, chi = 0;
	for (uint64_t i = 0; i < classes; i++)
		chi += pow((double)hits[i] - expected, 2) / expected;
	double freedom = (double)(classes - 1);
	CU_ASSERT_DOUBLE_EQUAL(chi, freedom, 4 * sqrt(2 * freedom) + 1e-9);
}

static void test_below(void)
{
	check_below(1, 1);
	check_below(2, 1);
	check_below(10, 1);
	check_below(64, 1);
	check_below(UINT64_C(1) << 63, UINT64_C(1) << 59);
	check_below(UINT64_C(3) << 62, UINT64_C(1) << 62);
}

/* Of 3 * 2^62 numbers, 2^64 mod n = 2^62 products have too small a lower half: one draw in four is repeated.
 * Without that the numbers divisible by 3 would come twice as often as the others. */
static void test_below_has_no_bias(void)
{
	const uint64_t n = UINT64_C(3) << 62;
	uint64_t rests[3] = {0};
	struct rng r;
	rng_init(&r, 7, 0, "bias");
	for (int i = 0; i < DRAWS; i++)
		rests[rng_below(&r, n) % 3]++;
	for (int i = 0; i < 3; i++)
		CU_ASSERT_DOUBLE_EQUAL((double)rests[i], DRAWS / 3.0, 4 * sqrt(DRAWS * 2 / 9.0));
}

static const struct test_case tests[] = {
	{"xoshiro256** against published numbers", test_xoshiro},
	{"splitmix64 against published numbers", test_splitmix},
	{"streams by seed, replication and name", test_streams},
	{"independence of streams", test_independence},
	{"uniform draws", test_unit},
	{"exponential draws", test_exponential},
	{"tail of the exponential draws", test_exponential_tail},
	{"ends of the exponential draws", test_exponential_ends},
	{"whole numbers below a bound", test_below},
	{"whole numbers without bias", test_below_has_no_bias},
};

SUITE("rng", tests)
