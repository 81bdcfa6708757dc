/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Invariants of the simulator itself. A broken one is our fault, never the user's: it is reported with the
 * component, the expression and the simulated date, followed by the last trace events, and the process ends
 * with exit status 5. Always compiled in. Faults of the user's input go through diag.h instead.
 */
#ifndef SIM_BASE_CHECK_H
#define SIM_BASE_CHECK_H

#include <stdint.h>

#define EXIT_INTERNAL 5 /* exit status of a broken invariant or balance */

/* CHECK(expression, format, ...): ends the process unless the expression holds; the text says what it means. */
#define CHECK(expr, ...)                                                                                     \
	do {                                                                                                 \
		if (__builtin_expect(!(expr), 0))                                                            \
			check_failed(__FILE__, __LINE__, #expr, __VA_ARGS__);                                \
	} while (0)

/* check_failed: prints the report on stderr and ends the process with EXIT_INTERNAL. Called by CHECK only. */
void check_failed(const char *file, int line, const char *expr, const char *fmt, ...)
	__attribute__((noreturn, cold, format(printf, 4, 5)));

#endif
