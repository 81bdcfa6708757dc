/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pool: work in processes of its own, so many at a time. One that fails, crashes or takes too long is an outcome like
 * any other.
 *
 * The processes are forked from a server, itself forked from this process by pool_new, that does
 * nothing else. They start with everything that had been loaded and read by then, for a fraction of
 * the time that starting the program takes. A fork costs what the forking process holds. So it
 * stays as cheap, however large a plan or a store this process holds in the end. So pool_new
 * belongs where everything that the work needs is there and little else, and this process must have
 * a single thread then.
 *
 * A process of the pool has no open file but a pipe for its result and one that its standard output and error share. It
 * leaves SIGINT and SIGTERM, which terminals and batch systems send to all processes at once, to this process. The kernel
 * ends the server should this process die, and with it those of the pool.
 */
#ifndef TOOLS_STUDY_RUN_POOL_H
#define TOOLS_STUDY_RUN_POOL_H

#include "tools/base/signals.h"
#include "tools/study/run/pool_outcome.h"
#include <stdbool.h>

struct pool;

/* Called for each piece of work that came to an end, in the order in which they do. */
typedef void (*pool_finished)(void *self, void *data, const struct pool_outcome *outcome);

/* pool_new: for at most so many processes at a time, fewer when the limit of open files does not do (two each); each is
 * ended after timeout_s seconds of real time (0: any time). The work is copied. The caller owns it: pool_free. */
struct pool *pool_new(const struct pool_work *work, int places, double timeout_s, pool_finished finished,
		      void *self);
void pool_free(struct pool *p);

/* pool_stop: ends what is under way, without an outcome, and waits until it has ended. pool_free does so as well. */
void pool_stop(struct pool *p);

/* pool_active: pieces of work that are under way or wait for a place. pool_has_room: whether one more should be given:
 * there is one that waits, at most, so that a place that becomes free is taken at once. */
int pool_active(const struct pool *p);
bool pool_has_room(const struct pool *p);

/* pool_start: has the request's work made; data is handed to the hook. When the system gives no process it waits for
 * another to end; when there is none, that is its outcome. */
void pool_start(struct pool *p, const GByteArray *request, void *data);

/* pool_wait: waits until work comes to an end, a signal comes or wait_ms have passed, and calls the hook for
 * each piece that has ended. False once a signal came. */
bool pool_wait(struct pool *p, const struct interrupt *signals, int wait_ms);

#endif
