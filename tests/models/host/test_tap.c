/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/tap.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

#include <string.h>

struct tap_bench {
	struct bench b;
	struct tap tap;
	int wakes;
	bool sleeps; /* the reader is asleep when it is woken */
};

static bool wake(void *self, struct core *from)
{
	struct tap_bench *t = self;
	CU_ASSERT_PTR_EQUAL(from, &t->b.m->cores[0]);
	t->wakes++;
	return t->sleeps;
}

static void tap_bench_init(struct tap_bench *t, const struct bench_config *config, int64_t limit)
{
	*t = (struct tap_bench){.sleeps = false};
	bench_init(&t->b, config);
	tap_init(&t->tap, t->b.ledger, limit, config->era, NULL, NULL);
	t->tap.reader = (struct tap_reader){wake, t};
	bench_feeder_init(&t->b, 0, &t->tap.in, 100);
}

/* n packets go in at once, with costs that are paid by `until`. */
static void push(struct tap_bench *t, int n, vtime until)
{
	bench_feed(&t->b, n);
	bench_run(&t->b, until);
}

static bool take(struct tap_bench *t)
{
	struct packet *p = tap_take(&t->tap);
	if (p)
		packet_deliver(t->b.ledger, p);
	return p;
}

static void tap_bench_fini(struct tap_bench *t)
{
	while (take(t))
		continue;
	bench_fini(&t->b);
}

/* Full: dropped here, its skb freed, and all that was paid for it is wasted. */
static void test_full(void)
{
	static const struct bench_config config = {.ns = {[COST_dev_queue_xmit] = 7,
							  [COST_tap_xmit] = 10,
							  [COST_tap_wake] = 3,
							  [COST_skb_free] = 5}};
	struct tap_bench t;
	tap_bench_init(&t, &config, 4);
	push(&t, 10, US(1));
	CU_ASSERT_EQUAL(t.tap.queue.length, 4);
	CU_ASSERT_EQUAL(t.b.ledger->dropped[DROP_tap_queue_full], 6);
	CU_ASSERT_EQUAL(t.b.ledger->wasted, 6 * NS(22));
	CU_ASSERT_EQUAL(bench_paid(&t.b, 0, COST_dev_queue_xmit), 10);
	CU_ASSERT_EQUAL(bench_paid(&t.b, 0, COST_tap_xmit), 10);
	CU_ASSERT_EQUAL(bench_paid(&t.b, 0, COST_skb_free), 6);
	CU_ASSERT_EQUAL(bench_paid(&t.b, 0, COST_tap_wake), 4);
	CU_ASSERT_EQUAL(t.wakes, 4);
	CU_ASSERT_TRUE(take(&t));
	push(&t, 2, US(2));
	CU_ASSERT_EQUAL(t.tap.queue.length, 4);
	CU_ASSERT_EQUAL(t.b.ledger->dropped[DROP_tap_queue_full], 7);
	tap_bench_fini(&t);
}

/* With RPS each packet is hashed anew, one that is dropped then, too. */
static void test_hashes(void)
{
	static const struct bench_config config = {.era = ERA_6_1,
						   .ns = {[COST_tap_xmit] = 10, [COST_tun_automq] = 20}};
	for (int hashes = 0; hashes < 2; hashes++) {
		struct tap_bench t;
		tap_bench_init(&t, &config, 4);
		t.tap.hashes = hashes;
		push(&t, 10, US(1));
		CU_ASSERT_EQUAL(t.b.ledger->dropped[DROP_tap_queue_full], 6);
		CU_ASSERT_EQUAL(bench_paid(&t.b, 0, COST_tun_automq), hashes ? 10 : 0);
		tap_bench_fini(&t);
	}
}

/* A tap of several queues hashes each packet of the bridge, in every kernel; a generator has chosen the queue itself. */
static void test_selects(void)
{
	FOR_ERAS (era, ERA_3_13) {
		for (int selects = 0; selects < 2; selects++) {
			struct bench_config config = {.era = era, .ns = {[COST_tun_automq] = 20}};
			struct tap_bench t;
			tap_bench_init(&t, &config, 500);
			t.tap.selects = selects;
			push(&t, 7, US(1));
			CU_ASSERT_EQUAL(bench_paid(&t.b, 0, COST_tun_automq), selects ? 7 : 0);
			tap_bench_fini(&t);
		}
	}
}

static void test_order(void)
{
	struct tap_bench t;
	tap_bench_init(&t, &(struct bench_config){0}, 500);
	push(&t, 100, NS(1));
	for (int i = 1; i <= 100; i++) {
		CU_ASSERT_EQUAL(t.tap.queue.head->id, i);
		take(&t);
	}
	CU_ASSERT_FALSE(take(&t));
	tap_bench_fini(&t);
}

/* A packet wakes the reader while it listens; a reader that slept costs a wake-up. */
static void test_wake(void)
{
	static const struct bench_config config = {.era = ERA_5_10,
						   .ns = {[COST_tap_wake] = 3, [COST_wake_up] = 7}};
	static const struct {
		bool listening, sleeps;
		int wakes, paid_wake, paid_wake_up;
	} cases[] = {{true, true, 5, 5, 5}, {true, false, 5, 5, 0}, {false, true, 0, 0, 0}};
	EACH_CASE (i, cases, listening) {
		struct tap_bench t;
		tap_bench_init(&t, &config, 500);
		CU_ASSERT_TRUE(t.tap.listening);
		t.tap.listening = cases[i].listening;
		t.sleeps = cases[i].sleeps;
		push(&t, 5, US(1));
		CU_ASSERT_EQUAL(t.wakes, cases[i].wakes);
		CU_ASSERT_EQUAL(bench_paid(&t.b, 0, COST_tap_wake), cases[i].paid_wake);
		CU_ASSERT_EQUAL(bench_paid(&t.b, 0, COST_wake_up), cases[i].paid_wake_up);
		CU_ASSERT_EQUAL(t.tap.queue.length, 5);
		tap_bench_fini(&t);
	}
}

/* The packet is in the queue before the reader is woken for it. */
static void test_queued_first(void)
{
	static const struct bench_config config = {.ns = {[COST_tap_xmit] = 10, [COST_tap_wake] = 30}};
	struct tap_bench t;
	tap_bench_init(&t, &config, 500);
	push(&t, 1, NS(10));
	CU_ASSERT_EQUAL(t.tap.queue.length, 1);
	CU_ASSERT_EQUAL(t.wakes, 0);
	bench_run(&t.b, NS(40));
	CU_ASSERT_EQUAL(t.wakes, 1);
	tap_bench_fini(&t);
}

/* ---- ptr_ring ---- */

/* Slots of pointers as the producer sees them: one is free only once the consumer has cleared it.
 * The consumer clears 16 at a time, and what is left at the end of the ring. With fewer than 32
 * slots it clears each one. */
struct slots {
	bool held[128];
	int size, producer, consumer, first_uncleared;
};

static bool slots_put(struct slots *s)
{
	if (s->held[s->producer])
		return false;
	s->held[s->producer] = true;
	s->producer = (s->producer + 1) % s->size;
	return true;
}

static void slots_consume(struct slots *s)
{
	int batch = s->size < 32 ? 1 : 16;
	s->consumer++;
	if (s->consumer - s->first_uncleared < batch && s->consumer < s->size)
		return;
	while (s->first_uncleared < s->consumer)
		s->held[s->first_uncleared++] = false;
	if (s->consumer == s->size)
		s->consumer = s->first_uncleared = 0;
}

static void against_slots(enum era era, int size)
{
	struct tap_bench t;
	struct slots s = {.size = size};
	struct rng r;
	int64_t dropped = 0;
	rng_init(&r, 1, (uint64_t)size, "slots");
	tap_bench_init(&t, &(struct bench_config){.era = era}, size);
	for (int i = 0; i < 3000; i++) {
		int n = bench_choose(&r, 0, size);
		if (rng_below(&r, 2)) {
			push(&t, n, bench_now(&t.b) + NS(1));
			for (int k = 0; k < n; k++)
				dropped += !slots_put(&s);
		} else {
			for (int k = 0; k < n && take(&t); k++)
				slots_consume(&s);
		}
		CU_ASSERT_EQUAL(t.b.ledger->dropped[DROP_tap_queue_full], dropped);
	}
	CU_ASSERT(dropped > 100);
	tap_bench_fini(&t);
}

static void test_ptr_ring(void)
{
	static const int sizes[] = {1, 5, 16, 20, 31, 32, 33, 100, 128};
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		FOR_ERAS (era, ERA_5_10)
			against_slots(era, sizes[i]);
	}
}

/* By hand: full at 64, 15 taken give nothing back, the 16th gives 16. 3.13: each gives one. */
static void test_slots_back(void)
{
	static const struct {
		enum era era;
		int taken, fit;
	} cases[] = {{ERA_5_10, 15, 0},
		     {ERA_5_10, 16, 16},
		     {ERA_5_10, 31, 16},
		     {ERA_5_10, 32, 32},
		     {ERA_3_13, 15, 15}};
	EACH_CASE (i, cases, era) {
		struct tap_bench t;
		tap_bench_init(&t, &(struct bench_config){.era = cases[i].era}, 64);
		push(&t, 64, NS(1));
		CU_ASSERT_EQUAL(t.b.ledger->dropped[DROP_tap_queue_full], 0);
		for (int k = 0; k < cases[i].taken; k++)
			take(&t);
		push(&t, 40, NS(2));
		CU_ASSERT_EQUAL(40 - t.b.ledger->dropped[DROP_tap_queue_full], cases[i].fit);
		tap_bench_fini(&t);
	}
}

static void test_depth(void)
{
	struct tap_bench t;
	tap_bench_init(&t, &(struct bench_config){0}, 500);
	push(&t, 3, NS(100)); /* at 0; two leave at 100, the last at 300 */
	take(&t);
	take(&t);
	bench_run(&t.b, NS(300));
	take(&t);
	CU_ASSERT_EQUAL(t.tap.depth.max, 3);
	CU_ASSERT_EQUAL(t.tap.depth.level, 0);
	CU_ASSERT_DOUBLE_EQUAL(depth_mean(&t.tap.depth, NS(500)), (3 * 100 + 1 * 200) / 500.0, 1e-12);
	depth_reset(&t.tap.depth, NS(500));
	CU_ASSERT_EQUAL(t.tap.depth.max, 0);
	CU_ASSERT_DOUBLE_EQUAL(depth_mean(&t.tap.depth, NS(900)), 0, 1e-12);
	tap_bench_fini(&t);
}

/* The queue's length: as set, or the era's; in 3.13 several queues share it. */
static void test_limit(void)
{
	static const struct {
		int64_t set;
		enum era era;
		int64_t limit;
	} cases[] = {{0, ERA_3_13, 500},  {0, ERA_5_10, 1000}, {0, ERA_6_1, 1000}, {0, ERA_6_6, 1000},
		     {0, ERA_6_12, 1000}, {7, ERA_3_13, 7},    {7, ERA_6_6, 7}};
	EACH_CASE (i, cases, set)
		CU_ASSERT_EQUAL(tap_limit(&(struct tap_settings){.queue = cases[i].set}, cases[i].era),
				cases[i].limit);
	FOR_ERAS (era, ERA_3_13) {
		static const struct tap_settings set = {.queue = 500}, small = {.queue = 2};
		CU_ASSERT_EQUAL(tap_queue_limit(&set, era, 1), 500);
		CU_ASSERT_EQUAL(tap_queue_limit(&set, era, 4), era == ERA_3_13 ? 125 : 500);
		CU_ASSERT_EQUAL(tap_queue_limit(&set, era, 3), era == ERA_3_13 ? 166 : 500);
		CU_ASSERT_EQUAL(tap_queue_limit(&small, era, 4), era == ERA_3_13 ? 1 : 2);
	}
}

/* Closed, it takes nothing, and only the freeing is paid for; what it held is lost when it closes. */
static void test_closed(void)
{
	static const struct bench_config config = {
		.era = ERA_5_10,
		.ns = {[COST_dev_queue_xmit] = 7, [COST_tap_xmit] = 10, [COST_skb_free] = 5}};
	struct tap_bench t;
	tap_bench_init(&t, &config, 500);
	push(&t, 3, US(1));
	tap_close(&t.tap);
	CU_ASSERT_EQUAL(t.tap.queue.length, 0);
	CU_ASSERT_EQUAL(t.b.ledger->dropped[DROP_tap_closed], 3);
	push(&t, 4, US(2));
	CU_ASSERT_EQUAL(t.b.ledger->dropped[DROP_tap_closed], 7);
	CU_ASSERT_EQUAL(bench_paid(&t.b, 0, COST_dev_queue_xmit), 3);
	CU_ASSERT_EQUAL(bench_paid(&t.b, 0, COST_tap_xmit), 3);
	CU_ASSERT_EQUAL(bench_paid(&t.b, 0, COST_skb_free), 4);
	tap_open(&t.tap);
	push(&t, 2, US(3));
	CU_ASSERT_EQUAL(t.tap.queue.length, 2);
	CU_ASSERT_EQUAL(t.tap.depth.level, 2);
	tap_bench_fini(&t);
}

/* What a reader gives back goes to the front; what has filled up meanwhile stays, and the oldest of the rest is lost. */
static void test_put_back(void)
{
	static const struct {
		int taken, more, lost;
	} cases[] = {{10, 0, 0}, {10, 4, 0}, {64, 36, 0}, {64, 50, 14}};
	EACH_CASE (i, cases, taken) {
		static const struct bench_config config = {.era = ERA_5_10};
		struct tap_bench t;
		struct packet_queue taken;
		tap_bench_init(&t, &config, 100);
		packet_queue_init(&taken);
		push(&t, 64, US(1));
		for (int k = 0; k < cases[i].taken; k++)
			packet_queue_push(&taken, tap_take(&t.tap));
		push(&t, cases[i].more, US(2));
		int64_t left = 64 + cases[i].more - cases[i].lost;
		tap_put_back(&t.tap, &taken);
		CU_ASSERT_EQUAL(taken.length, 0);
		CU_ASSERT_EQUAL(t.tap.queue.length, left);
		CU_ASSERT_EQUAL(t.tap.depth.level, left);
		CU_ASSERT_EQUAL(t.b.ledger->dropped[DROP_tap_queue_full], cases[i].lost);
		for (int64_t id = cases[i].lost + 1; t.tap.queue.head; id++) {
			CU_ASSERT_EQUAL(t.tap.queue.head->id, id);
			take(&t);
		}
		tap_bench_fini(&t);
	}
}

static const struct test_case cases[] = {
	{"closed", test_closed},
	{"packets put back", test_put_back},
	{"length by era", test_limit},
	{"full: dropped, and what was paid is wasted", test_full},
	{"hashes anew", test_hashes},
	{"selects a queue", test_selects},
	{"first in, first out", test_order},
	{"wakes a reader that listens", test_wake},
	{"queued before the wake-up", test_queued_first},
	{"slots come back in batches", test_slots_back},
	{"ptr_ring against an array of slots", test_ptr_ring},
	{"depth", test_depth},
};
SUITE("tap", cases)
