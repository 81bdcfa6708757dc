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

/* What a turn of the loop executes between its looks at the works and at the tap: 60 instructions of about 190, counted in vhost_net.ko,
 * vhost.ko and tun.ko of 6.1. */
static vtime until_tap(vtime turn)
{
	return turn * 60 / 190;
}

/* What the worker has executed of all its polls. */
static vtime polled(const struct core *c)
{
	return c->booked[CONTEXT_vhost * c->machine->n_costs + COST_vhost_busy_poll];
}

/* How far into its turn a loop is that began when so much was polled. The books may have been emptied meanwhile. */
static vtime place(const struct core *c, vtime begin, vtime turn)
{
	vtime since = polled(c) - begin;
	return turn > 0 && since > 0 ? since % turn : 0;
}

/* Whether the loop ends where a turn begins: vhost_can_busy_poll() and vhost_has_work(). */
static bool ends_turn(const struct vhost_net *n, const struct core *c)
{
	return !can_poll(n, c) || vhost_has_work(n->rx->worker);
}

/* What the loop executes until it sees something, or what there is. */
static vtime until_seen(const struct vhost_net *n, const struct core *c, vtime turn, vtime at)
{
	bool data = vhost_net_data_there(n), ends = ends_turn(n, c);
	if (!data && !ends)
		return n->busyloop_end - c->cal->now;
	if (at == 0 && ends)
		return 0;
	return data && at <= until_tap(turn) ? until_tap(turn) - at : turn - at;
}

/* The loop itself. */
static void busy_spin(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	struct core *c = t->core;
	vtime turn = task_mean_cost(t, COST_vhost_busy_poll, 0), begin = polled(c), at, left;
	ROUTINE(f);
	core_spin_begin(c);
	n->busyloop_end = end_of_poll(n, c->cal->now);
	for (;;) {
		at = place(c, begin, turn);
		left = until_seen(n, c, turn, at);
		if (left == 0)
			break;
		PAY_TIME(t, f, COST_vhost_busy_poll, left);
	}
	n->busyloop_intr |= at == 0 && can_poll(n, c) && vhost_has_work(n->rx->worker);
	core_spin_end(c);
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
