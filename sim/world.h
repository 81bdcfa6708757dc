/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * World: machines and the control plane under SimGrid's clock. world.c and world_setup.c are the only files that
 * call SimGrid.
 *
 * One SimGrid actor runs all machines, up to the next act that a controller has announced. Between two acts they ask SimGrid
 * nothing. Each runs on its own calendar, in windows (windows.h): as far as no message of another machine can arrive. Several
 * threads may share the machines; SimGrid is called by one only. A controller is one actor of the control plane (bring-up,
 * warm-up cut, sampling): it acts at a date and then announces the date of its next act, before it sleeps.
 * Order at one date: first the machines, with everything due up to and including that date; then the
 * controllers, in order of creation; then what these have set off at that date.
 *
 * Machines exchange messages over links. A message is no object of the world: what a machine sends waits in the model, in a
 * post, until the window ends. Then it is delivered: the receiver's model notes what arrives and arms the event of the wire
 * (calendar_arm_wire) for a date of at least s + latency, where s is the date of sending. The guarantee: at that moment the
 * receiver's calendar stands before the date of arrival, whatever the windows were. In return no machine looks at another's
 * state, and the receiver uses nothing of what was noted before its date.
 *
 * SYNC_EVENT lets the machines advance SimGrid's clock at every event instead; the results are the same, to the
 * byte.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "sim/core/machine.h"

enum sync { SYNC_WINDOW, SYNC_EVENT };

struct world;

/**
 * world_new() - a world on a platform, which is loaded unless world_load() has done so
 * @platform: path of the platform's file, or its text (platform_source()); platform_read() has
 *   checked it, and a fault is a broken invariant
 * @sync: whether SimGrid's clock advances by windows, or at every event
 * @options: switches of SimGrid ("--cfg=...", "--log=..."), NULL-terminated; NULL: none
 *
 * SimGrid allows one world in a process, and no other one after it.
 *
 * Return: the world, which the caller owns (world_free()).
 */
struct world *world_new(const char *platform, enum sync sync, const char *const *options);

/**
 * world_free() - frees a world
 * @w: the world
 */
void world_free(struct world *w);

/**
 * world_add_machine() - puts a machine on the host of its name
 * @w: the world
 * @m: the machine; not owned
 */
void world_add_machine(struct world *w, struct machine *m);

/**
 * world_set_threads() - says how many threads run the machines
 * @w: the world
 * @threads: 1 at first
 *
 * The results are the same. With more than one no machine may be traced: the trace is one for all.
 */
void world_set_threads(struct world *w, int threads);

/**
 * world_link() - two machines may send messages to each other
 * @w: the world
 * @a: a machine
 * @b: another one
 * @latency: ps, more than 1, as a window must not be empty; a message arrives at least so long
 *   after it is sent
 *
 * The shortest link of all counts.
 */
void world_link(struct world *w, const struct machine *a, const struct machine *b, vtime latency);

/**
 * world_add_hub() - every message of the machines goes through a hub from now on
 * @w: the world
 * @hub: it is on no host of the platform; not owned
 * @to: ps, least time from a machine to the hub
 * @from: ps, least time from the hub to the receiver
 */
void world_add_hub(struct world *w, struct machine *hub, vtime to, vtime from);

/**
 * world_add_inbox() - what the hub sends to a machine waits in the model until it is called for
 * @w: the world
 * @i: machine, in the order in which they were added
 * @deliver: called by the thread that runs the machine
 * @self: argument of it
 */
void world_add_inbox(struct world *w, int i, void (*deliver)(void *self), void *self);

/**
 * world_tell() - the hub has put something into the inbox of a machine
 * @w: the world
 * @i: machine, in the order in which they were added
 * @date: ps, nothing arrives before it
 */
void world_tell(struct world *w, int i, vtime date);

/**
 * world_add_post() - what machines send is delivered between two windows
 * @w: the world
 * @deliver: delivers what was sent since the last window, if anything was
 * @self: argument of it
 *
 * Posts are called in the order in which they were added.
 */
void world_add_post(struct world *w, void (*deliver)(void *self), void *self);

/* A controller's act: does its work for the date now, and returns the date of its next act (after now), or
 * VTIME_NEVER. */
typedef vtime (*controller_act)(void *self, vtime now);

/**
 * world_add_controller() - an actor of the control plane
 * @w: the world
 * @m: machine on whose host it is
 * @name: of the actor; copied
 * @first: ps, date of its first act
 * @act: what it does
 * @self: argument of it
 */
void world_add_controller(struct world *w, struct machine *m, const char *name, vtime first,
			  controller_act act, void *self);

/**
 * world_run() - simulates up to and including a date
 * @w: the world
 * @end: ps
 *
 * Return: the date at which it ended: end, or an earlier one after world_stop(), with everything
 * due by then done on all machines.
 */
vtime world_run(struct world *w, vtime end);

/**
 * world_stop() - has the world end before its date; nothing starts it again
 *
 * It takes effect at the next moment at which nothing is half done. A signal's handler may call it
 * at any time.
 */
void world_stop(void);

/**
 * world_look() - has the world call what world_watch() has set
 *
 * It takes effect as world_stop() does, and may be called as that.
 */
void world_look(void);

/**
 * world_stopped() - whether world_stop() was called
 *
 * Return: true if it was.
 */
bool world_stopped(void);

/**
 * world_watch() - says what world_look() calls
 * @w: the world
 * @look: called with the date that the world has come to
 * @self: argument of it
 */
void world_watch(struct world *w, void (*look)(void *self, vtime now), void *self);

#endif
