/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/explain/findings.h"
#include "tools/explain/host_findings.h"
#include "tools/explain/next_limit.h"
#include "tools/explain/sentence.h"
#include <math.h>

#define WORTH_A_WORD 0.01 /* of packets, of cycles */
#define WORTH_A_NAME 0.05 /* of a core's time */
#define HAD_ROOM 0.9	  /* of a queue: it was never as full as that */
#define DEAREST 3	  /* costs that are named */

/* ---- the limit ---- */

static bool find_limit(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t)
{
	say_limit(t, run, l);
	finding_add(f, "offered_pps", run_rate(run, run->r->offered), 3);
	finding_add(f, "delivered_pps", run_rate(run, run->r->delivered), 3);
	if (l->core >= 0) {
		finding_add(f, "core", core_number(run, l->core), 0);
		finding_add(f, "core_work", core_work(run, l->core), 6);
		finding_add(f, "stage_share", stage_share(run, l->core, l->stage), 6);
	}
	finding_add(f, "wire_in_share", wire_in_share(run), 6);
	finding_add(f, "wire_out_share", wire_out_share(run), 6);
	return true;
}

/* ---- the queue that drops ---- */

/* why_full: what becomes of packets behind the queue that lost most. */
static void why_full(const struct explain_run *run, const struct limit *l, GString *t)
{
	struct taker taker = queue_taker(run, l->first);
	const struct result_queue *q = &run->r->queue[l->first];
	g_string_append_printf(t, " The queue %s holds ", q->name);
	say_number(t, q->mean);
	g_string_append_printf(t, " of %" G_GINT64_FORMAT " packets on average", queue_limit(run, l->first));
	if (l->queue != l->first)
		g_string_append_printf(t, ", because the queue %s behind it is full too",
				       queue_name(run, l->queue));
	else if (taker.core >= 0 && l->kind == LIMIT_core)
		g_string_append_printf(t, ", because %s takes them more slowly than they come",
				       stage_text(run, taker.stage));
	g_string_append_c(t, '.');
}

static bool find_queue(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t)
{
	if (l->drop < 0)
		return false;
	int64_t lost = run->r->dropped[l->drop];
	g_string_append_printf(t, "Most packets are lost at %s: ", drop_names[l->drop].name);
	say_kpps(t, run_rate(run, lost));
	g_string_append(t, ", ");
	say_percent(t, (double)lost / (double)MAX(run->r->offered, 1));
	g_string_append(t, " of those offered.");
	finding_add(f, "lost_pps", run_rate(run, lost), 3);
	finding_add(f, "lost_share", (double)lost / (double)MAX(run->r->offered, 1), 6);
	if (l->first >= 0) {
		why_full(run, l, t);
		finding_add(f, "queue_mean", run->r->queue[l->first].mean, 3);
		finding_add(f, "queue_max", (double)run->r->queue[l->first].max, 0);
		finding_add(f, "queue_limit", (double)queue_limit(run, l->first), 0);
	}
	return true;
}

static bool find_held_back(const struct explain_run *run, const struct limit *l, struct finding *f,
			   GString *t)
{
	if (l->drop >= 0 || l->first < 0)
		return false;
	const struct result_queue *q = &run->r->queue[l->first];
	g_string_append_printf(t, "Nothing is lost, for the source waits: the queue %s that it fills holds ",
			       q->name);
	say_number(t, q->mean);
	g_string_append_printf(t, " of %" G_GINT64_FORMAT " packets on average.", queue_limit(run, l->first));
	finding_add(f, "queue_mean", q->mean, 3);
	finding_add(f, "queue_limit", (double)queue_limit(run, l->first), 0);
	return true;
}

/* ---- the driver that is told to stop ---- */

static bool find_saturation(const struct explain_run *run, const struct limit *l, struct finding *f,
			    GString *t)
{
	int64_t raises = run->r->counter[COUNTER_saturations];
	if (raises == 0 || l->drop != DROP_nic_ring_full)
		return false;
	g_string_append(t, "The driver leaves frames in the NIC while the tap is full, ");
	say_number(t, run_rate(run, raises));
	g_string_append(t, " times a second. What is lost there has cost no cycles.");
	finding_add(f, "saturations_per_s", run_rate(run, raises), 3);
	return true;
}

/* ---- what was spent for nothing ---- */

static bool find_waste(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t)
{
	double all = run_cycles(run), share = all > 0 ? run->r->wasted_cycles / all : 0;
	double each = run->r->wasted_cycles / (double)MAX(run->r->offered, 1);
	if (l->drop < 0)
		return false;
	if (run->r->wasted_cycles > 0) {
		say_percent(t, share);
		g_string_append(t, " of all cycles went into packets that were lost later: ");
		say_number(t, each);
		g_string_append(t, " for each packet offered.");
	} else {
		g_string_append(t, "No cycles went into packets that were lost later.");
	}
	finding_add(f, "wasted_share", share, 6);
	finding_add(f, "wasted_cycles_per_packet", each, 3);
	return true;
}

/* ---- what the core does ---- */

/* dearest: the cost with the largest share of the core below `below`; COST_COUNT: none. */
static int dearest(const struct explain_run *run, int index, const bool named[COST_COUNT])
{
	int most = COST_COUNT;
	for (int cost = 0; cost < COST_COUNT; cost++)
		if (!named[cost] &&
		    (most == COST_COUNT || cost_share(run, index, cost) > cost_share(run, index, most)))
			most = cost;
	return most;
}

static bool find_costs(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t)
{
	bool named[COST_COUNT] = {false};
	if (l->kind != LIMIT_core)
		return false;
	g_string_append(t, "Most of the time of ");
	say_core(t, run, l->core);
	g_string_append(t, " goes into");
	for (int i = 0; i < DEAREST; i++) {
		int cost = dearest(run, l->core, named);
		if (cost_share(run, l->core, cost) < WORTH_A_WORD)
			break;
		named[cost] = true;
		g_string_append_printf(t, "%s %s (", i ? "," : "", cost_names[cost].name);
		say_percent(t, cost_share(run, l->core, cost));
		g_string_append_c(t, ')');
		finding_add(f, cost_names[cost].name, cost_share(run, l->core, cost), 6);
	}
	g_string_append_c(t, '.');
	return true;
}

/* ---- cores that only look busy ---- */

static bool find_spinning(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t)
{
	int most = -1;
	double before = WORTH_A_NAME;
	for (int i = 0; i < run->r->n_cores; i++) {
		double waits = 0;
		for (int n = 0; n < STAGES; n++)
			waits += stage_waiting(run, i, n);
		if (waits > before)
			most = i, before = waits;
	}
	if (most < 0 || (l->kind == LIMIT_core && l->core == most))
		return false;
	g_string_append_printf(t, "Core %d looks busier than it is: it waits for ", core_number(run, most));
	say_percent(t, before);
	g_string_append(t, " of its time without being idle (it polls, or halts in guest mode).");
	finding_add(f, "core", core_number(run, most), 0);
	finding_add(f, "waiting_share", before, 6);
	return true;
}

/* ---- a guest that suffers for another ---- */

/* own_room: the largest part of one of the guest's own receive queues that was ever filled. */
static double own_peak(const struct explain_run *run, int guest)
{
	double most = 0;
	for (int i = 0; i < run->r->n_queues; i++) {
		const struct result_queue *q = &run->r->queue[i];
		if (q->guest == guest)
			most = MAX(most, (double)q->max / (double)queue_limit(run, i));
	}
	return most;
}

static int lost_at(const struct result_guest *g)
{
	int most = 0;
	for (int i = 1; i < DROPS; i++)
		if (g->dropped[i] > g->dropped[most])
			most = i;
	return most;
}

static bool in_shared_queue(int drop)
{
	return drop == DROP_nic_ring_full || drop == DROP_host_backlog_full;
}

/* sufferer: the guest that loses most although its own queues had room; -1: none. */
static int sufferer(const struct explain_run *run)
{
	int most = -1;
	for (int i = 0; i < run->r->n_guests; i++) {
		double loss = result_guest_loss(&run->r->guest[i]);
		if (loss > WORTH_A_WORD && own_peak(run, i) < HAD_ROOM &&
		    in_shared_queue(lost_at(&run->r->guest[i])) &&
		    (most < 0 || loss > result_guest_loss(&run->r->guest[most])))
			most = i;
	}
	return most;
}

static bool find_neighbour(const struct explain_run *run, const struct limit *l, struct finding *f,
			   GString *t)
{
	int guest = run->r->n_guests > 1 && l->drop >= 0 ? sufferer(run) : -1;
	if (guest < 0)
		return false;
	const struct result_guest *g = &run->r->guest[guest];
	g_string_append_printf(t, "Guest %s loses ", g->name);
	say_percent(t, result_guest_loss(g));
	g_string_append(t, " though its own queues are never more than ");
	say_percent(t, own_peak(run, guest));
	g_string_append_printf(t, " full: it loses at %s, in a queue that it shares with others.",
			       drop_names[lost_at(g)].name);
	finding_add(f, "loss_ratio", result_guest_loss(g), 6);
	finding_add(f, "own_queue_peak", own_peak(run, guest), 6);
	finding_add(f, "offered_share", (double)g->offered / (double)MAX(run->r->offered, 1), 6);
	return true;
}

/* ---- what would come next ---- */

static const char *next_begins(enum limit_kind kind)
{
	switch (kind) {
	case LIMIT_source:
		return "With more load, the first limit would be ";
	case LIMIT_background:
	case LIMIT_bursts:
	case LIMIT_stall:
	case LIMIT_quota:
	case LIMIT_startup:
		return "Apart from that, the first limit would be ";
	default:
		return "The second limit would be ";
	}
}

static void next_core(const struct explain_run *run, const struct next_limit *n, GString *t)
{
	g_string_append(t, stage_text(run, n->stage));
	if (n->alone) {
		g_string_append(t, ", even with a core of its own: it takes about ");
	} else {
		g_string_append(t, " on ");
		say_core(t, run, n->core);
		g_string_append(t, ", which takes about ");
	}
	say_kpps(t, n->capacity);
	g_string_append(t, " (now ");
	say_percent(t, n->share);
	g_string_append(t, " busy with ");
	say_kpps(t, n->rate);
	g_string_append_c(t, ')');
}

static bool find_next(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t)
{
	struct next_limit n = next_limit_find(run, l);
	if (!(n.capacity > 0))
		return false;
	g_string_append(t, next_begins(l->kind));
	if (n.core >= 0) {
		next_core(run, &n, t);
		finding_add(f, "core", core_number(run, n.core), 0);
	} else {
		g_string_append(t, "the wire, which carries ");
		say_kpps(t, n.capacity);
	}
	g_string_append_c(t, '.');
	finding_add(f, "capacity_pps", n.capacity, 0);
	finding_add(f, "rate_pps", n.rate, 3);
	finding_add(f, "share", n.share, 6);
	return true;
}

/* ---- where packets wait ---- */

static bool find_wait(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t)
{
	int deepest = -1;
	double rate = run_rate(run, run->r->delivered);
	for (int i = 0; i < run->r->n_queues; i++)
		if (deepest < 0 || run->r->queue[i].mean > run->r->queue[deepest].mean)
			deepest = i;
	if (deepest < 0 || run->r->queue[deepest].mean < 1 || rate <= 0 || run->r->n_guests > 1)
		return false;
	double us = run->r->queue[deepest].mean / rate * 1e6;
	(void)l;
	g_string_append_printf(t, "Packets wait longest in the queue %s, about ", queue_name(run, deepest));
	say_number(t, us);
	g_string_append(t, " us each (by Little's law).");
	finding_add(f, "queue_mean", run->r->queue[deepest].mean, 3);
	finding_add(f, "wait_us", us, 3);
	return true;
}

/* The table: a rule adds its text and evidence, or says that it does not apply. */
static const struct rule {
	const char *name;
	bool (*find)(const struct explain_run *run, const struct limit *l, struct finding *f, GString *t);
} rules[] = {
	{"limit", find_limit},		 {"drops", find_queue},	      {"held_back", find_held_back},
	{"saturation", find_saturation}, {"waste", find_waste},	      {"costs", find_costs},
	{"neighbour", find_neighbour},	 {"spinning", find_spinning}, {"wait", find_wait},
	{"background", find_background}, {"smt", find_smt},	      {"moving", find_moving},
	{"cstates", find_cstates},	 {"second_limit", find_next},
};

static void findings_clear(void *finding)
{
	g_free(((struct finding *)finding)->text);
}

GArray *findings_of(const struct explain_run *run, const struct limit *l)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(struct finding));
	g_array_set_clear_func(list, findings_clear);
	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
		struct finding f = {.rule = rules[i].name};
		GString *text = g_string_new(NULL);
		bool applies = rules[i].find(run, l, &f, text);
		f.text = g_string_free(text, FALSE);
		if (applies)
			g_array_append_val(list, f);
		else
			findings_clear(&f);
	}
	return list;
}
