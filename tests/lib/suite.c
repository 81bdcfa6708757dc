/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The main program of a folder's suites: suites_FOLDER test_NAME runs one of them; without an argument it names them.
 */
#include "suite.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static struct suite *suites;

void suite_add(struct suite *suite)
{
	suite->next = suites;
	suites = suite;
}

/* is_of: whether the suite stands in the file test_NAME.c. */
static int is_of(const struct suite *suite, const char *name)
{
	const char *slash = strrchr(suite->file, '/');
	const char *file = slash ? slash + 1 : suite->file;
	size_t length = strlen(name);
	return strncmp(file, name, length) == 0 && strcmp(file + length, ".c") == 0;
}

static const struct suite *find_suite(const char *name)
{
	const struct suite *found = suites;
	while (found && !is_of(found, name))
		found = found->next;
	return found;
}

static struct table_case *innermost;

struct table_case *case_enter(struct table_case *c)
{
	c->outer = innermost;
	return innermost = c;
}

void case_leave(struct table_case *c)
{
	innermost = c->outer;
}

/* A fatal assertion leaves its loops by longjmp. */
static void forget_cases(void)
{
	innermost = NULL;
}

/* append: to the text in a buffer of the size, as far as there is room. */
__attribute__((format(printf, 3, 4))) static void append(char *text, size_t size, const char *format, ...)
{
	size_t length = strlen(text);
	va_list values;
	va_start(values, format);
	vsnprintf(text + length, size - length, format, values);
	va_end(values);
}

static void append_cases(char *text, size_t size, const struct table_case *c)
{
	if (!c)
		return;
	append_cases(text, size, c->outer);
	append(text, size, ", in %s[%zu]", c->table, c->at);
	if (c->name)
		append(text, size, " \"%s\"", c->name);
	else if (!isnan(c->number))
		append(text, size, " (%g)", c->number);
}

void case_describe(char *text, size_t size)
{
	append_cases(text, size, innermost);
}

#undef CU_assertImplementation
CU_BOOL suite_assert(CU_BOOL holds, unsigned line, const char *condition, const char *file,
		     const char *function, CU_BOOL fatal)
{
	char text[1024] = "";
	if (!holds) {
		append(text, sizeof(text), "%s", condition);
		case_describe(text, sizeof(text));
	}
	return CU_assertImplementation(holds, line, holds ? condition : text, file, function, fatal);
}

static int run_suite(const struct suite *suite)
{
	if (CU_initialize_registry() != CUE_SUCCESS)
		return EXIT_FAILURE;
	CU_pSuite added = CU_add_suite_with_setup_and_teardown(suite->title, NULL, NULL, forget_cases, NULL);
	for (size_t i = 0; added && i < suite->n; i++)
		if (!CU_add_test(added, suite->cases[i].name, suite->cases[i].run))
			return EXIT_FAILURE;
	CU_basic_set_mode(CU_BRM_VERBOSE);
	CU_basic_run_tests();
	unsigned failed = CU_get_number_of_failures();
	CU_cleanup_registry();
	return added && suite->n > 0 && !failed ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const struct suite *suite = argc == 2 ? find_suite(argv[1]) : NULL;
	if (suite)
		return run_suite(suite);
	fprintf(stderr, "usage: %s SUITE, one of:\n", argv[0]);
	for (suite = suites; suite; suite = suite->next)
		fprintf(stderr, "  %s\n", suite->file);
	return 2;
}
