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

/* ---- through a switch ---- */

static bool put_at(struct wire *w, vtime date, int machine, int id)
{
	return wire_put(
		w, &(struct wire_frame){.date = date, .machine = machine, .packet = {.id = id, .bytes = 64}});
}

/* A frame of 64 bytes takes 67.2 ns at 10 Gbit/s, and 500 ns to the NIC. Those of the machines 0 to 2 come to the switch at 1,000, 1,000, 1,010
 * and 5,000 ns, and are put in in another order: they go out one after another, the last one when the wire is idle. */
static void test_switch(void)
{
	static const vtime dates[] = {NS(1000) + 567200, NS(1000) + 634400, NS(1000) + 701600,
				      NS(5000) + 567200};
	struct wire w;
	wire_init(&w, NULL, NULL, 10000000000, NS(500));
	w.switched = true;
	CU_ASSERT_FALSE(put_at(&w, NS(1010), 1, 3));
	CU_ASSERT_EQUAL(w.next.date, NS(1010) + 567200);
	CU_ASSERT_FALSE(put_at(&w, NS(5000), 0, 4));
	CU_ASSERT_TRUE(put_at(&w, NS(1000), 2, 2));
	CU_ASSERT_TRUE(put_at(&w, NS(1000), 1, 1)); /* at one date the lower number */
	CU_ASSERT_EQUAL(wire_waiting(&w), 4);
	for (int i = 0; i < 4; i++) {
		CU_ASSERT_EQUAL(w.next.date, dates[i]);
		CU_ASSERT_EQUAL(wire_take(&w).packet.id, i + 1);
	}
	CU_ASSERT_EQUAL(w.next.date, SOURCE_NEVER);
	CU_ASSERT_EQUAL(wire_waiting(&w), 0);
	wire_fini(&w);
}

struct crossing {
	vtime in, out;
	int machine, order;
};

static int by_arrival(const void *a, const void *b)
{
	const struct crossing *x = a, *y = b;
	if (x->in != y->in)
		return x->in < y->in ? -1 : 1;
	return x->machine != y->machine ? x->machine - y->machine : x->order - y->order;
}

#define CROSSINGS 3000
#define SENDERS 5

/* Machines that have come to different dates, as windows are simulated; taken is what no later one can come before. Against
 * a sort of all frames, and the sum of their times on the wire. */
static void test_switch_random(void)
{
	static struct crossing all[CROSSINGS];
	struct wire w;
	struct rng r;
	vtime at[SENDERS] = {0}, idle = 0;
	int taken = 0;
	wire_init(&w, NULL, NULL, 10000000000, NS(500));
	w.switched = true;
	rng_init(&r, 1, 0, "switch");
	static int order[CROSSINGS];
	for (int i = 0; i < CROSSINGS; i++) {
		int m = bench_choose(&r, 0, SENDERS - 1);
		at[m] += NS(10 * bench_choose(&r, 0, 60));
		all[i] = (struct crossing){at[m], 0, m, i};
		put_at(&w, at[m], m, i);
		vtime known = at[0];
		for (int k = 1; k < SENDERS; k++)
			known = MIN(known, at[k]);
		for (; w.next_in < known && w.next.date != SOURCE_NEVER; taken++) {
			struct wire_frame frame = wire_take(&w);
			order[taken] = (int)frame.packet.id;
			all[order[taken]].out = frame.date;
		}
	}
	CU_ASSERT(taken > CROSSINGS / 2);
	for (; w.next.date != SOURCE_NEVER; taken++) {
		struct wire_frame frame = wire_take(&w);
		order[taken] = (int)frame.packet.id;
		all[order[taken]].out = frame.date;
	}
	CU_ASSERT_EQUAL(taken, CROSSINGS);
	qsort(all, CROSSINGS, sizeof(*all), by_arrival);
	for (int i = 0; i < CROSSINGS; i++) {
		idle = MAX(idle, all[i].in) + 67200;
		CU_ASSERT_EQUAL(all[i].out, idle + NS(500));
		CU_ASSERT_EQUAL(order[i], all[i].order);
	}
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
	{"through a switch, by hand", test_switch},
	{"through a switch, at random, against a sort", test_switch_random},
};
SUITE("wire", cases)
