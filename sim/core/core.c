/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/core.h"
#include "sim/base/check.h"
#include "sim/core/cstate.h"
#include "sim/core/irq.h"
#include "sim/core/machine.h"
#include "sim/core/placement.h"
#include "sim/core/progress.h"
#include "sim/core/routine.h"
#include "sim/core/smt.h"
#include "sim/core/softirq.h"

#include <string.h>

/* ---- the books ---- */

static vtime *context_book(struct core *c, enum context context)
{
	return c->booked + (size_t)context * c->machine->n_costs;
}

/* In an interrupt's handler or in softirqs, whatever they run on; ksoftirqd's are its own time. */
static bool above_threads(const struct core *c)
{
	return c->irq_active || c->softirq_active || (c->thread && c->thread->context == CONTEXT_softirq);
}

/* irqtime_account_irq(), which account_irq_enter_time() and account_irq_exit_time() call (kernel/sched/cputime.c): the
 * time above thread level. Softirqs at the end of a thread's local_bh_enable are part of it. */
static void account_irq_time(struct core *c)
{
	bool above = above_threads(c);
	if (above && c->irq_since == VTIME_NEVER) {
		c->irq_since = c->cal->now;
	} else if (!above && c->irq_since != VTIME_NEVER) {
		c->irq_time += c->cal->now - c->irq_since;
		c->irq_since = VTIME_NEVER;
	}
}

void core_book_under(struct core *c, enum context context)
{
	CHECK(c->running->rest == 0, "task %s: changes its context while it owes", c->running->name);
	c->running->context = context;
	c->book = context_book(c, context);
	account_irq_time(c);
}

void core_reset_statistics(struct core *c)
{
	memset(c->booked, 0, sizeof(vtime) * CONTEXTS * c->machine->n_costs);
	c->idle = 0;
	memset(c->residency, 0, sizeof(c->residency));
}

int64_t core_jiffies(const struct core *c)
{
	return c->cal->now / c->machine->params.tick;
}

/* ---- who runs ---- */

static void count_interrupt(struct core *c, const struct irq *irq)
{
	if (irq->tick) {
		c->machine->counter[COUNTER_timer_ticks]++;
		TRACE(c->machine, tick, c->id, c->softirq_pending);
	} else {
		c->machine->counter[COUNTER_interrupts]++;
		TRACE(c->machine, irq, c->id, c->softirq_pending);
	}
}

/* The thread that runs learns that it is interrupted; one that is still being switched to does not run yet. */
static void interrupt_thread(struct core *c)
{
	struct task *t = c->thread;
	if (t && c->running == t && t->debt == 0 && t->interrupted && t->interrupted(t))
		task_clear_bill(t);
}

static void irq_begin(struct core *c)
{
	struct irq *irq = c->irq_head;
	interrupt_thread(c);
	c->irq_head = irq->next;
	if (!c->irq_head)
		c->irq_tail = &c->irq_head;
	irq->pending = false;
	calendar_cancel(c->cal, &c->exit_idle);
	c->irq_active = irq;
	c->hardirq.name = irq->name;
	task_start(&c->hardirq, irq->handler, irq->self);
	OWE(&c->hardirq, COST_irq_entry, 0);
	count_interrupt(c, irq);
}

/* schedule(): the scheduler picks; a thread that is not the one that ran last owes the context switch. */
static void schedule(struct core *c)
{
	c->need_resched = false;
	c->thread = sched_pick(&c->rq);
	if (c->thread == c->last_thread)
		return;
	c->last_thread = c->thread;
	c->machine->counter[COUNTER_context_switches]++;
	TRACE(c->machine, switch, c->id, c->rq.n);
	if (!c->thread)
		return;
	c->thread->debt += task_cost(c->thread, COST_context_switch, 0);
	irq_tick_start(c);
}

/* Threads that run kernel code, but for pktgen's, which looks at need_resched() after each packet anyway. The others run a guest's
 * or a program's code, with short visits in the kernel. */
static bool runs_kernel_code(const struct task *t)
{
	return t->context == CONTEXT_vhost || t->context == CONTEXT_ksoftirqd || t->context == CONTEXT_napi;
}

/* gives_way: whether the thread that runs lets another have the core, if one asks for it. */
static bool gives_way(const struct core *c)
{
	if (c->bh_off || c->thread->preempt_off)
		return false;
	return c->yielded || c->machine->params.preempt == PREEMPT_full || !runs_kernel_code(c->thread);
}

static struct task *core_choose(struct core *c)
{
	if (!c->irq_active && c->irq_head)
		irq_begin(c);
	if (c->irq_active)
		return &c->hardirq;
	if (c->softirq_check && softirq_due(c))
		softirq_begin(c);
	c->softirq_check = false;
	if (c->softirq_active)
		return &c->softirq;
	if (c->spinning)
		task_clear_bill(c->thread); /* it looks again */
	else if (!c->thread || (c->need_resched && gives_way(c)))
		schedule(c);
	c->yielded = false;
	return c->thread;
}

static void core_fire(struct event *ev);

static enum event_class class_of(const struct core *c)
{
	return c->irq_active ? EVENT_HARDIRQ : c->softirq_active ? EVENT_SOFTIRQ : EVENT_THREAD;
}

/* Who must know is told that t runs from now on (NULL: nothing). */
static void follow(struct core *c, struct task *t)
{
	bool busy = t != NULL, changes = busy != c->busy;
	c->busy = busy;
	if (c->sibling)
		smt_enter(c, t, changes);
	if (changes)
		machine_follow(c->machine, busy);
	if (changes && !busy && c->machine->sched.cstates != CSTATES_off)
		cstate_enter(c);
}

/* Makes t the running task. */
static void core_enter(struct core *c, struct task *t)
{
	account_irq_time(c);
	c->running = t;
	c->since = c->cal->now;
	c->class = class_of(c);
	if (t)
		c->book = context_book(c, t->context);
	if (__builtin_expect(c->followed, 0))
		follow(c, t);
}

/* ---- running ---- */

static void thread_sleep(struct core *c, struct task *t)
{
	t->state = TASK_SLEEPING;
	sched_sleep(&c->rq);
	c->thread = NULL;
}

static void task_done(struct core *c, struct task *t)
{
	if (c->irq_active) {
		c->irq_active = NULL;
		c->softirq_check = true;
	} else if (c->softirq_active) {
		c->softirq_active = false;
	} else {
		CHECK(false, "thread %s: its routine returned", t->name);
	}
}

static inline void core_begin(struct core *c)
{
	c->executing = true;
	c->paying = c->goes_on = false;
}

/* The core whose task goes on when the next event fires; NULL: something else comes first. When the guard is to look at the
 * clock, a payment waits that could be paid at once: the next event may come after its end. */
static inline struct core *core_next(const struct calendar *cal)
{
	struct event *ev = calendar_due(cal);
	if (!ev || ev->fire != core_fire || cal->steps_left == 0)
		return NULL;
	struct core *c = container_of(ev, struct core, event);
	return c->goes_on ? c : NULL;
}

/* The end of a payment must be waited for. Most often that of another core's task comes next: straight on with it. */
static inline void task_wait(struct task *t)
{
	struct core *c = t->core, *next = core_next(c->cal);
	c->executing = false;
	c->paying = c->goes_on = true;
	c->since = c->cal->now;
	if (next) {
		calendar_swap(c->cal, &c->event, c->since + t->rest, c->class);
		core_begin(next);
		core_book_owed(next, next->running);
		fiber_switch(&t->fiber, &next->running->fiber);
	} else {
		calendar_arm(c->cal, &c->event, c->since + t->rest, c->class);
		c->machine->left = NULL;
		fiber_switch(&t->fiber, &c->machine->engine);
	}
}

void task_leave(struct task *t, enum verdict why)
{
	struct core *c = t->core;
	if (why == STEP_PAY && !c->attention) {
		task_wait(t);
		return;
	}
	t->verdict = why;
	c->machine->left = c;
	fiber_switch(&t->fiber, &c->machine->engine);
}

/* What a task's stack begins with: one outermost routine after another. */
static void run_routines(void *task)
{
	struct task *t = task;
	fiber_enters(&t->fiber);
	for (;;) {
		struct frame f = {.self = t->self};
		t->fn(t, &f);
		task_leave(t, STEP_RETURN);
	}
}

/* The running task has left its stack, and not because it must wait. */
static void core_left(struct core *c)
{
	struct task *t = c->running;
	if (t->verdict == STEP_PAY)
		return;
	CHECK(t->rest == 0, "task %s: leaves the core without paying what it owes", t->name);
	progress_task(c->cal, t, PROGRESS_LEAVES);
	if (t->verdict == STEP_RETURN)
		task_done(c, t);
	else if (t->verdict == STEP_SLEEP)
		thread_sleep(c, t);
	else
		c->yielded = true; /* until it runs on, whatever interrupts come before */
}

/* Lets the task run, and then perhaps tasks of other cores. Returns the core on which another task may be due; NULL: all that
 * ran wait for the ends of payments. */
static struct core *core_step(struct core *c, struct task *t)
{
	struct machine *m = c->machine;
	if (__builtin_expect(!t->fiber.sp, 0))
		fiber_init(&t->fiber, &m->stacks, run_routines, t);
	fiber_switch(&m->engine, &t->fiber);
	if (m->left)
		core_left(m->left);
	return m->left;
}

/* Pays what the task owes. Returns false when the end of that must be waited for. */
static bool pay(struct core *c, struct task *t)
{
	vtime owed = t->debt > 0 ? t->debt : t->rest;
	if (owed == 0)
		return true;
	if (!calendar_advance(c->cal, c->cal->now + owed, c->class)) {
		c->since = c->cal->now;
		c->paying = true;
		calendar_arm(c->cal, &c->event, c->cal->now + owed, c->class);
		return false;
	}
	if (t->debt > 0) {
		c->book[COST_context_switch] += owed;
		t->debt = 0;
	} else {
		core_book_owed(c, t);
	}
	return true;
}

/* Who runs: the running task goes on, unless something has changed. NULL: nobody. */
static struct task *next_task(struct core *c, bool undisturbed)
{
	if (undisturbed)
		return c->running;
	c->attention = false;
	struct task *t = core_choose(c);
	core_enter(c, t);
	return t;
}

/* Runs tasks until the end of a payment must be waited for, or nobody is left; undisturbed: the running one goes on first. */
static void execute(struct core *c, bool undisturbed)
{
	struct task *t;
	core_begin(c);
	while ((t = next_task(c, undisturbed)) && pay(c, t)) {
		undisturbed = t->rest > 0; /* it has paid for the switch only */
		if (undisturbed)
			continue;
		c = core_step(c, t);
		if (!c)
			return;
	}
	c->executing = false;
}

static void core_fire(struct event *ev)
{
	struct core *c = container_of(ev, struct core, event);
	if (c->goes_on)
		core_book_owed(c, c->running);
	else
		core_settle(c);
	execute(c, c->running && !c->attention);
}

void core_poke(struct core *c)
{
	c->attention = true;
	c->goes_on = false;
	if (!c->executing)
		calendar_arm(c->cal, &c->event, c->cal->now, EVENT_HARDIRQ);
}

/* ---- threads ---- */

void thread_init(struct task *t, struct core *c, const char *name, enum context context, routine fn,
		 void *self)
{
	*t = (struct task){.core = c, .name = name, .context = context, .state = TASK_SLEEPING};
	task_clear_bill(t);
	task_start(t, fn, self);
}

/* The idle thread's TIF_POLLING_NRFLAG is set: only in the idle state itself, not while an interrupt runs that ended it. */
static bool watches_need_resched(const struct core *c)
{
	return c->machine->sched.idle == IDLE_mwait && !c->running && !c->executing;
}

bool task_wake(struct task *t, struct core *from)
{
	struct core *c = t->core;
	if (t->state != TASK_SLEEPING)
		return false;
	if (__builtin_expect(t->may != NULL, 0))
		c = placement_move(t, from);
	t->state = TASK_RUNNABLE;
	c->machine->counter[COUNTER_wakeups]++;
	bool preempts = sched_wake(&c->rq, t, c->need_resched);
	TRACE(c->machine, wake, c->id, preempts);
	if (c->spinning)
		core_spin_cut(c->thread);
	if (preempts)
		core_resched(c, from);
	return true;
}

void core_resched(struct core *c, struct core *from)
{
	c->need_resched = true;
	if (!from || from == c)
		core_poke(c);
	else if (watches_need_resched(c))
		irq_leave_idle(c);
	else
		irq_raise(&c->resched);
}

void core_preempt_enable(struct task *t)
{
	struct core *c = t->core;
	t->preempt_off = false;
	if (!c->need_resched || t != c->running || t != c->thread)
		return;
	c->attention = true;
	task_leave(t, STEP_PAY);
}

void core_spin_begin(struct core *c)
{
	CHECK(c->running == c->thread && c->thread->rest == 0,
	      "task %s: polls before it has paid what it owes", c->running->name);
	c->spinning = true;
}

void core_spin_end(struct core *c)
{
	c->spinning = false;
	if (c->need_resched)
		c->attention = true;
}

void core_spin_cut(struct task *t)
{
	if (t->core->spinning && t->core->thread == t)
		task_cut(t);
}

/* ---- set-up ---- */

void core_init(struct core *c, struct machine *m, int id)
{
	*c = (struct core){
		.machine = m, .cal = &m->cal, .costs = m->costs, .id = id, .irq_since = VTIME_NEVER};
	c->booked = g_new0(vtime, (size_t)CONTEXTS * m->n_costs);
	event_init(&c->event, core_fire);
	irq_setup(c);
	runqueue_init(&c->rq, c, sched_class_of(m->era), &m->params);
	softirq_init(c);
}

void core_fini(struct core *c)
{
	g_free(c->booked);
}
