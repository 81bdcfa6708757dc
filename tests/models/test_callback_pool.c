/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/callback_bench.h"
#include "tests/lib/suite.h"

/* Of a setup: the pool's size, the mark below which it is filled up, what the queue holds and a batch takes. */
#define POOL(size, below, length, most)                                                                      \
	.settings = {.pool = size, .refill_below = below, .release_group = 8, .queue = length, .batch = most}

/* ---- refill ---- */

/* The pool is filled up when it is below its mark at the end of a batch, in groups. */
static void test_refill(void)
{
	static const struct {
		int frames, level, releases;
	} cases[] = {
		{48, 80, 0},	{49, 128, 7}, /* 6 groups of 8 and one of 1 */
		{64, 128, 8},	{70, 128, 9}, /* all 70 have come when the first 64 are published */
		{128, 128, 16},
	};
	EACH_CASE (i, cases, frames) {
		struct callback_bench c;
		callback_bench_init(&c, &(struct callback_setup){.frames = cases[i].frames,
								 .gap = NS(10),
								 .ring = 512,
								 .posted = 512,
								 .settings = DPAA,
								 .ns = {[COST_nic_isr] = 5000,
									[COST_pool_release] = 1,
									[COST_vhost_get_desc] = 1}});
		bench_run(&c.b, US(100));
		CU_ASSERT_EQUAL(take_used(&c), cases[i].frames);
		CU_ASSERT_EQUAL(c.instance.pool.level, cases[i].level);
		CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_pool_release), cases[i].releases);
		CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_vhost_get_desc),
				cases[i].level + cases[i].frames - 128);
		callback_bench_fini(&c);
	}
}

/* A group enters the pool when its release is paid, not buffer by buffer: 8 x 10 ns, then 100. */
static void test_group_at_once(void)
{
	struct callback_bench c;
	struct callback_setup setup = {.frames = 1,
				       .gap = NS(100),
				       .ring = 64,
				       .posted = 64,
				       POOL(9, 9, 64, 1),
				       .ns = {[COST_vhost_get_desc] = 10, [COST_pool_release] = 100}};
	callback_bench_init(&c, &setup);
	bench_run(&c.b, NS(209));
	CU_ASSERT_EQUAL(c.instance.pool.level, 8);
	bench_run(&c.b, NS(210));
	CU_ASSERT_EQUAL(c.instance.pool.level, 9);
	callback_bench_fini(&c);
}

/* All 16 buffers of the ring are in the pool, which seven frames bring below its mark. */
#define SEVEN_OF_16 .frames = 7, .gap = NS(100), .ring = 16, .posted = 16, POOL(16, 10, 64, 1)

/* The avail ring is empty: vhost asks for a kick, and the kick fills the pool. */
static void kick_taken(bool event_idx)
{
	struct callback_bench c;
	callback_bench_init(&c, &(struct callback_setup){SEVEN_OF_16, .event_idx = event_idx});
	virtqueue_kick_prepare(&c.ring);
	bench_run(&c.b, NS(650));
	CU_ASSERT_EQUAL(c.instance.pool.level, 10);
	if (event_idx)
		CU_ASSERT_NOT_EQUAL(c.ring.avail_event, c.ring.avail_idx);
	bench_run(&c.b, US(10));
	CU_ASSERT_EQUAL(c.instance.pool.level, 9);
	if (event_idx)
		CU_ASSERT_EQUAL(c.ring.avail_event, c.ring.avail_idx);
	CU_ASSERT_EQUAL(take_used(&c), 7);
	post(&c, 7);
	CU_ASSERT_TRUE(virtqueue_kick_prepare(&c.ring));
	callback_kick_rx(&c.cb, NULL);
	bench_run(&c.b, US(20));
	CU_ASSERT_EQUAL(c.instance.pool.level, 16);
	CU_ASSERT_EQUAL(virtqueue_avail(&c.ring), 0);
	callback_bench_fini(&c);
}

static void test_kick(void)
{
	kick_taken(false);
	kick_taken(true);
}

/* A kick brings no buffers, but they come while vhost enables kicks again: its second look finds them. Kicks
 * are off while it refills, and after it has filled the pool. */
static void test_slipped_in(void)
{
	struct callback_bench c;
	struct callback_setup setup = {
		SEVEN_OF_16, .ns = {[COST_vhost_enable_notify] = 50, [COST_vhost_disable_notify] = 1}};
	callback_bench_init(&c, &setup);
	bench_run(&c.b, US(2));
	CU_ASSERT_EQUAL(c.instance.pool.level, 9);
	CU_ASSERT_FALSE(c.ring.no_notify);
	int64_t enabled = bench_paid(&c.b, 0, COST_vhost_enable_notify);
	callback_kick_rx(&c.cb, NULL);
	bench_run(&c.b, US(2) + NS(30));
	take_used(&c);
	post(&c, 7);
	bench_run(&c.b, US(3));
	CU_ASSERT_EQUAL(c.instance.pool.level, 16);
	CU_ASSERT_TRUE(c.ring.no_notify);
	CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_vhost_enable_notify), enabled + 1);
	callback_bench_fini(&c);
}

/* ---- losses in the hardware ---- */

/* Four buffers and no more: with the interrupt open the fifth frame raises the depletion interrupt, once. */
static void test_depletion_open(void)
{
	struct callback_bench c;
	struct callback_setup setup = {.frames = 10,
				       .gap = NS(100),
				       .ring = 16,
				       .posted = 4,
				       POOL(8, 4, 64, 1),
				       .ns = {[COST_pool_depletion] = 1}};
	callback_bench_init(&c, &setup);
	bench_run(&c.b, NS(499));
	CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_pool_depletion), 0);
	bench_run(&c.b, NS(801));
	CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_pool_depletion), 1);
	CU_ASSERT_EQUAL(counted(&c, COUNTER_pool_depletions), 1);
	CU_ASSERT_EQUAL(lost(&c, DROP_nic_pool_empty), 4);
	CU_ASSERT_EQUAL(c.ring.used_idx, 4);
	/* one buffer, by the kick: frame 9 gets it, frame 10 depletes the pool again */
	post(&c, 1);
	callback_kick_rx(&c.cb, NULL);
	bench_run(&c.b, US(2));
	CU_ASSERT_EQUAL(c.ring.used_idx, 5);
	CU_ASSERT_EQUAL(counted(&c, COUNTER_pool_depletions), 2);
	CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_pool_depletion), 2);
	CU_ASSERT_EQUAL(lost(&c, DROP_nic_pool_empty), 5);
	CU_ASSERT_EQUAL(c.b.ledger->wasted, 0);
	callback_bench_fini(&c);
}

/* All frames come while the handler of the first one's interrupt runs, which masks the queue. */
#define MEANWHILE(size, length)                                                                              \
	.gap = NS(100), .ring = 64, .posted = 64, POOL(size, 4, length, 64),                                 \
	.ns = {[COST_nic_isr] = 5000, [COST_pool_depletion] = 1}

static void test_masked(void)
{
	static const struct {
		struct callback_setup setup;
		int pool_empty, queue_full, depletions;
		int used, level;
	} cases[] = {
		/* vhost looks at the pool by itself: the depletion interrupt is not raised */
		{{.frames = 10, MEANWHILE(4, 64)}, 6, 0, 1, 4, 4},
		{{.frames = 12, MEANWHILE(16, 8)}, 0, 4, 0, 8, 8},
	};
	EACH_CASE (i, cases) {
		struct callback_bench c;
		callback_bench_init(&c, &cases[i].setup);
		bench_run(&c.b, US(10));
		CU_ASSERT_EQUAL(counted(&c, COUNTER_pool_depletions), cases[i].depletions);
		CU_ASSERT_EQUAL(bench_paid(&c.b, 0, COST_pool_depletion), 0);
		CU_ASSERT_EQUAL(lost(&c, DROP_nic_pool_empty), cases[i].pool_empty);
		CU_ASSERT_EQUAL(lost(&c, DROP_nic_queue_full), cases[i].queue_full);
		CU_ASSERT_EQUAL(c.ring.used_idx, cases[i].used);
		CU_ASSERT_EQUAL(c.instance.pool.level, cases[i].level);
		callback_bench_fini(&c);
	}
}

/* ---- what looking must not change ---- */

static void look(void *bench)
{
	nic_catch_up(&((struct callback_bench *)bench)->nic);
}

/* The same run, with and without somebody who looks at the NIC now and then. */
static void run_looked_at(int looks, int64_t *out)
{
	struct callback_bench c;
	struct rng r;
	struct callback_setup setup = {
		.frames = 5000,
		.gap = NS(100),
		.ring = 64,
		.posted = 64,
		.event_idx = true,
		.settings = {.pool = 16, .refill_below = 12, .release_group = 4, .queue = 64, .batch = 8},
		.ns = {[COST_nic_isr] = 50,
		       [COST_callback_rx] = 60,
		       [COST_vhost_get_desc] = 20,
		       [COST_pool_release] = 30,
		       [COST_vhost_enable_notify] = 10,
		       [COST_pool_depletion] = 25,
		       [COST_nic_irq_enable] = 15}};
	callback_bench_init(&c, &setup);
	c.instance.moderation.gap = US(2);
	rng_init(&r, 7, (uint64_t)looks, "looks");
	for (int i = 0; i < looks; i++)
		bench_at(&c.b, (vtime)rng_below(&r, US(600)), look, &c);
	for (int i = 1; i <= 200; i++) {
		bench_run(&c.b, i * US(3));
		take_used(&c);
		post(&c, virtqueue_free(&c.ring));
		if (virtqueue_kick_prepare(&c.ring))
			callback_kick_rx(&c.cb, NULL);
	}
	int64_t result[] = {c.b.ledger->delivered,
			    lost(&c, DROP_nic_pool_empty),
			    lost(&c, DROP_nic_queue_full),
			    counted(&c, COUNTER_pool_depletions),
			    bench_paid(&c.b, 0, COST_pool_depletion),
			    bench_paid(&c.b, 0, COST_pool_release),
			    (int64_t)c.b.ledger->stream[0].latency.sum};
	memcpy(out, result, sizeof(result));
	callback_bench_fini(&c);
}

static void test_looking(void)
{
	int64_t alone[7], looked_at[7];
	run_looked_at(0, alone);
	CU_ASSERT(alone[0] > 1000);
	CU_ASSERT(alone[1] > 100);
	CU_ASSERT(alone[3] > 10);
	for (int k = 1; k <= 20; k++) {
		run_looked_at(100 * k, looked_at);
		for (int i = 0; i < 7; i++)
			CU_ASSERT_EQUAL(alone[i], looked_at[i]);
	}
}

static const struct test_case cases[] = {
	{"the pool is refilled below its mark", test_refill},
	{"a group is released at once", test_group_at_once},
	{"an empty avail ring: a kick is asked for and taken", test_kick},
	{"buffers that slip in", test_slipped_in},
	{"depletion with the interrupt open", test_depletion_open},
	{"depletion while polled, and a full queue", test_masked},
	{"looking changes nothing", test_looking},
};
SUITE("callback: the pool", cases)
