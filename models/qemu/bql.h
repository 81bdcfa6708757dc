/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * BQL: QEMU's big lock (iothread mutex), held by the main loop but around its ppoll, and by a vCPU's thread
 * while it emulates a device.
 *
 * Stands for qemu_mutex_lock_iothread (cpus.c, QEMU 2.0 and 5.0), a pthread mutex as glibc builds it on a futex:
 * a word of 0 free, 1 held, 2 held and perhaps waited for. Free, it costs nothing beyond what its user pays.
 * Unlocking at 2 is a system call that wakes one who waits, and nothing hands the lock over: whoever finds it
 * free first has it, so one that has been woken may find it taken again and sleeps anew. (That, and the word's
 * values, is from knowledge of glibc, not read in its source.) Two threads share it here: the main loop and
 * the guest's vCPU.
 */
#ifndef MODELS_QEMU_BQL_H
#define MODELS_QEMU_BQL_H

#include "sim/core/routine.h"

struct bql {
	int word;	     /* of the futex */
	struct task *waiter; /* asleep in futex_wait; NULL: none; not owned */
};

/* bql_init: a lock that the thread which starts holds. */
void bql_init(struct bql *lock);

/* bql_lock, bql_unlock: routines (self: the lock) of the thread that takes or gives up the lock. */
void bql_lock(struct task *t, struct frame *f);
void bql_unlock(struct task *t, struct frame *f);

#endif
