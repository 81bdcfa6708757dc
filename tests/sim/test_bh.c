/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/softirq.h"
#include "tests/lib/bench/engine.h"
#include "tests/lib/suite.h"

/* A thread of core 0 that is woken at date 0, runs `before`, `inside` with bottom halves off, and `after`. An
 * interrupt line that raises NET_TX, and the two softirqs. */
struct section {
	struct engine e;
	struct task thread, other;
	struct script before, inside, after, other_script;
	struct irq line;
	struct script line_script, rx, tx;
	bool unprotected; /* netif_rx_ni(): nothing is disabled, but pending softirqs run at the end */
	int at_end;	  /* pending when the section has ended */
};

static const struct act nothing[] = {END};
static const struct act raise_tx[] = {SOFTIRQ(SOFTIRQ_NET_TX), PAY_WORK(US(1)), MARK, END};
static const struct act short_work[] = {PAY_WORK(US(1)), MARK, END};
static const struct act short_turn[] = {PAY_WORK(US(1)), MARK, REST, AGAIN(0)};
static const struct act work_2us[] = {PAY_WORK(US(2)), MARK, END};
static const struct act work_5us[] = {PAY_WORK(US(5)), MARK, END};
static const struct act work_10us[] = {PAY_WORK(US(10)), MARK, END};
static const struct act raises_rx[] = {PAY_WORK(US(4)), SOFTIRQ(SOFTIRQ_NET_RX), PAY_WORK(US(6)), MARK, END};
static const struct act raises_rx_late[] = {PAY_WORK(MS(4)), SOFTIRQ(SOFTIRQ_NET_RX), MARK, END};
/* never empty */
static const struct act again_rx[] = {SOFTIRQ(SOFTIRQ_NET_RX), PAY_WORK(US(10)), END};

static void section_run(struct task *t, struct frame *f)
{
	struct section *s = f->self;
	ROUTINE(f);
	CALL(t, f, script_run, &s->before, NULL);
	if (!s->unprotected)
		local_bh_disable(t->core);
	CALL(t, f, script_run, &s->inside, NULL);
	CALL(t, f, local_bh_enable, t->core, NULL);
	s->at_end = (int)t->core->softirq_pending;
	CALL(t, f, script_run, &s->after, NULL);
	SLEEP(f);
}

static void section_init(struct section *s, enum era era, const struct act *inside, const struct act *rx)
{
	struct engine_config config = {.era = era, .sched = engine_sched()};
	config.sched.base_slice = MS(10);
	memset(s, 0, sizeof(*s));
	engine_init(&s->e, &config);
	s->before = (struct script){.engine = &s->e, .name = "before", .acts = nothing};
	s->inside = (struct script){.engine = &s->e, .name = "in", .acts = inside};
	s->after = (struct script){.engine = &s->e, .name = "after", .acts = short_work};
	s->rx = (struct script){.name = "rx", .acts = rx};
	s->tx = (struct script){.name = "tx", .acts = work_2us};
	s->line_script = (struct script){.name = "line", .acts = raise_tx};
	engine_softirq(&s->e, SOFTIRQ_NET_RX, 0, &s->rx);
	engine_softirq(&s->e, SOFTIRQ_NET_TX, 0, &s->tx);
	engine_irq(&s->e, &s->line, 0, &s->line_script);
	thread_init(&s->thread, s->e.m->cores, "a", CONTEXT_other, section_run, s);
	engine_at(&s->e, 0, ACT(WAKE_DEV(&s->thread)));
}

/* Another thread of the core, woken at the date (VTIME_NEVER: by somebody else). */
static void add_other(struct section *s, vtime date)
{
	s->other_script = (struct script){.engine = &s->e, .name = "b", .acts = short_turn};
	thread_init(&s->other, s->e.m->cores, "b", CONTEXT_vcpu, script_run, &s->other_script);
	if (date != VTIME_NEVER)
		engine_at(&s->e, date, ACT(WAKE_DEV(&s->other)));
}

static void run(struct section *s, vtime end)
{
	calendar_run(&s->e.m->cal, end);
	machine_check(s->e.m, 0);
}

static vtime work_in(const struct section *s, enum context context)
{
	return engine_booked(&s->e, 0, context, COST_work);
}

/* What is raised inside runs at the end, on the thread's time, booked as softirq; then the thread goes on. */
static void test_runs_at_the_end(void)
{
	struct section s;
	section_init(&s, ERA_3_13, raises_rx, work_5us);
	run(&s, US(100));
	CU_ASSERT_STRING_EQUAL(s.e.log->str, "in@10000 rx@15000 after@16000 ");
	CU_ASSERT_EQUAL(work_in(&s, CONTEXT_softirq), US(5));
	CU_ASSERT_EQUAL(work_in(&s, CONTEXT_other), US(11));
	CU_ASSERT_EQUAL(work_in(&s, CONTEXT_ksoftirqd), 0);
	CU_ASSERT_EQUAL(s.e.m->counter[COUNTER_softirq_rounds], 1);
	CU_ASSERT_EQUAL(s.e.m->counter[COUNTER_context_switches], 2); /* to it, and to idle */
	CU_ASSERT_EQUAL(s.thread.se.sum_exec, US(16));
	engine_fini(&s.e);
}

/* With IRQ time accounting the softirqs at the end (5 us) are not the thread's time, nor is an interrupt among them
 * (1 us) and what it raises (2 us): irqtime_account_irq(). The thread's own work takes 11 us. */
static void test_irq_time(void)
{
	for (int accounting = 0; accounting < 2; accounting++) {
		struct section s;
		section_init(&s, ERA_3_13, raises_rx, work_5us);
		s.e.m->params.irq_time_accounting = accounting;
		engine_at(&s.e, US(12), ACT(RAISE(&s.line)));
		run(&s, US(100));
		CU_ASSERT_STRING_EQUAL(s.e.log->str, "in@10000 line@13000 rx@16000 tx@18000 after@19000 ");
		CU_ASSERT_EQUAL(s.thread.se.sum_exec, accounting ? US(11) : US(19));
		CU_ASSERT_EQUAL(s.e.m->cores->irq_time, US(8));
		engine_fini(&s.e);
	}
}

/* Nothing raised: the end costs nothing and switches no book. */
static void test_nothing_pending(void)
{
	struct section s;
	section_init(&s, ERA_6_6, work_10us, work_5us);
	run(&s, US(100));
	CU_ASSERT_STRING_EQUAL(s.e.log->str, "in@10000 after@11000 ");
	CU_ASSERT_EQUAL(work_in(&s, CONTEXT_other), US(11));
	CU_ASSERT_EQUAL(s.e.m->counter[COUNTER_softirq_rounds], 0);
	engine_fini(&s.e);
}

/* An interrupt at 3 us raises NET_TX: its exit runs nothing; at the end the lower number goes first. After the
 * section an interrupt's exit runs softirqs again. */
static void test_interrupt_inside(void)
{
	struct section s;
	section_init(&s, ERA_3_13, raises_rx, work_5us);
	engine_at(&s.e, US(3), ACT(RAISE(&s.line)));
	engine_at(&s.e, US(50), ACT(RAISE(&s.line)));
	run(&s, US(100));
	CU_ASSERT_STRING_EQUAL(s.e.log->str,
			       "line@4000 in@11000 tx@13000 rx@18000 after@19000 line@51000 tx@53000 ");
	CU_ASSERT_EQUAL(work_in(&s, CONTEXT_hardirq), US(2));
	CU_ASSERT_EQUAL(work_in(&s, CONTEXT_softirq), US(9));
	engine_fini(&s.e);
}

/* An interrupt in the middle of the softirqs at the end, at 12 us: no loop on top of this one, it goes round
 * once more. The same where bottom halves were on before (netif_rx_ni of 3.13). */
static void test_no_nesting(void)
{
	for (int unprotected = 0; unprotected < 2; unprotected++) {
		struct section s;
		section_init(&s, ERA_3_13, raises_rx, work_5us);
		s.unprotected = unprotected;
		engine_at(&s.e, US(12), ACT(RAISE(&s.line)));
		run(&s, US(100));
		CU_ASSERT_STRING_EQUAL(s.e.log->str, "in@10000 line@13000 rx@16000 tx@18000 after@19000 ");
		CU_ASSERT_EQUAL(s.e.m->counter[COUNTER_softirq_rounds], 2);
		CU_ASSERT_EQUAL(work_in(&s, CONTEXT_softirq), US(7));
		engine_fini(&s.e);
	}
}

/* Bottom halves on: an interrupt's exit runs what is pending, and nothing is left for the end. */
static void test_unprotected(void)
{
	struct section s;
	section_init(&s, ERA_3_13, raises_rx, work_5us);
	s.unprotected = true;
	engine_at(&s.e, US(5), ACT(RAISE(&s.line)));
	run(&s, US(100));
	CU_ASSERT_STRING_EQUAL(s.e.log->str, "line@6000 tx@8000 rx@13000 in@18000 after@19000 ");
	engine_fini(&s.e);
}

/* Another thread, woken at 3 ms and due at once, waits for the end of the section and of its softirqs, but not
 * longer. */
static void test_not_preempted(void)
{
	for (int unprotected = 0; unprotected < 2; unprotected++) {
		struct section s;
		section_init(&s, ERA_3_13, raises_rx_late, work_5us);
		s.unprotected = unprotected;
		add_other(&s, unprotected ? MS(4) + US(2) : MS(3));
		run(&s, MS(5));
		CU_ASSERT_STRING_EQUAL(s.e.log->str, "in@4000000 rx@4005000 b@4006000 after@4007000 ");
		CU_ASSERT_EQUAL(work_in(&s, CONTEXT_vcpu), US(1));
		engine_fini(&s.e);
	}
}

/* A softirq that wakes a thread which is due: one round only, the rest is ksoftirqd's. */
static void test_need_resched(void)
{
	struct section s;
	section_init(&s, ERA_3_13, raises_rx_late, nothing);
	add_other(&s, VTIME_NEVER);
	struct act waking[] = {SOFTIRQ(SOFTIRQ_NET_RX), PAY_WORK(US(10)), WAKE(&s.other), MARK, END};
	s.rx.acts = waking;
	run(&s, MS(4) + US(12));
	CU_ASSERT_STRING_EQUAL(s.e.log->str, "in@4000000 rx@4010000 b@4011000 ");
	CU_ASSERT_EQUAL(work_in(&s, CONTEXT_softirq), US(10));
	CU_ASSERT_EQUAL(s.e.m->counter[COUNTER_ksoftirqd_wakeups], 1);
	engine_fini(&s.e);
}

/* Ten rounds of 10 us, then ksoftirqd is woken and the thread goes on. */
static void test_limit(void)
{
	struct section s;
	section_init(&s, ERA_3_13, raises_rx, again_rx);
	run(&s, US(112));
	CU_ASSERT_STRING_EQUAL(s.e.log->str, "in@10000 after@111000 ");
	CU_ASSERT_EQUAL(work_in(&s, CONTEXT_softirq), US(100));
	CU_ASSERT_EQUAL(s.at_end, 1 << SOFTIRQ_NET_RX);
	CU_ASSERT_EQUAL(s.e.m->counter[COUNTER_ksoftirqd_wakeups], 1);
	run(&s, US(200));
	machine_settle(s.e.m);
	CU_ASSERT_EQUAL(work_in(&s, CONTEXT_ksoftirqd), US(89));
	engine_fini(&s.e);
}

/* ksoftirqd is runnable since an interrupt at 100 us, with work that never ends. The section ends at 310 us: 5.10
 * leaves everything to ksoftirqd (ksoftirqd_running()), 3.13, 6.6 and 6.12 run ten rounds more. */
static void test_ksoftirqd_by_era(void)
{
	static const struct act flood[] = {SOFTIRQ(SOFTIRQ_NET_RX), END};
	static const struct act work_200us[] = {PAY_WORK(US(200)), END};
	static const struct {
		enum era era;
		const char *log;
		int rounds;
	} cases[] = {{ERA_3_13, "in@310000 after@411000 ", 20},
		     {ERA_5_10, "in@310000 after@311000 ", 10},
		     {ERA_6_1, "in@310000 after@311000 ", 10},
		     {ERA_6_6, "in@310000 after@411000 ", 20},
		     {ERA_6_12, "in@310000 after@411000 ", 20}};
	EACH_CASE (i, cases, era) {
		struct section s;
		section_init(&s, cases[i].era, work_10us, again_rx);
		s.before.acts = work_200us;
		s.line_script.acts = flood;
		engine_at(&s.e, US(100), ACT(RAISE(&s.line)));
		run(&s, US(312));
		run(&s, US(420));
		CU_ASSERT_STRING_EQUAL(s.e.log->str, cases[i].log);
		CU_ASSERT_EQUAL(work_in(&s, CONTEXT_softirq), cases[i].rounds * US(10));
		engine_fini(&s.e);
	}
}

static const struct test_case cases[] = {
	{"what is raised inside runs at the end, on the thread's time", test_runs_at_the_end},
	{"IRQ time accounting", test_irq_time},
	{"nothing pending", test_nothing_pending},
	{"an interrupt inside runs no softirq at its exit", test_interrupt_inside},
	{"an interrupt during the softirqs at the end", test_no_nesting},
	{"bottom halves on until the end", test_unprotected},
	{"no other thread inside, at once afterwards", test_not_preempted},
	{"a softirq that wakes a thread", test_need_resched},
	{"ten rounds, then ksoftirqd", test_limit},
	{"ksoftirqd runnable, by era", test_ksoftirqd_by_era},
};
SUITE("bh", cases)
