/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pipeline on the engine: a thread a stage, each on a core of its own, woken without an interrupt, since
 * the pipeline has none. The source is a NIC whose interrupt is masked: the first stage takes what has
 * arrived by now, and only when there is nothing does an event wait for the next arrival.
 */
#include "sim/core/routine.h"
#include "sim/world.h"
#include "tests/bench/pipeline.h"

struct pipeline;

struct stage {
	struct task task;
	struct pipeline *pipeline;
	int index;
	int ring;
};

struct pipeline {
	struct machine *machine;
	struct source source;
	struct event arrival;
	struct stage stage[STAGES];
	struct outcome out;
};

#define COST_STAGE(i) (SIM_COST_COUNT + (i))

static void put(struct pipeline *p, int index)
{
	if (p->stage[index].ring < stage_ring[index])
		p->stage[index].ring++;
	else
		p->out.dropped[index]++;
}

/* Whether the stage has a packet. The first one looks at the NIC. */
static bool has_packet(struct stage *s)
{
	struct pipeline *p = s->pipeline;
	struct calendar *cal = &p->machine->cal;
	for (; s->index == 0 && p->source.next <= cal->now; source_advance(&p->source))
		put(p, 0);
	if (s->ring == 0 && s->index == 0 && p->source.next != VTIME_NEVER)
		calendar_arm(cal, &p->arrival, p->source.next, EVENT_HARDIRQ);
	return s->ring > 0;
}

static void pass_on(struct stage *s)
{
	struct pipeline *p = s->pipeline;
	if (s->index + 1 == STAGES) {
		p->out.delivered++;
		return;
	}
	put(p, s->index + 1);
	task_wake(&s[1].task, NULL);
}

static void stage_main(struct task *t, struct frame *f)
{
	struct stage *s = f->self;
	ROUTINE(f);
	for (;;) {
		while (!has_packet(s))
			SLEEP(f);
		s->ring--;
		PAY(t, f, COST_STAGE(s->index), 0);
		pass_on(s);
	}
}

static void arrival_fire(struct event *ev)
{
	struct pipeline *p = container_of(ev, struct pipeline, arrival);
	task_wake(&p->stage[0].task, NULL);
}

static struct machine *machine(void)
{
	struct cost_entry costs[COST_STAGE(STAGES)] = {0};
	struct sched_settings sched = {0};
	option_defaults(&sched_table, &sched);
	sched.idle_exit = 0;
	for (int i = 0; i < STAGES; i++)
		costs[COST_STAGE(i)].cycles_ppm = stage_service[i] / VTIME_PER_NS * 1000000;
	return machine_new(&(struct machine_config){.name = "left",
						    .cores = STAGES,
						    .hz = 1000000000,
						    .era = ERA_5_10,
						    .sched = &sched,
						    .costs = costs,
						    .n_costs = COST_STAGE(STAGES)});
}

struct outcome run_engine(const struct load *load)
{
	struct pipeline p = {.machine = machine()};
	struct world *w = world_new(PLATFORM, SYNC_WINDOW, NULL);
	world_add_machine(w, p.machine);
	source_start(&p.source, load);
	event_init(&p.arrival, arrival_fire);
	calendar_arm(&p.machine->cal, &p.arrival, 0, EVENT_HARDIRQ);
	for (int i = 0; i < STAGES; i++) {
		p.stage[i].pipeline = &p;
		p.stage[i].index = i;
		thread_init(&p.stage[i].task, &p.machine->cores[i], "stage", CONTEXT_other, stage_main,
			    &p.stage[i]);
	}
	double start = now_seconds();
	world_run(w, load_end(load));
	p.out.seconds = now_seconds() - start;
	world_free(w);
	machine_free(p.machine);
	return p.out;
}
