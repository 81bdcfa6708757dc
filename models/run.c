/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/run.h"
#include "models/collect.h"
#include "models/datapath.h"

static vtime bring_up(void *self, vtime now)
{
	(void)now;
	datapath_start(self);
	return VTIME_NEVER;
}

static vtime cut_warmup(void *self, vtime now)
{
	(void)now;
	datapath_reset(self);
	return VTIME_NEVER;
}

static struct machine *build_machine(const struct scenario *s, struct trace *trace)
{
	const struct platform_host *host = platform_host(s->platform, s->general.host);
	struct machine *m = machine_new(&(struct machine_config){
		.name = host->name,
		.cores = host->cores,
		.hz = host->hz,
		.era = (enum era)s->general.kernel,
		.sched = &s->sched,
		.costs = s->cost,
		.n_costs = COST_COUNT,
		.n_counters = COUNTERS,
	});
	m->trace = trace;
	return m;
}

struct result *run_scenario(const struct scenario *s, const struct run_settings *settings)
{
	struct world *w = world_new(s->platform->path, settings->sync, settings->simgrid);
	struct machine *m = build_machine(s, settings->trace);
	struct datapath *dp = datapath_new(s, m);
	struct sampler sampler = {0};
	world_add_machine(w, m);
	world_add_controller(w, m, "bring-up", 0, bring_up, dp);
	world_add_controller(w, m, "warm-up", s->general.warmup, cut_warmup, dp);
	if (s->general.series > 0) {
		sampler_init(&sampler, dp, s->general.warmup, s->general.series);
		world_add_controller(w, m, "sampler", s->general.warmup + s->general.series, sampler_act,
				     &sampler);
	}
	world_run(w, s->general.warmup + s->general.duration);
	struct result *r = collect_result(dp, s->general.warmup, sampler.series);
	datapath_free(dp);
	machine_free(m);
	world_free(w);
	return r;
}
