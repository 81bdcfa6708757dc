/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings in force of a scenario, each with its origin: its default, the place in a file where it is written, or the
 * command line. For costs the origin may be the profile, with its source and confidence.
 *
 * show_yaml gives a scenario file that has the same settings as the scenario shown, with the origins as comments; what it names (platform,
 * costs, captures) is written relative to the scenario's folder, where it belongs. show_json gives the same to programs.
 */
#ifndef TOOLS_SHOW_SHOW_H
#define TOOLS_SHOW_SHOW_H

#include "tools/scenario/cost_profile.h"
#include "tools/scenario/scenario_base.h"

/* What is shown. */
struct show {
	const struct scenario *scenario;
	const struct plans *plans;
	struct scenario_base *base;	   /* that it was made from */
	const struct cost_origin *profile; /* by cost: what the profile says of it */
	bool resolved; /* every setting, cost and machine; else the settings that are not left at their default */
};

/* show_yaml: as a scenario. show_json: as JSON. Both newly allocated (g_free). */
char *show_yaml(const struct show *show);
char *show_json(const struct show *show);

#endif
