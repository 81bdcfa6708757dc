/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/irq.h"
#include "sim/core/cstate.h"
#include "sim/core/machine.h"
#include "sim/core/routine.h"

void irq_tick_start(struct core *c)
{
	vtime period = c->machine->params.tick;
	if (!event_armed(&c->tick_event))
		calendar_arm(c->cal, &c->tick_event, (c->cal->now / period + 1) * period, EVENT_HARDIRQ);
}

void irq_init(struct irq *irq, struct core *c, const char *name, routine handler, void *self)
{
	*irq = (struct irq){.core = c, .name = name, .handler = handler, .self = self};
}

static void arm_exit_idle(struct core *c)
{
	const struct sched_settings *s = &c->machine->sched;
	vtime latency = s->cstates == CSTATES_off ? s->idle_exit : cstate_exit(c);
	if (latency == 0)
		core_poke(c);
	else
		calendar_arm(c->cal, &c->exit_idle, c->cal->now + latency, EVENT_HARDIRQ);
}

void irq_leave_idle(struct core *c)
{
	if (c->running || c->executing)
		core_poke(c);
	else if (!event_armed(&c->exit_idle))
		arm_exit_idle(c);
}

void irq_raise(struct irq *irq)
{
	struct core *c = irq->core;
	if (irq->pending)
		return;
	irq->pending = true;
	irq->next = NULL;
	*c->irq_tail = irq;
	c->irq_tail = &irq->next;
	irq_leave_idle(c);
}

static void exit_idle_fire(struct event *ev)
{
	struct core *c = container_of(ev, struct core, exit_idle);
	core_poke(c);
}

static void tick_fire(struct event *ev)
{
	struct core *c = container_of(ev, struct core, tick_event);
	if (!c->last_thread)
		return;
	irq_raise(&c->tick);
	irq_tick_start(c);
}

/* run_local_timers(), rcu_sched_clock_irq(), trigger_load_balance() raise a softirq when there is work for it. */
static bool tick_has_work(const struct core *c)
{
	int64_t every = c->machine->params.timer_softirq;
	return every > 0 && core_jiffies(c) % every == 0;
}

/* update_process_times() as far as it matters here: the softirqs that it raises, and scheduler_tick(). */
static void tick_handler(struct task *t, struct frame *f)
{
	struct core *c = f->self;
	ROUTINE(f);
	PAY(t, f, COST_timer_tick, 0);
	if (tick_has_work(c))
		softirq_raise(c, SOFTIRQ_TIMER);
	if (sched_tick(&c->rq))
		c->need_resched = true;
}

/* scheduler_ipi(): the flag is set by then, the exit of the interrupt looks at it. */
static void resched_handler(struct task *t, struct frame *f)
{
	ROUTINE(f);
	PAY(t, f, COST_resched_ipi, 0);
}

void irq_setup(struct core *c)
{
	c->irq_tail = &c->irq_head;
	c->hardirq = (struct task){.core = c, .context = CONTEXT_hardirq};
	task_clear_bill(&c->hardirq);
	event_init(&c->exit_idle, exit_idle_fire);
	event_init(&c->tick_event, tick_fire);
	irq_init(&c->tick, c, "tick", tick_handler, c);
	c->tick.tick = true;
	irq_init(&c->resched, c, "resched", resched_handler, c);
}
