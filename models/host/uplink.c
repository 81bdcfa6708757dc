/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/uplink.h"
#include "models/costs.h"
#include "models/nic/nic.h"

static bool sends_at_once(const struct uplink *u)
{
	return !u->tx.stopped && u->qdisc.length == 0;
}

static void uplink_enqueue(struct uplink *u, struct packet *p)
{
	packet_queue_push(&u->qdisc, p);
	depth_change(&u->depth, u->ledger->machine->cal.now, 1);
}

/* dev_queue_xmit() */
static void uplink_xmit(struct task *t, struct frame *f)
{
	struct uplink *u = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_dev_queue_xmit, p);
	if (sends_at_once(u)) {
		napi_skb_sent(t, p);
		PAY_FOR(t, f, COST_nic_tx, p);
	}
	if (sends_at_once(u)) {
		tx_ring_send(&u->tx, p);
	} else if (u->qdisc.length < UPLINK_QUEUE_LEN) {
		uplink_enqueue(u, p);
	} else {
		kfree_skbmem(t, p);
		PAY_FOR(t, f, COST_skb_free, p);
		packet_drop(u->ledger, p, DROP_nic_tx_full);
	}
}

/* net_tx_action(): the qdisc runs, while the queue does. */
static void net_tx_action(struct task *t, struct frame *f)
{
	struct uplink *u = f->self;
	ROUTINE(f);
	while (!u->tx.stopped && u->qdisc.length > 0) {
		napi_skb_sent(t, u->qdisc.head);
		PAY_FOR(t, f, COST_nic_tx, u->qdisc.head);
		if (u->tx.stopped || u->qdisc.length == 0)
			break;
		depth_change(&u->depth, t->core->cal->now, -1);
		tx_ring_send(&u->tx, packet_queue_pop(&u->qdisc));
	}
}

void uplink_clean(struct task *t, struct frame *f)
{
	struct uplink *u = f->self;
	ROUTINE(f);
	CALL(t, f, tx_ring_clean, &u->tx, NULL);
	if (tx_ring_wake(&u->tx))
		softirq_raise(u->core, SOFTIRQ_NET_TX);
}

void uplink_init(struct uplink *u, struct nic *nic, struct nic_queue *vector, int slots, struct core *c)
{
	*u = (struct uplink){.in = {uplink_xmit, u}, .ledger = nic->ledger, .core = c};
	packet_queue_init(&u->qdisc);
	tx_ring_init(&u->tx, nic, vector, slots, UPLINK_CLEAN_WORK);
	softirq_open(c, SOFTIRQ_NET_TX, net_tx_action, u);
}

void uplink_fini(struct uplink *u)
{
	tx_ring_fini(&u->tx);
}
