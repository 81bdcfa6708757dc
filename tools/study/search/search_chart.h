/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chart of a search: search.gp, which draws search.svg and search.png: a bar for each point and goal, its throughput with
 * the bounds that were found. Of back-to-back searches a bar for each point, its mean burst.
 */
#ifndef TOOLS_STUDY_SEARCH_SEARCH_CHART_H
#define TOOLS_STUDY_SEARCH_SEARCH_CHART_H

#include "tools/study/search/search_runs.h"

#define SEARCH_CHART "search" /* name of its files */

#define SEARCH_BARS_MAX 60 /* of more, the first are drawn, and the chart says so */

/* search_chart_write: writes the script into the folder and draws it. False with *error set. */
bool search_chart_write(const struct study *study, const struct search_runs *runs, const char *folder,
			GError **error);

#endif
