/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The metrics of a run as bytes, for the pipe from the process that made it. Both ends are one program: host byte
 * order, no version.
 */
#ifndef TOOLS_STUDY_RUN_RUN_BYTES_H
#define TOOLS_STUDY_RUN_RUN_BYTES_H

#include "tools/study/figures/metric.h"

/* What a process sends of its run. */
struct run_report {
	int64_t seed;
	double cpu_s; /* CPU time of the simulation, set-up of its world included */
	struct run_values *values;
};

/* run_report_pack: appends the report to out. run_report_unpack: reads it; false when the bytes are no report, as
 * when the process was ended while it wrote. The values are the caller's then (run_values_free). */
void run_report_pack(const struct run_report *report, GByteArray *out);
bool run_report_unpack(struct run_report *report, const guint8 *bytes, gsize length);

#endif
