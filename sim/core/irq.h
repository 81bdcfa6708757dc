/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interrupt lines of a core: raising them, the timer tick, the reschedule interrupt. How their handlers are
 * run is the core's (core.c); the calls for models (irq_init, irq_raise) are in core.h.
 */
#ifndef SIM_CORE_IRQ_H
#define SIM_CORE_IRQ_H

#include "sim/core/core.h"

/* irq_setup: no interrupt queued; prepares the core's own lines, the tick and the reschedule interrupt. */
void irq_setup(struct core *c);

/* irq_leave_idle: the core has something to do: it looks now, or, idle, after the latency of leaving its state. */
void irq_leave_idle(struct core *c);

/* irq_tick_start: the tick comes from now on, as long as the core runs threads; on an idle core it stops by
 * itself (NO_HZ_IDLE). */
void irq_tick_start(struct core *c);

#endif
