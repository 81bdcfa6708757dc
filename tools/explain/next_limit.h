/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The next limit: what would be full next if the first limit were gone.
 *
 * A stage that works for a part of a core's time takes a rate now; with all of the core's time it would take that rate
 * divided by this part. Batches grow with the load, so that the real figure is mostly a little higher. What has the least
 * room above what is offered to it is next; a core that is full in the same way as the first is no other limit. On a shared core that is full the stages count as if each had a core of its
 * own.
 */
#ifndef TOOLS_EXPLAIN_NEXT_LIMIT_H
#define TOOLS_EXPLAIN_NEXT_LIMIT_H

#include "tools/explain/limit.h"

struct next_limit {
	int core; /* index into result.core; -1: the wire */
	enum stage stage;
	bool alone;	 /* the core is the full one, and the stage shares it with others now */
	double share;	 /* of the core's time that it works now */
	double rate;	 /* that it takes now, pps */
	double capacity; /* that it would take, pps; 0: there is no such limit */
};

/* next_limit_find: the next limit after l. */
struct next_limit next_limit_find(const struct explain_run *run, const struct limit *l);

#endif
