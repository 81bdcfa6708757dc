/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Core: runs tasks in the kernel's order - hard interrupt, softirq, then the thread the scheduler picked.
 *
 * Stands for the entry code of a CPU: irq_enter/irq_exit, invoke_softirq, schedule() (kernel/softirq.c,
 * kernel/sched/core.c). Rules:
 *   - a hard interrupt preempts softirqs and threads at once; handlers do not nest, later ones queue in order
 *     of arrival;
 *   - on the exit of the last handler pending softirqs run, unless one runs already underneath, or - in the
 *     eras from 4.9 on, until it was reverted in 2023 - ksoftirqd is runnable (ksoftirqd_running());
 *   - below both, a thread runs; need_resched is looked at whenever the core comes back to thread level. A thread
 *     that runs user or guest code gives way then, one that runs kernel code where sched.preempt lets it (sched.h),
 *     nobody inside ksoftirqd's softirq loop;
 *   - an idle core needs the latency idle_exit (sched.h) before it takes an interrupt, or runs a thread that another core
 *     has woken; that takes an interrupt only where the core waits in HLT (enum idle).
 * Left out: NMIs, machine checks, short irq-disabled sections; frequency changes.
 *
 * This header and those of irq, softirq, task, routine, sched, placement, smt, cstate, task_group, calendar, progress and machine are one
 * circle:
 * interrupts, softirqs, the scheduler and the clock call each other here as they do in the kernel.
 */
#ifndef SIM_CORE_CORE_H
#define SIM_CORE_CORE_H

#include "sim/core/calendar.h"
#include "sim/core/sched.h"
#include "sim/core/task.h"
#include "sim/kernel/cost.h"
#include "sim/kernel/counters.h"
#include <glib.h>

struct machine;

/* Idle states (cstate.h). Without them a core is in the first one whenever it is idle. */
enum cstate { CSTATE_C1, CSTATE_C1E, CSTATE_C6, CSTATES };
#define CSTATE_INTERVALS 8

/* A hard interrupt line with its handler on one core. */
struct irq {
	struct core *core;
	const char *name;
	routine handler;
	void *self;
	struct irq *next; /* in the core's queue */
	bool pending;	  /* raised, and its handler has not started */
	bool tick;	  /* counted apart */
};

/* By priority, as in include/linux/interrupt.h. SOFTIRQ_TIMER stands for all that the tick raises (TIMER, SCHED, RCU). */
enum softirq { SOFTIRQ_TIMER, SOFTIRQ_NET_TX, SOFTIRQ_NET_RX, SOFTIRQS };

struct softirq_action {
	routine fn;
	void *self;
};

/* A core. core.c, irq.c, softirq.c, task.c and routine.c write it, which are one circle, as in the kernel; cstate.c writes the
 * idle states, and smt.c `slow`. Models go through the functions below. */
struct core {
	struct machine *machine;
	struct calendar *cal;
	const struct cost *costs;
	struct cost_spread spread; /* of what its tasks pay */
	struct core *sibling;	   /* the other thread of its physical core (smt.h); NULL: it has none */
	bool slow;		   /* its sibling is busy */
	bool followed; /* somebody is told when it becomes busy or idle: sibling, C-states, energy */
	bool busy;     /* something runs on it; kept if it is followed */
	int id;

	/* execution */
	struct event
		event; /* end of the payment in progress, or a change that needs the core's attention now */
	struct task *running; /* who is on top; NULL: idle */
	vtime since;	      /* when the running payment started or went on; idle: when it was last booked */
	vtime *book;	      /* the running context's times by cost */
	enum event_class class; /* the running context's class */
	bool paying;		/* the running task's payment ends with the event, */
	bool goes_on;		/* and its stack goes on then */
	bool executing;		/* its tasks are being stepped: changes are noted in attention */
	bool attention;		/* something on this core changed: look who is to run */

	bool need_resched; /* another thread is due */

	/* hard interrupts */
	struct irq *irq_active; /* whose handler runs */
	struct irq *irq_head, **irq_tail;
	struct event exit_idle; /* end of the latency of leaving the idle state */

	/* softirqs */
	unsigned softirq_pending; /* mask of enum softirq */
	bool softirq_active;
	bool softirq_check; /* a handler has just ended: pending softirqs are due */
	bool spinning;	    /* its thread polls, with preemption off (core_spin_begin) */
	bool yielded;	    /* its thread has just come to a cond_resched() */
	bool bh_off; /* its thread is inside local_bh_disable or the softirq loop: no softirq on top, no other thread */

	/* threads */
	struct task *thread;	  /* current; NULL: the idle thread */
	struct task *last_thread; /* for the context switch's cost */
	vtime idle;
	vtime residency[CSTATES];	   /* what of that was in each state, the way out included */
	int cstate;			   /* enum cstate; that it is in while it is idle */
	vtime idle_from;		   /* with C-states: since when it is, */
	int64_t idle_us[CSTATE_INTERVALS]; /* how long it was the last times, */
	unsigned idle_next;		   /* and where the next one goes */
	vtime irq_time;			   /* spent above thread level since the start */
	vtime irq_since; /* when the core last left thread level; VTIME_NEVER: it is there */
	struct runqueue rq;
	struct event tick_event;

	vtime *booked;	    /* [CONTEXTS][n_costs] */
	struct irq resched; /* reschedule interrupt */
	struct irq tick;
	struct softirq_action action[SOFTIRQS];
	int softirq_rounds_left;
	int64_t softirq_end; /* jiffies */
	struct task hardirq; /* of the handler that runs: they do not nest */
	struct task softirq, ksoftirqd;
};

/**
 * core_init() - an idle core
 * @c: the core
 * @m: machine that it belongs to; not owned
 * @id: its number
 */
void core_init(struct core *c, struct machine *m, int id);

/**
 * core_fini() - frees what a core holds
 * @c: the core
 */
void core_fini(struct core *c);

/**
 * irq_init() - an interrupt line
 * @irq: the line
 * @c: core that its handler runs on
 * @name: for the trace; not copied
 * @handler: routine
 * @self: object of the handler
 */
void irq_init(struct irq *irq, struct core *c, const char *name, routine handler, void *self);

/**
 * irq_raise() - raises an interrupt line
 * @irq: the line; raised twice before its handler starts it is handled once
 */
void irq_raise(struct irq *irq);

/**
 * softirq_open() - registers the action of a softirq (open_softirq())
 * @c: core; each has actions of its own here
 * @nr: softirq
 * @fn: routine
 * @self: object of the routine
 */
void softirq_open(struct core *c, enum softirq nr, routine fn, void *self);

/**
 * softirq_raise() - marks a softirq pending (__raise_softirq_irqoff())
 * @c: core
 * @nr: softirq
 *
 * It is called from a handler or a softirq, whose exit looks at it, or from a thread that calls
 * local_bh_enable() afterwards.
 */
void softirq_raise(struct core *c, enum softirq nr);

/**
 * thread_init() - a sleeping thread
 * @t: the thread
 * @c: core that it runs on
 * @name: not copied
 * @context: its time is booked under this
 * @fn: routine that it runs when it is first woken
 * @self: object of the routine
 */
void thread_init(struct task *t, struct core *c, const char *name, enum context context, routine fn,
		 void *self);

/**
 * task_wake() - wakes a thread (try_to_wake_up())
 * @t: the thread
 * @from: core whose code wakes it, which needs no interrupt for its own threads; NULL: a device
 *
 * The waker pays COST_wake_up itself.
 *
 * Return: false when the thread is not asleep.
 */
bool task_wake(struct task *t, struct core *from);

/**
 * core_resched() - another thread is due on a core (resched_curr())
 * @c: the core
 * @from: as in task_wake()
 */
void core_resched(struct core *c, struct core *from);

/**
 * core_preempt_enable() - the end of a task's section with preemption off (preempt_enable())
 * @t: the task; a thread that is due takes the core from it now
 */
void core_preempt_enable(struct task *t);

/**
 * core_spin_begin() - the thread that runs polls something from now on, with preemption off
 * @c: core of the thread, which has paid all that it owed
 *
 * The thread pays for the time until it would give up (preempt_disable(), preempt_enable()).
 * Interrupts and softirqs take the core from it, and threads do not. The payment ends early, so
 * that the thread looks again, when an interrupt has come, when another thread is due, and by
 * core_spin_cut().
 */
void core_spin_begin(struct core *c);

/**
 * core_spin_end() - the thread that runs has done with polling
 * @c: core of the thread
 */
void core_spin_end(struct core *c);

/**
 * core_spin_cut() - what a thread polls for has come
 * @t: the thread; nothing happens unless it polls now
 */
void core_spin_cut(struct task *t);

/**
 * core_settle() - books the running payment up to now
 * @c: the core
 *
 * This is done for every core before statistics are read or reset.
 */
void core_settle(struct core *c);

/**
 * core_reset_statistics() - empties the books
 * @c: the core
 */
void core_reset_statistics(struct core *c);

/**
 * core_book_owed() - books all that the running task owes
 * @c: the core
 * @t: the task, which owes nothing afterwards; the time for it has passed
 */
void core_book_owed(struct core *c, struct task *t);

/**
 * core_book_under() - the time of the running task is booked under another context from now on
 * @c: the core, whose task must owe nothing
 * @context: the context
 */
void core_book_under(struct core *c, enum context context);

/**
 * core_poke() - something about a core has changed: it looks again, now
 * @c: the core
 */
void core_poke(struct core *c);

/**
 * core_jiffies() - the timer ticks since the start of the world
 * @c: a core of the machine
 *
 * Return: ticks.
 */
int64_t core_jiffies(const struct core *c);

#endif
