/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the figures of a run say of its cores, stages and queues: the ground on which limit.h and findings.h stand.
 *
 * A stage is who takes packets off a queue: a context of a core, or some that belong together. Who takes from a queue is
 * found where the costs of taking were booked, and from the placement of the guest where none were. So nothing here goes
 * by the name of a flow. Cores are in explain_run.c, queues in explain_queue.c, wire and rates in explain_load.c.
 */
#ifndef TOOLS_EXPLAIN_EXPLAIN_RUN_H
#define TOOLS_EXPLAIN_EXPLAIN_RUN_H

#include "models/run/result.h"
#include "models/scenario/scenario.h"

/* X(name, what it is called in a sentence) */
#define STAGE_LIST(X)                                                                                        \
	X(softirq, "the softirq")                                                                            \
	X(napi, "the NAPI thread")                                                                           \
	X(vhost, "the vhost worker")                                                                         \
	X(vcpu, "the vCPU")                                                                                  \
	X(qemu, "QEMU's thread")                                                                             \
	X(pmd, "the polling switch")                                                                         \
	X(other, "another thread of the host")

#define STAGE_ENUM(name, text) STAGE_##name,
enum stage { STAGE_LIST(STAGE_ENUM) STAGES };

struct stage_name {
	const char *name, *text;
};
extern const struct stage_name stage_names[STAGES];

/* context_stage: the stage that a context belongs to; STAGES: none, for the core is idle. */
extern const enum stage context_stage[CONTEXTS];

/* A run to explain; neither is owned, and both outlive whoever looks at them. */
struct explain_run {
	const struct scenario *s;
	const struct result *r;
};

/* stage_text: what the stage is called in a sentence about this run; static. */
const char *stage_text(const struct explain_run *run, enum stage stage);

/* Who takes packets off a queue. */
struct taker {
	int core; /* index into result.core; -1: nobody was found */
	enum stage stage;
};

/* stage_share: the part of a core's time (index into result.core) in which the stage worked, its waiting left out.
 * stage_waiting: in which it kept the core while it only waited: spun, polled empty queues, halted in guest mode. */
double stage_share(const struct explain_run *run, int core, enum stage stage);
double stage_waiting(const struct explain_run *run, int core, enum stage stage);

/* core_full: whether the stage could not have had more of the core: it was neither idle, nor taken by what gives way to
 * the stage, for more than 3 % of the time. */
bool core_full(const struct explain_run *run, int core, enum stage stage);

/* core_work: the part of a core's time with work, the waiting of all stages left out. core_main: the stage with most of
 * it. */
double core_work(const struct explain_run *run, int core);
enum stage core_main(const struct explain_run *run, int core);

/* core_text: "core 0", with its machine where there are two. Newly allocated (g_free). */
char *core_text(const struct explain_run *run, int core);

/* cost_share: the part of a core's time that went into one cost, in any context. */
double cost_share(const struct explain_run *run, int core, int cost);

/* queue_taker: who takes from the queue (index into result.queue). queue_limit: packets that it holds at most.
 * queue_fill: its mean depth as a part of that. queue_of_kind: the fullest of a kind, of one guest (-1: of any);
 * -1: there is none. */
struct taker queue_taker(const struct explain_run *run, int queue);
int64_t queue_limit(const struct explain_run *run, int queue);
double queue_fill(const struct explain_run *run, int queue);
int queue_of_kind(const struct explain_run *run, enum queue kind, int guest);

/* core_taken: the time that the core spent on taking packets off queues of a kind. guest_uses: whether the core (index into
 * result.core) is one of the guest's: of its vCPUs for that stage, of its workers for any other. */
vtime core_taken(const struct explain_run *run, int core, enum queue kind);
bool guest_uses(const struct explain_run *run, int guest, int core, enum stage stage);

/* run_rate: a count of packets as a rate in pps. */
double run_rate(const struct explain_run *run, int64_t packets);

/* run_cycles: of all cores, idle left out. */
double run_cycles(const struct explain_run *run);

/* wire_in_share, wire_out_share: the part of the wire's time that the frames from, and to, the far end took; NAN when the
 * sizes of frames are not known. Of two machines: 0, for the wire between them is no end. */
double wire_in_share(const struct explain_run *run);
double wire_out_share(const struct explain_run *run);

/* core_rate: packets per second that the core's guests were delivered; on the cores that take frames off the NIC, that
 * were taken. core_demand: the same had nothing been lost. */
double core_rate(const struct explain_run *run, int core, enum stage stage);
double core_demand(const struct explain_run *run, int core, enum stage stage);

#endif
