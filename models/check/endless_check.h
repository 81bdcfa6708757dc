/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Endless check: refuses the scenarios of which it can be told beforehand that simulated time would stand still: all
 * costs are zero, and a guest sends as fast as it can, or guests send a packet round and round. What cannot be told
 * beforehand ends in sim/core/progress.h.
 *
 * It refuses only where nothing else takes time: the flow's way through the host (struct flow, instant), cores that are
 * idle, or two threads on one core, which wait for the scheduler's tick.
 */
#ifndef MODELS_CHECK_ENDLESS_CHECK_H
#define MODELS_CHECK_ENDLESS_CHECK_H

#include "models/scenario/scenario.h"

/* endless_check: false, with one fault for each such source in d. names: scenario_guest_names. The scenario's host is
 * on its platform. */
bool endless_check(const struct scenario *s, GHashTable *names, struct diag *d);

#endif
