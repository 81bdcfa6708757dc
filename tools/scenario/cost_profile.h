/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cost profiles: YAML files that give every named cost (models/costs.h) its cycles, and say where each number
 * is from.
 *
 *     description: what machine and kernel this stands for
 *     costs:
 *       skb_alloc: {cycles: 150, cycles_per_byte: 0, source: "where it comes from", confidence: sourced}
 *
 * cycles_per_byte may be left out (0). So may low and high, between which the cycles lie when they are uncertain. Every cost
 * must be there, and no other.
 *
 *     extends: x86-3.3GHz    # a shipped profile by its name, or a file relative to the folder of this one
 *
 * A profile that extends another has the costs that differ. Each replaces the whole entry of the other.
 */
#ifndef TOOLS_SCENARIO_COST_PROFILE_H
#define TOOLS_SCENARIO_COST_PROFILE_H

#include "models/costs.h"
#include "sim/input/diag.h"
#include "sim/input/option.h"

enum cost_confidence {
	COST_SOURCED,  /* taken from a measurement that source names */
	COST_FITTED,   /* chosen so that a known result comes out */
	COST_ASSUMED,  /* an estimate */
	COST_MEASURED, /* counted in a real kernel (tools/lab/costs) */
};

struct cost_origin {
	char *source;	  /* owned */
	int confidence;	  /* enum cost_confidence */
	int64_t low_ppm;  /* the least that the cycles may be, x 1,000,000 */
	int64_t high_ppm; /* the most; where the profile has no bound, the cycles themselves */
};

/* cost_confidence_names: by enum cost_confidence, NULL-terminated. */
extern const char *const cost_confidence_names[];

/* The numbers of one cost, cycles and cycles_per_byte, stored in a struct cost_entry. */
extern const struct option_table cost_entry_table;

/* cost_profile_read: fills entries and origins (which may be NULL, and holds nothing yet), indexed as
 * cost_names. True; or false with every fault added to d. A file that cannot be read is reported at `at`, the
 * place that names it. The origins must be cleared in either case. */
bool cost_profile_read(const char *path, struct place at, struct cost_entry entries[COST_COUNT],
		       struct cost_origin origins[COST_COUNT], struct diag *d);

/* cost_origins_clear: frees what the origins own. */
void cost_origins_clear(struct cost_origin origins[COST_COUNT]);

/* cost_profile_path: the profile that a user calls so: the path of a shipped one, which may be read in any confinement; NULL
 * when there is none of the name, so that it is a file of the user. Newly allocated (g_free). */
char *cost_profile_path(const char *name);

/* cost_range_text: the bounds of a cost's cycles, "700 to 900"; NULL when it has none. Newly allocated (g_free). */
char *cost_range_text(const struct cost_origin *origin);

/* cost_find: the index of the cost of this name; -1 when there is none. */
int cost_find(const char *name);

/* cost_unknown: adds the fault for a name that is no cost, with the nearest one. */
void cost_unknown(struct diag *d, struct place at, const char *name);

#endif
