/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/vcpu.h"
#include "tests/model_bench.h"
#include "tests/suite.h"

/* A vCPU on core 1. Its guest marks each interrupt it takes, works for a time and halts. Whoever signals it
 * is an interrupt handler, on core 0 unless the test says otherwise. */
struct vcpu_bench {
	struct bench b;
	struct vcpu v;
	struct vector vector;
	struct irq signaller, busy;
	vtime work[8];
	int taken;
};

static const struct bench_config costs = {
	.cores = 2,
	.ns = {[COST_irqfd] = 10,
	       [COST_wake_up] = 20,
	       [COST_vm_entry] = 30,
	       [COST_vm_exit] = 40,
	       [COST_ipi_send] = 5,
	       [COST_kvm_ipi] = 7},
};

static struct step guest(struct task *t, struct frame *f)
{
	struct vcpu_bench *g = f->self;
	ROUTINE(f);
	while (vcpu_take_interrupt(&g->v)) {
		bench_mark(&g->b, "irq");
		PAY_TIME(t, f, COST_app_sink, g->work[g->taken++]);
	}
	bench_mark(&g->b, "halt");
	ROUTINE_END;
}

/* A handler that keeps the vCPU's core for 100 ns. */
static struct step busy(struct task *t, struct frame *f)
{
	ROUTINE(f);
	PAY_TIME(t, f, COST_nic_isr, NS(100));
	ROUTINE_END;
}

static void vcpu_bench_init(struct vcpu_bench *g, const struct vcpu_settings *settings, int from)
{
	*g = (struct vcpu_bench){.work = {NS(100), NS(100), NS(100), NS(100)}};
	bench_init(&g->b, &costs);
	struct vcpu_counters count = {bench_counter(&g->b, COUNTER_exits),
				      bench_counter(&g->b, COUNTER_signals),
				      bench_counter(&g->b, COUNTER_ipis)};
	vcpu_init(&g->v, &g->b.m->cores[1], "vcpu", 0, settings, &count, guest, g);
	vector_init(&g->vector, &g->v, NULL, NULL);
	irq_init(&g->signaller, &g->b.m->cores[from], "signal", irqfd_signal, &g->vector);
	irq_init(&g->busy, &g->b.m->cores[1], "busy", busy, NULL);
}

static void raise_line(void *irq)
{
	irq_raise(irq);
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
 * exit until 280. */
static const struct {
	bool posted;
	int from;      /* core of the signaller */
	int halt_poll; /* ns */
	int at[4];     /* ns, up to a 0 */
	const char *log;
	int exits, ipis, wake_ups, spun;
} signal_cases[] = {
	/* asleep */
	{false, 0, 0, {100}, "irq@140 halt@240 ", 1, 0, 1, 0},
	{false, 0, 0, {100, 500}, "irq@140 halt@240 irq@540 halt@640 ", 2, 0, 2, 0},
	/* running: pending at 160, the IPI sent at 165 takes 7 ns; posted interrupts need none */
	{false, 0, 0, {100, 150}, "irq@140 irq@247 halt@347 ", 1, 1, 1, 0},
	{true, 0, 0, {100, 150}, "irq@140 irq@240 halt@340 ", 1, 0, 1, 0},
	/* signalled on its own core: the handler takes 10 ns, and 20 for the wake-up */
	{false, 1, 0, {100, 200}, "irq@160 irq@270 halt@370 ", 1, 0, 1, 0},
	{false, 1, 0, {100, 150}, "irq@170 halt@270 ", 1, 0, 1, 0},
	/* one that is requested already is not requested again */
	{false, 0, 0, {100, 150, 170}, "irq@140 irq@247 halt@347 ", 1, 1, 1, 0},
	{false, 0, 0, {100, 500, 515}, "irq@140 halt@240 irq@540 halt@640 ", 2, 0, 2, 0},
	/* while it exits: seen before it sleeps */
	{false, 0, 0, {100, 250}, "irq@140 halt@240 irq@310 halt@410 ", 2, 0, 1, 0},
	/* it spins from 280 on: cut short, spun out, and not when one is pending */
	{false, 0, 1000, {100, 400}, "irq@140 halt@240 irq@440 halt@540 ", 2, 0, 1, 130 + 1000},
	{false, 0, 1000, {100, 2000}, "irq@140 halt@240 irq@2040 halt@2140 ", 2, 0, 2, 1000 + 1000},
	{false, 0, 1000, {100, 250}, "irq@140 halt@240 irq@310 halt@410 ", 2, 0, 1, 1000},
	/* after a spin that was cut, a signal cuts nothing else */
	{false, 0, 1000, {100, 400, 500}, "irq@140 halt@240 irq@440 irq@547 halt@647 ", 2, 1, 1, 130 + 1000},
};

static void test_signals(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(signal_cases); i++) {
		struct vcpu_bench g;
		int n = 0;
		vcpu_bench_init(&g,
				&(struct vcpu_settings){.posted_interrupts = signal_cases[i].posted,
							.halt_poll = NS(signal_cases[i].halt_poll),
							.halt_exits = true},
				signal_cases[i].from);
		for (; signal_cases[i].at[n]; n++)
			bench_at(&g.b, NS(signal_cases[i].at[n]), raise_line, &g.signaller);
		bench_run(&g.b, US(10));
		CU_ASSERT_STRING_EQUAL(bench_log(&g.b), signal_cases[i].log);
		CU_ASSERT_EQUAL(counted(&g, COUNTER_signals), n);
		CU_ASSERT_EQUAL(counted(&g, COUNTER_exits), signal_cases[i].exits);
		CU_ASSERT_EQUAL(counted(&g, COUNTER_ipis), signal_cases[i].ipis);
		CU_ASSERT_EQUAL(bench_paid(&g.b, signal_cases[i].from, COST_wake_up),
				signal_cases[i].wake_ups);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 0, COST_ipi_send), signal_cases[i].ipis);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_kvm_ipi), signal_cases[i].ipis);
		CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_vm_exit), signal_cases[i].exits);
		CU_ASSERT_EQUAL(booked(&g, COST_halt_poll), NS(signal_cases[i].spun));
		CU_ASSERT_EQUAL(g.v.task.state, TASK_SLEEPING);
		bench_fini(&g.b);
	}
}

/* ---- the IPI ---- */

/* A running guest is told by the IPI that it has left guest mode. */
static void test_exit_due(void)
{
	struct vcpu_bench g;
	vcpu_bench_init(&g, &(struct vcpu_settings){0}, 0);
	bench_at(&g.b, NS(100), raise_line, &g.signaller);
	bench_at(&g.b, NS(150), raise_line, &g.signaller);
	bench_run(&g.b, NS(171));
	CU_ASSERT_FALSE(g.v.exit_due);
	bench_run(&g.b, NS(172));
	CU_ASSERT_TRUE(g.v.exit_due);
	bench_run(&g.b, US(1));
	CU_ASSERT_FALSE(
		g.v.exit_due); /* this guest did not look; it has halted since, which is an exit as well */
	bench_fini(&g.b);
}

/* Requested at 240, when the guest takes it by itself; it halts at 250, and the IPI, sent at 260, finds it
 * gone. */
static void test_late_ipi(void)
{
	struct vcpu_bench g;
	vcpu_bench_init(&g, &(struct vcpu_settings){0}, 0);
	g.b.m->costs[COST_ipi_send].fixed = NS(20);
	g.work[1] = NS(10);
	bench_at(&g.b, NS(100), raise_line, &g.signaller);
	bench_at(&g.b, NS(229), raise_line, &g.signaller);
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
	bench_at(&g.b, NS(100), raise_line, &g.signaller);
	bench_at(&g.b, NS(350), raise_line, &g.busy);
	bench_at(&g.b, NS(400), raise_line, &g.signaller);
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
	{"the IPI makes an exit due", test_exit_due},
	{"an IPI that comes after the halt", test_late_ipi},
	{"a spin cut while the core is away", test_cut_underneath},
	{"an interrupt is taken once", test_take_interrupt},
};
SUITE("vcpu", cases)
