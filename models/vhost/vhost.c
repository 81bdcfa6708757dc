/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/vhost/vhost.h"
#include "models/costs.h"

static void take_work(struct vhost_worker *w)
{
	w->current = w->head;
	w->head = w->current->next;
	if (!w->head)
		w->tail = &w->head;
	w->current->queued = false;
	if (w->batch == 0)
		w->batch = w->n;
	w->batch--;
	w->n--;
}

/* vhost_worker() */
static void vhost_worker(struct task *t, struct frame *f)
{
	struct vhost_worker *w = f->self;
	ROUTINE(f);
	for (;;) {
		while (!w->head)
			SLEEP(f);
		PAY(t, f, COST_vhost_work, 0);
		take_work(w);
		CALL(t, f, w->current->fn, w->current->self, NULL);
		w->current = NULL;
		COND_RESCHED(f);
	}
}

bool vhost_worker_idle(const struct vhost_worker *w)
{
	return !w->current && !w->head;
}

void vhost_worker_init(struct vhost_worker *w, struct core *c, const char *name)
{
	*w = (struct vhost_worker){.tail = &w->head};
	thread_init(&w->task, c, name, CONTEXT_vhost, vhost_worker, w);
}

void vhost_work_init(struct vhost_work *work, routine fn, void *self)
{
	*work = (struct vhost_work){.fn = fn, .self = self};
}

bool vhost_work_queue(struct vhost_worker *w, struct vhost_work *work, struct core *from)
{
	if (work->queued)
		return false;
	work->queued = true;
	work->next = NULL;
	*w->tail = work;
	w->tail = &work->next;
	w->n++;
	core_spin_cut(&w->task);
	return task_wake(&w->task, from);
}
