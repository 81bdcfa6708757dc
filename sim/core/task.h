/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Task: work that a core can run - a hard interrupt's handler, the softirq loop, a thread.
 *
 * A task executes routines, each standing for one function of the kernel (or of the guest, or of QEMU); how a
 * routine is written is in sim/core/routine.h. They run on a stack of the task's own (fiber.h). A task that waits for the end of
 * its payment leaves the stack to the task of another core, if that one goes on next; else to the engine.
 */
#ifndef SIM_CORE_TASK_H
#define SIM_CORE_TASK_H

#include "sim/base/check.h"
#include "sim/base/fiber.h"
#include "sim/base/vtime.h"
#include "sim/kernel/context.h"
#include <stdbool.h>

struct task;
struct frame;
struct core;
struct group_rq;

/* Why a task leaves its stack. */
enum verdict {
	STEP_PAY,    /* what the task owes is to be paid before the routine goes on */
	STEP_RETURN, /* its outermost routine is done */
	STEP_SLEEP,  /* a thread sleeps until task_wake */
	STEP_YIELD   /* a thread offers the core, as cond_resched() does */
};

typedef void (*routine)(struct task *t, struct frame *f);

/* What a routine is called with, and keeps while it runs; it is its caller's. */
struct frame {
	void *self;	     /* the object the routine works on */
	void *arg;	     /* its argument */
	union {		     /* what a routine keeps itself, of one kind, 0 at the start */
		int count;   /* a loop counter */
		int value;   /* what something was */
		bool answer; /* to a question */
	};
};

#define TASK_PARTS 16

/* One named cost within a payment. */
struct part {
	int cost;
	vtime time;
};

enum task_state { TASK_SLEEPING, TASK_RUNNABLE };

/* A thread's account with the scheduler (sched.h); times in ps of the run queue's clock. */
struct sched_entity {
	vtime vruntime;
	vtime exec_start;
	vtime sum_exec;	 /* time run in all */
	vtime picked_at; /* sum_exec when it was last picked */
	vtime deadline;	 /* EEVDF: virtual deadline */
	vtime lag;	 /* EEVDF: lag at the last sleep */
	vtime parity;	 /* EEVDF: deadline at the last pick */
	bool delayed;	 /* EEVDF of 6.12: asleep, but still queued (sched_delayed) */
	/* in the run queue's list */
	struct task *prev, *next;
	vtime key;
	uint64_t wakeup; /* number of its wake-up on the core */
	/* in groups (task_group.h) */
	int64_t weight;		/* 0: that of a thread, WEIGHT_ONE */
	struct group_rq *group; /* a thread's; NULL: none */
	struct group_rq *own;	/* an entity's: the group that it stands for; NULL: it is a thread's */
};

#define WEIGHT_ONE 1024 /* scale_load_down(NICE_0_LOAD) */

struct task {
	struct core *core;
	const struct placement
		*may;	  /* where it may run (placement.h); NULL: it stays on its core; not owned */
	vtime debt;	  /* of the context switch to it, paid first */
	vtime rest;	  /* owed beside that: the sum of the parts from owed on */
	bool preempt_off; /* a thread: no other one takes its core (preempt_disable()) */
	bool slowed;	  /* both at the lower speed of a core whose sibling is busy (smt.h) */
	struct part *owed, *owed_end;	     /* the parts that it owes, in `part` */
	struct fiber fiber;		     /* its stack, from its first step on */
	enum verdict verdict;		     /* why it last left that */
	enum context context;		     /* what its time is booked under */
	enum task_state state;		     /* threads */
	struct sched_entity se;		     /* threads */
	bool (*interrupted)(struct task *t); /* threads, see task_charge; NULL: nothing is to be done */
	routine fn;			     /* its outermost routine */
	void *self;
	struct part part[TASK_PARTS];
	const char *name;
};

/* task_start: makes the routine the task's outermost one. A task that has begun one before has come to its end. */
static inline void task_start(struct task *t, routine fn, void *self)
{
	t->fn = fn;
	t->self = self;
}

/* task_owe: adds a named cost to what the task owes; it is paid with the next payment. */
static inline void task_owe(struct task *t, int cost, vtime time)
{
	if (time == 0)
		return;
	CHECK(t->owed_end < t->part + TASK_PARTS, "task %s: owes too many costs at once", t->name);
	*t->owed_end++ = (struct part){cost, time};
	t->rest += time;
}

/* task_clear_bill: the task owes nothing any more; a new task, nothing yet. */
static inline void task_clear_bill(struct task *t)
{
	t->rest = 0;
	t->owed = t->owed_end = t->part;
}

/* task_charge: a thread from which a hard interrupt takes the core pays this first when it goes on. Called by its
 * .interrupted, which runs as the interrupt begins and returns whether the payment in progress ends now. */
void task_charge(struct task *t, int cost, vtime time);

/* task_pays: whether it is this cost that the task is paying, or begins with. */
static inline bool task_pays(const struct task *t, int cost)
{
	return t->owed < t->owed_end && t->owed->cost == cost;
}

/* task_cut: ends the payment in progress now, whatever is left of it (a spin whose condition came true). The
 * task must be in the middle of one. */
void task_cut(struct task *t);

/* task_left: what is left now of the payment in progress. */
vtime task_left(struct task *t);

/* task_shorten: the payment in progress ends when `rest` more of it is paid; no more than is left. */
void task_shorten(struct task *t, vtime rest);

#endif
