/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The section `mitigations` of a scenario to begin with: from what a host lists below /sys/devices/system/cpu/vulnerabilities.
 */
#ifndef TOOLS_HOST_NEW_MITIGATIONS_H
#define TOOLS_HOST_NEW_MITIGATIONS_H

#include "tools/host/host_facts.h"

/* new_mitigations: "mitigations: {state: on, system_call: 430, ...}", of what the kernel lists. The caller frees it (g_free).
 * NULL: none of them costs anything that is modelled. */
char *new_mitigations(const struct host_kernel *k);

#endif
