/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gaps: what a run was meant to show and did not. Its figures are right, and say less than they seem to.
 *
 *     silent_sources    sources that offered nothing in the counted time
 *     unserved_guests   guests to which packets were offered, and none was delivered
 *     early_guests      guests that were not up when counting began, though they had started: packets that nobody could
 *                       take count as lost
 */
#ifndef MODELS_RUN_GAPS_H
#define MODELS_RUN_GAPS_H

#include "models/run/result.h"
#include "models/scenario/scenario.h"

/* X(name, what it counts, what a run with one has) */
#define GAP_LIST(X)                                                                                          \
	X(silent_sources, "sources that offered nothing in the counted time",                                \
	  "a source offered nothing in the counted time")                                                    \
	X(unserved_guests, "guests to which packets were offered, and none was delivered",                   \
	  "none of the packets for a guest was delivered")                                                   \
	X(early_guests, "guests that had started and were not up when counting began",                       \
	  "packets were counted before a guest was up")

#define GAP_ENUM(name, counts, has) GAP_##name,
enum gap { GAP_LIST(GAP_ENUM) GAPS };

struct gap_name {
	const char *name, *counts, *has;
};
extern const struct gap_name gap_names[GAPS];

/* gap_count: how many of this kind the run of the scenario has. */
int gap_count(const struct scenario *s, const struct result *r, enum gap gap);

/* gap_texts: a sentence for each, without a full stop. The caller frees the array (g_ptr_array_unref), which owns them. */
GPtrArray *gap_texts(const struct scenario *s, const struct result *r);

#endif
