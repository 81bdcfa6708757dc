/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a scenario's section "crawl" says, and what may be wrong with it: its loads and its curves.
 */
#ifndef TOOLS_STUDY_CRAWL_CRAWL_CHECK_H
#define TOOLS_STUDY_CRAWL_CRAWL_CHECK_H

#include "tools/study/plan/axis.h"
#include "tools/text/json_writer.h"

/* The axes of a crawl. */
enum { CRAWL_CURVE, CRAWL_LOAD };

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
