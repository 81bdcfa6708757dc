/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * need: what has to work, or the machine is switched off with a message; and what all parts of the first process use.
 */
#ifndef LAB_NEED_H
#define LAB_NEED_H

#include "../kernel/frame.h"

/* The parameters of the NIC's module. */
#define SIMNIC "/sys/module/simnic/parameters/"

/* need: result, when it is not negative; otherwise the line "lab: what: why", and the end of the machine. */
long need(long result, const char *what);

/* switch_off: ends the machine. */
void switch_off(void);

/* numbers: reads up to `max` numbers that commas or blanks part in a file, and returns how many there were. */
int numbers(const char *path, u64 *values, int max);

/* settle: lets 50 ms of virtual time pass, so that what was begun in the background comes to its end. */
void settle(void);

/* Dates: the time stamp counter, an instruction and a nanosecond of virtual time each. */
static inline u64 now(void)
{
	return __builtin_ia32_rdtsc();
}

#endif
