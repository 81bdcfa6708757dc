/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/task_group.h"
#include "sim/base/check.h"
#include "sim/core/irq.h"
#include "sim/core/machine.h"
#include "sim/core/routine.h"

#define MIN_SHARES 2
#define BANDWIDTH_SLICE (5 * VTIME_PER_MS) /* sysctl_sched_cfs_bandwidth_slice */
#define MIN_RQ_RUNTIME VTIME_PER_MS	   /* min_cfs_rq_runtime */
#define LOAD_ONE (1 << 20)		   /* of a runnable thread */
#define LOAD_PERIOD (1024 * VTIME_PER_US)  /* y^32 is a half */
#define DECAY 0xfa83b2daLL		   /* y x 2^32 */
#define DECAYED_PERIODS (32 * 63)	   /* after so many nothing is left (decay_load()) */

static bool limited(const struct group_rq *q)
{
	return q->group->quota > 0;
}

/* ---- load ---- */

/* decay_load() */
static int64_t decay(int64_t load, int64_t periods)
{
	if (periods > DECAYED_PERIODS)
		return 0;
	load = (int64_t)((uint64_t)load >> (periods / 32));
	for (int64_t i = periods % 32; i > 0; i--)
		load = (int64_t)((__int128)load * DECAY >> 32);
	return load;
}

/* Of so many whole periods with one load. */
static void average_in(struct group_rq *q, int64_t load, int64_t periods)
{
	q->average = decay(q->average, periods) + load - decay(load, periods);
}

/* ___update_load_sum(), and __update_load_avg_blocked() of a core that runs something else */
static void bring_up_to_date(struct group_rq *q)
{
	vtime now = q->rq.core->cal->now, end = (q->averaged / LOAD_PERIOD + 1) * LOAD_PERIOD;
	q->collected += q->load * (MIN(now, end) - q->averaged);
	if (now >= end) {
		average_in(q, q->collected / LOAD_PERIOD, 1);
		average_in(q, q->load, (now - end) / LOAD_PERIOD);
		q->collected = q->load * ((now - end) % LOAD_PERIOD);
	}
	q->averaged = now;
}

/* calc_group_shares() */
static int64_t shares_of(struct group_rq *q)
{
	int64_t load = MAX(q->load, q->average), all = load;
	for (struct group_rq *other = q->group->queues; other; other = other->next) {
		if (other == q)
			continue;
		bring_up_to_date(other);
		all += other->average;
	}
	int64_t shares = all ? (int64_t)((__int128)q->group->shares * load / all) : q->group->shares;
	return CLAMP(shares, MIN_SHARES, q->group->shares);
}

int64_t group_weight(const struct runqueue *rq)
{
	int64_t sum = 0;
	for (const struct task *t = rq->first; t; t = t->se.next)
		sum += t->se.weight ? t->se.weight : WEIGHT_ONE;
	if (rq->curr)
		sum += rq->curr->se.weight ? rq->curr->se.weight : WEIGHT_ONE;
	return sum;
}

vtime group_avg_vruntime(const struct runqueue *rq)
{
	vtime base = rq->min_vruntime;
	__int128 sum = 0;
	for (const struct task *t = rq->first; t; t = t->se.next)
		sum += (__int128)(t->se.vruntime - base) * (t->se.weight ? t->se.weight : WEIGHT_ONE);
	if (rq->curr)
		sum += (__int128)(rq->curr->se.vruntime - base) *
		       (rq->curr->se.weight ? rq->curr->se.weight : WEIGHT_ONE);
	int64_t weight = group_weight(rq);
	vtime mean = (vtime)(sum / weight);
	if (sum < 0 && (__int128)mean * weight != sum)
		mean--; /* to the left, as the kernel rounds */
	return base + mean;
}

/* reweight_eevdf(): what it is ahead of the mean or behind, and its deadline, stay as far away in time. The mean is that of a
 * queue with it. */
static void keep_lag(struct sched_entity *se, vtime mean, int64_t weight)
{
	se->vruntime = mean - (vtime)((__int128)se->lag * se->weight / weight);
	se->deadline = mean + (vtime)((__int128)(se->deadline - mean) * se->weight / weight);
}

/* reweight_entity() of an entity that is queued. Returns whether the current thread has to give way. */
static bool reweigh_queued(struct runqueue *top, struct task *entity, int64_t weight)
{
	bool listed = top->curr != entity, eevdf = top->class->by_deadline;
	bool due = (!listed || eevdf) && sched_charge(top);
	vtime mean = eevdf ? group_avg_vruntime(top) : 0;
	if (eevdf)
		top->class->leave(top, entity); /* its lag */
	if (listed)
		sched_dequeue(top, entity);
	if (eevdf)
		keep_lag(&entity->se, mean, weight);
	entity->se.weight = weight;
	if (listed)
		sched_enqueue(top, entity);
	return due;
}

/* update_cfs_group(). Returns as reweigh_queued(). */
static bool reweigh(struct group_rq *q)
{
	struct sched_entity *se = &q->entity.se;
	int64_t weight = shares_of(q);
	if (weight == se->weight)
		return false;
	if (q->queued)
		return reweigh_queued(q->rq.top, &q->entity, weight);
	se->lag = se->lag * se->weight / weight;
	se->weight = weight;
	return false;
}

static bool change_load(struct group_rq *q, int64_t change)
{
	bring_up_to_date(q);
	q->load += change;
	return reweigh(q);
}

/* ---- slices of CFS ---- */

/* The part of a slice that curr's entity gets of it on its level. */
static vtime task_group_part(const struct runqueue *rq, vtime slice)
{
	const struct sched_entity *se = &rq->curr->se;
	return (vtime)((__int128)slice * (se->weight ? se->weight : WEIGHT_ONE) / group_weight(rq));
}

/* h_nr_running of the core's run queue */
static int threads_on(const struct runqueue *top)
{
	int n = top->n;
	for (const struct task *t = top->first; t; t = t->se.next)
		n += t->se.own ? t->se.own->rq.n - 1 : 0;
	return n + (top->curr && top->curr->se.own ? top->curr->se.own->rq.n - 1 : 0);
}

/* Features of 5.13 and later: ALT_PERIOD, BASE_SLICE. */
vtime group_slice(const struct runqueue *rq)
{
	const struct sched_params *p = rq->params;
	const struct runqueue *top = rq->top ? rq->top : rq;
	bool all = era_rules.cfs_slice_of_all[rq->core->machine->era];
	vtime nr_latency = (p->latency + p->min_granularity - 1) / p->min_granularity;
	int n = all ? threads_on(top) : rq->n;
	vtime slice = task_group_part(rq, n > nr_latency ? n * p->min_granularity : p->latency);
	if (rq->top)
		slice = task_group_part(top, slice);
	return all ? MAX(slice, p->min_granularity) : slice;
}

bool sched_lone(const struct runqueue *rq)
{
	return rq->n == 1 && (!rq->curr || !rq->curr->se.own || rq->curr->se.own->rq.n == 1);
}

/* ---- quota ---- */

/* start_cfs_bandwidth() */
static void start_timer(struct task_group *g, struct calendar *cal)
{
	if (g->timed)
		return;
	g->timed = true;
	calendar_arm(cal, &g->timer, (cal->now / g->period + 1) * g->period, EVENT_HARDIRQ);
}

/* __assign_cfs_rq_runtime() */
static bool assign(struct group_rq *q, vtime target)
{
	struct task_group *g = q->group;
	start_timer(g, q->rq.core->cal);
	if (g->pool > 0) {
		vtime amount = MIN(g->pool, target - q->runtime);
		g->pool -= amount;
		g->idle = false;
		q->runtime += amount;
	}
	return q->runtime > 0;
}

bool group_charge(struct group_rq *q, vtime time)
{
	if (!limited(q))
		return false;
	q->runtime -= time;
	if (q->runtime > 0 || q->throttled)
		return false;
	return !assign(q, BANDWIDTH_SLICE) && q->rq.curr;
}

/* put_prev_entity() of its thread */
static void put_thread_back(struct group_rq *q)
{
	if (q->rq.curr)
		sched_enqueue(&q->rq, q->rq.curr);
	q->rq.curr = NULL;
}

/* The entity leaves the core's run queue, whose time is up to date. */
static void task_group_take_out(struct group_rq *q)
{
	struct runqueue *top = q->rq.top;
	if (!q->queued)
		return;
	put_thread_back(q);
	top->class->leave(top, &q->entity);
	if (top->curr == &q->entity)
		top->curr = NULL;
	else
		sched_dequeue(top, &q->entity);
	top->n--;
	q->queued = q->entity.se.delayed = false;
}

/* check_cfs_rq_runtime(), throttle_cfs_rq(): returns whether it is out of runtime. */
static bool throttle(struct group_rq *q)
{
	struct task_group *g = q->group;
	if (!limited(q) || q->runtime > 0)
		return false;
	if (q->throttled)
		return true;
	if (assign(q, VTIME_PER_NS))
		return false;
	q->throttled = true;
	q->throttled_at = q->rq.core->cal->now;
	q->next_throttled = NULL;
	*g->throttled_tail = q;
	g->throttled_tail = &q->next_throttled;
	task_group_take_out(q);
	return true;
}

/* unthrottle_cfs_rq(), by code on core `from`. */
static void unthrottle(struct group_rq *q, struct core *from)
{
	struct runqueue *top = q->rq.top;
	q->throttled = false;
	q->group->throttled_time += q->rq.core->cal->now - q->throttled_at;
	if (q->rq.n == 0)
		return;
	sched_join(top, &q->entity);
	q->queued = true;
	if (!top->curr)
		core_resched(top->core, from);
}

/* distribute_cfs_runtime() */
static void distribute(struct task_group *g, struct core *from)
{
	struct group_rq *q;
	while (g->pool > 0 && (q = g->throttled)) {
		vtime amount = MIN(g->pool, VTIME_PER_NS - q->runtime);
		g->pool -= amount;
		q->runtime += amount;
		if (q->runtime <= 0)
			return;
		g->throttled = q->next_throttled;
		if (!g->throttled)
			g->throttled_tail = &g->throttled;
		unthrottle(q, from);
	}
}

/* do_sched_cfs_period_timer() */
static void period_timer(struct task *t, struct frame *f)
{
	struct task_group *g = f->self;
	ROUTINE(f);
	g->timed = !g->idle || g->throttled;
	g->idle = !g->throttled;
	g->pool = g->quota;
	distribute(g, t->core);
	if (g->timed)
		calendar_arm(t->core->cal, &g->timer, (t->core->cal->now / g->period + 1) * g->period,
			     EVENT_HARDIRQ);
}

static void task_group_timer_fire(struct event *ev)
{
	irq_raise(&container_of(ev, struct task_group, timer)->timer_irq);
}

/* return_cfs_rq_runtime() */
static void task_group_give_back(struct group_rq *q)
{
	if (!limited(q) || q->runtime <= MIN_RQ_RUNTIME)
		return;
	q->group->pool += q->runtime - MIN_RQ_RUNTIME;
	q->runtime = MIN_RQ_RUNTIME;
}

/* ---- what happens to its threads ---- */

/* check_enqueue_throttle() */
static void take_first_slice(struct group_rq *q)
{
	if (!limited(q) || q->rq.n != 1 || q->rq.curr || q->throttled)
		return;
	group_charge(q, 0);
	throttle(q);
}

/* Where the two are siblings: whether the thread that runs should give way to t. */
static bool gives_way_to(struct group_rq *q, struct task *t)
{
	struct runqueue *top = q->rq.top;
	if (!top->curr)
		return true;
	if (top->curr != &q->entity) {
		bool due = sched_update(top);
		return top->class->preempts(top, &q->entity) || due;
	}
	return !q->rq.curr || q->rq.class->preempts(&q->rq, t);
}

bool group_wake(struct task *t)
{
	struct group_rq *q = t->se.group;
	bool counted = t->se.delayed, used_up = sched_join(&q->rq, t);
	if (!counted)
		used_up |= change_load(q, LOAD_ONE);
	take_first_slice(q);
	if (q->throttled)
		return false;
	if (!q->queued || q->entity.se.delayed)
		used_up |= sched_join(q->rq.top, &q->entity);
	q->queued = true;
	return gives_way_to(q, t) || used_up;
}

void group_sleep(struct group_rq *q)
{
	struct runqueue *top = q->rq.top;
	struct task *t = q->rq.curr;
	q->rq.clock = top->clock;
	sched_leave(&q->rq);
	if (t->se.delayed)
		return;
	change_load(q, -LOAD_ONE);
	if (q->rq.n > 0)
		return;
	task_group_give_back(q);
	sched_leave(top);
	q->queued = q->entity.se.delayed;
}

void group_left(struct task *t)
{
	if (t->se.own)
		t->se.own->queued = false;
	else
		change_load(t->se.group, -LOAD_ONE);
}

bool group_tick(struct group_rq *q)
{
	struct runqueue *top = q->rq.top;
	bool due = sched_update(&q->rq);
	if (q->rq.curr)
		due |= q->rq.class->tick(&q->rq);
	due |= sched_charge(top);
	due |= change_load(q, 0);
	return due | top->class->tick(top);
}

/* put_prev_entity() of a group that has to give way: out of runtime it leaves. */
static void put_back(struct runqueue *rq)
{
	struct group_rq *q = rq->curr ? rq->curr->se.own : NULL;
	if (!q)
		return;
	q->rq.clock = rq->clock;
	sched_charge(&q->rq);
	if (!throttle(q))
		put_thread_back(q);
}

/* The thread of a group that was picked; NULL: it is out of runtime, or its threads have all gone to sleep. */
static struct task *pick_in(struct group_rq *q)
{
	q->rq.clock = q->rq.top->clock;
	sched_charge(&q->rq);
	struct task *t = throttle(q) ? NULL : sched_next(&q->rq);
	if (!t)
		task_group_take_out(q);
	return t;
}

/* pick_next_task_fair() */
struct task *group_pick(struct runqueue *rq)
{
	struct task *entity, *t = NULL;
	while (!t && (entity = sched_next(rq)))
		t = entity->se.own ? pick_in(entity->se.own) : entity;
	if (!t)
		return NULL;
	if (entity != rq->curr)
		put_back(rq);
	sched_switch(rq, entity);
	if (entity != t)
		sched_switch(&entity->se.own->rq, t);
	return t;
}

/* ---- set-up ---- */

void task_group_init(struct task_group *g, int64_t weight, vtime quota, vtime period)
{
	*g = (struct task_group){.shares = MAX(weight * WEIGHT_ONE / CPU_WEIGHT_ONE, MIN_SHARES),
				 .quota = quota,
				 .period = period,
				 .pool = quota,
				 .throttled_tail = &g->throttled};
	event_init(&g->timer, task_group_timer_fire);
}

void task_group_fini(struct task_group *g)
{
	while (g->queues) {
		struct group_rq *next = g->queues->next;
		g_free(g->queues);
		g->queues = next;
	}
}

static struct group_rq *queue_on(struct task_group *g, struct core *c)
{
	struct group_rq *q = g->queues;
	while (q && q->rq.core != c)
		q = q->next;
	if (q)
		return q;
	if (!g->queues)
		irq_init(&g->timer_irq, c, "cfs-period", period_timer, g);
	q = g_new0(struct group_rq, 1);
	runqueue_init(&q->rq, c, c->rq.class, c->rq.params);
	q->rq.top = &c->rq;
	q->rq.group = q;
	q->group = g;
	q->entity = (struct task){.core = c, .name = "group"};
	q->entity.se.own = q;
	q->entity.se.weight = g->shares;
	q->next = g->queues;
	g->queues = q;
	c->rq.grouped = true;
	return q;
}

void task_group_add(struct task_group *g, struct task *t)
{
	CHECK(t->state == TASK_SLEEPING && t->se.sum_exec == 0, "task %s: joins a group too late", t->name);
	t->se.group = queue_on(g, t->core);
}

vtime task_group_throttled(const struct task_group *g)
{
	vtime sum = g->throttled_time;
	for (const struct group_rq *q = g->throttled; q; q = q->next_throttled)
		sum += q->rq.core->cal->now - q->throttled_at;
	return sum;
}

void task_group_reset(struct task_group *g)
{
	g->throttled_time = 0;
	for (struct group_rq *q = g->throttled; q; q = q->next_throttled)
		q->throttled_at = q->rq.core->cal->now;
}
