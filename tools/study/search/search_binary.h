/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Binary search: RFC 2544, section 26.1, as the field does it.
 *
 * The maximum load, the minimum load, then the arithmetic middle of the bounds, until they are within the width; one
 * goal after another, each with what the trials before have shown. Every trial is of full length. A load is tried
 * until it is classified, which is once with a duration_sum of one trial, and with a duration_sum of two and an exceed
 * ratio of 0.5 a second time when the first trial lost: binary search with loss verification (ETSI GS NFV-TST 009, clause
 * 12.3.3, with max(r) 2 and z infinite).
 *
 * It has no state but the log.
 */
#ifndef TOOLS_STUDY_SEARCH_SEARCH_BINARY_H
#define TOOLS_STUDY_SEARCH_SEARCH_BINARY_H

#include "tools/study/search/search.h"

#endif
