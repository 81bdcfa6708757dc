/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/vhost_vq.h"
#include "models/costs.h"
#include "sim/machine.h"

void vhost_vq_turn(struct vhost_vq *vq)
{
	vq->bytes = vq->packets = 0;
	++*vq->runs;
}

void vhost_vq_write_used(struct vhost_vq *vq, struct packet *p)
{
	vq->bytes += p->bytes;
	vq->packets++;
	TRACE(vq->worker->task.core->machine, vhost_rx, p->id, vq->guest);
	virtqueue_write_used(vq->ring, vq->id, p);
}

struct step vhost_signal(struct task *t, struct frame *f)
{
	struct vhost_vq *vq = f->self;
	ROUTINE(f);
	PAY(t, f, COST_vhost_publish, 0);
	depth_change(vq->used_depth, t->core->cal->now, vq->ring->written);
	virtqueue_publish(vq->ring);
	if (virtqueue_signal_due(vq->ring)) {
		TRACE(t->core->machine, signal, vq->guest, vq->ring->used_idx);
		CALL(t, f, irqfd_signal, vq->vcpu, NULL);
	}
	ROUTINE_END;
}
