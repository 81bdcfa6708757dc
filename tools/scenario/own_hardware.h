/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hardware of a scenario: that of a platform file, or what its sections host and wire say.
 */
#ifndef TOOLS_SCENARIO_OWN_HARDWARE_H
#define TOOLS_SCENARIO_OWN_HARDWARE_H

#include "models/scenario/scenario.h"
#include "sim/input/diag.h"

/* own_hardware_check: adds a fault to d when a scenario has no hardware, or when it has both a platform file and hardware
 * of its own. */
void own_hardware_check(const struct scenario *s, struct diag *d);

/* own_hardware_platform: the platform of a scenario that names no file, which the caller owns (platform_free); NULL with
 * every fault of its names added to d. A second machine, on which guests run, is like the first. */
struct platform *own_hardware_platform(const struct scenario *s, struct diag *d);

#endif
