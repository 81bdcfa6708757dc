/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Busy polling of vhost-net on whole paths.
 */
#include "tests/lib/bench/path_bench.h"

/* A frame every 100 us, and all costs are 0 but 1 us for a wake-up, on the waker's time, and 2 us for a context switch:
 * without polling the way is two switches long, to the worker and to the vCPU; with it the worker is there. Each of the two
 * guests wakes its worker and its vCPU as it comes up; the workers poll then, for 205 us at most. */
static void test_path(void)
{
	static const struct {
		const char *kernel, *timeout;
		vtime latency;
		int wakes; /* of a packet */
	} cases[] = {
		{"kernel=5.10", "vhost.busyloop_timeout=0us", US(4), 2},
		{"kernel=5.10", "vhost.busyloop_timeout=50us", US(4), 2}, /* it gives up too early */
		{"kernel=5.10", "vhost.busyloop_timeout=200us", US(2), 1},
		{"kernel=6.6", "vhost.busyloop_timeout=200us", US(2), 1},
	};
	EACH_CASE (i, cases, kernel) {
		const char *const sets[] = {cases[i].kernel,
					    cases[i].timeout,
					    "traffic.1.rate=10kpps",
					    "traffic.1.start=300us",
					    "traffic.0.start=1000s",
					    "cost.wake_up=1000",
					    "cost.context_switch=2000",
					    NULL};
		struct path_bench b;
		path_bench_init(&b, sets);
		path_bench_run(&b, US(100299)); /* the first at 450 us: it finds the worker asleep */
		const struct histogram *h = &b.dp->ledger->stream[1].latency;
		CU_ASSERT_EQUAL(h->count, 999);
		CU_ASSERT_EQUAL(h->min, cases[i].latency);
		CU_ASSERT_EQUAL(h->max, US(4));
		CU_ASSERT_EQUAL(histogram_mean(h), (998 * cases[i].latency + US(4) + 499) / 999);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_wakeups),
				4 + 999 * cases[i].wakes + (cases[i].wakes == 1));
		path_bench_fini(&b);
	}
}

/* Packets come before virtnet_open, at 1750 us, has filled the ring: at 1715 (one and a half gaps after the start, the
 * wire's latency is 500 ns) and at 1735. handle_rx leaves with the first, handle_tx polls from VHOST_NET_SET_BACKEND on; the
 * buffers end that, though without EVENT_IDX no kick is wanted meanwhile. */
static void test_bring_up(void)
{
	static const char *const sets[] = {"kernel=5.10",
					   "vhost.busyloop_timeout=10ms",
					   "virtio.event_idx=no",
					   "bringup.instant=no",
					   "traffic.0.start=1000s",
					   "traffic.1.rate=50kpps",
					   "traffic.1.start=1684500ns",
					   NULL};
	struct path_bench b;
	path_bench_init(&b, sets);
	path_bench_run(&b, US(1740));
	CU_ASSERT_EQUAL(b.dp->ledger->stream[1].latency.count, 0);
	CU_ASSERT_EQUAL(b.dp->ledger->inside, 2);
	path_bench_run(&b, US(1752));
	CU_ASSERT_EQUAL(b.dp->ledger->stream[1].latency.count, 2);
	CU_ASSERT_EQUAL(b.dp->ledger->stream[1].latency.max,
			US(35) - 84 * 800); /* its last bit: 84 bytes of 800 ps */
	CU_ASSERT_EQUAL(counted(&b, COUNTER_kicks), 0);
	path_bench_fini(&b);
}

static const struct test_case cases[] = {
	{"latency of a whole path", test_path},
	{"buffers at bring-up", test_bring_up},
};
SUITE("vhost busy polling, paths", cases)
