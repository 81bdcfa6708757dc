/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/explain/sentence.h"

#define WORTH_A_NAME 0.05 /* of a core's time */
#define SHARED 0.1	  /* of a core's time: who has as much shares it */

/* shares: who has a core's time: ": the softirq takes 78.2 % of it, the vhost worker 21.8 %". */
static void shares(GString *t, const struct explain_run *run, int index)
{
	const char *before = ": ";
	for (int n = 0; n < STAGES; n++) {
		double share = stage_share(run, index, n) + stage_waiting(run, index, n);
		if (share < WORTH_A_NAME)
			continue;
		g_string_append_printf(t, "%s%s takes ", before, stage_text(run, n));
		say_percent(t, share);
		before = ", ";
	}
}

static void limit_core(const struct explain_run *run, const struct limit *l, GString *t)
{
	const char *name = stage_text(run, l->stage);
	double share = stage_share(run, l->core, l->stage);
	bool alone = share >= core_work(run, l->core) - SHARED;
	g_string_append_printf(t, "What limits is %s%s", alone ? name : "", alone ? " on " : "");
	say_core(t, run, l->core);
	g_string_append(t, ", which is full");
	shares(t, run, l->core);
	if (!alone)
		g_string_append_printf(t, ". That is too little for %s", name);
	g_string_append_c(t, '.');
}

static void limit_source(const struct explain_run *run, const struct limit *l, GString *t)
{
	(void)l;
	g_string_append(t, "The load limits: all of the ");
	say_kpps(t, run_rate(run, run->r->offered));
	g_string_append(t, " offered is delivered, and no core that the packets pass is short of time.");
}

static void limit_wire(const struct explain_run *run, const struct limit *l, GString *t)
{
	g_string_append_printf(t, "The wire limits: frames %s the tester take ", l->outwards ? "to" : "from");
	say_percent(t, l->outwards ? wire_out_share(run) : wire_in_share(run));
	g_string_append(t, " of its time.");
}

static void limit_switch(const struct explain_run *run, const struct limit *l, GString *t)
{
	int deepest = queue_of_kind(run, QUEUE_switch_port, -1);
	(void)l;
	g_string_append(t, "A switch limits: more comes for one of its ports than the link behind it takes.");
	if (deepest < 0)
		return;
	g_string_append_printf(t, " The deepest queue, %s, holds ", queue_name(run, deepest));
	say_number(t, run->r->queue[deepest].mean);
	g_string_append(t, " packets on average.");
}

static void limit_text_idle_of(const struct explain_run *run, const struct limit *l, GString *t)
{
	if (l->core < 0)
		return;
	g_string_append_printf(t, " Core %d, where %s runs, works for ", core_number(run, l->core),
			       stage_text(run, l->stage));
	say_percent(t, core_work(run, l->core));
	g_string_append(t, " of the time.");
}

/* lock_work: of those that wait for the lock, who works most. */
static void lock_work(const struct explain_run *run, GString *t)
{
	int most = 0;
	enum stage stage = STAGE_qemu;
	for (int i = 0; i < run->r->n_cores; i++) {
		enum stage main = core_main(run, i);
		bool waits = main == STAGE_qemu || main == STAGE_vcpu;
		if (waits && stage_share(run, i, main) > stage_share(run, most, stage))
			most = i, stage = main;
	}
	g_string_append_printf(t, "Most of the work is that of %s on ", stage_text(run, stage));
	say_core(t, run, most);
	g_string_append(t, ": ");
	say_percent(t, stage_share(run, most, stage));
	g_string_append(t, " of the time.");
}

static void limit_lock(const struct explain_run *run, const struct limit *l, GString *t)
{
	g_string_append(t, "No core is full: threads wait for QEMU's big lock, ");
	say_number(t, run_rate(run, run->r->counter[COUNTER_bql_waits]));
	g_string_append(t, " times a second, and work one at a time. ");
	lock_work(run, t);
	(void)l;
}

static void limit_stall(const struct explain_run *run, const struct limit *l, GString *t)
{
	double longest = 0;
	for (int i = 0; i < run->r->n_cores; i++)
		longest = MAX(longest, cost_share(run, i, COST_guest_stall));
	g_string_append(t, "No core is full: a guest stalls for ");
	say_percent(t, longest);
	g_string_append(t, " of the time, and what comes for it meanwhile must wait.");
	limit_text_idle_of(run, l, t);
}

static void limit_quota(const struct explain_run *run, const struct limit *l, GString *t)
{
	const struct result_guest *g = &run->r->guest[run->r->queue[l->first].guest];
	g_string_append_printf(
		t,
		"The quota of %s's cgroup limits: no core is full, and its threads must wait for the "
		"next period for ",
		g->name);
	say_percent(t, limit_throttled(run, l));
	g_string_append(t, " of the time, all cores added up.");
	limit_text_idle_of(run, l, t);
}

static void limit_background(const struct explain_run *run, const struct limit *l, GString *t)
{
	g_string_append(t, "Background work limits: it has ");
	say_core(t, run, l->core);
	g_string_append(t, " for ");
	say_percent(t, cost_share(run, l->core, COST_background));
	g_string_append_printf(t, " of the time, and meanwhile packets wait for %s, though no core is full.",
			       stage_text(run, l->stage));
	limit_text_idle_of(run, l, t);
}

static void limit_bursts(const struct explain_run *run, const struct limit *l, GString *t)
{
	g_string_append_printf(t, "The load comes unevenly: the queue %s is full at times, with ",
			       queue_name(run, l->first));
	say_number(t, run->r->queue[l->first].mean);
	g_string_append(t, " packets on average, and no core is always full.");
	limit_text_idle_of(run, l, t);
}

static void limit_waits(const struct explain_run *run, const struct limit *l, GString *t)
{
	g_string_append(t, "No core is full: stages wait for each other, for buffers or for notifications.");
	limit_text_idle_of(run, l, t);
}

static void limit_startup(const struct explain_run *run, const struct limit *l, GString *t)
{
	g_string_append_printf(
		t, "Packets come for a guest that is not up, or has stopped: most are lost at %s.",
		drop_names[l->drop].name);
	(void)run;
}

static void (*const limit_texts[LIMITS])(const struct explain_run *run, const struct limit *l, GString *t) = {
	[LIMIT_source] = limit_source,
	[LIMIT_wire] = limit_wire,
	[LIMIT_core] = limit_core,
	[LIMIT_lock] = limit_lock,
	[LIMIT_stall] = limit_stall,
	[LIMIT_quota] = limit_quota,
	[LIMIT_bursts] = limit_bursts,
	[LIMIT_waits] = limit_waits,
	[LIMIT_startup] = limit_startup,
	[LIMIT_switch] = limit_switch,
	[LIMIT_background] = limit_background,
};

void say_limit(GString *t, const struct explain_run *run, const struct limit *l)
{
	limit_texts[l->kind](run, l, t);
}
