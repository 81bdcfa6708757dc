/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plan of a crawl: which runs make up the chart, with the settings of each and the file that keeps its
 * result.
 *
 * A point is one load on one curve. Its settings are the user's own --set, then the curve's, then the load.
 */
#ifndef TOOLS_CRAWL_PLAN_H
#define TOOLS_CRAWL_PLAN_H

#include "models/scenario.h"

struct crawl_point {
	int curve;	/* index into the plan's curves */
	int64_t load;	/* pps */
	char **sets;	/* NULL-terminated "key=value", as --set takes them; owned */
	char *label;	/* "vhost at 850kpps"; owned */
	char *path;	/* file of its result; owned */
	char *identity; /* of the run, see point_store.h; owned */
};

struct crawl_plan {
	char *scenario;	   /* path; owned */
	char *question;	   /* of the scenario; owned */
	char *folder;	   /* of the results; owned */
	GPtrArray *curves; /* of char *: their names */
	GPtrArray *points; /* of struct crawl_point *, curve by curve, loads rising */
};

/* crawl_plan_new: the plan for the scenario at path with the user's sets; folder NULL means results/<name>.
 * NULL after the faults, also of single points, were printed. The caller frees it (crawl_plan_free). */
struct crawl_plan *crawl_plan_new(const char *path, char *const *sets, const char *folder);
void crawl_plan_free(struct crawl_plan *plan);

#endif
