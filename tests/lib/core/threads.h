/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Threads of core 0 without costs, for the schedulers.
 */
#ifndef TESTS_LIB_CORE_THREADS_H
#define TESTS_LIB_CORE_THREADS_H

#include "tests/lib/bench/engine.h"

#define HOGS 10

struct threads {
	struct engine e;
	struct task task[HOGS];
	struct script script[HOGS];
};

/* The acts of a thread that never sleeps. */
extern const struct act threads_hog[];

/* threads_init: n threads a, b, ..., the first `hogs` of them hogs that wake at 0 in this order. The others run for
 * 10 us whenever they are woken. engine_fini() of the engine ends it. */
void threads_init(struct threads *th, const struct engine_config *config, int n, int hogs);

/* threads_run_at: runs up to the date, and returns the name of the thread that has the core then; "-": none has. */
const char *threads_run_at(struct threads *th, vtime date);

/* threads_check: so many hogs have the core in the order expected, a letter for each millisecond. */
void threads_check(const struct engine_config *config, int hogs, const char *expected);

#endif
