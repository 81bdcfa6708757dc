/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/vcpu.h"
#include "models/costs.h"
#include "sim/core/machine.h"

static const struct option vcpu_options[] = {
	BOOL_OPTION(vcpu_settings, posted_interrupts, "no",
		    "deliver interrupts to a running vCPU without an exit (APICv, posted interrupts)"),
	VALUE_OPTION(vcpu_settings, halt_poll, UNIT_TIME, "0us", "0us", "10ms",
		     "how long a halted vCPU spins before it sleeps (halt_poll_ns)"),
	BOOL_OPTION(vcpu_settings, halt_exits, "yes",
		    "a guest that halts exits and frees its core; no: it waits in guest mode "
		    "(KVM_X86_DISABLE_EXITS_HLT)"),
};

OPTION_TABLE(vcpu_table, "vcpu", vcpu_settings, vcpu_options, "vCPU threads and KVM");

/* vcpu_run(): enter, run the guest until it halts, block; qemu_kvm_cpu_thread_fn() ends it. */
static struct step vcpu_run(struct task *t, struct frame *f)
{
	struct vcpu *v = f->self;
	ROUTINE(f);
	for (;;) {
		v->halted = false;
		PAY(t, f, COST_vm_entry, 0);
		v->in_guest = true;
		CALL(t, f, v->guest, v->guest_self, NULL);
		v->in_guest = false;
		v->exit_due = false;
		++*v->count.exits;
		TRACE(t->core->machine, halt, v->index, *v->count.exits);
		PAY(t, f, COST_vm_exit, 0);
		if (v->halt_poll > 0 && !vcpu_interrupted(v)) {
			v->polling = true;
			PAY_TIME(t, f, COST_halt_poll, v->halt_poll);
			v->polling = false;
		}
		if (v->stopped)
			break;
		v->halted = true;
		while (!vcpu_interrupted(v))
			SLEEP(f);
	}
	v->ended = true;
	for (;;)
		SLEEP(f);
	ROUTINE_END;
}

struct step vcpu_spin(struct task *t, struct frame *f)
{
	struct vcpu *v = f->self;
	const struct vcpu_wait *wait = f->arg;
	ROUTINE(f);
	if (vcpu_interrupted(v) || v->exit_due)
		RETURN;
	v->spinning = true;
	PAY_TIME(t, f, wait->cost, wait->time);
	v->spinning = false;
	ROUTINE_END;
}

static void end_spin(struct vcpu *v)
{
	if (!v->spinning)
		return;
	v->spinning = false;
	task_cut(&v->task);
}

void vcpu_external_interrupt(struct vcpu *v)
{
	if (v->in_guest && v->task.core->thread == &v->task)
		v->exit_due = true;
}

/* kvm_vcpu_kick(): the IPI makes the core leave guest mode, unless it has left meanwhile; the guest pays for
 * the exit when it goes on. */
static struct step vcpu_ipi(struct task *t, struct frame *f)
{
	struct vcpu *v = f->self;
	ROUTINE(f);
	PAY(t, f, COST_kvm_ipi, 0);
	vcpu_external_interrupt(v);
	end_spin(v);
	ROUTINE_END;
}

/* ---- interrupts ---- */

/* Whether an IPI must make the vCPU's core leave guest mode. */
static bool must_kick(const struct vcpu *v)
{
	return v->in_guest && !v->posted && v->task.core->running == &v->task;
}

/* An interrupt that is requested already is not requested again (apic_set_irr). Returns whether it is the
 * only one requested: else the vCPU is on its way to take them. One that has ended takes none. */
static bool request(struct vector *vector)
{
	struct vcpu *v = vector->vcpu;
	if (v->ended || vector->pending)
		return false;
	bool only = !vcpu_interrupted(v);
	vector->pending = true;
	vector->next = NULL;
	*v->last = vector;
	v->last = &vector->next;
	return only;
}

bool vcpu_wake(struct vcpu *v, struct core *from)
{
	if (v->polling) {
		v->polling = false;
		task_cut(&v->task);
	}
	return v->halted && task_wake(&v->task, from);
}

struct step vector_inject(struct task *t, struct frame *f)
{
	struct vector *vector = f->self;
	struct vcpu *v = vector->vcpu;
	ROUTINE(f);
	if (!request(vector))
		RETURN;
	if (vcpu_wake(v, t->core)) {
		PAY(t, f, COST_wake_up, 0);
	} else if (must_kick(v)) {
		PAY(t, f, COST_ipi_send, 0);
		++*v->count.ipis;
		TRACE(t->core->machine, ipi, v->index, v->task.core->id);
		irq_raise(&v->ipi);
	} else {
		end_spin(v);
	}
	ROUTINE_END;
}

bool vector_post(struct vector *vector)
{
	struct vcpu *v = vector->vcpu;
	if (!request(vector))
		return false;
	if (v->polling || v->task.state == TASK_SLEEPING)
		return true;
	end_spin(v);
	return false;
}

struct step irqfd_signal(struct task *t, struct frame *f)
{
	struct vector *vector = f->self;
	ROUTINE(f);
	PAY(t, f, COST_irqfd, 0);
	++*vector->vcpu->count.signals;
	TRACE(t->core->machine, signal, vector->vcpu->index, vector->pending);
	CALL(t, f, vector_inject, vector, NULL);
	ROUTINE_END;
}

void vcpu_leave_guest(struct vcpu *v)
{
	v->in_guest = false;
}

void vcpu_enter_guest(struct vcpu *v)
{
	v->in_guest = true;
}

bool vcpu_take_exit(struct vcpu *v)
{
	bool due = v->exit_due;
	v->exit_due = false;
	return due;
}

void vcpu_stop(struct vcpu *v)
{
	v->stopped = true;
}

struct vector *vcpu_take_interrupt(struct vcpu *v)
{
	struct vector *vector = v->requested;
	if (!vector)
		return NULL;
	v->requested = vector->next;
	if (!v->requested)
		v->last = &v->requested;
	vector->pending = false;
	return vector;
}

/* ---- set-up ---- */

void vector_init(struct vector *vector, struct vcpu *v, routine isr, void *self)
{
	*vector = (struct vector){.vcpu = v, .isr = isr, .self = self};
}

void vcpu_init(struct vcpu *v, struct core *c, const char *name, int index,
	       const struct vcpu_settings *settings, const struct vcpu_counters *counters, routine guest,
	       void *guest_self)
{
	*v = (struct vcpu){.index = index,
			   .guest = guest,
			   .guest_self = guest_self,
			   .count = *counters,
			   .posted = settings->posted_interrupts,
			   .halt_exits = settings->halt_exits,
			   .halted = true,
			   .halt_poll = settings->halt_poll,
			   .last = &v->requested};
	thread_init(&v->task, c, name, CONTEXT_vcpu, vcpu_run, v);
	irq_init(&v->ipi, c, "kvm-ipi", vcpu_ipi, v);
}
