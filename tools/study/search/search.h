/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Throughput search: which trial comes next, and what the trials so far say. No clock, no files, no processes: the
 * caller makes the trials. Given the same results in the same order a search asks for the same trials, so one whose
 * results were kept is resumed by giving them again.
 *
 * A search has several goals, each a criterion for a load (trial_log.h) and a width. Every trial
 * counts for all goals. For each goal it ends with a lower and an upper bound no further apart than
 * the width (RFC 9971, regular goal result). Or it ends with the maximum load as lower bound, or
 * with the minimum load as upper bound (irregular goal result).
 *
 * Methods: search_binary.c, mlrsearch.c. A burst search has no loads and stands apart: back_to_back.h.
 */
#ifndef TOOLS_STUDY_SEARCH_SEARCH_H
#define TOOLS_STUDY_SEARCH_SEARCH_H

#include "tools/study/search/trial_log.h"

struct search_goal {
	const char *name;	    /* "NDR"; not owned, outlives the search */
	struct criterion criterion; /* final */
	int64_t width;		    /* relative, in 1/1000000, 1 .. 999999 */
	vtime initial_trial;	    /* shortest trial that is worth making for it, at most criterion.trial */
};

struct search_problem {
	const struct search_goal *goals; /* not owned, outlive the search */
	int n_goals;			 /* at least 1 */
	int64_t min_load, max_load;	 /* pps, 0 < min_load < max_load; no trial outside */
	int max_trials;			 /* then the search ends, whatever has been found */
};

struct search;

/* A method: const table of hooks. */
struct search_method {
	const char *name;
	void *(*begin)(const struct search *s); /* its own state; NULL: it needs none */
	/* next: the next load and duration, in *trial; false: every goal has its result. Asked again before a
	 * result has come it says the same. */
	bool (*next)(const struct search *s, void *state, struct trial *trial);
	/* learn: a result has been added to the log; may be NULL. */
	void (*learn)(const struct search *s, void *state, const struct trial_result *result);
	void (*end)(void *state); /* frees the state; may be NULL */
};

extern const struct search_method search_binary, mlrsearch;

/* Read by the methods. */
struct search {
	const struct search_method *method;
	struct search_problem problem;
	struct trial_log log;
	void *state;
};

/* search_new: the caller owns it (search_free). */
struct search *search_new(const struct search_method *method, const struct search_problem *problem);
void search_free(struct search *s);

/* search_next: the trial to make next; false: none any more. */
bool search_next(struct search *s, struct trial *trial);

/* search_result: the result of the trial that search_next gave; sent is above 0, lost at most that. */
void search_result(struct search *s, const struct trial_result *result);

enum search_verdict {
	SEARCH_REGULAR,
	SEARCH_MAX_IS_LOWER, /* the maximum load is a lower bound: there is no upper bound */
	SEARCH_MIN_IS_UPPER, /* the minimum load is an upper bound: there is no lower bound */
	SEARCH_UNFINISHED,   /* the trials were used up: the bounds, if any, are too far apart */
};

struct search_outcome {
	enum search_verdict verdict;
	struct load_bounds bounds;
	double throughput;	      /* conditional, in pps; 0 without a lower bound */
	struct load_sum lower, upper; /* trials at the bounds */
	int trials;		      /* of the whole search */
};

/* search_outcome: what is known of a goal by now. */
struct search_outcome search_outcome(const struct search *s, int goal);

/* search_is_reached: whether bounds (of some criterion) leave nothing to search for at this width. */
bool search_is_reached(const struct search_problem *p, struct load_bounds bounds, int64_t width);

/* search_verdict_text: a phrase, "the maximum load is a lower bound"; "" for a regular result. */
const char *search_verdict_text(enum search_verdict verdict);

#endif
