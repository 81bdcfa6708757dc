/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic_driver.h"
#include "models/costs.h"

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
		d->moderation.bytes += p->bytes;
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
	if (d->backlog) {
		CALL(t, f, netif_rx, d->backlog, p);
	} else {
		OWE_FOR(t, COST_netif_receive, p);
		HAND_OVER(t, f, d->up, p);
	}
	ROUTINE_END;
}

/* e1000_intr() of 2.4 */
static struct step receive_all(struct task *t, struct frame *f)
{
	struct nic_driver *d = f->self;
	struct packet *p;
	ROUTINE(f);
	if (d->uplink)
		CALL(t, f, uplink_clean, d->uplink, NULL);
	while ((p = clean_descriptor(d)))
		CALL(t, f, receive_packet, d, p);
	d->queue->gap = moderation_update(&d->moderation);
	nic_queue_unmask(d->queue);
	ROUTINE_END;
}

static struct step nic_isr(struct task *t, struct frame *f)
{
	struct nic_driver *d = f->self;
	ROUTINE(f);
	PAY(t, f, COST_nic_isr, 0);
	if (d->backlog)
		CALL(t, f, receive_all, d, NULL);
	else
		napi_schedule(&d->napi);
	ROUTINE_END;
}

/* ixgbe_poll() */
static struct step nic_poll(struct task *t, struct frame *f)
{
	struct nic_driver *d = f->self;
	struct packet *p;
	ROUTINE(f);
	PAY(t, f, COST_napi_poll, 0);
	if (d->uplink)
		CALL(t, f, uplink_clean, d->uplink, NULL);
	while (d->napi.work < d->napi.weight && !saturated(d) && (p = clean_descriptor(d))) {
		d->napi.work++;
		CALL(t, f, receive_packet, d, p);
	}
	if (d->uplink && d->uplink->cleaned >= UPLINK_CLEAN_WORK)
		d->napi.work = d->napi.weight;
	if (d->napi.work >= d->napi.weight)
		RETURN;
	napi_complete(&d->napi);
	if (saturated(d)) {
		d->saturation->parked = true;
	} else {
		d->queue->gap = moderation_update(&d->moderation);
		PAY(t, f, COST_nic_irq_enable, 0);
		nic_queue_unmask(d->queue);
	}
	ROUTINE_END;
}

void nic_driver_init(struct nic_driver *d, struct nic_queue *q, struct softnet *sn,
		     const struct nic_settings *settings, int weight, struct port *up)
{
	*d = (struct nic_driver){.queue = q, .up = up, .refill_batch = (int)settings->refill_batch};
	moderation_init(&d->moderation, settings);
	irq_init(&d->irq, sn->core, "nic", nic_isr, d);
	napi_init(&d->napi, sn, nic_poll, d, weight);
	nic_queue_setup(q, (int)settings->rx_ring, DROP_nic_ring_full, &d->irq);
	q->gap = d->moderation.gap;
	nic_queue_unmask(q);
}
