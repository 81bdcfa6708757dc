/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/wire.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/child.h"
#include "tests/lib/suite.h"

static struct wire_frame frame_of(int number)
{
	return (struct wire_frame){.date = NS(10 * number), .packet = {.id = number, .bytes = 64 + number}};
}

static void take(struct wire *w, int number)
{
	struct wire_frame frame = wire_take(w);
	CU_ASSERT_EQUAL(frame.date, NS(10 * number));
	CU_ASSERT_EQUAL(frame.packet.id, number);
	CU_ASSERT_EQUAL(frame.packet.bytes, 64 + number);
}

/* Nothing until a frame is put in; the next one can be seen. */
static void test_empty(void)
{
	struct wire w;
	wire_init(&w, NULL, NULL, 0, 0);
	CU_ASSERT_EQUAL(w.next.date, SOURCE_NEVER);
	struct wire_frame frame = frame_of(7);
	wire_put(&w, &frame);
	CU_ASSERT_EQUAL(w.next.date, NS(70));
	take(&w, 7);
	CU_ASSERT_EQUAL(w.next.date, SOURCE_NEVER);
	wire_fini(&w);
}

/* Putting and taking at random, with more and more under way, so that what is kept grows while it lies across
 * its end: out come the numbers in order. */
static void test_order(void)
{
	struct wire w;
	struct rng r;
	int put = 0, taken = 0, most = 0;
	wire_init(&w, NULL, NULL, 0, 0);
	rng_init(&r, 1, 0, "wire");
	for (int i = 0; i < 20000; i++) {
		for (int n = bench_choose(&r, 0, 6); n > 0; n--) {
			struct wire_frame frame = frame_of(++put);
			wire_put(&w, &frame);
		}
		for (int n = bench_choose(&r, 0, 5); n > 0 && taken < put; n--)
			take(&w, ++taken);
		CU_ASSERT_EQUAL(w.next.date, taken < put ? NS(10 * (taken + 1)) : SOURCE_NEVER);
		most = MAX(most, put - taken);
	}
	CU_ASSERT(most > 1000);
	while (taken < put)
		take(&w, ++taken);
	CU_ASSERT_EQUAL(w.next.date, SOURCE_NEVER);
	wire_fini(&w);
}

static void put_beside_tester(const void *arg)
{
	struct traffic_settings s = bench_source(ARRIVALS_CONSTANT, 1000, 64);
	GArray *sources = bench_sources(&s, 1);
	struct wire_frame frame = frame_of(1);
	struct wire w;
	(void)arg;
	wire_init(&w, bench_traffic(sources, 0, 1), bench_seed, 0, 0);
	wire_put(&w, &frame);
}

/* The far end is the tester or another machine, not both. */
static void test_tester(void)
{
	struct child c = child_run(put_beside_tester, NULL);
	CU_ASSERT_EQUAL(c.status, EXIT_INTERNAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(c.err, "beside the tester's"));
	child_free(&c);
}

/* Bytes and 20 more, at 10 Gbit/s 800 ps each. */
static void test_time(void)
{
	CU_ASSERT_EQUAL(wire_time(10000000000, 64), 67200);
	CU_ASSERT_EQUAL(wire_time(10000000000, 1518), 1230400);
	CU_ASSERT_EQUAL(wire_time(1000000000, 64), 672000);
	CU_ASSERT_EQUAL(wire_time(40000000000, 9018), 1807600);
	CU_ASSERT_EQUAL(wire_time(10000000, 1518), 1230400000); /* 10 Mbit/s */
	CU_ASSERT_EQUAL(wire_time(0, 1518), 0);
	CU_ASSERT_EQUAL(wire_time(10000000000, 1152901),
			922336800); /* the last, and the first, in 64 bits or in 128 */
	CU_ASSERT_EQUAL(wire_time(10000000000, 1152902), 922337600);
	CU_ASSERT_EQUAL(wire_time(1000, 1152902), 9223376000000000);
}

static const struct test_case cases[] = {
	{"empty", test_empty},
	{"frames of another machine in order, however many", test_order},
	{"not beside the tester", test_tester},
	{"time of a frame", test_time},
};
SUITE("wire", cases)
