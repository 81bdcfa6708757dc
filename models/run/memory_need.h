/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory need: how much memory a run of a scenario takes at most, estimated before it begins.
 *
 * Counted are the program with SimGrid's libraries, each guest, each path with its rings, a packet in every place of every
 * queue, each source, the captures, and the rows of the time series. The sizes of one of each were measured (x86-64, gcc);
 * a run whose queues stay empty takes less, down to about a sixth. Not counted are the texts of the result, which are
 * small beside it but for a series that is written to a file: that has about as much again.
 */
#ifndef MODELS_RUN_MEMORY_NEED_H
#define MODELS_RUN_MEMORY_NEED_H

#include "models/scenario/scenario.h"

/* memory_check: a need above this limit (bytes: limits.memory) is a fault, at the setting that has most of it; true when
 * there is none. */
bool memory_check(const struct scenario *s, int64_t limit, struct diag *d);

#endif
