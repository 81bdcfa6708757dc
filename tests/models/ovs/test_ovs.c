/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Open vSwitch's datapath on core 0 and its daemon from core 1 on, between a feeder and a sink. Every cost is another power of two,
 * so that the dates, which are worked out by hand, tell which were paid.
 */
#include "models/ovs/vswitchd.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

#define MISS 11	       /* ovs_receive 1, a mask 2, ovs_upcall 8: the packet is in the socket */
#define HIT 7	       /* ovs_receive 1, a mask 2, ovs_execute 4 */
#define READ (32 + 64) /* ovs_recv, ovs_xlate */
#define PUT 256
#define EXECUTE (512 + 4)
#define OPERATE 128
#define POLL 1024

struct ovs_bench {
	struct bench b;
	struct bridge ports;
	struct ovs_datapath dp;
	struct vswitchd v;
	struct switch_settings settings;
	struct inlet sink;
	uint32_t hash; /* of the next packet */
	uint32_t step; /* from one to the next */
	int from;
	struct irq irq;
	int left;
};

static void sink_receive(struct task *t, struct frame *f)
{
	struct ovs_bench *x = f->self;
	ROUTINE(f);
	PAY_TIME(t, f, COST_app_sink, 0); /* what is owed */
	g_string_append_printf(x->b.log, "%d@%" PRId64 " ", t->core->id, bench_now(&x->b) / VTIME_PER_NS);
	packet_deliver(x->b.ledger, f->arg);
}

static struct packet *next_packet(struct ovs_bench *x)
{
	struct packet *p = bench_packet(x->b.ledger, bench_now(&x->b), 64, 0);
	p->hash = x->hash;
	x->hash += x->step;
	p->from = x->from;
	return p;
}

static void feed(struct task *t, struct frame *f)
{
	struct ovs_bench *x = f->self;
	ROUTINE(f);
	while (x->left > 0) {
		x->left--;
		HAND_OVER(t, f, &x->dp.in, next_packet(x));
	}
}

static struct switch_settings usual(void)
{
	return (struct switch_settings){.kind = SWITCH_OVS,
					.match = OVS_MATCH_5_TUPLE,
					.masks = 1,
					.handlers = 1,
					.max_idle = MS(10000),
					.flow_limit = 200000,
					.upcall_buffer = 1 << 20};
}

static void ovs_bench_init(struct ovs_bench *x, enum era era, struct switch_settings settings)
{
	struct bench_config config = {.cores = 4,
				      .era = era,
				      .ns = {[COST_ovs_receive] = 1,
					     [COST_ovs_mask] = 2,
					     [COST_ovs_execute] = 4,
					     [COST_ovs_upcall] = 8,
					     [COST_wake_up] = 16,
					     [COST_ovs_recv] = 32,
					     [COST_ovs_xlate] = 64,
					     [COST_ovs_operate] = OPERATE,
					     [COST_ovs_flow_new] = PUT,
					     [COST_ovs_packet_execute] = 512,
					     [COST_ovs_poll] = POLL,
					     [COST_ovs_dump] = 2048,
					     [COST_ovs_flow_del] = 4096}};
	*x = (struct ovs_bench){.sink = {sink_receive, x}, .hash = 1, .from = PORT_WIRE};
	bench_init(&x->b, &config);
	x->settings = settings;
	bridge_init(&x->ports, &x->b.topology);
	bridge_connect(&x->ports, 0, &x->sink);
	ovs_datapath_init(&x->dp, &x->ports, x->b.ledger, &x->settings);
	vswitchd_init(&x->v, &x->dp, &x->settings, &x->b.m->cores[1]);
	irq_init(&x->irq, x->b.m->cores, "feeder", feed, x);
}

static void ovs_bench_fini(struct ovs_bench *x)
{
	vswitchd_fini(&x->v);
	ovs_datapath_fini(&x->dp);
	bridge_fini(&x->ports);
	bench_fini(&x->b);
}

/* n packets with this hash at the date. */
static void at(struct ovs_bench *x, vtime date, uint32_t hash, int n)
{
	bench_run(&x->b, date);
	x->hash = hash;
	x->left += n;
	irq_raise(&x->irq);
}

static int64_t count(struct ovs_bench *x, int counter)
{
	return *bench_counter(&x->b, counter);
}

static void expect_counts(struct ovs_bench *x, int64_t hit, int64_t missed, int64_t lost, int64_t flows)
{
	CU_ASSERT_EQUAL(count(x, COUNTER_ovs_hit), hit);
	CU_ASSERT_EQUAL(count(x, COUNTER_ovs_missed), missed);
	CU_ASSERT_EQUAL(count(x, COUNTER_ovs_lost), lost);
	CU_ASSERT_EQUAL(count(x, COUNTER_ovs_flow_new), flows);
	CU_ASSERT_EQUAL(x->b.ledger->dropped[DROP_ovs_upcall_lost], lost);
}

/* A packet without a flow, one more before the flow is there, one after. */
static void test_dates(void)
{
	FOR_ERAS (era, ERA_3_13) {
		struct ovs_bench x;
		int64_t put = MISS + READ + OPERATE + PUT, first = put + EXECUTE, second;
		ovs_bench_init(&x, (enum era)era, usual());
		at(&x, 0, 1, 1);
		at(&x, NS(400), 1, 1); /* the flow is there from 491 on */
		CU_ASSERT_EQUAL(put, 491);
		at(&x, NS(600), 1, 1);
		bench_run(&x.b, MS(1));
		second = first + POLL + READ + OPERATE + EXECUTE;
		char *due = g_strdup_printf("0@%d 1@%" PRId64 " 1@%" PRId64 " ", 600 + HIT, first, second);
		CU_ASSERT_STRING_EQUAL(x.b.log->str, due);
		expect_counts(&x, 1, 2, 0, 1);
		CU_ASSERT_EQUAL(count(&x, COUNTER_copies), 6); /* into the message, out of it, and back */
		CU_ASSERT_EQUAL(count(&x, COUNTER_wakeups), 1);
		g_free(due);
		ovs_bench_fini(&x);
	}
}

/* All of a burst are read before any is served, 64 at most; one flow is put; 50 operations a system call. */
static void test_batches(void)
{
	static const struct {
		int packets, distinct; /* hashes of the packets: all the same, or all different */
		int operates, polls;
	} cases[] = {
		{1, 0, 1, 2},  {10, 0, 1, 2}, {25, 1, 1, 2}, {26, 1, 2, 2},
		{51, 0, 2, 2}, {64, 0, 2, 2}, {70, 0, 3, 3},
	};
	EACH_CASE (i, cases, packets) {
		struct ovs_bench x;
		ovs_bench_init(&x, ERA_6_1, usual());
		x.step = (uint32_t)cases[i].distinct;
		at(&x, 0, 1, cases[i].packets);
		bench_run(&x.b, MS(10));
		int64_t flows = cases[i].distinct ? cases[i].packets : 1;
		expect_counts(&x, 0, cases[i].packets, 0, flows);
		CU_ASSERT_EQUAL(x.b.ledger->delivered, cases[i].packets);
		CU_ASSERT_EQUAL(bench_paid(&x.b, 1, COST_ovs_flow_new), flows);
		CU_ASSERT_EQUAL(bench_paid(&x.b, 1, COST_ovs_operate), cases[i].operates);
		CU_ASSERT_EQUAL(bench_paid(&x.b, 1, COST_ovs_poll), cases[i].polls);
		CU_ASSERT_EQUAL(x.dp.table.installed, flows);
		ovs_bench_fini(&x);
	}
}

/* The socket takes messages while no more than twice 4 KiB wait: 836 bytes each, so that ten fit; the eleventh is refused, and all
 * after it, until the handler has read it empty. */
static void test_congestion(void)
{
	struct switch_settings small = usual();
	small.upcall_buffer = 4096;
	struct upcall_socket s;
	struct ovs_bench x;
	ovs_bench_init(&x, ERA_6_1, small);
	upcall_socket_init(&s, x.b.m, 4096);
	struct packet *p[12];
	for (int i = 0; i < 12; i++) {
		p[i] = bench_packet(x.b.ledger, 0, 64, 0);
		CU_ASSERT_EQUAL(upcall_socket_put(&s, p[i]), i < 10);
	}
	for (int i = 0; i < 9; i++)
		packet_deliver(x.b.ledger, upcall_socket_take(&s));
	CU_ASSERT_FALSE(upcall_socket_put(&s, p[10])); /* there is room, but it is not empty */
	packet_deliver(x.b.ledger, upcall_socket_take(&s));
	CU_ASSERT_TRUE(upcall_socket_put(&s, p[10]));
	packet_deliver(x.b.ledger, upcall_socket_take(&s));
	packet_deliver(x.b.ledger, p[11]);
	CU_ASSERT_EQUAL(s.bytes, 0);
	CU_ASSERT_EQUAL(s.depth.max, 10);
	/* In the datapath: one packet each 11 ns from 38 on, and the handler reads one each 96 ns from 43 on. The thirteenth finds
	 * ten waiting, and no other one is taken. */
	x.step = 1;
	at(&x, 0, 1, 30);
	bench_run(&x.b, MS(1));
	expect_counts(&x, 0, 30, 18, 12);
	CU_ASSERT_EQUAL(x.b.ledger->wasted, 18 * NS(MISS)); /* the message was made and freed */
	ovs_bench_fini(&x);
}

/* Which handler: by port, by hash, by core. */
static void test_dispatch(void)
{
	static const struct {
		enum era era;
		const char *log; /* cores of the handlers: 1 and 2 */
	} cases[] = {{ERA_3_13, "1121"}, {ERA_5_10, "1221"}, {ERA_6_1, "1111"}, {ERA_6_12, "1111"}};
	static const struct {
		uint32_t hash;
		int from;
	} packets[] = {{2, PORT_WIRE}, {3, PORT_WIRE}, {5, 0}, {4, 1}};
	EACH_CASE (i, cases, log) {
		struct ovs_bench x;
		struct switch_settings two = usual();
		char cores[8] = "";
		two.handlers = 2;
		ovs_bench_init(&x, cases[i].era, two);
		EACH_CASE (k, packets, hash) {
			x.from = packets[k].from;
			at(&x, US(10) * (vtime)(k + 1), packets[k].hash, 1);
			bench_run(&x.b, US(10) * (vtime)(k + 2) - 1);
			cores[k] = bench_log(&x.b)[0];
		}
		CU_ASSERT_STRING_EQUAL(cores, cases[i].log);
		ovs_bench_fini(&x);
	}
}

/* With MAC addresses only, all packets between two ports have one flow. */
static void test_match(void)
{
	struct ovs_bench x;
	struct switch_settings mac = usual();
	mac.match = OVS_MATCH_MAC;
	ovs_bench_init(&x, ERA_6_1, mac);
	for (int k = 0; k < 10; k++)
		at(&x, US(10) * k, (uint32_t)k + 1, 1);
	x.from = 1;
	at(&x, US(200), 1, 1);
	at(&x, US(300), 2, 1);
	bench_run(&x.b, MS(1));
	expect_counts(&x, 10, 2, 0, 2);
	ovs_bench_fini(&x);
}

/* Dumps come every 500 ms; a flow that was not used for 2 s is deleted at the first dump after that. */
static void test_idle(void)
{
	static const struct {
		int64_t used_ms, gone_ms; /* last packet; dump that deletes it */
	} cases[] = {{0, 2500}, {400, 2500}, {499, 2500}, {501, 3000}, {1200, 3500}};
	EACH_CASE (i, cases, used_ms) {
		struct ovs_bench x;
		struct switch_settings s = usual();
		s.match = OVS_MATCH_MAC;
		s.max_idle = MS(2000);
		ovs_bench_init(&x, ERA_6_1, s);
		at(&x, 0, 1, 1);
		if (cases[i].used_ms > 0)
			at(&x, MS(cases[i].used_ms), 1, 1);
		bench_run(&x.b, MS(cases[i].gone_ms));
		CU_ASSERT_EQUAL(x.dp.table.installed, 1);
		bench_run(&x.b, MS(cases[i].gone_ms) + US(10));
		CU_ASSERT_EQUAL(x.dp.table.installed, 0);
		CU_ASSERT_EQUAL(count(&x, COUNTER_ovs_flow_del), 1);
		at(&x, MS(cases[i].gone_ms) + US(20), 1, 1); /* as new */
		bench_run(&x.b, MS(cases[i].gone_ms) + US(40));
		CU_ASSERT_EQUAL(x.dp.table.installed, 1);
		ovs_bench_fini(&x);
	}
}

/* The limit of 1,000 flows: looked at with what was there up to 100 ms ago. More than it: 100 ms of idleness are enough. */
static void test_limit(void)
{
	struct ovs_bench x;
	struct switch_settings s = usual();
	s.flow_limit = 1000;
	s.upcall_buffer = 1 << 24;
	ovs_bench_init(&x, ERA_6_1, s);
	for (int k = 0; k < 1500; k++)
		at(&x, US(60) * k, (uint32_t)k + 1, 1); /* until 90 ms: the count is still 0 */
	bench_run(&x.b, MS(95));
	CU_ASSERT_EQUAL(x.dp.table.installed, 1500);
	for (int k = 0; k < 100; k++)
		at(&x, MS(110) + US(60) * k, (uint32_t)k + 5001, 1); /* it is known now */
	bench_run(&x.b, MS(499));
	CU_ASSERT_EQUAL(x.dp.table.installed, 1500);
	CU_ASSERT_EQUAL(x.b.ledger->delivered, 1600);
	bench_run(&x.b, MS(600));
	CU_ASSERT_EQUAL(x.dp.table.installed, 0);
	ovs_bench_fini(&x);
}

static const struct test_case cases[] = {
	{"dates, in every era", test_dates}, {"batches", test_batches},
	{"a full socket", test_congestion},  {"which handler", test_dispatch},
	{"MAC addresses only", test_match},  {"idle flows", test_idle},
	{"the flow limit", test_limit},
};
SUITE("ovs", cases)
