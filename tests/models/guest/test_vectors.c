/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several interrupt vectors of one vCPU, and a guest that spins until one is requested.
 */
#include "tests/lib/bench/vcpu_bench.h"
#include "tests/lib/suite.h"

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
static void vectors_guest(struct task *t, struct frame *f)
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
}

static void vectors_bench_init(struct vectors_bench *g, bool posted, vtime work, vtime spin, int from)
{
	*g = (struct vectors_bench){.work = work, .spin = {COST_app_spin, spin}};
	bench_init(&g->b, &vcpu_bench_costs);
	struct vcpu_counters count = vcpu_bench_counters(&g->b);
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
	EACH_CASE (i, cases, posted) {
		struct vectors_bench g;
		vectors_bench_init(&g, cases[i].posted, NS(100), 0, 0);
		for (int k = 0; cases[i].signal[k].at; k++)
			bench_at(&g.b, NS(cases[i].signal[k].at), bench_raise,
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
	EACH_CASE (i, cases, posted) {
		struct vectors_bench g;
		vectors_bench_init(&g, cases[i].posted, 0, US(1), cases[i].from);
		bench_at(&g.b, NS(100), bench_raise, &g.line[0]);
		if (cases[i].at)
			bench_at(&g.b, NS(cases[i].at), bench_raise, &g.line[1]);
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
static void spin_once(struct task *t, struct frame *f)
{
	struct vectors_bench *g = f->self;
	ROUTINE(f);
	CALL(t, f, vcpu_spin, &g->v, &g->spin);
	bench_mark(&g->b, "over");
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
	{"several vectors", test_vectors},
	{"a spin in the guest is cut", test_spin_cut},
	{"no spin with something to do", test_no_spin},
};
SUITE("vectors", cases)
