/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The runs of a study that a check needs: those that its store lacks are made, all of them are read from it.
 */
#ifndef TOOLS_STUDY_CHECK_RUNS_H
#define TOOLS_STUDY_CHECK_RUNS_H

#include "tools/study/runner.h"
#include "tools/study/samples.h"

/* check_runs_make: makes the missing runs; *failed: how many failed. After an interruption it is said how many there are. */
enum runner_end check_runs_make(const struct study *study, struct store *store, struct runner *runner,
				int *failed);

/* check_runs_read: the runs that the study has by now, of each point as many replications as it asks for; those that the
 * store does not have failed. The caller owns them (samples_free). */
struct samples *check_runs_read(const struct study *study, struct store *store);

#endif
