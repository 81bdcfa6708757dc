/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A crawl as a study: what a scenario's section "crawl" says, as two axes.
 *
 *     crawl:
 *       from: 100kpps                            # and the other options of crawl_table: the axis load
 *       to: 1Mpps
 *       curves:                                  # the axis curve; without them there is one for each flow
 *         - name: vhost 3.13
 *           set: {flow: vhost, kernel: "3.13"}   # settings that differ; may be left out
 *
 * The settings of a point are the user's own --set, then the curve's, then the load: of all sources together, or with
 * crawl.source the rate of that one, the others keeping theirs.
 */
#ifndef TOOLS_STUDY_CRAWL_CRAWL_PLAN_H
#define TOOLS_STUDY_CRAWL_CRAWL_PLAN_H

#include "tools/study/plan/plan.h"
#include "tools/text/json_writer.h"

/* The axes of a crawl. */
enum { CRAWL_CURVE, CRAWL_LOAD };

/* crawl_study: of the base of a scenario, which the study then owns, with the user's sets. *compare: whether its curves are
 * to be compared. NULL with every fault added to d, also of single points. The caller owns it (study_free). */
struct study *crawl_study(struct scenario_base *base, const char *const *sets, bool *compare, struct diag *d);

/* crawl_curves: the axis of the curves that the document lists, without any where it lists none; adds every fault of
 * their settings to d. For a list of axes (axes_new). */
struct study_axis *crawl_curves(struct scenario_base *base, struct diag *d);

/* crawl_check_loads: adds to d what contradicts between the scenario and the section crawl of its plans: a guest or source
 * that is not there, loads that the wire does not carry. */
crawl_check crawl_check_loads;

/* crawl_check_curves: adds to d the faults of the curves, each of which must go with the scenario as it stands in the file:
 * a setting of the command line may be another curve's. */
void crawl_check_curves(struct scenario_base *base, struct diag *d);

/* crawl_schema: the key of the curves in the schema of scenarios (schema.h). */
void crawl_schema(struct json_writer *w);

#endif
