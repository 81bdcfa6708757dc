/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantities: what a row of measurements may be about, and what a run says of it.
 *
 * They are all metrics of studies (tools/study/figures/metric.h), and what standard tools count beside them:
 *
 *     cycles.CONTEXT        cycles of all cores in this context, per packet offered: perf stat on a core or a thread
 *     cycles.interrupts     the same of hardirq, softirq and ksoftirqd together
 *     cycles.busy           the same of everything but idle
 *     events.COUNTER        a counter of the run (models/counters.h), per second
 *     wake_to_run_mean_ns   from the wake-up of a thread to the switch to it, on the scenario's own host: sched_wakeup to
 *     wake_to_run_p50_ns    sched_switch, as bpftrace shows it
 */
#ifndef TOOLS_CALIBRATE_QUANTITY_H
#define TOOLS_CALIBRATE_QUANTITY_H

#include "sim/input/diag.h"
#include "tools/calibrate/wake_probe.h"
#include "tools/study/figures/metric.h"

/* quantity_find: the index of the quantity of this name; -1 after its fault was added to d. */
int quantity_find(const char *name, struct place at, struct diag *d);

/* quantity_count: their number. quantity_name: of one. quantity_unit: as that of a metric. */
int quantity_count(void);
const char *quantity_name(int quantity);
const char *quantity_unit(int quantity);

/* quantity_needs_probe: whether the run needs a probe of its wake-ups. */
bool quantity_needs_probe(int quantity);

/* A finished run. Nothing of it is owned. */
struct quantity_run {
	const struct scenario *s;
	const struct result *r;
	const struct run_values *values;
	const struct wake_probe *probe; /* NULL: none */
};

/* quantity_of: what the run says of it; NAN: nothing. */
double quantity_of(const struct quantity_run *run, int quantity, struct whose whose);

#endif
