/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/backlog.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

/* The backlog of core 0, filled by an interrupt's handler, whose exit runs the softirq; and another NAPI
 * instance of the same core, with packets of its own. Who goes up is written down, as "b64 x36 ". */
struct backlog_bench {
	struct bench b;
	struct softnet softnet;
	struct backlog backlog;
	struct napi nic;
	int nic_packets;
	struct inlet in, up;
	bool both; /* the NIC has its packets when the first of the backlog's comes */
	char who;
	int in_a_row;
	int64_t last_id;
	int64_t up_packets;
};

static void end_row(struct backlog_bench *x)
{
	if (x->in_a_row > 0)
		g_string_append_printf(x->b.log, "%c%d ", x->who, x->in_a_row);
	x->in_a_row = 0;
}

static void went_up(struct backlog_bench *x, char who)
{
	if (who != x->who)
		end_row(x);
	x->who = who;
	x->in_a_row++;
}

static void up_receive(struct task *t, struct frame *f)
{
	struct backlog_bench *x = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_TIME(t, f, COST_app_sink, 0); /* what is owed */
	CU_ASSERT(p->id > x->last_id);
	x->last_id = p->id;
	x->up_packets++;
	went_up(x, 'b');
	packet_deliver(x->b.ledger, p);
}

static void nic_poll(struct task *t, struct frame *f)
{
	struct backlog_bench *x = f->self;
	(void)t;
	for (; x->nic_packets > 0 && x->nic.work < x->nic.weight; x->nic_packets--) {
		x->nic.work++;
		went_up(x, 'x');
	}
	if (x->nic.work < x->nic.weight)
		napi_complete(&x->nic);
}

static void enqueue(struct task *t, struct frame *f)
{
	struct backlog_bench *x = f->self;
	ROUTINE(f);
	CALL(t, f, netif_rx, &x->backlog, f->arg);
	if (x->both)
		napi_schedule(&x->nic);
}

static void backlog_bench_init(struct backlog_bench *x, const struct bench_config *config, int64_t limit)
{
	*x = (struct backlog_bench){.both = false};
	bench_init(&x->b, config);
	softnet_init(&x->softnet, x->b.m->cores, 300, bench_counter(&x->b, COUNTER_napi_polls),
		     bench_counter(&x->b, COUNTER_time_squeeze));
	x->in = (struct inlet){enqueue, x};
	x->up = (struct inlet){up_receive, x};
	backlog_init(&x->backlog, &x->softnet, x->b.ledger, limit, &x->up);
	napi_init(&x->nic, &x->softnet, nic_poll, x, 64);
	bench_feeder_init(&x->b, 0, &x->in, 64);
}

static int64_t polls(struct backlog_bench *x)
{
	return *bench_counter(&x->b, COUNTER_napi_polls);
}

/* netdev_max_backlog and one more are taken; the rest is lost, with what has been paid for it. */
static void test_limit(void)
{
	static const struct {
		int64_t limit;
		int packets, taken;
	} cases[] = {{1000, 1000, 1000}, {1000, 1001, 1001}, {1000, 1010, 1001}, {1, 5, 2}};
	EACH_CASE (i, cases, limit) {
		static const struct bench_config config = {.ns = {[COST_netif_rx] = 2, [COST_skb_free] = 4}};
		struct backlog_bench x;
		int lost = cases[i].packets - cases[i].taken;
		backlog_bench_init(&x, &config, cases[i].limit);
		bench_feed(&x.b, cases[i].packets);
		bench_run(&x.b, MS(1));
		CU_ASSERT_EQUAL(x.up_packets, cases[i].taken);
		CU_ASSERT_EQUAL(x.b.ledger->dropped[DROP_host_backlog_full], lost);
		CU_ASSERT_EQUAL(x.b.ledger->wasted, NS(6) * lost);
		CU_ASSERT_EQUAL(bench_paid(&x.b, 0, COST_netif_rx), cases[i].packets);
		bench_fini(&x.b);
	}
}

/* Polls of 64; one that takes just as many is not complete and looks once more. */
static void test_weight(void)
{
	static const struct {
		int packets, polls;
	} cases[] = {{1, 1}, {63, 1}, {64, 2}, {65, 2}, {127, 2}, {128, 3}, {300, 5}};
	for (size_t i = 0; i < 3 * G_N_ELEMENTS(cases); i++) {
		struct bench_config config = {.era = (enum era)(i % 3)};
		struct backlog_bench x;
		backlog_bench_init(&x, &config, 1000);
		bench_feed(&x.b, cases[i / 3].packets);
		bench_run(&x.b, MS(1));
		CU_ASSERT_EQUAL(x.up_packets, cases[i / 3].packets);
		CU_ASSERT_EQUAL(polls(&x), cases[i / 3].polls);
		CU_ASSERT_FALSE(x.backlog.napi.scheduled);
		bench_fini(&x.b);
	}
}

/* Two packets: enqueued at 1 and 2, then the softirq: a poll of 4, and 8 a packet. */
static void test_dates(void)
{
	static const struct bench_config config = {
		.ns = {[COST_netif_rx] = 1, [COST_napi_poll] = 4, [COST_netif_receive] = 8}};
	struct backlog_bench x;
	backlog_bench_init(&x, &config, 1000);
	bench_feed(&x.b, 2);
	bench_run(&x.b, NS(13));
	CU_ASSERT_EQUAL(x.up_packets, 0);
	bench_run(&x.b, NS(14));
	CU_ASSERT_EQUAL(x.up_packets, 1);
	bench_run(&x.b, NS(21));
	CU_ASSERT_EQUAL(x.up_packets, 1);
	bench_run(&x.b, NS(22));
	CU_ASSERT_EQUAL(x.up_packets, 2);
	bench_fini(&x.b);
}

/* One that has used up its weight stays scheduled: a packet that comes as it is polled again, at 516 to 520, belongs to
 * that poll. */
static void test_stays_scheduled(void)
{
	static const struct bench_config config = {.ns = {[COST_napi_poll] = 4, [COST_netif_receive] = 8}};
	struct backlog_bench x;
	backlog_bench_init(&x, &config, 1000);
	bench_feed(&x.b, 64);
	bench_run(&x.b, NS(518));
	CU_ASSERT_EQUAL(x.up_packets, 64);
	bench_feed(&x.b, 1);
	bench_run(&x.b, US(10));
	CU_ASSERT_EQUAL(x.up_packets, 65);
	CU_ASSERT_EQUAL(polls(&x), 2);
	bench_fini(&x.b);
}

/* On one poll list with a NIC: they take turns of 64. */
static void test_shared(void)
{
	FOR_ERAS (era, ERA_3_13) {
		struct bench_config config = {.era = era};
		struct backlog_bench x;
		backlog_bench_init(&x, &config, 1000);
		x.both = true;
		x.nic_packets = 100;
		bench_feed(&x.b, 150);
		bench_run(&x.b, MS(1));
		end_row(&x);
		CU_ASSERT_STRING_EQUAL(x.b.log->str, "b64 x64 b64 x36 b22 ");
		CU_ASSERT_EQUAL(polls(&x), 5);
		bench_fini(&x.b);
	}
}

static const struct test_case cases[] = {
	{"netdev_max_backlog and one more", test_limit},
	{"weight 64", test_weight},
	{"a packet as it is polled again", test_stays_scheduled},
	{"dates", test_dates},
	{"turns with a NIC", test_shared},
};
SUITE("backlog", cases)
