/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A test suite is a file test_NAME.c that ends with a table of {name, function}, run by CUnit. The suites of a folder are one
 * program (suite.c), which runs the one that it is asked for. So a library is linked once for a folder.
 *
 * An assertion that fails inside EACH_CASE says in which case of the table it stands.
 */
#ifndef TESTS_LIB_SUITE_H
#define TESTS_LIB_SUITE_H

#include <CUnit/Basic.h>
#include <math.h>
#include <stdbool.h>
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

/* The case of a table that a loop is at. */
struct table_case {
	const char *table;
	size_t at;
	const char *name; /* its name, or NULL */
	double number;	  /* or a number that tells it from the others; NAN: none */
	struct table_case *outer;
};

/* case_enter: a loop over a table begins; returns c. case_leave: it ends. */
struct table_case *case_enter(struct table_case *c);
void case_leave(struct table_case *c);

/* case_describe: appends ", in TABLE[INDEX] NAME" to the text in a buffer of the size, for each loop, the outermost first. */
void case_describe(char *text, size_t size);

/* EACH_CASE: for each index i of the table. With the name of a member, a text or a number, this tells the cases apart in the
 * report of a failure; a table of texts or numbers needs none. */
#ifndef EACH_CASE /* tests/tree/cppcheck.h */
#define EACH_CASE(i, table, ...)                                                                             \
	CASE_LOOP (i, #table)                                                                                \
		for (size_t i = 0; i < sizeof(table) / sizeof(*(table)) &&                                   \
				   CASE_AT(i, CASE_NAME((table)[i] __VA_OPT__(.) __VA_ARGS__),               \
					   CASE_NUMBER((table)[i] __VA_OPT__(.) __VA_ARGS__));               \
		     i++)
#endif

/* CASE_LOOP: around a loop whose condition has CASE_AT(i, name, number), which is always true. */
#define CASE_LOOP(i, what)                                                                                   \
	for (struct table_case case_##i __attribute__((cleanup(case_leave))) = {.table = what},              \
					*once_##i = case_enter(&case_##i);                                   \
	     once_##i; once_##i = NULL)
#define CASE_AT(i, text, value) (case_##i.at = (size_t)i, case_##i.name = text, case_##i.number = value, true)
#define CASE_NAME(x) _Generic((x), char * : (x), const char * : (x), default : NULL)
#define CASE_NUMBER(x)                                                                                       \
	_Generic((x), bool                                                                                   \
		 : (x), int                                                                                  \
		 : (x), unsigned                                                                             \
		 : (x), long                                                                                 \
		 : (x), unsigned long                                                                        \
		 : (x), double                                                                               \
		 : (x), default                                                                              \
		 : NAN)

/* suite_assert: CUnit's assertion, with the case in what it reports. */
CU_BOOL suite_assert(CU_BOOL holds, unsigned line, const char *condition, const char *file,
		     const char *function, CU_BOOL fatal);
#define CU_assertImplementation suite_assert

#endif
