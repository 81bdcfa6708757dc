/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For suites that read the user's files: the faults as printed, and files that live as long as a test.
 */
#ifndef TESTS_LIB_INPUT_FAULTS_H
#define TESTS_LIB_INPUT_FAULTS_H

#include "sim/input/diag.h"
#include "tests/lib/suite.h"
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

/* faults_printed: the lines that diag_print writes, NULL-terminated, but for warnings: test_warn.c has those. The caller frees them (g_strfreev). */
char **faults_printed(const struct diag *d);

/* faults_expect: asserts that the faults are the n expected ones, in order; each need only begin so. What
 * differs is printed. Frees d. */
void faults_expect(const char *what, struct diag *d, const char *const *expected, int n);

/* A folder of its own under the system's folder for temporary files. */
char *folder_new(void);

/* file_write: writes a file of the folder. Returns its path (g_free). */
char *file_write(const char *folder, const char *name, const char *content, size_t length);

/* folder_remove: with the files in it. Frees its name. */
void folder_remove(char *folder);

#endif
