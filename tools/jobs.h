/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs: child processes, so many at a time. A child that fails or crashes is an outcome like any other; the
 * rest go on.
 *
 * While jobs run, SIGINT and SIGTERM end the children (SIGTERM, after JOBS_GRACE_S seconds or at a second
 * signal SIGKILL) and no further one is started. Children have a process group of their own, so that the
 * terminal's Ctrl-C reaches them through us only, and are ended by the kernel should this process die.
 */
#ifndef TOOLS_JOBS_H
#define TOOLS_JOBS_H

#include <glib.h>
#include <stdbool.h>

#define JOBS_GRACE_S 3

struct job {
	char **argv; /* NULL-terminated, argv[0] an executable's path; owned by the caller */
	void *data;  /* the caller's, for its hook */
};

struct job_outcome {
	char *failure; /* NULL: ended with status 0. Else why not: "exit status 5", "killed by signal 11
			  (...)" */
	GBytes *out;   /* standard output; NULL when the child could not be started */
	char *message; /* the line of standard error that tells most, as valid UTF-8; "" if none */
};

struct jobs_hooks {
	/* finished: called once for each job that came to an end by itself, in the order in which they do.
	 * The outcome is the callee's to read until it returns. */
	void (*finished)(void *self, const struct job *job, const struct job_outcome *outcome);
	/* tick: called every second or so while jobs run; may be NULL. */
	void (*tick)(void *self);
	void *self;
};

/* jobs_run: runs all n jobs, at most parallel at a time, started in their order. Returns true when all of
 * them came to an end, false when a signal interrupted them. Runs the default main context. */
bool jobs_run(const struct job *jobs, int n, int parallel, const struct jobs_hooks *hooks);

#endif
