/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A process of a pool, as its server has it.
 */
#ifndef TOOLS_STUDY_RUN_POOL_PROCESS_H
#define TOOLS_STUDY_RUN_POOL_PROCESS_H

#include "tools/study/run/pool_outcome.h"
#include <poll.h>
#include <stdbool.h>

struct pool_process;

/* pool_process_start: forks one that does the request's work; prepared is the work's. NULL with errno when the system
 * gives none. The caller owns it (pool_process_free, after it has ended) and keeps the request until then. */
struct pool_process *pool_process_start(const struct pool_work *work, void *prepared,
					const GByteArray *request, double timeout_s);

/* pool_process_watched: fills POOL_PROCESS_STREAMS entries with what to poll for. pool_process_receive: takes what
 * these, polled, have; true once it has closed all: it ends or has ended. */
enum { POOL_PROCESS_STREAMS = 2 };
void pool_process_watched(const struct pool_process *c, struct pollfd *entries);
bool pool_process_receive(struct pool_process *c, const struct pollfd *entries);

/* pool_process_deadline: monotonic us; G_MAXINT64: none, or it was ended already. pool_process_end_late: ends one whose
 * deadline has come; its outcome follows. */
gint64 pool_process_deadline(const struct pool_process *c);
void pool_process_end_late(struct pool_process *c, gint64 now);

/* pool_process_outcome: waits for its end, and appends its outcome to the bytes (pool_outcome_pack). */
void pool_process_outcome(struct pool_process *c, guint64 ticket, GByteArray *bytes);

/* pool_process_kill: ends it, and waits for its end. */
void pool_process_kill(struct pool_process *c);

/* pool_process_free: frees what is known of a process that has ended. */
void pool_process_free(struct pool_process *c);

#endif
