/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers as decimal text, without printf: an export has millions of them.
 *
 * The digits are exact: a double f 2^e times a power of ten is a whole number over a power of two, which 128 bits hold in
 * the range that figures of runs have. What lies outside is left to printf.
 */
#ifndef TOOLS_DECIMAL_H
#define TOOLS_DECIMAL_H

#include <glib.h>
#include <stdint.h>

/* decimal_integer: appends the number. */
void decimal_integer(GString *out, int64_t value);

/* decimal_exact: appends the first of printf's %.15g, %.16g and %.17g in the locale C that reads back as the same value,
 * which is finite; whole numbers below 1e15 in full. */
void decimal_exact(GString *out, double value);

#endif
