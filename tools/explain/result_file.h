/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The result of a run, read back from what `run --format json` printed or `run --output` left: so much of scenario and
 * result as an explanation needs.
 *
 * Left out are what captures hold, the latencies, the time series and the bring-up.
 */
#ifndef TOOLS_EXPLAIN_RESULT_FILE_H
#define TOOLS_EXPLAIN_RESULT_FILE_H

#include "models/run/result.h"
#include "models/scenario/scenario.h"

#define RESULT_FILE "run.json" /* in the folder of --output */

/* result_file_at: the file of the result at path: path itself if its name ends in ".json", or RESULT_FILE in a folder that
 * has one. Newly allocated (g_free); NULL: path is no result, but may be a scenario. */
char *result_file_at(const char *path);

/* result_file_read: the scenario and the result in the file. False with *error set, whose message names the file, when it is
 * not such a file. The caller frees both (scenario_free, result_free). */
bool result_file_read(const char *path, struct scenario **s, struct result **r, GError **error);

#endif
