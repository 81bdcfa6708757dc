/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * need: what has to work, or the machine is switched off with a message.
 */
#ifndef LAB_NEED_H
#define LAB_NEED_H

#include "../kernel/frame.h"

/* need: result, when it is not negative; otherwise the line "lab: what: why", and the end of the machine. */
long need(long result, const char *what);

/* Dates: the time stamp counter, an instruction and a nanosecond of virtual time each. */
static inline u64 now(void)
{
	return __builtin_ia32_rdtsc();
}

#endif
