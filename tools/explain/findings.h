/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings: what can be said of a run, each a sentence or two with the figures behind them. The table in findings.c has
 * one row for each kind.
 */
#ifndef TOOLS_EXPLAIN_FINDINGS_H
#define TOOLS_EXPLAIN_FINDINGS_H

#include "tools/explain/limit.h"

#define EVIDENCE_MAX 8

/* A figure behind a sentence. */
struct evidence {
	const char *name; /* with its unit where it has one: "offered_pps" */
	double value;	  /* NAN: unknown */
	int decimals;	  /* that it is printed with */
};

struct finding {
	const char *rule; /* its name in JSON */
	char *text;	  /* one or two sentences; owned */
	int n;
	struct evidence evidence[EVIDENCE_MAX];
};

/* findings_of: those that apply to the run, in the order of the table. The caller frees the array (g_array_unref), which
 * owns them. */
GArray *findings_of(const struct explain_run *run, const struct limit *l);

#endif
