/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The guest's driver of an SR-IOV virtual function: one queue pair of its.
 *
 * Stands for ixgbevf of 3.13 and 5.10 (drivers/net/ethernet/intel/ixgbevf/ixgbevf_main.c: ixgbevf_msix_clean_rings,
 * ixgbevf_poll, ixgbevf_clean_tx_irq, ixgbevf_clean_rx_irq, ixgbevf_xmit_frame_ring), in the guest's kernel. The
 * function's registers are mapped into the guest, so writes to them - tails, masks - do not exit; its DMA goes
 * straight to the guest's memory. A poll first cleans what has been sent, at most half of the ring, then takes up
 * to 64 packets; it is complete only when both stayed below their limits. The rings are those of the host's driver
 * (rx_ring.h, tx_ring.h); the costs too, the code being the same. The interrupt is vfio.h's. The application
 * runs inside the poll.
 * Left out: the mailbox to the physical function; the write of VTEITR when the gap changes.
 */
#ifndef MODELS_GUEST_VF_DRIVER_H
#define MODELS_GUEST_VF_DRIVER_H

#include "models/guest/guest.h"
#include "models/guest/vfio.h"
#include "models/nic/rx_ring.h"
#include "models/nic/tx_ring.h"

struct vf_settings {
	int64_t rx_ring, tx_ring; /* descriptors of each queue */
};

extern const struct option_table vf_table;

struct vf_driver {
	struct netdev dev;
	struct guest *guest; /* not owned */
	struct rx_ring rx;
	struct tx_ring tx;
	struct guest_napi napi;
	struct vector vector;
	struct vfio_irq interrupt;
	int received; /* in this poll */
};

/* vf_driver_init: a device of the guest on queue q of the NIC, not yet up. host: the core of the host's share in
 * its interrupt (vfio.h). vf_driver_fini frees. */
void vf_driver_init(struct vf_driver *d, struct guest *guest, struct nic_queue *q, struct core *host,
		    enum era era, const struct nic_settings *nic, const struct vf_settings *settings);
void vf_driver_fini(struct vf_driver *d);

/* vf_driver_open: the device is up (ixgbevf_open). vf_driver_close: it is down (ixgbevf_close): what its ring holds is lost.
 * Neither takes time. */
void vf_driver_open(struct vf_driver *d);
void vf_driver_close(struct vf_driver *d);

/* vf_driver_check: aborts unless the rings are in range. */
void vf_driver_check(const struct vf_driver *d);

#endif
