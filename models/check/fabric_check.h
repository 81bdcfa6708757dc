/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The switches between more than two hosts: whether the routes of the platform can be theirs.
 */
#ifndef MODELS_CHECK_FABRIC_CHECK_H
#define MODELS_CHECK_FABRIC_CHECK_H

#include "models/scenario/scenario.h"
#include "sim/input/diag.h"

/* fabric_check: adds a fault for the first route between the hosts (scenario_hosts) that no switches can stand for, and for
 * settings of switches that are not there. Returns whether there is none. */
bool fabric_check(const struct scenario *s, const GPtrArray *hosts, struct diag *d);

#endif
