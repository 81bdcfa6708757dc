/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Progress: the guard against simulated time that does not go on.
 *
 * Where costs are zero, code can go round for ever at one date, or at dates a picosecond apart. So a machine counts its
 * steps: events, payments, and the moments at which a task leaves its core. Each PROGRESS_STEPS of them must take as many
 * picoseconds: else the next steps are recorded, and the process ends with EXIT_INTERNAL and a report of what goes
 * round. Real work is far from that: a machine of 4,096 busy cores with a step each 10 ns makes 0.4 steps a picosecond.
 * The count is the same for both ways of keeping time (sim/world.h).
 *
 * A loop that makes no step at all is not seen; none of the models may have one (routine.h).
 */
#ifndef SIM_CORE_PROGRESS_H
#define SIM_CORE_PROGRESS_H

#include "sim/core/calendar.h"

#define PROGRESS_STEPS (INT64_C(1) << 25)
#define PROGRESS_LEAVES (-1) /* instead of a cost: the task leaves its core */

struct task;

/* progress_look_event, progress_look_task: the steps are used up: the clock is looked at. Called by the two below only. */
void progress_look_event(struct calendar *cal, const struct event *ev) __attribute__((cold));
void progress_look_task(struct calendar *cal, const struct task *t, int cost) __attribute__((cold));

/* progress_event: the event fires. */
static inline void progress_event(struct calendar *cal, const struct event *ev)
{
	if (__builtin_expect(--cal->steps_left < 0, 0))
		progress_look_event(cal, ev);
}

/* progress_task: the task has made a step in no time: it has paid this cost, or it leaves its core. */
static inline void progress_task(struct calendar *cal, const struct task *t, int cost)
{
	cal->other++;
	if (__builtin_expect(--cal->steps_left < 0, 0))
		progress_look_task(cal, t, cost);
}

#endif
