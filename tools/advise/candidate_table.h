/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Candidates: the settings that are known to matter, each a row of a table: what it is called, which values it has, what
 * it sets, when it can matter, and how it is made on a real host. In its texts % stands for the value. In settings
 * "guests.@" is each guest in turn. A guest's setting that is to be empty, and is, is left out. In `how` @ is the first core
 * found, and MASK the mask of the cores found. Values that begin with @ are cores:
 *
 *     @free    the next core that nothing is placed on; with SMT one whose sibling is free, too, if there is any
 *     @free3   the first of three such cores in a row; @freeQ of as many as the NIC has queues, @freeH as Open vSwitch has
 *              handlers
 *     @cores3  the list of three
 *     @apartW  as many in a row as the guest has backends (V: vCPUs), each with a free sibling; all threads of guests are
 *              placed anew, so that their cores count as free
 *     @irqs3   nic.core and nic.further_cores for three queues: a queue stays where it is if nothing else is there, or no free
 *              core is to spare; the others get free cores, in a row or not. @irqsQ: for its queues; none stays beside others
 */
#ifndef TOOLS_ADVISE_CANDIDATE_TABLE_H
#define TOOLS_ADVISE_CANDIDATE_TABLE_H

/* X(name, what belongs to it): the words of --allow. */
#define CANDIDATE_GROUPS(X)                                                                                  \
	X(placement, "which core does what")                                                                 \
	X(queues, "several queues of NIC and guest")                                                         \
	X(buffers, "how much rings and queues hold")                                                         \
	X(moderation, "how often the NIC interrupts")                                                        \
	X(polling, "spinning instead of sleeping, and how deep cores sleep")                                 \
	X(threads, "threaded NAPI, preemption")                                                              \
	X(flow, "another system")                                                                            \
	X(kernel, "another kernel")

#define CANDIDATE_GROUP_ENUM(name, text) GROUP_##name,
enum candidate_group { CANDIDATE_GROUPS(CANDIDATE_GROUP_ENUM) GROUPS };

/* A bit for each group whose changes leave host and guests the same system. */
#define CANDIDATE_GROUPS_USUAL (~(1U << GROUP_flow | 1U << GROUP_kernel))

/* candidate_groups: their names, NULL-terminated. */
extern const char *const candidate_groups[];

#define CANDIDATE_VALUES 4
#define CANDIDATE_SETS 6

/* What the scenario must have for a candidate to matter. */
enum candidate_need {
	NEEDS_TAPS = 1,	       /* packets go through a tap and the host's stack */
	NEEDS_THREAD = 2,      /* a backend has a thread on vhost_core */
	NEEDS_VIRTIO = 4,      /* guests have virtqueues */
	NEEDS_INTERRUPTS = 8,  /* the NIC interrupts a CPU of host or guest */
	NEEDS_OVS = 16,	       /* Open vSwitch forwards */
	NEEDS_SMT = 32,	       /* pairs of cores are threads of one physical core */
	NEEDS_CSTATES = 64,    /* idle cores may sleep deeper than in C1 */
	NEEDS_MOVING = 128,    /* a thread of a guest may move */
	NEEDS_BACKGROUND = 256 /* threads without packets take time of cores */
};

struct candidate {
	enum candidate_group group;
	unsigned needs;
	const char *name;
	const char *values[CANDIDATE_VALUES + 1]; /* none: there is one variant */
	const char *sets[CANDIDATE_SETS + 1];
	const char *how;
};

extern const struct candidate candidates[];
extern const int candidate_count;

#endif
