/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/rx_ring.h"
#include "models/costs.h"
#include "sim/core/machine.h"

struct packet *rx_ring_next(struct rx_ring *r)
{
	struct packet *p = nic_queue_take(r->queue, NULL);
	if (p)
		moderation_count(&r->moderation.rx, 1, p->bytes);
	return p;
}

/* A full batch of cleaned descriptors goes back to the hardware. */
static void rx_ring_refill(struct rx_ring *r)
{
	nic_queue_give(r->queue, r->to_refill);
	r->to_refill = 0;
}

void rx_ring_clean(struct task *t, struct frame *f)
{
	struct rx_ring *r = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	if (++r->to_refill < r->refill_batch) {
		OWE_FOR(t, COST_nic_rx, p);
	} else {
		PAY_FOR(t, f, COST_nic_rx, p);
		rx_ring_refill(r);
	}
}

void rx_ring_enable(struct task *t, struct frame *f)
{
	struct rx_ring *r = f->self;
	ROUTINE(f);
	nic_queue_set_gap(r->queue, moderation_update(&r->moderation, core_jiffies(t->core)));
	PAY(t, f, COST_nic_irq_enable, 0);
	nic_queue_unmask(r->queue);
}

void rx_ring_open(struct rx_ring *r)
{
	nic_queue_unmask(r->queue);
}

void rx_ring_init(struct rx_ring *r, struct nic_queue *q, int slots, const struct nic_settings *settings,
		  struct core *c, struct line line)
{
	*r = (struct rx_ring){.queue = q, .refill_batch = (int)settings->refill_batch};
	moderation_init(&r->moderation, settings, c->machine->era, q->nic->out.bits_per_s);
	nic_queue_setup(q, slots, DROP_nic_ring_full, line);
	nic_queue_set_gap(q, r->moderation.gap);
}
