/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Line: how a device tells somebody that something has come, whoever that is: an interrupt of the host, one that
 * the IOMMU posts to a vCPU (vfio.h), a poller that waits for its next look (pmd.h). Raising it takes no time.
 */
#ifndef MODELS_NIC_LINE_H
#define MODELS_NIC_LINE_H

#include "sim/core/core.h"

struct line {
	void (*raise)(void *self); /* NULL: nobody listens */
	void *self;
};

/* line_raise: something has come; whoever listens is told. */
static inline void line_raise(const struct line *line)
{
	if (line->raise)
		line->raise(line->self);
}

/* line_to_irq: a line that raises an interrupt of the host. */
struct line line_to_irq(struct irq *irq);

#endif
