/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SMT: two cores of the model that are threads of one physical core (hyper-threads).
 *
 * While both run something, each works at a share of its speed (machine_config.smt_speed); alone each has all of it. What a core
 * works on when its sibling becomes busy or idle is rescaled at that moment: the rest takes longer or shorter from then on.
 * Costs are prices at full speed; a second table holds what they take at the lower one, and a core points to the one that holds
 * now. A payment that is only waiting until a date (machine_config.cost_waits) is not rescaled. A core is busy while anything
 * runs on it, a loop that polls included; it is idle in its idle thread and on the way out of an idle state.
 *
 * Left out: that some pairs of work share better than others, and PAUSE and HLT of a guest, which leave the sibling more.
 */
#ifndef SIM_CORE_SMT_H
#define SIM_CORE_SMT_H

#include "sim/core/machine.h"

#define SMT_SPEED_ONE 1000000

/* smt_init: pairs the cores of a machine that has any SMT. smt_fini frees what that needs. */
void smt_init(struct machine *m, const struct machine_config *config);
void smt_fini(struct machine *m);

/* smt_enter: t runs on c from now on (NULL: nothing): what it owes is brought to c's speed, and its sibling is told if that
 * changes whether c is busy. Called by the core, if it has a sibling. */
void smt_enter(struct core *c, struct task *t, bool changes);

/* smt_time: what takes this long at full speed takes so long on the core now. */
vtime smt_time(const struct core *c, vtime work);

/* smt_sibling: the other thread of a core of a machine with so many; -1: there is no SMT. halves: as Linux numbers them on most
 * x86 machines, the second threads after all the first ones. pairs: one after the other. */
int smt_sibling(enum smt smt, int core, int n_cores);

#endif
