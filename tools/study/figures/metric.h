/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Metrics: the figures of a run that studies store, export, compare and check, each declared once.
 *
 * After the fixed figures come, one metric each: the drop reasons ("dropped.tap/queue_full"), the
 * contexts of the core that takes the NIC's interrupt ("cpu.softirq"), and the figures of
 * models/run/per_packet.h ("per_packet.exits"). Of each kind of queue follow its mean and its
 * greatest depth ("queue_mean.tap", "queue_max.tap"). They are not known when the flow has no such
 * queue. The counts of models/run/gaps.h are the last. docs/metrics.md says what they mean.
 */
#ifndef TOOLS_STUDY_FIGURES_METRIC_H
#define TOOLS_STUDY_FIGURES_METRIC_H

#include "models/run/result.h"
#include "tools/study/figures/run_values.h"

/* Which way a metric is better. */
enum metric_sense { METRIC_LESS = -1, METRIC_NEITHER = 0, METRIC_MORE = 1 };

struct metric {
	const char *name; /* "delivered_pps", "dropped.tap/queue_full", "cpu.softirq" */
	const char *unit; /* "pps", "ns", "" */
	const char *text; /* one sentence */
	enum metric_sense sense;
	bool of_guest, of_source; /* also known of each guest, each source alone */
	bool of_core;		  /* also known of each core alone */
};

/* metric_count: how many there are. metric_at: by index. */
int metric_count(void);
const struct metric *metric_at(int i);

/* metric_find: the index of the metric of this name; -1: none. */
int metric_find(const char *name);
/* metric_column: the name with the unit at its end, as columns of an export are headed; newly allocated. */
char *metric_column(const struct metric *m);

/* metric_has_part: whether the metric is known of such parts; of the whole every one is. */
bool metric_has_part(const struct metric *m, enum run_part part);

/* run_core_name: what the i-th core of a result is called: its number, "2", and with several machines its machine
 * before it, "server 2". Newly allocated. */
char *run_core_name(const struct result *r, int i);

/* run_values_new: of a finished run. The caller owns it (run_values_free). */
struct run_values *run_values_new(const struct scenario *s, const struct result *r);

#endif
