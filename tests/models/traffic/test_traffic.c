/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/wire.h"
#include "tests/lib/bench/feed.h"
#include "tests/lib/suite.h"

#include <math.h>

/* ---- constant ---- */

static void test_constant(void)
{
	static const int64_t rates[] = {1, 3, 999983, 14880952, 1000000000};
	EACH_CASE (k, rates) {
		struct traffic_settings s = bench_source(ARRIVALS_CONSTANT, rates[k], 64);
		struct feed f = feed_new(&s, 1, 0, 1);
		int64_t wrong = 0;
		for (int64_t n = 1; n <= 1000000; n++) {
			vtime date = traffic_next(f.traffic).date;
			wrong += date != (vtime)((__int128)n * VTIME_PER_S / rates[k]);
		}
		CU_ASSERT_EQUAL(wrong, 0);
		feed_free(&f);
	}
}

/* The n-th frame of source i of k at (n + i/k) / rate, to the picosecond or two that rounding leaves. */
static void test_out_of_phase(void)
{
	enum { K = 3, RATE = 700001 };
	struct traffic_settings s[K];
	for (int i = 0; i < K; i++)
		s[i] = bench_source(ARRIVALS_CONSTANT, RATE, 64);
	struct feed f = feed_new(s, K, 0, 1);
	vtime worst = 0;
	for (int64_t j = 0; j < 300000; j++) {
		struct frame_arrival a = traffic_next(f.traffic);
		vtime exact = (vtime)((__int128)(K + j) * VTIME_PER_S / (K * RATE));
		CU_ASSERT_EQUAL(a.source, j % K);
		worst = MAX(worst, ABS(a.date - exact));
	}
	CU_ASSERT(worst <= 2);
	feed_free(&f);
}

/* ---- poisson ---- */

static void test_poisson(void)
{
	enum { N = 1000000 };
	struct traffic_settings s = bench_source(ARRIVALS_POISSON, 1000000, 64);
	struct feed f = feed_new(&s, 1, 0, 1);
	double sum = 0, squares = 0, mean_gap = 1e6;
	int beyond = 0, in_window[2000] = {0};
	vtime last = 0;
	for (int i = 0; i < N; i++) {
		vtime date = traffic_next(f.traffic).date, gap = date - last;
		sum += (double)gap;
		squares += (double)gap * (double)gap;
		beyond += (double)gap > mean_gap;
		if (date < 900 * MS(1))
			in_window[date / US(1000)]++;
		last = date;
	}
	double mean = sum / N, variance = squares / N - mean * mean, counts = 0;
	CU_ASSERT_DOUBLE_EQUAL(mean, mean_gap, 4 * mean_gap / sqrt(N));
	CU_ASSERT_DOUBLE_EQUAL(variance, mean_gap * mean_gap, 4 * mean_gap * mean_gap * sqrt(8.0 / N));
	CU_ASSERT_DOUBLE_EQUAL((double)beyond / N, exp(-1), 4 * sqrt(exp(-1) * (1 - exp(-1)) / N));
	/* frames in a window of 1 ms: the variance is the mean, 1000 */
	for (int i = 0; i < 900; i++)
		counts += (in_window[i] - 1000.0) * (in_window[i] - 1000.0);
	CU_ASSERT_DOUBLE_EQUAL(counts / 900, 1000, 4 * 1000 * sqrt(2.0 / 900));
	feed_free(&f);
}

/* ---- bursts ---- */

static void test_bursts(void)
{
	struct traffic_settings s = bench_source(ARRIVALS_BURSTS, 1000000, 64);
	s.burst_off = MS(3);
	struct feed f = feed_new(&s, 1, 0, 1);
	vtime last = 0;
	int bursts = 0;
	for (int i = 1; i <= 400000; i++) {
		vtime date = traffic_next(f.traffic).date;
		CU_ASSERT(date % MS(4) < MS(1));
		if (i > 1)
			CU_ASSERT(date - last == NS(250) || date - last == NS(250) + MS(3));
		bursts += date - last > MS(1);
		last = date;
	}
	CU_ASSERT_EQUAL(last, MS(400)); /* 400,000 frames at a mean of 1 Mpps */
	CU_ASSERT_EQUAL(bursts, 100);
	feed_free(&f);
}

/* ---- sizes ---- */

static void test_mix(void)
{
	static const int weight[] = {7, 4, 1}, size[] = {64, 594, 1518};
	enum { N = 120000 };
	struct traffic_settings s = bench_source(ARRIVALS_CONSTANT, 1000000, 64);
	s.frame = (struct frame_mix){.n = 3, .size = {64, 594, 1518}, .weight = {7, 4, 1}};
	CU_ASSERT_DOUBLE_EQUAL(frame_mix_mean(&s.frame), (7 * 64 + 4 * 594 + 1518) / 12.0, 1e-9);
	struct feed f = feed_new(&s, 1, 0, 1);
	int count[3] = {0};
	for (int i = 0; i < N; i++) {
		int bytes = traffic_next(f.traffic).bytes;
		for (int k = 0; k < 3; k++)
			count[k] += bytes == size[k];
	}
	CU_ASSERT_EQUAL(count[0] + count[1] + count[2], N);
	for (int k = 0; k < 3; k++) {
		double p = weight[k] / 12.0;
		CU_ASSERT_DOUBLE_EQUAL(count[k], N * p, 4 * sqrt(N * p * (1 - p)));
	}
	feed_free(&f);
}

/* ---- several sources ---- */

static void test_load(void)
{
	struct traffic_settings s[] = {bench_source(ARRIVALS_CONSTANT, 100, 64),
				       bench_source(ARRIVALS_CONSTANT, 300, 64)};
	struct feed f = feed_new(s, 2, 1000000, 1);
	int count[2] = {0};
	vtime last = 0;
	for (struct frame_arrival a = traffic_next(f.traffic); a.date <= MS(100);
	     a = traffic_next(f.traffic)) {
		CU_ASSERT(a.date >= last);
		last = a.date;
		count[a.source]++;
	}
	CU_ASSERT_EQUAL(count[0], 25000);
	CU_ASSERT_EQUAL(count[1], 74999); /* half a gap late */
	feed_free(&f);
}

/* At one date the source listed first goes first. */
static void test_ties(void)
{
	struct traffic_settings s[3];
	for (int i = 0; i < 3; i++)
		s[i] = bench_source(ARRIVALS_BURSTS, 500000, 64);
	struct feed f = feed_new(s, 3, 0, 1);
	for (int i = 0; i < 3000; i++) {
		struct frame_arrival a = traffic_next(f.traffic);
		CU_ASSERT_EQUAL(a.source, i % 3);
		CU_ASSERT_EQUAL(a.date % US(1), 0);
	}
	feed_free(&f);
}

/* A source's dates and sizes come from streams of its own: others beside it change nothing, another seed
 * everything. */
static void test_streams(void)
{
	struct traffic_settings s[3];
	for (int i = 0; i < 3; i++) {
		s[i] = bench_source(ARRIVALS_POISSON, 100000 * (i + 1), 64);
		s[i].frame = (struct frame_mix){.n = 2, .size = {64, 1518}, .weight = {1, 1}};
	}
	struct feed alone = feed_new(s, 1, 0, 1), among = feed_new(s, 3, 0, 1), other = feed_new(s, 1, 0, 2);
	int same_date = 0, same_size = 0;
	for (int i = 0; i < 10000; i++) {
		struct frame_arrival a = traffic_next(alone.traffic), c = traffic_next(other.traffic), b;
		do
			b = traffic_next(among.traffic);
		while (b.source != 0);
		CU_ASSERT_EQUAL(a.date, b.date);
		CU_ASSERT_EQUAL(a.bytes, b.bytes);
		same_date += a.date == c.date;
		same_size += a.bytes == c.bytes;
	}
	CU_ASSERT(same_date < 10);
	CU_ASSERT(same_size < 5300);
	feed_free(&alone);
	feed_free(&among);
	feed_free(&other);
}

/* Two sources with the same settings are two sequences, not one twice. */
static void test_unlike(void)
{
	struct traffic_settings s[] = {bench_source(ARRIVALS_POISSON, 100000, 64),
				       bench_source(ARRIVALS_POISSON, 100000, 64)};
	struct feed f = feed_new(s, 2, 0, 1);
	vtime last = -1;
	int same = 0, of_first = 0;
	for (int i = 0; i < 10000; i++) {
		struct frame_arrival a = traffic_next(f.traffic);
		same += a.date == last;
		of_first += a.source == 0;
		last = a.date;
	}
	CU_ASSERT(same < 10);
	CU_ASSERT_DOUBLE_EQUAL(of_first, 5000, 200);
	feed_free(&f);
}

/* ---- the wire ---- */

static void test_wire_time(void)
{
	static const struct {
		int64_t bits_per_s, bytes;
		vtime ps;
	} cases[] = {
		{10000000000, 64, 67200},
		{10000000000, 1518, 1230400},
		{1000000000, 64, 672000},
		{100000000000, 64, 6720},
		{40000000000, 9000, 1804000},
		{100000000, 64, 6720000},
		{0, 64, 0},
	};
	EACH_CASE (i, cases, bits_per_s)
		CU_ASSERT_EQUAL(wire_time(cases[i].bits_per_s, cases[i].bytes), cases[i].ps);
}

/* Frames that come faster than the wire takes them arrive back to back; after them the wire is idle again. */
static void test_wire_burst(void)
{
	static const struct {
		int bytes;
		vtime each; /* at 10 Gbit/s */
	} cases[] = {{64, 67200}, {128, 118400}, {1518, 1230400}};
	EACH_CASE (k, cases, bytes) {
		struct traffic_settings s = bench_burst(50, NS(50), cases[k].bytes);
		struct feed f = feed_new(&s, 1, 0, 1);
		struct wire w;
		wire_init(&w, f.traffic, bench_seed, 10000000000, US(5));
		for (int n = 1; n <= 50; n++) {
			vtime seen = w.next.date;
			CU_ASSERT_EQUAL(seen, NS(50) + n * cases[k].each + US(5));
			CU_ASSERT_EQUAL(wire_take(&w).date, seen);
		}
		/* the next burst, more than 50 s later */
		vtime sent = w.next.date - US(5) - cases[k].each;
		CU_ASSERT(sent > 50 * VTIME_PER_S);
		CU_ASSERT_EQUAL(sent % NS(50), 0);
		feed_free(&f);
	}
}

/* Slower than the wire, a frame takes its own time and no more. */
static void test_wire_idle(void)
{
	static const int64_t speeds[] = {0, 1000000000, 10000000000};
	static const vtime takes[] = {0, NS(672), 67200};
	EACH_CASE (k, speeds) {
		struct traffic_settings s = bench_source(ARRIVALS_CONSTANT, 1000000, 64);
		struct feed f = feed_new(&s, 1, 0, 1);
		struct wire w;
		wire_init(&w, f.traffic, bench_seed, speeds[k], NS(300));
		for (int n = 1; n <= 1000; n++)
			CU_ASSERT_EQUAL(wire_take(&w).date, US(n) + takes[k] + NS(300));
		feed_free(&f);
	}
}

/* What sources are called: with their number in the list where several are called the same. */
static void test_names(void)
{
	static const char *const ends[][2] = {
		{"", "vm0"}, {"vm0", "wire"}, {"", "vm1"}, {"", "vm0"}, {"host", "vm0"}};
	static const char *const names[] = {"tester to vm0 #0", "vm0 to wire", "tester to vm1",
					    "tester to vm0 #3", "host to vm0"};
	GArray *traffic = g_array_new(FALSE, TRUE, sizeof(struct traffic_settings));
	EACH_CASE (i, ends) {
		struct traffic_settings set = {.from = (char *)ends[i][0], .to = (char *)ends[i][1]};
		g_array_append_val(traffic, set);
	}
	char **got = traffic_names(traffic);
	CU_ASSERT_EQUAL_FATAL(g_strv_length(got), G_N_ELEMENTS(names));
	EACH_CASE (i, names)
		CU_ASSERT_STRING_EQUAL(got[i], names[i]);
	g_strfreev(got);
	g_array_unref(traffic);
}

static const struct test_case cases[] = {
	{"constant: a million dates without drift", test_constant},
	{"constant: sources out of phase", test_out_of_phase},
	{"poisson: mean, variance, tail, counts", test_poisson},
	{"bursts: pattern and mean rate", test_bursts},
	{"a mix of sizes in its proportions", test_mix},
	{"rates scaled to a load", test_load},
	{"ties in order of listing", test_ties},
	{"what sources are called", test_names},
	{"a source's own streams", test_streams},
	{"sources alike are not the same", test_unlike},
	{"a frame's time on the wire", test_wire_time},
	{"back to back after a burst", test_wire_burst},
	{"an idle wire", test_wire_idle},
};
SUITE("traffic", cases)
