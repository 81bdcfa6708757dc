/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A test suite is a file test_NAME.c that ends with a table of {name, function}, run by CUnit. The suites of a folder are one
 * program (suite.c), which runs the one that it is asked for. So a library is linked once for a folder.
 */
#ifndef TESTS_LIB_SUITE_H
#define TESTS_LIB_SUITE_H

#include <CUnit/Basic.h>
#include <stdlib.h>

struct test_case {
	const char *name;
	void (*run)(void);
};

struct suite {
	const char *file; /* as the compiler names it: FOLDER/test_NAME.c */
	const char *title;
	const struct test_case *cases;
	size_t n;
	struct suite *next;
};

/* suite_add: makes the suite known to the program. It stays the caller's, and lives as long as the program. */
void suite_add(struct suite *suite);

#define SUITE(name, cases)                                                                                   \
	__attribute__((constructor)) static void suite_of_this_file(void)                                    \
	{                                                                                                    \
		static struct suite suite = {__FILE__, name, cases, sizeof(cases) / sizeof(*(cases)), NULL}; \
		suite_add(&suite);                                                                           \
	}

#endif
