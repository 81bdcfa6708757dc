/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames that take several receive buffers of the guest, on whole datapaths: how many each takes, by its length and the kernel,
 * and how many frames a ring holds.
 */
#include "tests/lib/bench/path_span.h"

#define DESCRIPTORS                                                                                          \
	"cost.vhost_get_desc=10", "cost.vhost_add_used=10", "cost.qemu_pop=10", "cost.guest_refill=10",      \
		"cost.guest_rx_more=10", "cost.app_sink=100", "cost.guest_poll=100"

/* Buffers that a frame takes after others like it. In the ring: without FCS, with a header of 12 bytes. 3.13: 1,536 bytes each;
 * later as long as the frames of late, in steps of 64, from 1,536 to 4,096. */
static const struct {
	int bytes, then, later;
} frames[] = {{64, 1, 1},   {1518, 1, 1}, {1528, 1, 1}, {1529, 2, 1}, {3064, 2, 1},
	      {3065, 3, 1}, {4088, 3, 1}, {4089, 3, 2}, {8184, 6, 2}, {9000, 6, 3}};

static int buffers(const char *kernel, int i)
{
	return strcmp(kernel, "kernel=3.13") == 0 ? frames[i].then : frames[i].later;
}

/* Frames one at a time: what is paid for each buffer. */
static void each_takes(void)
{
	static const char *const flows_with[] = {"flow=vhost", "flow=feedback", "flow=virtio"};
	for (size_t fl = 0; fl < G_N_ELEMENTS(flows_with); fl++)
		for (int k = 0; k < 2; k++)
			EACH_CASE (i, frames, bytes) {
				char *frame = g_strdup_printf("traffic.1.frame=%dB", frames[i].bytes);
				const char *const sets[] = {flows_with[fl],	path_kernels[k], DESCRIPTORS,
							    RECEIVES("10kpps"), frame,		 NULL};
				int n = buffers(path_kernels[k], (int)i);
				bool qemu = strcmp(flows_with[fl], "flow=virtio") == 0;
				struct path_bench b;
				path_bench_init(&b, sets);
				path_bench_run(&b, MS(200)); /* all buffers are of the new length */
				int64_t taken = paid(&b, 2, qemu ? COST_qemu_pop : COST_vhost_get_desc),
					rest = paid(&b, 1, COST_guest_rx_more),
					added = paid(&b, 1, COST_guest_refill);
				path_bench_run(&b, MS(300));
				taken = paid(&b, 2, qemu ? COST_qemu_pop : COST_vhost_get_desc) - taken;
				CU_ASSERT_EQUAL(taken, 1000 * n);
				CU_ASSERT_EQUAL(paid(&b, 1, COST_guest_rx_more) - rest, 1000 * (n - 1));
				CU_ASSERT(llabs(paid(&b, 1, COST_guest_refill) - added - 1000 * n) <= 256);
				if (taken != 1000 * n)
					printf("\n  %s %s %s: %d", flows_with[fl], path_kernels[k], frame,
					       (int)taken);
				CU_ASSERT_EQUAL(lost(&b), 0);
				datapath_check(b.dp);
				path_bench_fini(&b);
				g_free(frame);
			}
}

/* Packets, not buffers, that wait in the guest's receive ring as the depth of this queue. */
static int64_t waiting(const struct path_bench *b)
{
	int64_t sum = 0;
	for (guint i = 0; i < b->dp->depths->len; i++) {
		const struct depth_entry *e = &g_array_index(b->dp->depths, struct depth_entry, i);
		sum += e->kind == QUEUE_virtqueue ? e->depth->level : 0;
	}
	return sum;
}

/* A guest that does not look: its ring of 256 buffers of 1,536 bytes holds 42 frames of 6, then none, though 4 are left. When it
 * looks, the rest comes. Of pages (later kernels) it holds 85 frames of 3, less what is not refilled: up to 32 buffers, in 3.13
 * up to half of the ring. */
static void ring_holds(void)
{
	static const int least[] = {21, 74}, most[] = {42, 85};
	for (int k = 0; k < 2; k++) {
		const char *const sets[] = {"flow=vhost", path_kernels[k], QUIET, "cost.guest_irq=1000000",
					    NULL};
		struct path_bench b;
		struct path_feed feed, another;
		path_bench_init(&b, sets);
		path_feed_at(&feed, &b, US(5), 200, 9018);
		path_bench_run(&b, US(900));
		CU_ASSERT_EQUAL(counted(&b, COUNTER_copies), 42);
		CU_ASSERT_EQUAL(waiting(&b), 42);
		path_bench_run(&b, MS(20));
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, 200);
		path_feed_at(&another, &b, MS(20), 200, 9018);
		path_bench_run(&b, US(20900));
		int64_t copied = counted(&b, COUNTER_copies) - 200;
		CU_ASSERT(copied >= least[k] && copied <= most[k]);
		path_bench_run(&b, MS(40));
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, 400);
		CU_ASSERT_EQUAL(lost(&b), 0);
		datapath_check(b.dp);
		path_bench_fini(&b);
	}
}

/* Frames of all lengths, rings small and large, more than the guest takes: what is not lost in the tap arrives, and nothing
 * waits for ever. */
static void mixed(void)
{
	static const char *const rings[] = {"virtio.ring=64", "virtio.ring=256"};
	static const char *const flows_with[] = {"flow=vhost", "flow=virtio"};
	for (int i = 0; i < 2 * 2 * 2; i++) {
		const char *const sets[] = {flows_with[i & 1],
					    path_kernels[i >> 1 & 1],
					    rings[i >> 2],
					    RECEIVES("200kpps"),
					    "traffic.1.frame=64B:3,1529B,4089B,9000B:2",
					    "cost.app_sink=7000",
					    "traffic.1.stop=30ms",
					    NULL};
		struct path_bench b;
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(60));
		CU_ASSERT_EQUAL(b.dp->ledger->inside, 0);
		CU_ASSERT_EQUAL(lost(&b), b.dp->ledger->dropped[DROP_tap_queue_full]);
		CU_ASSERT(b.dp->ledger->delivered > 4000);
		datapath_check(b.dp);
		path_bench_fini(&b);
	}
}

static const struct test_case tests[] = {
	{"buffers of a frame", each_takes},
	{"frames that a ring holds", ring_holds},
	{"mixed frames", mixed},
};

SUITE("jumbo", tests)
