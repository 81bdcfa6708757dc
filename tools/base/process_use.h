/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What this process has used so far.
 */
#ifndef TOOLS_BASE_PROCESS_USE_H
#define TOOLS_BASE_PROCESS_USE_H

#include <stdint.h>

/* peak_memory: the most that was ever resident, in bytes, of this program: VmHWM of /proc/self/status, which begins anew
 * with exec, unlike ru_maxrss of getrusage, which keeps that of the process that forked. In a process that was forked
 * without exec it begins with what it shares with its parent. 0 when the kernel does not say. */
int64_t peak_memory(void);

/* cpu_seconds: CPU time of all its threads. */
double cpu_seconds(void);

#endif
