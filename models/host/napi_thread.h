/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Threaded NAPI: a kernel thread polls an instance instead of the NET_RX softirq.
 *
 * Stands for net/core/dev.c of 6.1, 6.6 and 6.12 (in the kernel since 5.12; /sys/class/net/DEVICE/threaded): ____napi_schedule wakes
 * the instance's thread, napi_threaded_poll loops: bottom halves off, one poll of the instance's weight, bottom halves
 * on - which runs the softirqs that have become pending -, and while polls use up the weight, cond_resched. The thread
 * is a fair one of nice 0: no budget, no 2 ms, no ksoftirqd. It is pinned here; left to the scheduler it would be
 * anywhere. Left out: netpoll's lock; deferred freeing of skbs.
 */
#ifndef MODELS_HOST_NAPI_THREAD_H
#define MODELS_HOST_NAPI_THREAD_H

#include "models/host/napi.h"

struct napi_thread {
	struct task task;
	struct napi *napi; /* not owned */
};

/* napi_thread_init: the instance is polled by a thread on core c from now on. */
void napi_thread_init(struct napi_thread *thread, struct napi *n, struct core *c);

/* napi_thread_core: the core of the thread for an interrupt on core irq_core, when the first of them is on nic_core. A
 * text that is no number of a core gives -1. */
int64_t napi_thread_core(const struct napi_settings *settings, int64_t nic_core, int64_t irq_core);

#endif
