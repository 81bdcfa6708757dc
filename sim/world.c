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

/* A machine, and the date up to which it has run. */
struct member {
	struct machine *machine;
	vtime date;
	GArray *links; /* owned */
};

struct link {
	const struct calendar *peer;
	vtime latency;
};

struct world {
	enum sync sync;
	vtime end;
	bool stopped;			     /* end is the date at which world_stop has it end */
	void (*look)(void *self, vtime now); /* NULL: nobody looks */
	void *watcher;
	GPtrArray *
		actors; /* the machines' and the controllers that still have a date, in order of creation; owned */
	GPtrArray *members; /* in order of creation; owned */
	vtime latency;	    /* the least of all links; never: there is none */
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

/* ---- how far a machine may go ---- */

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

/* The first date at which a linked machine has an event. */
static vtime next_event(const struct world *w)
{
	vtime least = VTIME_NEVER;
	for (guint i = 0; i < w->members->len; i++) {
		const struct member *m = w->members->pdata[i];
		if (m->links->len)
			least = MIN(least, calendar_next(&m->machine->cal));
	}
	return least;
}

/* No message arrives anywhere before this date: somebody has to act first, and then it takes a latency. */
static vtime next_message(const struct world *w, vtime end)
{
	vtime act = MIN(end, next_event(w));
	return act + MIN(w->latency, end - act);
}

/* How far a machine may go, when no other is behind it: no message may arrive up to and including that date, nor later than
 * the date end. A peer has run everything up to its own now. From then on it sends when it has an event or a message, and
 * what it sends takes the latency. */
static vtime window_end(const struct world *w, const struct member *m, vtime end)
{
	if (m->links->len == 0)
		return end;
	vtime window = end, message = next_message(w, end);
	for (guint i = 0; i < m->links->len; i++) {
		const struct link *l = &g_array_index(m->links, struct link, i);
		vtime sends = MAX(MAX(m->date, l->peer->now), MIN(calendar_next(l->peer), message));
		if (sends < window && window - sends >= l->latency)
			window = sends + l->latency - 1;
	}
	return window;
}

/* ---- machines ---- */

/* Whether the machine's window ends where it stands: it is alone, and world_stop was called. */
static bool is_cut(const struct member *m)
{
	return stopping && alone == &m->machine->cal;
}

static void run_to(const struct world *w, struct member *m, vtime date)
{
	struct calendar *cal = &m->machine->cal;
	trace_clock(&cal->now);
	do {
		calendar_run(cal, date);
		look(w, cal->now);
	} while (cal->now < date && !is_cut(m));
	m->date = cal->now;
}

static struct member *hindmost(const struct world *w)
{
	struct member *least = w->members->pdata[0];
	for (guint i = 1; i < w->members->len; i++) {
		struct member *m = w->members->pdata[i];
		if (m->date < least->date)
			least = m;
	}
	return least;
}

/* heed_stop: the world ends at the first date that no machine has passed. */
static void heed_stop(struct world *w)
{
	if (!stopping || w->stopped)
		return;
	w->stopped = true;
	w->end = 0;
	for (guint i = 0; i < w->members->len; i++) {
		const struct member *m = w->members->pdata[i];
		w->end = MAX(w->end, m->date);
	}
}

/* All machines go to the date in windows, or to the end of the world, if it is stopped on the way. */
static void run_windows(struct world *w, vtime date)
{
	for (struct member *m; (m = hindmost(w))->date < MIN(date, w->end); heed_stop(w)) {
		vtime from = m->date;
		run_to(w, m, window_end(w, m, MIN(date, w->end)));
		CHECK(m->date > from || is_cut(m), "world: %s is given an empty window", m->machine->name);
	}
}

/* What is due at the date of them all. */
static void run_due(struct world *w)
{
	for (guint i = 0; i < w->members->len; i++) {
		struct member *m = w->members->pdata[i];
		run_to(w, m, m->date);
	}
}

static vtime first_event(const struct world *w)
{
	vtime least = VTIME_NEVER;
	for (guint i = 0; i < w->members->len; i++) {
		const struct member *m = w->members->pdata[i];
		least = MIN(least, calendar_next(&m->machine->cal));
	}
	return least;
}

/* SimGrid's clock takes part in every event before the date. */
static void run_events(struct actor *a, vtime date)
{
	struct world *w = a->world;
	for (vtime next = first_event(w); next <= MIN(date, w->end); next = first_event(w)) {
		sleep_until(a, next);
		run_windows(w, next);
		run_due(w);
		heed_stop(w);
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
		if (w->sync == SYNC_EVENT)
			run_events(a, a->date);
		run_windows(w, a->date);
		run_due(w);
		a->date = MIN(a->date, w->end);
		arrive(a);
		heed_stop(w);
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

static void member_free(gpointer data)
{
	struct member *m = data;
	g_array_free(m->links, TRUE);
	g_free(m);
}

struct world *world_new(const char *platform, enum sync sync, const char *const *options)
{
	world_set_up(platform, options);
	struct world *w = g_new0(struct world, 1);
	w->sync = sync;
	w->actors = g_ptr_array_new_with_free_func(actor_free);
	w->members = g_ptr_array_new_with_free_func(member_free);
	w->latency = VTIME_NEVER;
	return w;
}

void world_free(struct world *w)
{
	g_ptr_array_free(w->actors, TRUE);
	g_ptr_array_free(w->members, TRUE);
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
	if (w->members->len == 0)
		add_actor(w, (struct actor){.machine = m}, "machines");
	struct member *member = g_new0(struct member, 1);
	member->machine = m;
	member->links = g_array_new(FALSE, FALSE, sizeof(struct link));
	g_ptr_array_add(w->members, member);
}

static void link_to(const struct world *w, const struct machine *from, const struct machine *to,
		    vtime latency)
{
	const struct link link = {&to->cal, latency};
	for (guint i = 0; i < w->members->len; i++) {
		struct member *m = w->members->pdata[i];
		if (m->machine == from)
			g_array_append_val(m->links, link);
	}
}

void world_link(struct world *w, const struct machine *a, const struct machine *b, vtime latency)
{
	CHECK(a != b, "world: %s is linked to itself", a->name);
	CHECK(latency > 1, "world: the link from %s to %s is shorter than 2 ps", a->name, b->name);
	link_to(w, a, b, latency);
	link_to(w, b, a, latency);
	w->latency = MIN(w->latency, latency);
}

void world_add_controller(struct world *w, struct machine *m, const char *name, vtime first,
			  controller_act act, void *self)
{
	add_actor(w, (struct actor){.machine = m, .act = act, .self = self, .date = first}, name);
}

static void start(struct actor *a)
{
	sg_actor_t actor = simgrid.sg_actor_init(a->name, host_of(a->machine));
	simgrid.sg_actor_set_data(actor, a);
	simgrid.sg_actor_start_(actor, runs_machines(a) ? machines_main : controller_main, 0, NULL);
}

/* The calendar of the only machine; NULL: there are several. */
static struct calendar *only_calendar(const struct world *w)
{
	const struct member *first = w->members->pdata[0];
	return w->members->len == 1 ? &first->machine->cal : NULL;
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
