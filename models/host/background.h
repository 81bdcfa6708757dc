/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Background: a thread of the host that has nothing to do with packets, and takes time of a core in turns.
 *
 * Stands for a process that sleeps on a periodic timer (timerfd, an hrtimer) and computes for a share of each period: a backup,
 * a log collector, a monitoring agent. It is an ordinary thread of nice 0 (sched.h): its timer's interrupt wakes it on its
 * core, and it runs user code, which gives way at any time. With a duty of 1 it never sleeps. Work that takes longer than the
 * period, because others run too, is followed by the next at once. Periods that have gone by meanwhile count as one, as the
 * expirations of a timerfd do. Its time is booked as context other, cost background.
 *
 * Left out: system calls, its use of caches and memory, and moving to another core.
 */
#ifndef MODELS_HOST_BACKGROUND_H
#define MODELS_HOST_BACKGROUND_H

#include "sim/core/core.h"
#include "sim/input/option.h"

struct background_settings {
	char *name;
	char *host; /* "": that of the scenario */
	int64_t core;
	int64_t duty; /* work of a period over the period, in millionths */
	vtime period;
	vtime start; /* of the first period */
};

extern const struct option_table background_table;

struct background {
	vtime period, work, next; /* next: when the next period begins */
	struct task task;
	struct event timer;
	struct irq timer_irq;
};

/* background_init: a thread on core c that begins at the start of its settings. */
void background_init(struct background *b, const struct background_settings *settings, struct core *c);

#endif
