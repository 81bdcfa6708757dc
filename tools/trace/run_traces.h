/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files that a run's events are written into, as the options of vhostsim run ask for them.
 */
#ifndef TOOLS_TRACE_RUN_TRACES_H
#define TOOLS_TRACE_RUN_TRACES_H

#include "models/scenario/scenario.h"
#include "sim/base/trace.h"

#define PERFETTO_ENDING ".perfetto-trace"

/* What was given; each NULL when it was not. */
struct trace_request {
	const char *file;   /* --trace; with the ending of Perfetto in its format */
	const char *pcapng; /* --pcapng: a folder */
	const char *window; /* --trace-window: "10ms..12ms" */
	const char *on;	    /* --trace-on: "first_drop", "tap", "tap/queue_full" */
	const char *limit;  /* --trace-limit: "100MB" */
};

struct run_traces;

/* run_traces_open: opens the files of a run of the scenario, which both outlive it. Sets *status to EXIT_OK, or after a
 * message to what the command ends with, and returns NULL then. */
struct run_traces *run_traces_open(const struct trace_request *request, const struct scenario *s,
				   int *status);

/* run_traces_trace: what the run takes; NULL when nothing was asked for. */
struct trace *run_traces_trace(struct run_traces *x);

/* run_traces_close: ends and closes the files. Returns the exit status, after a message of what could not be written. */
int run_traces_close(struct run_traces *x);

#endif
