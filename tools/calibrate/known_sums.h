/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Known sums: groups of costs that every measured scene pays in the same proportions. Figures determine their sum, and not its
 * parts.
 *
 * Two costs are of one group when the time that a scene spends on them, by context, is in the same proportion in all scenes
 * that are fitted: the cosine of the angle between these times, of each scene as shares of what it spends, is at least
 * KNOWN_SUM_ALIKE.
 */
#ifndef TOOLS_CALIBRATE_KNOWN_SUMS_H
#define TOOLS_CALIBRATE_KNOWN_SUMS_H

#include "tools/calibrate/calibration.h"

#define KNOWN_SUM_ALIKE 0.998
#define KNOWN_SUM_BYTES 64 /* of the packet whose cycles are added up */

/* known_sums_group: fills the groups of its tuned costs. */
void known_sums_group(struct calibration *c);

/* known_sums_find: fills c->sums with the groups of its tuned costs, what is known best first. */
void known_sums_find(struct calibration *c, const struct fit *f, const struct bootstrap *b);

/* known_cycles: the cycles of a tuned cost for a packet of KNOWN_SUM_BYTES, at this factor. */
double known_cycles(const struct tuned *t, double factor);

#endif
