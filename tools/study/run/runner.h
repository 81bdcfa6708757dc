/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runner: makes the runs that it is asked for, each in a process of its own, so many at a time, and keeps what they
 * give in a store. A run that the store holds is not made again.
 *
 * Whoever uses it decides run by run what comes next: a sweep goes through its points, a search asks for the next load
 * once it knows the last loss.
 */
#ifndef TOOLS_STUDY_RUN_RUNNER_H
#define TOOLS_STUDY_RUN_RUNNER_H

#include "tools/scenario/scenario_base.h"
#include "tools/study/figures/metric.h"
#include "tools/study/store/store.h"

struct run_request {
	const char *const
		*sets;	   /* of the run's point, "key=value", NULL-terminated; without the replication */
	const char *point; /* identity of the point */
	const char *label; /* for messages */
	int64_t replication;
	void *data; /* the caller's. All of this must live until the run is finished. */
};

struct run_outcome {
	const struct run_values *values; /* NULL: the run failed, or was not read; not owned */
	const char *failure;		 /* why it failed; NULL: it did not */
	bool stored;			 /* was in the store already */
	double cpu_s;			 /* CPU time of its simulation; 0 when stored or failed */
};

enum runner_next { RUNNER_RUN, RUNNER_WAIT, RUNNER_DONE };

struct runner_hooks {
	/* next: fills *request with the next run to be made; RUNNER_WAIT: none before another is finished;
	 * RUNNER_DONE: none any more. */
	enum runner_next (*next)(void *self, struct run_request *request);
	/* finished: called once for each run, after it was stored durably. */
	void (*finished)(void *self, const struct run_request *request, const struct run_outcome *outcome);
	/* total: runs that there will be in all, as far as is known by now; for the progress. */
	int (*total)(void *self);
	void *self;
	bool unread;	   /* finished wants no values of runs that were stored: they are not read */
	bool one_platform; /* all runs have the same platform: it is loaded once for all of them */
};

struct runner_settings {
	int jobs;	  /* runs at a time; 0: one for each core */
	double timeout_s; /* real time that a run may take; 0: any */
	bool fresh;	  /* make runs again that are there already */
};

enum runner_end { RUNNER_COMPLETE, RUNNER_INTERRUPTED, RUNNER_STORE_FAILED };

struct runner;

/* runner_new: for runs of the scenario of the base, which must outlive it. From here on the runs' processes start with
 * what this process has now: best before a plan is made and a store opened (pool.h). The caller owns it (runner_free, NULL
 * allowed). */
struct runner *runner_new(struct scenario_base *base, const struct runner_settings *settings);
void runner_free(struct runner *r);

/* runner_is_fresh: whether it makes runs again that are there already. */
bool runner_is_fresh(const struct runner *r);

/* runner_run: until next says RUNNER_DONE and every run is finished, or SIGINT or SIGTERM comes, or the store cannot
 * be written (its message is printed). Failures are printed with the command that repeats the run. May be called again
 * for other runs. */
enum runner_end runner_run(struct runner *r, struct store *store, const struct runner_hooks *hooks);

#endif
