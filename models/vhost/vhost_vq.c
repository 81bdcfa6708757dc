/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/vhost/vhost_vq.h"
#include "models/costs.h"
#include "sim/core/machine.h"

#define VIRTIO_NET_HEADER 12 /* struct virtio_net_hdr_mrg_rxbuf */

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

struct step vhost_disable_notify(struct task *t, struct frame *f)
{
	struct vhost_vq *vq = f->self;
	ROUTINE(f);
	PAY(t, f, COST_vhost_disable_notify, 0);
	virtqueue_disable_notify(vq->ring);
	ROUTINE_END;
}

static bool take_desc(struct vhost_vq *vq, vtime now)
{
	if (!virtqueue_pop(vq->ring, &vq->id))
		return false;
	if (vq->avail_depth)
		depth_change(vq->avail_depth, now, -1);
	return true;
}

struct step vhost_take_desc(struct task *t, struct frame *f)
{
	struct vhost_vq *vq = f->self;
	ROUTINE(f);
	PAY(t, f, COST_vhost_get_desc, 0);
	vq->desc = take_desc(vq, t->core->cal->now) ? DESC_TAKEN : DESC_NONE;
	ROUTINE_END;
}

struct step vhost_enable_notify(struct task *t, struct frame *f)
{
	struct vhost_vq *vq = f->self;
	ROUTINE(f);
	vq->desc = DESC_NONE;
	virtqueue_enable_notify(vq->ring);
	PAY(t, f, COST_vhost_enable_notify, 0);
	if (virtqueue_avail(vq->ring) > 0) {
		CALL(t, f, vhost_disable_notify, vq, NULL);
		vq->desc = DESC_LOOK_AGAIN;
	}
	ROUTINE_END;
}

struct step vhost_get_desc(struct task *t, struct frame *f)
{
	struct vhost_vq *vq = f->self;
	ROUTINE(f);
	CALL(t, f, vhost_take_desc, vq, NULL);
	if (vq->desc == DESC_NONE)
		CALL(t, f, vhost_enable_notify, vq, NULL);
	ROUTINE_END;
}

int64_t vhost_vq_length(const struct packet *p)
{
	return p->bytes - ETH_FCS + VIRTIO_NET_HEADER;
}

void vhost_vq_count(struct vhost_vq *vq, const struct packet *p)
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
	virtqueue_write_used(vq->ring, vq->id, p);
}

struct step vhost_signal(struct task *t, struct frame *f)
{
	struct vhost_vq *vq = f->self;
	ROUTINE(f);
	PAY(t, f, COST_vhost_publish, 0);
	if (vq->used_depth)
		depth_change(vq->used_depth, t->core->cal->now, vq->ring->written);
	virtqueue_publish(vq->ring);
	if (virtqueue_signal_due(vq->ring))
		TAIL_CALL(t, f, irqfd_signal, vq->vector, NULL);
	ROUTINE_END;
}
