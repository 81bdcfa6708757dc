/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Vhost worker: the kernel thread of one vhost device and its list of work.
 *
 * Stands for drivers/vhost/vhost.c: vhost_worker, vhost_work_queue. Works run one after another in order of
 * queueing; one that is queued already is not queued again; it leaves the list before it runs, so it can be
 * queued anew meanwhile. The thread sleeps while the list is empty, and offers the core after each work.
 * 3.13 takes works singly, from 5.10 on they take the whole list at once (llist_del_all): the order is the same, but
 * vhost_has_work() sees only what was queued since.
 */
#ifndef MODELS_VHOST_VHOST_H
#define MODELS_VHOST_VHOST_H

#include "sim/core/routine.h"

struct vhost_work {
	struct vhost_work *next;
	routine fn;
	void *self;
	bool queued;
};

struct vhost_worker {
	struct vhost_work *head, **tail;
	struct vhost_work *current; /* that runs; NULL: none */
	int n;			    /* on the list */
	int batch; /* of those, how many the thread has taken together with the current one */
	struct task task;
};

/* vhost_worker_init: a sleeping worker on core c. name is not copied. */
void vhost_worker_init(struct vhost_worker *w, struct core *c, const char *name);

/* vhost_has_work: whether a work has been queued since the thread last took all that there was. */
static inline bool vhost_has_work(const struct vhost_worker *w)
{
	return w->n > w->batch;
}

/* vhost_work_init: a work that runs fn on self. */
void vhost_work_init(struct vhost_work *work, routine fn, void *self);

/* vhost_work_queue: queues the work from code on core `from` (NULL: a device). Returns whether the sleeping
 * worker was woken, which the caller pays for (COST_wake_up). A work that polls (vhost_busy.h) stops for it. */
bool vhost_work_queue(struct vhost_worker *w, struct vhost_work *work, struct core *from);

/* vhost_worker_idle: no work runs or waits: what a flush waits for (vhost_work_flush). */
bool vhost_worker_idle(const struct vhost_worker *w);

#endif
