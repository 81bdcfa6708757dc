/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * QEMU's main loop and its big lock: what an iteration does, in which order and for how long, by hand.
 */
#include "models/qemu/qemu.h"
#include "tests/lib/bench/model_bench.h"
#include "tests/lib/suite.h"

/* ---- the loop ---- */

/* The loop on core 0; handlers take some time and write their names. */
struct loop_bench;

struct act {
	struct loop_bench *l;
	const char *name;
	vtime time;
	struct qemu_notifier *reads; /* a notifier's handler */
	struct qemu_bh *schedules;
	struct qemu_timer *arms;
	vtime delay;
	bool notifies;
};

struct loop_bench {
	struct bench b;
	struct qemu q;
	struct qemu_notifier first, second;
	struct qemu_bh bh;
	struct qemu_timer timer, later;
	struct act on_first, on_second, on_bh, on_timer, on_later;
};

static void act_run(struct task *t, struct frame *f)
{
	struct act *a = f->self;
	ROUTINE(f);
	if (a->reads)
		CALL(t, f, qemu_notifier_read, a->reads, NULL);
	PAY_TIME(t, f, COST_app_sink, a->time);
	bench_mark(&a->l->b, a->name);
	if (a->schedules)
		CALL(t, f, qemu_bh_schedule, a->schedules, NULL);
	if (a->notifies)
		CALL(t, f, qemu_notify_event, &a->l->q, NULL);
	if (a->arms) {
		a->arms->date = t->core->cal->now + a->delay;
		CALL(t, f, qemu_timer_mod, a->arms, NULL);
	}
}

static void loop_init(struct loop_bench *l, enum era era)
{
	struct bench_config config = {.cores = 2, .era = era};
	config.ns[COST_qemu_ppoll] = 10;
	config.ns[COST_qemu_poll_fds] = 5;
	config.ns[COST_eventfd_read] = 2;
	config.ns[COST_eventfd_write] = 3;
	*l = (struct loop_bench){.on_first = {.l = l, .name = "first", .time = NS(10)},
				 .on_second = {.l = l, .name = "second", .time = NS(20)},
				 .on_bh = {.l = l, .name = "bh", .time = NS(1)},
				 .on_timer = {.l = l, .name = "timer", .time = NS(4)},
				 .on_later = {.l = l, .name = "later", .time = NS(4)}};
	bench_init(&l->b, &config);
	qemu_init(&l->q, l->b.m->cores, "qemu", era);
	qemu_notifier_init(&l->second, &l->q, act_run, &l->on_second);
	qemu_notifier_init(&l->first, &l->q, act_run, &l->on_first);
	l->on_first.reads = &l->first;
	l->on_second.reads = &l->second;
	qemu_bh_init(&l->bh, &l->q, act_run, &l->on_bh);
	qemu_timer_init(&l->timer, &l->q, act_run, &l->on_timer);
	qemu_timer_init(&l->later, &l->q, act_run, &l->on_later);
	qemu_start(&l->q);
	bench_run(&l->b, NS(90));
}

static int64_t polls(struct loop_bench *l)
{
	return *bench_counter(&l->b, COUNTER_qemu_polls);
}

static void signal_first(void *l)
{
	qemu_notifier_signal(&((struct loop_bench *)l)->first, NULL);
}

static void signal_both(void *l)
{
	qemu_notifier_signal(&((struct loop_bench *)l)->second, NULL);
	signal_first(l);
}

/* Woken at 100, it looks (5), runs the handlers of what it found - the one registered last first -, and polls again
 * (15) before it sleeps. */
static void handlers(void)
{
	struct loop_bench l;
	loop_init(&l, ERA_3_13);
	CU_ASSERT_EQUAL(polls(&l), 1);
	bench_at(&l.b, NS(100), signal_both, &l);
	bench_run(&l.b, US(1));
	CU_ASSERT_STRING_EQUAL(bench_log(&l.b), "first@117 second@139 ");
	CU_ASSERT_EQUAL(polls(&l), 2);
	CU_ASSERT_EQUAL(l.q.task.state, TASK_SLEEPING);
	bench_fini(&l.b);
}

/* Signalled again while its handler runs, it is found by the next ppoll; each handler runs once an iteration. */
static void signalled_again(void)
{
	struct loop_bench l;
	loop_init(&l, ERA_3_13);
	bench_at(&l.b, NS(100), signal_both, &l);
	bench_at(&l.b, NS(110), signal_first, &l);
	bench_at(&l.b, NS(112), signal_first, &l);
	bench_run(&l.b, US(1));
	CU_ASSERT_STRING_EQUAL(bench_log(&l.b), "first@117 second@139 first@166 ");
	CU_ASSERT_EQUAL(polls(&l), 3);
	bench_fini(&l.b);
}

/* A bottom half waits for the next iteration, whose ppoll does not sleep. 2.0 tells itself by the eventfd (3), and reads
 * it (2); 5.0 does not. */
static void bottom_half(void)
{
	static const char *const logs[] = {"first@117 bh@138 ", "first@117 bh@133 "};
	for (int k = 0; k < 2; k++) {
		struct loop_bench l;
		loop_init(&l, k ? ERA_5_10 : ERA_3_13);
		l.on_first.schedules = &l.bh;
		bench_at(&l.b, NS(100), signal_first, &l);
		bench_run(&l.b, US(1));
		CU_ASSERT_STRING_EQUAL(bench_log(&l.b), logs[k]);
		CU_ASSERT_EQUAL(polls(&l), 3);
		bench_fini(&l.b);
	}
}

/* qemu_notify_event() from a handler: one iteration more in both; the eventfd in 2.0 only. */
static void notify_event(void)
{
	for (int k = 0; k < 2; k++) {
		struct loop_bench l;
		loop_init(&l, k ? ERA_5_10 : ERA_3_13);
		l.on_first.notifies = true;
		bench_at(&l.b, NS(100), signal_first, &l);
		bench_run(&l.b, US(1));
		CU_ASSERT_EQUAL(polls(&l), 3);
		CU_ASSERT_EQUAL(bench_paid(&l.b, 0, COST_eventfd_write), k == 0);
		bench_fini(&l.b);
	}
}

/* From another thread, here on core 1, the eventfd is written in both, and wakes the loop. */
static void notified_by_another(void)
{
	for (int k = 0; k < 2; k++) {
		struct loop_bench l;
		struct bench_thread other;
		loop_init(&l, k ? ERA_5_10 : ERA_3_13);
		bench_thread_init(&other, &l.b, 1, qemu_notify_event, &l.q);
		bench_at(&l.b, NS(100), bench_thread_wake, &other);
		bench_run(&l.b, US(1));
		CU_ASSERT_EQUAL(polls(&l), 2);
		CU_ASSERT_EQUAL(bench_paid(&l.b, 1, COST_eventfd_write), 1);
		CU_ASSERT_EQUAL(bench_paid(&l.b, 0, COST_eventfd_read), 1);
		bench_fini(&l.b);
	}
}

/* A timer ends the sleep; armed behind another it tells nobody. Handlers come before timers. */
static void timers(void)
{
	struct loop_bench l;
	loop_init(&l, ERA_3_13);
	l.on_first.arms =
		&l.timer; /* at 117, for 317: an eventfd write until 120, a poll with its read until 137 */
	l.on_first.delay = NS(200);
	l.on_second.arms = &l.later; /* at 142, for 342 */
	l.on_second.delay = NS(200);
	bench_at(&l.b, NS(100), signal_both, &l);
	bench_run(&l.b, US(1));
	/* 317: look, handler */
	CU_ASSERT_STRING_EQUAL(bench_log(&l.b), "first@117 second@142 timer@326 later@351 ");
	CU_ASSERT_EQUAL(bench_paid(&l.b, 0, COST_eventfd_write), 1);
	bench_fini(&l.b);
}

/* ---- the lock ---- */

/* Two threads on cores of their own; each holds the lock for some time, n times, with a pause in between. */
struct holder {
	struct bench *b;
	struct bql *lock;
	struct bench_thread thread;
	const char *name;
	vtime hold, pause;
	int times;
};

static void hold(struct task *t, struct frame *f)
{
	struct holder *h = f->self;
	ROUTINE(f);
	for (f->count = 0; f->count < h->times; f->count++) {
		CALL(t, f, bql_lock, h->lock, NULL);
		bench_mark(h->b, h->name);
		PAY_TIME(t, f, COST_app_sink, h->hold);
		CALL(t, f, bql_unlock, h->lock, NULL);
		PAY_TIME(t, f, COST_app_sink, h->pause);
	}
}

struct lock_case {
	vtime a_hold, a_pause, b_hold;
	int a_times, b_times;
	vtime b_start;
	int futex, wake_up, context_switch;
	const char *log;
	int64_t waits, futexes;
};

static void lock_case(const struct lock_case *c)
{
	struct bench b;
	struct bql lock = {0};
	struct bench_config config = {.cores = 2, .era = ERA_3_13};
	config.ns[COST_futex] = c->futex;
	config.ns[COST_wake_up] = c->wake_up;
	config.ns[COST_context_switch] = c->context_switch;
	bench_init(&b, &config);
	struct holder one = {.b = &b, .lock = &lock, .name = "a", .hold = c->a_hold, .pause = c->a_pause};
	struct holder two = {.b = &b, .lock = &lock, .name = "b", .hold = c->b_hold};
	one.times = c->a_times;
	two.times = c->b_times;
	bench_thread_init(&one.thread, &b, 0, hold, &one);
	bench_thread_init(&two.thread, &b, 1, hold, &two);
	bench_at(&b, 0, bench_thread_wake, &one.thread);
	bench_at(&b, c->b_start, bench_thread_wake, &two.thread);
	bench_run(&b, US(10));
	CU_ASSERT_STRING_EQUAL(bench_log(&b), c->log);
	CU_ASSERT_EQUAL(*bench_counter(&b, COUNTER_bql_waits), c->waits);
	CU_ASSERT_EQUAL(bench_paid(&b, 0, COST_futex) + bench_paid(&b, 1, COST_futex), c->futexes);
	CU_ASSERT_EQUAL(lock.word, 0);
	CU_ASSERT_PTR_NULL(lock.waiter);
	bench_fini(&b);
}

static void locks(void)
{
	static const struct lock_case cases[] = {
		/* one after another: no call */
		{NS(100), 0, NS(50), 1, 1, NS(200), 10, 0, 0, "a@0 b@200 ", 0, 0},
		/* b sleeps from 60 on; a's unlock at 100 wakes it after the call; b's own unlock wakes nobody */
		{NS(100), 0, NS(50), 1, 1, NS(50), 10, 0, 0, "a@0 b@110 ", 1, 3},
		/* a unlocks while b is on its way into the kernel: it comes back at once, the word has changed */
		{NS(100), 0, NS(50), 1, 1, NS(95), 10, 0, 0, "a@0 b@105 ", 1, 3},
		/* a takes the lock again while b still wakes up: b sleeps anew, and has it after that; two calls of a
		 * that wake it, two of b to sleep, and that of b's unlock */
		{NS(100), NS(2), NS(50), 2, 1, NS(50), 10, 5, 20, "a@20 a@137 b@267 ", 1, 5},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		lock_case(&cases[i]);
}

static const struct test_case cases[] = {
	{"handlers of one iteration", handlers},
	{"a signal during its handler", signalled_again},
	{"bottom halves", bottom_half},
	{"qemu_notify_event from a handler", notify_event},
	{"qemu_notify_event from another thread", notified_by_another},
	{"timers", timers},
	{"the lock", locks},
};

SUITE("qemu", cases)
