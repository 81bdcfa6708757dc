/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the host can have the switch that the scenario gives it.
 */
#ifndef MODELS_CHECK_SWITCH_CHECK_H
#define MODELS_CHECK_SWITCH_CHECK_H

#include "models/scenario/scenario.h"

/* switch_check: the kind of switch. switch_check_cores: the cores of its threads on this machine (NULL: that has been said).
 * Faults are reported. */
bool switch_check(const struct scenario *s, struct diag *d);
bool switch_check_cores(const struct scenario *s, const struct platform_host *host, struct diag *d);

#endif
