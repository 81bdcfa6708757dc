/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/vhost_tx_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

/* Each cost another power of two. */
static const struct bench_config powers = {.ns = {[COST_vhost_work] = 1,
						  [COST_vhost_disable_notify] = 2,
						  [COST_vhost_get_desc] = 4,
						  [COST_tun_get_user] = 8,
						  [COST_vhost_build_xdp] = 8,
						  [COST_netif_rx] = 16,
						  [COST_tun_xdp_one] = 16,
						  [COST_softirq_entry] = 32,
						  [COST_napi_poll] = 64,
						  [COST_netif_receive] = 128,
						  [COST_vhost_add_used] = 256,
						  [COST_vhost_publish] = 512,
						  [COST_irqfd] = 1024,
						  [COST_vhost_enable_notify] = 2048,
						  [COST_vhost_zerocopy] = 4096}};

/* When a condition of the rings comes true: looked at every ns. */
static int64_t first_ns(struct tx_bench *x, bool (*cond)(struct tx_bench *x))
{
	for (int i = 0; i < 20000 && !cond(x); i++)
		tx_bench_run(x, NS(1));
	return bench_now(&x->b) / VTIME_PER_NS;
}

static bool published(struct tx_bench *x)
{
	return x->tx_ring.used_idx > 0;
}

static bool kick_wanted(struct tx_bench *x)
{
	return !x->tx_ring.no_notify;
}

static bool asleep(struct tx_bench *x)
{
	return x->worker.task.state == TASK_SLEEPING;
}

/* One packet in 3.13: taken at 7, up the stack in its own softirq, used and signalled; then the ring is found
 * empty and the kick asked for. */
static void test_dates_3_13(void)
{
	struct tx_bench x;
	tx_bench_init(&x, &(struct tx_setup){.no_event_idx = true, .costs = &powers});
	x.marks = true;
	tx_bench_send(&x, 1, 64);
	tx_bench_kick(&x);
	tx_bench_run(&x, NS(3));
	CU_ASSERT_TRUE(x.tx_ring.no_notify);
	CU_ASSERT_EQUAL(first_ns(&x, published), 7 + 8 + 16 + 32 + 64 + 128 + 256 + 512);
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "up@255 ");
	CU_ASSERT_EQUAL(first_ns(&x, kick_wanted), 1023 + 1024 + 4);
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "u1 ");
	CU_ASSERT_EQUAL(first_ns(&x, asleep), 2051 + 2048);
	CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_copies), 1);
	CU_ASSERT_EQUAL(bench_paid(&x.b, 0, COST_vhost_get_desc), 2);
	tx_bench_fini(&x);
}

/* The same in 5.10: it is copied into a buffer, its used entry written, the ring found empty and the kick asked for
 * before it goes up and its used entry is published. */
static void test_dates_5_10(void)
{
	FOR_ERAS (era, ERA_5_10) {
		struct tx_bench x;
		tx_bench_init(&x, &(struct tx_setup){.era = era, .no_event_idx = true, .costs = &powers});
		x.marks = true;
		tx_bench_send(&x, 1, 64);
		tx_bench_kick(&x);
		tx_bench_run(&x, NS(3));
		CU_ASSERT_EQUAL(first_ns(&x, kick_wanted), 7 + 8 + 256 + 4);
		CU_ASSERT_EQUAL(first_ns(&x, published), 275 + 2048 + 16 + 128 + 512);
		CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "up@2467 ");
		CU_ASSERT_EQUAL(first_ns(&x, asleep), 2979 + 1024);
		CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "u1 ");
		CU_ASSERT_EQUAL(bench_paid(&x.b, 0, COST_softirq_entry), 0);
		CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_copies), 1);
		tx_bench_fini(&x);
	}
}

/* In the guest's memory in 3.13: not copied, not used until it has been sent; then handle_tx runs once more and
 * finds nothing new. */
static void test_dates_zerocopy(void)
{
	struct tx_bench x;
	tx_bench_init(&x, &(struct tx_setup){.no_event_idx = true, .costs = &powers});
	x.marks = true;
	tx_bench_send(&x, 1, 512);
	tx_bench_kick(&x);
	tx_bench_run(&x, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "up@4343 "); /* 7 + 4096 + 16 + 32 + 64 + 128 */
	CU_ASSERT_EQUAL(x.tx_ring.used_idx, 0);
	CU_ASSERT_TRUE(asleep(&x));
	CU_ASSERT_FALSE(x.tx_ring.no_notify);
	tx_bench_complete(&x, 0, true);
	CU_ASSERT_EQUAL(first_ns(&x, published), 10000 + 1 + 2 + 256 + 512);
	CU_ASSERT_EQUAL(first_ns(&x, asleep), 10771 + 1024 + 4 + 2048);
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "u1 ");
	CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_copies), 0);
	CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_vhost_tx_runs), 2);
	tx_bench_fini(&x);
}

/* ---- signals ---- */

/* Used index at each interrupt: a decision a packet in 3.13, one for 64 and one at the end later. */
static void test_signals(void)
{
	static const struct {
		enum era era;
		bool no_event_idx, greedy;
		int packets;
		const char *log;
	} cases[] = {
		{ERA_3_13, true, false, 10, "u1 u2 u3 u4 u5 u6 u7 u8 u9 u10 "},
		{ERA_3_13, false, false, 10, "u1 "}, /* the event index was passed once */
		{ERA_3_13, false, true, 4, "u1 u2 u3 u4 "},
		{ERA_5_10, true, false, 200, "u64 u128 u192 u200 "},
		{ERA_5_10, true, false, 63, "u63 "},
		{ERA_5_10, true, false, 64, "u64 "},
		{ERA_5_10, true, false, 65, "u64 u65 "},
		{ERA_5_10, true, false, 255, "u64 u128 u192 u255 "},
		{ERA_6_6, true, false, 256, "u64 u128 u192 u256 "},
		{ERA_5_10, false, true, 130, "u64 u128 u130 "},
	};
	EACH_CASE (i, cases, era) {
		struct tx_bench x;
		tx_bench_init(&x,
			      &(struct tx_setup){.era = cases[i].era, .no_event_idx = cases[i].no_event_idx});
		x.b.m->costs[COST_irqfd].fixed = NS(1);
		x.greedy = cases[i].greedy;
		tx_bench_send(&x, cases[i].packets, 64);
		tx_bench_kick(&x);
		tx_bench_run(&x, US(100));
		CU_ASSERT_STRING_EQUAL(bench_log(&x.b), cases[i].log);
		CU_ASSERT_EQUAL(x.tx_ring.used_idx, cases[i].packets);
		CU_ASSERT_EQUAL(x.up_packets, cases[i].packets);
		CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_copies), cases[i].packets);
		CU_ASSERT_EQUAL(x.b.ledger->delivered, cases[i].packets);
		tx_bench_fini(&x);
	}
}

/* Later kernels hold back up to 64: none is up before the 64th is copied; 3.13 sends each at once. */
static void test_batch(void)
{
	static const struct {
		enum era era;
		int up[3]; /* after the copies of 63, 64 and 127 packets, of 10 ns each */
	} cases[] = {{ERA_3_13, {63, 64, 127}}, {ERA_5_10, {0, 64, 64}}, {ERA_6_6, {0, 64, 64}}};
	EACH_CASE (i, cases, era) {
		struct tx_bench x;
		tx_bench_init(&x, &(struct tx_setup){.era = cases[i].era});
		tx_bench_quiet(&x);
		tx_bench_send(&x, 200, 64);
		tx_bench_kick(&x);
		tx_bench_run(&x, NS(635));
		CU_ASSERT_EQUAL(x.up_packets, cases[i].up[0]);
		tx_bench_run(&x, NS(10));
		CU_ASSERT_EQUAL(x.up_packets, cases[i].up[1]);
		tx_bench_run(&x, NS(630));
		CU_ASSERT_EQUAL(x.up_packets, cases[i].up[2]);
		CU_ASSERT_EQUAL(x.tx_ring.used_idx, cases[i].up[2]);
		tx_bench_run(&x, US(10));
		tx_bench_fini(&x);
	}
}

/* Bottom halves are off for a whole batch of later kernels: an interrupt after its third packet, at 35, raises a
 * softirq (the backlog's, here fed by a device) that runs when all five are up. */
static void device_packet(struct task *t, struct frame *f)
{
	struct tx_bench *x = f->self;
	ROUTINE(f);
	CALL(t, f, netif_rx, &x->backlog, bench_packet(x->b.ledger, bench_now(&x->b), 64, 0));
}

static void test_bh_off(void)
{
	struct tx_bench x;
	struct irq device;
	tx_bench_init(&x, &(struct tx_setup){.era = ERA_5_10});
	irq_init(&device, x.b.m->cores, "device", device_packet, &x);
	x.b.m->costs[COST_vhost_build_xdp].fixed = 0;
	x.b.m->costs[COST_tun_xdp_one].fixed = NS(10);
	x.b.m->costs[COST_napi_poll].fixed = NS(100);
	tx_bench_quiet(&x);
	x.marks = true;
	tx_bench_send(&x, 5, 64);
	tx_bench_kick(&x);
	bench_at(&x.b, NS(35), bench_raise, &device);
	tx_bench_run(&x, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "up@10 up@20 up@30 up@40 up@50 up@150 ");
	CU_ASSERT_FALSE(x.b.m->cores[0].bh_off);
	tx_bench_fini(&x);
}

/* ---- kicks ---- */

/* Kicks are wanted while the worker sleeps, and not while it has work. */
static void kicks(enum era era, bool no_event_idx)
{
	struct tx_bench x;
	tx_bench_init(&x, &(struct tx_setup){.era = era, .no_event_idx = no_event_idx});
	tx_bench_quiet(&x);
	for (int turn = 0; turn < 3; turn++) {
		tx_bench_send(&x, 1, 64);
		CU_ASSERT_TRUE(virtqueue_kick_prepare(&x.tx_ring));
		tx_bench_kick(&x);
		tx_bench_run(&x, NS(5));
		tx_bench_send(&x, 1, 64);
		CU_ASSERT_FALSE(virtqueue_kick_prepare(&x.tx_ring));
		tx_bench_run(&x, US(10));
		CU_ASSERT_EQUAL(x.tx_ring.used_idx, 2 * (turn + 1));
		CU_ASSERT_TRUE(asleep(&x));
	}
	CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_vhost_tx_runs), 3);
	tx_bench_fini(&x);
}

static void test_kicks(void)
{
	for (int i = 0; i < 6; i++)
		kicks((enum era)(i / 2), i % 2);
}

/* A packet that comes while the kick is being asked for is found by the second look: no kick is needed for it. */
/* A turn pays once for what it takes beside its packets, however many it finds. */
static void test_turn(void)
{
	FOR_ERAS (era, ERA_3_13) {
		for (int packets = 1; packets <= 5; packets += 4) {
			struct tx_bench x;
			tx_bench_init(&x, &(struct tx_setup){.era = era, .no_event_idx = true});
			x.b.m->costs[COST_handle_tx].fixed = NS(7);
			tx_bench_quiet(&x);
			tx_bench_send(&x, packets, 64);
			tx_bench_kick(&x);
			tx_bench_run(&x, US(10));
			CU_ASSERT_EQUAL(x.tx_ring.used_idx, packets);
			CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_vhost_tx_runs), 1);
			CU_ASSERT_EQUAL(bench_paid(&x.b, 0, COST_handle_tx), 1);
			tx_bench_fini(&x);
		}
	}
}

static void test_slipped_in(void)
{
	FOR_ERAS (era, ERA_3_13) {
		struct tx_bench x;
		tx_bench_init(&x, &(struct tx_setup){.era = era, .no_event_idx = true});
		x.b.m->costs[COST_vhost_enable_notify].fixed = NS(50);
		x.b.m->costs[COST_vhost_disable_notify].fixed = NS(1);
		tx_bench_quiet(&x);
		tx_bench_send(&x, 1, 64);
		tx_bench_kick(&x);
		tx_bench_run(&x, NS(30)); /* disable 1, copy 10, then 50 */
		CU_ASSERT_FALSE(x.tx_ring.no_notify);
		tx_bench_send(&x, 2, 64);
		tx_bench_run(&x, NS(40));
		CU_ASSERT_TRUE(x.tx_ring.no_notify); /* disabled again */
		tx_bench_run(&x, US(10));
		CU_ASSERT_EQUAL(x.tx_ring.used_idx, 3);
		CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_vhost_tx_runs), 1);
		CU_ASSERT_EQUAL(bench_paid(&x.b, 0, COST_vhost_disable_notify), 2);
		CU_ASSERT_EQUAL(bench_paid(&x.b, 0, COST_vhost_enable_notify), 2);
		tx_bench_fini(&x);
	}
}

/* ---- weights ---- */

/* Another work, queued behind, has its turn when the weight is spent, and 1 ns later writes its note. Packets of 100
 * bytes, which count 108 (no FCS, 12 of the virtio header), 10 ns each; what a turn has sent is up and published before the other's turn. */
static void test_weight(void)
{
	static const struct {
		enum era era;
		int64_t byte_weight;
		int packets, note_after, runs;
	} cases[] = {
		{ERA_5_10, 0, 300, 256, 2},  {ERA_6_6, 0, 300, 256, 2},
		{ERA_5_10, 0, 255, 255, 1},  {ERA_5_10, 0, 256, 256, 2}, /* it looks again, in vain */
		{ERA_5_10, 1080, 25, 10, 3}, {ERA_3_13, 0, 300, 300, 1}, /* no packet weight */
		{ERA_3_13, 1080, 25, 10, 3}, {ERA_3_13, 1079, 25, 10, 3},
		{ERA_3_13, 1081, 25, 11, 3}, {ERA_3_13, 973, 20, 10, 3},
	};
	EACH_CASE (i, cases, era) {
		struct tx_bench x;
		char expected[40];
		tx_bench_init(&x, &(struct tx_setup){.era = cases[i].era,
						     .ring = 512,
						     .byte_weight = cases[i].byte_weight});
		tx_bench_quiet(&x);
		tx_bench_send(&x, cases[i].packets, 100);
		tx_bench_kick(&x);
		vhost_work_queue(&x.worker, &x.note.work, NULL);
		g_snprintf(expected, sizeof(expected), "note@%d ", 10 * cases[i].note_after + 1);
		tx_bench_run(&x, NS(10 * cases[i].note_after));
		CU_ASSERT_EQUAL(x.tx_ring.used_idx, cases[i].note_after);
		tx_bench_run(&x, US(100));
		CU_ASSERT_STRING_EQUAL(bench_log(&x.b), expected);
		CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_vhost_tx_runs), cases[i].runs);
		CU_ASSERT_EQUAL(x.tx_ring.used_idx, cases[i].packets);
		tx_bench_fini(&x);
	}
}

/* A turn that ends by its weight leaves kicks off: its own work is queued. */
static void test_weight_and_kicks(void)
{
	FOR_ERAS (era, ERA_3_13) {
		struct tx_bench x;
		tx_bench_init(&x, &(struct tx_setup){.era = era, .no_event_idx = true, .byte_weight = 1000});
		tx_bench_quiet(&x);
		x.note.time = US(1);
		tx_bench_send(&x, 15, 100);
		tx_bench_kick(&x);
		vhost_work_queue(&x.worker, &x.note.work, NULL);
		tx_bench_run(&x, NS(600));
		CU_ASSERT_EQUAL(x.tx_ring.used_idx, 10);
		CU_ASSERT_TRUE(x.tx_ring.no_notify);
		CU_ASSERT_TRUE(x.net.tx_work.queued);
		tx_bench_run(&x, US(10));
		CU_ASSERT_EQUAL(x.tx_ring.used_idx, 15);
		CU_ASSERT_FALSE(x.tx_ring.no_notify);
		tx_bench_fini(&x);
	}
}

/* Both directions on one worker have 600 packets: turns of 256. What has been received when the packet goes up: */
static void watch_turns(struct tx_bench *x)
{
	int received = x->rx_ring.used_idx + x->rx_ring.written;
	if (x->up_packets % 256 == 1 || x->up_packets == 600)
		g_string_append_printf(x->b.log, "%d/%d ", x->up_packets, received);
}

static void test_turns(void)
{
	FOR_ERAS (era, ERA_5_10) {
		struct tx_bench x;
		tx_bench_init(&x, &(struct tx_setup){.era = era, .ring = 1024});
		tx_bench_quiet(&x);
		x.rx_ring.signalled_valid = true;
		x.rx_ring.used_event = 40000;
		x.b.m->costs[COST_vhost_copy].fixed = NS(7);
		x.watch = watch_turns;
		for (int k = 0; k < 1000; k++)
			virtqueue_add(&x.rx_ring, NULL);
		x.tap.listening = false;
		bench_feed(&x.b, 600);
		tx_bench_send(&x, 600, 64);
		tx_bench_kick(&x);
		vhost_net_kick_rx(&x.net, NULL);
		tx_bench_run(&x, US(100));
		CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "1/0 257/256 513/512 600/512 ");
		CU_ASSERT_EQUAL(x.rx_ring.used_idx, 600);
		CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_vhost_tx_runs), 3);
		CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_vhost_runs), 3);
		tx_bench_fini(&x);
	}
}

/* 3.13 has the bytes only: here as many as 256 packets hold. */
static void test_turns_3_13(void)
{
	struct tx_bench x;
	tx_bench_init(&x, &(struct tx_setup){.ring = 1024, .byte_weight = 72 * 256});
	tx_bench_quiet(&x);
	x.rx_ring.signalled_valid = true;
	x.rx_ring.used_event = 40000;
	x.b.m->costs[COST_vhost_copy].fixed = NS(7);
	x.watch = watch_turns;
	for (int k = 0; k < 1000; k++)
		virtqueue_add(&x.rx_ring, NULL);
	x.tap.listening = false;
	bench_feed(&x.b, 600);
	tx_bench_send(&x, 600, 64);
	tx_bench_kick(&x);
	vhost_net_kick_rx(&x.net, NULL);
	tx_bench_run(&x, US(100));
	CU_ASSERT_STRING_EQUAL(bench_log(&x.b), "1/0 257/256 513/512 600/512 ");
	tx_bench_fini(&x);
}

/* ---- everything at random ---- */

/* Packets of all sizes, kicks only where they are due, completions in any order: nothing is stuck at the end, and
 * every packet has its used entry once. */
static void complete_some(struct tx_bench *x, struct rng *r)
{
	for (guint i = 0; i < x->held->len; i++)
		if (x->held->pdata[i] && rng_below(r, 3) == 0)
			tx_bench_complete(x, i, rng_below(r, 20) != 0);
}

static void soak(enum era era, bool no_event_idx, uint64_t seed)
{
	static const struct bench_config costs = {.ns = {[COST_tun_get_user] = 37,
							 [COST_vhost_build_xdp] = 31,
							 [COST_vhost_zerocopy] = 29,
							 [COST_netif_rx] = 3,
							 [COST_vhost_publish] = 5,
							 [COST_vhost_enable_notify] = 23}};
	struct tx_bench x;
	struct rng r;
	int sent = 0, reaped = 0;
	rng_init(&r, seed, 0, "soak");
	tx_bench_init(&x, &(struct tx_setup){.era = era,
					     .no_event_idx = no_event_idx,
					     .ring = 64,
					     .byte_weight = 6000,
					     .costs = &costs});
	for (int i = 0; i < 3000; i++) {
		int n = bench_choose(&r, 0, virtqueue_free(&x.tx_ring));
		if (rng_below(&r, 2))
			n = 0;
		sent += n;
		for (; n > 0; n--)
			tx_bench_send(&x, 1, bench_choose(&r, 64, 600));
		if (virtqueue_kick_prepare(&x.tx_ring))
			tx_bench_kick(&x);
		tx_bench_run(&x, NS(bench_choose(&r, 0, 1500)));
		complete_some(&x, &r);
		reaped += tx_bench_reap(&x);
		virtqueue_check(&x.tx_ring);
	}
	for (int i = 0; i < 40; i++) {
		tx_bench_run(&x, US(10));
		complete_some(&x, &r);
		reaped += tx_bench_reap(&x);
	}
	CU_ASSERT_EQUAL(reaped, sent);
	CU_ASSERT_EQUAL(x.up_packets, sent);
	CU_ASSERT_EQUAL(x.b.ledger->inside, 0);
	CU_ASSERT_EQUAL(tx_bench_count(&x, COUNTER_copies) + x.zerocopied, sent);
	CU_ASSERT_EQUAL(x.zerocopied > 0, era == ERA_3_13);
	CU_ASSERT(sent > 5000);
	tx_bench_fini(&x);
}

static void test_soak(void)
{
	for (int i = 0; i < 12; i++)
		soak((enum era)(i % 3), i % 2, (uint64_t)i);
}

static const struct test_case cases[] = {
	{"dates of one packet, 3.13", test_dates_3_13},
	{"dates of one packet, 5.10 and later", test_dates_5_10},
	{"dates of one packet, zero copy", test_dates_zerocopy},
	{"interrupts by era", test_signals},
	{"batches of 64", test_batch},
	{"bottom halves off for a batch", test_bh_off},
	{"kicks are wanted while the ring is empty", test_kicks},
	{"a turn is paid once", test_turn},
	{"packets that slip in", test_slipped_in},
	{"weights give other work its turn", test_weight},
	{"no kicks between turns", test_weight_and_kicks},
	{"both directions on one worker", test_turns},
	{"both directions on one worker, 3.13", test_turns_3_13},
	{"at random, nothing is stuck", test_soak},
};
SUITE("vhost tx", cases)
