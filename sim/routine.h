/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routine: how the code of the models is written.
 *
 * A routine stands for one function of the kernel (or of the guest, or of QEMU) and reads like
 * it from top to bottom; wherever that function takes time, the routine pays a named cost:
 *
 *     static struct step handle_rx(struct task *t, struct frame *f)
 *     {
 *             struct vhost_net *net = f->self;
 *             ROUTINE(f);
 *             PAY(t, f, COST_vhost_disable_notify, 0);
 *             while (...) {
 *                     CALL(t, f, other_routine, net, NULL);
 *                     ...
 *             }
 *             ROUTINE_END;
 *     }
 *
 * What stands after a PAY happens at the date at which the cost is paid off; time passes nowhere else. A payment that is
 * preempted keeps its rest. Since a routine is left and resumed at each PAY, CALL and SLEEP, its local variables do not
 * live across them: state belongs in the object (f->self) or in the frame. Zero costs are paid at once, in the same
 * instant and without giving anything else a turn. A routine must not loop without ever paying or sleeping.
 *
 * Between two payments a routine runs at one instant and nothing else does: "look, then sleep" needs no lock.
 */
#ifndef SIM_ROUTINE_H
#define SIM_ROUTINE_H

#include "sim/core.h"

/* task_cost: what a named cost takes for this many bytes on the task's core. */
static inline vtime task_cost(const struct task *t, int cost, int64_t bytes)
{
	return cost_time(&t->core->costs[cost], bytes);
}

/* task_pay_now: pays on the spot when nothing else is due on the machine until the payment's end; false when the core
 * must wait for it. Used by PAY. */
static inline bool task_pay_now(struct task *t, int cost, vtime time)
{
	struct core *c = t->core;
	if (time == 0)
		return true;
	if (c->attention || !calendar_advance(c->cal, c->cal->now + time, c->class))
		return false;
	c->book[cost] += time;
	return true;
}

#define ROUTINE(f)                                                                                                     \
	switch ((f)->resume) {                                                                                         \
	default:

#define ROUTINE_END                                                                                                    \
	}                                                                                                              \
	return (struct step){.verdict = STEP_RETURN}

/* PAY_TIME: pays `time_` under the name `cost_`. */
#define PAY_TIME(t, f, cost_, time_)                                                                                   \
	do {                                                                                                           \
		vtime pay_time = (time_);                                                                              \
		if (!task_pay_now(t, cost_, pay_time)) {                                                               \
			(f)->resume = __LINE__;                                                                        \
			return (struct step){.time = pay_time, .cost = cost_, .verdict = STEP_PAY};                    \
		}                                                                                                      \
		__attribute__((fallthrough));                                                                          \
	case __LINE__:;                                                                                                \
	} while (0)

/* PAY: pays the named cost for this many bytes. */
#define PAY(t, f, cost_, bytes) PAY_TIME(t, f, cost_, task_cost(t, cost_, bytes))

/* CALL: runs another routine to its end. */
#define CALL(t, f, fn_, self_, arg_)                                                                                   \
	do {                                                                                                           \
		(f)->resume = __LINE__;                                                                                \
		task_push(t, fn_, self_, arg_);                                                                        \
		return (struct step){.verdict = STEP_CALL};                                                            \
	case __LINE__:;                                                                                                \
	} while (0)

#define TASK_LEAVE(f, verdict_)                                                                                        \
	do {                                                                                                           \
		(f)->resume = __LINE__;                                                                                \
		return (struct step){.verdict = verdict_};                                                             \
	case __LINE__:;                                                                                                \
	} while (0)

/* SLEEP: a thread sleeps until it is woken. */
#define SLEEP(f) TASK_LEAVE(f, STEP_SLEEP)

/* COND_RESCHED: a thread offers the core to another that is due. */
#define COND_RESCHED(f) TASK_LEAVE(f, STEP_YIELD)

#endif
