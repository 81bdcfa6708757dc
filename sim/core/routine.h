/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routine: how the code of the models is written.
 *
 * A routine stands for one function of the kernel (or of the guest, or of QEMU) and reads like
 * it from top to bottom; wherever that function takes time, the routine pays a named cost:
 *
 *     static void handle_rx(struct task *t, struct frame *f)
 *     {
 *             struct vhost_net *net = f->self;
 *             ROUTINE(f);
 *             PAY(t, f, COST_vhost_disable_notify, 0);
 *             while (...) {
 *                     CALL(t, f, other_routine, net, NULL);
 *                     ...
 *             }
 *     }
 *
 * What stands after a PAY happens at the date at which the cost is paid off; time passes nowhere else. A
 * payment that is preempted keeps its rest. OWE puts a cost on the bill of the next PAY, for work that nobody
 * else can see the end of before that: it saves an event and moves no date (of two events at one date, the
 * other may come first). Zero costs are paid at once, in the same instant and without giving anything else a turn.
 * A routine must not loop without ever paying or sleeping.
 *
 * A task has a stack of its own (fiber.h), so a routine is a function like any other: its local variables live
 * across payments, and the compiler may inline it. What it has read before a payment, others may have changed
 * since.
 *
 * Between two payments a routine runs at one instant and nothing else does: "look, then sleep" needs no lock.
 */
#ifndef SIM_CORE_ROUTINE_H
#define SIM_CORE_ROUTINE_H

#include "sim/base/check.h"
#include "sim/core/core.h"

/* task_mean_cost: what a named cost takes for this many bytes on the task's core, on average. */
static inline vtime task_mean_cost(const struct task *t, int cost, int64_t bytes)
{
	return cost_time(&t->core->costs[cost], bytes);
}

/* task_cost: what one payment of it takes; with a spread (cost.h) each call draws. */
static inline vtime task_cost(const struct task *t, int cost, int64_t bytes)
{
	vtime mean = task_mean_cost(t, cost, bytes);
	return t->core->spread.share ? cost_scatter(&t->core->spread, mean) : mean;
}

/* task_pay_nothing: a payment of zero: it is counted. Returns true. Called by task_pay_now only. */
bool task_pay_nothing(struct task *t, int cost) __attribute__((noinline));

/* task_pay_now: pays the cost, and what is owed, on the spot when nothing else is due on the machine until
 * then. Else adds it to what is owed and returns false: the core must wait for the payment's end. Used by
 * PAY. */
static inline bool task_pay_now(struct task *t, int cost, vtime time)
{
	struct core *c = t->core;
	vtime total = t->rest + time;
	if (total == 0)
		return task_pay_nothing(t, cost);
	if (c->attention || !calendar_advance(c->cal, c->cal->now + total, c->class)) {
		task_owe(t, cost, time);
		return false;
	}
	c->book[cost] += time;
	if (t->rest > 0)
		core_book_owed(c, t);
	return true;
}

/* task_leave: leaves the task's stack, and with it the core, until the core goes on with it. Out of line: else every
 * routine would save all registers in case it must wait. */
void task_leave(struct task *t, enum verdict why) __attribute__((noinline));

/* task_pay: pays the cost, and what is owed. Used by PAY. */
static inline void task_pay(struct task *t, int cost, vtime time)
{
	if (!task_pay_now(t, cost, time))
		task_leave(t, STEP_PAY);
}

/* ROUTINE: the beginning of a routine; its frame need not be used. */
#define ROUTINE(f) (void)(f)

/* PAY_TIME: pays `time` under the name `cost`, with what is owed. */
#define PAY_TIME(t, f, cost, time) ((void)(f), task_pay(t, cost, time))

/* PAY: pays the named cost for this many bytes. */
#define PAY(t, f, cost_, bytes) PAY_TIME(t, f, cost_, task_cost(t, cost_, bytes))

/* PAY_TIME_PREEMPT_OFF: pays `time` in a section in which no other thread takes the core. One that is due runs when the section has
 * ended. PAY_PREEMPT_OFF: the same with a named cost: the rest of try_to_wake_up() after the wake-up itself is such a section. */
#define PAY_TIME_PREEMPT_OFF(t, f, cost, time)                                                               \
	do {                                                                                                 \
		(t)->preempt_off = true;                                                                     \
		PAY_TIME(t, f, cost, time);                                                                  \
		core_preempt_enable(t);                                                                      \
	} while (0)
#define PAY_PREEMPT_OFF(t, f, cost_) PAY_TIME_PREEMPT_OFF(t, f, cost_, task_cost(t, cost_, 0))

/* OWE: the named cost for this many bytes is paid with the next PAY. */
#define OWE(t, cost_, bytes) task_owe(t, cost_, task_cost(t, cost_, bytes))

/* CALL: runs another routine to its end. */
#define CALL(t, f, fn, self_, arg_)                                                                          \
	do {                                                                                                 \
		struct frame callee_frame = {.self = (self_), .arg = (arg_)};                                \
		(void)(f);                                                                                   \
		(fn)(t, &callee_frame);                                                                      \
	} while (0)

/* TAIL_CALL: the routine ends with another one, which takes over its frame. There is no way back through it, so a
 * long way up is as short as the processor can predict. */
#define TAIL_CALL(t, f, fn, self_, arg_)                                                                     \
	do {                                                                                                 \
		*(f) = (struct frame){.self = (self_), .arg = (arg_)};                                       \
		return (fn)(t, f);                                                                           \
	} while (0)

/* SLEEP: a thread sleeps until it is woken. The task is the routine's t, as in COND_RESCHED. */
#define SLEEP(f) ((void)(f), task_leave(t, STEP_SLEEP))

/* COND_RESCHED: a thread offers the core to another that is due. */
#define COND_RESCHED(f) ((void)(f), task_leave(t, STEP_YIELD))

/* MIGHT_SLEEP: a thread comes to a call that might sleep (might_sleep(), might_resched()). */
#define MIGHT_SLEEP(t, f)                                                                                    \
	do {                                                                                                 \
		if ((t)->core->machine->params.preempt == PREEMPT_voluntary)                                 \
			COND_RESCHED(f);                                                                     \
	} while (0)

#endif
