/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vfio: the interrupt of a device that is assigned to a guest.
 *
 * Stands for drivers/vfio/pci/vfio_pci_intrs.c and virt/kvm/eventfd.c, and, from 4.4 on with posted interrupts,
 * for VT-d's (arch/x86/kvm/vmx/posted_intr.c, the irq bypass of vfio and KVM):
 *
 * not posted  the device interrupts the host, on the core of the guest's backend (vhost_core);
 * vfio_msihandler signals an eventfd, whose irqfd injects the guest's interrupt, all in that
 * handler. On the vCPU's own core the interrupt has forced an exit already, as every interrupt does
 * there. posted      the IOMMU writes the vector into the vCPU's descriptor. A vCPU in guest mode
 * takes it without exit and without code of the host. A preempted one finds it when it runs again
 * (SN suppresses the notification). For a sleeping one the IOMMU interrupts the host on the vCPU's
 * core, where pi_wakeup_handler wakes the thread. In 5.10 that goes for one that spins before it
 * sleeps too (pi_pre_block comes before the halt poll); from 6.1 on the spin ends by itself
 * (vmx_vcpu_pi_put).
 *
 * 3.13 never posts a device's interrupt. Left out: a notification that finds the vCPU's core in the host, between
 * an exit and the entry after it: an interrupt with an empty handler.
 */
#ifndef MODELS_GUEST_VFIO_H
#define MODELS_GUEST_VFIO_H

#include "models/guest/vcpu.h"
#include "models/nic/line.h"
#include "sim/kernel/era.h"

struct vfio_irq {
	struct vector *vector; /* the guest's; not owned */
	bool posted;	       /* the IOMMU posts */
	bool wakes_spin;       /* posted: a vCPU that spins before it sleeps is woken like one that sleeps */
	struct irq irq;	       /* not posted: vfio_msihandler; posted: the wake-up */
};

/* vfio_irq_init: the device's interrupt becomes the vector's. host: the core whose interrupt it is, not posted. */
void vfio_irq_init(struct vfio_irq *i, struct vector *vector, struct core *host, enum era era);

/* vfio_line: the line that the device raises. */
struct line vfio_line(struct vfio_irq *i);

#endif
