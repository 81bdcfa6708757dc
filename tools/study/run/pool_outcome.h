/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pool outcome: how work of a pool ended, as its server tells the pool. The bytes are the request's ticket, failure and
 * message, each ended by a zero byte (no failure: empty), and the result.
 */
#ifndef TOOLS_STUDY_RUN_POOL_OUTCOME_H
#define TOOLS_STUDY_RUN_POOL_OUTCOME_H

#include "tools/study/run/pool.h"

/* pool_outcome_pack: appends the ticket and the outcome. pool_outcome_unpack: the reverse; returns the ticket; the texts
 * and the result are those in the bytes. */
void pool_outcome_pack(GByteArray *bytes, guint64 ticket, const struct pool_outcome *outcome);
guint64 pool_outcome_unpack(const GByteArray *bytes, struct pool_outcome *outcome);

/* pool_status_text: what a process's status from waitpid(2) says of its end, newly allocated; NULL: it ended well. */
char *pool_status_text(int status);

#endif
