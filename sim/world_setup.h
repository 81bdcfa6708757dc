/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * World set-up: SimGrid's initialisation and the loading of a platform. With world.c this is all that calls SimGrid.
 */
#ifndef SIM_WORLD_SETUP_H
#define SIM_WORLD_SETUP_H

#include <stdbool.h>

/* world_accepts: whether SimGrid takes these switches (NULL-terminated); tried in a child process, because
 * SimGrid ends the process at the first it does not know. Never its network model ns-3: it is not loaded. */
bool world_accepts(const char *const *options);

/* world_prepare: sets SimGrid up, so that processes forked from this one need not each do it before their world: half
 * a millisecond of CPU time. It starts no thread and leaves the signals' handlers alone; worlds built afterwards take no
 * switches. Further calls do nothing. */
void world_prepare(void);

/* world_load: world_prepare, and loads the platform (checked before by platform_read) and rehearses on it: an actor
 * lives for no simulated time, so that what SimGrid, the C++ library and the linker do at the first of everything is
 * done as well. That saves a process forked from this one some 90 page faults. Its world must be on this
 * platform. Further calls with the same path do nothing; with another one they are a broken invariant. The results are
 * the same, to the byte. */
void world_load(const char *platform);

/* world_set_up: for world.c alone: SimGrid with these switches (NULL: none) and this platform, unless they are there already. As world_new says. */
void world_set_up(const char *platform, const char *const *options);

#endif
