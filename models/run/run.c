/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/run/run.h"
#include "models/flows/datapath.h"
#include "models/run/collect.h"
#include "models/run/energy.h"
#include "models/run/trace_run.h"

static vtime cut_warmup(void *self, vtime now)
{
	(void)now;
	datapath_reset(self);
	return VTIME_NEVER;
}

static const char *run_cost_name(int cost)
{
	return cost_names[cost].name;
}

/* The costs of the scenario as its cores pay them. */
static void run_costs(const struct scenario *s, struct cost_entry costs[COST_COUNT])
{
	for (int i = 0; i < COST_COUNT; i++) {
		costs[i].cycles_ppm = cost_times(s->cost[i].cycles_ppm, s->general.cost_factor);
		costs[i].per_byte_ppm = cost_times(s->cost[i].per_byte_ppm, s->general.cost_factor);
	}
	mitigations_apply(&s->mitigations, costs);
}

static struct machine *build_machine(const struct scenario *s, const char *name)
{
	const struct platform_host *host = platform_host(s->platform, name);
	struct cost_entry costs[COST_COUNT];
	run_costs(s, costs);
	return machine_new(&(struct machine_config){
		.name = host->name,
		.cores = host->cores,
		.hz = host->hz,
		.era = (enum era)s->general.kernel,
		.sched = &s->sched,
		.costs = costs,
		.n_costs = COST_COUNT,
		.cost_name = run_cost_name,
		.n_counters = COUNTERS,
		.cost_spread = s->general.cost_spread,
		.seed = (uint64_t)s->general.seed,
		.replication = (uint64_t)s->general.replication,
		.smt = (enum smt)s->host.smt,
		.smt_speed = s->host.smt_speed,
		.cost_waits = cost_waits,
		.energy = energy_watts(s, name).known,
	});
}

/* The actors that bring the guests' interfaces up. */
static void run_add_guests(const struct datapath *dp, struct bringup *all, struct world *w)
{
	for (int i = 0; i < dp->n_guests; i++)
		if (datapath_has(dp, i))
			world_add_controller(w, dp->machine, datapath_guest(dp, i)->name,
					     bringup_first(&all[i]), bringup_act, &all[i]);
}

static void add_machine(struct machines *machines, const struct scenario *s, const char *name,
			struct world *w)
{
	struct machine *m = build_machine(s, name);
	struct datapath *dp = datapath_new(s, m);
	struct bringup *bringups = bringups_new(dp);
	machines->dp[machines->n] = dp;
	machines->bringup[machines->n++] = bringups;
	world_add_machine(w, m);
	run_add_guests(dp, bringups, w);
	world_add_controller(w, m, "warm-up", s->general.warmup, cut_warmup, dp);
}

/* From a NIC's sending to the other one's memory. */
static vtime latency_between(const struct datapath *from, const struct datapath *to)
{
	const struct wire_out *out = &from->nic.out;
	return from->nic.dma_latency + wire_time(out->bits_per_s, 0) + out->latency + to->nic.dma_latency;
}

/* Two machines have one wire, more have switches between them. */
static void link_machines(struct machines *machines, const struct scenario *s, struct world *w)
{
	datapath_join(machines->dp, machines->n);
	if (machines->n > 2) {
		machines->fabric = fabric_new(machines->dp, machines->n);
		fabric_enter(machines->fabric, machines->n, w);
		world_add_controller(w, machines->dp[0]->machine, "switches", s->general.warmup, fabric_reset,
				     machines->fabric);
		return;
	}
	world_link(w, machines->dp[0]->machine, machines->dp[1]->machine,
		   MIN(latency_between(machines->dp[0], machines->dp[1]),
		       latency_between(machines->dp[1], machines->dp[0])));
	for (int i = 0; i < machines->n; i++)
		world_add_post(w, nic_deliver, &machines->dp[i]->nic);
}

static void build_machines(struct machines *machines, const struct scenario *s, struct world *w)
{
	GPtrArray *hosts = scenario_hosts(s);
	machines->dp = g_new(struct datapath *, hosts->len);
	machines->bringup = g_new(struct bringup *, hosts->len);
	for (guint i = 0; i < hosts->len; i++)
		add_machine(machines, s, hosts->pdata[i], w);
	g_ptr_array_unref(hosts);
	if (machines->n > 1)
		link_machines(machines, s, w);
}

static void free_machines(struct machines *machines)
{
	for (int i = 0; i < machines->n; i++) {
		struct machine *m = machines->dp[i]->machine;
		bringups_free(machines->bringup[i], machines->dp[i]);
		datapath_free(machines->dp[i]);
		machine_free(m);
	}
	fabric_free(machines->fabric);
	g_free(machines->dp);
	g_free(machines->bringup);
}

/* run_collect: what was counted up to a date, of what was to be counted up to the end. */
static struct result *run_collect(const struct machines *machines, vtime cut, struct sampler *sampler,
				  vtime reached, vtime end)
{
	if (sampler->series)
		sampler_finish(sampler, reached);
	struct result *r = collect_result(machines, cut, sampler->series);
	r->partial = reached < end;
	return r;
}

struct result *run_scenario(const struct scenario *s, const struct run_settings *settings)
{
	struct world *w = world_new(platform_source(s->platform), settings->sync, settings->simgrid);
	struct machines machines = {0};
	struct sampler sampler = {0};
	vtime cut = s->general.warmup, end = cut + s->general.duration;
	build_machines(&machines, s, w);
	struct trace_levels *levels = g_new0(struct trace_levels, machines.n);
	trace_run_begin(&machines, settings->trace, levels);
	if (s->general.series > 0) {
		sampler_init(&sampler, &machines, cut, end, s->general.series);
		world_add_controller(w, machines.dp[0]->machine, "sampler", sampler_first(&sampler),
				     sampler_act, &sampler);
	}
	struct watch watch;
	watch_init(&watch, &machines, settings->look, settings->watcher);
	world_watch(w, settings->look ? watch_look : NULL, &watch);
	world_set_threads(w, settings->trace ? 1 : CLAMP(settings->threads, 1, machines.n));
	vtime reached = world_run(w, end);
	struct result *r = NULL;
	if (reached > cut || reached == end)
		r = run_collect(&machines, cut, &sampler, reached, end);
	else
		series_free(sampler.series);
	trace_run_end(&machines, levels);
	watch_fini(&watch);
	g_free(levels);
	free_machines(&machines);
	world_free(w);
	return r;
}
