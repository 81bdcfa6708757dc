/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SimGrid's library, opened when something is simulated: loading it takes longer than most commands that simulate nothing.
 * For world.c and world_setup.c, which call the functions of this list and no others.
 */
#ifndef SIM_SIMGRID_H
#define SIM_SIMGRID_H

#include <simgrid/actor.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/semaphore.h>

#define SIMGRID_FUNCTIONS(X)                                                                                 \
	X(simgrid_init)                                                                                      \
	X(simgrid_load_platform)                                                                             \
	X(simgrid_run)                                                                                       \
	X(simgrid_get_clock)                                                                                 \
	X(sg_host_list)                                                                                      \
	X(sg_host_by_name)                                                                                   \
	X(sg_actor_init)                                                                                     \
	X(sg_actor_set_data)                                                                                 \
	X(sg_actor_start_)                                                                                   \
	X(sg_actor_self_get_data)                                                                            \
	X(sg_actor_execute)                                                                                  \
	X(sg_actor_sleep_until)                                                                              \
	X(sg_sem_init)                                                                                       \
	X(sg_sem_acquire)                                                                                    \
	X(sg_sem_release)                                                                                    \
	X(sg_sem_destroy)

struct simgrid {
#define SIMGRID_MEMBER(name) __typeof__(name) *name;
	SIMGRID_FUNCTIONS(SIMGRID_MEMBER)
#undef SIMGRID_MEMBER
};

/* The functions; NULL until simgrid_open. */
extern struct simgrid simgrid;

/* simgrid_open: loads the library that the program was built with (SIMGRID_LIBRARY). Further calls do nothing. That it is
 * not there, or has not all the functions, is a broken invariant. */
void simgrid_open(void);

/* simgrid_catch: after simgrid_init: an exception that nobody catches ends the program with its text as one message and
 * EXIT_INTERNAL, and not with a backtrace. */
void simgrid_catch(void);

#endif
