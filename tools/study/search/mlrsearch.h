/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MLRsearch: multiple loss ratio search (RFC 9971), all goals in one search.
 *
 * The specification leaves the choice of trials free. Here:
 *
 * First, trials at the maximum load and at what they forward, which mark the region to look at. Then every goal that is
 * not reached nominates a load (mlr_selector.h), and the least load is tried, the longest trial of it, the first goal
 * winning ties: upper bounds found low spare the trials above them.
 *
 * Before its own criterion a goal is searched for with coarser ones, whose bounds mark the region for the next: twice and
 * four times the width, the initial trial alone and then the geometric mean of it and the sum. These heuristics are those
 * that FD.io CSIT describes for its search.
 */
#ifndef TOOLS_STUDY_SEARCH_MLRSEARCH_H
#define TOOLS_STUDY_SEARCH_MLRSEARCH_H

#include "tools/study/search/search.h"

#endif
