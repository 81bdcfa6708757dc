/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic_driver.h"
#include "models/costs.h"

static struct step nic_isr(struct task *t, struct frame *f)
{
	struct nic_driver *d = f->self;
	ROUTINE(f);
	PAY(t, f, COST_nic_isr, 0);
	if (napi_schedule(&d->napi))
		PAY(t, f, COST_wake_up, 0);
	ROUTINE_END;
}

/* A full batch of cleaned descriptors goes back to the hardware. */
static void refill(struct nic_driver *d)
{
	nic_queue_give(d->queue, d->to_refill);
	d->to_refill = 0;
}

static struct packet *clean_descriptor(struct nic_driver *d)
{
	struct packet *p = nic_queue_take(d->queue, NULL);
	if (p)
		moderation_count(&d->moderation.rx, 1, p->bytes);
	return p;
}

static bool saturated(const struct nic_driver *d)
{
	return d->saturation && d->saturation->raised;
}

/* ixgbe_clean_rx_irq() of one packet; f->arg: the packet. */
static struct step receive_packet(struct task *t, struct frame *f)
{
	struct nic_driver *d = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	if (++d->to_refill < d->refill_batch) {
		OWE_FOR(t, COST_nic_rx, p);
	} else {
		PAY_FOR(t, f, COST_nic_rx, p);
		refill(d);
	}
	OWE_FOR(t, COST_skb_alloc, p);
	OWE_FOR(t, COST_netif_receive, p);
	HAND_OVER(t, f, d->up, p);
	ROUTINE_END;
}

/* ixgbe_poll() */
static struct step nic_poll(struct task *t, struct frame *f)
{
	struct nic_driver *d = f->self;
	struct packet *p;
	ROUTINE(f);
	PAY(t, f, COST_napi_poll, 0);
	if (d->uplink) {
		CALL(t, f, uplink_clean, d->uplink, NULL);
		moderation_count(&d->moderation.tx, d->uplink->cleaned, d->uplink->cleaned_bytes);
	}
	while (d->napi.work < d->napi.weight && !saturated(d) && (p = clean_descriptor(d))) {
		d->napi.work++;
		CALL(t, f, receive_packet, d, p);
	}
	if (d->uplink && d->uplink->cleaned >= UPLINK_CLEAN_WORK)
		d->napi.work = d->napi.weight;
	if (d->napi.work >= d->napi.weight)
		RETURN;
	napi_complete(&d->napi);
	if (d->returns_zero)
		d->napi.uncounted = d->napi.work;
	if (saturated(d)) {
		d->saturation->parked = true;
	} else {
		d->queue->gap = moderation_update(&d->moderation, core_jiffies(t->core));
		PAY(t, f, COST_nic_irq_enable, 0);
		nic_queue_unmask(d->queue);
	}
	ROUTINE_END;
}

void nic_driver_init(struct nic_driver *d, struct nic_queue *q, struct softnet *sn,
		     const struct nic_settings *settings, int weight, struct port *up)
{
	*d = (struct nic_driver){.queue = q, .up = up, .refill_batch = (int)settings->refill_batch};
	d->returns_zero = sn->core->machine->era == ERA_3_13;
	moderation_init(&d->moderation, settings, sn->core->machine->era, q->nic->out.bits_per_s);
	irq_init(&d->irq, sn->core, "nic", nic_isr, d);
	napi_init(&d->napi, sn, nic_poll, d, weight);
	nic_queue_setup(q, (int)settings->rx_ring, DROP_nic_ring_full, &d->irq);
	q->gap = d->moderation.gap;
	nic_queue_unmask(q);
}

void nic_driver_thread(struct nic_driver *d, struct core *c)
{
	napi_thread_init(&d->thread, &d->napi, c);
}
