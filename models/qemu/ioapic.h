/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * IOAPIC pin: a level-triggered interrupt line of an emulated PCI device, to a vCPU.
 *
 * Stands for the in-kernel irqchip (virt/kvm/ioapic.c and arch/x86/kvm/ioapic.c: ioapic_service,
 * __kvm_ioapic_update_eoi) behind QEMU's pci_set_irq, which does nothing unless the level changes; a change is one
 * ioctl, KVM_IRQ_LINE, in the context of the thread that runs the device. While the interrupt is delivered and
 * not yet ended (remote IRR), a raise delivers nothing; its end does, if the line is high then. The end is an
 * exit of its own for a level-triggered interrupt, with APICv too (EOI-exit bitmap; from memory). Left out: lines
 * shared by devices.
 */
#ifndef MODELS_QEMU_IOAPIC_H
#define MODELS_QEMU_IOAPIC_H

#include "models/guest/vcpu.h"

struct ioapic_pin {
	struct vector *vector; /* not owned */
	bool high;	       /* the line */
	bool remote_irr;
};

/* ioapic_toggle: routine (self: the pin): the line changes its level. */
void ioapic_toggle(struct task *t, struct frame *f);

/* ioapic_eoi: routine (self: the pin): the guest's handler ends the interrupt; the caller pays for the exit. */
void ioapic_eoi(struct task *t, struct frame *f);

#endif
