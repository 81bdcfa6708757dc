/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program that reads its tap, on whole datapaths: system calls, wake-ups and dates counted by hand, with poll and with epoll,
 * both ways, and its end.
 */
#include "tests/lib/bench/path_span.h"

#define FLOW "flow=tap", "traffic.0.from=", "traffic.0.to=vm1"
#define CALLS                                                                                                \
	"cost.tap_read=400", "cost.tap_read_empty=90", "cost.tap_poll=70", "cost.tap_poll_look=30",          \
		"cost.tap_write=60", "cost.tap_wake=20", "cost.wake_up=350", "cost.context_switch=450",      \
		"cost.app_sink=150", "cost.skb_free=40", "cost.tap_xmit=100"

static const char *const waits[] = {"tap.wait=poll", "tap.wait=epoll"};

/* Ten packets, a millisecond apart. Each: one wake-up, a read that gives it, one that finds nothing, one call to wait again. */
static void one_received(void)
{
	static const struct span_count counts[] = {{COUNTER_qemu_polls, 10},
						   {COUNTER_qemu_reads, 20},
						   {COUNTER_copies, 10},
						   {COUNTER_signals, 0},
						   {COUNTER_exits, 0},
						   {COUNTER_kicks, 0},
						   {COUNTER_wakeups, 10},
						   {COUNTER_vhost_runs, 0},
						   {COUNTER_guest_polls, 0},
						   {COUNTER_qemu_writes, 0},
						   {COUNTER_context_switches, 20}};
	for (int era = 0; era < ERAS; era++)
		for (int w = 0; w < 2; w++) {
			char *kernel = g_strdup_printf("kernel=%s", era_names[era]);
			const char *const sets[] = {FLOW, CALLS, kernel, waits[w], RECEIVES("1kpps"), NULL};
			struct span s = span_of(sets, US(2500), US(12500));
			span_expect(&s, counts, G_N_ELEMENTS(counts));
			CU_ASSERT_EQUAL(s.delivered, 10);
			g_free(kernel);
		}
}

/* The time for one packet, from the bridge to the program: tun_net_xmit 100, sock_def_readable 20; the thread is awake then, and
 * switched to: 450, and looks: 30; read 400 and skb_free 40; the program's 150. */
static void one_in_time(void)
{
	for (int w = 0; w < 2; w++) {
		const char *const sets[] = {FLOW, CALLS, waits[w], QUIET, NULL};
		struct path_bench b;
		struct path_feed feed;
		path_bench_init(&b, sets);
		path_feed_at(&feed, &b, US(50), 1, 64);
		path_bench_run(&b, US(50) + NS(100 + 20 + 450 + 30 + 400 + 40 + 150) - 1);
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, 0);
		path_bench_run(&b, US(50) + NS(100 + 20 + 450 + 30 + 400 + 40 + 150));
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, 1);
		path_bench_fini(&b);
	}
}

/* Of packets that come while the program reads, each is told to an epoll instance, and none to a poll that is not called. */
static void burst(void)
{
	static const int least[] = {1, 100}, most[] = {8, 100};
	for (int w = 0; w < 2; w++) {
		const char *const sets[] = {FLOW, CALLS, waits[w], QUIET, "cost.tap_poll=0", NULL};
		struct path_bench b;
		struct path_feed feed;
		path_bench_init(&b, sets);
		path_bench_run(&b, US(40));
		int64_t polls = counted(&b, COUNTER_qemu_polls), wakeups = counted(&b, COUNTER_wakeups);
		path_feed_at(&feed, &b, US(50), 100, 64);
		path_bench_run(&b, MS(2));
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, 100);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_qemu_reads), 101);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_qemu_polls), polls + 1);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_wakeups), wakeups + 1);
		/* with poll those until the thread has woken and left the queue: 350 + 450 + 30 ns, 120 each */
		CU_ASSERT(paid(&b, 0, COST_tap_wake) >= least[w] && paid(&b, 0, COST_tap_wake) <= most[w]);
		path_bench_fini(&b);
	}
}

/* A slow program: what it cannot take is lost in its tap, nothing else is; it never waits. */
static void slow_program(void)
{
	for (int k = 0; k < 2; k++) {
		const char *const sets[] = {FLOW, path_kernels[k], RECEIVES("400kpps"), "cost.app_sink=10000",
					    NULL};
		struct span s = span_of(sets, MS(20), MS(60));
		CU_ASSERT(llabs(s.delivered - 4000) <= 1);
		CU_ASSERT_EQUAL(s.counter[COUNTER_qemu_polls], 0);
		CU_ASSERT(llabs(s.counter[COUNTER_qemu_reads] - 4000) <= 1);
		CU_ASSERT_EQUAL(s.lost, s.lost_in_tap);
		CU_ASSERT(s.lost > 10000);
	}
}

/* It writes back what it has read, or writes it into the tap for another one. */
static void sends(void)
{
	static const char *const ways[][2] = {{"guests.vm0.app=reflect", "guests.vm0.to=wire"},
					      {"guests.vm0.app=forward", "guests.vm0.to=wire"},
					      {"guests.vm0.app=forward", "guests.vm0.to=vm1"}};
	for (size_t i = 0; i < G_N_ELEMENTS(ways); i++)
		for (int k = 0; k < 2; k++) {
			const char *const sets[] = {
				FLOW,	    CALLS,	path_kernels[k],	   RECEIVES("5kpps"),
				ways[i][0], ways[i][1], "cost.guest_xmit=1000000", NULL};
			struct span s = span_of(sets, MS(5), MS(25));
			CU_ASSERT_EQUAL(s.lost, 0);
			CU_ASSERT(llabs(s.delivered - 100) <= 1);
			CU_ASSERT(llabs(s.counter[COUNTER_qemu_writes] - 100) <= 1);
		}
}

/* Full, its tap stops a generator of the host, which goes on when the program has read. */
static void backpressure(void)
{
	const char *const sets[] = {"flow=tap",
				    "traffic.0.from=host",
				    "traffic.0.to=vm0",
				    "traffic.0.core=0",
				    "traffic.1.from=host",
				    "traffic.1.core=0",
				    "traffic.0.rate=0pps",
				    "traffic.1.rate=1pps",
				    "tap.backpressure=half",
				    "cost.app_sink=1000",
				    "cost.app_source=100",
				    NULL};
	struct span s = span_of(sets, MS(2), MS(12));
	CU_ASSERT_EQUAL(s.lost, 0);
	CU_ASSERT(llabs(s.delivered - 10000) <= 1);
}

/* It stops: what waits in its tap is lost there, and so is what comes later. */
static void ends(void)
{
	const char *const sets[] = {FLOW, RECEIVES("100kpps"), "cost.app_sink=20000", "guests.vm0.stop=10ms",
				    NULL};
	struct path_bench b;
	path_bench_init(&b, sets);
	path_bench_run(&b, MS(20));
	const struct ledger *l = b.dp->ledger;
	CU_ASSERT(llabs(l->delivered - 500) <= 1);
	CU_ASSERT(llabs(l->dropped[DROP_tap_closed] - 1500) <= 2);
	CU_ASSERT_EQUAL(l->dropped[DROP_guest_stopped], 0);
	CU_ASSERT(l->inside <= 1);
	path_bench_fini(&b);
}

static const struct test_case tests[] = {
	{"one packet at a time", one_received},
	{"one packet's dates", one_in_time},
	{"a burst", burst},
	{"a slow program", slow_program},
	{"it sends", sends},
	{"backpressure", backpressure},
	{"its end", ends},
};

SUITE("tap reader", tests)
