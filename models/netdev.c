/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/netdev.h"
#include "models/costs.h"

struct step dev_queue_xmit(struct task *t, struct frame *f)
{
	struct netdev *dev = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_guest_xmit, p);
	if (!dev->up)
		packet_drop(dev->ledger, p, DROP_guest_stopped);
	else if (!dev->stopped && dev->qdisc.length == 0)
		HAND_OVER(t, f, &dev->xmit, p);
	else if (dev->qdisc.length < TX_QUEUE_LEN)
		packet_queue_push(&dev->qdisc, p);
	else
		packet_drop(dev->ledger, p, DROP_guest_qdisc_full);
	ROUTINE_END;
}

struct step net_tx_action(struct task *t, struct frame *f)
{
	struct netdev *dev = f->self;
	ROUTINE(f);
	while (netdev_runnable(dev))
		HAND_OVER(t, f, &dev->xmit, packet_queue_pop(&dev->qdisc));
	ROUTINE_END;
}

void netdev_down(struct netdev *dev)
{
	struct packet *p;
	dev->up = false;
	while ((p = packet_queue_pop(&dev->qdisc)))
		packet_drop(dev->ledger, p, DROP_guest_stopped);
}

void netdev_init(struct netdev *dev, struct ledger *ledger)
{
	*dev = (struct netdev){.ledger = ledger, .up = true};
	packet_queue_init(&dev->qdisc);
}
