/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/line.h"

static void raise_irq(void *self)
{
	irq_raise(self);
}

struct line line_to_irq(struct irq *irq)
{
	return (struct line){raise_irq, irq};
}
