/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/netdev.h"
#include "models/costs.h"

static void qdisc_enqueue(struct netdev *dev, struct packet *p)
{
	if (dev->qdisc.length < TX_QUEUE_LEN)
		packet_queue_push(&dev->qdisc, p);
	else
		packet_drop(dev->ledger, p, DROP_guest_qdisc_full);
}

/* __dev_xmit_skb() */
void dev_queue_xmit(struct task *t, struct frame *f)
{
	struct netdev *dev = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	if (dev->no_queue) {
		HAND_OVER(t, f, &dev->xmit, p);
		return;
	}
	PAY_FOR(t, f, COST_guest_xmit, p);
	if (!dev->up) {
		packet_drop(dev->ledger, p, DROP_guest_stopped);
	} else if (!dev->stopped && dev->qdisc.length == 0) {
		PASS_ON(t, f, &dev->xmit, p);
	} else {
		qdisc_enqueue(dev, p);
		CALL(t, f, qdisc_run, dev, NULL);
	}
}

void qdisc_run(struct task *t, struct frame *f)
{
	struct netdev *dev = f->self;
	ROUTINE(f);
	for (dev->quota = QDISC_QUOTA; dev->quota > 0 && netdev_runnable(dev); dev->quota--)
		HAND_OVER(t, f, &dev->xmit, packet_queue_pop(&dev->qdisc));
}

void netdev_up(struct netdev *dev)
{
	dev->up = true;
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
