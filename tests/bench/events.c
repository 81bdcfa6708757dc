/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pipeline on the engine's calendar: a stage is an event on the calendar of one machine, which one
 * SimGrid actor advances in windows. As in the bare loop there are no cores, no threads and no books.
 */
#include "sim/world.h"
#include "tests/bench/pipeline.h"

#include <stddef.h>

struct pipeline;

struct stage {
	struct event done; /* end of the work on a packet */
	struct pipeline *pipeline;
	int index;
	int ring;
};

struct pipeline {
	struct calendar *cal;
	struct source source;
	struct event arrival;
	struct stage stage[STAGES];
	struct outcome out;
};

static void put(struct pipeline *p, int index)
{
	if (p->stage[index].ring < stage_ring[index])
		p->stage[index].ring++;
	else
		p->out.dropped[index]++;
}

/* The stage starts on its next packet. The first one looks at the source first, and awaits it when idle. */
static void take(struct pipeline *p, int index)
{
	struct stage *s = &p->stage[index];
	for (; index == 0 && p->source.next <= p->cal->now; source_advance(&p->source))
		put(p, 0);
	if (s->ring > 0) {
		s->ring--;
		calendar_arm(p->cal, &s->done, p->cal->now + stage_service[index], EVENT_THREAD);
	} else if (index == 0 && p->source.next != VTIME_NEVER) {
		calendar_arm(p->cal, &p->arrival, p->source.next, EVENT_HARDIRQ);
	}
}

static void arrival_fire(struct event *ev)
{
	take(container_of(ev, struct pipeline, arrival), 0);
}

static void done_fire(struct event *ev)
{
	struct stage *s = container_of(ev, struct stage, done);
	struct pipeline *p = s->pipeline;
	int next = s->index + 1;
	take(p, s->index);
	if (next == STAGES) {
		p->out.delivered++;
		return;
	}
	put(p, next);
	if (!event_armed(&p->stage[next].done))
		take(p, next);
}

struct outcome run_events(const struct load *load)
{
	struct sched_settings sched = {0};
	struct cost_entry costs[SIM_COST_COUNT] = {0};
	option_defaults(&sched_table, &sched);
	struct machine *m = machine_new(&(struct machine_config){.name = "left",
								 .cores = 1,
								 .hz = 1000000000,
								 .sched = &sched,
								 .costs = costs,
								 .n_costs = SIM_COST_COUNT});
	struct pipeline p = {.cal = &m->cal};
	struct world *w = world_new(PLATFORM, SYNC_WINDOW, NULL);
	world_add_machine(w, m);
	source_start(&p.source, load);
	event_init(&p.arrival, arrival_fire);
	for (int i = 0; i < STAGES; i++) {
		p.stage[i] = (struct stage){.pipeline = &p, .index = i};
		event_init(&p.stage[i].done, done_fire);
	}
	calendar_arm(p.cal, &p.arrival, 0, EVENT_HARDIRQ);
	double start = now_seconds();
	world_run(w, load_end(load));
	p.out.seconds = now_seconds() - start;
	world_free(w);
	machine_free(m);
	return p.out;
}
