/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One actor runs all machines. Every actor has a date: the one up to which the machines run, or that of a controller's
 * next act. When all actors of the least date have arrived there, they get their turns one by one: controllers first, in
 * order, then the machines, which by then have run everything due. Turns are handed on through one semaphore an actor.
 * Whoever sleeps, leaves or arrives hands on before: nothing else can make it somebody's turn.
 */
#include "sim/world.h"
#include "sim/base/check.h"
#include "sim/simgrid.h"
#include "sim/windows.h"
#include "sim/world_setup.h"

#include <signal.h>

struct actor {
	struct world *world;
	struct machine *machine; /* on whose host it is */
	controller_act act;	 /* NULL: it runs the machines */
	void *self;
	char *name;
	vtime date;
	bool arrived;
	sg_sem_t turn;
};

struct world {
	enum sync sync;
	vtime end;
	bool stopped;			     /* end is the date at which world_stop has it end */
	vtime acted;			     /* the last date at which controllers had their turns */
	void (*look)(void *self, vtime now); /* NULL: nobody looks */
	void *watcher;
	GPtrArray *
		actors; /* the machines' and the controllers that still have a date, in order of creation; owned */
	bool has_machines;	 /* and an actor that runs them */
	struct windows *windows; /* of the machines; owned */
};

/* ---- what signals ask for ---- */

static volatile sig_atomic_t stopping, looking;

/* The calendar of the machine that is alone in its world, whose window may be the whole run; NULL: there is none. Of several
 * machines the windows are short, so they go to the ends of theirs. */
static struct calendar *volatile alone;

static void pause_alone(void)
{
	struct calendar *cal = alone;
	if (cal)
		calendar_pause(cal);
}

void world_stop(void)
{
	stopping = 1;
	pause_alone();
}

void world_look(void)
{
	looking = 1;
	pause_alone();
}

bool world_stopped(void)
{
	return stopping;
}

void world_watch(struct world *w, void (*look)(void *self, vtime now), void *self)
{
	w->look = look;
	w->watcher = self;
}

static void world_look_at(const struct world *w, vtime now)
{
	if (!looking)
		return;
	looking = 0;
	if (w->look)
		w->look(w->watcher, now);
}

/* ---- turns ---- */

static bool runs_machines(const struct actor *a)
{
	return a->act == NULL;
}

/* Whose turn it is: NULL while one of those with the least date is still on its way. */
static struct actor *next_in_turn(const struct world *w)
{
	struct actor *machines = NULL, *controller = NULL;
	vtime least = VTIME_NEVER;
	bool complete = false;
	for (guint i = w->actors->len; i-- > 0;) {
		struct actor *a = w->actors->pdata[i];
		if (a->date > least)
			continue;
		if (a->date < least) {
			least = a->date;
			complete = true;
			machines = controller = NULL;
		}
		complete &= a->arrived;
		*(runs_machines(a) ? &machines : &controller) = a;
	}
	return !complete ? NULL : controller ? controller : machines;
}

static void world_hand_on(struct world *w)
{
	struct actor *next = next_in_turn(w);
	if (!next)
		return;
	next->arrived = false;
	simgrid.sg_sem_release(next->turn);
}

static void sleep_until(struct actor *a, vtime date)
{
	world_hand_on(a->world);
	simgrid.sg_actor_sleep_until((double)date / (double)VTIME_PER_S);
}

/* Goes to the actor's date and returns when it is its turn there. */
static void arrive(struct actor *a)
{
	sleep_until(a, a->date);
	a->arrived = true;
	world_hand_on(a->world);
	simgrid.sg_sem_acquire(a->turn);
}

/* The actor has no further date; it is gone afterwards. */
static void leave(struct actor *a)
{
	struct world *w = a->world;
	g_ptr_array_remove(w->actors, a);
	world_hand_on(w);
}

/* ---- machines ---- */

static vtime next_controller(const struct world *w)
{
	vtime least = VTIME_NEVER;
	for (guint i = 0; i < w->actors->len; i++) {
		const struct actor *a = w->actors->pdata[i];
		if (!runs_machines(a))
			least = MIN(least, a->date);
	}
	return least;
}

/* heed_stop: the world ends at the date that all machines have come to; but not at one at which they have done what controllers
 * caused, as a run that ends there leaves that out. */
static void heed_stop(struct world *w, vtime now)
{
	if (!stopping || w->stopped || now <= w->acted)
		return;
	w->stopped = true;
	w->end = now;
}

/* Between two windows. Whether there is to be no further one: the world has come to an end, or is to at the next date. */
static bool world_look_up(void *self, vtime now)
{
	struct world *w = self;
	world_look_at(w, now);
	heed_stop(w, now);
	return stopping;
}

/* SimGrid's clock takes part in every event before the date. */
static void run_events(struct actor *a, vtime date)
{
	struct world *w = a->world;
	for (vtime next = windows_first(w->windows); next <= MIN(date, w->end);
	     next = windows_first(w->windows)) {
		sleep_until(a, next);
		windows_run(w->windows, next);
	}
}

/* ---- the two kinds of actor ---- */

static void machines_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	struct actor *a = simgrid.sg_actor_self_get_data();
	struct world *w = a->world;
	do {
		a->date = MIN(w->end, next_controller(w));
		if (stopping && !w->stopped) /* there was no date to end at yet */
			a->date = MIN(a->date, windows_first(w->windows));
		if (w->sync == SYNC_EVENT)
			run_events(a, a->date);
		a->date = windows_run(w->windows, MIN(a->date, w->end));
		arrive(a);
		heed_stop(w, a->date);
		w->acted = a->date;
	} while (a->date < w->end);
	leave(a);
}

static void controller_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	struct actor *a = simgrid.sg_actor_self_get_data();
	const struct world *w = a->world;
	while (a->date <= w->end) {
		arrive(a);
		if (a->date > w->end)
			break; /* it was stopped meanwhile */
		vtime next = a->act(a->self, a->date);
		CHECK(next > a->date, "controller %s: announces an act for the past", a->name);
		a->date = next;
	}
	leave(a);
}

/* ---- a world ---- */

static void actor_free(gpointer data)
{
	struct actor *a = data;
	simgrid.sg_sem_destroy(a->turn);
	g_free(a->name);
	g_free(a);
}

struct world *world_new(const char *platform, enum sync sync, const char *const *options)
{
	world_set_up(platform, options);
	struct world *w = g_new0(struct world, 1);
	w->sync = sync;
	w->actors = g_ptr_array_new_with_free_func(actor_free);
	w->windows = windows_new();
	w->acted = -1;
	windows_between(w->windows, world_look_up, w);
	return w;
}

void world_free(struct world *w)
{
	g_ptr_array_free(w->actors, TRUE);
	windows_free(w->windows);
	g_free(w);
}

static void add_actor(struct world *w, struct actor actor, const char *name)
{
	struct actor *a = g_new(struct actor, 1);
	*a = actor;
	a->world = w;
	a->name = g_strdup(name);
	a->turn = simgrid.sg_sem_init(0);
	g_ptr_array_add(w->actors, a);
}

static sg_host_t host_of(const struct machine *m)
{
	sg_host_t host = simgrid.sg_host_by_name(m->name);
	CHECK(host, "world: the platform has no host %s", m->name);
	return host;
}

void world_add_machine(struct world *w, struct machine *m)
{
	host_of(m);
	if (!w->has_machines)
		add_actor(w, (struct actor){.machine = m}, "machines");
	w->has_machines = true;
	windows_add(w->windows, &m->cal);
}

void world_set_threads(struct world *w, int threads)
{
	windows_set_threads(w->windows, threads);
}

void world_link(struct world *w, const struct machine *a, const struct machine *b, vtime latency)
{
	CHECK(a != b, "world: %s is linked to itself", a->name);
	CHECK(latency > 1, "world: the link from %s to %s is shorter than 2 ps", a->name, b->name);
	windows_link(w->windows, latency);
}

void world_add_hub(struct world *w, struct machine *hub, vtime to, vtime from)
{
	CHECK(to > 1 && from > 1, "world: a link to the hub %s is shorter than 2 ps", hub->name);
	windows_hub(w->windows, &hub->cal, to, from);
}

void world_add_inbox(struct world *w, int i, void (*deliver)(void *self), void *self)
{
	windows_inbox(w->windows, i, deliver, self);
}

void world_tell(struct world *w, int i, vtime date)
{
	windows_tell(w->windows, i, date);
}

void world_add_post(struct world *w, void (*deliver)(void *self), void *self)
{
	windows_post(w->windows, deliver, self);
}

void world_add_controller(struct world *w, struct machine *m, const char *name, vtime first,
			  controller_act act, void *self)
{
	add_actor(w, (struct actor){.machine = m, .act = act, .self = self, .date = first}, name);
}

static void world_start(struct actor *a)
{
	sg_actor_t actor = simgrid.sg_actor_init(a->name, host_of(a->machine));
	simgrid.sg_actor_set_data(actor, a);
	simgrid.sg_actor_start_(actor, runs_machines(a) ? machines_main : controller_main, 0, NULL);
}

vtime world_run(struct world *w, vtime end)
{
	w->end = end;
	alone = windows_only(w->windows);
	if (stopping)
		pause_alone();
	for (guint i = 0; i < w->actors->len; i++)
		world_start(w->actors->pdata[i]);
	simgrid.simgrid_run();
	CHECK(w->actors->len == 0, "world: SimGrid has ended, and %u actors have not", w->actors->len);
	alone = NULL;
	trace_clock(NULL);
	return w->end;
}
