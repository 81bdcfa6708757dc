/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/vfio.h"
#include "models/costs.h"

static void vfio_msihandler(struct task *t, struct frame *f)
{
	struct vfio_irq *i = f->self;
	ROUTINE(f);
	PAY(t, f, COST_vfio_irq, 0);
	TAIL_CALL(t, f, irqfd_signal, i->vector, NULL);
}

static void pi_wakeup_handler(struct task *t, struct frame *f)
{
	struct vfio_irq *i = f->self;
	ROUTINE(f);
	PAY(t, f, COST_pi_wakeup, 0);
	if (vcpu_wake(i->vector->vcpu, t->core))
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
}

/* The IOMMU, on the device's message. */
static void post(void *self)
{
	struct vfio_irq *i = self;
	struct vcpu *v = i->vector->vcpu;
	if (!vector_post(i->vector))
		return;
	if (v->polling && !i->wakes_spin)
		vcpu_wake(v, NULL);
	else
		irq_raise(&i->irq);
}

void vfio_irq_init(struct vfio_irq *i, struct vector *vector, struct core *host, enum era era)
{
	struct vcpu *v = vector->vcpu;
	*i = (struct vfio_irq){.vector = vector,
			       .posted = v->posted && era_rules.vtd_posts[era],
			       .wakes_spin = era_rules.pi_wakes_spinning_vcpu[era]};
	if (i->posted)
		irq_init(&i->irq, v->task.core, "kvm-pi-wakeup", pi_wakeup_handler, i);
	else
		irq_init(&i->irq, host, "vfio", vfio_msihandler, i);
}

struct line vfio_line(struct vfio_irq *i)
{
	return i->posted ? (struct line){post, i} : line_to_irq(&i->irq);
}
