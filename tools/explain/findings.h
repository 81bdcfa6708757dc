/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings: what can be said of a run, each a sentence or two with the figures behind them. The table in findings.c has
 * one row for each kind.
 */
#ifndef TOOLS_EXPLAIN_FINDINGS_H
#define TOOLS_EXPLAIN_FINDINGS_H

#include "tools/explain/finding.h"

/* findings_of: those that apply to the run, in the order of the table. The caller frees the array (g_array_unref), which
 * owns them. */
GArray *findings_of(const struct explain_run *run, const struct limit *l);

#endif
