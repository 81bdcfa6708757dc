/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/core.h"
#include "sim/core/machine.h"
#include "sim/core/progress.h"
#include "sim/core/routine.h"

#include <string.h>

/* ---- the books ---- */

static inline void book_parts(struct core *c, struct task *t)
{
	for (const struct part *p = t->owed; p < t->owed_end; p++)
		c->book[p->cost] += p->time;
	task_clear_bill(t);
}

/* The time for all that the task owes has just passed, and there is a trace. Out of line, as it is rare: the other way saves
 * no registers. */
static __attribute__((noinline)) void book_traced(struct core *c, struct task *t)
{
	vtime date = c->cal->now - t->rest;
	for (const struct part *p = t->owed; p < t->owed_end; p++) {
		machine_trace_paid(c, date, p->cost, p->time);
		date += p->time;
	}
	book_parts(c, t);
}

void core_book_owed(struct core *c, struct task *t)
{
	if (__builtin_expect(trace_is_on, 0))
		book_traced(c, t);
	else
		book_parts(c, t);
}

/* Books time that has passed of a payment, part by part. */
static void book_elapsed(struct core *c, struct task *t, vtime elapsed)
{
	t->rest -= elapsed;
	while (elapsed > 0) {
		struct part *part = t->owed;
		vtime booked = MIN(part->time, elapsed);
		c->book[part->cost] += booked;
		if (__builtin_expect(trace_is_on, 0))
			machine_trace_paid(c, c->cal->now - elapsed, part->cost, booked);
		part->time -= booked;
		elapsed -= booked;
		if (part->time == 0)
			t->owed++;
	}
}

void core_settle(struct core *c)
{
	vtime elapsed = c->cal->now - c->since;
	struct task *t = c->running;
	if (!t) {
		c->idle += elapsed;
		c->residency[c->cstate] += elapsed;
	} else if (!c->paying) {
		return;
	} else if (t->debt > 0) {
		c->book[COST_context_switch] += elapsed;
		if (__builtin_expect(trace_is_on, 0) && elapsed > 0)
			machine_trace_paid(c, c->since, COST_context_switch, elapsed);
		t->debt -= elapsed;
	} else if (elapsed == t->rest) {
		core_book_owed(c, t);
	} else {
		book_elapsed(c, t, elapsed);
	}
	c->since = c->cal->now;
}

/* ---- the bill ---- */

bool task_pay_nothing(struct task *t, int cost)
{
	progress_task(t->core->cal, t, cost);
	return true;
}

vtime task_left(struct task *t)
{
	if (t->core->running == t)
		core_settle(t->core);
	return t->rest;
}

/* Strikes off what comes last. */
static void strike(struct task *t, vtime time)
{
	t->rest -= time;
	while (time > 0) {
		struct part *last = t->owed_end - 1;
		vtime struck = MIN(last->time, time);
		last->time -= struck;
		time -= struck;
		if (last->time == 0)
			t->owed_end--;
	}
}

void task_shorten(struct task *t, vtime rest)
{
	struct core *c = t->core;
	vtime left = task_left(t);
	CHECK(!(c->executing && c->running == t), "task %s: cuts its own payment", t->name);
	CHECK(rest <= left, "task %s: a payment is made longer", t->name);
	strike(t, left - rest);
	if (t->rest == 0)
		task_clear_bill(t);
	if (c->running == t)
		core_poke(c);
}

void task_charge(struct task *t, int cost, vtime time)
{
	if (time == 0)
		return;
	CHECK(t->owed_end - t->owed < TASK_PARTS, "task %s: owes too many costs at once", t->name);
	if (t->owed == t->part) {
		memmove(t->part + 1, t->part, (size_t)(t->owed_end - t->part) * sizeof(*t->part));
		t->owed_end++;
		t->owed++;
	}
	*--t->owed = (struct part){cost, time};
	t->rest += time;
}

void task_cut(struct task *t)
{
	task_shorten(t, 0);
}
