// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The back channel from vhost to NAPI: the driver leaves a guest's queue alone while its tap is full.
 *
 * No part of the kernel is changed. The level of a tap is read off its ptr_ring, as vhost-net itself does. vhost frees each packet
 * that it has copied: at that tracepoint the level is looked at, and a queue that was left is enabled again.
 */
#include "frame.h"
#include "simnic.h"

#include <linux/file.h>
#include <linux/if_tun.h>
#include <linux/module.h>
#include <linux/ptr_ring.h>

static ulong stop;    /* packets in a tap at which its queue is left; 0: never */
static ulong restart; /* packets at which it is enabled again */
static u64 n_saturations;
module_param(stop, ulong, 0444);
module_param(restart, ulong, 0444);
module_param(n_saturations, ullong, 0444);

bool feedback_on;

static struct queue *queues;
static struct ptr_ring *rings[LAB_GUESTS];
static int n_rings, n_raised;

/* Entries from one place of the ring up to another. */
static int distance(const struct ptr_ring *r, int from, int to)
{
	return to >= from ? to - from : to - from + r->size;
}

/* Entries in use: those that the consumer has not given back count. */
static int in_use(const struct ptr_ring *r)
{
	return r->queue[r->producer] ? r->size : distance(r, r->consumer_tail, r->producer);
}

/* Packets that have not been taken. */
static int left(const struct ptr_ring *r)
{
	int n = distance(r, r->consumer_head, r->producer);

	return n == 0 && r->queue[r->consumer_head] ? r->size : n;
}

void feedback_filled(struct queue *q)
{
	struct ptr_ring *r = rings[q - queues];

	if (q->raised || !r || in_use(r) < stop)
		return;
	q->raised = true;
	n_raised++;
	n_saturations++;
}

static void lower(struct queue *q)
{
	q->raised = false;
	n_raised--;
	if (!q->parked)
		return;
	q->parked = false;
	nic_enable(q);
}

static void freed(void *data, struct sk_buff *skb)
{
	int i;

	for (i = 0; n_raised && i < n_rings; i++)
		if (queues[i].raised && left(rings[i]) <= restart)
			lower(&queues[i]);
}

static struct probe probes[] = {{"consume_skb", freed}};

/* The file descriptors of the guests' taps, in their order, as the process has them that writes them. The files stay open as long. */
static int take_taps(const char *text, const struct kernel_param *p)
{
	int fd, length;

	for (n_rings = 0; n_rings < LAB_GUESTS && sscanf(text, "%d%n", &fd, &length) == 1; n_rings++) {
		struct file *file = fget(fd);
		struct ptr_ring *ring = file ? tun_get_tx_ring(file) : ERR_PTR(-EBADF);

		if (file)
			fput(file);
		if (IS_ERR(ring))
			return PTR_ERR(ring);
		rings[n_rings] = ring;
		text += length + (text[length] == ',');
	}
	return 0;
}

static const struct kernel_param_ops taps_operations = {.set = take_taps};
module_param_cb(taps, &taps_operations, NULL, 0200);

int feedback_start(struct queue *q)
{
	queues = q;
	feedback_on = stop > 0;
	return stop ? probes_start(probes, ARRAY_SIZE(probes)) : 0;
}

void feedback_stop(void)
{
	if (stop)
		probes_stop(probes, ARRAY_SIZE(probes));
}
