/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * handle_tx of drivers/vhost/net.c from 5.10 to 6.12, without zero copy (handle_tx_copy): packets are copied into
 * XDP buffers, and at 64 of them, and at the end, sent together into the tap (vhost_tx_batch, tun_sendmsg,
 * tun_xdp_one) and published with one signal. When the ring is found empty, the guest's kick is asked for
 * before the last batch goes; before that the handler may poll (vhost_busy.h). Left out: packets that do not fit a
 * buffer of one page; that packets found by the second look count as one more of the turn.
 */
#include "models/costs.h"
#include "models/vhost/vhost_busy.h"
#include "sim/core/softirq.h"

/* One packet of the batch: tun_xdp_one(); f->arg: the packet. */
static void tun_xdp_one(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	OWE_FOR(t, COST_tun_xdp_one, p);
	skb_get(n->tap->skbs, t, p);
	TAIL_CALL(t, f, tun_receive, n->tap, p);
}

/* vhost_tx_batch() */
static void vhost_tx_batch(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	struct packet *p;
	ROUTINE(f);
	if (n->batch.length == 0)
		return;
	local_bh_disable(t->core);
	while ((p = packet_queue_pop(&n->batch)))
		CALL(t, f, tun_xdp_one, n, p);
	CALL(t, f, local_bh_enable, t->core, NULL);
	TAIL_CALL(t, f, vhost_signal, n->tx, NULL);
}

/* vhost_net_build_xdp() of one packet; f->arg: the packet. */
static void build_xdp(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_vhost_build_xdp, p);
	++*n->tx->copies;
	TRACE(t->core->machine, copy, p->id, p->bytes);
	packet_queue_push(&n->batch, p);
	OWE(t, COST_vhost_add_used, 0);
	virtqueue_write_used(n->tx->ring, n->tx->id, NULL);
}

/* vhost_net_tx_get_vq_desc() */
static void get_desc(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	ROUTINE(f);
	n->busyloop_intr = false;
	CALL(t, f, vhost_take_desc, n->tx, NULL);
	if (n->tx->desc == DESC_NONE && n->busyloop_timeout > 0) {
		CALL(t, f, vhost_tx_batch, n, NULL);
		CALL(t, f, vhost_net_busy_poll, n, n->rx);
		CALL(t, f, vhost_take_desc, n->tx, NULL);
	}
	if (n->tx->desc == DESC_NONE)
		CALL(t, f, vhost_busy_no_desc, n, n->tx);
}

void handle_tx_5_10(struct task *t, struct frame *f)
{
	struct vhost_net *n = f->self;
	ROUTINE(f);
	if (n->tx->detached)
		return;
	vhost_vq_turn(n->tx);
	OWE(t, COST_handle_tx, 0);
	CALL(t, f, vhost_disable_notify, n->tx, NULL);
	for (;;) {
		if (n->batch.length >= VHOST_NET_BATCH)
			CALL(t, f, vhost_tx_batch, n, NULL);
		CALL(t, f, get_desc, n, NULL);
		if (n->tx->desc == DESC_NONE)
			break;
		if (n->tx->desc == DESC_LOOK_AGAIN)
			continue;
		CALL(t, f, build_xdp, n, vhost_vq_take_tx(n->tx));
		if (vhost_net_spent(n, n->tx)) {
			vhost_work_queue(n->tx->worker, &n->tx_work, t->core);
			break;
		}
	}
	CALL(t, f, vhost_tx_batch, n, NULL);
	TRACE(t->core->machine, vhost_tx, n->tx->guest, n->tx->packets);
}
