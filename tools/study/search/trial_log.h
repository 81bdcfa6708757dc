/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trial log: the trials that a throughput search has made, and what they say about a load.
 *
 * A criterion calls a trial high-loss when it lost more than its loss ratio, or exceeded a limit of its latency, and short when it was shorter than its
 * trial. A load is classified by all trials made at it (RFC 9971, "Load Classification Logic"): it is an upper bound when
 * the trials still missing up to duration_sum cannot save it, a lower bound when they cannot spoil it, and undecided
 * otherwise. Short low-loss trials make up only for short high-loss ones. Integers only.
 */
#ifndef TOOLS_STUDY_SEARCH_TRIAL_LOG_H
#define TOOLS_STUDY_SEARCH_TRIAL_LOG_H

#include "sim/base/vtime.h"
#include <glib.h>
#include <stdbool.h>

/* One trial: so much load for so long. */
struct trial {
	int64_t load; /* pps */
	vtime duration;
	int64_t number; /* among the trials of this load and duration, from 0 */
};

struct trial_result {
	struct trial trial;
	int64_t sent, lost; /* packets */
	vtime spent;	    /* effective duration: what the trial counts for */
	guint64 late;	    /* the latency limits that it exceeded, each a bit */
};

/* What a load must hold up to. Ratios in 1/1000000. */
struct criterion {
	int64_t loss_ratio;   /* of a trial, at most */
	int64_t exceed_ratio; /* share of the time of trials that may lose more */
	vtime trial;	      /* of a trial of full length */
	vtime duration_sum;   /* of trials that decide */
	guint64 limits;	      /* bits of trial_result.late: a trial with one of them counts as high-loss */
};

enum load_class { LOAD_UNDECIDED, LOAD_LOWER_BOUND, LOAD_UPPER_BOUND };

/* The relevant bounds: the least upper bound, and the greatest lower bound below it; 0: there is none. */
struct load_bounds {
	int64_t lower, upper;
};

/* Trials at one load together. */
struct load_sum {
	int trials;
	int64_t sent, lost;
	vtime spent;
};

struct trial_log {
	GArray *loads; /* private */
	int n;	       /* trials */
};

/* trial_log_init: without a trial. trial_log_clear: frees what the log holds. */
void trial_log_init(struct trial_log *log);
void trial_log_clear(struct trial_log *log);

/* trial_log_add: adds a trial. trial_log_number: the number of the next one of this load and duration. */
void trial_log_add(struct trial_log *log, const struct trial_result *result);
int64_t trial_log_number(const struct trial_log *log, int64_t load, vtime duration);

/* trial_log_classify: what the trials say of a load, by the criterion. trial_log_bounds: the greatest load that they say is a
 * lower bound, and the least that is an upper bound. */
enum load_class trial_log_classify(const struct trial_log *log, int64_t load, const struct criterion *c);
struct load_bounds trial_log_bounds(const struct trial_log *log, const struct criterion *c);

/* trial_log_sum: the trials of full length at a load; when there are none, all of them. */
struct load_sum trial_log_sum(const struct trial_log *log, int64_t load, const struct criterion *c);

/* trial_log_throughput: conditional throughput at a load, in pps: what it forwards in the worst of the trials of full length
 * that must hold (RFC 9971, "Conditional Throughput Code"). 0 when too few were made. */
double trial_log_throughput(const struct trial_log *log, int64_t load, const struct criterion *c);

/* trial_forwarded: the load that a trial has forwarded, rounded down. */
int64_t trial_forwarded(const struct trial_result *result);

/* trial_is_high_loss: whether it lost more than the ratio, in 1/1000000. trial_is_bad: or has a latency that the criterion
 * does not allow. */
bool trial_is_bad(const struct trial_result *result, const struct criterion *c);
bool trial_is_high_loss(const struct trial_result *result, int64_t loss_ratio);

#endif
