/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * handle_rx of drivers/vhost/net.c in 3.13: packet by packet, a used entry and a decision about the interrupt
 * for each. It stays on the tap's wait queue while it runs.
 */
#include "models/costs.h"
#include "models/vhost/vhost_net.h"

/* tun_recvmsg(), vhost_add_used_and_signal_n() of one packet; f->arg: the packet */
static void receive_3_13(struct task *t, struct frame *f)
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
	TAIL_CALL(t, f, vhost_signal, n->rx, NULL);
}

void handle_rx_3_13(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	ROUTINE(f);
	if (n->rx->detached)
		return;
	vhost_vq_turn(n->rx);
	OWE(t, COST_handle_rx, 0);
	CALL(t, f, vhost_disable_notify, n->rx, NULL);
	for (;;) {
		if (n->tap->queue.length > 0) {
			OWE(t, COST_vhost_peek, 0); /* nobody else takes it away */
		} else {
			PAY(t, f, COST_vhost_peek, 0);
			if (n->tap->queue.length == 0)
				break;
		}
		n->rx->wants = vhost_vq_length(n->tap->queue.head);
		CALL(t, f, vhost_get_desc, n->rx, NULL);
		if (n->rx->desc == DESC_NONE)
			break;
		if (n->rx->desc == DESC_LOOK_AGAIN)
			continue;
		f->arg = tap_take(n->tap);
		if (tap_drained(n->tap))
			CALL(t, f, tap_restart, n->tap, NULL);
		CALL(t, f, receive_3_13, n, f->arg);
		if (vhost_net_spent(n, n->rx)) {
			vhost_work_queue(n->rx->worker, &n->kick_work, t->core);
			break;
		}
	}
	TRACE(t->core->machine, vhost_run, n->rx->guest, n->rx->packets);
}
