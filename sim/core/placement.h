/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Placement: on which core a thread wakes that may run on several.
 *
 * Stands for select_task_rq_fair() of 6.1, which is called when a sleeping thread is woken: wake_affine() chooses between the
 * core that it ran on last and the one that wakes it. select_idle_sibling() then looks for an idle one: that core, the last one,
 * one whose SMT sibling idles too, any from there on in the order of their numbers. If none idles, it is the chosen one. The
 * virtual time is brought from the old run queue to the new one (migrate_task_rq_fair()). A thread that sleeps but is still
 * queued (EEVDF of 6.12) stays where it is, as in ttwu_runnable().
 *
 * Assumed: all cores share their last cache; of two busy cores wake_affine() takes the one with fewer runnable threads (the
 * kernel compares loads: wake_affine_weight()); select_idle_cpu() looks at all of them. Left out: wake_wide(), balancing of
 * threads that are runnable (periodic, and when a core becomes idle), and what a move costs in caches.
 */
#ifndef SIM_CORE_PLACEMENT_H
#define SIM_CORE_PLACEMENT_H

#include "sim/core/machine.h"

struct placement {
	bool *allowed; /* by core; owned */
	int n;
};

/* placement_parse: the cores of a list such as "0-3,6", as taskset takes it, or "any", of a machine of n cores. Returns true;
 * placement_fini frees what it holds. On a fault false, and *why is a newly allocated phrase (g_free). */
bool placement_parse(struct placement *p, const char *text, int n, char **why);
void placement_fini(struct placement *p);

/* placement_move: where the sleeping thread, which may move, wakes; it is brought there. from: the core that wakes it; NULL: a
 * device. */
struct core *placement_move(struct task *t, struct core *from);

#endif
