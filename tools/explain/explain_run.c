/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/explain/explain_run.h"
#include "models/flows/flow.h"

#define FULL 0.97 /* of a core's time */

#define STAGE_NAME(name, text) {#name, text},
const struct stage_name stage_names[STAGES] = {STAGE_LIST(STAGE_NAME)};

const char *stage_text(const struct explain_run *run, enum stage stage)
{
	bool program = stage == STAGE_qemu && flows[run->s->general.flow]->program;
	bool ovs = stage == STAGE_other && run->s->host_switch.kind == SWITCH_OVS;
	return program ? "the program" : ovs ? "ovs-vswitchd" : stage_names[stage].text;
}

const enum stage context_stage[CONTEXTS] = {
	[CONTEXT_hardirq] = STAGE_softirq,   [CONTEXT_softirq] = STAGE_softirq,
	[CONTEXT_ksoftirqd] = STAGE_softirq, [CONTEXT_napi] = STAGE_napi,
	[CONTEXT_vhost] = STAGE_vhost,	     [CONTEXT_vcpu] = STAGE_vcpu,
	[CONTEXT_qemu] = STAGE_qemu,	     [CONTEXT_pmd] = STAGE_pmd,
	[CONTEXT_other] = STAGE_other,	     [CONTEXT_idle] = STAGES};

/* Costs that are only waiting. Some of it ends when another thread wants the core. */
static const struct wait {
	int cost;
	bool gives_way;
} waits[] = {{COST_halt_poll, true},
	     {COST_vhost_busy_poll, true},
	     {COST_pmd_idle, false},
	     {COST_app_spin, false},
	     {COST_guest_halt, false}};

static double explain_run_part(const struct explain_run *run, vtime time)
{
	return run->r->measured > 0 ? (double)time / (double)run->r->measured : 0;
}

double run_rate(const struct explain_run *run, int64_t packets)
{
	return (double)packets * (double)VTIME_PER_S / (double)run->r->measured;
}

/* ---- cores ---- */

static double waiting(const struct explain_run *run, int core, enum stage stage, bool all)
{
	vtime sum = 0;
	for (int c = 0; c < CONTEXTS; c++)
		for (size_t i = 0; i < G_N_ELEMENTS(waits); i++)
			if (context_stage[c] == stage && (all || waits[i].gives_way))
				sum += run->r->core[core].by_cost[c][waits[i].cost];
	return explain_run_part(run, sum);
}

double stage_waiting(const struct explain_run *run, int core, enum stage stage)
{
	return waiting(run, core, stage, true);
}

double stage_share(const struct explain_run *run, int core, enum stage stage)
{
	vtime sum = 0;
	for (int c = 0; c < CONTEXTS; c++)
		if (context_stage[c] == stage)
			sum += run->r->core[core].booked[c];
	return explain_run_part(run, sum) - stage_waiting(run, core, stage);
}

bool core_full(const struct explain_run *run, int core, enum stage stage)
{
	double open = explain_run_part(run, run->r->core[core].booked[CONTEXT_idle]);
	for (int other = 0; other < STAGES; other++)
		open += waiting(run, core, other, other == (int)stage);
	return open <= 1 - FULL;
}

double core_work(const struct explain_run *run, int core)
{
	double sum = 0;
	for (int stage = 0; stage < STAGES; stage++)
		sum += stage_share(run, core, stage);
	return sum;
}

enum stage core_main(const struct explain_run *run, int core)
{
	int most = 0;
	for (int stage = 1; stage < STAGES; stage++)
		if (stage_share(run, core, stage) > stage_share(run, core, most))
			most = stage;
	return most;
}

char *core_text(const struct explain_run *run, int core)
{
	const struct result_core *c = &run->r->core[core];
	return run->r->n_machines > 1 ? g_strdup_printf("core %d of %s", c->number, c->machine)
				      : g_strdup_printf("core %d", c->number);
}

double cost_share(const struct explain_run *run, int core, int cost)
{
	vtime sum = 0;
	for (int c = 0; c < CONTEXTS; c++)
		sum += run->r->core[core].by_cost[c][cost];
	return explain_run_part(run, sum);
}

double run_cycles(const struct explain_run *run)
{
	double cycles = 0;
	for (int i = 0; i < run->r->n_cores; i++) {
		const struct result_core *c = &run->r->core[i];
		const struct platform_host *h = platform_host(run->s->platform, c->machine);
		vtime busy = run->r->measured - c->booked[CONTEXT_idle];
		cycles += h ? (double)busy / (double)VTIME_PER_S * (double)h->hz : 0;
	}
	return cycles;
}
