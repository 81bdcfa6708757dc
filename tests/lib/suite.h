/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The main program of a test suite: a table of {name, function}, run by CUnit.
 */
#ifndef TESTS_LIB_SUITE_H
#define TESTS_LIB_SUITE_H

#include <CUnit/Basic.h>
#include <stdlib.h>

struct test_case {
	const char *name;
	void (*run)(void);
};

#define SUITE(name, cases)                                                                                   \
	int main(void)                                                                                       \
	{                                                                                                    \
		return suite_run(name, cases, sizeof(cases) / sizeof(*(cases)));                             \
	}

/* suite_run: runs the n cases; EXIT_SUCCESS when all passed. */
static inline int suite_run(const char *name, const struct test_case *cases, size_t n)
{
	if (CU_initialize_registry() != CUE_SUCCESS)
		return EXIT_FAILURE;
	CU_pSuite suite = CU_add_suite(name, NULL, NULL);
	for (size_t i = 0; suite && i < n; i++)
		if (!CU_add_test(suite, cases[i].name, cases[i].run))
			return EXIT_FAILURE;
	CU_basic_set_mode(CU_BRM_VERBOSE);
	CU_basic_run_tests();
	unsigned failed = CU_get_number_of_failures();
	CU_cleanup_registry();
	return suite && n > 0 && !failed ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
