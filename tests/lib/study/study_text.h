/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For suites of studies: reads a study whose section "study" is given as text.
 */
#ifndef TESTS_LIB_STUDY_STUDY_TEXT_H
#define TESTS_LIB_STUDY_STUDY_TEXT_H

#include "tests/lib/input/scenario_text.h"
#include "tools/study/plan/plan.h"

/* study_of_text: the study of SOUND and the text after it, which begins in line 7. NULL after it gave exactly the n
 * faults ("7:3: error: ...", those of the command line from "--set" on; each need only begin so). */
static inline struct study *study_of_text(const char *text, const char *const *sets,
					  const char *const *faults, int n)
{
	char *whole = g_strconcat(SOUND, text, NULL), **full = g_new0(char *, n + 1);
	const struct text_part part = {"s.yaml", whole};
	char *folder = text_files(&part, 1), *path = g_build_filename(folder, "s.yaml", NULL);
	struct diag *d = diag_new();
	struct study *study = study_read(path, sets, d);
	CU_ASSERT_EQUAL(study == NULL, n > 0);
	for (int i = 0; i < n; i++)
		full[i] = g_str_has_prefix(faults[i], "--") ? g_strdup(faults[i])
							    : g_strconcat(path, ":", faults[i], NULL);
	faults_expect(text, d, (const char *const *)full, n);
	g_strfreev(full);
	g_free(whole);
	g_free(path);
	text_files_remove(folder);
	return study;
}

/* study_sound: of a text without a fault. The caller frees it (study_free). */
static inline struct study *study_sound(const char *text, const char *const *sets)
{
	struct study *study = study_of_text(text, sets, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(study);
	return study;
}

#endif
