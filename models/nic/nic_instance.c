/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/nic_instance.h"
#include "models/costs.h"

/* The queue's interrupt: straight to the vhost thread. */
static void rx_interrupt(struct task *t, struct frame *f)
{
	struct nic_instance *in = f->self;
	ROUTINE(f);
	PAY(t, f, COST_nic_isr, 0);
	if (in->vhost.rx(in->vhost.self, t->core))
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
}

static void depletion_interrupt(struct task *t, struct frame *f)
{
	struct nic_instance *in = f->self;
	ROUTINE(f);
	PAY(t, f, COST_pool_depletion, 0);
	if (in->vhost.depletion(in->vhost.self, t->core))
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
}

static void depleted(void *self)
{
	struct nic_instance *in = self;
	++*in->depletions;
	TRACE(in->ledger->machine, pool, in->queue->index, in->pool.level);
	if (!in->queue->masked && in->queue->waiting.length == 0)
		irq_raise(&in->depletion_irq);
}

/* The tx handler: one descriptor, which points into the guest's memory. */
static void nic_instance_transmit(struct task *t, struct frame *f)
{
	struct nic_instance *in = f->self;
	const struct nic_frame *frame = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_nic_tx, frame->packet);
	nic_tx_send(&in->tx, frame->packet, frame->cookie);
}

void nic_instance_init(struct nic_instance *in, struct nic_queue *q, struct core *c,
		       const struct nic_settings *settings, int slots, int pool_capacity, int64_t *depletions)
{
	*in = (struct nic_instance){.queue = q, .ledger = q->nic->ledger, .depletions = depletions};
	buffer_pool_init(&in->pool, pool_capacity);
	irq_init(&in->rx_irq, c, "nic-vhost", rx_interrupt, in);
	irq_init(&in->depletion_irq, c, "nic-pool", depletion_interrupt, in);
	moderation_init(&in->moderation, settings, c->machine->era, q->nic->out.bits_per_s);
	nic_queue_setup(q, slots, DROP_nic_queue_full, line_to_irq(&in->rx_irq));
	nic_tx_init(&in->tx, q->nic, q, (int)settings->tx_ring);
	nic_queue_set_gap(q, in->moderation.gap);
	nic_queue_set_pool(q, &in->pool, depleted, in);
}

void nic_instance_fini(struct nic_instance *in)
{
	nic_tx_fini(&in->tx);
	buffer_pool_fini(&in->pool);
}

struct driver_handles nic_instance_register(struct nic_instance *in, const struct vhost_handlers *vhost)
{
	in->vhost = *vhost;
	return (struct driver_handles){.tx = {nic_instance_transmit, in}, .pool = &in->pool};
}

void nic_instance_open(struct nic_instance *in)
{
	nic_queue_set_gap(in->queue, moderation_update(&in->moderation, core_jiffies(in->rx_irq.core)));
	nic_queue_unmask(in->queue);
}

bool nic_instance_reap(struct nic_instance *in, void **cookie)
{
	int64_t bytes = 0;
	if (!nic_tx_reap(&in->tx, cookie, &bytes))
		return false;
	moderation_count(&in->moderation.tx, 1, bytes);
	return true;
}
