/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Free cores: those of a machine that a scenario places nothing on, and that a change may take.
 *
 * A thread that may move counts on the core where it begins.
 */
#ifndef TOOLS_ADVISE_FREE_CORES_H
#define TOOLS_ADVISE_FREE_CORES_H

#include "models/scenario/scenario.h"
#include "sim/core/machine.h"

#define FREE_CORES_MAX 1024 /* of a machine; host.cores has no more */

/* Who does not count, because the change places them anew: a bit each. */
enum free_cores_without {
	WITHOUT_GUESTS = 1, /* the threads of guests */
	WITHOUT_NIC = 2	    /* the interrupts of the NIC's queues, and the threads that poll them */
};

struct free_cores {
	const char *machine; /* not owned */
	bool used[FREE_CORES_MAX];
	int n; /* that the machine has */
	enum smt smt;
};

/* free_cores_of: those of a machine of the scenario. free_cores_count: how many are free. free_cores_used: on how many cores
 * something is placed, all machines of the scenario together. */
void free_cores_of(const struct scenario *s, const char *machine, unsigned without, struct free_cores *c);
int free_cores_count(const struct free_cores *c);
int free_cores_used(const struct scenario *s);

/* free_cores_use: these are used from now on; numbers that the machine does not have are passed over. */
void free_cores_use(struct free_cores *c, int64_t first, int64_t n);

/* free_cores_take: the first of n free cores in a row, which are used from now on; -1: there are none. With SMT cores whose
 * siblings are free, too, are taken first; with `whole` no others are. */
int free_cores_take(struct free_cores *c, int n, bool whole);

/* free_cores_irqs: a core for the interrupt of each of n queues of the NIC, which is not counted so far (WITHOUT_NIC). A queue
 * stays where it is if nothing else is there. Others take free cores. If these do not suffice, a queue may stay beside other
 * things, unless all are to be apart. False: there are not enough. */
bool free_cores_irqs(struct free_cores *c, const struct nic_settings *nic, int n, bool apart, int *cores);

#endif
