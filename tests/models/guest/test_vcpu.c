/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/vcpu.h"
#include "tests/lib/bench/vcpu_bench.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

/* A vCPU on core 1. Its guest marks each interrupt it takes, works for a time and halts. Whoever signals it
 * is an interrupt handler, on core 0 unless the test says otherwise. */
struct vcpu_bench {
	struct bench b;
	struct vcpu v;
	struct vector vector;
	struct irq signaller, busy;
	vtime work[16];
	int taken;
};

static void guest(struct task *t, struct frame *f)
{
	struct vcpu_bench *g = f->self;
	ROUTINE(f);
	while (vcpu_take_interrupt(&g->v)) {
		bench_mark(&g->b, "irq");
		PAY_TIME(t, f, COST_app_sink, g->work[g->taken++]);
	}
	bench_mark(&g->b, "halt");
}

/* A handler that keeps the vCPU's core for 100 ns. */
static void busy(struct task *t, struct frame *f)
{
	ROUTINE(f);
	PAY_TIME(t, f, COST_nic_isr, NS(100));
}

static void vcpu_bench_with(struct vcpu_bench *g, const struct bench_config *config,
			    const struct vcpu_settings *settings, int from)
{
	*g = (struct vcpu_bench){.taken = 0};
	for (size_t i = 0; i < G_N_ELEMENTS(g->work); i++)
		g->work[i] = NS(100);
	bench_init(&g->b, config);
	struct vcpu_counters count = vcpu_bench_counters(&g->b);
	vcpu_init(&g->v, &g->b.m->cores[1], "vcpu", 0, settings, &count, guest, g);
	vector_init(&g->vector, &g->v, NULL, NULL);
	irq_init(&g->signaller, &g->b.m->cores[from], "signal", irqfd_signal, &g->vector);
	irq_init(&g->busy, &g->b.m->cores[1], "busy", busy, NULL);
}

static void vcpu_bench_init(struct vcpu_bench *g, const struct vcpu_settings *settings, int from)
{
	vcpu_bench_with(g, &vcpu_bench_costs, settings, from);
}

static int64_t counted(struct vcpu_bench *g, int counter)
{
	return *bench_counter(&g->b, counter);
}

static vtime booked(struct vcpu_bench *g, int cost)
{
	machine_settle(g->b.m);
	return g->b.m->cores[1].booked[CONTEXT_vcpu * COST_COUNT + cost];
}

/* ---- signals at dates ---- */

/* The first signal, at 100 ns, wakes the sleeping vCPU: irqfd until 110, entry until 140, work until 240,
 * exit until 280. An interrupt of its core while it works costs 40 for the exit, beside its own time. */
static const struct {
	bool posted;
	int from;      /* core of the signaller */
	int halt_poll; /* ns, the maximum; the window is as long after the first halt */
	int at[5];     /* ns, up to a 0 */
	const char *log;
	int exits, ipis, wake_ups, spun;
} signal_cases[] = {
	/* asleep */
	{false, 0, 0, {100}, "irq@140 halt@240 ", 1, 0, 1, 0},
	{false, 0, 0, {100, 500}, "irq@140 halt@240 irq@540 halt@640 ", 2, 0, 2, 0},
	/* running: pending at 160, the IPI sent at 165 takes 7 ns and an exit; posted interrupts need no exit */
	{false, 0, 0, {100, 150}, "irq@140 irq@287 halt@387 ", 2, 1, 1, 0},
	{true, 0, 0, {100, 150}, "irq@140 irq@240 halt@340 ", 1, 0, 1, 0},
	/* signalled on its own core: the handler takes 10 ns, and 20 for the wake-up */
	{false, 1, 0, {100, 200}, "irq@160 irq@310 halt@410 ", 2, 0, 1, 0},
	{false, 1, 0, {100, 150}, "irq@170 halt@270 ", 1, 0, 1, 0},
	/* one that is requested already is not requested again */
	{false, 0, 0, {100, 150, 170}, "irq@140 irq@287 halt@387 ", 2, 1, 1, 0},
	{false, 0, 0, {100, 500, 515}, "irq@140 halt@240 irq@540 halt@640 ", 2, 0, 2, 0},
	/* while it exits: seen before it sleeps */
	{false, 0, 0, {100, 250}, "irq@140 halt@240 irq@310 halt@410 ", 2, 0, 1, 0},
	/* the first halt sleeps; the second, from 580 on, spins: out, cut short, and not when one is pending */
	{false, 0, 1000, {100, 400}, "irq@140 halt@240 irq@440 halt@540 ", 2, 0, 2, 1000},
	{false,
	 0,
	 1000,
	 {100, 400, 700},
	 "irq@140 halt@240 irq@440 halt@540 irq@740 halt@840 ",
	 3,
	 0,
	 2,
	 1130},
	{false,
	 0,
	 1000,
	 {100, 400, 550},
	 "irq@140 halt@240 irq@440 halt@540 irq@610 halt@710 ",
	 3,
	 0,
	 2,
	 1000},
	/* a halt longer than the maximum: the next does not spin */
	{false,
	 0,
	 1000,
	 {100, 400, 3000},
	 "irq@140 halt@240 irq@440 halt@540 irq@3040 halt@3140 ",
	 3,
	 0,
	 3,
	 1000},
	/* after a spin that was cut, a signal cuts nothing else */
	{false,
	 0,
	 1000,
	 {100, 400, 700, 800},
	 "irq@140 halt@240 irq@440 halt@540 irq@740 irq@887 halt@987 ",
	 4,
	 1,
	 2,
	 130 + 1000},
};

static void test_signals(void)
{
	EACH_CASE (i, signal_cases, posted) {
		struct vcpu_bench g;
		int n = 0;
		vcpu_bench_init(&g,
				&(struct vcpu_settings){.posted_interrupts = signal_cases[i].posted,
							.halt_poll = NS(signal_cases[i].halt_poll),
							.halt_exits = true},
				signal_cases[i].from);
		for (; signal_cases[i].at[n]; n++)
			bench_at(&g.b, NS(signal_cases[i].at[n]), bench_raise, &g.signaller);
		bench_run(&g.b, US(10));
		CU_ASSERT_STRING_EQUAL(bench_log(&g.b), signal_cases[i].log);
		CU_ASSERT_EQUAL(counted(&g, COUNTER_signals), n);
		CU_ASSERT_EQUAL(counted(&g, COUNTER_exits), signal_cases[i].exits);
		CU_ASSERT_EQUAL(counted(&g, COUNTER_ipis), signal_cases[i].ipis);
		CU_ASSERT_EQUAL(bench_paid(&g.b, signal_cases[i].from, COST_wake_up),
				signal_cases[i].wake_ups);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 0, COST_ipi_send),
				signal_cases[i].ipis + signal_cases[i].posted);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_kvm_ipi), signal_cases[i].ipis);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_vm_exit), signal_cases[i].exits);
		CU_ASSERT_EQUAL(booked(&g, COST_halt_poll), NS(signal_cases[i].spun));
		CU_ASSERT_EQUAL(g.v.task.state, TASK_SLEEPING);
		bench_fini(&g.b);
	}
}

/* ---- interrupts of the vCPU's core ---- */

/* A handler of 100 ns on the vCPU's core. Running, from 140 to 240, the guest exits, once for what comes while the core
 * is in the host; on its way in or out, and asleep, there is nothing to exit from. */
static void test_external_interrupts(void)
{
	static const struct {
		int at[3]; /* ns, up to a 0 */
		const char *log;
		int exits;
	} cases[] = {
		{{0}, "irq@140 halt@240 ", 1},	      {{120}, "irq@240 halt@340 ", 1},
		{{141}, "irq@140 halt@380 ", 2},      {{141, 200}, "irq@140 halt@480 ", 2},
		{{141, 260}, "irq@140 halt@480 ", 2}, {{141, 300}, "irq@140 halt@520 ", 3},
		{{260}, "irq@140 halt@240 ", 1},      {{500}, "irq@140 halt@240 ", 1},
	};
	EACH_CASE (i, cases) {
		struct vcpu_bench g;
		vcpu_bench_init(&g, &(struct vcpu_settings){0}, 0);
		bench_at(&g.b, NS(100), bench_raise, &g.signaller);
		for (int n = 0; cases[i].at[n]; n++)
			bench_at(&g.b, NS(cases[i].at[n]), bench_raise, &g.busy);
		bench_run(&g.b, US(1));
		CU_ASSERT_STRING_EQUAL(bench_log(&g.b), cases[i].log);
		CU_ASSERT_EQUAL(counted(&g, COUNTER_exits), cases[i].exits);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_vm_exit), cases[i].exits);
		bench_fini(&g.b);
	}
}

/* Twenty interrupts while the guest works 10 us: as many exits, and its work is not shortened. */
static void test_many_external_interrupts(void)
{
	struct vcpu_bench g;
	vcpu_bench_init(&g, &(struct vcpu_settings){0}, 0);
	g.work[0] = US(10);
	bench_at(&g.b, NS(100), bench_raise, &g.signaller);
	for (int n = 0; n < 20; n++)
		bench_at(&g.b, NS(200 + 300 * n), bench_raise, &g.busy);
	bench_run(&g.b, US(20));
	CU_ASSERT_STRING_EQUAL(bench_log(&g.b), "irq@140 halt@12940 ");
	CU_ASSERT_EQUAL(counted(&g, COUNTER_exits), 21);
	CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_vm_exit), 21);
	CU_ASSERT_EQUAL(booked(&g, COST_app_sink), US(10));
	bench_fini(&g.b);
}

/* ---- the window of halt polling ---- */

/* Halts of so many us, and the window after each, with a maximum of 200 us; of kernels from that one on. */
static void test_halt_poll_window(void)
{
	static const int halts[] = {500, 50, 50, 50, 50, 50, 150, 190, 200, 201, 300, 300, 300, 40};
	static const struct {
		int since;
		vtime window[G_N_ELEMENTS(halts)];
	} rules[] = {
		{ERA_3_13, {0}},
		{ERA_5_10,
		 {0, US(10), US(20), US(40), US(80), US(80), US(160), US(200), US(200), 0, 0, 0, 0, US(10)}},
		{ERA_6_12,
		 {0, US(10), US(20), US(40), US(80), US(80), US(160), US(200), US(200), US(100), US(50),
		  US(25), NS(12500), US(25)}},
	};
	FOR_ERAS (era, ERA_3_13) {
		size_t rule = G_N_ELEMENTS(rules) - 1;
		while (rules[rule].since > era)
			rule--;
		struct bench_config config = vcpu_bench_costs;
		struct vcpu_bench g;
		config.era = era;
		vcpu_bench_with(&g, &config, &(struct vcpu_settings){.halt_poll = US(200)}, 0);
		bench_at(&g.b, NS(100), bench_raise, &g.signaller);
		bench_run(&g.b, NS(300));
		EACH_CASE (i, halts) {
			bench_at(&g.b, g.v.halted_at + US(halts[i]) - NS(10), bench_raise, &g.signaller);
			bench_run(&g.b, g.v.halted_at + US(halts[i]) + NS(250));
			CU_ASSERT_EQUAL(g.v.halt_poll, rules[rule].window[i]);
		}
		bench_fini(&g.b);
	}
}

/* The window is 1 us, and the halt begins at 280: the poll ends at once when another thread is runnable on the core, be it
 * one that would not preempt, and the vCPU sleeps. */
static void other(struct task *t, struct frame *f)
{
	struct bench *b = f->self;
	ROUTINE(f);
	bench_mark(b, "other");
	PAY_TIME(t, f, COST_app_source, NS(300));
}

static void wake_other(void *thread)
{
	bench_thread_wake(thread);
}

static void test_poll_gives_way(void)
{
	static const struct {
		int wake; /* the other thread, ns */
		const char *log;
		int spun; /* ns */
	} cases[] = {
		{400, "irq@140 halt@240 other@400 ", 120},
		{260, "irq@140 halt@240 other@280 ", 0},
		{1280, "irq@140 halt@240 other@1280 ", 1000},
	};
	EACH_CASE (i, cases, wake) {
		struct bench_thread thread;
		struct vcpu_bench g;
		vcpu_bench_init(&g, &(struct vcpu_settings){.halt_poll = US(1)}, 0);
		g.v.halt_poll = US(1);
		bench_thread_init(&thread, &g.b, 1, other, &g.b);
		bench_at(&g.b, NS(100), bench_raise, &g.signaller);
		bench_at(&g.b, NS(cases[i].wake), wake_other, &thread);
		bench_run(&g.b, US(3));
		CU_ASSERT_STRING_EQUAL(bench_log(&g.b), cases[i].log);
		CU_ASSERT_EQUAL(booked(&g, COST_halt_poll), NS(cases[i].spun));
		CU_ASSERT_EQUAL(g.v.task.state, TASK_SLEEPING);
		bench_fini(&g.b);
	}
}

/* ---- the IPI ---- */

/* Requested at 240, when the guest takes it by itself; it halts at 250, and the IPI, sent at 260, finds it
 * gone. */
static void test_late_ipi(void)
{
	struct vcpu_bench g;
	vcpu_bench_init(&g, &(struct vcpu_settings){0}, 0);
	g.b.m->costs[COST_ipi_send].fixed = NS(20);
	g.work[1] = NS(10);
	bench_at(&g.b, NS(100), bench_raise, &g.signaller);
	bench_at(&g.b, NS(229), bench_raise, &g.signaller);
	bench_run(&g.b, US(1));
	CU_ASSERT_STRING_EQUAL(bench_log(&g.b), "irq@140 irq@240 halt@250 ");
	CU_ASSERT_EQUAL(counted(&g, COUNTER_ipis), 1);
	CU_ASSERT_EQUAL(counted(&g, COUNTER_exits), 1);
	CU_ASSERT_FALSE(g.v.exit_due);
	bench_fini(&g.b);
}

/* The spin is cut while a handler keeps the core from 350 to 450: it goes on right after. */
static void test_cut_underneath(void)
{
	struct vcpu_bench g;
	vcpu_bench_init(&g, &(struct vcpu_settings){.halt_poll = US(1)}, 0);
	g.v.halt_poll = US(1);
	bench_at(&g.b, NS(100), bench_raise, &g.signaller);
	bench_at(&g.b, NS(350), bench_raise, &g.busy);
	bench_at(&g.b, NS(400), bench_raise, &g.signaller);
	bench_run(&g.b, NS(600));
	CU_ASSERT_STRING_EQUAL(bench_log(&g.b), "irq@140 halt@240 irq@480 halt@580 ");
	CU_ASSERT_EQUAL(booked(&g, COST_halt_poll), NS(70));
	bench_run(&g.b, US(5));
	bench_fini(&g.b);
}

static void test_take_interrupt(void)
{
	struct vcpu_bench g;
	vcpu_bench_init(&g, &(struct vcpu_settings){0}, 0);
	g.v.requested = &g.vector;
	g.vector.pending = true;
	CU_ASSERT_PTR_EQUAL(vcpu_take_interrupt(&g.v), &g.vector);
	CU_ASSERT_FALSE(g.vector.pending);
	CU_ASSERT_PTR_NULL(vcpu_take_interrupt(&g.v));
	bench_fini(&g.b);
}

static const struct test_case cases[] = {
	{"signals to a vCPU in every state", test_signals},
	{"interrupts of the host make the guest exit", test_external_interrupts},
	{"many of them", test_many_external_interrupts},
	{"the window of halt polling", test_halt_poll_window},
	{"halt polling gives way", test_poll_gives_way},
	{"an IPI that comes after the halt", test_late_ipi},
	{"a spin cut while the core is away", test_cut_underneath},
	{"an interrupt is taken once", test_take_interrupt},
};
SUITE("vcpu", cases)
