/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The transmit side of QEMU's virtio-net.
 */
#include "models/costs.h"
#include "models/qemu/qemu_virtio_net.h"

/* virtio_queue_set_notification() */
static void disable_notification(struct qemu_virtio_net *n)
{
	n->tx_notify = false;
	virtqueue_disable_notify(&n->tx->vq);
}

static void enable_notification(struct task *t, struct frame *f)
{
	struct qemu_virtio_net *n = f->self;
	ROUTINE(f);
	n->tx_notify = true;
	virtqueue_enable_notify(&n->tx->vq);
	PAY(t, f, COST_qemu_set_notification, 0);
}

/* ---- sending ---- */

/* virtqueue_pop() */
static struct packet *pop_packet(struct qemu_virtio_net *n)
{
	struct virtqueue *vq = &n->tx->vq;
	virtqueue_pop(vq, &n->id);
	if (n->tx_notify)
		virtqueue_move_event(vq, era_rules.qemu_event_to_driver[n->qemu->era]);
	depth_change(&n->tx->depth, n->qemu->task.core->cal->now, -1);
	return virtqueue_cookie(vq, n->id);
}

/* virtio_net_flush_tx(): up to a burst; .sent says how many. */
static void flush_tx(struct task *t, struct frame *f)
{
	struct qemu_virtio_net *n = f->self;
	ROUTINE(f);
	n->sent = 0;
	while (n->sent < n->tx_burst) {
		if (virtqueue_avail(&n->tx->vq) == 0) {
			PAY(t, f, COST_qemu_ring_empty, 0);
			break;
		}
		PAY(t, f, COST_qemu_pop, 0);
		CALL(t, f, tun_fd_write, &n->nc.tun, pop_packet(n));
		virtqueue_write_used(&n->tx->vq, n->id, NULL);
		CALL(t, f, qemu_virtio_push, n, n->tx);
		n->sent++;
	}
}

/* ---- by bottom half ---- */

/* The guest is active: the bottom half is to run again, and kicks stay off. */
static void run_again(struct task *t, struct frame *f)
{
	struct qemu_virtio_net *n = f->self;
	ROUTINE(f);
	n->tx_waiting = true;
	disable_notification(n);
	TAIL_CALL(t, f, qemu_bh_schedule, &n->tx_bh, NULL);
}

/* virtio_net_tx_bh() */
static void tx_bh(struct task *t, struct frame *f)
{
	struct qemu_virtio_net *n = f->self;
	ROUTINE(f);
	n->tx_waiting = false;
	CALL(t, f, flush_tx, n, NULL);
	if (n->sent < n->tx_burst) {
		CALL(t, f, enable_notification, n, NULL);
		CALL(t, f, flush_tx, n, NULL);
		if (n->sent == 0)
			return;
	}
	TAIL_CALL(t, f, run_again, n, NULL);
}

/* virtio_net_handle_tx_bh() */
static void handle_tx_bh(struct task *t, struct frame *f)
{
	struct qemu_virtio_net *n = f->self;
	ROUTINE(f);
	CALL(t, f, qemu_notifier_read, &n->tx_kick, NULL);
	if (!n->tx_waiting)
		CALL(t, f, run_again, n, NULL);
}

/* ---- by timer ---- */

/* virtio_net_tx_timer() */
static void send_now(struct task *t, struct frame *f)
{
	struct qemu_virtio_net *n = f->self;
	ROUTINE(f);
	n->tx_waiting = false;
	CALL(t, f, enable_notification, n, NULL);
	TAIL_CALL(t, f, flush_tx, n, NULL);
}

/* virtio_net_handle_tx_timer() */
static void handle_tx_timer(struct task *t, struct frame *f)
{
	struct qemu_virtio_net *n = f->self;
	ROUTINE(f);
	CALL(t, f, qemu_notifier_read, &n->tx_kick, NULL);
	if (n->tx_waiting) {
		qemu_timer_del(&n->tx_timer);
		CALL(t, f, send_now, n, NULL);
		return;
	}
	n->tx_waiting = true;
	disable_notification(n);
	n->tx_timer.date = t->core->cal->now + n->tx_timeout;
	TAIL_CALL(t, f, qemu_timer_mod, &n->tx_timer, NULL);
}

void qemu_virtio_net_init_tx(struct qemu_virtio_net *n, const struct qemu_settings *settings)
{
	bool timer = settings->tx == QEMU_TX_TIMER;
	n->tx_timeout = settings->tx_timer;
	n->tx_burst = settings->tx_burst;
	n->tx_notify = true;
	qemu_bh_init(&n->tx_bh, n->qemu, tx_bh, n);
	qemu_timer_init(&n->tx_timer, n->qemu, send_now, n);
	qemu_notifier_init(&n->tx_kick, n->qemu, timer ? handle_tx_timer : handle_tx_bh, n);
}
