/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhost of the callback flow: a vhost thread that drives its own NIC driver instance.
 *
 * The hardware puts packets straight into guest buffers of the pool. The rx handler, run as work on the vhost
 * thread, takes received packets off the queue, writes their used entries - no skb, no bridge, no tap, no
 * copy -, publishes them in batches with one signal each, and refills the pool from the avail ring when it
 * has fallen below a mark, in groups. With the avail ring empty it asks the guest for a kick. After a full
 * turn it queues itself again, else it opens the interrupt. Default figures are those of Freescale's DPAA
 * Ethernet: pool of 128, refilled below 80, released in groups of 8.
 */
#ifndef MODELS_CALLBACK_H
#define MODELS_CALLBACK_H

#include "models/nic_instance.h"
#include "models/vhost_vq.h"

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
	struct vhost_vq *rx;	       /* not owned */
	struct nic_instance *instance; /* not owned */
	struct driver_handles driver;  /* as registered */
	const struct callback_settings *settings;
	struct vhost_work rx_work, refill_work;
	int group; /* buffers in the group being released */
	uint16_t held[CALLBACK_GROUP_MAX];
};

/* callback_init: vhost's side, not yet registered. */
void callback_init(struct callback *cb, struct vhost_vq *rx, struct nic_instance *instance,
		   const struct callback_settings *settings);

/* callback_start: interface initialisation: registers the handlers in both directions, seeds the pool with
 * the guest's buffers, opens the interrupt. Takes no time. */
void callback_start(struct callback *cb);

/* callback_kick: the guest's kick has arrived (struct kick_target). */
bool callback_kick(void *self, struct core *from);

#endif
