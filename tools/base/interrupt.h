/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interrupt: the signals that end a long piece of work in good order (tools/base/signals.h). Between interrupt_begin and
 * interrupt_end they are blocked and only taken while waiting in interrupt_poll, so nothing else is ever cut short by one.
 */
#ifndef TOOLS_BASE_INTERRUPT_H
#define TOOLS_BASE_INTERRUPT_H

#include "tools/base/signals.h"
#include <poll.h>
#include <stdbool.h>

struct interrupt {
	sigset_t waiting; /* blocked while waiting: those that were blocked before */
	struct sigaction before[SIGNALS_ENDING];
};

/* One at a time. interrupt_end: one that came since the last wait is still ours. */
void interrupt_begin(struct interrupt *i);
void interrupt_end(const struct interrupt *i);

/* interrupt_came: whether one came since interrupt_begin, during a wait or before interrupt_end. */
bool interrupt_came(void);

/* interrupt_poll: as poll(2), with a time in microseconds. */
int interrupt_poll(const struct interrupt *i, struct pollfd *entries, nfds_t n, long long wait_us);

#endif
