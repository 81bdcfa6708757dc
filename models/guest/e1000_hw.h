/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hardware of an e1000 as its driver sees it: registers, and the descriptor rings that both sides share.
 *
 * Stands for what drivers/net/ethernet/intel/e1000/e1000_hw.h declares. The device behind it is QEMU's (qemu/e1000.h), which
 * embeds the struct. Of a ring's descriptors each side touches those that are its own: the device those from RDH or TDH
 * up to RDT or TDT, the driver the others; it moves RDT and TDT by registers only, but before the device runs.
 */
#ifndef MODELS_GUEST_E1000_HW_H
#define MODELS_GUEST_E1000_HW_H

#include "models/depth.h"
#include "models/packet.h"
#include "sim/core/routine.h"

#define E1000_RING 256 /* descriptors, each way: the driver's default */

enum e1000_reg {
	E1000_ICR,    /* read: the causes, cleared by it */
	E1000_IMC,    /* write: all masked */
	E1000_IMS,    /* write: all enabled that the driver uses */
	E1000_STATUS, /* read: flushes the writes before */
	E1000_ITR,
	E1000_RDT,
	E1000_TDT,
	E1000_REGS
};

/* One access of the guest; value: what is written, or read. */
struct e1000_access {
	enum e1000_reg reg;
	uint32_t value;
};

struct e1000_hw {
	routine access; /* self: the hardware, arg: the access; in the guest's context */
	routine eoi;	/* self: the hardware: the guest's handler has come to its end */
	int rdh, rdt, tdh, tdt;
	struct packet *rx[E1000_RING]; /* written back, not yet taken by the driver */
	struct packet *tx[E1000_RING]; /* to be sent */
	bool tx_done[E1000_RING];      /* written back */
	struct depth rx_depth;
};

#endif
