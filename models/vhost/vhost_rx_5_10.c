/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * handle_rx of drivers/vhost/net.c from 5.10 to 6.12: it leaves the tap's wait queue while it runs
 * (vhost_net_disable_vq), consumes the ptr_ring 64 at a time (vhost_net_buf_produce), and publishes used
 * entries with one signal once more than 64 are written, and at the end. Before it leaves an empty tap it may poll
 * (vhost_busy.h).
 */
#include "models/costs.h"
#include "models/vhost/vhost_busy.h"

/* vhost_net_buf_peek(): refills the batch from the tap's ring; whether there is a packet. */
static bool peek(struct vhost_net *n)
{
	struct packet *p;
	if (n->taken.length == 0)
		for (int i = 0; i < VHOST_NET_BATCH && (p = tap_take(n->tap)); i++)
			packet_queue_push(&n->taken, p);
	return n->taken.length > 0;
}

/* vhost_net_rx_peek_head_len() */
static void peek_head(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	ROUTINE(f);
	PAY(t, f, COST_vhost_peek, 0);
	if (peek(n) || n->busyloop_timeout == 0)
		return;
	if (n->rx->ring->written > 0)
		CALL(t, f, vhost_signal, n->rx, NULL);
	CALL(t, f, vhost_net_busy_poll, n, n->tx);
	PAY(t, f, COST_vhost_peek, 0);
	peek(n);
}

/* tun_recvmsg() of one packet; f->arg: the packet */
static void receive_5_10(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	OWE_FOR(t, COST_vhost_copy, p);
	OWE_FOR(t, COST_skb_free, p);
	kfree_skbmem(t, p);
	task_owe(t, COST_vhost_add_used,
		 packet_charge(p, n->rx->taken * task_cost(t, COST_vhost_add_used, p->bytes)));
	++*n->rx->copies;
	TRACE(t->core->machine, copy, p->id, p->bytes);
	vhost_vq_write_used(n->rx, p);
}

/* The tap is empty. vhost_net_enable_vq(): back on the wait queue; a packet that came meanwhile queues the work at
 * once. After a poll that was interrupted the work is queued anyway. */
static void leave_5_10(struct vhost_net *n, struct core *from)
{
	if (n->busyloop_intr) {
		vhost_work_queue(n->rx->worker, &n->kick_work, from);
		return;
	}
	tap_listen(n->tap, !n->rx->detached);
	if (n->tap->listening && n->tap->queue.length > 0)
		vhost_work_queue(n->rx->worker, &n->tap_work, from);
}

void handle_rx_5_10(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	ROUTINE(f);
	if (n->rx->detached)
		return;
	vhost_vq_turn(n->rx);
	OWE(t, COST_handle_rx, 0);
	n->busyloop_intr = false;
	CALL(t, f, vhost_disable_notify, n->rx, NULL);
	tap_listen(n->tap, false);
	for (;;) {
		if (n->taken.length > 0) {
			OWE(t, COST_vhost_peek, 0);
		} else {
			CALL(t, f, peek_head, n, NULL);
			if (n->taken.length == 0) {
				leave_5_10(n, t->core);
				break;
			}
			if (tap_drained(n->tap))
				CALL(t, f, tap_restart, n->tap, NULL);
		}
		n->rx->wants = vhost_vq_length(n->taken.head);
		CALL(t, f, vhost_take_desc, n->rx, NULL);
		if (n->rx->desc == DESC_NONE)
			CALL(t, f, vhost_busy_no_desc, n, n->rx);
		if (n->rx->desc == DESC_NONE)
			break;
		if (n->rx->desc == DESC_LOOK_AGAIN)
			continue;
		n->busyloop_intr = false;
		CALL(t, f, receive_5_10, n, packet_queue_pop(&n->taken));
		if (n->rx->ring->written > VHOST_NET_BATCH)
			CALL(t, f, vhost_signal, n->rx, NULL);
		if (vhost_net_spent(n, n->rx)) {
			vhost_work_queue(n->rx->worker, &n->kick_work, t->core);
			break;
		}
	}
	if (n->rx->ring->written > 0)
		CALL(t, f, vhost_signal, n->rx, NULL);
	TRACE(t->core->machine, vhost_run, n->rx->guest, n->rx->packets);
}
