/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking for pieces in a long text.
 */
#ifndef TESTS_LIB_EXPECT_H
#define TESTS_LIB_EXPECT_H

#include "tests/lib/suite.h"
#include <stdio.h>
#include <string.h>

/* EXPECT: fails for each of the strings that is not in the text, and prints both. */
#define EXPECT(text, ...)                                                                                    \
	expect(text, (const char *const[]){__VA_ARGS__},                                                     \
	       sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static inline void expect(const char *text, const char *const *pieces, size_t n)
{
	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	for (size_t i = 0; i < n; i++) {
		if (strstr(text, pieces[i]))
			continue;
		CU_FAIL("a piece is missing");
		fprintf(stderr, "missing: %s\nin: %s\n", pieces[i], text);
	}
}

#endif
