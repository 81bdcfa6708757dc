/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/netdev.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/suite.h"

/* A device whose driver delivers each packet at once, writes its number down, and stops the queue after `room` more. */
struct netdev_bench {
	struct bench b;
	struct netdev dev;
	struct inlet in; /* dev_queue_xmit */
	struct bench_thread softirq;
	GArray *sent; /* ids */
	int room;
};

static void driver_xmit(struct task *t, struct frame *f)
{
	struct netdev_bench *n = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	CU_ASSERT_FALSE(n->dev.stopped);
	PAY_FOR(t, f, COST_guest_tx, p);
	g_array_append_val(n->sent, p->id);
	packet_deliver(n->b.ledger, p);
	if (--n->room == 0)
		n->dev.stopped = true;
}

static void netdev_bench_init(struct netdev_bench *n)
{
	static const struct bench_config config = {.ns = {[COST_guest_xmit] = 10, [COST_guest_tx] = 100}};
	*n = (struct netdev_bench){.sent = g_array_new(FALSE, FALSE, sizeof(int64_t)), .room = 1000000};
	bench_init(&n->b, &config);
	netdev_init(&n->dev, n->b.ledger);
	n->dev.xmit = (struct inlet){driver_xmit, n};
	n->in = (struct inlet){dev_queue_xmit, &n->dev};
	bench_feeder_init(&n->b, 0, &n->in, 100);
	bench_thread_init(&n->softirq, &n->b, 0, qdisc_run, &n->dev);
}

static void netdev_bench_fini(struct netdev_bench *n)
{
	g_array_free(n->sent, TRUE);
	bench_fini(&n->b);
}

/* n packets are handed to dev_queue_xmit, one after another. */
static void feed(struct netdev_bench *n, int packets)
{
	bench_feed(&n->b, packets);
	bench_run(&n->b, bench_now(&n->b) + MS(10));
}

/* The NET_TX softirq. */
static void run_softirq(struct netdev_bench *n)
{
	bench_thread_wake(&n->softirq);
	bench_run(&n->b, bench_now(&n->b) + MS(10));
}

static bool in_order(const struct netdev_bench *n)
{
	for (guint i = 0; i < n->sent->len; i++)
		if (g_array_index(n->sent, int64_t, i) != (int64_t)i + 1)
			return false;
	return true;
}

static void test_straight_through(void)
{
	struct netdev_bench n;
	netdev_bench_init(&n);
	feed(&n, 2000);
	CU_ASSERT_EQUAL(n.sent->len, 2000);
	CU_ASSERT_TRUE(in_order(&n));
	CU_ASSERT_EQUAL(n.b.ledger->stream[0].latency.min, NS(110));
	CU_ASSERT_EQUAL(n.b.ledger->stream[0].latency.max, NS(110));
	netdev_bench_fini(&n);
}

/* A stopped queue: 1000 wait, what comes on top is lost, the new one. */
static void test_full(void)
{
	static const struct {
		int packets, waiting, lost;
	} cases[] = {{1, 1, 0}, {999, 999, 0}, {1000, 1000, 0}, {1001, 1000, 1}, {1500, 1000, 500}};
	EACH_CASE (i, cases, packets) {
		struct netdev_bench n;
		netdev_bench_init(&n);
		n.room = 1;
		feed(&n, 1 + cases[i].packets);
		CU_ASSERT_EQUAL(n.sent->len, 1);
		CU_ASSERT_EQUAL(n.dev.qdisc.length, cases[i].waiting);
		CU_ASSERT_EQUAL(n.b.ledger->dropped[DROP_guest_qdisc_full], cases[i].lost);
		CU_ASSERT_EQUAL(n.b.ledger->wasted, cases[i].lost * NS(10));
		n.dev.stopped = false;
		for (int k = 0; k < 16; k++)
			run_softirq(&n);
		CU_ASSERT_EQUAL(n.sent->len, 1 + (guint)cases[i].waiting);
		CU_ASSERT_TRUE(in_order(&n)); /* the oldest stayed */
		netdev_bench_fini(&n);
	}
}

/* A run of the qdisc sends 64, and none while the queue is stopped. */
static void test_quota(void)
{
	struct netdev_bench n;
	netdev_bench_init(&n);
	n.room = 1;
	feed(&n, 201);
	CU_ASSERT_FALSE(netdev_runnable(&n.dev));
	run_softirq(&n);
	CU_ASSERT_EQUAL(n.dev.qdisc.length, 200);
	n.dev.stopped = false;
	n.room = 150;
	CU_ASSERT_TRUE(netdev_runnable(&n.dev));
	static const int left[] = {136, 72, 50, 50};
	EACH_CASE (i, left) {
		run_softirq(&n);
		CU_ASSERT_EQUAL(n.dev.qdisc.length, left[i]);
	}
	CU_ASSERT_TRUE(n.dev.stopped);
	CU_ASSERT_TRUE(in_order(&n));
	netdev_bench_fini(&n);
}

/* A packet that finds others waiting and the queue running goes behind them, and sends 64 itself. */
static void test_packet_runs_qdisc(void)
{
	struct netdev_bench n;
	netdev_bench_init(&n);
	n.room = 1;
	feed(&n, 101);
	n.dev.stopped = false;
	feed(&n, 1);
	CU_ASSERT_EQUAL(n.dev.qdisc.length, 101 - 64);
	feed(&n, 1);
	CU_ASSERT_EQUAL(n.dev.qdisc.length, 0);
	CU_ASSERT_EQUAL(n.sent->len, 103);
	CU_ASSERT_TRUE(in_order(&n));
	netdev_bench_fini(&n);
}

/* ... also when it finds no room itself. */
static void test_lost_runs_qdisc(void)
{
	struct netdev_bench n;
	netdev_bench_init(&n);
	n.room = 1;
	feed(&n, 1001);
	n.dev.stopped = false;
	feed(&n, 1);
	CU_ASSERT_EQUAL(n.b.ledger->dropped[DROP_guest_qdisc_full], 1);
	CU_ASSERT_EQUAL(n.dev.qdisc.length, 1000 - 64);
	netdev_bench_fini(&n);
}

/* ---- at random, against a plain list ---- */

struct plain {
	GQueue *waiting;
	GArray *sent;
	int64_t born, lost;
	int room;
	bool stopped;
};

static void plain_send(struct plain *o, int64_t id)
{
	g_array_append_val(o->sent, id);
	if (--o->room == 0)
		o->stopped = true;
}

static void plain_run(struct plain *o)
{
	for (int i = 0; i < 64 && !o->stopped && !g_queue_is_empty(o->waiting); i++)
		plain_send(o, GPOINTER_TO_INT(g_queue_pop_head(o->waiting)));
}

static void plain_packet(struct plain *o)
{
	int64_t id = ++o->born;
	if (!o->stopped && g_queue_is_empty(o->waiting)) {
		plain_send(o, id);
		return;
	}
	if (g_queue_get_length(o->waiting) < 1000)
		g_queue_push_tail(o->waiting, GINT_TO_POINTER((int)id));
	else
		o->lost++;
	plain_run(o);
}

static void random_step(struct netdev_bench *n, struct plain *o, struct rng *r)
{
	int what = bench_choose(r, 0, 3), packets = bench_choose(r, 1, rng_below(r, 20) ? 80 : 1200);
	if (what == 0) {
		n->room = o->room = bench_choose(r, 1, 300);
		n->dev.stopped = o->stopped = false;
	} else if (what == 1) {
		run_softirq(n);
		plain_run(o);
	} else {
		feed(n, packets);
		while (packets-- > 0)
			plain_packet(o);
	}
}

static void test_random(void)
{
	struct netdev_bench n;
	struct plain o = {.waiting = g_queue_new(),
			  .sent = g_array_new(FALSE, FALSE, sizeof(int64_t)),
			  .room = 1000000};
	struct rng r;
	rng_init(&r, 1, 0, "netdev");
	netdev_bench_init(&n);
	for (int i = 0; i < 2000; i++) {
		random_step(&n, &o, &r);
		CU_ASSERT_EQUAL(n.dev.qdisc.length, g_queue_get_length(o.waiting));
		CU_ASSERT_EQUAL(n.b.ledger->dropped[DROP_guest_qdisc_full], o.lost);
		CU_ASSERT_EQUAL_FATAL(n.sent->len, o.sent->len);
	}
	CU_ASSERT_EQUAL(memcmp(n.sent->data, o.sent->data, n.sent->len * sizeof(int64_t)), 0);
	CU_ASSERT(n.sent->len > 20000);
	CU_ASSERT(o.lost > 1000);
	g_queue_free(o.waiting);
	g_array_free(o.sent, TRUE);
	netdev_bench_fini(&n);
}

static const struct test_case cases[] = {
	{"straight through to a driver that takes it", test_straight_through},
	{"1000 wait for one that does not", test_full},
	{"64 at a time", test_quota},
	{"a packet sends those before it", test_packet_runs_qdisc},
	{"even one that is lost", test_lost_runs_qdisc},
	{"at random, against a plain list", test_random},
};
SUITE("netdev", cases)
