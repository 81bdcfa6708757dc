/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/vf_driver.h"
#include "models/costs.h"
#include "sim/base/check.h"

static const struct option vf_options[] = {
	VALUE_OPTION(vf_settings, rx_ring, UNIT_COUNT, "512", "64", "4096",
		     "descriptors of a receive ring (IXGBEVF_DEFAULT_RXD)"),
	VALUE_OPTION(vf_settings, tx_ring, UNIT_COUNT, "1024", "64", "4096",
		     "descriptors of a transmit ring (IXGBEVF_DEFAULT_TXD)"),
};

OPTION_TABLE(vf_table, "vf", vf_settings, vf_options, "SR-IOV virtual functions (passthrough flow)");

/* ---- transmit ---- */

/* ixgbevf_xmit_frame_ring() */
static void xmit_frame(struct task *t, struct frame *f)
{
	struct vf_driver *d = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_nic_tx, p);
	if (!d->dev.up) {
		packet_drop(d->dev.ledger, p, DROP_guest_stopped);
		return;
	}
	tx_ring_send(&d->tx, p);
	if (d->tx.stopped)
		netif_stop_queue(&d->dev);
}

/* ---- receive ---- */

static struct packet *vf_next_packet(struct vf_driver *d)
{
	struct packet *p = d->received < GUEST_NAPI_WEIGHT ? rx_ring_next(&d->rx) : NULL;
	d->received += p != NULL;
	return p;
}

/* ixgbevf_clean_rx_irq() of one packet; f->arg: the packet */
static void vf_receive_packet(struct task *t, struct frame *f)
{
	struct vf_driver *d = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	CALL(t, f, rx_ring_clean, &d->rx, p);
	OWE_FOR(t, COST_skb_alloc, p);
	OWE_FOR(t, COST_netif_receive, p);
	PASS_ON(t, f, d->guest->app, p);
}

/* ixgbevf_poll() */
static void vf_poll(struct task *t, struct frame *f)
{
	struct vf_driver *d = f->self;
	struct packet *p;
	ROUTINE(f);
	d->received = 0;
	PAY(t, f, COST_guest_poll, 0);
	CALL(t, f, tx_ring_clean, &d->tx, NULL);
	moderation_count(&d->rx.moderation.tx, d->tx.cleaned, d->tx.cleaned_bytes);
	if (tx_ring_wake(&d->tx))
		netif_wake_queue(&d->dev);
	while ((p = vf_next_packet(d)))
		CALL(t, f, vf_receive_packet, d, p);
	if (d->received >= GUEST_NAPI_WEIGHT || tx_ring_spent(&d->tx))
		return;
	guest_napi_complete(&d->napi);
	TAIL_CALL(t, f, rx_ring_enable, &d->rx, NULL);
}

/* ixgbevf_msix_clean_rings(), beside the interrupt's entry */
static void vf_isr(struct task *t, struct frame *f)
{
	struct vf_driver *d = f->self;
	(void)t;
	guest_napi_schedule(d->guest, &d->napi);
}

/* ---- set-up ---- */

void vf_driver_init(struct vf_driver *d, struct guest *guest, struct nic_queue *q, struct core *host,
		    enum era era, const struct nic_settings *nic, const struct vf_settings *settings)
{
	*d = (struct vf_driver){.guest = guest};
	netdev_init(&d->dev, q->nic->ledger);
	guest_add_device(guest, &d->dev);
	d->dev.xmit = (struct inlet){xmit_frame, d};
	guest_napi_init(&d->napi, vf_poll, d);
	vector_init(&d->vector, guest->vcpu, vf_isr, d);
	vfio_irq_init(&d->interrupt, &d->vector, host, era);
	rx_ring_init(&d->rx, q, (int)settings->rx_ring, nic, guest->vcpu->task.core,
		     vfio_line(&d->interrupt));
	moderation_of_vf(&d->rx.moderation, era);
	netdev_down(&d->dev);
	nic_queue_close(q);
	tx_ring_init(&d->tx, q->nic, q, (int)settings->tx_ring, (int)settings->tx_ring / 2);
}

void vf_driver_fini(struct vf_driver *d)
{
	tx_ring_fini(&d->tx);
}

void vf_driver_open(struct vf_driver *d)
{
	netdev_up(&d->dev);
	nic_queue_open(d->rx.queue);
	rx_ring_open(&d->rx);
}

void vf_driver_close(struct vf_driver *d)
{
	nic_queue_close(d->rx.queue);
}

void vf_driver_check(const struct vf_driver *d)
{
	const struct nic_queue *q = d->rx.queue;
	int held = q->slots - q->free_slots - (int)q->waiting.length;
	CHECK(held >= 0 && held <= d->rx.to_refill + GUEST_NAPI_WEIGHT,
	      "vf: %d descriptors are held by the driver", held);
	CHECK(d->dev.stopped || nic_tx_free(&d->tx.nic_tx) >= TX_DESC_NEEDED,
	      "vf: a transmit queue that runs has %d free descriptors", nic_tx_free(&d->tx.nic_tx));
}
