/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Warnings before a run: what a scenario without faults says that is hardly meant.
 *
 *     a source that sends nothing in the run, for it begins after its end
 *     a wire that no frame crosses before the end of the run
 *     the NIC's interrupts on the core of a vCPU
 *     one core for two vCPUs, for a vCPU and a backend's thread, or for a switch that polls and anything else
 *
 * Guests without traffic may share a core as they like, and everything may be on one core.
 */
#ifndef MODELS_CHECK_SCENARIO_WARN_H
#define MODELS_CHECK_SCENARIO_WARN_H

#include "models/scenario/scenario.h"
#include "sim/input/diag.h"

/* scenario_warn: adds a warning to d for each, at the place of its setting. Of a checked scenario. */
void scenario_warn(const struct scenario *s, struct diag *d);

#endif
