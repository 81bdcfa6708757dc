/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where results come from: the file provenance.json beside them, from which a report says how they were made.
 *
 * It holds the command that repeats them, the question, versions of the program and of its model, the seed, the size of
 * the plan, and every setting and cost in force with its origin. A setting that an axis varies has the axis for its
 * origin and no value. Nothing in it depends on the time, the machine or the folder of the results.
 */
#ifndef TOOLS_SHOW_PROVENANCE_H
#define TOOLS_SHOW_PROVENANCE_H

#include "tools/scenario/scenario_base.h"
#include "tools/study/plan/plan.h"

#define PROVENANCE_FILE "provenance.json"

struct provenance {
	const char *command;	 /* "crawl" */
	const char *const *sets; /* the user's, NULL-terminated; NULL: none */
	struct scenario_base *base;
	const struct scenario *scenario; /* made of it: the run's, or that of the study's first point */
	const struct study *study;	 /* NULL: a single run */
};

/* provenance_json: the text; newly allocated (g_free). */
char *provenance_json(const struct provenance *p);

/* provenance_write_study: the file of a study that a command makes, in the folder of its results. False with *error
 * set. */
bool provenance_write_study(const char *command, const struct study *study, const char *folder,
			    GError **error);

#endif
