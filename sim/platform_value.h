/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of a platform file, in SimGrid's notation (xbt_parse_units.cpp of SimGrid 3.32): 3.3Gf, 1.25GBps,
 * 500ns.
 *
 * Accepted is what SimGrid takes too and reads as the same value: digits, an optional fraction, an optional
 * exponent and the unit without a blank. SimGrid also takes bare numbers, in units that nobody guesses; here
 * only a bare speed
 * ("3.3e9") and a bare latency of 0 are taken. The arithmetic is exact, and the value goes to the
 * nearest whole base unit, which is finer than SimGrid's own doubles.
 */
#ifndef SIM_PLATFORM_VALUE_H
#define SIM_PLATFORM_VALUE_H

#include <stdbool.h>
#include <stdint.h>

enum platform_quantity {
	PLATFORM_SPEED,	    /* base Hz (one flop is one cycle); 1Mf to 1Tf */
	PLATFORM_BANDWIDTH, /* base bit/s; 1kbps to 1000Tbps */
	PLATFORM_LATENCY,   /* base ps; 0 to 1000s */
	PLATFORM_CORES,	    /* 1 to 1024, digits only */
	PLATFORM_QUANTITIES
};

/* platform_value: reads text as a quantity. Returns true and sets *value (base units); on a fault returns
 * false and sets *why to a newly allocated phrase (g_free) that says what is wrong and what would be right.
 */
bool platform_value(enum platform_quantity quantity, const char *text, int64_t *value, char **why);

#endif
