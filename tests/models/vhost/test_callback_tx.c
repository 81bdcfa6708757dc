/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The callback flow from the guest to the wire. A frame of 64 bytes takes 67.2 ns of it, one of 1518 1230.4 ns.
 */
#include "models/guest/virtio_net.h"
#include "models/vhost/callback.h"
#include "sim/base/rng.h"
#include "tests/lib/bench/path_bench.h"
#include "tests/lib/eras.h"

#define FRAME_64 ((vtime)67200)	    /* ps */
#define FRAME_1518 ((vtime)1230400) /* ps */

static const struct virtio_ring *tx_ring(const struct path_bench *b)
{
	return &b->dp->path[0]->virtio->tx;
}

/* ---- little load ---- */

/* Ten frames, 100 us apart: the way of each, cost by cost, and of each one kick, one run, one interrupt of the NIC. */
static void single(void)
{
	struct path_bench b;
	const char *const sets[] = {"flow=callback",
				    "cost.app_source=100",
				    "cost.guest_tx=200",
				    "cost.vm_exit=1000",
				    "cost.ioeventfd=300",
				    "cost.wake_up=50",
				    "cost.context_switch=70",
				    "cost.vhost_work=20",
				    "cost.vhost_disable_notify=30",
				    "cost.vhost_get_desc=400",
				    "cost.nic_tx=500",
				    "cost.vhost_enable_notify=600",
				    "cost.irq_entry=60",
				    "cost.nic_isr=40",
				    "cost.nic_tx_clean=80",
				    "cost.vhost_add_used=90",
				    "cost.vhost_publish=110",
				    "cost.vhost_copy=1",
				    "cost.skb_alloc=1",
				    "cost.bridge=1",
				    "cost.tap_xmit=1",
				    "cost.dev_queue_xmit=1",
				    NULL};
	static const int none[] = {COST_vhost_copy, COST_skb_alloc, COST_bridge, COST_tap_xmit,
				   COST_dev_queue_xmit};
	path_bench_init(&b, sets);
	path_bench_run(&b, MS(1) + US(50));
	const struct ledger *l = b.dp->ledger;
	/* built; start_xmit, exit, ioeventfd; the worker's core is idle: the interrupt that wakes it, the switch; work,
	 * descriptor, the driver's transmit; the wire */
	vtime way = NS(100 + 200 + 1000 + 300 + 60 + 70 + 20 + 30 + 400 + 500) + FRAME_64;
	CU_ASSERT_EQUAL(l->offered, 10);
	CU_ASSERT_EQUAL(l->delivered, 10);
	CU_ASSERT_EQUAL(l->stream[0].latency.min, way);
	CU_ASSERT_EQUAL(l->stream[0].latency.max, way);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_kicks), 10);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_vhost_tx_runs), 10);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_nic_interrupts), 10);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_copies), 0);
	CU_ASSERT_EQUAL(paid(&b, 2, COST_nic_tx), 10);
	CU_ASSERT_EQUAL(paid(&b, 2, COST_nic_tx_clean), 10);
	CU_ASSERT_EQUAL(paid(&b, 2, COST_vhost_publish), 10);
	for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
		for (int core = 0; core < 4; core++)
			CU_ASSERT_EQUAL(paid(&b, core, none[i]), 0);
	path_bench_fini(&b);
}

/* The descriptor is the guest's again when the frame has left, not before: the interrupt of the completion, the
 * work, the used entry. */
static void completion(void)
{
	struct path_bench b;
	const char *const sets[] = {"flow=callback",
				    "traffic.0.frame=1518B",
				    "cost.nic_isr=40",
				    "cost.nic_tx_clean=80",
				    "cost.vhost_add_used=90",
				    "cost.vhost_publish=110",
				    NULL};
	vtime left = US(100) + FRAME_1518, used = left + NS(40 + 80 + 90 + 110);
	path_bench_init(&b, sets);
	path_bench_run(&b, left - 1);
	CU_ASSERT_EQUAL(b.dp->ledger->delivered, 0);
	CU_ASSERT_EQUAL(virtqueue_avail(&tx_ring(&b)->vq), 0);
	path_bench_run(&b, used - 1);
	CU_ASSERT_EQUAL(b.dp->ledger->delivered, 1);
	CU_ASSERT_EQUAL(tx_ring(&b)->vq.used_idx, 0);
	path_bench_run(&b, used);
	CU_ASSERT_EQUAL(tx_ring(&b)->vq.used_idx, 1);
	path_bench_fini(&b);
}

/* ---- as fast as it can ---- */

/* The wire is the slowest: from the first frame on it is never idle, whichever ring is the smaller; nothing is lost,
 * and the guest's ring is used in the order in which it was filled. */
static void full_ring(void)
{
	static const struct {
		const char *kernel, *tx_ring, *ring;
		vtime first; /* frame in the ring: later kernels' pool is filled before, 100 ns a buffer */
	} cases[] = {{"kernel=3.13", "nic.tx_ring=64", "virtio.ring=256", NS(300)},
		     {"kernel=5.10", "nic.tx_ring=64", "virtio.ring=256", NS(12800 + 200)},
		     {"kernel=6.6", "nic.tx_ring=512", "virtio.ring=64", NS(6400 + 200)},
		     {"kernel=3.13", "nic.tx_ring=64", "virtio.ring=64", NS(300)}};
	EACH_CASE (i, cases, kernel) {
		struct path_bench b;
		const char *const sets[] = {"flow=callback",
					    "traffic.0.rate=0pps",
					    "traffic.0.frame=1518B",
					    "cost.app_source=100",
					    "cost.vhost_get_desc=100",
					    "cost.nic_tx=100",
					    "cost.vhost_add_used=50",
					    cases[i].kernel,
					    cases[i].tx_ring,
					    cases[i].ring,
					    NULL};
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(5));
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, (MS(5) - cases[i].first) / FRAME_1518);
		CU_ASSERT_EQUAL(lost(&b), 0);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_copies), 0);
		const struct virtqueue *vq = &tx_ring(&b)->vq;
		int seen = vq->size - (uint16_t)(vq->avail_idx - vq->used_idx); /* not yet overwritten */
		CU_ASSERT(seen > 0);
		for (int k = 1; k <= seen; k++) {
			uint16_t slot = (uint16_t)(vq->used_idx - k) & (vq->size - 1);
			CU_ASSERT_EQUAL(vq->slot[slot].used, vq->slot[slot].avail);
		}
		path_bench_fini(&b);
	}
}

/* A ring of 64 is filled in one turn and left, kicks not wanted; each batch of completions starts the next turn. So
 * the guest kicks once, and used entries come 16 at a time. */
static void batches(void)
{
	struct path_bench b;
	const char *const sets[] = {
		"flow=callback",     "traffic.0.rate=0pps",  "traffic.0.frame=1518B",	"nic.tx_ring=64",
		"callback.batch=16", "nic.moderation=fixed", "nic.interrupt_gap=100us", "virtio.event_idx=no",
		"cost.app_source=5", "cost.nic_tx=10",	     "cost.vhost_publish=1",	NULL};
	path_bench_init(&b, sets);
	path_bench_run(&b, MS(10));
	CU_ASSERT_EQUAL(counted(&b, COUNTER_kicks), 1);
	/* the first frame interrupts at once; then, every 100 us, all 64 have left */
	CU_ASSERT_EQUAL(counted(&b, COUNTER_nic_interrupts), 100);
	CU_ASSERT_EQUAL(paid(&b, 2, COST_vhost_publish), 1 + 99 * 64 / 16);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_vhost_tx_runs), 101);
	path_bench_fini(&b);
}

/* The turn ends after 256 packets and queues itself behind what else there is. */
static void turn(void)
{
	struct path_bench b;
	const char *const sets[] = {"flow=callback",	    "traffic.0.rate=0pps",    "nic.tx_ring=4096",
				    "virtio.ring=4096",	    "cost.app_source=1",      "cost.nic_tx=50",
				    "nic.moderation=fixed", "nic.interrupt_gap=10ms", NULL};
	path_bench_init(&b, sets);
	path_bench_run(&b, US(50));
	/* 1 ns to build the first; then 50 ns each and never nothing to do */
	CU_ASSERT_EQUAL(counted(&b, COUNTER_vhost_tx_runs), 1 + (50000 - 1) / (256 * 50));
	CU_ASSERT_EQUAL(counted(&b, COUNTER_kicks), 1);
	path_bench_fini(&b);
}

/* ---- both ways ---- */

/* One thread and one interrupt serve both directions; with the tester at 50 kpps and the guest at 10 neither loses. */
static void both_ways(void)
{
	FOR_ERAS (era, ERA_3_13) {
		struct path_bench b;
		const char *const sets[] = {"flow=callback",	    kernel_set(era),
					    "traffic.1.to=vm0",	    "traffic.1.rate=50kpps",
					    "cost.callback_rx=350", "cost.nic_tx=450",
					    "cost.app_sink=500",    "cost.vhost_get_desc=650",
					    "cost.app_source=400",  NULL};
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(10) + US(40));
		CU_ASSERT_EQUAL(b.dp->ledger->offered, 601);
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, 601);
		CU_ASSERT_EQUAL(paid(&b, 2, COST_nic_tx), 100);
		CU_ASSERT_EQUAL(paid(&b, 2, COST_callback_rx), 501);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_copies), 0);
		path_bench_fini(&b);
	}
}

/* Guest to guest through the NIC's switch: out of one guest's memory, into the other's, and never on the wire. */
static void to_a_neighbour(void)
{
	struct path_bench b;
	const char *const sets[] = {"flow=callback",	     "traffic.0.to=vm1",
				    "nic.dma_latency=700ns", "cost.app_source=100",
				    "cost.nic_tx=500",	     "cost.callback_rx=350",
				    "cost.vhost_add_used=1", "cost.vhost_copy=1",
				    "cost.app_sink=60",	     NULL};
	path_bench_init(&b, sets);
	path_bench_run(&b, MS(1) + US(50));
	CU_ASSERT_EQUAL(b.dp->ledger->delivered, 10);
	CU_ASSERT_EQUAL(b.dp->ledger->stream[0].latency.min, NS(100 + 500 + 700 + 700 + 350 + 1 + 60));
	CU_ASSERT_EQUAL(b.dp->ledger->stream[0].latency.max, b.dp->ledger->stream[0].latency.min);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_copies), 0);
	CU_ASSERT_EQUAL(paid(&b, 2, COST_nic_tx), 10);
	CU_ASSERT_EQUAL(paid(&b, 3, COST_callback_rx), 10);
	CU_ASSERT_EQUAL(b.dp->nic.out.idle_at, 0);
	path_bench_fini(&b);
}

/* Everything at its limit, rings and batches drawn: both directions go on, millisecond by millisecond. */
static void soak(void)
{
	struct rng r;
	rng_init(&r, 11, 0, "callback-tx");
	for (int i = 0; i < 30; i++) {
		struct path_bench b;
		char *ring = g_strdup_printf("virtio.ring=%d", 64 << rng_below(&r, 4));
		char *tx = g_strdup_printf("nic.tx_ring=%d", 64 + (int)rng_below(&r, 200));
		char *batch = g_strdup_printf("callback.batch=%d", 1 + (int)rng_below(&r, 100));
		char *cost = g_strdup_printf("cost.nic_tx=%d", (int)rng_below(&r, 900));
		const char *const sets[] = {"flow=callback",
					    ring,
					    tx,
					    batch,
					    cost,
					    i % 2 ? "kernel=3.13" : "kernel=5.10",
					    "traffic.0.rate=0pps",
					    "traffic.1.to=vm0",
					    "traffic.1.rate=1Mpps",
					    "cost.callback_rx=350",
					    "cost.app_sink=300",
					    "cost.app_source=200",
					    "cost.vm_exit=500",
					    i % 3 ? "virtio.event_idx=yes" : "virtio.event_idx=no",
					    NULL};
		path_bench_init(&b, sets);
		for (int ms = 1; ms <= 5; ms++) {
			int64_t sent = paid(&b, 2, COST_nic_tx), received = paid(&b, 2, COST_callback_rx);
			path_bench_run(&b, MS(ms));
			CU_ASSERT(paid(&b, 2, COST_callback_rx) > received + 100);
			CU_ASSERT(b.m->costs[COST_nic_tx].fixed == 0 || paid(&b, 2, COST_nic_tx) > sent + 10);
		}
		path_bench_fini(&b);
		g_free(ring);
		g_free(tx);
		g_free(batch);
		g_free(cost);
	}
}

static const struct test_case cases[] = {
	{"one frame at a time", single},
	{"a descriptor is used when the frame has left", completion},
	{"a full ring waits for the wire", full_ring},
	{"completions in batches", batches},
	{"a turn of 256", turn},
	{"both ways on one thread", both_ways},
	{"guest to guest through the NIC's switch", to_a_neighbour},
	{"both ways at the limit, drawn", soak},
};
SUITE("callback tx", cases)
