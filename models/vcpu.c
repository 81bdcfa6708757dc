/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/vcpu.h"
#include "models/costs.h"
#include "sim/machine.h"

static const struct option vcpu_options[] = {
	BOOL_OPTION(vcpu_settings, posted_interrupts, "no",
		    "deliver interrupts to a running vCPU without an exit (APICv, posted interrupts)"),
	VALUE_OPTION(vcpu_settings, halt_poll, UNIT_TIME, "0us", "0us", "10ms",
		     "how long a halted vCPU spins before it sleeps (halt_poll_ns)"),
};

OPTION_TABLE(vcpu_table, "vcpu", vcpu_settings, vcpu_options, "vCPU threads and KVM");

/* vcpu_run(): enter, run the guest until it halts, block. */
static struct step vcpu_run(struct task *t, struct frame *f)
{
	struct vcpu *v = f->self;
	ROUTINE(f);
	for (;;) {
		PAY(t, f, COST_vm_entry, 0);
		v->in_guest = true;
		CALL(t, f, v->guest, v->guest_self, NULL);
		v->in_guest = false;
		v->exit_due = false;
		++*v->count.exits;
		TRACE(t->core->machine, halt, v->index, *v->count.exits);
		PAY(t, f, COST_vm_exit, 0);
		if (v->halt_poll > 0 && !v->irq_pending) {
			v->polling = true;
			PAY_TIME(t, f, COST_halt_poll, v->halt_poll);
			v->polling = false;
		}
		while (!v->irq_pending)
			SLEEP(f);
	}
	ROUTINE_END;
}

/* kvm_vcpu_kick(): the IPI makes the core leave guest mode, unless it has left meanwhile; the guest pays for
 * the exit when it goes on. */
static struct step vcpu_ipi(struct task *t, struct frame *f)
{
	struct vcpu *v = f->self;
	ROUTINE(f);
	PAY(t, f, COST_kvm_ipi, 0);
	if (v->in_guest)
		v->exit_due = true;
	ROUTINE_END;
}

/* Whether an IPI must make the vCPU's core leave guest mode. */
static bool must_kick(const struct vcpu *v)
{
	return v->in_guest && !v->posted && v->task.core->running == &v->task;
}

/* An interrupt that is requested already is not requested again (apic_set_irr). */
struct step irqfd_signal(struct task *t, struct frame *f)
{
	struct vcpu *v = f->self;
	ROUTINE(f);
	PAY(t, f, COST_irqfd, 0);
	++*v->count.signals;
	if (v->irq_pending)
		RETURN;
	v->irq_pending = true;
	if (v->polling)
		task_cut(&v->task);
	if (task_wake(&v->task, t->core)) {
		PAY(t, f, COST_wake_up, 0);
	} else if (must_kick(v)) {
		PAY(t, f, COST_ipi_send, 0);
		++*v->count.ipis;
		irq_raise(&v->ipi);
	}
	ROUTINE_END;
}

bool vcpu_take_interrupt(struct vcpu *v)
{
	bool pending = v->irq_pending;
	v->irq_pending = false;
	return pending;
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
			   .halt_poll = settings->halt_poll};
	thread_init(&v->task, c, name, CONTEXT_vcpu, vcpu_run, v);
	irq_init(&v->ipi, c, "kvm-ipi", vcpu_ipi, v);
}
