/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/run/watch.h"

void watch_init(struct watch *w, const struct machines *machines,
		void (*look)(void *self, const struct run_look *now), void *self)
{
	int cores = machines->dp[0]->machine->n_cores;
	*w = (struct watch){machines, look, self, 0, g_new0(vtime, cores), g_new0(double, cores)};
}

void watch_fini(struct watch *w)
{
	g_free(w->booked);
	g_free(w->busy);
}

/* work_of: what was booked besides idling, since the statistics began. */
static vtime work_of(const struct core *c)
{
	vtime sum = 0;
	for (int i = 0; i < CONTEXTS; i++)
		for (int k = 0; k < COST_COUNT && i != CONTEXT_idle; k++)
			sum += c->booked[i * COST_COUNT + k];
	return sum;
}

/* look_at_core: at the end of the warm-up the statistics begin anew. */
static void look_at_core(struct watch *w, int core, vtime elapsed)
{
	vtime work = work_of(&w->machines->dp[0]->machine->cores[core]);
	vtime done = work >= w->booked[core] ? work - w->booked[core] : work;
	w->booked[core] = work;
	w->busy[core] = elapsed > 0 ? MIN((double)done / (double)elapsed, 1) : 0;
}

void watch_look(void *watch, vtime now)
{
	struct watch *w = watch;
	struct run_look look = {.now = now, .cores = w->machines->dp[0]->machine->n_cores, .busy = w->busy};
	for (int i = 0; i < w->machines->n; i++)
		collect_waiting(w->machines->dp[i], look.waiting);
	for (int i = 0; i < look.cores; i++)
		look_at_core(w, i, now - w->last);
	w->last = now;
	w->look(w->self, &look);
}
