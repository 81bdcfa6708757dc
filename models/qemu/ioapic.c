/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/qemu/ioapic.h"
#include "models/costs.h"
#include "models/counters.h"
#include "sim/core/machine.h"

/* ioapic_service() */
static void service(struct task *t, struct frame *f)
{
	struct ioapic_pin *pin = f->self;
	ROUTINE(f);
	if (!pin->high || pin->remote_irr)
		return;
	pin->remote_irr = true;
	COUNT(t, signals);
	TRACE(t->core->machine, signal, pin->vector->vcpu->index, pin->vector->pending);
	TAIL_CALL(t, f, vector_inject, pin->vector, NULL);
}

void ioapic_toggle(struct task *t, struct frame *f)
{
	struct ioapic_pin *pin = f->self;
	ROUTINE(f);
	PAY(t, f, COST_kvm_irq_line, 0);
	pin->high = !pin->high;
	TAIL_CALL(t, f, service, pin, NULL);
}

void ioapic_eoi(struct task *t, struct frame *f)
{
	struct ioapic_pin *pin = f->self;
	ROUTINE(f);
	pin->remote_irr = false;
	TAIL_CALL(t, f, service, pin, NULL);
}
