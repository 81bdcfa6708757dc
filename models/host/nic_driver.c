/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/nic_driver.h"
#include "models/costs.h"

static bool saturated(const struct nic_driver *d)
{
	return d->saturation && d->saturation->raised;
}

/* get_rps_cpu() */
static struct backlog *rps_backlog(const struct nic_driver *d, const struct packet *p)
{
	return d->rps[(uint64_t)p->hash * (uint64_t)d->rps_length >> 32];
}

/* ixgbe_clean_rx_irq() of one packet; f->arg: the packet. */
static void nic_receive_packet(struct task *t, struct frame *f)
{
	struct nic_driver *d = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	CALL(t, f, rx_ring_clean, &d->rx, p);
	OWE_FOR(t, COST_skb_alloc, p);
	napi_skb_get(d->skbs, t, p);
	if (d->backlog)
		TAIL_CALL(t, f, netif_rx, d->backlog, p);
	if (d->rps) {
		OWE_FOR(t, COST_rps_cpu, p);
		TAIL_CALL(t, f, netif_rx, rps_backlog(d, p), p);
	}
	OWE_FOR(t, COST_netif_receive, p);
	PASS_ON(t, f, d->up, p);
}

/* e1000_intr() of 2.4 */
static void nic_driver_receive_all(struct task *t, struct frame *f)
{
	struct nic_driver *d = f->self;
	struct packet *p;
	ROUTINE(f);
	if (d->uplink)
		CALL(t, f, uplink_clean, d->uplink, NULL);
	while ((p = rx_ring_next(&d->rx)))
		CALL(t, f, nic_receive_packet, d, p);
	rx_ring_open(&d->rx);
}

static void nic_isr(struct task *t, struct frame *f)
{
	struct nic_driver *d = f->self;
	ROUTINE(f);
	PAY(t, f, COST_nic_isr, 0);
	if (d->backlog)
		CALL(t, f, nic_driver_receive_all, d, NULL);
	else
		f->answer = napi_schedule(&d->napi);
	if (f->answer)
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
}

/* ixgbe_poll() */
static void nic_poll(struct task *t, struct frame *f)
{
	struct nic_driver *d = f->self;
	struct packet *p;
	ROUTINE(f);
	PAY(t, f, COST_napi_poll, 0);
	if (d->uplink) {
		CALL(t, f, uplink_clean, d->uplink, NULL);
		moderation_count(&d->rx.moderation.tx, d->uplink->tx.cleaned, d->uplink->tx.cleaned_bytes);
	}
	while (d->napi.work < d->napi.weight && !saturated(d) && (p = rx_ring_next(&d->rx))) {
		d->napi.work++;
		CALL(t, f, nic_receive_packet, d, p);
	}
	if (d->uplink && tx_ring_spent(&d->uplink->tx))
		d->napi.work = d->napi.weight;
	if (d->napi.work >= d->napi.weight)
		return;
	napi_complete(&d->napi);
	if (d->returns_zero)
		d->napi.uncounted = d->napi.work;
	if (saturated(d))
		saturation_park(d->saturation);
	else
		CALL(t, f, rx_ring_enable, &d->rx, NULL);
}

void nic_driver_init(struct nic_driver *d, struct nic_queue *q, struct softnet *sn,
		     const struct nic_settings *settings, int weight, struct inlet *up)
{
	*d = (struct nic_driver){.up = up};
	d->returns_zero = era_rules.ixgbe_poll_returns_zero[sn->core->machine->era];
	irq_init(&d->irq, sn->core, "nic", nic_isr, d);
	napi_init(&d->napi, sn, nic_poll, d, weight);
	rx_ring_init(&d->rx, q, (int)settings->rx_ring, settings, sn->core, line_to_irq(&d->irq));
	rx_ring_open(&d->rx);
}

void nic_driver_fini(struct nic_driver *d)
{
	g_free(d->rps);
}

void nic_driver_thread(struct nic_driver *d, struct core *c)
{
	napi_thread_init(&d->thread, &d->napi, c);
}
