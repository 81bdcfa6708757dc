/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trace of a run: what its values are called, and the depths of its queues.
 */
#ifndef MODELS_RUN_TRACE_RUN_H
#define MODELS_RUN_TRACE_RUN_H

#include "models/run/collect.h"
#include "sim/base/trace.h"

/* Queues of one machine, whose levels a trace tells when they change. */
struct trace_levels {
	const struct datapath *dp;
	int64_t *told; /* by number in dp->depths; owned */
};

/* trace_run_begin: all machines write into the trace, NULL: none; levels has room for each of them. trace_run_end frees
 * what they hold. */
void trace_run_begin(const struct machines *machines, struct trace *trace, struct trace_levels *levels);
void trace_run_end(const struct machines *machines, struct trace_levels *levels);

#endif
