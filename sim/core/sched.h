/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fair scheduling of the threads of one core: CFS (up to 6.1) and EEVDF (from 6.6 on).
 *
 * Stands for kernel/sched/fair.c. All threads are SCHED_NORMAL with nice 0, so weights cancel and virtual
 * time is time run. The kernel's tree is a list here, in the order of the scheduler's key; of equal keys the one that
 * woke first comes first. As in the kernel the current thread is not in it. Most threads go in near its end, where the
 * search begins, and are taken from its beginning. Groups: task_group.h. Left out: load balancing (threads are placed by
 * the scenario), the buddy hints. Time spent in interrupts counts as the interrupted thread's unless
 * irq_time_accounting is on (CONFIG_IRQ_TIME_ACCOUNTING, rq_clock_task()).
 *
 * A run queue has a clock that stands between two updates. A wake-up after which need_resched is set lets the next
 * schedule() skip its update (rq_clock_skip_update(), kernel/sched/core.c): what runs between that wake-up and the switch is
 * charged to the thread switched to. So a softirq that has woken a thread, and goes on, runs at the cost of that thread.
 * So does the rest of a wake-up that a thread makes itself: try_to_wake_up() has preemption off, so the thread gives way
 * after it (PAY_PREEMPT_OFF in routine.h).
 */
#ifndef SIM_CORE_SCHED_H
#define SIM_CORE_SCHED_H

#include "sim/base/vtime.h"
#include "sim/input/option.h"
#include "sim/kernel/era.h"
#include <stdbool.h>

struct task;
struct core;

/* When a thread that runs kernel code gives its core to one that is due (need_resched()). A thread that runs user or guest code
 * gives way at any time, as its interrupts return there. none: at its own cond_resched() and schedule() only. voluntary: also where
 * it might sleep (might_sleep(), CONFIG_PREEMPT_VOLUNTARY). full: at any time but with softirqs or preemption off
 * (CONFIG_PREEMPT). might_fault(), at every copy from and to user memory, is empty in a kernel without PROVE_LOCKING and
 * DEBUG_ATOMIC_SLEEP: include/linux/kernel.h in 3.13 and 5.10, include/linux/uaccess.h in 6.1 to 6.12. */
enum preempt { PREEMPT_none, PREEMPT_voluntary, PREEMPT_full };

/* How a core waits when no thread is runnable. mwait: it watches the flag need_resched of its idle thread (mwait_idle_with_hints()
 * between current_set_polling_and_test() and current_clr_polling(), arch/x86/include/asm/mwait.h), so that whoever wakes a thread on
 * it sends no interrupt (resched_task() in 3.13, set_nr_and_not_polling() in resched_curr() and set_nr_if_polling() later). hlt:
 * only an interrupt ends it (default_idle(), arch/x86/kernel/process.c). */
enum idle { IDLE_mwait, IDLE_hlt };

/* Whose C-states idle cores have (cstate.h): none, Skylake's or Ice Lake's servers, those of cstate_times. */
enum cstates { CSTATES_off, CSTATES_skx, CSTATES_icx, CSTATES_own };

struct sched_settings {
	int64_t hz; /* timer ticks per second */
	bool irq_time_accounting;
	int preempt;   /* enum preempt */
	vtime latency; /* sysctl_sched_latency before scaling */
	vtime min_granularity;
	vtime wakeup_granularity;
	vtime base_slice;      /* EEVDF; 0: the kernel's */
	bool scale;	       /* tunables times 1 + log2(min(cpus, 8)) */
	int idle;	       /* enum idle */
	vtime idle_exit;       /* latency of leaving the idle state; without C-states */
	int cstates;	       /* enum cstates */
	int deepest;	       /* enum cstate */
	char *cstate_times;    /* of CSTATES_own, as cstate_table reads it */
	int64_t timer_softirq; /* ticks from one that raises a softirq to the next; 0: none does */
};

extern const struct option_table sched_table;

/* The tunables in force on a machine. */
struct sched_params {
	vtime latency, min_granularity, wakeup_granularity, base_slice, tick;
	bool irq_time_accounting;
	enum preempt preempt;
	int64_t timer_softirq;
	bool clock_rests;    /* 3.13: the clock of a run queue rests when need_resched is set by a wake-up */
	bool sleeper_counts; /* CFS of 3.13: a thread that goes to sleep holds min_vruntime back */
	bool delays_dequeue; /* EEVDF of 6.12: a thread that sleeps ahead of the mean stays queued */
	bool preempts_short; /* EEVDF of 6.12: did_preempt_short() */
};

/* The run queue of a core, or of a group on it. sched.c, cfs.c, eevdf.c and task_group.c write it. */
struct runqueue {
	struct core *core;
	const struct sched_class *class;
	const struct sched_params *params;
	struct task *first, *last; /* runnable threads but curr, in order of their keys */
	vtime clock;		   /* rq_clock_task() as it was last updated */
	bool skips_clock;	   /* the next schedule() leaves it as it is (RQCF_REQ_SKIP) */
	int n;			   /* runnable, curr included, and those whose dequeue is delayed */
	struct task *curr;	   /* the thread picked; NULL: idle */
	vtime min_vruntime; /* EEVDF: brought up to date while one thread is runnable: where it starts from when idle */
	uint64_t sum_vruntime;	/* of the list, modulo 2^64; what is made of it is a difference that fits */
	uint64_t wakeups;	/* numbers them */
	bool grouped;		/* some of its entities stand for groups (task_group.h) */
	struct runqueue *top;	/* a group's: that of its core; NULL: it is a core's */
	struct group_rq *group; /* a group's; NULL: it is a core's */
};

/* The rules of one scheduler. Each is called with the current thread's time brought up to date. */
struct sched_class {
	const char *name;
	bool by_deadline; /* key of the list: the virtual deadline; else the virtual time */
	void (*place)(struct runqueue *rq, struct task *t); /* t has woken: set its virtual time */
	void (*leave)(struct runqueue *rq, struct task *t); /* t, the current thread, goes to sleep */
	bool (*delays)(struct runqueue *rq); /* curr sleeps: does it stay queued? NULL: never */
	void (*rejoin)(struct runqueue *rq, struct task *t); /* t, which stayed queued, has woken */
	bool (*preempts)(struct runqueue *rq,
			 struct task *woken);	   /* woken is queued: should curr give way? */
	bool (*charged)(struct runqueue *rq);	   /* time was charged: should curr give way? */
	bool (*tick)(struct runqueue *rq);	   /* should curr give way at this tick? */
	struct task *(*pick)(struct runqueue *rq); /* n >= 1 */
};

extern const struct sched_class sched_cfs, sched_eevdf;

/**
 * sched_params() - the tunables in force on a machine
 * @s: settings of the scenario
 * @cores: of the machine, on which the scaling depends (get_update_sysctl_factor())
 * @era: kernel
 *
 * Return: the tunables.
 */
struct sched_params sched_params(const struct sched_settings *s, int cores, enum era era);

/**
 * sched_class_of() - the scheduler of a kernel
 * @era: kernel
 *
 * Return: sched_cfs or sched_eevdf.
 */
const struct sched_class *sched_class_of(enum era era);

/**
 * runqueue_init() - an empty run queue
 * @rq: the run queue; it owns no memory
 * @c: core that it belongs to; not owned
 * @class: scheduler; not owned
 * @params: tunables of the machine; not owned
 */
void runqueue_init(struct runqueue *rq, struct core *c, const struct sched_class *class,
		   const struct sched_params *params);

/**
 * sched_fair() - a time in virtual time of an entity (calc_delta_fair())
 * @time: ps
 * @weight: of the entity; 0: that of a thread with nice 0
 *
 * Return: ps of virtual time.
 */
static inline vtime sched_fair(vtime time, int64_t weight)
{
	return __builtin_expect(weight != 0, 0) ? (vtime)((__int128)time * 1024 / weight) : time;
}

/**
 * sched_join() - a thread or entity that wakes is queued (enqueue_entity())
 * @rq: its run queue
 * @t: the thread, or what stands for a group
 *
 * Return: whether curr has used up its slice by now and should give way.
 */
bool sched_join(struct runqueue *rq, struct task *t);

/**
 * sched_leave() - curr leaves (dequeue_entity()), unless its dequeue is delayed
 * @rq: its run queue; nobody is curr afterwards
 */
void sched_leave(struct runqueue *rq);

/**
 * sched_charge() - charges curr up to the clock
 * @rq: the run queue
 *
 * Return: whether curr should give way.
 */
bool sched_charge(struct runqueue *rq);

/**
 * sched_next() - chooses who is to run (pick_next_entity())
 * @rq: the run queue
 *
 * Return: the thread or entity; NULL: there is none.
 */
struct task *sched_next(struct runqueue *rq);

/**
 * sched_switch() - the one chosen becomes curr
 * @rq: the run queue
 * @t: the one chosen; the former curr is queued again if it is still runnable
 *
 * Source: kernel/sched/fair.c, put_prev_entity(), set_next_entity().
 */
void sched_switch(struct runqueue *rq, struct task *t);

/**
 * sched_enqueue() - puts a thread into the list, in its place
 * @rq: the run queue
 * @t: it is not curr
 */
void sched_enqueue(struct runqueue *rq, struct task *t);

/**
 * sched_update() - brings the clock up to date, and charges curr for the time since it was last
 *   charged
 * @rq: the run queue
 *
 * Source: kernel/sched/core.c, update_rq_clock(); kernel/sched/fair.c, update_curr().
 *
 * Return: whether curr should give way.
 */
bool sched_update(struct runqueue *rq);

/**
 * sched_wake() - queues a thread that wakes
 * @rq: the core's run queue
 * @t: the thread
 * @need_resched: whether curr should give way anyway
 *
 * Return: whether curr should give way to it.
 */
bool sched_wake(struct runqueue *rq, struct task *t, bool need_resched);

/**
 * sched_sleep() - curr goes to sleep
 * @rq: the core's run queue
 *
 * It leaves the queue at once, or, with EEVDF of 6.12, when it is next picked.
 */
void sched_sleep(struct runqueue *rq);

/**
 * sched_dequeue() - takes a thread out of the list; it still counts
 * @rq: the run queue
 * @t: it is not curr
 */
void sched_dequeue(struct runqueue *rq, struct task *t);

/**
 * sched_pick() - chooses the next thread and makes it curr
 * @rq: the core's run queue
 *
 * Return: the thread; NULL when none is runnable.
 */
struct task *sched_pick(struct runqueue *rq);

/**
 * sched_tick() - the look of the timer's tick
 * @rq: the core's run queue
 *
 * Return: whether curr should give way.
 */
bool sched_tick(struct runqueue *rq);

#endif
