/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether cores that the scenario names exist, and the settings that are lists of them.
 */
#ifndef MODELS_CHECK_CORE_CHECK_H
#define MODELS_CHECK_CORE_CHECK_H

#include "models/scenario/scenario.h"

/* core_check: whether the host (NULL: that has been said) has the core, which is called `what`. A fault is reported. */
bool core_check(int64_t core, const struct platform_host *host, const char *what, struct place at,
		struct diag *d);

/* core_check_nic: the cores of the host's receive queues on this machine: of their interrupts, and of RPS. core_check_rps:
 * whether the scenario may have RPS at all. */
bool core_check_nic(const struct scenario *s, const struct platform_host *host, struct diag *d);
bool core_check_rps(const struct scenario *s, struct diag *d);

#endif
