/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * simnic: a network device whose frames arrive at dates that are known beforehand, and an account of what the core does.
 *
 * Dates are counts of the time stamp counter, which is one instruction and one nanosecond of virtual time (tools/lab/run).
 */
#ifndef SIMNIC_H
#define SIMNIC_H

#include <linux/types.h>

/* account_start: watches the kernel's tracepoints from now on. An error code when one is missing. */
int account_start(void);
void account_stop(void);

#endif
