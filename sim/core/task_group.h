/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Task groups: threads that share a weight and a quota, as those of a cgroup do (cpu.weight, cpu.max).
 *
 * Stands for CONFIG_FAIR_GROUP_SCHED and CONFIG_CFS_BANDWIDTH in kernel/sched/fair.c. On each core a group has a run queue of
 * its threads, and an entity that stands for it in the core's run queue, beside the threads of no group (the root group:
 * ksoftirqd, NAPI threads). The scheduler picks an entity, then one of its threads. A wake-up is compared where the two are
 * siblings (find_matching_se()).
 *
 * The entity's weight is the group's, times the part of the group's load that is on this core (calc_group_shares()): all of it
 * where all its threads are. The load of a core is the number of threads that are runnable there, averaged so that what was
 * 32 periods of 1,024 us ago counts for half (kernel/sched/pelt.c).
 *
 * With a quota a core takes slices of 5 ms from the group's pool as its threads run. With the pool empty the group leaves the
 * core's run queue (throttle_cfs_rq()) when it is next charged and rescheduled: at a tick, mostly. What it ran too long is
 * owed. A timer fills the pool each period, and brings the group back as far as that goes (do_sched_cfs_period_timer()).
 *
 * Left out: groups within groups, bursts, the slack timer. The idle part of a slice goes back to the pool; nobody is woken for
 * it. Assumed: the timer interrupts the core of the group's first thread.
 */
#ifndef SIM_CORE_TASK_GROUP_H
#define SIM_CORE_TASK_GROUP_H

#include "sim/core/core.h"

#define CPU_WEIGHT_ONE 100 /* cpu.weight at which a group weighs as much as a thread */

struct task_group;

/* A group on one core: struct cfs_rq and its struct sched_entity. */
struct group_rq {
	struct runqueue rq;	  /* of its threads */
	struct task entity;	  /* stands for them in the core's run queue; runs nothing */
	struct task_group *group; /* not owned */
	bool queued;		  /* the entity is in the core's run queue */
	bool throttled;
	vtime runtime;	       /* left of what was taken from the pool; below 0: owed */
	int64_t load, average; /* runnable threads, now and on average, in GROUP_LOAD_ONEs */
	int64_t collected;     /* load times time of the period that is not over */
	vtime averaged;	       /* up to when */
	vtime throttled_at;    /* since then it is */
	struct group_rq *next, *next_throttled;
};

struct task_group {
	int64_t shares;	      /* WEIGHT_ONE: as much as a thread */
	vtime quota, period;  /* quota 0: none */
	vtime pool;	      /* left of this period's quota */
	vtime throttled_time; /* of all its queues, but that of those that are throttled now */
	bool timed, idle;     /* the timer runs; nothing was taken in this period */
	struct event timer;
	struct irq timer_irq;
	struct group_rq *queues;		      /* owned */
	struct group_rq *throttled, **throttled_tail; /* those that are, the first to be so first */
};

/* task_group_init: an empty group of this cpu.weight (CPU_WEIGHT_ONE), and of a quota in each period; 0: none.
 * task_group_fini frees what it holds. */
void task_group_init(struct task_group *g, int64_t weight, vtime quota, vtime period);
void task_group_fini(struct task_group *g);

/* task_group_add: a thread that has not been woken yet joins the group. */
void task_group_add(struct task_group *g, struct task *t);

/* task_group_throttled: for how long its queues, added up, have been out of runtime (throttled_usec in cpu.stat).
 * task_group_reset: counted from now on. */
vtime task_group_throttled(const struct task_group *g);
void task_group_reset(struct task_group *g);

/* What sched.c leaves to it, of threads of groups whose clock is up to date. group_wake: a thread wakes; returns whether the
 * current thread of the core should give way. group_sleep: the current thread of a group's queue sleeps. group_tick: the look
 * of the timer's tick; returns whether the current thread should give way. group_pick: the next thread, through the entities
 * of groups; NULL: there is none. */
bool group_wake(struct task *t);
void group_sleep(struct group_rq *q);
bool group_tick(struct group_rq *q);
struct task *group_pick(struct runqueue *rq);

/* group_left: a thread of a group, or an entity, has left its run queue after a delayed dequeue. */
void group_left(struct task *t);

/* group_charge: its threads have run for so long; returns whether it has run out of its quota. */
bool group_charge(struct group_rq *q, vtime time);

/* group_weight: of all that is queued, curr included. group_slice: sched_slice() of the current entity of a run queue that has groups, or is one's. group_avg_vruntime:
 * avg_vruntime() of such a one. */
int64_t group_weight(const struct runqueue *rq);
vtime group_slice(const struct runqueue *rq);
vtime group_avg_vruntime(const struct runqueue *rq);

/* sched_lone: whether the current thread is the only one that is runnable on the core (single_task_running()). */
bool sched_lone(const struct runqueue *rq);

#endif
