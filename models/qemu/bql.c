/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/qemu/bql.h"
#include "models/costs.h"
#include "models/counters.h"
#include "sim/core/machine.h"

enum { FREE, HELD, HELD_AND_WAITED };

void bql_init(struct bql *lock)
{
	*lock = (struct bql){.word = HELD};
}

/* __lll_lock_wait(): marks the word and sleeps in futex_wait(), which returns at once when the word has changed. */
static void lock_wait(struct task *t, struct frame *f)
{
	struct bql *lock = f->self;
	ROUTINE(f);
	COUNT(t, bql_waits);
	TRACE(t->core->machine, bql, t->core->id, lock->word == HELD_AND_WAITED);
	while (lock->word != FREE) {
		lock->word = HELD_AND_WAITED;
		PAY(t, f, COST_futex, 0);
		if (lock->word != HELD_AND_WAITED)
			continue;
		CHECK(!lock->waiter, "bql: a third thread");
		lock->waiter = t;
		SLEEP(f);
	}
	lock->word = HELD_AND_WAITED;
}

void bql_lock(struct task *t, struct frame *f)
{
	struct bql *lock = f->self;
	ROUTINE(f);
	if (lock->word == FREE)
		lock->word = HELD;
	else
		CALL(t, f, lock_wait, lock, NULL);
}

/* futex_wake() of one */
static void wake_waiter(struct task *t, struct frame *f)
{
	struct bql *lock = f->self;
	struct task *waiter = lock->waiter;
	ROUTINE(f);
	PAY(t, f, COST_futex, 0);
	if (!waiter)
		return;
	lock->waiter = NULL;
	if (task_wake(waiter, t->core))
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
}

void bql_unlock(struct task *t, struct frame *f)
{
	struct bql *lock = f->self;
	ROUTINE(f);
	CHECK(lock->word != FREE, "bql: unlocked twice");
	f->value = lock->word;
	lock->word = FREE;
	if (f->value == HELD_AND_WAITED)
		CALL(t, f, wake_waiter, lock, NULL);
}
