/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/sched.h"
#include "sim/core/core.h"
#include "sim/core/task.h"

static const struct option sched_options[] = {
	VALUE_OPTION(sched_settings, hz, UNIT_COUNT, "250", "100", "1000",
		     "timer ticks per second (CONFIG_HZ)"),
	BOOL_OPTION(sched_settings, irq_time_accounting, "no",
		    "keep interrupt and softirq time off the interrupted thread's account "
		    "(CONFIG_IRQ_TIME_ACCOUNTING)"),
	VALUE_OPTION(sched_settings, latency, UNIT_TIME, "6ms", "100us", "1s",
		     "CFS: period in which every runnable thread runs once, before scaling"),
	VALUE_OPTION(sched_settings, min_granularity, UNIT_TIME, "750us", "10us", "1s",
		     "CFS: shortest slice, before scaling"),
	VALUE_OPTION(sched_settings, wakeup_granularity, UNIT_TIME, "1ms", "0us", "1s",
		     "CFS: lead in virtual time that a waking thread needs to preempt, before scaling"),
	VALUE_OPTION(sched_settings, base_slice, UNIT_TIME, "750us", "10us", "1s",
		     "EEVDF (6.6): slice that a thread asks for, before scaling"),
	BOOL_OPTION(sched_settings, scale, "yes",
		    "scale the four times above by 1 + log2(min(cores, 8)), as the kernel does by default"),
	VALUE_OPTION(
		sched_settings, idle_exit, UNIT_TIME, "2us", "0us", "1ms",
		"latency of leaving the idle state when an interrupt arrives (intel_idle gives C1 2 us)"),
};

OPTION_TABLE(sched_table, "sched", sched_settings, sched_options, "scheduler and timer of the host kernel");

/* get_update_sysctl_factor() with SCHED_TUNABLESCALING_LOG */
static int scale_factor(int cores)
{
	int factor = 1;
	for (int cpus = MIN(cores, 8); cpus > 1; cpus /= 2)
		factor++;
	return factor;
}

struct sched_params sched_params(const struct sched_settings *s, int cores)
{
	int factor = s->scale ? scale_factor(cores) : 1;
	return (struct sched_params){
		.latency = s->latency * factor,
		.min_granularity = s->min_granularity * factor,
		.wakeup_granularity = s->wakeup_granularity * factor,
		.base_slice = s->base_slice * factor,
		.tick = VTIME_PER_S / s->hz,
		.irq_time_accounting = s->irq_time_accounting,
	};
}

const struct sched_class *sched_class_of(enum era era)
{
	return era_rules.eevdf[era] ? &sched_eevdf : &sched_cfs;
}

void runqueue_init(struct runqueue *rq, struct core *c, const struct sched_class *class,
		   const struct sched_params *params)
{
	*rq = (struct runqueue){.core = c, .class = class, .params = params};
}

/* rq_clock_task() */
static vtime clock_task(const struct runqueue *rq)
{
	const struct core *c = rq->core;
	vtime now = c->cal->now;
	if (!rq->params->irq_time_accounting)
		return now;
	return now - c->irq_time - (c->irq_since == VTIME_NEVER ? 0 : now - c->irq_since);
}

/* ---- the list ---- */

static bool comes_before(const struct sched_entity *a, const struct sched_entity *b)
{
	return a->key < b->key || (a->key == b->key && a->wakeup < b->wakeup);
}

static void link_behind(struct runqueue *rq, struct task *t, struct task *prev)
{
	struct task **from_prev = prev ? &prev->se.next : &rq->first;
	struct task **from_next = *from_prev ? &(*from_prev)->se.prev : &rq->last;
	t->se.prev = prev;
	t->se.next = *from_prev;
	*from_prev = *from_next = t;
}

void sched_enqueue(struct runqueue *rq, struct task *t)
{
	struct sched_entity *se = &t->se;
	struct task *prev = rq->last;
	se->key = rq->class->by_deadline ? se->deadline : se->vruntime;
	while (prev && comes_before(se, &prev->se))
		prev = prev->se.prev;
	link_behind(rq, t, prev);
	rq->sum_vruntime += (uint64_t)se->vruntime;
}

static void dequeue(struct runqueue *rq, struct task *t)
{
	struct sched_entity *se = &t->se;
	*(se->prev ? &se->prev->se.next : &rq->first) = se->next;
	*(se->next ? &se->next->se.prev : &rq->last) = se->prev;
	rq->sum_vruntime -= (uint64_t)se->vruntime;
}

/* ---- what happens to threads ---- */

bool sched_update(struct runqueue *rq)
{
	if (!rq->curr)
		return false;
	struct sched_entity *se = &rq->curr->se;
	vtime clock = clock_task(rq);
	se->vruntime += clock - se->exec_start;
	se->sum_exec += clock - se->exec_start;
	se->exec_start = clock;
	return rq->class->charged(rq);
}

bool sched_wake(struct runqueue *rq, struct task *t)
{
	bool used_up = sched_update(rq);
	rq->class->place(rq, t);
	t->se.wakeup = rq->wakeups++;
	sched_enqueue(rq, t);
	rq->n++;
	return !rq->curr || used_up || rq->class->preempts(rq, t);
}

void sched_sleep(struct runqueue *rq)
{
	sched_update(rq);
	rq->class->leave(rq, rq->curr);
	rq->curr = NULL;
	rq->n--;
}

/* put_prev_entity() of the current thread, if it is still runnable, and set_next_entity() */
static void switch_to(struct runqueue *rq, struct task *t)
{
	dequeue(rq, t);
	if (rq->curr)
		sched_enqueue(rq, rq->curr);
	t->se.picked_at = t->se.sum_exec;
	t->se.parity = t->se.deadline;
	rq->curr = t;
}

struct task *sched_pick(struct runqueue *rq)
{
	if (rq->n == 0)
		return NULL; /* whoever ran has left by sched_sleep */
	sched_update(rq);
	struct task *t = rq->n == 1 && !rq->curr ? rq->first : rq->class->pick(rq);
	t->se.exec_start = clock_task(rq);
	if (t != rq->curr)
		switch_to(rq, t);
	return t;
}

bool sched_tick(struct runqueue *rq)
{
	if (!rq->curr)
		return false;
	return sched_update(rq) || rq->class->tick(rq);
}
