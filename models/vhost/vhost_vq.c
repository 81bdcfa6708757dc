/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/vhost/vhost_vq.h"
#include "models/costs.h"
#include "sim/core/machine.h"

void vhost_vq_attach(struct vhost_vq *vq)
{
	vq->detached = false;
}

void vhost_vq_detach(struct vhost_vq *vq)
{
	vq->detached = true;
}

void vhost_vq_turn(struct vhost_vq *vq)
{
	vq->bytes = vq->packets = 0;
	++*vq->runs;
	TRACE(vq->worker->task.core->machine, vhost_turn, vq->guest, vq->sends);
}

void vhost_disable_notify(struct task *t, struct frame *f)
{
	struct vhost_vq *vq = f->self;
	ROUTINE(f);
	PAY(t, f, COST_vhost_disable_notify, 0);
	virtqueue_disable_notify(vq->ring);
}

/* Whether the first n buffers that are available hold the packet. */
static bool enough(const struct vhost_vq *vq, int n)
{
	return vq->wants == 0 || virtqueue_room(vq->ring, n) >= vq->wants;
}

static void vhost_vq_take(struct vhost_vq *vq, int n, vtime now)
{
	uint16_t further;
	virtqueue_pop(vq->ring, &vq->id);
	for (int i = 1; i < n; i++)
		virtqueue_pop(vq->ring, &further);
	if (vq->avail_depth)
		depth_change(vq->avail_depth, now, -1);
	vq->taken = n;
	vq->left_over = 0;
	vq->desc = DESC_TAKEN;
}

void vhost_take_desc(struct task *t, struct frame *f)
{
	struct vhost_vq *vq = f->self;
	ROUTINE(f);
	vq->desc = DESC_NONE;
	do {
		PAY(t, f, COST_vhost_get_desc, 0);
		vq->left_over = virtqueue_avail(vq->ring);
		if (vq->left_over < ++f->count)
			return;
	} while (!enough(vq, f->count));
	vhost_vq_take(vq, f->count, t->core->cal->now);
}

void vhost_enable_notify(struct task *t, struct frame *f)
{
	struct vhost_vq *vq = f->self;
	ROUTINE(f);
	vq->desc = DESC_NONE;
	virtqueue_enable_notify(vq->ring);
	PAY(t, f, COST_vhost_enable_notify, 0);
	if (virtqueue_avail(vq->ring) > vq->left_over) {
		CALL(t, f, vhost_disable_notify, vq, NULL);
		vq->desc = DESC_LOOK_AGAIN;
	}
}

void vhost_get_desc(struct task *t, struct frame *f)
{
	struct vhost_vq *vq = f->self;
	ROUTINE(f);
	CALL(t, f, vhost_take_desc, vq, NULL);
	if (vq->desc == DESC_NONE)
		CALL(t, f, vhost_enable_notify, vq, NULL);
}

int64_t vhost_vq_length(const struct packet *p)
{
	return p->bytes - ETH_FCS + VIRTIO_NET_HEADER;
}

/* A packet counts towards the turn's weights. */
static void vhost_vq_count(struct vhost_vq *vq, const struct packet *p)
{
	vq->bytes += vhost_vq_length(p);
	vq->packets++;
}

struct packet *vhost_vq_take_tx(struct vhost_vq *vq)
{
	struct packet *p = virtqueue_cookie(vq->ring, vq->id);
	vhost_vq_count(vq, p);
	return p;
}

void vhost_vq_write_used(struct vhost_vq *vq, struct packet *p)
{
	vhost_vq_count(vq, p);
	TRACE(vq->worker->task.core->machine, used, p->id, vq->guest);
	if (vq->taken > 1)
		virtqueue_write_used_n(vq->ring, vq->taken, p);
	else
		virtqueue_write_used(vq->ring, vq->id, p);
}

void vhost_signal(struct task *t, struct frame *f)
{
	struct vhost_vq *vq = f->self;
	ROUTINE(f);
	PAY(t, f, COST_vhost_publish, 0);
	if (vq->used_depth)
		depth_change(vq->used_depth, t->core->cal->now, virtqueue_written(vq->ring));
	virtqueue_publish(vq->ring);
	if (virtqueue_signal_due(vq->ring))
		TAIL_CALL(t, f, irqfd_signal, vq->vector, NULL);
}
