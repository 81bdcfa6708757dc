/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every actor has a date: the one a machine runs up to, or that of a controller's next act. When all actors
 * of the least date have arrived there, they get their turns one by one: controllers first, in order, then
 * the machines, which by then have run everything due and now learn how far they may go next. Turns are
 * handed on through one semaphore an actor. Whoever sleeps, leaves or arrives hands on before: nothing else
 * can make it somebody's turn.
 */
#include "sim/world.h"
#include "sim/base/check.h"
#include "sim/simgrid.h"
#include "sim/world_setup.h"

#include <signal.h>

struct actor {
	struct world *world;
	struct machine *machine;
	controller_act act; /* NULL: the actor is the machine itself */
	void *self;
	char *name;
	vtime date;
	bool arrived;
	sg_sem_t turn;
};

struct link {
	const struct machine *a, *b;
	vtime latency;
};

struct world {
	enum sync sync;
	vtime end;
	bool stopped;			     /* end is the date at which world_stop has it end */
	void (*look)(void *self, vtime now); /* NULL: nobody looks */
	void *watcher;
	GPtrArray *actors; /* controllers and machines that still have a date, in order of creation; owned */
	GArray *links;
};

/* ---- what signals ask for ---- */

static volatile sig_atomic_t stopping, looking;

/* The calendar of the machine that is alone in its world, whose window may be the whole run; NULL: there is none. Machines
 * that are linked have short windows and must end at one date, so they go to the ends of theirs. */
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

static void look(const struct world *w, vtime now)
{
	if (!looking)
		return;
	looking = 0;
	if (w->look)
		w->look(w->watcher, now);
}

/* ---- turns ---- */

static bool is_machine(const struct actor *a)
{
	return a->act == NULL;
}

/* The earliest date at which the actor may do anything. Event by event, a machine on its way to its date has
 * events before it. */
static vtime earliest(const struct actor *a)
{
	return is_machine(a) ? MIN(a->date, calendar_next(&a->machine->cal)) : a->date;
}

/* Whose turn it is: NULL while one of those with the least date is still on its way. */
static struct actor *next_in_turn(const struct world *w)
{
	struct actor *machine = NULL, *controller = NULL;
	vtime least = VTIME_NEVER;
	bool complete = false;
	for (guint i = w->actors->len; i-- > 0;) {
		struct actor *a = w->actors->pdata[i];
		vtime date = earliest(a);
		if (date > least)
			continue;
		if (date < least) {
			least = date;
			complete = true;
			machine = controller = NULL;
		}
		complete &= a->arrived;
		*(is_machine(a) ? &machine : &controller) = a;
	}
	return !complete ? NULL : controller ? controller : machine;
}

static void hand_on(struct world *w)
{
	struct actor *next = next_in_turn(w);
	if (!next)
		return;
	next->arrived = false;
	simgrid.sg_sem_release(next->turn);
}

static void sleep_until(struct actor *a, vtime date)
{
	hand_on(a->world);
	simgrid.sg_actor_sleep_until((double)date / (double)VTIME_PER_S);
}

/* Goes to the actor's date and returns when it is its turn there. */
static void arrive(struct actor *a)
{
	sleep_until(a, a->date);
	a->arrived = true;
	hand_on(a->world);
	simgrid.sg_sem_acquire(a->turn);
}

/* The actor has no further date; it is gone afterwards. */
static void leave(struct actor *a)
{
	struct world *w = a->world;
	g_ptr_array_remove(w->actors, a);
	hand_on(w);
}

/* ---- the two kinds of actor ---- */

static vtime next_controller(const struct world *w)
{
	vtime least = VTIME_NEVER;
	for (guint i = 0; i < w->actors->len; i++) {
		const struct actor *a = w->actors->pdata[i];
		if (!is_machine(a))
			least = MIN(least, a->date);
	}
	return least;
}

/* No message arrives anywhere before this date: somebody has to act first, and then it takes a latency. */
static vtime next_message(const struct world *w)
{
	vtime act = w->end, latency = VTIME_NEVER;
	for (guint i = 0; i < w->links->len; i++) {
		const struct link *l = &g_array_index(w->links, struct link, i);
		act = MIN(act, MIN(calendar_next(&l->a->cal), calendar_next(&l->b->cal)));
		latency = MIN(latency, l->latency);
	}
	return act + MIN(latency, w->end - act);
}

/* How far a machine may go from its date, at its turn there: no message may arrive up to and including that
 * date. A peer has run everything up to its own now, and everybody everything before this turn. From then on
 * the peer sends when it has an event or a message, and what it sends takes the latency. */
static vtime window_end(const struct actor *a)
{
	const struct world *w = a->world;
	const struct machine *m = a->machine;
	vtime end = MIN(w->end, next_controller(w)), message = next_message(w);
	for (guint i = 0; i < w->links->len; i++) {
		const struct link *l = &g_array_index(w->links, struct link, i);
		if (l->a != m && l->b != m)
			continue;
		const struct calendar *peer = l->a == m ? &l->b->cal : &l->a->cal;
		vtime sends = MAX(MAX(a->date, peer->now), MIN(calendar_next(peer), message));
		if (sends < end && end - sends >= l->latency)
			end = sends + l->latency - 1;
	}
	return end;
}

/* Whether the machine's window ends where it stands: it is alone, and world_stop was called. */
static bool is_cut(const struct actor *a)
{
	return stopping && alone == &a->machine->cal;
}

static void run_to(struct actor *a, vtime date)
{
	struct calendar *cal = &a->machine->cal;
	trace_clock(&cal->now);
	do {
		calendar_run(cal, date);
		look(a->world, cal->now);
	} while (cal->now < date && !is_cut(a));
}

static void run_to_date(struct actor *a)
{
	struct calendar *cal = &a->machine->cal;
	if (a->world->sync == SYNC_EVENT) {
		for (vtime next = calendar_next(cal); next <= a->date && !is_cut(a);
		     next = calendar_next(cal)) {
			sleep_until(a, next);
			run_to(a, next);
		}
	}
	if (!is_cut(a))
		run_to(a, a->date);
	a->date = cal->now;
}

/* heed_stop: the world ends at the first date that no machine has passed. */
static void heed_stop(struct world *w)
{
	if (!stopping || w->stopped)
		return;
	w->stopped = true;
	w->end = 0;
	for (guint i = 0; i < w->actors->len; i++) {
		const struct actor *a = w->actors->pdata[i];
		if (is_machine(a))
			w->end = MAX(w->end, a->date);
	}
}

static void machine_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	struct actor *a = simgrid.sg_actor_self_get_data();
	vtime date = a->date;
	do {
		a->date = window_end(a);
		CHECK(a->date > date || date == 0, "world: %s is given an empty window", a->name);
		run_to_date(a);
		arrive(a);
		date = a->date;
		heed_stop(a->world);
	} while (date < a->world->end);
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
	w->links = g_array_new(FALSE, FALSE, sizeof(struct link));
	return w;
}

void world_free(struct world *w)
{
	g_ptr_array_free(w->actors, TRUE);
	g_array_free(w->links, TRUE);
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

void world_add_machine(struct world *w, struct machine *m)
{
	add_actor(w, (struct actor){.machine = m}, m->name);
}

void world_link(struct world *w, const struct machine *a, const struct machine *b, vtime latency)
{
	struct link link = {a, b, latency};
	CHECK(a != b, "world: %s is linked to itself", a->name);
	CHECK(latency > 1, "world: the link from %s to %s is shorter than 2 ps", a->name, b->name);
	g_array_append_val(w->links, link);
}

void world_add_controller(struct world *w, struct machine *m, const char *name, vtime first,
			  controller_act act, void *self)
{
	add_actor(w, (struct actor){.machine = m, .act = act, .self = self, .date = first}, name);
}

static void start(struct actor *a)
{
	sg_host_t host = simgrid.sg_host_by_name(a->machine->name);
	CHECK(host, "world: the platform has no host %s", a->machine->name);
	sg_actor_t actor = simgrid.sg_actor_init(a->name, host);
	simgrid.sg_actor_set_data(actor, a);
	simgrid.sg_actor_start_(actor, is_machine(a) ? machine_main : controller_main, 0, NULL);
}

/* The calendar of the only machine; NULL: there are several. */
static struct calendar *only_calendar(const struct world *w)
{
	struct calendar *only = NULL;
	for (guint i = 0; i < w->actors->len; i++) {
		const struct actor *a = w->actors->pdata[i];
		if (is_machine(a) && only)
			return NULL;
		if (is_machine(a))
			only = &a->machine->cal;
	}
	return only;
}

vtime world_run(struct world *w, vtime end)
{
	w->end = end;
	alone = only_calendar(w);
	if (stopping)
		pause_alone();
	for (guint i = 0; i < w->actors->len; i++)
		start(w->actors->pdata[i]);
	simgrid.simgrid_run();
	CHECK(w->actors->len == 0, "world: SimGrid has ended, and %u actors have not", w->actors->len);
	alone = NULL;
	trace_clock(NULL);
	return w->end;
}
