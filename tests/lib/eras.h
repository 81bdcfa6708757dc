/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The eras of the table (sim/kernel/era.h), for what holds in each of them.
 */
#ifndef TESTS_LIB_ERAS_H
#define TESTS_LIB_ERAS_H

#include "sim/kernel/era.h"
#include "tests/lib/suite.h"

/* FOR_ERAS: era runs from `first` to the newest. */
#define FOR_ERAS(era, first)                                                                                 \
	CASE_LOOP (era, "eras")                                                                              \
		for (int era = first; era < ERAS && CASE_AT(era, era_names[era], NAN); era++)

/* kernel_set: "kernel=6.1"; interned. */
static inline const char *kernel_set(int era)
{
	char *set = g_strdup_printf("kernel=%s", era_names[era]);
	const char *interned = g_intern_string(set);
	g_free(set);
	return interned;
}

#endif
