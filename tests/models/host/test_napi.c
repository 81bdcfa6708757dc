/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/napi_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

static void arrive_30(void *device)
{
	arrive(device, 30);
}

/* ---- the order of polls ---- */

/* Devices A, B, ... hold so many packets at first; 10 ns each, and two devices' polls take less than a jiffy. */
static void test_order(void)
{
	static const struct {
		enum era era;
		int64_t budget;
		int backlog[3];
		const char *log;
		int64_t squeezes;
	} cases[] = {
		/* the budget of 300 is looked at between polls: five of 64 */
		{ERA_3_13,
		 300,
		 {1000},
		 "|A64 A64 A64 A64 A64 |A64 A64 A64 A64 A64 |A64 A64 A64 A64 A64 |A40 ",
		 3},
		{ERA_3_13, 300, {320}, "|A64 A64 A64 A64 A64 |A0 ", 1},
		{ERA_3_13, 300, {300}, "|A64 A64 A64 A64 A44 ", 0},
		{ERA_3_13, 320, {320}, "|A64 A64 A64 A64 A64 |A0 ", 1},
		{ERA_3_13, 321, {320}, "|A64 A64 A64 A64 A64 A0 ", 0},
		/* round robin */
		{ERA_3_13, 300, {200, 150}, "|A64 B64 A64 B64 A64 |B22 A8 ", 1},
		{ERA_3_13, 300, {10, 150, 70}, "|A10 B64 C64 B64 C6 B22 ", 0},
		/* each instance once in a round */
		{ERA_5_10, 300, {200}, "|A64 |A64 |A64 |A8 ", 0},
		{ERA_5_10, 300, {200, 150}, "|A64 B64 |A64 B64 |A64 B22 |A8 ", 0},
		{ERA_5_10, 300, {10, 150, 70}, "|A10 B64 C64 |B64 C6 |B22 ", 0},
		{ERA_6_1, 300, {10, 150, 70}, "|A10 B64 C64 |B64 C6 |B22 ", 0},
		{ERA_6_12, 300, {10, 150, 70}, "|A10 B64 C64 |B64 C6 |B22 ", 0},
		/* out of budget: those not polled go first */
		{ERA_5_10, 100, {100, 100, 100}, "|A64 B64 |C64 A36 |B36 C36 ", 2},
		{ERA_3_13, 100, {100, 100, 100}, "|A64 B64 |C64 A36 |B36 C36 ", 2},
		/* from 4.x on the look comes after the poll, even when nothing is left */
		{ERA_5_10, 50, {50}, "|A50 ", 1},
		{ERA_3_13, 50, {50}, "|A50 ", 0},
	};
	EACH_CASE (i, cases, era) {
		struct napi_bench n;
		napi_bench_init(&n, cases[i].era, cases[i].budget, NS(10));
		for (int k = 0; k < 3; k++)
			arrive(&n.device[k], cases[i].backlog[k]);
		bench_run(&n.b, MS(5));
		CU_ASSERT_STRING_EQUAL(bench_log(&n.b), cases[i].log);
		CU_ASSERT_EQUAL(squeezes(&n), cases[i].squeezes);
		bench_fini(&n.b);
	}
}

/* What a poll keeps from the budget does not squeeze; the next poll of the instance counts anew. */
static void test_uncounted(void)
{
	static const struct {
		bool uncounted;
		const char *log;
		int64_t squeezes;
	} cases[] = {{false, "|A60 B60 |C60 A40 ", 1}, {true, "|A60 B60 C60 |A40 ", 0}};
	EACH_CASE (i, cases, uncounted) {
		struct napi_bench n;
		napi_bench_init(&n, ERA_3_13, 100, NS(10));
		for (int k = 0; k < 3; k++) {
			n.device[k].uncounted = cases[i].uncounted;
			arrive(&n.device[k], 60);
		}
		bench_run(&n.b, NS(cases[i].uncounted ? 1900 : 1210));
		arrive(&n.device[0], 40);
		bench_run(&n.b, MS(1));
		CU_ASSERT_STRING_EQUAL(bench_log(&n.b), cases[i].log);
		CU_ASSERT_EQUAL(squeezes(&n), cases[i].squeezes);
		bench_fini(&n.b);
	}
}

/* D is scheduled at 700 ns, while B is polled and after A was. From 4.x on the next round takes C, which was
 * not polled, then D, and A and B last; in 3.13 A is back on the list before D comes. */
static void test_scheduled_meanwhile(void)
{
	static const struct {
		enum era era;
		const char *log;
	} cases[] = {
		{ERA_5_10, "|A64 B64 |C64 D30 A36 |B36 C36 "},
		{ERA_6_6, "|A64 B64 |C64 D30 A36 |B36 C36 "},
		{ERA_3_13, "|A64 B64 |C64 A36 |D30 B36 C36 "},
	};
	EACH_CASE (i, cases, era) {
		struct napi_bench n;
		napi_bench_init(&n, cases[i].era, 100, NS(10));
		for (int k = 0; k < 3; k++)
			arrive(&n.device[k], 100);
		bench_at(&n.b, NS(700), arrive_30, &n.device[3]);
		bench_run(&n.b, MS(1));
		CU_ASSERT_STRING_EQUAL(bench_log(&n.b), cases[i].log);
		bench_fini(&n.b);
	}
}

/* ---- the time limit ---- */

/* Two jiffies of 1 ms, counted from the jiffy in which net_rx_action starts; a poll of 64 takes 0.64 ms. What
 * follows is up to ksoftirqd. */
static void test_time(void)
{
	static const struct {
		vtime start;
		const char *log; /* of the first net_rx_action */
	} cases[] = {
		{US(0), "|A64 A64 A64 A64 "}, /* 1.92: go on; 2.56 */
		{US(100), "|A64 A64 A64 "},   /* 0.74, 1.38, 2.02 */
		{US(719), "|A64 A64 A64 "},   /* 1.359, 1.999 */
		{US(720), "|A64 A64 "},	      /* 2.0 */
		{US(1000), "|A64 A64 A64 A64 "},
	};
	EACH_CASE (i, cases, start) {
		struct napi_bench n;
		napi_bench_init(&n, ERA_3_13, 1000, US(10));
		bench_run(&n.b, cases[i].start);
		arrive(&n.device[0], 1000);
		bench_run(&n.b, MS(10));
		const char *log = bench_log(&n.b), *second = strchr(log + 1, '|');
		CU_ASSERT_EQUAL_FATAL((size_t)(second - log), strlen(cases[i].log));
		CU_ASSERT_EQUAL(strncmp(log, cases[i].log, strlen(cases[i].log)), 0);
		CU_ASSERT(squeezes(&n) > 0);
		bench_run(&n.b, MS(50));
		bench_fini(&n.b);
	}
}

/* From 4.x on: with four instances, the one whose poll passes the limit is the round's last. */
static void test_time_5_10(void)
{
	struct napi_bench n;
	napi_bench_init(&n, ERA_5_10, 1000, US(10));
	bench_run(&n.b, US(720));
	for (int k = 0; k < 4; k++)
		arrive(&n.device[k], 100);
	bench_run(&n.b, MS(5));
	CU_ASSERT_STRING_EQUAL(bench_log(&n.b), "|A64 B64 |C64 D64 A36 B36 |C36 D36 ");
	CU_ASSERT_EQUAL(squeezes(&n), 2);
	bench_fini(&n.b);
}

/* ---- completing ---- */

/* A completes with 10 and is interrupted again before its poll has returned: it goes to the tail, once. Alone it is
 * polled again in the next round; from 6.4 on in the same net_rx_action, unless that has spent its budget. */
static void test_interrupted_at_completion(void)
{
	static const struct {
		enum era era;
		int budget, others;
		const char *log;
		int64_t squeezes;
	} cases[] = {
		{ERA_3_13, 300, 70, "|A10 B64 A5 B6 ", 0}, {ERA_5_10, 300, 70, "|A10 B64 |A5 B6 ", 0},
		{ERA_6_6, 300, 70, "|A10 B64 |A5 B6 ", 0}, {ERA_3_13, 300, 0, "|A10 A5 ", 0},
		{ERA_5_10, 300, 0, "|A10 |A5 ", 0},	   {ERA_6_1, 300, 0, "|A10 |A5 ", 0},
		{ERA_6_6, 300, 0, "|A10 A5 ", 0},	   {ERA_6_12, 300, 0, "|A10 A5 ", 0},
		{ERA_6_6, 10, 0, "|A10 |A5 ", 1},	   {ERA_6_6, 300, 30, "|A10 B30 A5 ", 0},
		{ERA_6_6, 40, 30, "|A10 B30 |A5 ", 1},	   {ERA_6_1, 300, 30, "|A10 B30 |A5 ", 0},
	};
	EACH_CASE (i, cases, era) {
		struct napi_bench n;
		napi_bench_init(&n, cases[i].era, cases[i].budget, NS(10));
		n.b.m->costs[COST_napi_poll].fixed = NS(5);
		n.device[0].late = 5;
		arrive(&n.device[0], 10);
		if (cases[i].others)
			arrive(&n.device[1], cases[i].others);
		bench_run(&n.b, MS(1));
		CU_ASSERT_STRING_EQUAL(bench_log(&n.b), cases[i].log);
		CU_ASSERT_EQUAL(squeezes(&n), cases[i].squeezes);
		CU_ASSERT_EQUAL(n.device[0].done, 15);
		bench_fini(&n.b);
	}
}

static int count_on(const struct napi_list *list, const struct napi *n)
{
	int count = 0, length = 0;
	for (const struct napi *i = list->head; i && length < 2 * DEVICES; i = i->next, length++)
		count += i == n;
	CU_ASSERT_FATAL(length <= DEVICES);
	return count;
}

/* No instance stands twice on the lists, and none that is not scheduled stands there. */
static void check_lists(const struct napi_bench *n)
{
	for (int i = 0; i < DEVICES; i++) {
		const struct napi *napi = &n->device[i].napi;
		int count = count_on(&n->softnet.list, napi) + count_on(&n->softnet.round, napi) +
			    count_on(&n->softnet.repoll, napi);
		CU_ASSERT_FATAL(count <= (napi->scheduled ? 1 : 0));
	}
}

/* Arrivals at random, with interrupts that take time: all packets are processed, and the lists stay in order. */
static void test_random(void)
{
	FOR_ERAS (era, ERA_3_13) {
		struct napi_bench n;
		struct rng r;
		int offered = 0, done = 0;
		rng_init(&r, (uint64_t)era, 0, "napi");
		napi_bench_init(&n, era, 100, 0);
		n.b.m->costs[COST_nic_isr].fixed = NS(150);
		n.b.m->costs[COST_nic_irq_enable].fixed = NS(70);
		n.b.m->costs[COST_napi_poll].fixed = NS(20);
		for (int i = 0; i < 20000; i++) {
			struct device *d = &n.device[rng_below(&r, DEVICES)];
			int packets = bench_choose(&r, 0, rng_below(&r, 20) ? 10 : 300);
			d->each = NS(bench_choose(&r, 1, 30));
			arrive(d, packets);
			offered += packets;
			bench_run(&n.b, bench_now(&n.b) + NS(bench_choose(&r, 0, 600)));
			check_lists(&n);
			g_string_truncate(n.b.log, 0);
		}
		bench_run(&n.b, bench_now(&n.b) + MS(100));
		for (int i = 0; i < DEVICES; i++) {
			CU_ASSERT_FALSE(n.device[i].napi.scheduled);
			done += n.device[i].done;
		}
		CU_ASSERT_EQUAL(done, offered);
		CU_ASSERT_PTR_NULL(n.softnet.list.head);
		CU_ASSERT(squeezes(&n) > 100);
		bench_fini(&n.b);
	}
}

static const struct test_case cases[] = {
	{"order of polls, weight, budget and squeeze", test_order},
	{"polls that do not count", test_uncounted},
	{"an instance scheduled in the middle of a round", test_scheduled_meanwhile},
	{"two jiffies, 3.13", test_time},
	{"two jiffies, 5.10", test_time_5_10},
	{"interrupted at completion", test_interrupted_at_completion},
	{"random arrivals", test_random},
};
SUITE("napi", cases)
