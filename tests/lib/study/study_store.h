/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stores in a folder of their own, and runs of made-up figures, for the tests of the result store and of what reads it.
 */
#ifndef TESTS_LIB_STUDY_STUDY_STORE_H
#define TESTS_LIB_STUDY_STUDY_STORE_H

#include "tests/lib/input/faults.h"
#include "tests/lib/study/sample_study.h"
#include "tools/study/store/store.h"
#include <math.h>
#include <string.h>

/* fixture_study: two axes, six points, whose identities are "point 0" ... Free with study_free. */
struct study *fixture_study(void);

/* fixture_values: figures that differ from run to run, some of them not known, two guests, three sources and two cores. */
struct run_values *fixture_values(int run);

/* holds: whether the store has the run of fixture_values(run) at this point. */
bool holds(struct store *s, const char *point, int64_t replication, int run);

bool put(struct store *s, const char *point, int64_t replication, int run);

/* fixture_store: a new store at path with the plan and n runs; closed. */
bool fixture_store(const char *path, int n);

/* A folder of its own with the path of a store in it. */
struct place_of_store {
	char *folder, *path;
};

struct place_of_store place_new(void);

static inline void place_clear(struct place_of_store *p)
{
	g_free(p->path);
	folder_remove(p->folder);
}

int folder_files(const char *folder);

#endif
