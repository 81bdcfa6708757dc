/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values with units, as a user writes them: 64B, 10Gbps, 850kpps, 50us, 2.6GHz. Every scalar of a scenario,
 * of a cost profile and of --set is read here, and a default or a bound in an option table is written in the
 * same notation.
 *
 * The grammar is  number unit  (one space between them allowed): an unsigned decimal number with an
 * optional fraction, no exponent, no sign, no thousands separators; then the unit, exact case. A
 * number without the unit that is due is a fault. So is a unit of another kind, trailing text, and
 * a value that is no whole number of the base unit or does not fit. Arithmetic is exact (integers,
 * no floating point).
 */
#ifndef SIM_INPUT_UNIT_H
#define SIM_INPUT_UNIT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum unit {
	UNIT_COUNT,   /* no unit; a whole number */
	UNIT_TIME,    /* base ps; ps ns us ms s */
	UNIT_RATE,    /* base packets/s; pps kpps Mpps Gpps */
	UNIT_BITRATE, /* base bit/s; bps kbps Mbps Gbps */
	UNIT_BYTES,   /* base byte; B KiB MiB GiB kB MB GB */
	UNIT_CLOCK,   /* base Hz; Hz kHz MHz GHz */
	UNIT_FACTOR,  /* no unit; a decimal number, base 1/1000000: "0.25" is 250000 */
	UNITS
};

/* unit_parse: reads text as a value of the unit. Returns true and sets *value (base units); on a fault
 * returns false and leaves *value and sets *why to a newly allocated phrase (g_free) that begins with the
 * text in quotes, such as: "850" has no unit; a rate is written like 850kpps (pps, kpps, Mpps, Gpps). */
bool unit_parse(enum unit unit, const char *text, int64_t *value, char **why);

/* unit_format: the value (never negative) as unit_parse reads it back, always exact: in the largest unit that
 * is not above it ("1.5Mpps", "50us"), a size in the largest unit that divides it ("1518B", "64KiB"). Newly
 * allocated (g_free). */
char *unit_format(enum unit unit, int64_t value);

/* unit_name: what a value of this unit is called in a message, with an example: "a time such as 50us". */
const char *unit_name(enum unit unit);

/* unit_base: the base unit's symbol for headings and column names: "ps", "pps", "bps", "B", "Hz", "". */
const char *unit_base(enum unit unit);

/* unit_symbol: the i-th symbol of the unit, "" of one without symbols, with *decimals set to how many decimal places a
 * value in it can have; NULL when there is no i-th one. */
const char *unit_symbol(enum unit unit, int i, int *decimals);

#endif
