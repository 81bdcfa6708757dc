/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/core.h"
#include "sim/core/progress.h"
#include "sim/core/routine.h"

#include <string.h>

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
