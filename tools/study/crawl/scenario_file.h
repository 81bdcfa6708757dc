/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenario files: YAML, read into a struct scenario with the files that it names and the settings of the
 * command line, and checked with the crawl that they plan.
 *
 * The sections are those of section_at (plans.h); beside them stand "cost" (cost_section.h) and the curves of
 * "crawl". Platform, cost profile and captures are named relative to the scenario's folder.
 */
#ifndef TOOLS_STUDY_CRAWL_SCENARIO_FILE_H
#define TOOLS_STUDY_CRAWL_SCENARIO_FILE_H

#include "sim/input/diag.h"
#include "tools/scenario/scenario_base.h"
#include "tools/study/plan/axis.h"
#include "tools/text/json_writer.h"

/* scenario_read: the scenario of a file with the settings `sets` ("key=value", NULL-terminated; NULL: none)
 * made after it, in order; complete and checked (scenario_check). The caller owns it (scenario_free). NULL
 * with every fault added to d: of the file, of the files it names, of the settings ("--set KEY=VALUE: error:
 * ..."), and of the curves, each of which must go with the scenario as it stands in the file. Contradictions
 * are looked for once every value is sound. */
struct scenario *scenario_read(const char *path, const char *const *sets, struct diag *d);

/* scenario_of_base: as scenario_read, of a base that has been read. */
struct scenario *scenario_of_base(struct scenario_base *b, const char *const *sets, struct diag *d);

/* ---- the section "crawl": its loads and curves, and what may be wrong with them ---- */

/* The axes of a crawl. */
enum { CRAWL_CURVE, CRAWL_LOAD };

/* crawl_curves: the axis of the curves that the document lists, without any where it lists none; adds every fault of
 * their settings to d. For a list of axes (axes_new). */
struct study_axis *crawl_curves(struct scenario_base *base, struct diag *d);

/* crawl_check_loads: adds to d what contradicts between the scenario and the section crawl of its plans: a guest or source
 * that is not there, loads that the wire does not carry. */
crawl_check crawl_check_loads;

/* crawl_schema: the key of the curves in the schema of scenarios (schema.h). */
void crawl_schema(struct json_writer *w);

#endif
