/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Advise: tries the changes that are known to matter, and ranks them by a goal.
 *
 * The study has one axis, whose values are the scenario as it is and each change. Replications of all points have the same
 * random numbers, so that effects are differences within pairs. If no single change reaches the goal, the best are tried
 * in pairs. Points are known by their identity, so an interrupted advice goes on with what is there.
 */
#ifndef TOOLS_ADVISE_ADVISE_H
#define TOOLS_ADVISE_ADVISE_H

#include "tools/advise/candidate.h"
#include "tools/advise/goal.h"
#include "tools/study/figures/verdict.h"
#include "tools/study/summary/samples.h"

#define ADVISE_CONFIDENCE 0.95

/* What a change does to the goal's metric. NONE: its interval reaches to none, or it is below 1 % of a figure, below 0.001 of
 * a share. */
enum effect { EFFECT_HELPS, EFFECT_NONE, EFFECT_HARMS, EFFECT_UNKNOWN };
extern const char *const effect_names[];

/* What gets worse: a figure of all packets, or of one guest. */
struct worse {
	int metric;
	const char *guest; /* ""; not owned */
	double before, after;
};

/* A change that was tried. */
struct advice {
	guint point;		     /* of the study */
	const struct change *change; /* not owned */
	double value;		     /* of the goal's metric, mean; NAN: not known */
	struct interval difference;  /* from the scenario as it is, in the metric's unit */
	enum effect effect;
	bool met;	 /* the goal */
	bool spoils;	 /* something else gets more than twice as bad */
	double latency;	 /* 99th percentile of whose packets the goal counts, ns; breaks ties */
	GArray *worsens; /* of struct worse; owned */
};

struct advise {
	const struct goal *goal; /* not owned */
	struct study *study;	 /* owned, with the base */
	struct scenario *s;	 /* as it is; owned */
	GPtrArray *changes;	 /* of struct change, by point after the first; owned */
	unsigned allowed;	 /* groups, a bit each */
	int left_out;		 /* changes that the scenario does not take */
	double value;		 /* of the goal's metric as it is */
	GArray *list;		 /* of struct advice, the best first; NULL before advise_rank; owned */
};

/* advise_new: with the single changes of the allowed groups. Takes the base. NULL with every fault added to d. The caller
 * frees it (advise_free). */
struct advise *advise_new(struct scenario_base *base, const char *const *sets, const struct goal *goal,
			  unsigned allowed, int64_t replications, struct diag *d);
void advise_free(struct advise *a);

/* advise_rank: of the samples of its study, all points of which were run. advise_pairs: adds the pairs that are worth a
 * try, after advise_rank; false: there are none, for the goal is reached, or nothing helps. */
void advise_rank(struct advise *a, const struct samples *samples);
bool advise_pairs(struct advise *a);

#endif
