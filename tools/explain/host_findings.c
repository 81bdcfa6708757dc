/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/explain/host_findings.h"
#include "sim/core/cstate.h"
#include "sim/core/smt.h"
#include "tools/explain/sentence.h"

#define WORTH_A_CORE 0.01 /* of its time: so much is worth a word */
#define WORTH_A_SHARE 0.05
#define CORES_NAMED 3

static const struct guest_settings *host_findings_guest(const struct explain_run *run, guint i)
{
	return &g_array_index(run->s->guests, struct guest_settings, i);
}

/* ---- threads that move ---- */

static bool stage_moves(const struct explain_run *run, enum stage stage)
{
	for (guint i = 0; i < run->s->guests->len; i++) {
		const struct guest_settings *g = host_findings_guest(run, i);
		if (*(stage == STAGE_vcpu ? g->vcpu_cores : g->vhost_cores))
			return true;
	}
	return false;
}

/* busiest_with: the core with most of the stage that is not named yet; -1: none is worth a word. */
static int busiest_with(const struct explain_run *run, enum stage stage, const int *named, int n)
{
	int most = -1;
	for (int i = 0; i < run->r->n_cores; i++) {
		bool again = false;
		for (int k = 0; k < n; k++)
			again |= named[k] == i;
		double share = stage_share(run, i, stage);
		if (!again && share >= WORTH_A_CORE && (most < 0 || share > stage_share(run, most, stage)))
			most = i;
	}
	return most;
}

/* say_company: what else works on a core beside the stage. */
static void say_company(const struct explain_run *run, int core, enum stage stage, GString *t)
{
	double others = core_work(run, core) - stage_share(run, core, stage);
	if (others < WORTH_A_SHARE)
		return;
	g_string_append(t, ", where other work takes ");
	say_percent(t, others);
}

static bool say_moving(const struct explain_run *run, enum stage stage, struct finding *f, GString *t)
{
	int named[CORES_NAMED], n = 0;
	while (n < CORES_NAMED && (named[n] = busiest_with(run, stage, named, n)) >= 0)
		n++;
	if (n == 0 || !stage_moves(run, stage))
		return false;
	g_string_append_printf(t, "%s%s may move.", t->len ? " " : "",
			       stage == STAGE_vcpu ? "vCPUs" : "Backends of guests");
	for (int i = 0; i < n; i++) {
		g_string_append(t, i == 0 ? " They worked for " : i < n - 1 ? ", for " : " and for ");
		say_percent(t, stage_share(run, named[i], stage));
		g_string_append(t, " of the time on ");
		say_core(t, run, named[i]);
		say_company(run, named[i], stage, t);
	}
	g_string_append_c(t, '.');
	finding_add(f, stage == STAGE_vcpu ? "vcpu_core" : "backend_core", core_number(run, named[0]), 0);
	finding_add(f, stage == STAGE_vcpu ? "vcpu_share" : "backend_share",
		    stage_share(run, named[0], stage), 6);
	return true;
}

bool find_moving(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t)
{
	static const enum stage stages[] = {STAGE_vhost, STAGE_qemu, STAGE_vcpu};
	bool any = false;
	(void)l;
	for (size_t i = 0; i < G_N_ELEMENTS(stages); i++)
		any |= say_moving(run, stages[i], f, t);
	return any;
}

/* ---- other work ---- */

bool find_background(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t)
{
	int most = -1;
	double before = WORTH_A_CORE;
	for (int i = 0; i < run->r->n_cores; i++) {
		double share = cost_share(run, i, COST_background);
		if (core_work(run, i) - share >= WORTH_A_CORE && share > before)
			most = i, before = share;
	}
	if (most < 0 || (l->kind == LIMIT_background && l->core == most))
		return false;
	double packets = core_work(run, most) - before;
	g_string_append(t, "Background work takes ");
	say_percent(t, before);
	g_string_append(t, " of ");
	say_core(t, run, most);
	g_string_append(t, ", which works for packets for ");
	say_percent(t, packets);
	g_string_append(t, ". While it has the core, packets wait.");
	finding_add(f, "core", core_number(run, most), 0);
	finding_add(f, "background_share", before, 6);
	finding_add(f, "packets_share", packets, 6);
	return true;
}

/* ---- threads of one physical core ---- */

static double core_busy(const struct explain_run *run, int core)
{
	return 1 - (double)run->r->core[core].booked[CONTEXT_idle] / (double)run->r->measured;
}

/* core_sibling: the index of the other thread of a core of result.core; -1: it has none. */
static int core_sibling(const struct explain_run *run, int core)
{
	const struct result_core *c = &run->r->core[core];
	const struct platform_host *h = platform_host(run->s->platform, c->machine);
	int number = h ? smt_sibling((enum smt)run->s->host.smt, c->number, h->cores) : -1;
	for (int i = 0; number >= 0 && i < run->r->n_cores; i++)
		if (run->r->core[i].number == number && strcmp(run->r->core[i].machine, c->machine) == 0)
			return i;
	return -1;
}

bool find_smt(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t)
{
	int most = -1;
	double before = WORTH_A_SHARE;
	for (int i = 0; i < run->r->n_cores; i++) {
		int other = core_sibling(run, i);
		double both = other > i ? MIN(core_busy(run, i), core_busy(run, other)) : 0;
		if (both > before ||
		    (both > WORTH_A_SHARE && l->core >= 0 && (l->core == i || l->core == other)))
			most = i, before = l->core == i || l->core == other ? 1 : both;
	}
	if (most < 0)
		return false;
	int other = core_sibling(run, most);
	g_string_append_printf(t, "Cores %d and %d are threads of one physical core, and busy for ",
			       core_number(run, most), core_number(run, other));
	say_percent(t, core_busy(run, most));
	g_string_append(t, " and ");
	say_percent(t, core_busy(run, other));
	g_string_append(t, " of the time. While both are, each works at ");
	say_percent(t, (double)run->s->host.smt_speed / SMT_SPEED_ONE);
	g_string_append(t, " of its speed.");
	finding_add(f, "core", core_number(run, most), 0);
	finding_add(f, "sibling", core_number(run, other), 0);
	finding_add(f, "busy", core_busy(run, most), 6);
	finding_add(f, "sibling_busy", core_busy(run, other), 6);
	return true;
}

/* ---- cores that sleep ---- */

static double residency(const struct explain_run *run, int core, int state)
{
	return (double)run->r->core[core].residency[state] / (double)run->r->measured;
}

/* deep_core: of those that work for packets the one that sleeps longest in the state; -1: none does for long. */
static int deep_core(const struct explain_run *run, int state)
{
	int most = -1;
	double before = WORTH_A_SHARE;
	for (int i = 0; i < run->r->n_cores; i++)
		if (core_work(run, i) >= WORTH_A_CORE / 10 && residency(run, i, state) > before)
			most = i, before = residency(run, i, state);
	return most;
}

bool find_cstates(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t)
{
	const struct sched_settings *s = &run->s->sched;
	struct cstate_times table[CSTATES];
	char *why = NULL;
	int state = s->cstates == CSTATES_off ? CSTATE_C1 : CSTATE_C6, core = -1;
	(void)l;
	while (state > CSTATE_C1 && (core = deep_core(run, state)) < 0)
		state--;
	if (core < 0 || !cstate_table(s, table, &why)) {
		g_free(why);
		return false;
	}
	double us = (double)table[state].exit_latency / VTIME_PER_US;
	char *name = core_text(run, core);
	*name = g_ascii_toupper(*name);
	g_string_append_printf(t, "%s sleeps in %s for ", name, cstate_names[state]);
	say_percent(t, residency(run, core, state));
	g_string_append(t, " of the time, and takes ");
	say_number(t, us);
	g_string_append(t, " us to wake. A packet waits so long at each core that it finds asleep.");
	finding_add(f, "core", core_number(run, core), 0);
	finding_add(f, "residency", residency(run, core, state), 6);
	finding_add(f, "exit_latency_us", us, 3);
	g_free(name);
	return true;
}
