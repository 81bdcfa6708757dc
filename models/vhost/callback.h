/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhost of the callback flow: a vhost thread that drives its own NIC driver instance.
 *
 * Receive (callback_rx.c): the hardware puts packets straight into guest buffers of the pool. The
 * rx handler, run as work on the vhost thread, takes received packets off the queue and writes
 * their used entries. There is no skb, no bridge, no tap and no copy. It publishes the entries in
 * batches with one signal each. It refills the pool from the avail ring, in groups, when the pool
 * has fallen below a mark. With the avail ring empty it asks the guest for a kick. After a full
 * turn it queues itself again, else it opens the interrupt. Default figures are those of
 * Freescale's DPAA Ethernet: pool of 128, refilled below 80, released in groups of 8.
 *
 * Transmit (callback_tx.c): the guest's kick queues the tx work on the same thread. It takes descriptors as
 * handle_tx does and hands each packet to the tx handler that the driver gave, which points a descriptor of the
 * NIC at the guest's memory: no skb, no copy. The guest's descriptor becomes a used entry only when the NIC has
 * sent the frame; the rx handler's work sees to these completions first, in batches as above. With the NIC's ring
 * full the tx work leaves, kicks not wanted, and the next completions queue it again.
 */
#ifndef MODELS_VHOST_CALLBACK_H
#define MODELS_VHOST_CALLBACK_H

#include "models/nic/nic_instance.h"
#include "models/vhost/vhost_vq.h"

struct callback_settings {
	int64_t pool;	       /* buffers the pool holds */
	int64_t refill_below;  /* level under which it is refilled */
	int64_t release_group; /* buffers released at once */
	int64_t queue;	       /* packets the hardware queue holds */
	int64_t batch;	       /* used entries published at once */
};

#define CALLBACK_GROUP_MAX 64
extern const struct option_table callback_table;

struct callback {
	struct vhost_vq *rx, *tx;      /* not owned */
	struct nic_instance *instance; /* not owned */
	struct driver_handles driver;  /* as registered */
	const struct callback_settings *settings;
	struct vhost_work rx_work, refill_work, tx_work;
	int group; /* buffers in the group being released */
	uint16_t held[CALLBACK_GROUP_MAX];
	struct nic_frame out; /* on its way to the tx handler */
	bool tx_full;	      /* the tx work left before a full transmit ring */
};

/* callback_init: vhost's side, not yet registered. */
void callback_init(struct callback *cb, struct vhost_vq *rx, struct vhost_vq *tx,
		   struct nic_instance *instance, const struct callback_settings *settings);

/* Interface initialisation, in this order; none takes time. callback_register: the handles are exchanged.
 * callback_seed: buffers move from the avail ring to the pool, until it is full. callback_open: the hardware's queue is
 * opened, the works serve it. */
void callback_register(struct callback *cb);
void callback_seed(struct callback *cb);
void callback_open(struct callback *cb);

/* callback_close: unregisters: the hardware's queue is closed, what it holds is lost. What runs goes on to the end of its
 * turn; callback_closed says when that is over: then the pool's buffers are the guest's again. */
void callback_close(struct callback *cb);
bool callback_closed(struct callback *cb);

/* callback_kick_rx, callback_kick_tx: the guest's kick of a ring has arrived (struct kick_target). */
bool callback_kick_rx(void *self, struct core *from);
bool callback_kick_tx(void *self, struct core *from);

/* ---- between the files ---- */

/* Routines (self: the callback) of the worker. callback_rx_handler: frames of the hardware's queue become used buffers.
 * callback_refill: available buffers go to the pool. callback_tx: packets of the guest go to the NIC. */
void callback_rx_handler(struct task *t, struct frame *f);
void callback_refill(struct task *t, struct frame *f);
void callback_tx(struct task *t, struct frame *f);

/* callback_clean_tx: routine (self: the callback): what the NIC has sent goes back to the guest; a tx work that has
 * left is queued again. */
void callback_clean_tx(struct task *t, struct frame *f);

#endif
