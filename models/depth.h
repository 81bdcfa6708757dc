/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Depth of a queue over time: its level now, its maximum and its time average. Kept beside the queue it
 * describes; whoever changes the queue says when and by how much (dates never fall).
 */
#ifndef MODELS_DEPTH_H
#define MODELS_DEPTH_H

#include "sim/base/check.h"
#include "sim/base/vtime.h"

struct depth {
	int64_t level, max;
	vtime since;   /* date of the last change */
	vtime from;    /* date of the last reset */
	__int128 area; /* level x time since the reset */
};

/* depth_change: the level changes by delta at date. */
static inline void depth_change(struct depth *d, vtime date, int64_t delta)
{
	d->area += (__int128)d->level * (date - d->since);
	d->since = date;
	d->level += delta;
	if (d->level > d->max)
		d->max = d->level;
}

/* depth_reset: statistics start anew at date; the level stays. */
static inline void depth_reset(struct depth *d, vtime date)
{
	d->since = d->from = date;
	d->area = 0;
	d->max = d->level;
}

/* depth_check: aborts unless the level is the number of packets that are in the queue, which `what` names. */
static inline void depth_check(const struct depth *d, int64_t packets, const char *what)
{
	CHECK(d->level == packets, "%s: its depth says %d packets, and %d are in it", what, (int)d->level,
	      (int)packets);
}

/* depth_mean: time average from the reset to date. */
static inline double depth_mean(const struct depth *d, vtime date)
{
	__int128 area = d->area + (__int128)d->level * (date - d->since);
	return date > d->from ? (double)area / (double)(date - d->from) : 0;
}

#endif
