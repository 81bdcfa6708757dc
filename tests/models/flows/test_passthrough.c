/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The passthrough flow: the guest's driver of a virtual function, its interrupt by each way, frames between guests.
 * A frame of 64 bytes takes 67.2 ns of the wire; guest vm0 runs on core 1, its share of the host on core 2.
 */
#include "models/guest/vf_driver.h"
#include "tests/lib/bench/path_bench.h"
#include "tests/lib/eras.h"

#define FRAME_64 ((vtime)67200) /* ps */

#define FLOW "flow=passthrough", "kernel=5.10"
#define POSTED "vcpu.posted_interrupts=yes"
#define STAYS "vcpu.halt_exits=no"
/* Nobody sends but the tester, to vm0: every 100 us. */
#define RECEIVE "traffic.1.rate=10kpps", "traffic.0.rate=1pps"

static const struct vf_driver *driver(const struct path_bench *b, int path)
{
	return (const struct vf_driver *)b->dp->path[path]->dev; /* its device is first in the driver */
}

static vtime booked(const struct path_bench *b, int core, enum context context)
{
	vtime sum = 0;
	for (int i = 0; i < COST_COUNT; i++)
		sum += b->m->cores[core].booked[context * COST_COUNT + i];
	return sum;
}

static void check_way(const struct path_bench *b, vtime way)
{
	const struct ledger *l = b->dp->ledger;
	CU_ASSERT(l->delivered >= 10);
	CU_ASSERT_EQUAL(l->delivered, l->offered);
	CU_ASSERT_EQUAL(all_latency(l).min, way);
	CU_ASSERT_EQUAL(all_latency(l).max, way);
}

/* ---- what a packet costs whom ---- */

#define GUEST_COSTS                                                                                          \
	"cost.guest_irq=1000", "cost.guest_poll=300", "cost.nic_rx=450", "cost.skb_alloc=90",                \
		"cost.netif_receive=350", "cost.app_sink=500", "cost.nic_irq_enable=250"
#define GUEST_WAY (1000 + 300 + 450 + 90 + 350 + 500)

/* What is paid for an exit, a wake-up, and by the host for an interrupt. */
#define HOST_COSTS                                                                                           \
	"cost.vm_exit=2000", "cost.vm_entry=500", "cost.irq_entry=600", "cost.pi_wakeup=400",                \
		"cost.wake_up=1200", "cost.context_switch=1500", "cost.vfio_irq=30", "cost.irqfd=800",       \
		"cost.ipi_send=40", "cost.kvm_ipi=70"

/* A guest that keeps its core takes posted interrupts: no exit, no copy, nothing of the host's time. */
static void nothing_of_the_host(void)
{
	struct path_bench b;
	const char *const sets[] = {FLOW, POSTED, STAYS, RECEIVE, GUEST_COSTS, HOST_COSTS, NULL};
	static const int none[] = {COUNTER_exits, COUNTER_copies,     COUNTER_kicks,
				   COUNTER_ipis,  COUNTER_interrupts, COUNTER_wakeups};
	path_bench_init(&b, sets);
	path_bench_run(&b, MS(1) + US(90));
	CU_ASSERT_EQUAL(counted(&b, COUNTER_exits), 0);
	datapath_reset(b.dp); /* from here on the guest is up and waits */
	calendar_run(&b.m->cal, MS(3) + US(90));
	machine_settle(b.m);
	check_way(&b, NS(GUEST_WAY));
	CU_ASSERT_EQUAL(counted(&b, COUNTER_nic_interrupts), b.dp->ledger->delivered);
	EACH_CASE (i, none)
		CU_ASSERT_EQUAL(counted(&b, none[i]), 0);
	for (int core = 0; core < 4; core++) {
		vtime ticks = core == 1 ? booked(&b, 1, CONTEXT_hardirq) : 0;
		CU_ASSERT_EQUAL(b.m->cores[core].idle, core == 1 ? 0 : MS(2));
		CU_ASSERT_EQUAL(booked(&b, core, CONTEXT_vcpu), core == 1 ? MS(2) - ticks : 0);
	}
	path_bench_fini(&b);
}

/* One that gives its core away is woken for each packet, by the host on the vCPU's core: one exit each, HLT's. */
static void one_exit(void)
{
	struct path_bench b;
	const char *const sets[] = {FLOW, POSTED, RECEIVE, GUEST_COSTS, HOST_COSTS, NULL};
	path_bench_init(&b, sets);
	path_bench_run(&b, MS(1) + US(90));
	datapath_reset(b.dp);
	calendar_run(&b.m->cal, MS(3) + US(90));
	int64_t n = b.dp->ledger->delivered;
	check_way(&b, NS(600 + 400 + 1200 + 1500 + 500 + GUEST_WAY));
	CU_ASSERT_EQUAL(counted(&b, COUNTER_exits), n);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_interrupts), n);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_wakeups), n);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_signals) + counted(&b, COUNTER_ipis), 0);
	CU_ASSERT_EQUAL(booked(&b, 2, CONTEXT_hardirq), 0);
	path_bench_fini(&b);
}

/* Without posted interrupts, and with those of 3.13, which are none for devices, the host delivers it: vfio's handler
 * on the backend's core, irqfd in it. */
static void by_the_host(void)
{
	static const struct {
		const char *set[4];
		vtime way; /* from the frame to the guest's handler */
		int exits, ipis, wake_ups;
	} cases[] = {
		/* asleep: woken by the handler, its own core takes the reschedule interrupt */
		{{"kernel=5.10", "vcpu.halt_exits=yes"}, 600 + 30 + 800 + 600 + 1500 + 500, 1, 0, 1},
		/* in guest mode on another core: an IPI forces it out */
		{{"kernel=5.10", STAYS}, 600 + 30 + 800 + 40 + 600 + 70 + 2000, 1, 1, 0},
		/* on the handler's own core: the interrupt itself has forced it out */
		{{"kernel=5.10", STAYS, "guests.vm0.vhost_core=1"}, 600 + 30 + 800 + 2000, 1, 0, 0},
		/* 3.13: APICv spares the exit, but the interrupt still goes through the host, which sends a notification */
		{{"kernel=3.13", STAYS, POSTED}, 600 + 30 + 800 + 40, 0, 0, 0},
	};
	EACH_CASE (i, cases) {
		struct path_bench b;
		const char *const sets[] = {"flow=passthrough",
					    RECEIVE,
					    GUEST_COSTS,
					    HOST_COSTS,
					    cases[i].set[0],
					    cases[i].set[1],
					    cases[i].set[2] ? cases[i].set[2] : "seed=1",
					    NULL};
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(1) + US(90));
		datapath_reset(b.dp);
		calendar_run(&b.m->cal, MS(3) + US(90));
		int64_t n = b.dp->ledger->delivered;
		check_way(&b, NS(cases[i].way + GUEST_WAY));
		CU_ASSERT_EQUAL(counted(&b, COUNTER_signals), n);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_exits), cases[i].exits * n);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_ipis), cases[i].ipis * n);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_wakeups), cases[i].wake_ups * n);
		path_bench_fini(&b);
	}
}

/* A vCPU that spins before it sleeps: in 5.10 the host's handler ends the spin, later nothing of the host's. */
static void spinning(void)
{
	FOR_ERAS (era, ERA_5_10) {
		struct path_bench b;
		const char *const sets[] = {FLOW,
					    POSTED,
					    RECEIVE,
					    GUEST_COSTS,
					    HOST_COSTS,
					    kernel_set(era),
					    "vcpu.halt_poll=10ms",
					    NULL};
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(1) + US(90));
		datapath_reset(b.dp);
		calendar_run(&b.m->cal, MS(3) + US(90));
		check_way(&b, NS((era == ERA_5_10 ? 600 + 400 : 0) + 500 + GUEST_WAY));
		CU_ASSERT_EQUAL(counted(&b, COUNTER_interrupts),
				era == ERA_5_10 ? b.dp->ledger->delivered : 0);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_wakeups), 0);
		path_bench_fini(&b);
	}
}

/* ---- rates ---- */

/* More than the guest takes: 64 packets a poll, without interrupts; the ring drops the rest at no cost. */
static void saturated(void)
{
	struct path_bench b;
	const char *const sets[] = {FLOW,
				    POSTED,
				    STAYS,
				    "traffic.0.rate=1pps",
				    "traffic.1.rate=2Mpps",
				    "nic.refill_batch=16",
				    "sched.hz=100",
				    "cost.guest_poll=640",
				    "cost.nic_rx=400",
				    "cost.app_sink=590",
				    NULL};
	path_bench_init(&b, sets);
	path_bench_run(&b, MS(2));
	datapath_reset(b.dp);
	calendar_run(&b.m->cal, MS(6));
	CU_ASSERT(llabs(b.dp->ledger->delivered - 4000) <= 1); /* a us each */
	CU_ASSERT(b.dp->ledger->dropped[DROP_nic_ring_full] > 3900);
	CU_ASSERT_EQUAL(b.dp->ledger->wasted, 0);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_nic_interrupts), 0);
	path_bench_fini(&b);
}

/* A guest that sends faster than the wire: the queue stops below 21 free descriptors, is woken by the cleaning of what
 * has left, and nothing is lost. */
static void sending(void)
{
	static const char *const halts[] = {STAYS, "vcpu.halt_exits=yes"};
	for (int i = 0; i < 2; i++) {
		struct path_bench b;
		const char *const sets[] = {FLOW,
					    POSTED,
					    halts[i],
					    "traffic.0.rate=0pps",
					    "cost.app_source=10",
					    "cost.nic_tx=20",
					    "cost.nic_tx_clean=5",
					    "cost.guest_irq=10",
					    NULL};
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(2));
		const struct ledger *l = b.dp->ledger;
		CU_ASSERT(llabs(l->delivered - MS(2) / FRAME_64) <= 2);
		CU_ASSERT_EQUAL(lost(&b), 0);
		CU_ASSERT(driver(&b, 0)->tx.nic_tx.used <= 1024);
		CU_ASSERT(nic_tx_free(&driver(&b, 0)->tx.nic_tx) >= TX_DESC_NEEDED - 1);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_copies), 0);
		path_bench_fini(&b);
	}
}

/* From one guest to the other: two ways over the bus, none over the wire, and the receiver's interrupt. */
static void guest_to_guest(void)
{
	struct path_bench b;
	const char *const sets[] = {FLOW,
				    POSTED,
				    STAYS,
				    GUEST_COSTS,
				    "traffic.0.to=vm1",
				    "cost.app_source=100",
				    "cost.nic_tx=200",
				    "nic.dma_latency=3us",
				    NULL};
	path_bench_init(&b, sets);
	path_bench_run(&b, MS(1) + US(90));
	datapath_reset(b.dp);
	calendar_run(&b.m->cal, MS(3) + US(90));
	check_way(&b, NS(100 + 200 + 2 * 3000 + GUEST_WAY));
	CU_ASSERT_EQUAL(b.dp->nic.out.idle_at, 0);
	CU_ASSERT_EQUAL(counted(&b, COUNTER_exits), 0);
	path_bench_fini(&b);
}

/* In one port and out the other, or back out of the same: each packet once, both functions in order. */
static void forwarding(void)
{
	static const struct {
		const char *app, *ports, *to;
	} cases[] = {
		{"guests.vm0.app=forward", "guests.vm0.ports=2", "guests.vm0.to=wire"},
		{"guests.vm0.app=forward", "guests.vm0.ports=1", "guests.vm0.to=wire"},
		{"guests.vm0.app=forward", "guests.vm0.ports=2", "guests.vm0.to=vm1"},
		{"guests.vm0.app=reflect", "guests.vm0.ports=1", "guests.vm0.to=wire"},
	};
	EACH_CASE (i, cases, app) {
		struct path_bench b;
		const char *const sets[] = {FLOW,
					    POSTED,
					    STAYS,
					    GUEST_COSTS,
					    cases[i].app,
					    cases[i].ports,
					    cases[i].to,
					    "traffic.0.rate=1pps",
					    "traffic.1.rate=300kpps",
					    "cost.app_forward=100",
					    "cost.nic_tx=200",
					    "cost.nic_tx_clean=100",
					    NULL};
		bool through = strcmp(cases[i].ports, "guests.vm0.ports=2") == 0;
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(10));
		const struct ledger *l = b.dp->ledger;
		CU_ASSERT(l->offered >= 2990);
		CU_ASSERT_EQUAL(lost(&b), 0);
		CU_ASSERT(l->offered - l->delivered < 10);
		CU_ASSERT_EQUAL(driver(&b, 0)->tx.nic_tx.first > 0, !through);
		CU_ASSERT(llabs(paid(&b, 1, COST_nic_tx) - l->offered) <= 2);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_exits), counted(&b, COUNTER_timer_ticks));
		path_bench_fini(&b);
	}
}

/* The last class of moderation: 8,000 interrupts a second in 3.13, 12,000 (a gap of 84 us) later. */
static void moderated(void)
{
	static const struct {
		const char *kernel;
		vtime gap;
	} cases[] = {{"kernel=3.13", US(125)}, {"kernel=5.10", US(84)}};
	EACH_CASE (i, cases, kernel) {
		struct path_bench b;
		const char *const sets[] = {FLOW,
					    cases[i].kernel,
					    POSTED,
					    STAYS,
					    "nic.moderation=dynamic",
					    "traffic.0.rate=1pps",
					    "traffic.1.rate=700kpps",
					    "traffic.1.frame=1518B",
					    NULL};
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(20));
		datapath_reset(b.dp);
		calendar_run(&b.m->cal, MS(60));
		CU_ASSERT(llabs(counted(&b, COUNTER_nic_interrupts) - MS(40) / cases[i].gap) <= 3);
		path_bench_fini(&b);
	}
}

/* All n are in the ring before the driver looks: a poll takes 64 of them, and one that has taken 64 is followed by another. */
static void polls(void)
{
	static const struct {
		int n, polls;
	} cases[] = {{1, 1}, {63, 1}, {64, 2}, {65, 2}, {127, 2}, {128, 3}, {129, 3}};
	EACH_CASE (i, cases) {
		char *count = g_strdup_printf("traffic.1.count=%d", cases[i].n);
		const char *const sets[] = {FLOW,  "traffic.arrivals=constant", "traffic.1.rate=10Mpps",
					    count, "traffic.0.rate=1pps",	"cost.guest_irq=1000000",
					    NULL};
		struct path_bench b;
		path_bench_init(&b, sets);
		path_bench_run(&b, MS(20));
		CU_ASSERT_EQUAL(b.dp->ledger->delivered, cases[i].n);
		CU_ASSERT_EQUAL(counted(&b, COUNTER_guest_polls), cases[i].polls);
		path_bench_fini(&b);
		g_free(count);
	}
}

static const struct test_case tests[] = {
	{"nothing of the host", nothing_of_the_host},
	{"one exit", one_exit},
	{"interrupts by the host", by_the_host},
	{"a vCPU that spins", spinning},
	{"saturated", saturated},
	{"sending", sending},
	{"guest to guest", guest_to_guest},
	{"forwarding", forwarding},
	{"moderated", moderated},
	{"packets of a poll", polls},
};

SUITE("passthrough", tests)
