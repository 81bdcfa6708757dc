/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NIC driver instance: the part of a NIC that the second proposal gives to one vhost thread.
 *
 * The instance owns one hardware receive queue, chosen by the classifier, the pool of guest buffers that the
 * hardware receives into, and a transmit ring that shares the queue's interrupt. At set-up (nic_instance_register) the two sides exchange handles, as the talk
 * lists them:
 *     vhost gives    an rx handler and a buffer-depletion handler
 *     driver gives   a tx handler and the buffer-pool handle
 *
 * The interrupt of the queue does nothing but call the rx handler, with the queue masked; vhost
 * polls the queue and the ring's completions in its own thread and opens the interrupt again. A
 * pool that runs empty while the queue's interrupt is open and no packet waits raises the depletion
 * interrupt. With packets waiting the queue's own is due. While vhost polls, it looks at the pool
 * itself (as the portal interrupts of DPAA are inhibited while the portal is polled). Reconstructed
 * from the talk's text; docs/flows.md says what is assumed.
 */
#ifndef MODELS_NIC_NIC_INSTANCE_H
#define MODELS_NIC_NIC_INSTANCE_H

#include "models/nic/buffer_pool.h"
#include "models/nic/moderation.h"
#include "models/nic/nic_tx.h"

/* What vhost registers. Each handler runs in the interrupt on `from` and returns whether it woke a sleeping
 * thread. */
struct vhost_handlers {
	bool (*rx)(void *self, struct core *from);
	bool (*depletion)(void *self, struct core *from);
	void *self;
};

/* What the tx handler is given: a packet, and what to hand back once it has been sent. */
struct nic_frame {
	struct packet *packet;
	void *cookie;
};

/* What the driver returns. tx takes over the packet of a struct nic_frame (its arg) and puts it into the transmit
 * ring, which must have room (nic_instance_room); pool receives the guest's buffers. */
struct driver_handles {
	struct inlet tx;
	struct buffer_pool *pool;
};

struct nic_instance {
	struct nic_queue *queue; /* not owned */
	struct ledger *ledger;	 /* not owned */
	struct nic_tx tx;
	struct buffer_pool pool;
	struct vhost_handlers vhost;
	struct irq rx_irq, depletion_irq;
	struct moderation moderation;
	int64_t *depletions; /* counter, not owned */
};

/* nic_instance_init: an instance on queue q with `slots` of it and a transmit ring of settings->tx_ring, interrupts
 * on core c; closed until registered. nic_instance_fini frees. */
void nic_instance_init(struct nic_instance *in, struct nic_queue *q, struct core *c,
		       const struct nic_settings *settings, int slots, int pool_capacity,
		       int64_t *depletions);
void nic_instance_fini(struct nic_instance *in);

/* nic_instance_register: exchanges the handles; takes no time (control plane). */
struct driver_handles nic_instance_register(struct nic_instance *in, const struct vhost_handlers *vhost);

/* nic_instance_open: the queue's interrupt is enabled, at first and at the end of each poll. */
void nic_instance_open(struct nic_instance *in);

/* nic_instance_reap: frees the oldest completed descriptor of the transmit ring; false when there is none. */
bool nic_instance_reap(struct nic_instance *in, void **cookie);

/* nic_instance_room: descriptors free in the transmit ring. */
static inline int nic_instance_room(const struct nic_instance *in)
{
	return nic_tx_free(&in->tx);
}

#endif
