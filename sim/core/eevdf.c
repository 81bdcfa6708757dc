/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * EEVDF, as in kernel/sched/fair.c of 6.6 and 6.12: the eligible thread with the earliest virtual deadline runs; with
 * RUN_TO_PARITY one that was picked keeps the core, while eligible, until it has used its slice.
 *
 * 6.12 adds two rules that concern threads of equal slices. DELAY_DEQUEUE: a thread that sleeps
 * while it is ahead of the mean stays queued until it would be picked. So it cannot sleep its debt
 * away. Woken before, it goes on from where it was (requeue_delayed_entity). PREEMPT_SHORT: a
 * thread whose slice is no longer protected (it has used up the one it was picked with) gives way
 * as soon as it is ahead of the mean (did_preempt_short). Left out: slices of its own for a thread
 * (sched_setattr), which do_preempt_short() is about.
 */
#include "sim/core/core.h"
#include "sim/core/sched.h"
#include "sim/core/task.h"
#include "sim/core/task_group.h"

/* avg_vruntime(): the mean of the runnable threads' virtual times; equal weights. The sum is kept, as by
 * avg_vruntime_add(). */
static vtime avg_vruntime(const struct runqueue *rq)
{
	if (rq->n == 0)
		return rq->min_vruntime;
	if (rq->grouped)
		return group_avg_vruntime(rq);
	vtime base = rq->min_vruntime;
	uint64_t all = rq->sum_vruntime + (rq->curr ? (uint64_t)rq->curr->se.vruntime : 0);
	vtime sum = (vtime)(all - (uint64_t)rq->n * (uint64_t)base);
	vtime mean = sum / rq->n;
	if (sum < 0 && mean * rq->n != sum)
		mean--; /* to the left, as the kernel rounds */
	return base + mean;
}

/* The lag of t, so that it is this one when t has joined. */
static vtime stretched(const struct runqueue *rq, const struct task *t)
{
	if (!rq->grouped)
		return t->se.lag * (rq->n + 1) / rq->n;
	int64_t load = group_weight(rq);
	return (vtime)((__int128)t->se.lag * (load + (t->se.weight ? t->se.weight : WEIGHT_ONE)) / load);
}

/* place_entity() with PLACE_LAG: the lag of the last sleep is kept, stretched because joining moves the mean. */
static void eevdf_place(struct runqueue *rq, struct task *t)
{
	vtime lag = rq->n > 0 ? stretched(rq, t) : 0;
	t->se.vruntime = avg_vruntime(rq) - lag;
	t->se.deadline = t->se.vruntime + sched_fair(rq->params->base_slice, t->se.weight);
}

/* update_entity_lag() at the dequeue; bounded by entity_lag()'s limit. */
static void eevdf_leave(struct runqueue *rq, struct task *t)
{
	vtime limit = MAX(2 * rq->params->base_slice, rq->params->tick);
	limit = sched_fair(limit, t->se.weight);
	t->se.lag = CLAMP(avg_vruntime(rq) - t->se.vruntime, -limit, limit);
}

/* entity_eligible() of the current thread */
static bool curr_eligible(const struct runqueue *rq)
{
	return rq->curr->se.vruntime <= avg_vruntime(rq);
}

/* dequeue_entity() with DELAY_DEQUEUE */
static bool eevdf_delays(struct runqueue *rq)
{
	return rq->params->delays_dequeue && !curr_eligible(rq);
}

/* requeue_delayed_entity() with DELAY_ZERO: what has fallen behind the mean meanwhile is put there, with a new deadline. */
static void eevdf_rejoin(struct runqueue *rq, struct task *t)
{
	eevdf_leave(rq, t);
	if (t->se.lag <= 0)
		return;
	t->se.lag = 0;
	sched_dequeue(rq, t);
	rq->n--;
	eevdf_place(rq, t);
	t->se.wakeup = rq->wakeups++;
	sched_enqueue(rq, t);
	rq->n++;
}

/* did_preempt_short() */
static bool unprotected(const struct runqueue *rq)
{
	const struct sched_entity *se = &rq->curr->se;
	return rq->params->preempts_short && se->parity != se->deadline && !curr_eligible(rq);
}

/* update_deadline(): a used-up slice gives a new deadline. A thread that runs alone keeps the core; one that
 * wakes later meets it with the new deadline. */
static bool eevdf_charged(struct runqueue *rq)
{
	struct sched_entity *se = &rq->curr->se;
	if (rq->n == 1)
		rq->min_vruntime = MAX(rq->min_vruntime, se->vruntime);
	if (se->vruntime < se->deadline)
		return rq->n > 1 && unprotected(rq);
	se->deadline = se->vruntime + sched_fair(rq->params->base_slice, se->weight);
	return rq->n > 1;
}

/* pick_eevdf(); of equal deadlines the current thread's comes first. The one with the least virtual time is always
 * eligible, and those with the earliest deadlines mostly are. */
static struct task *eevdf_pick(struct runqueue *rq)
{
	vtime mean = avg_vruntime(rq);
	struct task *best = rq->curr && rq->curr->se.vruntime <= mean ? rq->curr : NULL;
	if (best && best->se.parity == best->se.deadline)
		return best;
	for (struct task *t = rq->first; t && (!best || t->se.deadline < best->se.deadline); t = t->se.next)
		if (t->se.vruntime <= mean)
			return t;
	return best;
}

/* check_preempt_wakeup_fair() */
static bool eevdf_preempts(struct runqueue *rq, struct task *woken)
{
	return eevdf_pick(rq) == woken;
}

/* entity_tick(): update_curr() has said it all. */
static bool eevdf_tick(struct runqueue *rq)
{
	(void)rq;
	return false;
}

const struct sched_class sched_eevdf = {
	.name = "EEVDF",
	.by_deadline = true,
	.place = eevdf_place,
	.leave = eevdf_leave,
	.delays = eevdf_delays,
	.rejoin = eevdf_rejoin,
	.preempts = eevdf_preempts,
	.charged = eevdf_charged,
	.tick = eevdf_tick,
	.pick = eevdf_pick,
};
