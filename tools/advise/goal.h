/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Goal: what an advice is to reach: a metric of all packets, or of one guest's, below or above a value.
 *
 *     loss<0.1%    p99(vm1)<200us    delivered>1Mpps    latency_p90_ns<50us    per_packet.cycles<5000
 */
#ifndef TOOLS_ADVISE_GOAL_H
#define TOOLS_ADVISE_GOAL_H

#include "models/scenario/scenario.h"
#include "tools/study/figures/whose.h"

#define GOAL_DEFAULT "loss<0.1%"

struct goal {
	char *text;   /* as written; owned */
	int metric;   /* metric_at */
	char *guest;  /* "": all packets; owned */
	bool less;    /* below the limit; else above it */
	double limit; /* in the metric's unit */
};

/* goal_read: of a text; false with *why set to a newly allocated sentence without a full stop. The caller clears it
 * (goal_clear). goal_check: whether the scenario has its guest; the same. */
bool goal_read(struct goal *g, const char *text, char **why);
bool goal_check(const struct goal *g, const struct scenario *s, char **why);
void goal_clear(struct goal *g);

/* goal_whose: whose packets it counts. goal_met: whether the value reaches it; NAN does not. goal_better: whether a is
 * nearer to what is wanted than b; NAN never is. */
struct whose goal_whose(const struct goal *g);
bool goal_met(const struct goal *g, double value);
bool goal_better(const struct goal *g, double a, double b);

#endif
