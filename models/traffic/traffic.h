/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traffic: what the tester sends - its sources (source.h), merged in order of date; at one date the source
 * listed first goes first. Sources of guests are left out: each guest runs its own.
 */
#ifndef MODELS_TRAFFIC_TRAFFIC_H
#define MODELS_TRAFFIC_TRAFFIC_H

#include "models/traffic/source.h"

struct traffic;

/* traffic_new: the tester's sources of the array (struct traffic_settings), which must outlive it. load, seed
 * and replication as in source_init. The caller owns it: traffic_free. */
struct traffic *traffic_new(const GArray *settings, int64_t load, int64_t seed, int64_t replication);
void traffic_free(struct traffic *t);

/* traffic_next: takes the next frame generated; without sources one at SOURCE_NEVER. */
struct frame_arrival traffic_next(struct traffic *t);

#endif
