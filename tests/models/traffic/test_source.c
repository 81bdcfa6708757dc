/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/feed.h"
#include "tests/lib/suite.h"

#include <math.h>

/* ---- a source on its own ---- */

/* Run alone or merged with others, a source gives the same frames; those of guests are not merged. */
static void test_alone(void)
{
	struct traffic_settings s[3];
	for (int i = 0; i < 3; i++) {
		s[i] = bench_source(ARRIVALS_POISSON, 100000 * (i + 1), 64);
		s[i].flows = 100;
	}
	s[1].from = "vm0";
	struct feed f = feed_new(s, 3, 300000, 7);
	struct source alone[3];
	for (int i = 0; i < 3; i++)
		source_init(&alone[i], f.sources, i, source_load_of(f.sources, 300000), 7, 0);
	vtime last = 0;
	for (int i = 0; i < 20000; i++) {
		struct frame_arrival a = traffic_next(f.traffic);
		CU_ASSERT_FATAL(a.source == 0 || a.source == 2);
		CU_ASSERT_EQUAL(alone[a.source].next.date, a.date);
		struct frame_arrival b = source_next(&alone[a.source]);
		CU_ASSERT_EQUAL(b.date, a.date);
		CU_ASSERT_EQUAL(b.bytes, a.bytes);
		CU_ASSERT_EQUAL(b.source, a.source);
		CU_ASSERT_EQUAL(b.hash, a.hash);
		last = a.date;
	}
	/* 100k, the guest's 200k, and 300k scaled to 300k in all: 200k of the tester's, 100k of the guest's */
	CU_ASSERT_DOUBLE_EQUAL((double)last, 0.1 * VTIME_PER_S, 0.004 * VTIME_PER_S);
	for (int i = 0; i < 10000; i++)
		last = source_next(&alone[1]).date;
	CU_ASSERT_DOUBLE_EQUAL((double)last, 0.1 * VTIME_PER_S, 0.004 * VTIME_PER_S);
	for (int i = 0; i < 3; i++)
		source_fini(&alone[i]);
	feed_free(&f);
}

/* Many sources of every kind, with many ties, against a plain search for the first of them. */
static void test_many(void)
{
	enum { K = 300 };
	struct traffic_settings s[K];
	struct source alone[K];
	for (int i = 0; i < K; i++)
		s[i] = bench_source(i % 3, 1000 * (1 + i % 4), 64);
	struct feed f = feed_new(s, K, 0, 1);
	for (int i = 0; i < K; i++)
		source_init(&alone[i], f.sources, i, source_load_of(f.sources, 0), 1, 0);
	int wrong = 0;
	for (int n = 0; n < 60000; n++) {
		int first = 0;
		for (int i = 1; i < K; i++)
			if (alone[i].next.date < alone[first].next.date)
				first = i;
		struct frame_arrival is = traffic_next(f.traffic), due = source_next(&alone[first]);
		wrong += is.date != due.date || is.source != first;
	}
	CU_ASSERT_EQUAL(wrong, 0);
	for (int i = 0; i < K; i++)
		source_fini(&alone[i]);
	feed_free(&f);
}

/* Without a rate every frame is due at once; where only guests send, the tester never does. */
static void test_unpaced(void)
{
	struct traffic_settings s = bench_source(ARRIVALS_CONSTANT, 0, 128);
	s.from = "vm0";
	struct feed f = feed_new(&s, 1, 0, 1);
	struct source alone;
	source_init(&alone, f.sources, 0, source_load_of(f.sources, 0), 1, 0);
	for (int i = 0; i < 1000; i++) {
		struct frame_arrival a = source_next(&alone);
		CU_ASSERT_EQUAL(a.date, 0);
		CU_ASSERT_EQUAL(a.bytes, 128);
	}
	CU_ASSERT_EQUAL(traffic_next(f.traffic).date, SOURCE_NEVER);
	CU_ASSERT_EQUAL(traffic_next(f.traffic).date, SOURCE_NEVER);
	source_fini(&alone);
	feed_free(&f);
}

/* ---- flows ---- */

static void count_hash(GHashTable *seen, uint32_t hash)
{
	gpointer key = GUINT_TO_POINTER(hash);
	g_hash_table_replace(seen, key, GINT_TO_POINTER(GPOINTER_TO_INT(g_hash_table_lookup(seen, key)) + 1));
}

/* As many hashes as flows, drawn evenly, spread evenly over the queues of a NIC; another source's are others. */
static void test_flows(void)
{
	enum { FLOWS = 64, EACH = 1000, QUEUES = 4 };
	struct traffic_settings s[] = {bench_source(ARRIVALS_CONSTANT, 1000, 64),
				       bench_source(ARRIVALS_CONSTANT, 1000, 64)};
	s[0].flows = s[1].flows = FLOWS;
	struct feed f = feed_new(s, 2, 0, 1);
	GHashTable *seen = g_hash_table_new(NULL, NULL);
	for (int i = 0; i < 2 * FLOWS * EACH; i++)
		count_hash(seen, traffic_next(f.traffic).hash);
	CU_ASSERT_EQUAL(g_hash_table_size(seen), 2 * FLOWS);
	GHashTableIter iter;
	gpointer key, value;
	double chi = 0;
	int queue[QUEUES] = {0};
	g_hash_table_iter_init(&iter, seen);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		double off = GPOINTER_TO_INT(value) - EACH;
		chi += off * off / EACH;
		queue[GPOINTER_TO_UINT(key) % QUEUES]++;
	}
	/* chi-square with 126 degrees of freedom: mean 126, variance 252 */
	CU_ASSERT_DOUBLE_EQUAL(chi, 126, 4 * sqrt(252));
	for (int i = 0; i < QUEUES; i++)
		CU_ASSERT(queue[i] > FLOWS / 4 && queue[i] < FLOWS);
	g_hash_table_destroy(seen);
	feed_free(&f);
}

/* How many flows there are changes neither dates nor sizes; one flow has one hash. */
static void test_flows_apart(void)
{
	struct traffic_settings one = bench_source(ARRIVALS_POISSON, 1000000, 64);
	one.frame = (struct frame_mix){.n = 2, .size = {64, 1518}, .weight = {1, 1}};
	struct traffic_settings many = one;
	many.flows = 1000000;
	struct feed f = feed_new(&one, 1, 0, 1), g = feed_new(&many, 1, 0, 1);
	struct frame_arrival first = traffic_next(f.traffic);
	CU_ASSERT_EQUAL(traffic_next(g.traffic).date, first.date);
	int other = 0;
	for (int i = 0; i < 1000; i++) {
		struct frame_arrival a = traffic_next(f.traffic), b = traffic_next(g.traffic);
		CU_ASSERT_EQUAL(a.date, b.date);
		CU_ASSERT_EQUAL(a.bytes, b.bytes);
		CU_ASSERT_EQUAL(a.hash, first.hash);
		other += b.hash != first.hash;
	}
	CU_ASSERT(other > 990);
	feed_free(&f);
	feed_free(&g);
}

/* ---- start and stop ---- */

/* The same frames, later; none from the stop on. */
static void test_window(void)
{
	static const int arrivals[] = {ARRIVALS_CONSTANT, ARRIVALS_POISSON, ARRIVALS_BURSTS};
	EACH_CASE (k, arrivals) {
		struct traffic_settings all = bench_source(arrivals[k], 1000000, 64);
		struct traffic_settings some = all;
		some.start = MS(7) + 1;
		some.stop = MS(12);
		struct feed f = feed_new(&all, 1, 0, 3), g = feed_new(&some, 1, 0, 3);
		int sent = 0;
		for (vtime date; (date = traffic_next(f.traffic).date + MS(7) + 1) < MS(12); sent++)
			CU_ASSERT_EQUAL(traffic_next(g.traffic).date, date);
		CU_ASSERT(sent > 4000);
		for (int i = 0; i < 3; i++)
			CU_ASSERT_EQUAL(traffic_next(g.traffic).date, SOURCE_NEVER);
		feed_free(&f);
		feed_free(&g);
	}
}

/* A frame at the very stop is not sent: [start, stop). */
static void test_window_ends(void)
{
	struct traffic_settings s = bench_source(ARRIVALS_CONSTANT, 1000, 64);
	s.start = MS(10);
	s.stop = MS(15);
	struct feed f = feed_new(&s, 1, 0, 1);
	for (int i = 1; i <= 4; i++)
		CU_ASSERT_EQUAL(traffic_next(f.traffic).date, MS(10 + i));
	CU_ASSERT_EQUAL(traffic_next(f.traffic).date, SOURCE_NEVER);
	feed_free(&f);
}

/* A count of frames takes none of them away and changes none. */
static void test_count(void)
{
	static const enum arrivals arrivals[] = {ARRIVALS_CONSTANT, ARRIVALS_POISSON, ARRIVALS_BURSTS};
	EACH_CASE (k, arrivals) {
		struct traffic_settings all = bench_source(arrivals[k], 1000000, 64);
		all.start = 3 * VTIME_PER_MS;
		struct traffic_settings some = all;
		some.count = 1000;
		struct feed f = feed_new(&all, 1, 0, 7), g = feed_new(&some, 1, 0, 7);
		for (int i = 0; i < 1000; i++)
			CU_ASSERT_EQUAL(traffic_next(f.traffic).date, traffic_next(g.traffic).date);
		CU_ASSERT_TRUE(traffic_next(f.traffic).date < SOURCE_NEVER);
		for (int i = 0; i < 3; i++)
			CU_ASSERT_EQUAL(traffic_next(g.traffic).date, SOURCE_NEVER);
		feed_free(&f);
		feed_free(&g);
	}
}

/* A source that ends by its stop before its count. */
static void test_count_and_stop(void)
{
	struct traffic_settings s = bench_source(ARRIVALS_CONSTANT, 1000, 64);
	s.count = 5;
	s.stop = 4 * VTIME_PER_MS;
	struct feed f = feed_new(&s, 1, 0, 7);
	for (int i = 1; i <= 3; i++)
		CU_ASSERT_EQUAL(traffic_next(f.traffic).date, i * VTIME_PER_MS);
	CU_ASSERT_EQUAL(traffic_next(f.traffic).date, SOURCE_NEVER);
	feed_free(&f);
}

/* One source that has ended stands in no other's way. */
static void test_ended_among_others(void)
{
	struct traffic_settings s[] = {bench_source(ARRIVALS_POISSON, 1000000, 64),
				       bench_source(ARRIVALS_POISSON, 1000000, 64)};
	s[0].stop = MS(1);
	struct feed f = feed_new(s, 2, 0, 1);
	int late = 0;
	for (int i = 0; i < 10000; i++) {
		struct frame_arrival a = traffic_next(f.traffic);
		CU_ASSERT(a.source == 1 || a.date < MS(1));
		late += a.date >= MS(1);
	}
	CU_ASSERT(late > 7000);
	feed_free(&f);
}

/* ---- a shape ---- */

static int64_t count_until(struct traffic *t, vtime date)
{
	int64_t n = 0;
	while (traffic_next(t).date <= date)
		n++;
	return n;
}

/* Scaled to a load, the peaks of the sources add up to it: 100k to 300k beside a constant 100k, at 800k. */
static void test_shape_scaled(void)
{
	struct traffic_settings s[] = {bench_source(ARRIVALS_CONSTANT, 0, 64),
				       bench_source(ARRIVALS_CONSTANT, 100000, 64)};
	s[0].shape = "0ms:100kpps, 10ms:300kpps";
	CU_ASSERT_EQUAL(traffic_rate(&s[0]), 300000);
	struct feed f = feed_new(s, 2, 800000, 1);
	/* 10 ms at 200k, 10 ms at 600k; 20 ms at 200k, half a gap late */
	CU_ASSERT_EQUAL(count_until(f.traffic, MS(20)), 2000 + 6000 + 3999);
	feed_free(&f);
}

/* Bursts squeeze what a period has into its first part, whatever the shape. */
static void test_shape_bursts(void)
{
	struct traffic_settings s = bench_source(ARRIVALS_BURSTS, 0, 64);
	s.burst_off = MS(3);
	s.shape = "0ms:0pps, 40ms:1Mpps";
	s.shape_kind = SHAPE_RAMP;
	struct feed f = feed_new(&s, 1, 0, 1);
	int64_t count[10] = {0};
	for (vtime date; (date = traffic_next(f.traffic).date) < MS(40);) {
		CU_ASSERT(date % MS(4) <= MS(1));
		count[date / MS(4)]++;
	}
	/* the integral of 25 pps a us over 4 ms from 4i: 200 (2i + 1), to the frame on the border */
	for (int i = 0; i < 10; i++)
		CU_ASSERT(ABS(count[i] - 200 * (2 * i + 1)) <= 1);
	feed_free(&f);
}

/* A Poisson process: the count in a stretch of the ramp has the integral's mean, and as much variance. */
static void test_shape_poisson(void)
{
	enum { SEEDS = 400 };
	struct traffic_settings s = bench_source(ARRIVALS_POISSON, 0, 64);
	s.shape = "0ms:0pps, 2ms:1Mpps, 4ms:0pps";
	s.shape_kind = SHAPE_RAMP;
	double sum = 0, squares = 0;
	for (int seed = 0; seed < SEEDS; seed++) {
		struct feed f = feed_new(&s, 1, 0, seed);
		vtime date;
		double n = 0;
		while ((date = traffic_next(f.traffic).date) < MS(3))
			n += date >= MS(1);
		sum += n;
		squares += n * n;
		feed_free(&f);
	}
	/* from 1 to 3 ms: 2 x 750 frames */
	double mean = sum / SEEDS, variance = squares / SEEDS - mean * mean;
	CU_ASSERT_DOUBLE_EQUAL(mean, 1500, 4 * sqrt(1500.0 / SEEDS));
	CU_ASSERT_DOUBLE_EQUAL(variance, 1500, 4 * 1500 * sqrt(2.0 / SEEDS));
}

static const struct test_case cases[] = {
	{"a source on its own", test_alone},
	{"many sources against a plain search", test_many},
	{"as fast as the guest can", test_unpaced},
	{"hashes of flows", test_flows},
	{"flows change nothing else", test_flows_apart},
	{"start and stop", test_window},
	{"the stop itself", test_window_ends},
	{"so many frames", test_count},
	{"so many frames, but for the stop", test_count_and_stop},
	{"a source that has ended among others", test_ended_among_others},
	{"a shape scaled to a load", test_shape_scaled},
	{"bursts in a ramp", test_shape_bursts},
	{"poisson in a ramp", test_shape_poisson},
};
SUITE("source", cases)
