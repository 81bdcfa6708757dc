/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A crawl as a study: its curves and its loads are the axes, so that its store says what its runs are.
 */
#ifndef TOOLS_CRAWL_STUDY_H
#define TOOLS_CRAWL_STUDY_H

#include "tools/crawl_plan.h"
#include "tools/study/plan.h"

/* crawl_study: of the points planned by now, those around included; one that two curves have in common is there once,
 * as the first one's. The caller owns it (study_free). */
struct study *crawl_study(const struct crawl_plan *plan);

#endif
