/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plan of a crawl: which runs make up the chart, with the settings of each.
 *
 * A point is one load on one curve. Its settings are the user's own --set, then the curve's, then the load:
 * of all sources together, or with crawl.source the rate of that one, the others keeping theirs.
 */
#ifndef TOOLS_CRAWL_PLAN_H
#define TOOLS_CRAWL_PLAN_H

#include "tools/scenario_base.h"

/* What the points of a curve share. */
struct crawl_line {
	char *name;    /* owned */
	char **sets;   /* NULL-terminated: the user's, then the curve's; owned */
	int source;    /* index of the source that takes the load; -1: all are scaled to it */
	int64_t limit; /* pps: the highest load that the wire carries */
};

struct crawl_point {
	int curve;	/* index into the plan's curves */
	int64_t load;	/* pps */
	char **sets;	/* NULL-terminated "key=value", as --set takes them; owned */
	char *label;	/* "vhost at 850kpps"; owned */
	char *identity; /* study/identity.h; owned */
};

struct crawl_plan {
	struct scenario_base *base; /* owned */
	char *scenario, *name;	    /* path, and its name without folder and ending; owned */
	char *question;		    /* of the scenario; owned */
	char *folder;		    /* of the results; owned */
	char *source;		    /* crawl.source; owned */
	char *guest;		    /* crawl.guest; owned */
	char *platform;		    /* path of the scenario's; owned */
	bool compare;		    /* crawl.compare */
	bool one_platform;	    /* all curves have it */
	int64_t replications;	    /* crawl.replications: of every point */
	int64_t first;		    /* the number of the first one */
	double confidence;	    /* study.confidence: of every interval */
	GPtrArray *curves;	    /* of struct crawl_line * */
	GPtrArray *points;	    /* of struct crawl_point *, curve by curve, loads rising */
	GPtrArray *around;	    /* the same: of the comparison, empty at first */
};

/* crawl_plan_new: the plan for the scenario at path with the user's sets; folder NULL means results/<name>.
 * NULL after the faults, also of single points, were printed. The caller frees it (crawl_plan_free). */
struct crawl_plan *crawl_plan_new(const char *path, char *const *sets, const char *folder);
void crawl_plan_free(struct crawl_plan *plan);

/* crawl_plan_add: adds a point to one of the plan's two arrays. False after the faults of the point were printed. */
bool crawl_plan_add(struct crawl_plan *plan, GPtrArray *points, guint curve, int64_t load);

/* crawl_plan_name: of a curve. */
const char *crawl_plan_name(const struct crawl_plan *plan, int curve);

/* crawl_plan_is_bystander: whether the guest that is shown is not the one whose load is varied. */
bool crawl_plan_is_bystander(const struct crawl_plan *plan);

/* crawl_plan_scope: a sentence on whose load and whose packets are shown, "" when it is all guests'. Newly
 * allocated (g_free). */
char *crawl_plan_scope(const struct crawl_plan *plan);

#endif
