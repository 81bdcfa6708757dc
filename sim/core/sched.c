/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/sched.h"
#include "sim/core/core.h"
#include "sim/core/cstate.h"
#include "sim/core/task.h"
#include "sim/core/task_group.h"

static const char *const preempt_names[] = {"none", "voluntary", "full", NULL};

static const char *const idle_names[] = {"mwait", "hlt", NULL};

static const char *const cstates_names[] = {"off", "skx", "icx", "own", NULL};

static const struct option sched_options[] = {
	VALUE_OPTION(sched_settings, hz, UNIT_COUNT, "250", "100", "1000",
		     "timer ticks per second (CONFIG_HZ)"),
	BOOL_OPTION(sched_settings, irq_time_accounting, "no",
		    "keep interrupt and softirq time off the interrupted thread's account "
		    "(CONFIG_IRQ_TIME_ACCOUNTING)"),
	CHOICE_OPTION(sched_settings, preempt, preempt_names, "voluntary",
		      "where threads in the kernel give way: none, voluntary (servers' default), full "
		      "(CONFIG_PREEMPT_NONE, _VOLUNTARY, CONFIG_PREEMPT)"),
	VALUE_OPTION(sched_settings, latency, UNIT_TIME, "6ms", "100us", "1s",
		     "CFS: period in which every runnable thread runs once, before scaling"),
	VALUE_OPTION(sched_settings, min_granularity, UNIT_TIME, "750us", "10us", "1s",
		     "CFS: shortest slice, before scaling"),
	VALUE_OPTION(sched_settings, wakeup_granularity, UNIT_TIME, "1ms", "0us", "1s",
		     "CFS: lead in virtual time that a waking thread needs to preempt, before scaling"),
	VALUE_OPTION(
		sched_settings, base_slice, UNIT_TIME, "0us", "0us", "1s",
		"EEVDF: slice that a thread asks for, before scaling; 0us: the kernel's (6.6: 750us, 6.12: "
		"700us)"),
	BOOL_OPTION(sched_settings, scale, "yes",
		    "scale the four times above by 1 + log2(min(cores, 8)), as the kernel does by default"),
	CHOICE_OPTION(sched_settings, idle, idle_names, "mwait",
		      "how an idle core waits: mwait (a thread is woken there without an interrupt), hlt "
		      "(a host that is a VM itself, idle=halt)"),
	VALUE_OPTION(sched_settings, idle_exit, UNIT_TIME, "2us", "0us", "1ms",
		     "latency of leaving the idle state when an interrupt arrives or a thread is woken "
		     "(intel_idle gives C1 2 us)"),
	CHOICE_OPTION(
		sched_settings, cstates, cstates_names, "off",
		"C-states of idle cores, of intel_idle's tables: off (idle_exit counts always), skx (Xeon "
		"Skylake to Cooper Lake), icx (Ice Lake), own (cstate_times)"),
	CHOICE_OPTION(
		sched_settings, deepest, cstate_names, "C6",
		"with cstates: the deepest that is allowed (intel_idle.max_cstate, /dev/cpu_dma_latency)"),
	TEXT_OPTION(sched_settings, cstate_times, "",
		    "with cstates own: exit latency and target residency of C1, C1E and C6, as "
		    "/sys/devices/system/cpu/cpu0/cpuidle has them: 2us/2us,10us/20us,133us/600us"),
	VALUE_OPTION(
		sched_settings, timer_softirq, UNIT_COUNT, "0", "0", "1000000",
		"every so many ticks the tick raises a softirq of its own (TIMER, SCHED, RCU); 0: never"),
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

static vtime base_slice(const struct sched_settings *s, enum era era)
{
	return s->base_slice > 0 ? s->base_slice : era_rules.eevdf_base_slice_us[era] * VTIME_PER_US;
}

struct sched_params sched_params(const struct sched_settings *s, int cores, enum era era)
{
	int factor = s->scale ? scale_factor(cores) : 1;
	return (struct sched_params){
		.latency = s->latency * factor,
		.min_granularity = s->min_granularity * factor,
		.wakeup_granularity = s->wakeup_granularity * factor,
		.base_slice = base_slice(s, era) * factor,
		.tick = VTIME_PER_S / s->hz,
		.irq_time_accounting = s->irq_time_accounting,
		.preempt = s->preempt,
		.timer_softirq = s->timer_softirq,
		.clock_rests = era_rules.sched_clock_rests[era],
		.sleeper_counts = era_rules.cfs_sleeper_counts[era],
		.delays_dequeue = era_rules.eevdf_delays_dequeue[era],
		.preempts_short = era_rules.eevdf_preempts_short[era],
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

/* update_rq_clock(). once: at the head of schedule(), where a wake-up may have spared it in every era. */
static void update_clock(struct runqueue *rq, bool once)
{
	if (rq->top) {
		update_clock(rq->top, once);
		rq->clock = rq->top->clock;
	} else if (!rq->skips_clock || !(once || rq->params->clock_rests)) {
		rq->clock = clock_task(rq);
	}
}

/* ---- the list ---- */

static bool sched_comes_before(const struct sched_entity *a, const struct sched_entity *b)
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
	while (prev && sched_comes_before(se, &prev->se))
		prev = prev->se.prev;
	link_behind(rq, t, prev);
	rq->sum_vruntime += (uint64_t)se->vruntime;
}

void sched_dequeue(struct runqueue *rq, struct task *t)
{
	struct sched_entity *se = &t->se;
	*(se->prev ? &se->prev->se.next : &rq->first) = se->next;
	*(se->next ? &se->next->se.prev : &rq->last) = se->prev;
	rq->sum_vruntime -= (uint64_t)se->vruntime;
}

/* ---- what happens to threads ---- */

/* update_curr() */
bool sched_charge(struct runqueue *rq)
{
	if (!rq->curr)
		return false;
	struct sched_entity *se = &rq->curr->se;
	vtime ran = rq->clock - se->exec_start;
	se->vruntime += sched_fair(ran, se->weight);
	se->sum_exec += ran;
	se->exec_start = rq->clock;
	bool used_up = rq->class->charged(rq);
	return (rq->group && group_charge(rq->group, ran)) || used_up;
}

bool sched_update(struct runqueue *rq)
{
	update_clock(rq, false);
	return sched_charge(rq);
}

/* requeue_delayed_entity(), and then the charge of check_preempt_wakeup_fair() */
static bool rejoin(struct runqueue *rq, struct task *t)
{
	rq->class->rejoin(rq, t);
	t->se.delayed = false;
	return sched_update(rq);
}

bool sched_join(struct runqueue *rq, struct task *t)
{
	if (t->se.delayed)
		return rejoin(rq, t);
	bool used_up = sched_update(rq);
	rq->class->place(rq, t);
	t->se.wakeup = rq->wakeups++;
	sched_enqueue(rq, t);
	rq->n++;
	return used_up;
}

/* check_preempt_curr(), wakeup_preempt() in 6.12 */
static bool join_and_look(struct runqueue *rq, struct task *t)
{
	bool used_up = sched_join(rq, t);
	return !rq->curr || used_up || rq->class->preempts(rq, t);
}

bool sched_wake(struct runqueue *rq, struct task *t, bool need_resched)
{
	bool gives_way = t->se.group ? group_wake(t) : join_and_look(rq, t);
	if (gives_way || need_resched)
		rq->skips_clock = true;
	return gives_way;
}

void sched_leave(struct runqueue *rq)
{
	struct task *t = rq->curr;
	sched_charge(rq);
	t->se.delayed = rq->class->delays && rq->class->delays(rq);
	if (t->se.delayed) {
		sched_enqueue(rq, t);
	} else {
		rq->class->leave(rq, t);
		rq->n--;
	}
	rq->curr = NULL;
}

void sched_sleep(struct runqueue *rq)
{
	update_clock(rq, true);
	if (rq->curr->se.own)
		group_sleep(rq->curr->se.own);
	else
		sched_leave(rq);
}

/* dequeue_entities() with DEQUEUE_DELAYED: a thread that sleeps was picked: now it leaves, with no lag to its credit
 * (DELAY_ZERO). */
static void leave_late(struct runqueue *rq, struct task *t)
{
	rq->class->leave(rq, t);
	t->se.lag = MIN(t->se.lag, 0);
	t->se.delayed = false;
	sched_dequeue(rq, t);
	rq->n--;
	if (t->se.own || t->se.group)
		group_left(t);
}

/* put_prev_entity() of the current thread, if it is still runnable, and set_next_entity() */
void sched_switch(struct runqueue *rq, struct task *t)
{
	t->se.exec_start = rq->clock;
	if (t == rq->curr)
		return;
	sched_dequeue(rq, t);
	if (rq->curr)
		sched_enqueue(rq, rq->curr);
	t->se.picked_at = t->se.sum_exec;
	t->se.parity = t->se.deadline;
	rq->curr = t;
}

/* pick_task_fair(): NULL when nobody is runnable; whoever ran has left by sched_sleep. */
struct task *sched_next(struct runqueue *rq)
{
	while (rq->n > 0) {
		sched_charge(rq);
		struct task *t = rq->n == 1 && !rq->curr ? rq->first : rq->class->pick(rq);
		if (!t->se.delayed)
			return t;
		leave_late(rq, t);
	}
	return NULL;
}

struct task *sched_pick(struct runqueue *rq)
{
	update_clock(rq, true);
	rq->skips_clock = false;
	if (rq->grouped)
		return group_pick(rq);
	struct task *t = sched_next(rq);
	if (t)
		sched_switch(rq, t);
	return t;
}

bool sched_tick(struct runqueue *rq)
{
	if (!rq->curr)
		return false;
	if (rq->curr->se.own)
		return group_tick(rq->curr->se.own);
	return sched_update(rq) || rq->class->tick(rq);
}
