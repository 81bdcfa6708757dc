/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vCPU: a thread that runs the guest, and the ways into and out of it.
 *
 * Stands for virt/kvm/kvm_main.c (vcpu_run, kvm_vcpu_halt, kvm_vcpu_kick) and virt/kvm/eventfd.c (irqfd_wakeup, which
 * injects an MSI in the context of whoever signals). The guest is a routine that returns when it has nothing to do (HLT).
 * Then the vCPU exits, polls for a while, and sleeps until an interrupt comes; with halt_exits off
 * (KVM_X86_DISABLE_EXITS_HLT, from 4.17 on) it stays in guest mode and keeps its core.
 *
 * Halt polling (kvm_vcpu_block of 5.10, kvm_vcpu_halt of 6.1, 6.6 and 6.12; none in 3.13): the window is 0 at first.
 * A halt longer than the window but shorter than the maximum doubles it (from 10 us on); one longer than the maximum
 * closes it, or halves it (6.12: halt_poll_ns_shrink). The poll ends early when another thread is runnable on the core.
 *
 * An interrupt for a vCPU in guest mode on another core costs an IPI and an exit. Posted (APICv), the hardware delivers
 * it without an exit; who sends it by software pays for the IPI all the same (kvm_vcpu_trigger_posted_interrupt). One that comes while others are requested already costs nothing. Every interrupt that the host takes
 * on a core in guest mode costs the vCPU an exit and an entry, its tick too (arch/x86/kvm/vmx/vmx.c,
 * handle_external_interrupt_irqoff; 3.13: vmx_handle_external_intr); so does being preempted, which an interrupt begins.
 * Assumed: the whole round trip is paid after the handler. Left out: steal-time accounting, MSR_KVM_POLL_CONTROL;
 * priorities between vectors (they are taken in order of arrival).
 */
#ifndef MODELS_GUEST_VCPU_H
#define MODELS_GUEST_VCPU_H

#include "sim/core/routine.h"
#include "sim/input/option.h"

struct vcpu_settings {
	bool posted_interrupts;
	vtime halt_poll; /* at most */
	bool halt_exits;
};

extern const struct option_table vcpu_table;

/* Event counters of the KVM glue; not owned. */
struct vcpu_counters {
	int64_t *exits, *signals, *ipis;
};

struct vcpu;

/* An interrupt vector of the guest: one source's line to one vCPU. */
struct vector {
	struct vcpu *vcpu;   /* that takes it; not owned */
	routine isr;	     /* the guest's handler */
	void *self;	     /* the handler's object */
	bool pending;	     /* requested, not yet taken (IRR) */
	struct vector *next; /* in the vCPU's queue of requested ones */
};

struct vcpu {
	struct irq ipi; /* makes its core leave guest mode */
	int index;	/* of its guest, for the trace */
	bool posted, halt_exits;
	bool in_guest; /* in guest mode, or preempted there */
	bool polling;  /* spins in the host before it sleeps */
	bool spinning; /* spins, or waits, in the guest: an interrupt ends it */
	bool exit_due; /* an interrupt has ended its spin: the exit is not paid yet */
	routine guest; /* runs the guest until it is idle */
	void *guest_self;
	vtime halt_poll;     /* the window (vcpu->halt_poll_ns) */
	vtime max_halt_poll; /* the longest that it may be */
	vtime halted_at;     /* when it last left the guest to halt */
	struct vcpu_counters count;
	struct vector *requested, **last; /* interrupts to inject, in order of arrival */
	bool halted;			  /* out of guest mode, until an interrupt comes */
	bool stopped;			  /* it is to end: the guest returns as soon as it can */
	bool ended;			  /* it has ended; interrupts are lost */
	struct task task;
};

/* vcpu_init: a sleeping vCPU on core c. name is not copied. */
void vcpu_init(struct vcpu *v, struct core *c, const char *name, int index,
	       const struct vcpu_settings *settings, const struct vcpu_counters *counters, routine guest,
	       void *guest_self);

/* vector_init: a vector of v that the guest's routine isr handles. */
void vector_init(struct vector *vector, struct vcpu *v, routine isr, void *self);

/* irqfd_signal: routine (self: the vector) run by whoever signals the guest: eventfd, irqfd, MSI to the vCPU. */
void irqfd_signal(struct task *t, struct frame *f);

/* vector_inject: routine (self: the vector): what of irqfd_signal every injection has: request, then pay for the
 * wake-up or the IPI. */
void vector_inject(struct task *t, struct frame *f);

/* vector_post: the IOMMU requests the vector, without any code of the host (VT-d posted interrupts). A vCPU in
 * guest mode takes it there; one that is preempted finds it when it runs again. Returns whether it sleeps, or
 * spins before it sleeps, and the host must wake it (vcpu_wake). */
bool vector_post(struct vector *vector);

/* vcpu_wake: kvm_vcpu_kick of a vCPU that does not run: it looks for interrupts. from: the core whose code wakes
 * it. Returns whether a sleeping thread was woken, which the caller pays for (COST_wake_up). */
bool vcpu_wake(struct vcpu *v, struct core *from);

/* vcpu_leave_guest, vcpu_enter_guest: the guest's code exits to the host, or goes on after that. vcpu_take_exit: whether
 * an IPI has forced an exit that was not paid for yet; asked once for each. */
void vcpu_leave_guest(struct vcpu *v);
void vcpu_enter_guest(struct vcpu *v);
bool vcpu_take_exit(struct vcpu *v);

/* vcpu_stop: it is to end: the guest returns as soon as it can, and .ended says when. */
void vcpu_stop(struct vcpu *v);

/* vcpu_take_interrupt: the guest takes the interrupt requested first; NULL when there is none. */
struct vector *vcpu_take_interrupt(struct vcpu *v);

/* vcpu_interrupted: whether an interrupt is requested. */
static inline bool vcpu_interrupted(const struct vcpu *v)
{
	return v->requested != NULL;
}

/* vcpu_spin: routine (self: the vCPU, arg: a struct vcpu_wait): the guest spins, or waits in guest mode, until an
 * interrupt reaches it or the time is over. */
struct vcpu_wait {
	int cost;   /* that the time is booked under */
	vtime time; /* at most */
};
void vcpu_spin(struct task *t, struct frame *f);

#endif
