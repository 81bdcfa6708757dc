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

/* world_new: loads the platform (the path of its file, checked before by platform_read, or its text: platform_source; a
 * fault is a broken invariant), unless world_load has. SimGrid allows one world in a process, one after another not included. options: NULL-terminated SimGrid switches
 * ("--cfg=...", "--log=..."), or NULL. The caller owns the world: world_free. */
struct world *world_new(const char *platform, enum sync sync, const char *const *options);
void world_free(struct world *w);

/* world_add_machine: puts a machine on the host of its name. Not owned by the world. */
void world_add_machine(struct world *w, struct machine *m);

/* world_set_threads: how many threads run the machines; 1 at first. The results are the same. With more than one no machine
 * may be traced: the trace is one for all. */
void world_set_threads(struct world *w, int threads);

/* world_link: a and b may send messages to each other, which arrive at least the latency (more than 1 ps: a
 * window must not be empty) after they are sent. The shortest link of all counts. */
void world_link(struct world *w, const struct machine *a, const struct machine *b, vtime latency);

/* world_add_hub: every message of the machines goes through the hub, which is on no host of the platform: it takes at least
 * `to` until it has come there, and `from` from there to the receiver. Not owned by the world. */
void world_add_hub(struct world *w, struct machine *hub, vtime to, vtime from);

/* world_add_inbox: what the hub sends to a machine (the i-th that was added) waits in the model until deliver(self) is called,
 * by the thread that runs the machine. world_tell: the hub has put something there; nothing arrives before the date. */
void world_add_inbox(struct world *w, int i, void (*deliver)(void *self), void *self);
void world_tell(struct world *w, int i, vtime date);

/* world_add_post: deliver(self) is called between two windows. It delivers what was sent since, if anything was; it is called
 * in the order in which the posts were added. */
void world_add_post(struct world *w, void (*deliver)(void *self), void *self);

/* A controller's act: does its work for the date now, and returns the date of its next act (after now), or
 * VTIME_NEVER. */
typedef vtime (*controller_act)(void *self, vtime now);

/* world_add_controller: an actor on machine m's host whose first act is at the date first. */
void world_add_controller(struct world *w, struct machine *m, const char *name, vtime first,
			  controller_act act, void *self);

/* world_run: simulates up to and including the date end. Returns the date at which it ended: end, or an earlier one after
 * world_stop, with everything due by then done on all machines. */
vtime world_run(struct world *w, vtime end);

/* world_stop: has the world end before its date. Nothing starts it again. world_look: has it call what world_watch has set,
 * with the date that it has come to. Both take effect at the next moment at which nothing is half done, and may be called
 * by a signal's handler, at any time. world_stopped: whether world_stop was called. */
void world_stop(void);
void world_look(void);
bool world_stopped(void);
void world_watch(struct world *w, void (*look)(void *self, vtime now), void *self);

#endif
