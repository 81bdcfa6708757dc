/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Receive ring of an Intel 10G driver, of the host (nic_driver.h) or, for a virtual function, of the guest
 * (vf_driver.h).
 *
 * Stands for what ixgbe_clean_rx_irq of ixgbe and ixgbevf share (drivers/net/ethernet/intel/ of 3.13 and 5.10):
 * the next descriptor that the hardware has filled; used descriptors go back with new buffers in batches of
 * IXGBE_RX_BUFFER_WRITE, with one write of the tail each; and at the end of a poll that has emptied the ring the
 * choice of the interrupt's gap and its unmasking.
 */
#ifndef MODELS_NIC_RX_RING_H
#define MODELS_NIC_RX_RING_H

#include "models/nic/moderation.h"
#include "models/nic/nic.h"

struct rx_ring {
	struct nic_queue *queue; /* not owned */
	struct moderation moderation;
	int refill_batch;
	int to_refill; /* descriptors taken and not given back */
};

/* rx_ring_init: sets up queue q with `slots` descriptors and its interrupt line, masked. Core c runs the driver. */
void rx_ring_init(struct rx_ring *r, struct nic_queue *q, int slots, const struct nic_settings *settings,
		  struct core *c, struct line line);

/* rx_ring_open: the device is up: its interrupt is enabled. */
void rx_ring_open(struct rx_ring *r);

/* rx_ring_next: the next received packet, NULL when there is none; its descriptor is the driver's. */
struct packet *rx_ring_next(struct rx_ring *r);

/* rx_ring_clean: routine (self: the ring, arg: the packet): the descriptor's work; a full batch goes back. */
void rx_ring_clean(struct task *t, struct frame *f);

/* rx_ring_enable: routine (self: the ring): the poll is over: sets the gap, enables the interrupt. */
void rx_ring_enable(struct task *t, struct frame *f);

#endif
