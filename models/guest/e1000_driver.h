/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The guest's e1000 driver.
 *
 * Stands for drivers/net/ethernet/intel/e1000/e1000_main.c with its defaults: rings of 256 each way, NAPI weight
 * 64, copybreak 256, dynamic interrupt throttling (e1000_itr.h), a legacy interrupt. It touches the device by
 * registers only (e1000_hw.h), each an exit to QEMU:
 *     e1000_intr       reads ICR, writes IMC, reads STATUS to flush, schedules the poll
 *     e1000_clean      frees what has been sent; takes up to 64 packets, and after each 16 of them, and at the
 *                      end, gives buffers back: writes RDT; below the weight: writes ITR if it changes, IMS, and
 *                      reads STATUS to flush
 *     e1000_xmit_frame one descriptor a packet, writes TDT; stops the queue with fewer than MAX_SKB_FRAGS + 2
 *                      (3.13) or + 7 (5.10) descriptors left; the poll wakes it at 32
 * Received packets of up to 256 bytes are copied into a new skb and leave their buffer where it is, larger ones
 * take it along and a new one is allocated.
 *
 * Left out: checksum offload's context descriptor; xmit_more (nothing here sends with it); byte queue limits
 * (BQL): in QEMU a descriptor is done when the write of TDT returns, so each cleaning finds nothing in progress,
 * and then dql_completed() (lib/dynamic_queue_limits.c) never lowers the limit and raises it whenever the queue
 * had been stopped: it doubles from interrupt to interrupt until nothing stops, a fraction of a ms after the start.
 */
#ifndef MODELS_GUEST_E1000_DRIVER_H
#define MODELS_GUEST_E1000_DRIVER_H

#include "models/guest/e1000_hw.h"
#include "models/guest/e1000_itr.h"
#include "models/guest/guest.h"

struct e1000_driver {
	struct netdev dev;
	struct guest *guest; /* not owned, as the device */
	struct e1000_hw *hw;
	struct vector vector;
	struct guest_napi napi;
	struct e1000_itr itr;
	struct e1000_access access; /* in hand */
	int stop_below;		    /* descriptors */
	int rx_clean, rx_use;	    /* next_to_clean, next_to_use */
	int tx_clean, tx_use;
	int tx_bytes[E1000_RING]; /* of what each transmit descriptor holds */
	int received;		  /* in this poll */
	int cleaned;		  /* buffers not yet given back */
};

/* e1000_driver_init: the driver of a device of the guest, with the rules of the guest's kernel; not yet up. */
void e1000_driver_init(struct e1000_driver *d, struct e1000_hw *hw, struct guest *guest,
		       struct ledger *ledger, enum era era);

/* e1000_driver_open: it posts its receive buffers and enables interrupts (e1000_open); takes no time.
 * e1000_driver_purge: the device, which is down, is gone, and so is what its rings hold; no vCPU runs any more. */
void e1000_driver_open(struct e1000_driver *d);
void e1000_driver_purge(struct e1000_driver *d);

/* e1000_driver_check: aborts unless the rings are in order. */
void e1000_driver_check(const struct e1000_driver *d);

#endif
