/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/guest_bench.h"
#include "tests/lib/suite.h"

/* ---- refill ---- */

/* From a full ring, n buffers are used at once. 3.13 posts when fewer than half of the ring are posted; later
 * kernels when more than min(64, ring) / 2 are free; each looks after a poll of at most 64. */
static void test_refill(void)
{
	static const struct {
		enum era era;
		int ring, n, free, refilled, kicks; /* kicks: when each one is wanted */
	} cases[] = {
		{ERA_3_13, 256, 128, 128, 0, 0},
		{ERA_3_13, 256, 129, 0, 129, 1},
		{ERA_3_13, 256, 192, 0, 192, 1},
		{ERA_3_13, 256, 200, 8, 192, 1}, /* looked at after 64, 128 and 192 */
		{ERA_3_13, 256, 256, 64, 192, 1},
		{ERA_3_13, 64, 32, 32, 0, 0},
		{ERA_3_13, 64, 33, 0, 33, 1},
		{ERA_5_10, 256, 32, 32, 0, 0},
		{ERA_5_10, 256, 33, 0, 33, 1},
		{ERA_5_10, 256, 96, 32, 64, 1},
		{ERA_5_10, 256, 100, 0, 100, 2},
		{ERA_5_10, 256, 256, 0, 256, 4},
		{ERA_6_6, 256, 33, 0, 33, 1},
		{ERA_5_10, 64, 33, 0, 33, 1},
		{ERA_5_10, 32, 16, 16, 0, 0},
		{ERA_5_10, 32, 17, 0, 17, 1},
	};
	static const int ns[COST_COUNT] = {[COST_guest_refill] = 1};
	EACH_CASE (i, cases, era) {
		struct guest_bench g;
		guest_bench_init(&g, &(struct guest_setup){.era = cases[i].era,
							   .event_idx = false,
							   .ring = cases[i].ring,
							   .ns = ns});
		CU_ASSERT_EQUAL(virtqueue_free(g.ring), 0); /* guest_probe() */
		CU_ASSERT_TRUE(use(&g, cases[i].n));
		run_for(&g, US(10));
		CU_ASSERT_EQUAL(virtqueue_free(g.ring), cases[i].free);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_guest_refill), cases[i].refilled);
		CU_ASSERT_EQUAL(g.kicked, cases[i].kicks);
		CU_ASSERT_EQUAL(counted(&g, COUNTER_kicks), cases[i].kicks);
		CU_ASSERT_EQUAL(g.b.ledger->delivered, cases[i].n);
		guest_bench_fini(&g);
	}
}

/* ---- kicks ---- */

/* A kick is wanted or not; it is an exit, signalled in the vCPU's context. 5.10 refills twice for 100
 * packets. */
static void test_kicks(void)
{
	static const struct {
		bool event_idx, wanted, sleeps;
		int kicks, wake_ups;
	} cases[] = {
		{false, true, true, 2, 2},  {false, true, false, 2, 0},
		{false, false, true, 0, 0}, {true, true, true, 1, 1}, /* the event index is passed once */
		{true, false, true, 0, 0},
	};
	static const int ns[COST_COUNT] = {[COST_vm_exit] = 1, [COST_ioeventfd] = 1, [COST_wake_up] = 1};
	EACH_CASE (i, cases, event_idx) {
		struct guest_bench g;
		guest_bench_init(
			&g, &(struct guest_setup){
				    .era = ERA_5_10, .event_idx = cases[i].event_idx, .ring = 256, .ns = ns});
		g.backend_sleeps = cases[i].sleeps;
		if (cases[i].wanted)
			virtqueue_enable_notify(g.ring);
		else
			virtqueue_disable_notify(g.ring);
		use(&g, 100);
		run_for(&g, US(10));
		CU_ASSERT_EQUAL(g.kicked, cases[i].kicks);
		CU_ASSERT_EQUAL(counted(&g, COUNTER_exits), cases[i].kicks + 1); /* and one for the halt */
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_vm_exit), cases[i].kicks + 1);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_ioeventfd), cases[i].kicks);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_wake_up), cases[i].wake_ups);
		guest_bench_fini(&g);
	}
}

/* ---- polls ---- */

static void test_weight(void)
{
	static const struct {
		int n, polls;
	} cases[] = {{1, 1}, {63, 1}, {64, 2}, {65, 2}, {128, 3}, {200, 4}};
	static const int ns[COST_COUNT] = {[COST_guest_irq] = 1, [COST_guest_rx] = 1, [COST_guest_poll] = 1};
	EACH_CASE (i, cases, n) {
		struct guest_bench g;
		guest_bench_init(
			&g, &(struct guest_setup){.era = ERA_3_13, .event_idx = true, .ring = 256, .ns = ns});
		use(&g, cases[i].n);
		run_for(&g, US(10));
		CU_ASSERT_EQUAL(counted(&g, COUNTER_guest_polls), cases[i].polls);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_guest_poll), cases[i].polls);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_guest_rx), cases[i].n);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_guest_irq), 1);
		CU_ASSERT_EQUAL(g.used->level, 0);
		CU_ASSERT_EQUAL(g.vcpu.task.state, TASK_SLEEPING);
		guest_bench_fini(&g);
	}
}

/* One packet: irqfd 1, entry 2, interrupt 4, poll 8, packet 16, application 32. */
static void test_dates(void)
{
	static const int ns[COST_COUNT] = {[COST_irqfd] = 1,	  [COST_vm_entry] = 2,	[COST_guest_irq] = 4,
					   [COST_guest_poll] = 8, [COST_guest_rx] = 16, [COST_app_sink] = 32};
	struct guest_bench g;
	guest_bench_init(&g,
			 &(struct guest_setup){.era = ERA_3_13, .event_idx = true, .ring = 256, .ns = ns});
	bench_run(&g.b, NS(100));
	use(&g, 2);
	run_for(&g, US(1));
	CU_ASSERT_EQUAL(g.b.ledger->stream[0].latency.min, NS(63));
	CU_ASSERT_EQUAL(g.b.ledger->stream[0].latency.max, NS(63 + 48));
	guest_bench_fini(&g);
}

/* ---- interrupts off and on ---- */

static void use_one_unheard(void *bench)
{
	CU_ASSERT_FALSE(use(bench, 1));
}

static void use_one_heard(void *bench)
{
	CU_ASSERT_TRUE(use(bench, 1));
}

/* A poll from 10 to 30 ns, enabling the callback until 60. What is used before the callback is on raises no
 * interrupt and is found by the poll or its second look; what is used while it is being enabled raises one
 * and is found anyway. */
static void test_callback_race(void)
{
	static const int ns[COST_COUNT] = {[COST_guest_irq] = 10,
					   [COST_guest_poll] = 10,
					   [COST_guest_rx] = 10,
					   [COST_guest_enable_cb] = 30};
	static const struct {
		int at;
		void (*use)(void *bench);
		int64_t polls, interrupts;
		vtime latency; /* of the second packet */
	} cases[] = {
		{12, use_one_unheard, 1, 1, NS(28)}, /* found by the same poll, after the first */
		{29, use_one_unheard, 1, 1, NS(11)},
		{40, use_one_heard, 2, 2, 0}, /* it looks again at 60, the interrupt pending: one poll */
		{61, use_one_heard, 2, 2, NS(30)},
	};
	for (int event_idx = 0; event_idx < 2; event_idx++)
		EACH_CASE (i, cases, at) {
			struct guest_bench g;
			guest_bench_init(
				&g, &(struct guest_setup){
					    .era = ERA_3_13, .event_idx = event_idx, .ring = 256, .ns = ns});
			use(&g, 1);
			bench_at(&g.b, NS(cases[i].at), cases[i].use, &g);
			run_for(&g, US(1));
			CU_ASSERT_EQUAL(g.b.ledger->delivered, 2);
			CU_ASSERT_EQUAL(counted(&g, COUNTER_signals), cases[i].interrupts);
			CU_ASSERT_EQUAL(counted(&g, COUNTER_guest_polls), cases[i].polls);
			if (cases[i].latency)
				CU_ASSERT_EQUAL(g.b.ledger->stream[0].latency.sum,
						(unsigned __int128)(NS(30) + cases[i].latency));
			CU_ASSERT_EQUAL(g.vcpu.task.state, TASK_SLEEPING);
			guest_bench_fini(&g);
		}
}

/* 33 packets make the driver refill from 350 to 680 ns; what is used meanwhile raises no interrupt, and is found by the
 * second look: by 3.13 in the same poll, later in another. */
static void test_second_look(void)
{
	static const int ns[COST_COUNT] = {[COST_guest_irq] = 10,
					   [COST_guest_poll] = 10,
					   [COST_guest_rx] = 10,
					   [COST_guest_refill] = 10,
					   [COST_guest_enable_cb] = 30};
	static const struct {
		enum era era;
		int64_t polls;
		vtime latency; /* of the late packet: used at 500, looked for at 710 */
	} cases[] = {{ERA_3_13, 1, NS(210 + 10)},
		     {ERA_5_10, 2, NS(210 + 10 + 10)},
		     {ERA_6_6, 2, NS(210 + 10 + 10)}};
	EACH_CASE (i, cases, era) {
		struct guest_bench g;
		guest_bench_init(&g, &(struct guest_setup){
					     .era = cases[i].era, .event_idx = true, .ring = 64, .ns = ns});
		use(&g, 33);
		run_for(&g, NS(400));
		ledger_reset(g.b.ledger);
		bench_at(&g.b, NS(500), use_one_unheard, &g);
		run_for(&g, US(1));
		CU_ASSERT_EQUAL(counted(&g, COUNTER_guest_polls), cases[i].polls);
		CU_ASSERT_EQUAL(g.b.ledger->delivered, 1);
		CU_ASSERT_EQUAL(g.b.ledger->stream[0].latency.max, cases[i].latency);
		guest_bench_fini(&g);
	}
}

static void send_one(void *bench)
{
	guest_send(bench, 1);
}

/* The same with another ring's interrupt pending at the second look: 3.13 goes on in the same poll all the same, and the
 * other's poll comes after it. */
static void test_second_look_and_other_interrupt(void)
{
	static const int ns[COST_COUNT] = {[COST_guest_irq] = 10,
					   [COST_guest_poll] = 10,
					   [COST_guest_rx] = 10,
					   [COST_guest_refill] = 10,
					   [COST_guest_enable_cb] = 30};
	struct guest_bench g;
	guest_bench_init(&g, &(struct guest_setup){.era = ERA_3_13, .event_idx = true, .ring = 64, .ns = ns});
	use(&g, 33);
	run_for(&g, NS(400));
	ledger_reset(g.b.ledger);
	bench_at(&g.b, NS(500), use_one_unheard, &g);
	bench_at(&g.b, NS(600), send_one, &g);
	run_for(&g, US(1));
	CU_ASSERT_EQUAL(g.b.ledger->delivered, 1);
	CU_ASSERT_EQUAL(g.b.ledger->stream[0].latency.max, NS(210 + 10));
	CU_ASSERT_EQUAL(counted(&g, COUNTER_guest_polls), 2);
	CU_ASSERT_EQUAL(virtqueue_avail(g.tx), 1);
	guest_bench_fini(&g);
}

/* An interrupt that finds the guest running makes it exit: once paid, it goes on. */
static void test_forced_exit(void)
{
	static const int ns[COST_COUNT] = {[COST_guest_poll] = 10,
					   [COST_guest_rx] = 10,
					   [COST_guest_enable_cb] = 30,
					   [COST_vm_exit] = 100,
					   [COST_kvm_ipi] = 1};
	struct guest_bench g;
	guest_bench_init(&g,
			 &(struct guest_setup){.era = ERA_3_13, .event_idx = true, .ring = 256, .ns = ns});
	use(&g, 1);
	bench_at(&g.b, NS(30), use_one_heard,
		 &g); /* 20 to 50, plus 1 for the IPI: the callback is on, the guest runs */
	run_for(&g, US(1));
	CU_ASSERT_EQUAL(counted(&g, COUNTER_ipis), 1);
	CU_ASSERT_EQUAL(counted(&g, COUNTER_exits), 2); /* forced out, and halted */
	CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_vm_exit), 2);
	CU_ASSERT_EQUAL(g.b.ledger->stream[0].latency.max, NS(21 + 100 + 20));
	guest_bench_fini(&g);
}

static void raise_signal(void *bench)
{
	struct guest_bench *g = bench;
	irq_raise(&g->signal[0]);
}

/* During a kick's own exit the vCPU is in the host: an interrupt needs no IPI, and no second exit. */
static void test_signal_in_a_kick(void)
{
	static const int ns[COST_COUNT] = {[COST_vm_exit] = 1000};
	struct guest_bench g;
	guest_bench_init(&g,
			 &(struct guest_setup){.era = ERA_3_13, .event_idx = false, .ring = 64, .ns = ns});
	virtqueue_enable_notify(g.ring);
	use(&g, 33); /* the refill kicks at once: out of the guest from 0 to 1000 */
	bench_at(&g.b, NS(500), raise_signal, &g);
	run_for(&g, NS(1500));
	CU_ASSERT_EQUAL(counted(&g, COUNTER_kicks), 1);
	CU_ASSERT_EQUAL(counted(&g, COUNTER_ipis), 0);
	CU_ASSERT_EQUAL(counted(&g, COUNTER_exits), 2); /* the kick, and the halt that follows */
	guest_bench_fini(&g);
}

/* ---- at random ---- */

static void soak(enum era era, bool event_idx, uint64_t seed)
{
	static const int ns[COST_COUNT] = {
		[COST_irqfd] = 30,	    [COST_vm_entry] = 50, [COST_vm_exit] = 200,
		[COST_ipi_send] = 20,	    [COST_kvm_ipi] = 15,  [COST_guest_irq] = 60,
		[COST_guest_poll] = 25,	    [COST_guest_rx] = 40, [COST_guest_refill] = 13,
		[COST_guest_enable_cb] = 35};
	struct guest_bench g;
	struct rng r;
	rng_init(&r, seed, 0, "soak");
	guest_bench_init(&g, &(struct guest_setup){.era = era, .event_idx = event_idx, .ring = 64, .ns = ns});
	for (int i = 0; i < 5000; i++) {
		use(&g, bench_choose(&r, 1, rng_below(&r, 8) ? 2 : 64));
		run_for(&g, NS(bench_choose(&r, 0, 600)));
		CU_ASSERT_EQUAL(g.used->level, virtqueue_used_waiting(g.ring));
	}
	run_for(&g, MS(1));
	CU_ASSERT_EQUAL(g.b.ledger->inside, 0);
	CU_ASSERT(g.b.ledger->delivered > 5000);
	CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_vm_exit), counted(&g, COUNTER_exits));
	CU_ASSERT_EQUAL(g.vcpu.task.state, TASK_SLEEPING);
	guest_bench_fini(&g);
}

static void test_soak(void)
{
	for (int i = 0; i < 12; i++)
		soak((enum era)(i % 3), i % 2, (uint64_t)i);
}

static const struct test_case cases[] = {
	{"when buffers are posted", test_refill},
	{"kicks", test_kicks},
	{"a weight of 64", test_weight},
	{"dates of a packet", test_dates},
	{"used while the callback goes on", test_callback_race},
	{"the second look", test_second_look},
	{"the second look beside another interrupt", test_second_look_and_other_interrupt},
	{"an interrupt during a kick", test_signal_in_a_kick},
	{"forced out of guest mode", test_forced_exit},
	{"at random, nothing is stuck", test_soak},
};
SUITE("guest", cases)
