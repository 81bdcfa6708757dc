/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every actor has a date: the one a machine runs up to, or that of a controller's next act. When all actors
 * of the least date have arrived there, they get their turns one by one: controllers first, in order, then
 * the machines, which by then have run everything due and now learn how far they may go next. Turns are
 * handed on through one semaphore an actor.
 */
#include "sim/world.h"
#include "sim/check.h"

#include <simgrid/actor.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/semaphore.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

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

struct world {
	enum sync sync;
	vtime end;
	GPtrArray *actors; /* controllers and machines, in order of creation */
};

/* ---- turns ---- */

static bool is_machine(const struct actor *a)
{
	return a->act == NULL;
}

static vtime least_date(const struct world *w, bool controllers_only)
{
	vtime least = VTIME_NEVER;
	for (guint i = 0; i < w->actors->len; i++) {
		const struct actor *a = w->actors->pdata[i];
		if (!controllers_only || !is_machine(a))
			least = MIN(least, a->date);
	}
	return least;
}

static struct actor *next_in_turn(const struct world *w, vtime date)
{
	struct actor *machine = NULL, *controller = NULL;
	for (guint i = w->actors->len; i-- > 0;) {
		struct actor *a = w->actors->pdata[i];
		if (a->date != date)
			continue;
		if (!a->arrived)
			return NULL;
		if (is_machine(a))
			machine = a;
		else
			controller = a;
	}
	return controller ? controller : machine;
}

static void hand_on(struct world *w)
{
	vtime date = least_date(w, false);
	struct actor *next = date == VTIME_NEVER ? NULL : next_in_turn(w, date);
	if (!next)
		return;
	next->arrived = false;
	sg_sem_release(next->turn);
}

static void sleep_until(vtime date)
{
	sg_actor_sleep_until((double)date / (double)VTIME_PER_S);
}

/* Goes to the actor's date and returns when it is its turn there. */
static void arrive(struct actor *a)
{
	sleep_until(a->date);
	a->arrived = true;
	hand_on(a->world);
	sg_sem_acquire(a->turn);
}

/* ---- the two kinds of actor ---- */

static void run_to(struct machine *m, vtime date)
{
	trace_clock(&m->cal.now);
	calendar_run(&m->cal, date);
}

static void run_to_date(struct actor *a)
{
	struct calendar *cal = &a->machine->cal;
	if (a->world->sync == SYNC_EVENT) {
		for (vtime next = calendar_next(cal); next <= a->date; next = calendar_next(cal)) {
			sleep_until(next);
			run_to(a->machine, next);
		}
	}
	run_to(a->machine, a->date);
}

static void machine_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	struct actor *a = sg_actor_self_get_data();
	struct world *w = a->world;
	do {
		a->date = MIN(w->end, least_date(w, true));
		hand_on(w);
		run_to_date(a);
		arrive(a);
	} while (a->date < w->end);
	a->date = VTIME_NEVER;
	hand_on(w);
}

static void controller_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	struct actor *a = sg_actor_self_get_data();
	struct world *w = a->world;
	while (a->date <= w->end) {
		arrive(a);
		vtime next = a->act(a->self, a->date);
		CHECK(next > a->date, "controller %s: announces an act for the past", a->name);
		a->date = next > w->end ? VTIME_NEVER : next;
		hand_on(w);
	}
}

/* ---- set-up ---- */

static void init_simgrid(const char *const *options)
{
	GPtrArray *argv = g_ptr_array_new();
	g_ptr_array_add(argv, (char *)"vhostsim");
	g_ptr_array_add(argv,
			(char *)"--cfg=surf/precision:1e-12"); /* the default merges dates under 1 ns apart */
	g_ptr_array_add(argv, (char *)"--log=root.threshold:warning");
	for (; options && *options; options++)
		g_ptr_array_add(argv, (char *)*options);
	int argc = (int)argv->len;
	g_ptr_array_add(argv, NULL);
	simgrid_init(&argc, (char **)argv->pdata);
	g_ptr_array_free(argv, TRUE);
}

bool world_accepts(const char *const *options)
{
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		bool silent = freopen("/dev/null", "w", stderr) && freopen("/dev/null", "w", stdout);
		init_simgrid(options);
		_exit(silent ? 0 : 1);
	}
	return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

struct world *world_new(const char *platform_path, enum sync sync, const char *const *options)
{
	init_simgrid(options);
	simgrid_load_platform(platform_path);
	struct world *w = g_new0(struct world, 1);
	w->sync = sync;
	w->actors = g_ptr_array_new();
	return w;
}

static void actor_free(struct actor *a)
{
	sg_sem_destroy(a->turn);
	g_free(a->name);
	g_free(a);
}

void world_free(struct world *w)
{
	for (guint i = 0; i < w->actors->len; i++)
		actor_free(w->actors->pdata[i]);
	g_ptr_array_free(w->actors, TRUE);
	g_free(w);
}

static void add_actor(struct world *w, struct actor actor, const char *name)
{
	struct actor *a = g_new(struct actor, 1);
	*a = actor;
	a->world = w;
	a->name = g_strdup(name);
	a->turn = sg_sem_init(0);
	g_ptr_array_add(w->actors, a);
}

void world_add_machine(struct world *w, struct machine *m)
{
	add_actor(w, (struct actor){.machine = m}, m->name);
}

void world_add_controller(struct world *w, struct machine *m, const char *name, vtime first,
			  controller_act act, void *self)
{
	add_actor(w, (struct actor){.machine = m, .act = act, .self = self, .date = first}, name);
}

static void start(struct actor *a)
{
	sg_host_t host = sg_host_by_name(a->machine->name);
	CHECK(host, "world: the platform has no host %s", a->machine->name);
	sg_actor_t actor = sg_actor_init(a->name, host);
	sg_actor_set_data(actor, a);
	sg_actor_start(actor, is_machine(a) ? machine_main : controller_main, 0, NULL);
}

void world_run(struct world *w, vtime end)
{
	w->end = end;
	for (guint i = 0; i < w->actors->len; i++)
		start(w->actors->pdata[i]);
	simgrid_run();
	trace_clock(NULL);
}
