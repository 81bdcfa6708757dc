/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The host's NIC driver between a NIC and a sink.
 */
#include "models/host/nic_driver.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

#define QUEUES 2

/* A queue and a driver for each source, all on core 0; a packet takes 1 us in the driver. */
struct driver_bench {
	struct bench b;
	GArray *sources;
	struct traffic *traffic;
	struct packet seed[QUEUES];
	struct topology topology;
	struct wire wire;
	struct nic nic;
	struct softnet softnet;
	struct nic_driver driver[QUEUES];
	struct inlet sink;
};

static void take(struct task *t, struct frame *f)
{
	struct driver_bench *d = f->self;
	(void)t;
	packet_deliver(d->b.ledger, f->arg);
}

static void build_nic(struct driver_bench *d, int n, int64_t bits_per_s)
{
	static const int ones[] = {1, 1};
	topology_init(&d->topology, n, ones, ones);
	for (int i = 0; i < n; i++)
		d->seed[i] = (struct packet){.guest = i, .from = PORT_WIRE, .to = i};
	wire_init(&d->wire, d->traffic, d->seed, 0, 0);
	nic_init(&d->nic, d->b.ledger, &d->wire, &(struct wire_out){.bits_per_s = bits_per_s}, &d->topology,
		 &classifier_by_path, n, 0, bench_counter(&d->b, COUNTER_nic_interrupts));
}

static void driver_bench_init(struct driver_bench *d, enum era era, const struct traffic_settings *sources,
			      int n, int64_t budget, const struct nic_settings *settings)
{
	struct bench_config config = {.era = era, .ns = {[COST_nic_rx] = 1000}};
	*d = (struct driver_bench){.sink = {take, d}};
	bench_init(&d->b, &config);
	d->sources = bench_sources(sources, n);
	d->traffic = bench_traffic(d->sources, 0, 1);
	build_nic(d, n, 10000000000);
	softnet_init(&d->softnet, d->b.m->cores, budget, bench_counter(&d->b, COUNTER_napi_polls),
		     bench_counter(&d->b, COUNTER_time_squeeze));
	for (int i = 0; i < n; i++)
		nic_driver_init(&d->driver[i], &d->nic.queue[i], &d->softnet, settings, 64, &d->sink);
}

static void driver_bench_fini(struct driver_bench *d)
{
	nic_settle(&d->nic);
	nic_fini(&d->nic);
	topology_fini(&d->topology);
	traffic_free(d->traffic);
	g_array_free(d->sources, TRUE);
	bench_fini(&d->b);
}

static const struct nic_settings off = {.rx_ring = 512, .refill_batch = 1, .moderation = MODERATION_OFF};

/* Ten frames on each of two queues, a budget of 10: in 3.13 both polls complete and count nothing, so that the budget
 * is never spent; later the first one spends it. */
static void test_budget(void)
{
	static const struct {
		enum era era;
		int uncounted;
		int64_t squeezes;
	} cases[] = {{ERA_3_13, 10, 0}, {ERA_5_10, 0, 2}, {ERA_6_6, 0, 2}};
	EACH_CASE (i, cases, era) {
		struct traffic_settings s[] = {bench_burst(10, NS(100), 64), bench_burst(10, NS(100), 64)};
		struct driver_bench d;
		driver_bench_init(&d, cases[i].era, s, 2, 10, &off);
		bench_run(&d.b, MS(1));
		for (int q = 0; q < 2; q++) {
			CU_ASSERT_EQUAL(d.driver[q].napi.work, 10);
			CU_ASSERT_EQUAL(d.driver[q].napi.uncounted, cases[i].uncounted);
		}
		CU_ASSERT_EQUAL(*bench_counter(&d.b, COUNTER_time_squeeze), cases[i].squeezes);
		CU_ASSERT_EQUAL(*bench_counter(&d.b, COUNTER_napi_polls), 2);
		CU_ASSERT_EQUAL(d.b.ledger->delivered, 20);
		driver_bench_fini(&d);
	}
}

/* A poll that used its weight counts in every era: 64 of the budget of 64. */
static void test_full_poll(void)
{
	struct traffic_settings s = bench_burst(100, NS(100), 64);
	struct driver_bench d;
	driver_bench_init(&d, ERA_3_13, &s, 1, 64, &off);
	bench_run(&d.b, MS(1));
	CU_ASSERT_EQUAL(*bench_counter(&d.b, COUNTER_time_squeeze), 1);
	CU_ASSERT_EQUAL(*bench_counter(&d.b, COUNTER_napi_polls), 2);
	CU_ASSERT_EQUAL(d.driver[0].napi.work, 36);
	driver_bench_fini(&d);
}

/* One poll of five frames, from a gap of 50 us: 3.13 takes 300 bytes for few and goes a tenth of the way to 10 us,
 * 5.10 adds 2 us. */
static void test_moderation_by_era(void)
{
	struct nic_settings dynamic = off;
	dynamic.moderation = MODERATION_DYNAMIC;
	FOR_ERAS (era, ERA_3_13) {
		struct traffic_settings s = bench_burst(5, NS(100), 64);
		struct driver_bench d;
		driver_bench_init(&d, era, &s, 1, 300, &dynamic);
		bench_run(&d.b, MS(1));
		/* 3.13: 300 bytes in 50 us are few: a tenth of the way from 50 to 10 us */
		vtime expected = era > ERA_3_13
					 ? US(52)
					 : (vtime)(10 * (__int128)US(10) * US(50) / (9 * US(10) + US(50)));
		CU_ASSERT_EQUAL(d.driver[0].rx.queue->gap, expected);
		driver_bench_fini(&d);
	}
}

/* Before NAPI: a frame each 500 ns, and 1 us in the handler for each. It does not end before the last of 100, at
 * 100.5 us; the softirq hands none up until then. One interrupt. */
static void test_before_napi(void)
{
	struct traffic_settings s = bench_burst(100, NS(500), 64);
	struct driver_bench d;
	struct backlog backlog;
	driver_bench_init(&d, ERA_3_13, &s, 1, 300, &off);
	backlog_init(&backlog, &d.softnet, d.b.ledger, 1000, &d.sink);
	d.driver[0].backlog = &backlog;
	bench_run(&d.b, MS(1));
	machine_settle(d.b.m);
	CU_ASSERT_EQUAL(d.b.ledger->delivered, 100);
	CU_ASSERT_EQUAL(d.b.ledger->stream[0].latency.max, US(100));
	CU_ASSERT_EQUAL(d.b.ledger->stream[0].latency.min, NS(50500));
	CU_ASSERT_EQUAL(d.b.m->cores[0].booked[CONTEXT_hardirq * COST_COUNT + COST_nic_rx], US(100));
	CU_ASSERT_EQUAL(*bench_counter(&d.b, COUNTER_nic_interrupts), 1);
	driver_bench_fini(&d);
}

static const struct test_case cases[] = {
	{"before NAPI", test_before_napi},
	{"what a poll counts, by era", test_budget},
	{"a full poll counts", test_full_poll},
	{"moderation by era", test_moderation_by_era},
};
SUITE("nic driver", cases)
