/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calibration: what is fitted to measurements, and what came out (calibrate.h finds it, known_sums.h has a part of it).
 */
#ifndef TOOLS_CALIBRATE_CALIBRATION_H
#define TOOLS_CALIBRATE_CALIBRATION_H

#include "tools/calibrate/bootstrap.h"
#include "tools/calibrate/scene_runs.h"

/* A cost that is fitted. */
struct tuned {
	int cost;
	struct cost_entry before; /* of the profile */
	double width;		  /* of the prior: of the logarithm of the factor */
	double factor;		  /* found */
	double low, high;	  /* between which the factor lies */
	double learned;		  /* what the figures took of the prior's width: 0 nothing, 1 all of it */
	int group;		  /* of costs that are always paid together (known_sums.h) */
};

/* Costs whose sum the figures determine and whose parts they cannot tell apart: they are always paid together. */
struct known_sum {
	GArray *costs; /* of int: indices of the tuned; owned */
	double cycles; /* of a packet of 64 B, found; low and high: between which it lies */
	double low, high;
	double learned; /* as struct tuned */
};

struct calibration {
	struct scenario_base *base;   /* not owned */
	const struct measurements *m; /* not owned */
	struct scene_runs *runs;      /* not owned */
	GArray *tuned;		      /* of struct tuned; owned */
	GArray *sums;		      /* of struct known_sum, what is known best first; owned */
	double *before,
		*after; /* by figure of the measurements: with the costs of the profile, and those found; owned */
	int directions; /* combinations of costs that the figures determine */
	int fitted;	/* figures that were fitted */
	double squares; /* of their residuals, in units of their errors */

	/* private */
	guint8 (*paid)[COST_COUNT]; /* by scene: the cost is paid there, and not set by the scene */
	const struct scene_outcome **profile_outcome; /* by scene: with the costs of the profile; the runs' */
	int groups;
	int status;
};

/* tuned_at, sum_at: by index. */
const struct tuned *tuned_at(const struct calibration *c, guint i);
const struct known_sum *sum_at(const struct calibration *c, guint i);

#endif
