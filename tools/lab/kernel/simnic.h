/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * simnic: a network device whose frames arrive at dates that are known beforehand, and an account of what the core does.
 *
 * Dates are counts of the time stamp counter, which is one instruction and one nanosecond of virtual time (tools/lab/run).
 */
#ifndef SIMNIC_H
#define SIMNIC_H

#include <linux/hrtimer.h>
#include <linux/netdevice.h>
#include <linux/types.h>

#define RING_MAX 4096

/* A receive queue with its ring, interrupt and NAPI instance. The first one's interrupt is that of the transmit ring, too. */
struct queue {
	struct napi_struct napi;
	struct hrtimer interrupt;
	u64 last_interrupt;
	bool listening; /* the interrupt is enabled */
	u64 arrival;	/* when the next frame is in the ring; U64_MAX: none comes */
	u32 *list, n,
		next; /* the frames that come to it, as indices of the file; how many; the next that arrives */
	u32 waiting[RING_MAX]; /* the ring */
	u32 head, count;
	bool raised,
		parked; /* feedback: the tap is full; the driver has left the queue, its interrupt is off */
};

/* ---- nic.c ---- */

/* nic_enable: enables a queue's interrupt: it comes when something is there, not before the gap since the last one has passed. */
void nic_enable(struct queue *q);

/* nic_sooner: something is there for the first queue at that date; its interrupt comes then, if it is enabled. */
void nic_sooner(u64 date);

/* ---- nic_tx.c ---- */

int nic_tx_start(struct net_device *d, u64 dma_ns);
void nic_tx_stop(void);

/* nic_tx: ndo_start_xmit. */
netdev_tx_t nic_tx(struct sk_buff *skb, struct net_device *d);

/* nic_tx_clean: frees what has left, in a poll of that budget. nic_tx_next: when the next frame has left; U64_MAX: none. */
void nic_tx_clean(int budget);
u64 nic_tx_next(void);

/* ---- bridge.c ---- */

/* bridge_start: which device the wire's station is behind. */
void bridge_start(struct net_device *d);

/* ---- feedback.c ---- */

/* feedback_start: q: the queue of each guest, in their order. An error code when the kernel lacks a tracepoint. */
int feedback_start(struct queue *q);
void feedback_stop(void);

/* feedback_filled: the driver has handed over a packet of the queue: whether its tap is full. Of use while feedback_on. */
extern bool feedback_on;
void feedback_filled(struct queue *q);

/* ---- account.c ---- */

/* account_start: watches the kernel's tracepoints from now on. An error code when one is missing. */
int account_start(void);
void account_stop(void);

/* ---- probe.c ---- */

/* What is called at a tracepoint. */
struct probe {
	const char *name;
	void *call;
	struct tracepoint *found;
};

/* probes_start: in their order. An error code when one is missing; probes_stop undoes what was done. */
int probes_start(struct probe *probes, int n);
void probes_stop(struct probe *probes, int n);

#endif
