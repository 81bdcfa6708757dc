/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The emulated e1000 and its driver, on whole datapaths: register accesses and exits counted by hand, interrupts by
 * the device's rules, and packets that all arrive.
 */
#include "models/guest/e1000_driver.h"
#include "tests/lib/bench/path_span.h"

#define FLOW "flow=emulated"
#define E1000_COSTS                                                                                          \
	SOME_COSTS, "cost.user_exit=1200", "cost.e1000_mmio=400", "cost.e1000_receive=350",                  \
		"cost.e1000_transmit=340"

/* ---- one packet ---- */

/* Ten packets, a millisecond apart. Each: ICR, IMC, STATUS, RDT, IMS, STATUS; six exits to QEMU, one for the end of
 * the interrupt and one for the halt; the tap read until it is empty; two copies. */
static void one_received(void)
{
	static const struct span_count counts[] = {{COUNTER_register_accesses, 60},
						   {COUNTER_exits, 80},
						   {COUNTER_signals, 10},
						   {COUNTER_guest_polls, 10},
						   {COUNTER_qemu_reads, 20},
						   {COUNTER_qemu_writes, 0},
						   {COUNTER_copies, 20},
						   {COUNTER_kicks, 0}};
	for (int k = 0; k < 2; k++) {
		const char *const sets[] = {FLOW, path_kernels[k], RECEIVES("1kpps"), NULL};
		struct span s = span_of(sets, US(2500), US(12500));
		CU_ASSERT_EQUAL(s.delivered, 10);
		span_expect(&s, counts, G_N_ELEMENTS(counts));
	}
}

/* One packet sent: TDT, and the interrupt for it ICR, IMC, STATUS, IMS, STATUS. */
static void one_sent(void)
{
	static const struct span_count counts[] = {{COUNTER_register_accesses, 60}, {COUNTER_exits, 80},
						   {COUNTER_signals, 10},	    {COUNTER_qemu_reads, 0},
						   {COUNTER_qemu_writes, 10},	    {COUNTER_copies, 20}};
	for (int k = 0; k < 2; k++) {
		const char *const sets[] = {FLOW, path_kernels[k], SENDS("1kpps"), NULL};
		struct span s = span_of(sets, US(2500), US(12500));
		CU_ASSERT_EQUAL(s.delivered, 10);
		span_expect(&s, counts, G_N_ELEMENTS(counts));
	}
}

/* Every access is an exit to QEMU, in the vCPU's thread, and so is sending. */
static void who_pays(void)
{
	static const char *const sets[] = {FLOW,
					   "traffic.arrivals=constant",
					   "traffic.rate=1kpps",
					   "cost.user_exit=7",
					   "cost.e1000_mmio=5",
					   "cost.e1000_transmit=3",
					   "cost.tun_get_user=11",
					   "cost.qemu_read=13",
					   "cost.vm_exit=17",
					   NULL};
	struct path_bench b;
	path_bench_init(&b, sets);
	path_bench_run(&b, US(19500));
	int64_t accesses = counted(&b, COUNTER_register_accesses);
	CU_ASSERT(accesses > 100);
	CU_ASSERT_EQUAL(paid(&b, 1, COST_user_exit), accesses);
	CU_ASSERT_EQUAL(paid(&b, 1, COST_e1000_mmio), accesses);
	CU_ASSERT_EQUAL(paid(&b, 1, COST_vm_exit), counted(&b, COUNTER_exits));
	CU_ASSERT_EQUAL(paid(&b, 1, COST_e1000_transmit), counted(&b, COUNTER_qemu_writes));
	CU_ASSERT_EQUAL(paid(&b, 1, COST_tun_get_user), counted(&b, COUNTER_qemu_writes));
	CU_ASSERT_EQUAL(paid(&b, 2, COST_user_exit), 0);
	CU_ASSERT(paid(&b, 2, COST_qemu_read) >= 18);
	CU_ASSERT_EQUAL(paid(&b, 1, COST_qemu_read), 0);
	path_bench_fini(&b);
}

/* ---- many packets in one interrupt ---- */

/* All n are in the ring before the handler reads ICR. A poll below 64 ends with IMS and STATUS, one of 64 is
 * followed by another. */
static void bursts(void)
{
	static const struct {
		int n, accesses;
	} cases[] = {{1, 6},
		     {15, 6},
		     {16, 6},
		     {17, 7},
		     {32, 7},
		     {33, 8},
		     {63, 9},
		     {64, 3 + 4 + 2},
		     {65, 3 + 4 + 1 + 2},
		     {100, 3 + 4 + 3 + 2},
		     {128, 3 + 8 + 2},
		     {254, 3 + 12 + 4 + 2}};
	static const char *const sets[] = {FLOW, QUIET, "cost.guest_irq=1000000", NULL};
	EACH_CASE (i, cases, n) {
		struct path_bench b;
		struct path_feed feed;
		path_bench_init(&b, sets);
		path_feed_at(&feed, &b, US(5), cases[i].n, 64);
		path_bench_run(&b, MS(20));
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, cases[i].n);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_register_accesses), cases[i].accesses);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_signals), 1);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_exits),
				cases[i].accesses + 1 + 2); /* halts: before and after */
		path_bench_fini(&b);
	}
}

/* More than the ring holds wait in the tap, and come when the driver gives buffers back; nothing is lost. 5.0 reads
 * 50 at a time, and one packet too many into the device's queue. */
static void more_than_the_ring(void)
{
	static const int queued[] = {0, 1};
	for (int k = 0; k < 2; k++) {
		const char *const sets[] = {
			FLOW, path_kernels[k], QUIET, "cost.guest_irq=1000000", "cost.qemu_net_queue=7",
			NULL};
		struct path_bench b;
		struct path_feed feed;
		path_bench_init(&b, sets);
		path_feed_at(&feed, &b, US(5), 400, 64);
		path_bench_run(&b, US(500));
		CU_ASSERT_EQUAL(counted(&b, COUNTER_qemu_reads), 254 + queued[k]);
		CU_ASSERT_EQUAL(paid(&b, 2, COST_qemu_net_queue), queued[k]);
		path_bench_run(&b, MS(20));
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, 400);
		CU_ASSERT_EQUAL(lost(&b), 0);
		path_bench_fini(&b);
	}
}

/* ---- interrupts ---- */

/* Packets 10 us apart, everything free of cost: what spaces interrupts is the device's timer, in units of 256 ns:
 * 128 (TADV) for sending, 195 (20,000/s) for receiving, at least 500 in 5.0. */
static void mitigation(void)
{
	static const struct {
		const char *kernel, *mitigation;
		int traffic; /* 0: the guest sends, 1: it receives */
		const char *frame;
		int64_t gap_ns; /* between interrupts */
	} cases[] = {
		{"kernel=3.13", "qemu.mitigation=no", 0, "traffic.frame=64B", 10000},
		{"kernel=3.13", "qemu.mitigation=yes", 0, "traffic.frame=64B", 128 * 256},
		{"kernel=5.10", "qemu.mitigation=yes", 0, "traffic.frame=64B", 500 * 256},
		{"kernel=6.6", "qemu.mitigation=no", 1, "traffic.frame=64B", 10000},
		{"kernel=3.13", "qemu.mitigation=yes", 1, "traffic.frame=64B", 195 * 256},
		{"kernel=5.10", "qemu.mitigation=yes", 1, "traffic.frame=64B", 500 * 256},
		/* more than 10,000 bytes of large packets in each interrupt: the bulk class, 4,000/s */
		{"kernel=5.10", "qemu.mitigation=yes", 1, "traffic.frame=1500B", 976 * 256},
	};
	EACH_CASE (i, cases, kernel) {
		const char *const sets[] = {FLOW,
					    QUIET,
					    cases[i].kernel,
					    cases[i].mitigation,
					    cases[i].frame,
					    cases[i].traffic ? "traffic.1.rate=100kpps"
							     : "traffic.0.rate=100kpps",
					    NULL};
		struct span s = span_of(sets, MS(10), MS(30));
		CU_ASSERT(llabs(s.counter[COUNTER_signals] - 20000000 / cases[i].gap_ns) <= 1);
		CU_ASSERT(llabs(s.delivered - 2000) <= 25);
	}
}

/* accesses_sending: of a guest that sends frames of this size, 10 us apart. */
static int64_t accesses_sending(const char *frame)
{
	const char *const sets[] = {FLOW, QUIET, "kernel=5.10", "traffic.0.rate=100kpps", frame, NULL};
	return span_of(sets, 0, MS(30)).counter[COUNTER_register_accesses];
}

/* Large frames that are sent lead to the bulk class, too: the driver writes ITR, once. What spaces the interrupts is the
 * device's TADV either way. */
static void bulk_sent(void)
{
	CU_ASSERT_EQUAL(accesses_sending("traffic.frame=1500B") - accesses_sending("traffic.frame=64B"), 1);
}

/* The driver's classes by hand: packets and bytes of one interrupt, and what it writes (0: nothing). */
static void throttle(void)
{
	static const struct {
		int rx_packets, rx_bytes, tx_packets, tx_bytes;
		uint32_t value;
	} steps[] = {
		{1, 60, 0, 0, 0},      /* 20,000/s, as at the start: 195 */
		{9, 10800, 0, 0, 976}, /* more than 10,000 bytes in few packets: bulk, 4,000/s */
		{9, 10800, 0, 0, 0},	 {1, 60, 0, 0, 434}, /* below 6,000 bytes: low again, in steps of 5,000/s */
		{1, 60, 0, 0, 279},	 {1, 60, 0, 0, 205}, {1, 60, 0, 0, 195},
		{1, 60, 10, 15140, 976}, /* the slower of the two */
		{1, 60, 0, 0, 0},	 /* nothing sent: the class stays */
		{1, 60, 40, 25001, 434}, /* many packets, many bytes: from bulk to low */
		{36, 10001, 1, 60, 279}, /* many small ones: the lowest class, which counts as low */
		{0, 0, 0, 0, 205},
	};
	struct e1000_itr itr;
	e1000_itr_init(&itr);
	EACH_CASE (i, steps, rx_packets) {
		uint32_t value = 0;
		e1000_itr_clear(&itr);
		itr.rx.packets = steps[i].rx_packets;
		itr.rx.bytes = steps[i].rx_bytes;
		itr.tx.packets = steps[i].tx_packets;
		itr.tx.bytes = steps[i].tx_bytes;
		CU_ASSERT_EQUAL(e1000_itr_update(&itr, &value), steps[i].value != 0);
		CU_ASSERT_EQUAL(value, steps[i].value);
	}
}

/* ---- overload ---- */

/* A guest that takes 20 us a packet, offered four times that: the tap overflows and nothing else does, and QEMU
 * reads no more than the guest takes. */
static void slow_guest(void)
{
	for (int k = 0; k < 2; k++) {
		const char *const sets[] = {FLOW, path_kernels[k], RECEIVES("200kpps"), "cost.app_sink=20000",
					    NULL};
		struct span s = span_of(sets, MS(20), MS(60));
		CU_ASSERT(llabs(s.delivered - 2000) <= 2);
		CU_ASSERT(s.counter[COUNTER_qemu_reads] <= s.delivered + s.counter[COUNTER_qemu_polls]);
		CU_ASSERT(s.lost > 5000);
		CU_ASSERT_EQUAL(s.lost, s.lost_in_tap);
	}
}

/* Sending as fast as it can: an access for each packet and five for each interrupt, which the timer spaces; nothing is
 * lost, since the vCPU itself sends. */
static void sending_flat_out(void)
{
	static const char *const sets[] = {FLOW, "kernel=5.10", SENDS("0pps"), E1000_COSTS, NULL};
	struct span s = span_of(sets, MS(5), MS(25));
	CU_ASSERT(s.delivered > 1000);
	CU_ASSERT(s.counter[COUNTER_signals] <= 20000000 / 128000 + 1);
	CU_ASSERT(s.counter[COUNTER_signals] >= 100);
	CU_ASSERT(llabs(s.counter[COUNTER_register_accesses] - s.counter[COUNTER_qemu_writes] -
			5 * s.counter[COUNTER_signals]) <= 5);
	CU_ASSERT_EQUAL(s.lost, 0);
}

/* ---- both ways ---- */

/* By every kernel's rules, on cores of their own and on shared ones. */
static void all_arrive(void)
{
	static const char *const cores[] = {"guests.vm0.vhost_core=2", "guests.vm0.vhost_core=1"};
	for (int k = 0; k < 4; k++) {
		const char *const sets[] = {FLOW, path_kernels[k % 2], cores[k / 2], E1000_COSTS, NULL};
		path_all_arrive(sets, 5);
	}
}

static const struct test_case tests[] = {
	{"one packet received: accesses and exits", one_received},
	{"one packet sent", one_sent},
	{"who pays for what", who_pays},
	{"n packets in one interrupt", bursts},
	{"more than the ring holds", more_than_the_ring},
	{"mitigation spaces interrupts", mitigation},
	{"large frames are sent in the bulk class", bulk_sent},
	{"the driver's throttle by hand", throttle},
	{"a slow guest: losses in the tap only", slow_guest},
	{"sending flat out", sending_flat_out},
	{"reflect, forward, guest to guest", all_arrive},
};

SUITE("emulated", tests)
