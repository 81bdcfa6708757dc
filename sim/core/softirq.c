/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/softirq.h"
#include "sim/core/machine.h"
#include "sim/core/routine.h"

/* msecs_to_jiffies(): rounded up. */
static int64_t softirq_jiffies(const struct core *c)
{
	vtime tick = c->machine->params.tick;
	return (MAX_SOFTIRQ_TIME_MS * VTIME_PER_MS + tick - 1) / tick;
}

/* ksoftirqd_running() */
static bool left_to_ksoftirqd(const struct core *c)
{
	return era_rules.ksoftirqd_running[c->machine->era] && c->ksoftirqd.state != TASK_SLEEPING;
}

static bool softirq_may_go_on(struct core *c)
{
	return core_jiffies(c) < c->softirq_end && !c->need_resched && --c->softirq_rounds_left > 0;
}

/* The action of the lowest softirq that is left of the round, f->value: their bits; it is taken off. */
static struct softirq_action *next_action(struct core *c, struct frame *f)
{
	int nr = __builtin_ctz((unsigned)f->value);
	f->value &= f->value - 1;
	return &c->action[nr];
}

static const struct softirq_action *softirq_action_of(const struct frame *f)
{
	return f->arg;
}

/* One pass over the actions that were pending at its start; f->value holds those still to run. */
static void softirq_round(struct task *t, struct frame *f)
{
	struct core *c = f->self;
	ROUTINE(f);
	PAY(t, f, COST_softirq_entry, 0);
	c->machine->counter[COUNTER_softirq_rounds]++;
	TRACE(c->machine, softirq, c->id, c->softirq_pending);
	f->value = (int)c->softirq_pending;
	c->softirq_pending = 0;
	while (f->value) {
		f->arg = next_action(c, f);
		CALL(t, f, softirq_action_of(f)->fn, softirq_action_of(f)->self, NULL);
	}
}

/* __do_softirq() */
static void do_softirq(struct task *t, struct frame *f)
{
	struct core *c = f->self;
	ROUTINE(f);
	c->softirq_end = core_jiffies(c) + softirq_jiffies(c);
	c->softirq_rounds_left = MAX_SOFTIRQ_RESTART;
	do {
		CALL(t, f, softirq_round, c, NULL);
	} while (c->softirq_pending && softirq_may_go_on(c));
	if (c->softirq_pending && task_wake(&c->ksoftirqd, c)) {
		c->machine->counter[COUNTER_ksoftirqd_wakeups]++;
		TRACE(c->machine, ksoftirqd, c->id, c->softirq_pending);
	}
}

/* run_ksoftirqd(), in its smpboot thread's loop */
static void ksoftirqd(struct task *t, struct frame *f)
{
	struct core *c = f->self;
	ROUTINE(f);
	for (;;) {
		while (!c->softirq_pending)
			SLEEP(f);
		c->bh_off = true;
		CALL(t, f, do_softirq, c, NULL);
		c->bh_off = false;
		COND_RESCHED(f);
	}
}

void local_bh_disable(struct core *c)
{
	c->bh_off = true;
}

void local_bh_enable(struct task *t, struct frame *f)
{
	struct core *c = f->self;
	ROUTINE(f);
	f->value = (int)t->context;
	c->bh_off = true;
	if (c->softirq_pending && !left_to_ksoftirqd(c)) {
		PAY_TIME(t, f, COST_softirq_entry, 0);
		core_book_under(c, CONTEXT_softirq);
		CALL(t, f, do_softirq, c, NULL);
		PAY_TIME(t, f, COST_softirq_entry, 0);
		core_book_under(c, (enum context)f->value);
	}
	c->bh_off = false;
	if (c->need_resched)
		c->attention = true;
}

/* run_timer_softirq(), rcu_core(), run_rebalance_domains(): what they do costs nothing here beside the round. */
static void timer_softirq(struct task *t, struct frame *f)
{
	(void)t;
	ROUTINE(f);
}

void softirq_init(struct core *c)
{
	softirq_open(c, SOFTIRQ_TIMER, timer_softirq, c);
	c->softirq = (struct task){.core = c, .name = "softirq", .context = CONTEXT_softirq};
	task_clear_bill(&c->softirq);
	thread_init(&c->ksoftirqd, c, "ksoftirqd", CONTEXT_ksoftirqd, ksoftirqd, c);
}

bool softirq_due(const struct core *c)
{
	if (!c->softirq_pending || c->softirq_active || c->bh_off)
		return false;
	return !left_to_ksoftirqd(c);
}

void softirq_begin(struct core *c)
{
	c->softirq_active = true;
	task_start(&c->softirq, do_softirq, c);
}

void softirq_open(struct core *c, enum softirq nr, routine fn, void *self)
{
	c->action[nr] = (struct softirq_action){fn, self};
}

void softirq_raise(struct core *c, enum softirq nr)
{
	c->softirq_pending |= 1u << nr;
}
