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

#include "tools/study/crawl/scenario_file.h"
#include "tools/study/plan/plan.h"

/* crawl_study: of the base of a scenario, which the study then owns, with the user's sets. *compare: whether its curves are
 * to be compared. NULL with every fault added to d, also of single points. The caller owns it (study_free). */
struct study *crawl_study(struct scenario_base *base, const char *const *sets, bool *compare, struct diag *d);

#endif
