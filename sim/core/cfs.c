/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CFS, as in kernel/sched/fair.c of 3.13, 5.10 and 6.1.
 */
#include "sim/core/core.h"
#include "sim/core/sched.h"
#include "sim/core/task.h"
#include "sim/core/task_group.h"

/* place_entity() of a thread that wakes, with GENTLE_FAIR_SLEEPERS: half a period of credit, no more. */
static void cfs_place(struct runqueue *rq, struct task *t)
{
	t->se.vruntime = MAX(t->se.vruntime, rq->min_vruntime - rq->params->latency / 2);
}

/* update_min_vruntime(): it follows the least of the runnable threads' and never falls. */
static void raise_min_vruntime(struct runqueue *rq, vtime least)
{
	if (rq->first)
		least = MIN(least, rq->first->se.vruntime);
	if (least != VTIME_NEVER)
		rq->min_vruntime = MAX(rq->min_vruntime, least);
}

static void cfs_leave(struct runqueue *rq, struct task *t)
{
	raise_min_vruntime(rq, rq->params->sleeper_counts ? t->se.vruntime : VTIME_NEVER);
}

static bool cfs_charged(struct runqueue *rq)
{
	raise_min_vruntime(rq, rq->curr->se.vruntime);
	return false;
}

/* wakeup_preempt_entity(): the woken thread must be behind by more than the granularity. */
static bool cfs_preempts(struct runqueue *rq, struct task *woken)
{
	return rq->curr->se.vruntime - woken->se.vruntime >
	       sched_fair(rq->params->wakeup_granularity, woken->se.weight);
}

/* sched_slice(): equal weights; the period stretches beyond sched_nr_latency threads. */
static vtime slice(const struct runqueue *rq)
{
	const struct sched_params *p = rq->params;
	if (rq->grouped || rq->top)
		return group_slice(rq);
	vtime nr_latency = (p->latency + p->min_granularity - 1) / p->min_granularity;
	return rq->n > nr_latency ? p->min_granularity : p->latency / rq->n;
}

/* check_preempt_tick() */
static bool cfs_tick(struct runqueue *rq)
{
	if (rq->n < 2)
		return false;
	const struct sched_entity *se = &rq->curr->se;
	vtime ran = se->sum_exec - se->picked_at;
	if (ran > slice(rq))
		return true;
	if (ran < rq->params->min_granularity)
		return false;
	return se->vruntime - rq->first->se.vruntime > slice(rq);
}

/* pick_next_entity(), the buddies left out. A current thread that is still runnable was put back into the
 * tree and ranks behind a thread of equal virtual time. */
static struct task *cfs_pick(struct runqueue *rq)
{
	if (!rq->first || (rq->curr && rq->curr->se.vruntime < rq->first->se.vruntime))
		return rq->curr;
	return rq->first;
}

const struct sched_class sched_cfs = {
	.name = "CFS",
	.place = cfs_place,
	.leave = cfs_leave,
	.preempts = cfs_preempts,
	.charged = cfs_charged,
	.tick = cfs_tick,
	.pick = cfs_pick,
};
