/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers as decimal text. Whole ones, as counts are, go without printf: an export and an identity have very many.
 */
#ifndef TOOLS_TEXT_DECIMAL_H
#define TOOLS_TEXT_DECIMAL_H

#include <glib.h>
#include <stdint.h>

/* decimal_integer: appends the number. */
void decimal_integer(GString *out, int64_t value);

/* decimal_exact: appends the first of printf's %.15g, %.16g and %.17g in the locale C that reads back as the same value,
 * which is finite; whole numbers below 1e15 in full. */
void decimal_exact(GString *out, double value);

#endif
