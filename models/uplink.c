/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/uplink.h"
#include "models/costs.h"
#include "models/nic.h"

static bool sends_at_once(const struct uplink *u)
{
	return !u->stopped && u->qdisc.length == 0;
}

/* ixgbe_xmit_frame_ring(), once its work is paid for */
static void put_into_ring(struct uplink *u, struct packet *p)
{
	nic_tx_send(&u->tx, p, p->ubuf);
	u->stopped = nic_tx_free(&u->tx) < UPLINK_DESC_NEEDED;
}

static void enqueue(struct uplink *u, struct packet *p)
{
	packet_queue_push(&u->qdisc, p);
	depth_change(&u->depth, u->ledger->machine->cal.now, 1);
}

/* dev_queue_xmit() */
static struct step uplink_xmit(struct task *t, struct frame *f)
{
	struct uplink *u = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_dev_queue_xmit, p);
	if (sends_at_once(u))
		PAY_FOR(t, f, COST_nic_tx, p);
	if (sends_at_once(u)) {
		put_into_ring(u, p);
	} else if (u->qdisc.length < UPLINK_QUEUE_LEN) {
		enqueue(u, p);
	} else {
		PAY_FOR(t, f, COST_skb_free, p);
		packet_drop(u->ledger, p, DROP_nic_tx_full);
	}
	ROUTINE_END;
}

/* net_tx_action(): the qdisc runs, while the queue does. */
static struct step net_tx_action(struct task *t, struct frame *f)
{
	struct uplink *u = f->self;
	ROUTINE(f);
	while (!u->stopped && u->qdisc.length > 0) {
		PAY_FOR(t, f, COST_nic_tx, u->qdisc.head);
		if (u->stopped || u->qdisc.length == 0)
			break;
		depth_change(&u->depth, t->core->cal->now, -1);
		put_into_ring(u, packet_queue_pop(&u->qdisc));
	}
	ROUTINE_END;
}

static void wake(struct uplink *u)
{
	if (!u->stopped || nic_tx_free(&u->tx) < UPLINK_WAKE_AT)
		return;
	u->stopped = false;
	softirq_raise(u->core, SOFTIRQ_NET_TX);
}

struct step uplink_clean(struct task *t, struct frame *f)
{
	struct uplink *u = f->self;
	void *ubuf;
	ROUTINE(f);
	u->cleaned = 0;
	u->cleaned_bytes = 0;
	while (u->cleaned < UPLINK_CLEAN_WORK && nic_tx_reap(&u->tx, &ubuf, &u->cleaned_bytes)) {
		u->cleaned++;
		OWE(t, COST_nic_tx_clean, 0);
		if (ubuf && ubuf_done(ubuf, true, t->core))
			OWE(t, COST_wake_up, 0);
		PAY(t, f, COST_skb_free, 0);
	}
	wake(u);
	ROUTINE_END;
}

void uplink_init(struct uplink *u, struct nic *nic, struct nic_queue *vector, int slots, struct core *c)
{
	*u = (struct uplink){.in = {uplink_xmit, u}, .ledger = nic->ledger, .core = c};
	packet_queue_init(&u->qdisc);
	nic_tx_init(&u->tx, nic, vector, slots);
	softirq_open(c, SOFTIRQ_NET_TX, net_tx_action, u);
}

void uplink_fini(struct uplink *u)
{
	nic_tx_fini(&u->tx);
}
