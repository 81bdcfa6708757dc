/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For suites of bad input: every file of tests/corpus gives the faults that one of them lists, in their places.
 */
#ifndef TESTS_LIB_INPUT_CORPUS_H
#define TESTS_LIB_INPUT_CORPUS_H

#include "models/scenario/scenario.h"
#include "sim/platform_read.h"
#include "tests/lib/input/faults.h"
#include "tools/scenario/cost_profile.h"
#include "tools/study/crawl/scenario_file.h"

#define CORPUS SOURCE_DIR "/tests/corpus/"

#define FAULTS_MAX 20

/* A file, how many faults it has, and how each of them begins: place and words. */
struct bad_file {
	const char *file;
	int faults;
	const char *begin[FAULTS_MAX];
};

/* corpus_read: reads a file as what its name says it is. Returns whether the reader took it. */
bool corpus_read(const char *path, struct diag *d);

/* corpus_check: the reader finds in each file exactly the faults listed, and does not take it. */
void corpus_check(const struct bad_file *bad, size_t n, bool (*reader)(const char *path, struct diag *d));

/* corpus_listed: asserts that each file of the corpus whose name begins so is listed: else nothing would test it. */
void corpus_listed(const struct bad_file *bad, size_t n, const char *prefix);

#endif
