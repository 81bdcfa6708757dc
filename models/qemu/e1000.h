/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * e1000: QEMU's emulation of an Intel 82540EM, between a tap and the guest's driver (e1000_driver.h).
 *
 * Stands for hw/net/e1000.c. Every access of the guest to a register exits to KVM and on to QEMU, in the vCPU's
 * thread, which takes the BQL for it: so it waits while the main loop runs a handler. (2.0 takes it for the
 * whole of its user-space work, 5.0 for the dispatch to the device; here it is the latter in both, the register
 * access's own cost.)
 *
 * Receive, in the main loop: each packet is copied into the buffer of the next descriptor (RDH), the descriptor
 * written back, and the cause RXT0 set. The device can receive while RDH differs from RDT: the driver posts
 * 255 buffers and writes the index of the last, so 254 packets fit. Without descriptors packets wait in the tap
 * (qemu_tap.h), so there is no overrun interrupt. A write of RDT takes what waits and makes the loop look at the
 * tap again (qemu_flush_queued_packets), an eventfd write each time.
 *
 * Transmit, in the vCPU's thread, within the write of TDT: each descriptor's packet is copied into the device's
 * buffer, written into the tap, and the descriptor written back; then one cause, TXDW and TXQE.
 *
 * Interrupt (set_interrupt_cause): the line is high while a cause is set and not masked; reading ICR clears all
 * causes. With mitigation (on by default from 1.7 on) the line is not raised again before a timer has run out
 * that its last rise has started: the least of those of TADV (if a packet asked for a delayed interrupt, and one
 * was sent) and ITR; 5.0: at least 500 units of 256 ns (2.9.0 and 2.8.1 too, 2.0.2 and 2.5.0 not). The Linux
 * driver leaves RDTR at 0, which turns RADV off. RXDMT0 is left out: RXT0 is set whenever it is.
 *
 * Interrupts reach the guest between its polls; so what IMS lets through is taken after the flush that follows.
 */
#ifndef MODELS_QEMU_E1000_H
#define MODELS_QEMU_E1000_H

#include "models/guest/e1000_hw.h"
#include "models/guest/guest.h"
#include "models/qemu/ioapic.h"
#include "models/qemu/qemu_tap.h"

struct e1000 {
	struct e1000_hw hw;
	struct guest *guest; /* not owned, as QEMU */
	struct qemu *qemu;
	struct qemu_tap nc;
	struct ioapic_pin pin;
	bool mitigation;
	uint32_t min_delay; /* units of 256 ns between rises */
	uint32_t icr, ims, itr;
	bool mit_timer_on;
	bool mit_ide; /* a packet sent asks for a delayed interrupt */
	struct qemu_timer mit_timer;
};

/* e1000_init: a device that is up and has no buffers, whose interrupts go to the vector. */
void e1000_init(struct e1000 *d, struct guest *guest, struct qemu *q, const struct qemu_settings *settings,
		struct tap *tap, struct vector *vector);

#endif
