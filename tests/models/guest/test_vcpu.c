/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/vcpu.h"
#include "tests/lib/bench/model_bench.h"
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

static const struct bench_config costs = {
	.cores = 2,
	.era = ERA_5_10,
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

static void vcpu_bench_with(struct vcpu_bench *g, const struct bench_config *config,
			    const struct vcpu_settings *settings, int from)
{
	*g = (struct vcpu_bench){.taken = 0};
	for (size_t i = 0; i < G_N_ELEMENTS(g->work); i++)
		g->work[i] = NS(100);
	bench_init(&g->b, config);
	struct vcpu_counters count = {bench_counter(&g->b, COUNTER_exits),
				      bench_counter(&g->b, COUNTER_signals),
				      bench_counter(&g->b, COUNTER_ipis)};
	vcpu_init(&g->v, &g->b.m->cores[1], "vcpu", 0, settings, &count, guest, g);
	vector_init(&g->vector, &g->v, NULL, NULL);
	irq_init(&g->signaller, &g->b.m->cores[from], "signal", irqfd_signal, &g->vector);
	irq_init(&g->busy, &g->b.m->cores[1], "busy", busy, NULL);
}

static void vcpu_bench_init(struct vcpu_bench *g, const struct vcpu_settings *settings, int from)
{
	vcpu_bench_with(g, &costs, settings, from);
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
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct vcpu_bench g;
		vcpu_bench_init(&g, &(struct vcpu_settings){0}, 0);
		bench_at(&g.b, NS(100), raise_line, &g.signaller);
		for (int n = 0; cases[i].at[n]; n++)
			bench_at(&g.b, NS(cases[i].at[n]), raise_line, &g.busy);
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
	bench_at(&g.b, NS(100), raise_line, &g.signaller);
	for (int n = 0; n < 20; n++)
		bench_at(&g.b, NS(200 + 300 * n), raise_line, &g.busy);
	bench_run(&g.b, US(20));
	CU_ASSERT_STRING_EQUAL(bench_log(&g.b), "irq@140 halt@12940 ");
	CU_ASSERT_EQUAL(counted(&g, COUNTER_exits), 21);
	CU_ASSERT_EQUAL(bench_paid(&g.b, 1, COST_vm_exit), 21);
	CU_ASSERT_EQUAL(booked(&g, COST_app_sink), US(10));
	bench_fini(&g.b);
}

/* ---- the window of halt polling ---- */

/* Halts of so many us, and the window after each, with a maximum of 200 us. */
static void test_halt_poll_window(void)
{
	static const int halts[] = {500, 50, 50, 50, 50, 50, 150, 190, 200, 201, 300, 300, 300, 40};
	static const vtime shrinks[ERAS][G_N_ELEMENTS(halts)] = {
		[ERA_3_13] = {0},
		[ERA_5_10] = {0, US(10), US(20), US(40), US(80), US(80), US(160), US(200), US(200), 0, 0, 0,
			      0, US(10)},
		[ERA_6_1] = {0, US(10), US(20), US(40), US(80), US(80), US(160), US(200), US(200), 0, 0, 0, 0,
			     US(10)},
		[ERA_6_6] = {0, US(10), US(20), US(40), US(80), US(80), US(160), US(200), US(200), 0, 0, 0, 0,
			     US(10)},
		[ERA_6_12] = {0, US(10), US(20), US(40), US(80), US(80), US(160), US(200), US(200), US(100),
			      US(50), US(25), NS(12500), US(25)},
	};
	FOR_ERAS (era, ERA_3_13) {
		struct bench_config config = costs;
		struct vcpu_bench g;
		config.era = era;
		vcpu_bench_with(&g, &config, &(struct vcpu_settings){.halt_poll = US(200)}, 0);
		bench_at(&g.b, NS(100), raise_line, &g.signaller);
		bench_run(&g.b, NS(300));
		for (size_t i = 0; i < G_N_ELEMENTS(halts); i++) {
			bench_at(&g.b, g.v.halted_at + US(halts[i]) - NS(10), raise_line, &g.signaller);
			bench_run(&g.b, g.v.halted_at + US(halts[i]) + NS(250));
			CU_ASSERT_EQUAL(g.v.halt_poll, shrinks[era][i]);
		}
		bench_fini(&g.b);
	}
}

/* The window is 1 us, and the halt begins at 280: the poll ends at once when another thread is runnable on the core, be it
 * one that would not preempt, and the vCPU sleeps. */
static struct step other(struct task *t, struct frame *f)
{
	struct bench *b = f->self;
	ROUTINE(f);
	bench_mark(b, "other");
	PAY_TIME(t, f, COST_app_source, NS(300));
	ROUTINE_END;
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
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct bench_thread thread;
		struct vcpu_bench g;
		vcpu_bench_init(&g, &(struct vcpu_settings){.halt_poll = US(1)}, 0);
		g.v.halt_poll = US(1);
		bench_thread_init(&thread, &g.b, 1, other, &g.b);
		bench_at(&g.b, NS(100), raise_line, &g.signaller);
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
	g.v.halt_poll = US(1);
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

/* ---- several vectors ---- */

/* Each vector has a signaller on core 0; the guest writes down which it takes. */
struct vectors_bench {
	struct bench b;
	struct vcpu v;
	struct vector vector[3];
	struct irq line[3];
	vtime work;
	struct vcpu_wait spin;
};

/* Takes what is requested, at `work` each; with `spin` it then spins for so long at most, and again after an interrupt. */
static struct step vectors_guest(struct task *t, struct frame *f)
{
	static const char *const names[] = {"a", "b", "c"};
	struct vectors_bench *g = f->self;
	struct vector *taken;
	ROUTINE(f);
	do {
		while ((taken = vcpu_take_interrupt(&g->v))) {
			bench_mark(&g->b, names[taken - g->vector]);
			PAY_TIME(t, f, COST_app_sink, g->work);
		}
		g->v.exit_due = false;
		if (g->spin.time > 0)
			CALL(t, f, vcpu_spin, &g->v, &g->spin);
	} while (vcpu_interrupted(&g->v) || g->v.exit_due);
	bench_mark(&g->b, "halt");
	ROUTINE_END;
}

static void vectors_bench_init(struct vectors_bench *g, bool posted, vtime work, vtime spin, int from)
{
	*g = (struct vectors_bench){.work = work, .spin = {COST_app_spin, spin}};
	bench_init(&g->b, &costs);
	struct vcpu_counters count = {bench_counter(&g->b, COUNTER_exits),
				      bench_counter(&g->b, COUNTER_signals),
				      bench_counter(&g->b, COUNTER_ipis)};
	vcpu_init(&g->v, &g->b.m->cores[1], "vcpu", 0,
		  &(struct vcpu_settings){.posted_interrupts = posted, .halt_exits = true}, &count,
		  vectors_guest, g);
	for (int i = 0; i < 3; i++) {
		vector_init(&g->vector[i], &g->v, NULL, NULL);
		irq_init(&g->line[i], &g->b.m->cores[from], "signal", irqfd_signal, &g->vector[i]);
	}
}

/* Signals "b@150" to a vCPU that a wakes at 100 and that works 100 ns for each: taken in order of arrival, each once; all
 * that come while one is requested share its IPI. */
static void test_vectors(void)
{
	static const struct {
		bool posted;
		struct {
			int line, at;
		} signal[5];
		const char *log;
		int ipis;
	} cases[] = {
		/* requested at 160 and 170, one IPI, whose exit takes 40 */
		{false, {{0, 100}, {2, 150}, {1, 160}}, "a@140 c@287 b@387 halt@487 ", 1},
		{true, {{0, 100}, {2, 150}, {1, 160}}, "a@140 c@240 b@340 halt@440 ", 0},
		/* the same one twice before it is taken: once; after: again */
		{true, {{0, 100}, {1, 150}, {1, 170}}, "a@140 b@240 halt@340 ", 0},
		{true, {{0, 100}, {1, 150}, {1, 250}}, "a@140 b@240 b@340 halt@440 ", 0},
		/* a vector's own handler runs: it may be requested again */
		{true, {{0, 100}, {0, 150}}, "a@140 a@240 halt@340 ", 0},
		/* at one instant */
		{false, {{0, 100}, {1, 100}, {2, 100}}, "a@140 b@240 c@340 halt@440 ", 0},
		/* the IPI for c is over before b is requested: another */
		{false, {{0, 100}, {2, 150}, {1, 300}}, "a@140 c@287 b@434 halt@534 ", 2},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct vectors_bench g;
		vectors_bench_init(&g, cases[i].posted, NS(100), 0, 0);
		for (int k = 0; cases[i].signal[k].at; k++)
			bench_at(&g.b, NS(cases[i].signal[k].at), raise_line,
				 &g.line[cases[i].signal[k].line]);
		bench_run(&g.b, US(10));
		CU_ASSERT_STRING_EQUAL(bench_log(&g.b), cases[i].log);
		CU_ASSERT_EQUAL(*bench_counter(&g.b, COUNTER_ipis), cases[i].ipis);
		for (int k = 0; k < 3; k++)
			CU_ASSERT_FALSE(g.vector[k].pending);
		bench_fini(&g.b);
	}
}

/* ---- spinning in the guest ---- */

/* The guest spins from 140 on, for 1000 ns at most. An interrupt requested at 410 ends that: at once when it
 * comes from the vCPU's own core (which it kept from 400 to 410), else with the IPI, which takes 5 to send, and 7 to take
 * unless it is posted. */
static void test_spin_cut(void)
{
	static const struct {
		bool posted;
		int from, at;
		const char *log;
		int64_t spun;
		int ipis;
	} cases[] = {
		{false, 0, 400, "a@140 b@422 halt@1422 ", 270 + 5 + 1000, 1},
		{true, 0, 400, "a@140 b@415 halt@1415 ", 270 + 5 + 1000, 0},
		{false, 0, 0, "a@140 halt@1140 ", 1000, 0},
		{true, 0, 0, "a@140 halt@1140 ", 1000, 0},
		{false, 1, 400, "a@160 b@410 halt@1410 ", 240 + 1000, 0},
		{true, 1, 400, "a@160 b@410 halt@1410 ", 240 + 1000, 0},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct vectors_bench g;
		vectors_bench_init(&g, cases[i].posted, 0, US(1), cases[i].from);
		bench_at(&g.b, NS(100), raise_line, &g.line[0]);
		if (cases[i].at)
			bench_at(&g.b, NS(cases[i].at), raise_line, &g.line[1]);
		bench_run(&g.b, US(5));
		CU_ASSERT_STRING_EQUAL(bench_log(&g.b), cases[i].log);
		machine_settle(g.b.m);
		CU_ASSERT_EQUAL(g.b.m->cores[1].booked[CONTEXT_vcpu * COST_COUNT + COST_app_spin],
				NS(cases[i].spun));
		CU_ASSERT_EQUAL(*bench_counter(&g.b, COUNTER_ipis), cases[i].ipis);
		CU_ASSERT_FALSE(g.v.spinning);
		bench_fini(&g.b);
	}
}

/* With an interrupt requested, or an exit due, there is nothing to wait for. */
static struct step spin_once(struct task *t, struct frame *f)
{
	struct vectors_bench *g = f->self;
	ROUTINE(f);
	CALL(t, f, vcpu_spin, &g->v, &g->spin);
	bench_mark(&g->b, "over");
	ROUTINE_END;
}

static void test_no_spin(void)
{
	for (int i = 0; i < 3; i++) {
		struct vectors_bench g;
		struct bench_thread thread;
		vectors_bench_init(&g, false, 0, US(1), 0);
		bench_thread_init(&thread, &g.b, 0, spin_once, &g);
		if (i == 1)
			g.v.requested = &g.vector[0];
		g.v.exit_due = i == 2;
		bench_thread_wake(&thread);
		bench_run(&g.b, US(2));
		CU_ASSERT_STRING_EQUAL(bench_log(&g.b), i == 0 ? "over@1000 " : "over@0 ");
		bench_fini(&g.b);
	}
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
	{"several vectors", test_vectors},
	{"a spin in the guest is cut", test_spin_cut},
	{"no spin with something to do", test_no_spin},
};
SUITE("vcpu", cases)
