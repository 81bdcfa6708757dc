/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wake probe: how long a thread that was woken waits for its core, from the trace of a run.
 *
 * It is what bpftrace shows between the tracepoints sched_wakeup and sched_switch. The trace names cores, not threads: the
 * first wake-up on a core that no switch has followed yet counts, until the next switch on that core.
 */
#ifndef TOOLS_CALIBRATE_WAKE_PROBE_H
#define TOOLS_CALIBRATE_WAKE_PROBE_H

#include "sim/base/histogram.h"
#include "sim/base/trace.h"

struct wake_probe {
	const char *host;	/* the machine that is looked at; not owned */
	GArray *woken;		/* of vtime, by core; -1: none waits */
	struct histogram waits; /* ps, from the end of the warm-up on */
};

/* wake_probe_init: looks at the events of this machine in a trace. What it
 * holds ends with the process of the run. */
void wake_probe_init(struct wake_probe *p, struct trace *t, const char *host);

#endif
