/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thread, three interrupt lines x, y and z, and a softirq on one core. No cost but the configured ones, so that
 * every date can be worked out by hand.
 */
#ifndef TESTS_LIB_CORE_ONE_CORE_H
#define TESTS_LIB_CORE_ONE_CORE_H

#include "tests/lib/bench/engine.h"

struct one_core {
	struct engine e;
	struct task a;
	struct irq irq[3];
	struct script thread_script, irq_script[3], softirq_script;
};

/* one_core_init: handlers and the softirq have nothing to do; engine_fini() of its engine ends it. */
void one_core_init(struct one_core *o, const struct engine_config *config);

/* one_core_start: the thread wakes at the date, and does the acts. */
void one_core_start(struct one_core *o, const struct act *acts, vtime date);

/* one_core_raise: the interrupt line is raised at the date. */
void one_core_raise(struct one_core *o, vtime date, int line);

/* one_core_finish: runs to the end, and compares the log and the sum of the books. */
void one_core_finish(struct one_core *o, vtime end, const char *expected);

#endif
