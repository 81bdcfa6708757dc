/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/e1000_driver.h"
#include "models/costs.h"

#define COPYBREAK 256	   /* bytes without FCS */
#define FCS 4		   /* bytes */
#define RX_BUFFER_WRITE 16 /* E1000_RX_BUFFER_WRITE */
#define MAX_SKB_FRAGS 17   /* with pages of 4 KiB */
#define TX_WAKE_THRESHOLD 32

static int e1000_driver_add(int descriptor, int n)
{
	return (descriptor + n) % E1000_RING;
}

/* E1000_DESC_UNUSED(): one always stays unused. */
static int unused(int clean, int use)
{
	return (clean - use - 1 + E1000_RING) % E1000_RING;
}

/* The access in hand: a register, and what to write. */
static struct e1000_access *reg(struct e1000_driver *d, enum e1000_reg which, int value)
{
	d->access = (struct e1000_access){which, (uint32_t)value};
	return &d->access;
}

/* ---- interrupt ---- */

/* e1000_irq_enable() */
static void irq_enable(struct task *t, struct frame *f)
{
	struct e1000_driver *d = f->self;
	ROUTINE(f);
	CALL(t, f, d->hw->access, d->hw, reg(d, E1000_IMS, 0));
	TAIL_CALL(t, f, d->hw->access, d->hw, reg(d, E1000_STATUS, 0));
}

static void irq_disable(struct task *t, struct frame *f)
{
	struct e1000_driver *d = f->self;
	ROUTINE(f);
	CALL(t, f, d->hw->access, d->hw, reg(d, E1000_IMC, 0));
	TAIL_CALL(t, f, d->hw->access, d->hw, reg(d, E1000_STATUS, 0));
}

/* e1000_intr(), and the end of the interrupt */
static void e1000_intr(struct task *t, struct frame *f)
{
	struct e1000_driver *d = f->self;
	ROUTINE(f);
	CALL(t, f, d->hw->access, d->hw, reg(d, E1000_ICR, 0));
	if (d->access.value) {
		CALL(t, f, irq_disable, d, NULL);
		e1000_itr_clear(&d->itr);
		guest_napi_schedule(d->guest, &d->napi);
	}
	TAIL_CALL(t, f, d->hw->eoi, d->hw, NULL);
}

/* ---- receive ---- */

/* Takes the packet of a descriptor written back; NULL: it is not. */
static struct packet *e1000_take_rx(struct e1000_driver *d, int descriptor)
{
	struct packet *p = d->hw->rx[descriptor];
	d->hw->rx[descriptor] = NULL;
	if (p)
		depth_change(&d->hw->rx_depth, d->guest->vcpu->task.core->cal->now, -1);
	return p;
}

static struct packet *e1000_next_packet(struct e1000_driver *d)
{
	struct packet *p = d->received < GUEST_NAPI_WEIGHT ? e1000_take_rx(d, d->rx_clean) : NULL;
	if (!p)
		return NULL;
	d->rx_clean = e1000_driver_add(d->rx_clean, 1);
	d->received++;
	d->cleaned++;
	d->itr.rx.packets++;
	d->itr.rx.bytes += p->bytes - FCS;
	return p;
}

/* e1000_clean_rx_irq() of one packet; f->arg: the packet */
static void e1000_receive_skb(struct task *t, struct frame *f)
{
	struct e1000_driver *d = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	OWE_FOR(t, COST_e1000_rx, p);
	if (p->bytes - FCS <= COPYBREAK)
		OWE_FOR(t, COST_e1000_copybreak, p);
	else
		OWE_FOR(t, COST_e1000_rx_buffer, p);
	PASS_ON(t, f, d->guest->app, p);
}

/* e1000_alloc_rx_buffers() */
static void give_buffers(struct task *t, struct frame *f)
{
	struct e1000_driver *d = f->self;
	ROUTINE(f);
	d->rx_use = e1000_driver_add(d->rx_use, d->cleaned);
	d->cleaned = 0;
	TAIL_CALL(t, f, d->hw->access, d->hw, reg(d, E1000_RDT, e1000_driver_add(d->rx_use, E1000_RING - 1)));
}

static void clean_rx(struct task *t, struct frame *f)
{
	struct e1000_driver *d = f->self;
	struct packet *p;
	ROUTINE(f);
	d->received = 0;
	while ((p = e1000_next_packet(d))) {
		CALL(t, f, e1000_receive_skb, d, p);
		if (d->cleaned >= RX_BUFFER_WRITE)
			CALL(t, f, give_buffers, d, NULL);
	}
	if (d->cleaned > 0)
		CALL(t, f, give_buffers, d, NULL);
}

/* ---- transmit ---- */

static int tx_unused(const struct e1000_driver *d)
{
	return unused(d->tx_clean, d->tx_use);
}

/* e1000_clean_tx_irq() */
static void clean_tx(struct task *t, struct frame *f)
{
	struct e1000_driver *d = f->self;
	ROUTINE(f);
	while (d->hw->tx_done[d->tx_clean]) {
		d->hw->tx_done[d->tx_clean] = false;
		d->itr.tx.packets++;
		d->itr.tx.bytes += d->tx_bytes[d->tx_clean];
		d->tx_clean = e1000_driver_add(d->tx_clean, 1);
		PAY(t, f, COST_e1000_tx_clean, 0);
		f->count++;
	}
	if (f->count > 0 && tx_unused(d) >= TX_WAKE_THRESHOLD)
		netif_wake_queue(&d->dev);
}

/* e1000_xmit_frame(); f->arg: the packet */
static void e1000_xmit_frame(struct task *t, struct frame *f)
{
	struct e1000_driver *d = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_e1000_tx, p);
	if (!d->dev.up) {
		packet_drop(d->dev.ledger, p, DROP_guest_stopped);
		return;
	}
	CHECK(tx_unused(d) > 0, "e1000: the queue runs with a full ring");
	d->tx_bytes[d->tx_use] = p->bytes - FCS;
	d->hw->tx[d->tx_use] = p;
	d->tx_use = e1000_driver_add(d->tx_use, 1);
	CALL(t, f, d->hw->access, d->hw, reg(d, E1000_TDT, d->tx_use));
	if (tx_unused(d) < d->stop_below)
		netif_stop_queue(&d->dev);
}

/* ---- NAPI ---- */

/* e1000_set_itr() */
static void set_itr(struct task *t, struct frame *f)
{
	struct e1000_driver *d = f->self;
	uint32_t value;
	ROUTINE(f);
	if (e1000_itr_update(&d->itr, &value))
		CALL(t, f, d->hw->access, d->hw, reg(d, E1000_ITR, (int)value));
}

/* e1000_clean() */
static void e1000_clean(struct task *t, struct frame *f)
{
	struct e1000_driver *d = f->self;
	ROUTINE(f);
	PAY(t, f, COST_guest_poll, 0);
	CALL(t, f, clean_tx, d, NULL);
	CALL(t, f, clean_rx, d, NULL);
	if (d->received >= GUEST_NAPI_WEIGHT)
		return;
	CALL(t, f, set_itr, d, NULL);
	guest_napi_complete(&d->napi);
	TAIL_CALL(t, f, irq_enable, d, NULL);
}

/* ---- set-up ---- */

void e1000_driver_init(struct e1000_driver *d, struct e1000_hw *hw, struct guest *guest,
		       struct ledger *ledger, enum era era)
{
	*d = (struct e1000_driver){.guest = guest,
				   .hw = hw,
				   .cleaned = E1000_RING - 1,
				   .stop_below = MAX_SKB_FRAGS + era_rules.e1000_spare_descriptors[era]};
	netdev_init(&d->dev, ledger);
	guest_add_device(guest, &d->dev);
	d->dev.xmit = (struct inlet){e1000_xmit_frame, d};
	vector_init(&d->vector, guest->vcpu, e1000_intr, d);
	guest_napi_init(&d->napi, e1000_clean, d);
	e1000_itr_init(&d->itr);
}

void e1000_driver_open(struct e1000_driver *d)
{
	netdev_up(&d->dev);
	d->rx_use = e1000_driver_add(d->rx_clean, unused(d->rx_clean, d->rx_use));
	d->hw->rdt = e1000_driver_add(d->rx_use, E1000_RING - 1);
	d->cleaned = 0;
}

void e1000_driver_purge(struct e1000_driver *d)
{
	struct packet *p;
	CHECK(!d->dev.up && d->hw->tdh == d->tx_use, "e1000: a device in use is purged");
	while ((p = e1000_take_rx(d, d->rx_clean))) {
		packet_drop(d->dev.ledger, p, DROP_guest_stopped);
		d->rx_clean = e1000_driver_add(d->rx_clean, 1);
		d->cleaned++;
	}
}

void e1000_driver_check(const struct e1000_driver *d)
{
	int posted = 0;
	for (int i = 0; i < E1000_RING; i++)
		posted += d->hw->rx[i] != NULL;
	CHECK(posted == (d->hw->rdh - d->rx_clean + E1000_RING) % E1000_RING,
	      "e1000: a received packet outside of the driver's window");
	depth_check(&d->hw->rx_depth, posted, "the e1000's receive ring");
	CHECK(d->cleaned == unused(d->rx_clean, d->rx_use), "e1000: receive buffers are missing");
}
