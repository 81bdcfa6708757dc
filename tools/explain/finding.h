/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A finding: what can be said of a run, a sentence or two with the figures behind them.
 */
#ifndef TOOLS_EXPLAIN_FINDING_H
#define TOOLS_EXPLAIN_FINDING_H

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

/* finding_add: a figure, printed with so many decimals. */
void finding_add(struct finding *f, const char *name, double value, int decimals);

#endif
