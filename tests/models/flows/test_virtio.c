/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * virtio-net served by QEMU's main loop, on whole datapaths: reads, notifications and kicks counted by hand, both ways
 * of sending, and what happens when buffers or turns run out.
 */
#include "models/qemu/qemu_tap.h"
#include "tests/lib/bench/path_span.h"

#define FLOW "flow=virtio"
#define QEMU_COSTS SOME_COSTS, "cost.qemu_pop=240", "cost.qemu_push=170", "cost.qemu_copy=80"

/* ---- one packet ---- */

/* Ten packets, a millisecond apart. Each: one iteration of the loop, a read that gives it and one that finds nothing,
 * one interrupt, the guest's halt the only exit; no kick. */
static void one_received(void)
{
	static const struct span_count counts[] = {
		{COUNTER_qemu_polls, 10},	{COUNTER_qemu_reads, 20}, {COUNTER_copies, 20},
		{COUNTER_signals, 10},		{COUNTER_exits, 10},	  {COUNTER_kicks, 0},
		{COUNTER_register_accesses, 0}, {COUNTER_bql_waits, 0}};
	for (int k = 0; k < 2; k++) {
		const char *const sets[] = {FLOW, path_kernels[k], RECEIVES("1kpps"), NULL};
		struct span s = span_of(sets, US(2500), US(12500));
		span_expect(&s, counts, G_N_ELEMENTS(counts));
	}
}

/* One packet sent: one kick, two iterations - the kick's, and the bottom half's -, one write; an interrupt for its
 * used entry in 5.10 (napi_tx) only. The bottom half is told of by an eventfd in 2.0: with the kick's read, one write
 * and two reads; in 5.0 not. */
static void one_sent(void)
{
	static const int signals[] = {0, 10}, reads[] = {2, 1}, writes[] = {1, 0};
	static const struct span_count counts[] = {{COUNTER_kicks, 10},
						   {COUNTER_qemu_polls, 20},
						   {COUNTER_qemu_writes, 10},
						   {COUNTER_qemu_reads, 0},
						   {COUNTER_copies, 10}};
	for (int k = 0; k < 2; k++) {
		const char *const sets[] = {
			FLOW, path_kernels[k], SENDS("1kpps"), "cost.eventfd_read=3", "cost.eventfd_write=5",
			NULL};
		struct path_bench b;
		path_bench_init(&b, sets);
		path_bench_run(&b, US(2500)); /* up; the driver's kick for its rx ring is read too */
		int64_t read_before = paid(&b, 2, COST_eventfd_read),
			written_before = paid(&b, 2, COST_eventfd_write);
		struct span s = span_between(&b, US(2500), US(12500));
		span_expect(&s, counts, G_N_ELEMENTS(counts));
		CU_ASSERT_EQUAL(s.counter[COUNTER_signals], signals[k]);
		CU_ASSERT_EQUAL(paid(&b, 2, COST_eventfd_read) - read_before, 10 * reads[k]);
		CU_ASSERT_EQUAL(paid(&b, 2, COST_eventfd_write) - written_before, 10 * writes[k]);
		path_bench_fini(&b);
	}
}

/* ---- bursts ---- */

/* n packets in the tap at once: 2.0 reads until there is none, in one iteration; 5.0 gives way after 50. The last read
 * finds nothing, unless the limit ended the run: then the tap is empty, and ppoll does not return for it. */
static void limit_of_a_run(void)
{
	static const struct {
		int n, kernel;
		int64_t polls, reads;
	} cases[] = {{49, 0, 1, 50}, {50, 0, 1, 51}, {200, 0, 1, 201}, {49, 1, 1, 50},
		     {50, 1, 1, 50}, {51, 1, 2, 52}, {100, 1, 2, 100}, {200, 1, 4, 200}};
	EACH_CASE (i, cases, n) {
		const char *const sets[] = {FLOW, path_kernels[cases[i].kernel], QUIET,
					    "cost.qemu_poll_fds=1000", NULL};
		struct path_bench b;
		struct path_feed feed;
		path_bench_init(&b, sets);
		path_feed_at(&feed, &b, US(50), cases[i].n, 64);
		struct span s = span_between(&b, US(40), MS(5));
		CU_ASSERT_EQUAL(s.counter[COUNTER_qemu_reads], cases[i].reads);
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, cases[i].n);
		CU_ASSERT_EQUAL(s.counter[COUNTER_qemu_polls], cases[i].polls);
		path_bench_fini(&b);
	}
}

/* ---- no buffers ---- */

/* The guest does not look for a while, 300 packets for a ring of 256: one waits in the device's queue, the others in
 * the tap, and the tap is left alone until the guest's kick for the buffers it gives back. Nothing is lost. */
static void waits_for_the_kick(void)
{
	for (int k = 0; k < 2; k++) {
		const char *const sets[] = {FLOW, path_kernels[k], QUIET, "cost.guest_irq=1000000", NULL};
		struct path_bench b;
		struct path_feed feed, another;
		path_bench_init(&b, sets);
		path_feed_at(&feed, &b, US(5), 300, 64);
		path_feed_at(&another, &b, US(400), 100, 64);
		path_bench_run(&b, US(300));
		CU_ASSERT_EQUAL(counted(&b, COUNTER_qemu_reads), 257);
		int64_t polls = counted(&b, COUNTER_qemu_polls);
		path_bench_run(&b, US(900));
		CU_ASSERT_EQUAL(counted(&b, COUNTER_qemu_reads), 257);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_qemu_polls), polls);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_kicks), 0);
		path_bench_run(&b, MS(20));
		CU_ASSERT(counted(&b, COUNTER_kicks) >= 1);
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, 400);
		CU_ASSERT_EQUAL(lost(&b), 0);
		path_bench_fini(&b);
	}
}

/* In overload QEMU reads what the guest takes, and no more. */
static void slow_guest(void)
{
	for (int k = 0; k < 2; k++) {
		const char *const sets[] = {FLOW, path_kernels[k], RECEIVES("400kpps"), "cost.app_sink=10000",
					    NULL};
		struct span s = span_of(sets, MS(20), MS(60));
		CU_ASSERT(llabs(s.counter[COUNTER_copies] / 2 - 4000) <= 300);
		CU_ASSERT(s.counter[COUNTER_qemu_reads] <= 4300 + s.counter[COUNTER_qemu_polls]);
		CU_ASSERT_EQUAL(s.lost, s.lost_in_tap);
		CU_ASSERT(s.lost > 10000);
	}
}

/* ---- sending ---- */

/* By timer a lone packet leaves 150 us, or what is set, later than by bottom half. */
static void timer(void)
{
	static const char *const tx[] = {"qemu.tx=bh", "qemu.tx=timer", "qemu.tx=timer"};
	static const char *const time[] = {"qemu.tx_timer=150us", "qemu.tx_timer=150us",
					   "qemu.tx_timer=70us"};
	vtime latency[3];
	for (int i = 0; i < 3; i++) {
		const char *const sets[] = {FLOW, tx[i], time[i], SENDS("1kpps"), NULL};
		struct path_bench b;
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(20));
		latency[i] = b.dp->ledger->stream[0].latency.min;
		CU_ASSERT_EQUAL(b.dp->ledger->stream[0].latency.max, latency[i]);
		path_bench_fini(&b);
	}
	CU_ASSERT_EQUAL(latency[1] - latency[0], US(150));
	CU_ASSERT_EQUAL(latency[2] - latency[0], US(70));
}

/* Packets 10 us apart: by timer 15 or 16 go together, with one kick; by bottom half each has its own. */
static void timer_collects(void)
{
	static const char *const tx[] = {"qemu.tx=bh", "qemu.tx=timer"};
	static const struct {
		int64_t least, most;
	} kicks[] = {{1000, 1000}, {60, 68}};
	for (int i = 0; i < 2; i++) {
		const char *const sets[] = {FLOW, tx[i], SENDS("100kpps"), NULL};
		struct span s = span_of(sets, MS(10), MS(20));
		CU_ASSERT(llabs(s.counter[COUNTER_qemu_writes] - 1000) <= 16);
		CU_ASSERT(s.counter[COUNTER_kicks] >= kicks[i].least &&
			  s.counter[COUNTER_kicks] <= kicks[i].most);
	}
}

/* A guest that sends as fast as it can is taken in bursts; while QEMU is at it no kick is wanted. A small burst takes
 * as many iterations more. */
static void sending_flat_out(void)
{
	static const char *const burst[] = {"qemu.tx_burst=256", "qemu.tx_burst=4"};
	int64_t polls[2];
	for (int i = 0; i < 2; i++) {
		const char *const sets[] = {FLOW,	"kernel=3.13",		 SENDS("0pps"), burst[i],
					    QEMU_COSTS, "cost.qemu_writev=2000", NULL};
		struct span s = span_of(sets, MS(10), MS(30));
		CU_ASSERT(s.counter[COUNTER_qemu_writes] > 5000);
		CU_ASSERT_EQUAL(s.counter[COUNTER_kicks], 0);
		CU_ASSERT_EQUAL(s.lost, 0);
		polls[i] = s.counter[COUNTER_qemu_polls];
		if (i == 1)
			CU_ASSERT(llabs(polls[1] - s.counter[COUNTER_qemu_writes] / 4) <= 1);
	}
	CU_ASSERT(polls[0] * 20 < polls[1]);
}

/* ---- turns ---- */

/* A guest that forwards, offered more than QEMU reads: 2.0 never stops reading, since the guest gives buffers back
 * faster, and sends nothing; 5.0 sends after each 50. */
static void reading_starves_sending(void)
{
	static const struct {
		const char *kernel;
		int64_t least, most;
	} cases[] = {{"kernel=3.13", 0, 300}, {"kernel=5.10", 1500, 100000}};
	EACH_CASE (i, cases, kernel) {
		const char *const sets[] = {FLOW,
					    cases[i].kernel,
					    "guests.vm0.app=forward",
					    "traffic.0.rate=1pps",
					    "traffic.1.rate=1Mpps",
					    "cost.qemu_read=2000",
					    "cost.qemu_writev=2000",
					    NULL};
		struct span s = span_of(sets, MS(10), MS(20));
		CU_ASSERT(s.counter[COUNTER_qemu_writes] >= cases[i].least &&
			  s.counter[COUNTER_qemu_writes] <= cases[i].most);
	}
}

/* ---- both ways ---- */

/* With and without the event index, by bottom half and by timer. */
static void all_arrive(void)
{
	for (int k = 0; k < 8; k++) {
		const char *const sets[] = {FLOW,
					    path_kernels[k % 2],
					    k & 2 ? "qemu.tx=timer" : "qemu.tx=bh",
					    k & 4 ? "virtio.event_idx=no" : "virtio.event_idx=yes",
					    QEMU_COSTS,
					    NULL};
		path_all_arrive(sets, 8);
	}
}

/* Queues of a guest have vCPUs of their own and one QEMU thread. */
static void queues(void)
{
	static const char *const sets[] = {FLOW,
					   "guests.vm0.queues=2",
					   "guests.vm0.vcpu_core=0",
					   "traffic.rate=10kpps",
					   "traffic.1.flows=64",
					   QEMU_COSTS,
					   NULL};
	struct path_bench b;
	path_bench_init(&b, sets);
	path_bench_run(&b, MS(40));
	CU_ASSERT_EQUAL(lost(&b), 0);
	CU_ASSERT(b.dp->ledger->delivered > 600);
	CU_ASSERT(paid(&b, 2, COST_qemu_read) > 300);
	CU_ASSERT_EQUAL(paid(&b, 3, COST_qemu_read), 0);
	path_bench_fini(&b);
}

static const struct test_case tests[] = {
	{"one packet received: reads, interrupts", one_received},
	{"one packet sent: kicks, iterations", one_sent},
	{"how much a run of the tap's handler reads", limit_of_a_run},
	{"no buffers: the tap waits for the kick", waits_for_the_kick},
	{"a slow guest: losses in the tap only", slow_guest},
	{"sending by timer", timer},
	{"the timer collects packets", timer_collects},
	{"sending flat out", sending_flat_out},
	{"reading starves sending, up to the limit of 50", reading_starves_sending},
	{"reflect, forward, guest to guest", all_arrive},
	{"queues on one thread", queues},
};

SUITE("virtio", tests)
