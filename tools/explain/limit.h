/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The limit of a run: what kept it from delivering more.
 *
 * The search begins at the queue that lost most, or at that of a source which is held back. Who takes from a full queue
 * is the limit if his core is full. If it is not, the next queue may hold him back, and the search goes on there. At the
 * end stands a core, or a reason why no core is full.
 */
#ifndef TOOLS_EXPLAIN_LIMIT_H
#define TOOLS_EXPLAIN_LIMIT_H

#include "tools/explain/explain_run.h"

/* X(name, what a list says of it) */
#define LIMIT_LIST(X)                                                                                        \
	X(source, "the sources: all that they offer is delivered")                                           \
	X(wire, "the wire")                                                                                  \
	X(switch, "a switch: the link behind one of its ports")                                              \
	X(core, "a core")                                                                                    \
	X(lock, "QEMU's big lock, for which threads wait")                                                   \
	X(stall, "a guest that stalled")                                                                     \
	X(quota, "the quota of a guest's cgroup")                                                            \
	X(background, "other work on a core: packets wait while it has the core")                            \
	X(bursts, "the load, which comes unevenly: a queue is full at times, and no core always")            \
	X(waits, "stages that wait for each other")                                                          \
	X(startup, "a guest that was not up")

#define LIMIT_ENUM(name, text) LIMIT_##name,
enum limit_kind { LIMIT_LIST(LIMIT_ENUM) LIMITS };

#define LOSS_COUNTS 0.001 /* a loss ratio up to here is none */
#define WIRE_FULL 0.98	  /* of its time */

struct limit {
	enum limit_kind kind;
	enum stage stage; /* LIMIT_core: who would take more; with other kinds who was looked at last */
	int core;	  /* index into result.core; -1: none was looked at */
	int drop;	  /* where most was lost (enum drop); -1: nothing worth a word */
	int first;	  /* queue that the search began with, index into result.queue; -1: none */
	int queue;	  /* queue that it ended with; -1: none */
	bool outwards;	  /* LIMIT_wire: frames to the far end fill it, not those from there */
};

/* limit_find: the limit of the run. */
struct limit limit_find(const struct explain_run *run);

/* limit_name: its short name: that of the kind, or of the stage whose core is full. Static. */
const char *limit_name(const struct limit *l);

/* limit_throttled: for which part of the time the guest of the queue that the search began with was out of runtime; cores are
 * added up. */
double limit_throttled(const struct explain_run *run, const struct limit *l);

/* limit_knows: whether the search knows where packets of this drop (enum drop) had waited. It must, of every one. */
bool limit_knows(int drop);

#endif
