/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * virtio-net served by QEMU's main loop, on whole datapaths: reads, notifications and kicks counted by hand, both ways
 * of sending, and what happens when buffers or turns run out.
 */
#include "models/qemu_tap.h"
#include "tests/path_feed.h"

#define QUIET "traffic.rate=1pps", "traffic.arrivals=constant" /* nothing but what the test sends */

static const char *const kernels[] = {"kernel=3.13", "kernel=5.10"};

/* Counters from one date to another. */
static void count_between(struct path_bench *b, vtime from, vtime to, int64_t *counter)
{
	path_bench_run(b, from);
	memcpy(counter, b->m->counter, sizeof(*counter) * COUNTERS);
	path_bench_run(b, to);
	for (int i = 0; i < COUNTERS; i++)
		counter[i] = b->m->counter[i] - counter[i];
}

/* ---- one packet ---- */

/* Ten packets, a millisecond apart. Each: one iteration of the loop, a read that gives it and one that finds nothing,
 * one interrupt, the guest's halt the only exit; no kick. */
static void one_received(void)
{
	for (int k = 0; k < 2; k++) {
		const char *const sets[] = {"flow=virtio",
					    kernels[k],
					    "traffic.arrivals=constant",
					    "traffic.0.rate=1pps",
					    "traffic.1.rate=1kpps",
					    NULL};
		struct path_bench b;
		int64_t n[COUNTERS];
		path_bench_init(&b, sets);
		count_between(&b, US(2500), US(12500), n);
		CU_ASSERT_EQUAL(n[COUNTER_qemu_polls], 10);
		CU_ASSERT_EQUAL(n[COUNTER_qemu_reads], 20);
		CU_ASSERT_EQUAL(n[COUNTER_copies], 20);
		CU_ASSERT_EQUAL(n[COUNTER_signals], 10);
		CU_ASSERT_EQUAL(n[COUNTER_exits], 10);
		CU_ASSERT_EQUAL(n[COUNTER_kicks], 0);
		CU_ASSERT_EQUAL(n[COUNTER_register_accesses], 0);
		CU_ASSERT_EQUAL(n[COUNTER_bql_waits], 0);
		path_bench_fini(&b);
	}
}

/* One packet sent: one kick, two iterations - the kick's, and the bottom half's -, one write; an interrupt for its
 * used entry in 5.10 (napi_tx) only. The bottom half is told of by an eventfd in 2.0: with the kick's read, one write
 * and two reads; in 5.0 not. */
static void one_sent(void)
{
	static const int signals[] = {0, 10}, reads[] = {2, 1}, writes[] = {1, 0};
	for (int k = 0; k < 2; k++) {
		const char *const sets[] = {"flow=virtio",
					    kernels[k],
					    "traffic.arrivals=constant",
					    "traffic.0.rate=1kpps",
					    "traffic.1.rate=1pps",
					    "cost.eventfd_read=3",
					    "cost.eventfd_write=5",
					    NULL};
		struct path_bench b;
		int64_t n[COUNTERS];
		path_bench_init(&b, sets);
		path_bench_run(&b, US(2500)); /* up; the driver's kick for its rx ring is read too */
		int64_t read_before = paid(&b, 2, COST_eventfd_read),
			written_before = paid(&b, 2, COST_eventfd_write);
		count_between(&b, US(2500), US(12500), n);
		CU_ASSERT_EQUAL(n[COUNTER_kicks], 10);
		CU_ASSERT_EQUAL(n[COUNTER_qemu_polls], 20);
		CU_ASSERT_EQUAL(n[COUNTER_qemu_writes], 10);
		CU_ASSERT_EQUAL(n[COUNTER_qemu_reads], 0);
		CU_ASSERT_EQUAL(n[COUNTER_copies], 10);
		CU_ASSERT_EQUAL(n[COUNTER_signals], signals[k]);
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
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *const sets[] = {"flow=virtio", kernels[cases[i].kernel], QUIET,
					    "cost.qemu_poll_fds=1000", NULL};
		struct path_bench b;
		struct path_feed feed;
		int64_t n[COUNTERS];
		path_bench_init(&b, sets);
		path_feed_at(&feed, &b, US(50), cases[i].n, 64);
		count_between(&b, US(40), MS(5), n);
		CU_ASSERT_EQUAL(n[COUNTER_qemu_reads], cases[i].reads);
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, cases[i].n);
		CU_ASSERT_EQUAL(n[COUNTER_qemu_polls], cases[i].polls);
		path_bench_fini(&b);
	}
}

/* ---- no buffers ---- */

/* The guest does not look for a while, 300 packets for a ring of 256: one waits in the device's queue, the others in
 * the tap, and the tap is left alone until the guest's kick for the buffers it gives back. Nothing is lost. */
static void waits_for_the_kick(void)
{
	for (int k = 0; k < 2; k++) {
		const char *const sets[] = {"flow=virtio", kernels[k], QUIET, "cost.guest_irq=1000000", NULL};
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
		const char *const sets[] = {"flow=virtio",
					    kernels[k],
					    "traffic.arrivals=constant",
					    "traffic.0.rate=1pps",
					    "traffic.1.rate=400kpps",
					    "cost.app_sink=10000",
					    NULL};
		struct path_bench b;
		int64_t n[COUNTERS];
		path_bench_init(&b, sets);
		count_between(&b, MS(20), MS(60), n);
		CU_ASSERT(llabs(n[COUNTER_copies] / 2 - 4000) <= 300);
		CU_ASSERT(n[COUNTER_qemu_reads] <= 4300 + n[COUNTER_qemu_polls]);
		CU_ASSERT_EQUAL(lost(&b), b.dp->ledger->dropped[DROP_tap_queue_full]);
		CU_ASSERT(lost(&b) > 10000);
		path_bench_fini(&b);
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
		const char *const sets[] = {"flow=virtio",
					    tx[i],
					    time[i],
					    "traffic.arrivals=constant",
					    "traffic.0.rate=1kpps",
					    "traffic.1.rate=1pps",
					    NULL};
		struct path_bench b;
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(20));
		latency[i] = b.dp->ledger->latency.min;
		CU_ASSERT_EQUAL(b.dp->ledger->latency.max, latency[i]);
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
		const char *const sets[] = {
			"flow=virtio",	       tx[i], "traffic.arrivals=constant", "traffic.0.rate=100kpps",
			"traffic.1.rate=1pps", NULL};
		struct path_bench b;
		int64_t n[COUNTERS];
		path_bench_init(&b, sets);
		count_between(&b, MS(10), MS(20), n);
		CU_ASSERT(llabs(n[COUNTER_qemu_writes] - 1000) <= 16);
		CU_ASSERT(n[COUNTER_kicks] >= kicks[i].least && n[COUNTER_kicks] <= kicks[i].most);
		path_bench_fini(&b);
	}
}

/* A guest that sends as fast as it can is taken in bursts; while QEMU is at it no kick is wanted. A small burst takes
 * as many iterations more. */
static void sending_flat_out(void)
{
	static const char *const burst[] = {"qemu.tx_burst=256", "qemu.tx_burst=4"};
	int64_t polls[2];
	for (int i = 0; i < 2; i++) {
		const char *const sets[] = {"flow=virtio",
					    burst[i],
					    "kernel=3.13",
					    "traffic.rate=1pps",
					    "traffic.0.rate=0pps",
					    "traffic.arrivals=constant",
					    SOME_COSTS,
					    "cost.qemu_pop=240",
					    "cost.qemu_push=170",
					    "cost.qemu_copy=80",
					    "cost.qemu_writev=2000",
					    NULL};
		struct path_bench b;
		int64_t n[COUNTERS];
		path_bench_init(&b, sets);
		count_between(&b, MS(10), MS(30), n);
		CU_ASSERT(n[COUNTER_qemu_writes] > 5000);
		CU_ASSERT_EQUAL(n[COUNTER_kicks], 0);
		CU_ASSERT_EQUAL(lost(&b), 0);
		polls[i] = n[COUNTER_qemu_polls];
		if (i == 1)
			CU_ASSERT(llabs(polls[1] - n[COUNTER_qemu_writes] / 4) <= 1);
		path_bench_fini(&b);
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
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *const sets[] = {"flow=virtio",
					    cases[i].kernel,
					    "guests.vm0.app=forward",
					    "traffic.0.rate=1pps",
					    "traffic.1.rate=1Mpps",
					    "cost.qemu_read=2000",
					    "cost.qemu_writev=2000",
					    NULL};
		struct path_bench b;
		int64_t n[COUNTERS];
		path_bench_init(&b, sets);
		count_between(&b, MS(10), MS(20), n);
		CU_ASSERT(n[COUNTER_qemu_writes] >= cases[i].least &&
			  n[COUNTER_qemu_writes] <= cases[i].most);
		path_bench_fini(&b);
	}
}

/* ---- both ways ---- */

/* Out of the same device, out of another, and to another guest: everything arrives, with and without the event index,
 * by bottom half and by timer. */
static void all_arrive(void)
{
	static const char *const ways[][3] = {
		{"guests.vm0.app=reflect", "guests.vm0.ports=1", "guests.vm0.to=wire"},
		{"guests.vm0.app=forward", "guests.vm0.ports=1", "guests.vm0.to=wire"},
		{"guests.vm0.app=forward", "guests.vm0.ports=2", "guests.vm0.to=wire"},
		{"guests.vm0.app=forward", "guests.vm0.ports=2", "guests.vm0.to=vm1"},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(ways); i++)
		for (int k = 0; k < 8; k++) {
			const char *const sets[] = {"flow=virtio",
						    kernels[k % 2],
						    k & 2 ? "qemu.tx=timer" : "qemu.tx=bh",
						    k & 4 ? "virtio.event_idx=no" : "virtio.event_idx=yes",
						    ways[i][0],
						    ways[i][1],
						    ways[i][2],
						    "traffic.rate=5kpps",
						    "traffic.0.from=vm1",
						    "traffic.0.to=vm0",
						    SOME_COSTS,
						    "cost.qemu_pop=240",
						    "cost.qemu_push=170",
						    "cost.qemu_copy=80",
						    NULL};
			struct path_bench b;
			path_bench_init(&b, sets);
			path_bench_run(&b, MS(40));
			CU_ASSERT_EQUAL(lost(&b), 0);
			CU_ASSERT(b.dp->ledger->delivered > 300);
			CU_ASSERT(b.dp->ledger->inside <= 8);
			path_bench_fini(&b);
		}
}

/* Queues of a guest have vCPUs of their own and one QEMU thread. */
static void queues(void)
{
	static const char *const sets[] = {"flow=virtio",
					   "guests.vm0.queues=2",
					   "guests.vm0.vcpu_core=0",
					   "traffic.rate=10kpps",
					   "traffic.1.flows=64",
					   SOME_COSTS,
					   "cost.qemu_pop=240",
					   "cost.qemu_push=170",
					   "cost.qemu_copy=80",
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
