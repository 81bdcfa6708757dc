/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pool server: the process between a pool and its processes. It forks one for each request, gathers what they give and
 * hands it on; it never waits for anything but the next event.
 *
 * A request is a ticket, guint64, and the work's own bytes; the answer is in pool_outcome.h.
 */
#ifndef TOOLS_STUDY_RUN_POOL_SERVER_H
#define TOOLS_STUDY_RUN_POOL_SERVER_H

#include "tools/study/run/pool_outcome.h"

/* pool_serve: the server's life, which ends with the other end of the socket fd, or with the process that forked it. */
_Noreturn void pool_serve(int fd, pid_t parent, const struct pool_work *work, int places, double timeout_s);

#endif
