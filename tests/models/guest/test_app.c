/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/app.h"
#include "models/guest/netdev.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/suite.h"

#define FIRST 3 /* the guest's first port; FIRST + 1 is its second */

/* A guest's application and devices whose driver writes down what it is given. */
struct app_bench {
	struct bench b;
	struct app app;
	struct bench_thread thread;
	struct sending {
		struct app_bench *bench;
		struct netdev dev;
		int number;
	} device[GUEST_PORTS_MAX];
	struct packet *packet; /* that the thread hands to the application */
	/* how the last packet was sent */
	int sent_by, from, to;
	int64_t id;
};

static void driver_xmit(struct task *t, struct frame *f)
{
	struct sending *s = f->self;
	struct packet *p = f->arg;
	struct app_bench *a = s->bench;
	(void)t;
	a->sent_by = s->number;
	a->from = p->from;
	a->to = p->to;
	a->id = p->id;
	packet_deliver(a->b.ledger, p);
}

static void receive(struct task *t, struct frame *f)
{
	struct app_bench *a = f->self;
	ROUTINE(f);
	HAND_OVER(t, f, &a->app.in, a->packet);
}

static void app_bench_init(struct app_bench *a, enum app_kind kind, int devices, int next_hop)
{
	static const struct bench_config config = {.ns = {[COST_app_sink] = 1,
							  [COST_app_reflect] = 2,
							  [COST_app_forward] = 4,
							  [COST_guest_xmit] = 8}};
	*a = (struct app_bench){.sent_by = -1};
	bench_init(&a->b, &config);
	app_init(&a->app, kind, a->b.ledger, FIRST, next_hop);
	for (int i = 0; i < devices; i++) {
		a->device[i].bench = a;
		a->device[i].number = i;
		netdev_init(&a->device[i].dev, a->b.ledger);
		a->device[i].dev.xmit = (struct inlet){driver_xmit, &a->device[i]};
		app_add_device(&a->app, &a->device[i].dev);
	}
	bench_thread_init(&a->thread, &a->b, 0, receive, a);
}

static void give(struct app_bench *a, int from, int to)
{
	struct packet seed = {.born = bench_now(&a->b), .bytes = 100, .guest = 7, .from = from, .to = to};
	a->packet = packet_born(a->b.ledger, &seed);
	bench_thread_wake(&a->thread);
	bench_run(&a->b, bench_now(&a->b) + US(1));
}

/* It ends in the guest, on the account of whom it was sent to, at the cost of a sink: 1 ns, and 0.25 a byte. */
static void test_sink(void)
{
	struct app_bench a;
	app_bench_init(&a, APP_SINK, 1, PORT_WIRE);
	a.b.m->costs[COST_app_sink].per_byte_fs = 250000;
	give(&a, PORT_WIRE, FIRST);
	CU_ASSERT_EQUAL(a.sent_by, -1);
	CU_ASSERT_EQUAL(a.b.ledger->guest[7].delivered, 1);
	CU_ASSERT_EQUAL(a.b.ledger->delivered_bytes, 100);
	CU_ASSERT_EQUAL(a.b.ledger->stream[0].latency.max, NS(26));
	bench_fini(&a.b);
}

/* Reflect answers through the device it came by. Forward knows its next hop and its last device. */
static const struct {
	enum app_kind kind;
	int devices, next_hop, from,
		to; /* next_hop: for the application; from, to: of the packet that comes */
	int sent_by, sent_from, sent_to;
	int ns;
} cases_sent[] = {
	{APP_REFLECT, 1, PORT_WIRE, PORT_WIRE, FIRST, 0, FIRST, PORT_WIRE, 10},
	{APP_REFLECT, 2, PORT_WIRE, PORT_WIRE, FIRST, 0, FIRST, PORT_WIRE, 10},
	{APP_REFLECT, 2, PORT_WIRE, PORT_WIRE, FIRST + 1, 1, FIRST + 1, PORT_WIRE, 10},
	{APP_REFLECT, 2, PORT_WIRE, 0, FIRST, 0, FIRST, 0, 10},
	{APP_REFLECT, 2, 5, 9, FIRST + 1, 1, FIRST + 1, 9, 10},
	{APP_FORWARD, 1, PORT_WIRE, PORT_WIRE, FIRST, 0, FIRST, PORT_WIRE, 12},
	{APP_FORWARD, 2, PORT_WIRE, PORT_WIRE, FIRST, 1, FIRST + 1, PORT_WIRE, 12},
	{APP_FORWARD, 2, 9, PORT_WIRE, FIRST, 1, FIRST + 1, 9, 12},
	{APP_FORWARD, 2, 9, 9, FIRST + 1, 1, FIRST + 1, 9, 12},
	{APP_FORWARD, 1, 9, 0, FIRST, 0, FIRST, 9, 12},
};

static void test_sent(void)
{
	EACH_CASE (i, cases_sent, kind) {
		struct app_bench a;
		app_bench_init(&a, cases_sent[i].kind, cases_sent[i].devices, cases_sent[i].next_hop);
		give(&a, cases_sent[i].from, cases_sent[i].to);
		CU_ASSERT_EQUAL(a.sent_by, cases_sent[i].sent_by);
		CU_ASSERT_EQUAL(a.from, cases_sent[i].sent_from);
		CU_ASSERT_EQUAL(a.to, cases_sent[i].sent_to);
		CU_ASSERT_EQUAL(a.id, 1);
		CU_ASSERT_EQUAL(a.b.ledger->stream[0].latency.max, NS(cases_sent[i].ns));
		CU_ASSERT_EQUAL(a.b.ledger->guest[7].offered, 1); /* the account stays */
		CU_ASSERT_EQUAL(a.b.ledger->guest[7].delivered, 1);
		bench_fini(&a.b);
	}
}

/* A device that takes nothing: the qdisc keeps it. */
static void test_stopped(void)
{
	struct app_bench a;
	app_bench_init(&a, APP_FORWARD, 2, PORT_WIRE);
	a.device[1].dev.stopped = true;
	give(&a, PORT_WIRE, FIRST);
	CU_ASSERT_EQUAL(a.sent_by, -1);
	CU_ASSERT_EQUAL(a.device[0].dev.qdisc.length, 0);
	CU_ASSERT_EQUAL(a.device[1].dev.qdisc.length, 1);
	bench_fini(&a.b);
}

static const struct test_case cases[] = {
	{"sink", test_sink},
	{"reflect and forward: device, ports, cost", test_sent},
	{"a stopped device", test_stopped},
};
SUITE("app", cases)
