/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Identity of points and runs: SHA-256 in hex over what decides the result, and over nothing else.
 *
 * Of a point: the model version (version_model(): a hash of the sources of sim/ and models/) and every setting in
 * force but replication and what no result depends on: the question, the sections that only plan runs, and the names of
 * files (platform, costs, captures), whose contents stand in. Of a run: its point and the number of its replication.
 */
#ifndef TOOLS_STUDY_PLAN_IDENTITY_H
#define TOOLS_STUDY_PLAN_IDENTITY_H

#include "models/scenario/scenario.h"

#define IDENTITY_LENGTH 64 /* characters */

/* identity_of_point, identity_of_run: newly allocated (g_free). The scenario is complete, from scenario_read or
 * scenario_base_make. */
char *identity_of_point(const struct scenario *s);
char *identity_of_run(const char *point, int64_t replication);

/* identity_text: what the identity of a point is the hash of: a line "key=value" each, numbers in base units, texts
 * after their length. Newly allocated (g_free). */
char *identity_text(const struct scenario *s);

#endif
