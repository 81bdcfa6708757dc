/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Softirqs of a core and its ksoftirqd.
 *
 * Stands for kernel/softirq.c. __do_softirq() runs every pending action, and again while more is
 * pending. It ends after MAX_SOFTIRQ_RESTART (10) rounds, after MAX_SOFTIRQ_TIME (2 ms, counted in
 * jiffies), or when something asks for the core (need_resched()). What remains is left to
 * ksoftirqd, a thread of nice 0 that runs the same loop. Called by the core at the exit of
 * interrupts; the actions are registered by the models (softirq_open in core.h).
 */
#ifndef SIM_CORE_SOFTIRQ_H
#define SIM_CORE_SOFTIRQ_H

#include "sim/core/core.h"

#define MAX_SOFTIRQ_RESTART 10
#define MAX_SOFTIRQ_TIME_MS 2

/* softirq_init: prepares the softirq task and ksoftirqd of a core. */
void softirq_init(struct core *c);

/* softirq_due: irq_exit()'s decision: something is pending, no softirq loop runs underneath, and the era's
 * rule does not leave it to ksoftirqd. 5.10: ksoftirqd_running() (added in 4.9 by 4cd13c21b207, reverted
 * in 6.5 by d15121be7485). */
bool softirq_due(const struct core *c);

/* local_bh_disable: the thread that runs on the core starts a section in which no softirq runs and no other
 * thread takes the core. */
void local_bh_disable(struct core *c);

/* local_bh_enable: routine (self: the core) of that thread: ends the section and runs the softirqs that have become
 * pending, on the thread's time but booked as softirq (do_softirq() of local_bh_enable). Without a section before
 * it is the do_softirq() of netif_rx_ni (3.13): the loop itself is one, so that none nests in it. */
void local_bh_enable(struct task *t, struct frame *f);

/* softirq_begin: starts the loop on top of the interrupted thread. */
void softirq_begin(struct core *c);

#endif
