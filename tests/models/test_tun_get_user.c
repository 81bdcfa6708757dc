/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/tap.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

/* A backend's thread on core 0 that hands packets of a guest to the tap, which go up to a port, and another NAPI
 * instance of that core. */
struct tun_bench {
	struct bench b;
	struct softnet softnet;
	struct backlog backlog;
	struct napi nic;
	struct tap tap;
	struct inlet up;
	struct bench_thread backend;
	int packets; /* to hand in each time it is woken */
	enum context context;
	bool bh_off; /* when the last one went up */
	int64_t longest;
	bool nic_first; /* the NIC's instance is scheduled before the first packet */
};

static void up_receive(struct task *t, struct frame *f)
{
	struct tun_bench *x = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_TIME(t, f, COST_app_sink, 0); /* what is owed */
	bench_mark(&x->b, "up");
	x->context = t->context;
	x->bh_off = t->core->bh_off;
	x->longest = MAX(x->longest, x->backlog.queue.length + 1);
	packet_deliver(x->b.ledger, p);
}

static void nic_poll(struct task *t, struct frame *f)
{
	struct tun_bench *x = f->self;
	ROUTINE(f);
	PAY_TIME(t, f, COST_app_sink, NS(1000));
	bench_mark(&x->b, "nic");
	napi_complete(&x->nic);
}

static void backend_run(struct task *t, struct frame *f)
{
	struct tun_bench *x = f->self;
	ROUTINE(f);
	if (x->nic_first)
		napi_schedule(&x->nic);
	for (; f->count < x->packets; f->count++)
		CALL(t, f, tun_get_user, &x->tap, bench_packet(x->b.ledger, bench_now(&x->b), 64, 0));
	bench_mark(&x->b, "done");
}

static void schedule_nic(void *arg)
{
	struct tun_bench *x = arg;
	irq_raise(&x->b.feeder);
	napi_schedule(&x->nic);
}

static void tun_bench_init(struct tun_bench *x, enum era era, int packets)
{
	struct bench_config config = {.era = era};
	*x = (struct tun_bench){.packets = packets};
	config.ns[COST_netif_rx] = 1;
	config.ns[COST_napi_poll] = 2;
	config.ns[COST_netif_receive] = 4;
	config.ns[COST_softirq_entry] = 8;
	bench_init(&x->b, &config);
	softnet_init(&x->softnet, x->b.m->cores, 300, bench_counter(&x->b, COUNTER_napi_polls),
		     bench_counter(&x->b, COUNTER_time_squeeze));
	x->up = (struct inlet){up_receive, x};
	backlog_init(&x->backlog, &x->softnet, x->b.ledger, 1000, &x->up);
	napi_init(&x->nic, &x->softnet, nic_poll, x, 64);
	tap_init(&x->tap, x->b.ledger, 500, era, &x->up, &x->backlog);
	bench_thread_init(&x->backend, &x->b, 0, backend_run, x);
	bench_feeder_init(&x->b, 0, &x->tap.in, 64);
}

static vtime booked(struct tun_bench *x, enum context context)
{
	vtime sum = 0;
	machine_settle(x->b.m);
	for (int i = 0; i < COST_COUNT; i++)
		sum += x->b.m->cores[0].booked[context * COST_COUNT + i];
	return sum;
}

/* 3.13: each packet is enqueued (1) and goes up in a softirq at once (8 + 2 + 4), before the next. */
static void test_3_13(void)
{
	struct tun_bench x;
	tun_bench_init(&x, ERA_3_13, 3);
	bench_thread_wake(&x.backend);
	bench_run(&x.b, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "up@15 up@30 up@45 done@45 ");
	CU_ASSERT_EQUAL(x.context, CONTEXT_softirq);
	CU_ASSERT_EQUAL(x.longest, 1);
	CU_ASSERT_EQUAL(booked(&x, CONTEXT_other), NS(3));
	CU_ASSERT_EQUAL(booked(&x, CONTEXT_softirq), NS(42));
	CU_ASSERT_EQUAL(*bench_counter(&x.b, COUNTER_napi_polls), 3);
	bench_fini(&x.b);
}

/* Later: up directly, by the thread, with bottom halves off; no softirq. */
static void test_later(void)
{
	FOR_ERAS (era, ERA_5_10) {
		struct tun_bench x;
		tun_bench_init(&x, era, 3);
		bench_thread_wake(&x.backend);
		bench_run(&x.b, US(10));
		CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "up@4 up@8 up@12 done@12 ");
		CU_ASSERT_EQUAL(x.context, CONTEXT_other);
		CU_ASSERT_TRUE(x.bh_off);
		CU_ASSERT_FALSE(x.b.m->cores[0].bh_off);
		CU_ASSERT_EQUAL(booked(&x, CONTEXT_other), NS(12));
		CU_ASSERT_EQUAL(booked(&x, CONTEXT_softirq), 0);
		CU_ASSERT_EQUAL(*bench_counter(&x.b, COUNTER_napi_polls), 0);
		bench_fini(&x.b);
	}
}

/* 3.13: a NIC's poll that is pending on the core runs in the thread's softirq as well, before the packet, because it
 * was scheduled first. */
static void test_nic_pending(void)
{
	struct tun_bench x;
	tun_bench_init(&x, ERA_3_13, 1);
	x.nic_first = true;
	bench_thread_wake(&x.backend);
	bench_run(&x.b, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "nic@1009 up@1015 done@1015 ");
	CU_ASSERT_EQUAL(booked(&x, CONTEXT_other), NS(1));
	CU_ASSERT_EQUAL(booked(&x, CONTEXT_softirq), NS(1014));
	bench_fini(&x.b);
}

/* A NIC's interrupt while the first packet goes up: in 3.13 net_rx_action polls it next, and the softirq that it has
 * raised goes round once more, for nothing (8); later it waits for the packet's end and runs before the next
 * one. */
static void test_nic_meanwhile(void)
{
	static const struct {
		enum era era;
		vtime date;
		const char *log;
	} cases[] = {{ERA_3_13, NS(12), "up@15 nic@1015 up@1038 done@1038 "},
		     {ERA_5_10, NS(2), "up@4 nic@1012 up@1016 done@1016 "},
		     {ERA_6_6, NS(2), "up@4 nic@1012 up@1016 done@1016 "}};
	EACH_CASE (i, cases, era) {
		struct tun_bench x;
		tun_bench_init(&x, cases[i].era, 2);
		bench_at(&x.b, cases[i].date, schedule_nic, &x);
		bench_thread_wake(&x.backend);
		bench_run(&x.b, US(10));
		CU_ASSERT_STRING_EQUAL(bench_log(&x.b), cases[i].log);
		bench_fini(&x.b);
	}
}

/* ---- packets in another guest's memory (skb_orphan_frags) ---- */

struct memory {
	struct ubuf ubuf; /* first: its address is the memory's */
	struct bench *b;
	bool wakes;
	int copied, sent;
};

static bool memory_done(struct ubuf *u, bool zerocopied, struct core *from)
{
	struct memory *m = (struct memory *)u;
	(void)from;
	bench_mark(m->b, "free");
	zerocopied ? m->sent++ : m->copied++;
	return m->wakes;
}

static void give_memory(struct task *t, struct frame *f)
{
	struct memory *m = f->self;
	struct tun_bench *x = (struct tun_bench *)m->b; /* its first member */
	ROUTINE(f);
	((struct packet *)f->arg)->ubuf = &m->ubuf;
	HAND_OVER(t, f, &x->tap.in, f->arg);
}

/* Into a tap of one packet: the first is copied, its owner told, then queued; the second is dropped without a
 * copy. tun_net_xmit 16, the copy 32 and a byte a ns, the wake-up of the owner 128, the skb freed 256. */
static void orphan(bool wakes)
{
	struct tun_bench x;
	struct memory m = {.ubuf = {memory_done}, .b = &x.b, .wakes = wakes};
	struct inlet port = {give_memory, &m};
	int rest = wakes ? 128 : 0;
	char expected[60];
	tun_bench_init(&x, ERA_3_13, 0);
	x.b.m->costs[COST_tap_xmit].fixed = NS(16);
	x.b.m->costs[COST_skb_copy] = (struct cost){.fixed = NS(32), .per_byte_fs = 1000000};
	x.b.m->costs[COST_wake_up].fixed = NS(128);
	x.b.m->costs[COST_skb_free].fixed = NS(256);
	x.tap.limit = 1;
	x.tap.listening = false;
	x.b.feed_to = &port;
	bench_feed(&x.b, 2);
	bench_run(&x.b, NS(112 + rest - 1));
	CU_ASSERT_EQUAL(x.tap.queue.length, 0);
	bench_run(&x.b, NS(112 + rest));
	CU_ASSERT_EQUAL(x.tap.queue.length, 1);
	CU_ASSERT_PTR_NULL(x.tap.queue.head->ubuf);
	bench_run(&x.b, US(1));
	g_snprintf(expected, sizeof(expected), "free@112 free@%d ", 112 + rest + 16 + 256);
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), expected);
	CU_ASSERT_EQUAL(m.copied, 2);
	CU_ASSERT_EQUAL(m.sent, 0);
	CU_ASSERT_EQUAL(x.b.ledger->dropped[DROP_tap_queue_full], 1);
	CU_ASSERT_EQUAL(x.b.ledger->wasted, NS(16 + 256));
	packet_deliver(x.b.ledger, tap_take(&x.tap));
	bench_fini(&x.b);
}

static void test_orphan(void)
{
	orphan(false);
	orphan(true);
}

static const struct test_case cases[] = {
	{"3.13: by the backlog, at once", test_3_13},
	{"later: directly, bottom halves off", test_later},
	{"3.13: a NIC's poll that is pending", test_nic_pending},
	{"a NIC's interrupt meanwhile", test_nic_meanwhile},
	{"a packet in another guest's memory", test_orphan},
};
SUITE("tun_get_user", cases)
