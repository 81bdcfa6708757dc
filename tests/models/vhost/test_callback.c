/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/callback_bench.h"
#include "tests/lib/suite.h"

/* ---- set-up ---- */

/* vhost gives two handlers, the driver a tx handler and the pool; the pool is seeded with the guest's
 * buffers. */
static void test_registration(void)
{
	static const struct {
		int posted, pool, left;
	} cases[] = {{256, 128, 128}, {100, 100, 0}, {128, 128, 0}};
	EACH_CASE (i, cases, posted) {
		struct callback_bench c;
		callback_bench_init(&c, &(struct callback_setup){.frames = 1,
								 .gap = US(1),
								 .ring = 256,
								 .posted = cases[i].posted,
								 .settings = DPAA});
		CU_ASSERT_PTR_EQUAL(c.instance.vhost.self, &c.cb);
		CU_ASSERT_PTR_NOT_NULL(c.instance.vhost.rx);
		CU_ASSERT_PTR_NOT_NULL(c.instance.vhost.depletion);
		CU_ASSERT_PTR_EQUAL(c.cb.driver.pool, &c.instance.pool);
		CU_ASSERT_PTR_NOT_NULL(c.cb.driver.tx.receive);
		CU_ASSERT_EQUAL(c.instance.pool.level, cases[i].pool);
		CU_ASSERT_EQUAL(virtqueue_avail(&c.ring), cases[i].left);
		CU_ASSERT_FALSE(c.nic.queue[0].masked);
		callback_bench_fini(&c);
	}
}

/* ---- receiving ---- */

/* Ten frames wait when the handler gets round to them: it takes neither skb nor copy, and publishes four at a
 * time. */
static void test_batches(void)
{
	struct callback_bench c;
	struct callback_setup setup = {
		.frames = 10,
		.gap = NS(100),
		.ring = 64,
		.posted = 64,
		.settings = {.pool = 32, .refill_below = 10, .release_group = 8, .queue = 64, .batch = 4},
		.ns = {[COST_nic_isr] = 2000,
		       [COST_callback_rx] = 10,
		       [COST_vhost_copy] = 1,
		       [COST_skb_alloc] = 1,
		       [COST_skb_free] = 1,
		       [COST_bridge] = 1,
		       [COST_tap_xmit] = 1,
		       [COST_netif_receive] = 1}};
	callback_bench_init(&c, &setup);
	bench_run(&c.b, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&c.b), "u4 u8 u10 ");
	CU_ASSERT_EQUAL(counted(&c, COUNTER_copies), 0);
	CU_ASSERT_EQUAL(counted(&c, COUNTER_nic_interrupts), 1);
	CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_callback_rx), 10);
	static const int none[] = {COST_vhost_copy, COST_skb_alloc, COST_skb_free,
				   COST_bridge,	    COST_tap_xmit,  COST_netif_receive};
	EACH_CASE (i, none)
		CU_ASSERT_EQUAL(bench_paid(&c.b, 0, none[i]), 0);
	CU_ASSERT_FALSE(c.nic.queue[0].masked); /* open again */
	callback_bench_fini(&c);
}

/* Each packet lies in the buffer that the pool gave for it: buffers in the order in which the guest posted
 * them. */
static void test_buffers(void)
{
	struct callback_bench c;
	uint16_t posted[20];
	callback_bench_init(
		&c, &(struct callback_setup){
			    .frames = 20, .gap = NS(100), .ring = 64, .posted = 64, .settings = DPAA});
	for (int i = 0; i < 20; i++)
		posted[i] = c.ring.slot[i].avail;
	bench_run(&c.b, US(10));
	CU_ASSERT_EQUAL(c.ring.used_idx, 20);
	for (int i = 0; i < 20; i++) {
		CU_ASSERT_EQUAL(c.ring.slot[i].used, posted[i]);
		CU_ASSERT_EQUAL(((struct packet *)c.ring.cookie[posted[i]])->id, i + 1);
	}
	callback_bench_fini(&c);
}

/* After 256 packets the handler gives way and queues itself again, the interrupt still off. */
static void test_turn(void)
{
	static const struct {
		int frames, runs;
	} cases[] = {{255, 1}, {256, 2}, {300, 2}, {600, 3}};
	EACH_CASE (i, cases, frames) {
		struct callback_bench c;
		struct callback_setup setup = {.frames = cases[i].frames,
					       .gap = NS(10),
					       .ring = 1024,
					       .posted = 1024,
					       .settings = {.pool = 1024,
							    .refill_below = 1,
							    .release_group = 8,
							    .queue = 1024,
							    .batch = 64},
					       .ns = {[COST_nic_isr] = 10000, [COST_vhost_add_used] = 1}};
		callback_bench_init(&c, &setup);
		bench_run(&c.b, MS(1));
		CU_ASSERT_EQUAL(counted(&c, COUNTER_vhost_runs), cases[i].runs);
		CU_ASSERT_EQUAL(counted(&c, COUNTER_nic_interrupts), 1);
		CU_ASSERT_EQUAL(take_used(&c), cases[i].frames);
		CU_ASSERT_FALSE(c.nic.queue[0].masked);
		callback_bench_fini(&c);
	}
}

/* ---- tx ---- */

static void send(void *bench)
{
	struct callback_bench *c = bench;
	struct packet *p = bench_packet(c->b.ledger, bench_now(&c->b), 200, 0);
	p->to = PORT_WIRE;
	virtqueue_add(&c->tx_ring, p);
	CU_ASSERT_TRUE(virtqueue_kick_prepare(&c->tx_ring));
	callback_kick_tx(&c->cb, NULL);
}

/* The rest of sending is in test_callback_tx.c. */
static void test_tx(void)
{
	struct callback_bench c;
	callback_bench_init(&c, &(struct callback_setup){.frames = 1,
							 .gap = MS(1),
							 .ring = 64,
							 .posted = 64,
							 .settings = DPAA,
							 .ns = {[COST_nic_tx] = 30}});
	bench_at(&c.b, NS(100), send, &c);
	bench_run(&c.b, US(1));
	CU_ASSERT_EQUAL(c.b.ledger->delivered, 1);
	CU_ASSERT_EQUAL(c.b.ledger->delivered_bytes, 200);
	CU_ASSERT_EQUAL(c.b.ledger->stream[0].latency.max, NS(30));
	CU_ASSERT_EQUAL(c.tx_ring.used_idx, 1);
	callback_bench_fini(&c);
}

static const struct test_case cases[] = {
	{"handles and handlers are exchanged, the pool is seeded", test_registration},
	{"zero copy, used entries in batches", test_batches},
	{"buffers in order", test_buffers},
	{"a turn of 256", test_turn},
	{"the tx handler sends", test_tx},
};
SUITE("callback", cases)
