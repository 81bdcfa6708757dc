/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Energy of a machine in the counted time: from its watts (sim/watts.h), and what deeper C-states save.
 */
#ifndef MODELS_RUN_ENERGY_H
#define MODELS_RUN_ENERGY_H

#include "models/scenario/scenario.h"
#include "sim/core/machine.h"
#include "sim/watts.h"

/* energy_watts: of the scenario's host.wattage_per_state, else of the platform's host of this name. */
struct watts energy_watts(const struct scenario *s, const char *host);

/* energy_joules: of a machine whose books are settled, since they were emptied at `cut`. NAN: its watts are not known. */
double energy_joules(const struct scenario *s, const struct machine *m, vtime cut);

#endif
