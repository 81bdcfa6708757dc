/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pipeline as one would first write it for SimGrid: an actor for the source and for each stage, a sleep
 * for each step and a semaphore before each stage.
 */
#include "tests/bench/pipeline.h"

#include <math.h>
#include <simgrid/actor.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/semaphore.h>

struct actors;

struct stage {
	struct actors *actors;
	int index;
	int ring;
	sg_sem_t packets;
};

struct actors {
	struct source source;
	struct stage stage[STAGES];
	struct outcome out;
};

static void sleep_until(vtime date)
{
	sg_actor_sleep_until((double)date / (double)VTIME_PER_S);
}

static vtime now(void)
{
	return llround(simgrid_get_clock() * (double)VTIME_PER_S);
}

static void put(struct stage *s)
{
	if (s->ring == stage_ring[s->index]) {
		s->actors->out.dropped[s->index]++;
		return;
	}
	s->ring++;
	sg_sem_release(s->packets);
}

static void source_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	struct actors *a = sg_actor_self_get_data();
	for (; a->source.next != VTIME_NEVER; source_advance(&a->source)) {
		sleep_until(a->source.next);
		put(&a->stage[0]);
	}
}

static void stage_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	struct stage *s = sg_actor_self_get_data();
	for (;;) {
		sg_sem_acquire(s->packets);
		s->ring--;
		sleep_until(now() + stage_service[s->index]);
		if (s->index + 1 < STAGES)
			put(&s[1]);
		else
			s->actors->out.delivered++;
	}
}

static void start(const char *name, void (*body)(int, char **), void *data, bool daemon)
{
	sg_actor_t actor = sg_actor_init(name, sg_host_by_name("left"));
	sg_actor_set_data(actor, data);
	sg_actor_start(actor, body, 0, NULL);
	if (daemon)
		sg_actor_daemonize(actor);
}

static void clock_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	sleep_until(*(vtime *)sg_actor_self_get_data());
}

struct outcome run_actors(const struct load *load)
{
	char *argv[] = {(char *)"bench", (char *)"--cfg=surf/precision:1e-12",
			(char *)"--log=root.threshold:error", NULL};
	int argc = 3;
	struct actors a = {0};
	vtime end = load_end(load);
	simgrid_init(&argc, argv);
	simgrid_load_platform(PLATFORM);
	source_start(&a.source, load);
	start("source", source_main, &a, false);
	start("clock", clock_main, &end, false);
	for (int i = 0; i < STAGES; i++) {
		a.stage[i] = (struct stage){.actors = &a, .index = i, .packets = sg_sem_init(0)};
		start("stage", stage_main, &a.stage[i], true);
	}
	double began = now_seconds();
	simgrid_run();
	a.out.seconds = now_seconds() - began;
	return a.out;
}
