/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * handle_tx of drivers/vhost/net.c in 3.13: packet by packet into the tap, each with a used entry and a
 * decision about the interrupt of its own, or without a copy (zerocopy.h). Left out: errors of the tap's
 * sendmsg, which a tap with an unlimited send buffer, as QEMU sets it, does not give.
 */
#include "models/costs.h"
#include "models/vhost/vhost_net.h"

/* The used entry of a packet that has been copied. */
static void vhost_tx_3_13_use(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	ROUTINE(f);
	OWE(t, COST_vhost_add_used, 0);
	virtqueue_write_used(n->tx->ring, n->tx->id, NULL);
	TAIL_CALL(t, f, vhost_signal, n->tx, NULL);
}

/* One packet; f->arg: the packet, whose used entry no longer needs it once it is in the host. */
static void transmit_3_13(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	MIGHT_SLEEP(t, f); /* tun_alloc_skb(): GFP_KERNEL */
	f->answer = zerocopy_select(&n->zerocopy, p);
	skb_get(n->tap->skbs, t, p);
	if (f->answer) {
		zerocopy_begin(&n->zerocopy, p, n->tx->id);
		PAY_FOR(t, f, COST_vhost_zerocopy, p);
	} else {
		PAY_FOR(t, f, COST_tun_get_user, p);
		++*n->tx->copies;
		TRACE(t->core->machine, copy, p->id, p->bytes);
	}
	CALL(t, f, tun_get_user, n->tap, p);
	if (f->answer)
		CALL(t, f, zerocopy_signal_used, &n->zerocopy, NULL);
	else
		CALL(t, f, vhost_tx_3_13_use, n, NULL);
	zerocopy_count_packet(&n->zerocopy);
}

void handle_tx_3_13(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	ROUTINE(f);
	if (n->tx->detached)
		return;
	vhost_vq_turn(n->tx);
	OWE(t, COST_handle_tx, 0);
	CALL(t, f, vhost_disable_notify, n->tx, NULL);
	for (;;) {
		CALL(t, f, zerocopy_signal_used, &n->zerocopy, NULL);
		CALL(t, f, vhost_get_desc, n->tx, NULL);
		if (n->tx->desc == DESC_NONE)
			break;
		if (n->tx->desc == DESC_LOOK_AGAIN)
			continue;
		CALL(t, f, transmit_3_13, n, vhost_vq_take_tx(n->tx));
		if (vhost_net_spent(n, n->tx)) {
			vhost_work_queue(n->tx->worker, &n->tx_work, t->core);
			break;
		}
	}
	TRACE(t->core->machine, vhost_tx, n->tx->guest, n->tx->packets);
}
