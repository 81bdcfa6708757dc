/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The transmit side of the guest's virtio-net driver.
 */
#include "models/costs.h"
#include "models/guest/virtio_net.h"
#include "sim/core/machine.h"

static void wake_queue(struct virtio_net *n)
{
	if (virtqueue_free(&n->tx.vq) >= TX_STOP_BELOW)
		netif_wake_queue(&n->dev);
}

/* free_old_xmit_skbs(), with the turning off of the callback that goes before it from 6.1 on */
static void free_old_xmit_skbs(struct task *t, struct frame *f)
{
	struct virtio_net *n = f->self;
	void *cookie;
	ROUTINE(f);
	if (n->masks_tx)
		virtqueue_disable_cb(&n->tx.vq);
	while (virtqueue_get_buf(&n->tx.vq, &cookie))
		PAY(t, f, COST_guest_tx_free, 0);
}

void virtio_net_clean_tx(struct task *t, struct frame *f)
{
	struct virtio_net *n = f->self;
	ROUTINE(f);
	do
		CALL(t, f, free_old_xmit_skbs, n, NULL);
	while (n->masks_tx && virtqueue_enable_cb_delayed(&n->tx.vq));
	wake_queue(n);
}

static void schedule_tx_poll(struct virtio_net *n)
{
	virtqueue_disable_cb(&n->tx.vq);
	guest_napi_schedule(n->guest, &n->tx.napi);
}

/* 5.10 relies on the interrupt that start_xmit has asked for; later kernels ask anew. */
static void stop_napi_tx(struct virtio_net *n)
{
	if (n->masks_tx && virtqueue_enable_cb_delayed(&n->tx.vq))
		schedule_tx_poll(n);
}

/* With too few descriptors left the queue stops; without napi_tx the driver asks for an interrupt, and looks once
 * more. */
static void stop_if_low(struct task *t, struct frame *f)
{
	struct virtio_net *n = f->self;
	ROUTINE(f);
	if (virtqueue_free(&n->tx.vq) >= TX_STOP_BELOW)
		return;
	netif_stop_queue(&n->dev);
	if (n->napi_tx) {
		stop_napi_tx(n);
		return;
	}
	if (!virtqueue_enable_cb_delayed(&n->tx.vq))
		return;
	CALL(t, f, free_old_xmit_skbs, n, NULL);
	if (virtqueue_free(&n->tx.vq) >= TX_STOP_BELOW) {
		netif_wake_queue(&n->dev);
		virtqueue_disable_cb(&n->tx.vq);
	}
}

static void virtio_net_tx_add_packet(struct virtio_net *n, struct packet *p)
{
	depth_change(&n->tx.depth, n->guest->vcpu->task.core->cal->now, 1);
	virtio_add(&n->tx, p);
}

void virtio_net_start_xmit(struct task *t, struct frame *f)
{
	struct virtio_net *n = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	do
		CALL(t, f, free_old_xmit_skbs, n, NULL);
	while (n->napi_tx && virtqueue_enable_cb_delayed(&n->tx.vq) && n->masks_tx);
	PAY_FOR(t, f, COST_guest_tx, p);
	if (!n->dev.up || virtqueue_free(&n->tx.vq) == 0) {
		packet_drop(n->dev.ledger, p, n->dev.up ? DROP_guest_ring_full : DROP_guest_stopped);
		return;
	}
	virtio_net_tx_add_packet(n, p);
	if (n->napi_tx)
		CALL(t, f, stop_if_low, n, NULL);
	if (virtqueue_kick_prepare(&n->tx.vq))
		CALL(t, f, virtio_kick, n, &n->tx);
	if (!n->napi_tx)
		CALL(t, f, stop_if_low, n, NULL);
}

/* skb_xmit_done() */
void virtio_net_xmit_done(struct task *t, struct frame *f)
{
	struct virtio_net *n = f->self;
	(void)t;
	virtqueue_interrupted(&n->tx.vq);
	if (n->napi_tx) {
		schedule_tx_poll(n);
	} else {
		virtqueue_disable_cb(&n->tx.vq);
		netif_wake_queue(&n->dev);
	}
}

/* virtnet_poll_tx(); virtqueue_napi_complete() looks once more after enabling the callback. */
void virtio_net_poll_tx(struct task *t, struct frame *f)
{
	struct virtio_net *n = f->self;
	ROUTINE(f);
	PAY(t, f, COST_guest_poll, 0);
	CALL(t, f, free_old_xmit_skbs, n, NULL);
	wake_queue(n);
	virtqueue_enable_cb(&n->tx.vq);
	guest_napi_complete(&n->tx.napi);
	PAY(t, f, COST_guest_enable_cb, 0);
	if (virtqueue_more_used(&n->tx.vq))
		schedule_tx_poll(n);
}
