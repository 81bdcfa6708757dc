/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/qemu/qemu_virtio_net.h"
#include "models/costs.h"
#include "models/counters.h"
#include "sim/core/machine.h"

void qemu_virtio_push(struct task *t, struct frame *f)
{
	struct qemu_virtio_net *n = f->self;
	struct virtio_ring *ring = f->arg;
	ROUTINE(f);
	PAY(t, f, COST_qemu_push, 0);
	if (ring == n->rx)
		depth_change(&ring->depth, t->core->cal->now, virtqueue_written(&ring->vq));
	virtqueue_publish(&ring->vq);
	if (virtqueue_signal_due(&ring->vq))
		CALL(t, f, qemu_signal, &ring->vector, NULL);
}

static int buffers_for(const struct qemu_virtio_net *n, const struct packet *p)
{
	return virtqueue_need(&n->rx->vq, p->bytes - ETH_FCS + VIRTIO_NET_HEADER);
}

/* virtio_net_has_buffers(); f->arg: the packet */
static void has_buffers(struct task *t, struct frame *f)
{
	struct qemu_virtio_net *n = f->self;
	struct virtqueue *vq = &n->rx->vq;
	ROUTINE(f);
	PAY(t, f, COST_qemu_has_buffers, 0);
	if (buffers_for(n, f->arg) == 0) {
		virtqueue_enable_notify(vq);
		PAY(t, f, COST_qemu_set_notification, 0);
	}
	n->buffers = buffers_for(n, f->arg);
	if (n->buffers > 0)
		virtqueue_disable_notify(vq);
}

/* virtio_net_receive() of one packet; f->arg: the packet */
static void virtio_net_receive(struct task *t, struct frame *f)
{
	struct qemu_virtio_net *n = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	CALL(t, f, has_buffers, n, p);
	if (n->buffers == 0)
		return;
	n->nc.taken = true;
	for (f->count = 0; f->count < n->buffers; f->count++) {
		PAY_FOR(t, f, COST_qemu_pop, p);
		virtqueue_pop(&n->rx->vq, &n->id);
	}
	PAY_FOR(t, f, COST_qemu_copy, p);
	COUNT(t, copies);
	TRACE(t->core->machine, copy, p->id, p->bytes);
	TRACE(t->core->machine, used, p->id, n->guest);
	virtqueue_write_used_n(&n->rx->vq, n->buffers, p);
	TAIL_CALL(t, f, qemu_virtio_push, n, n->rx);
}

/* virtio_net_handle_rx() */
static void handle_rx(struct task *t, struct frame *f)
{
	struct qemu_virtio_net *n = f->self;
	ROUTINE(f);
	CALL(t, f, qemu_notifier_read, &n->rx_kick, NULL);
	TAIL_CALL(t, f, qemu_flush_queued_packets, &n->nc, NULL);
}

void qemu_virtio_net_init(struct qemu_virtio_net *n, struct qemu *q, const struct qemu_settings *settings,
			  struct virtio_net *driver, struct tap *tap)
{
	*n = (struct qemu_virtio_net){
		.guest = driver->guest->index, .qemu = q, .rx = &driver->rx, .tx = &driver->tx};
	qemu_tap_init(&n->nc, q, tap, &(struct qemu_client){.receive = virtio_net_receive, .self = n});
	qemu_notifier_init(&n->rx_kick, q, handle_rx, n);
	virtio_ring_serve(n->rx, (struct kick_target){qemu_notifier_signal, &n->rx_kick}, (struct line){0});
	qemu_virtio_net_init_tx(n, settings);
	virtio_ring_serve(n->tx, (struct kick_target){qemu_notifier_signal, &n->tx_kick}, (struct line){0});
}
