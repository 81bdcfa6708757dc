/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/vhost/vhost_busy.h"
#include "models/costs.h"

#define BUSY_CLOCK (1024 * VTIME_PER_NS) /* local_clock() >> 10 */

/* The clock must have passed the end by one unit. */
static vtime end_of_poll(const struct vhost_net *n, vtime now)
{
	return (now / BUSY_CLOCK + n->busyloop_timeout + 1) * BUSY_CLOCK;
}

/* vhost_can_busy_poll() */
static bool can_poll(const struct vhost_net *n, const struct core *c)
{
	return !c->need_resched && c->cal->now < n->busyloop_end;
}

static void queue_handler(struct vhost_net *n, struct vhost_vq *vq, struct core *from)
{
	vhost_work_queue(vq->worker, vq == n->rx ? &n->kick_work : &n->tx_work, from);
}

/* vhost_net_busy_poll_try_queue() of the other direction; f->arg: its queue. */
static void try_queue(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	struct vhost_vq *vq = f->arg;
	ROUTINE(f);
	if (virtqueue_avail(vq->ring) == 0) {
		CALL(t, f, vhost_enable_notify, vq, NULL);
		if (vq->desc == DESC_NONE)
			return;
	}
	queue_handler(n, vq, t->core);
}

/* The loop itself. */
static void busy_spin(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	const struct vhost_worker *w = n->rx->worker;
	ROUTINE(f);
	core_spin_begin(t->core);
	n->busyloop_end = end_of_poll(n, t->core->cal->now);
	while (can_poll(n, t->core) && !vhost_has_work(w) && !vhost_net_data_there(n))
		PAY_TIME(t, f, COST_vhost_busy_poll, n->busyloop_end - t->core->cal->now);
	if (can_poll(n, t->core) && vhost_has_work(w))
		n->busyloop_intr = true;
	core_spin_end(t->core);
}

void vhost_net_busy_poll(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	ROUTINE(f);
	CALL(t, f, vhost_disable_notify, f->arg, NULL);
	CALL(t, f, busy_spin, n, NULL);
	if (f->arg == n->tx || vhost_net_packet_there(n)) {
		CALL(t, f, try_queue, n, f->arg);
	} else {
		virtqueue_enable_notify(n->rx->ring);
		PAY(t, f, COST_vhost_enable_notify, 0);
	}
}

void vhost_busy_no_desc(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	ROUTINE(f);
	if (n->busyloop_intr)
		queue_handler(n, f->arg, t->core);
	else
		CALL(t, f, vhost_enable_notify, f->arg, NULL);
}
