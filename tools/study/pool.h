/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pool: work in processes forked from this one, so many at a time. One that fails, crashes or takes too long is an
 * outcome like any other.
 *
 * A forked process starts with everything that this one has loaded and read, for a fraction of the time that starting
 * the program takes. So this one must have a single thread. A process of the pool has no open file but a pipe for its
 * result and one that its standard output and error share; it leaves SIGINT to this process, and the kernel ends it
 * should this one die.
 *
 * Between pool_new and pool_free SIGINT and SIGTERM are blocked and only taken inside pool_wait.
 */
#ifndef TOOLS_STUDY_POOL_H
#define TOOLS_STUDY_POOL_H

#include <glib.h>
#include <stdbool.h>

struct pool;

/* The work: adds its result to out and returns, or ends the process. */
typedef void (*pool_work)(const void *arg, GByteArray *out);

struct pool_outcome {
	const char *
		failure; /* NULL: the work returned. Else why not: "exit status 5", "killed by signal 11 (...)" */
	const char *message; /* the line of its standard error that tells most, as valid UTF-8; "" if none */
	GByteArray *result;  /* owned by the pool; whole when failure is NULL */
};

/* Called for each process that came to an end, in the order in which they do. */
typedef void (*pool_finished)(void *self, void *data, const struct pool_outcome *outcome);

/* pool_new: for at most so many processes at a time, each ended after timeout_s seconds of real time (0: any time).
 * The caller owns it: pool_free, which ends the processes that are left, without an outcome. One at a time. */
struct pool *pool_new(int places, double timeout_s, pool_finished finished, void *self);
void pool_free(struct pool *p);

/* pool_active: processes that are under way; pool_free_places: how many more can be started. */
int pool_active(const struct pool *p);
int pool_free_places(const struct pool *p);

/* pool_start: runs work(arg) in a process of its own; data is handed to the hook. False with errno when the system
 * gives no process. There must be a free place. */
bool pool_start(struct pool *p, pool_work work, const void *arg, void *data);

/* pool_wait: waits until a process comes to an end, a signal comes or wait_ms have passed (-1: no limit), and calls
 * the hook for each that has ended. False once SIGINT or SIGTERM came. */
bool pool_wait(struct pool *p, int wait_ms);

#endif
