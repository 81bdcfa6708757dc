/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Search order: what a scenario's sections search and goals ask for, complete and checked.
 *
 * A value that a goal leaves open is that of the section search, and what that leaves open is the preset's:
 *
 *     preset    trial  trials that decide  exceed ratio  width  goals
 *     rfc2544   60 s    1                  0             0.005  NDR 0
 *     tst009    60 s    2                  0.5           0.005  NDR 0
 *     csit       1 s   21                  0.5           0.005  NDR 0, PDR 0.005
 *
 * rfc2544 and tst009: RFC 9971, "MLRsearch Compliant with RFC 2544" and "with TST009" (which give no width); csit: FD.io
 * CSIT's methodology of data plane throughput. A trial of another length keeps the number of trials that decide. The
 * initial trial is the trial, unless set.
 */
#ifndef TOOLS_STUDY_SEARCH_SEARCH_ORDER_H
#define TOOLS_STUDY_SEARCH_SEARCH_ORDER_H

#include "sim/input/diag.h"
#include "tools/scenario/plans.h"
#include "tools/study/search/search.h"
#include "tools/study/search/search_limits.h"

struct search_order {
	const struct search_method *method;
	struct search_problem problem;
	struct search_goal *goals; /* those of the problem; owned, with their names */
	int source;		   /* index of the source that takes the load; -1: all are scaled to it */
	int64_t line_rate;  /* pps: the highest load that the wire carries; INT64_MAX: none comes that way */
	double frame_bytes; /* mean size of the frames of the load, with FCS */
	char *frame;	    /* as written: "64B", "imix"; "mixed" when sources differ; owned */
	bool may_lag;	    /* its sources are guests' or the host's, which may send less than they should */
	bool is_random;	    /* gaps of its sources are drawn */
	char *guest;	    /* whose packets count; "": all; owned */
	GArray *limits;	    /* of the latency (search_limits.h); owned */
};

/* search_order_init: the order of a scenario and its plans. False with every fault added to d. search_order_clear frees what it
 * holds. */
bool search_order_init(struct search_order *o, const struct scenario *s, const struct plans *plans,
		       struct diag *d);
void search_order_clear(struct search_order *o);

/* search_order_unsent: packets that sources which may lag have not sent in a trial, though they were due: the load is
 * then more than they can make. What is less than 10 us of the load, or chance where gaps are drawn, is none. */
int64_t search_order_unsent(const struct search_order *o, const struct trial *trial, int64_t offered);

/* search_order_bps: the bits per second that so many of its frames take on the wire, preamble and gap included. */
double search_order_bps(const struct search_order *o, double pps);

#endif
