/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vCPU: a thread that runs the guest, and the ways into and out of it.
 *
 * Stands for virt/kvm/kvm_main.c (vcpu_run, kvm_vcpu_block / kvm_vcpu_halt, kvm_vcpu_kick) and
 * virt/kvm/eventfd.c (irqfd_wakeup, which injects an MSI in the context of whoever signals). The guest is a
 * routine that returns when it has nothing to do (HLT). Then the vCPU exits, spins for halt_poll if that is
 * set, and sleeps until an interrupt comes. An interrupt for a vCPU in guest mode on another core costs an
 * IPI and an exit, unless interrupts are posted (APICv), when the hardware delivers it without either. Left
 * out: exits by host interrupts on the vCPU's core (a few hundred a second, the tick); steal-time accounting;
 * the growing and shrinking of the halt-polling window.
 */
#ifndef MODELS_VCPU_H
#define MODELS_VCPU_H

#include "sim/option.h"
#include "sim/routine.h"

struct vcpu_settings {
	bool posted_interrupts;
	vtime halt_poll;
};

extern const struct option_table vcpu_table;

/* Event counters of the KVM glue; not owned. */
struct vcpu_counters {
	int64_t *exits, *signals, *ipis;
};

struct vcpu {
	struct task task;
	int index;     /* of its guest, for the trace */
	routine guest; /* runs the guest until it is idle */
	void *guest_self;
	bool posted;
	vtime halt_poll;
	struct vcpu_counters count;
	struct irq ipi;	  /* makes its core leave guest mode */
	bool in_guest;	  /* in guest mode, or preempted there */
	bool polling;	  /* spins before it sleeps */
	bool irq_pending; /* an interrupt to inject */
	bool exit_due;	  /* forced out by an IPI */
};

/* vcpu_init: a sleeping vCPU on core c. name is not copied. */
void vcpu_init(struct vcpu *v, struct core *c, const char *name, int index,
	       const struct vcpu_settings *settings, const struct vcpu_counters *counters, routine guest,
	       void *guest_self);

/* irqfd_signal: routine (self: the vCPU) run by whoever signals the guest: eventfd, irqfd, MSI to the vCPU. */
struct step irqfd_signal(struct task *t, struct frame *f);

/* vcpu_take_interrupt: the guest takes the pending interrupt; false when there is none. */
bool vcpu_take_interrupt(struct vcpu *v);

#endif
