/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings about the host around the datapath: threads that move, other work, siblings, sleeping cores. Rows of the table
 * in findings.c.
 */
#ifndef TOOLS_EXPLAIN_HOST_FINDINGS_H
#define TOOLS_EXPLAIN_HOST_FINDINGS_H

#include "tools/explain/finding.h"

/* find_moving: threads that the scheduler moves. find_background: other threads. find_smt: busy siblings. find_cstates: sleeping
 * cores. Each adds its text and evidence, or returns false: it does not apply. */
bool find_moving(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t);
bool find_background(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t);
bool find_smt(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t);
bool find_cstates(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t);

#endif
