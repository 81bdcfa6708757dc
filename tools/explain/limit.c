/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/explain/limit.h"
#include <string.h>

#define HELD_BACK 0.98	/* of the rate that a source is meant to have */
#define HOLDS_BACK 0.5	/* of a queue: as full as that, it holds back who fills it */
#define SPINS 0.05	/* of a core's time: its sender waits for room in its queue */
#define THROTTLED 0.05	/* of the time its guest has used up its quota */
#define WORKS 0.01	/* of the time of a core: so much is work for packets */
#define OTHER_WORK 0.05 /* of the time of a core */
#define AT_TIMES 0.9	/* of a queue: it has been full */

#define LIMIT_NAME(name, text) #name,
static const char *const limit_names[LIMITS] = {LIMIT_LIST(LIMIT_NAME)};

/* Where what was lost had waited, or would have. UNKNOWN: the table has no row for it. */
enum lost_in { LOST_UNKNOWN, LOST_IN_QUEUE, LOST_ON_WIRE, LOST_IN_SWITCH, LOST_CLOSED };

static const struct loss {
	enum lost_in in;
	enum queue queue;
	bool buffers; /* it was not the queue that lacked room: buffers were missing */
} losses[DROPS] = {
	[DROP_nic_ring_full] = {LOST_IN_QUEUE, QUEUE_nic, false},
	[DROP_nic_pool_empty] = {LOST_IN_QUEUE, QUEUE_nic, true},
	[DROP_nic_queue_full] = {LOST_IN_QUEUE, QUEUE_nic, false},
	[DROP_switch_queue_full] = {LOST_IN_SWITCH, QUEUE_switch_port, false},
	[DROP_nic_tx_full] = {LOST_ON_WIRE, QUEUE_uplink, false},
	[DROP_host_backlog_full] = {LOST_IN_QUEUE, QUEUE_backlog, false}, /* reported with RPS only */
	[DROP_ovs_upcall_lost] = {LOST_IN_QUEUE, QUEUE_upcall, false},
	[DROP_tap_queue_full] = {LOST_IN_QUEUE, QUEUE_tap, false},
	[DROP_guest_qdisc_full] = {LOST_IN_QUEUE, QUEUE_tx_virtqueue, false},
	[DROP_guest_ring_full] = {LOST_IN_QUEUE, QUEUE_tx_virtqueue, false},
	[DROP_vhost_user_closed] = {LOST_CLOSED, QUEUE_virtqueue, false},
	[DROP_vhost_user_ring_full] = {LOST_IN_QUEUE, QUEUE_virtqueue, false},
	[DROP_pmd_tx_full] = {LOST_ON_WIRE, QUEUE_uplink, false},
	[DROP_nic_closed] = {LOST_CLOSED, QUEUE_nic, false},
	[DROP_tap_closed] = {LOST_CLOSED, QUEUE_tap, false},
	[DROP_guest_stopped] = {LOST_CLOSED, QUEUE_virtqueue, false},
};

bool limit_knows(int drop)
{
	return losses[drop].in != LOST_UNKNOWN;
}

static int most_lost(const struct result *r)
{
	int most = 0;
	for (int i = 1; i < DROPS; i++)
		if (r->dropped[i] > r->dropped[most])
			most = i;
	return most;
}

/* ---- from queue to queue ---- */

/* fullest: the fullest queue of a kind that the same guest has; at least one of HOLDS_BACK. */
static int fullest(const struct explain_run *run, enum queue kind, int guest)
{
	int q = queue_of_kind(run, kind, guest);
	return q >= 0 && queue_fill(run, q) >= HOLDS_BACK ? q : -1;
}

/* holder: the queue behind this one that keeps its taker from taking more; -1: there is none. A tap holds the driver back
 * only where the driver is told that it is full. */
static int holder(const struct explain_run *run, int queue, enum stage taker)
{
	const struct result_queue *q = &run->r->queue[queue];
	int next = -1;
	if (q->kind == QUEUE_nic && run->r->counter[COUNTER_saturations] > 0)
		return fullest(run, QUEUE_tap, q->guest);
	if (q->kind == QUEUE_tap || (q->kind == QUEUE_nic && taker == STAGE_vhost))
		next = fullest(run, QUEUE_virtqueue, q->guest);
	if (q->kind == QUEUE_tap && next < 0)
		next = fullest(run, QUEUE_e1000_rx, q->guest);
	return next;
}

static bool stalled(const struct explain_run *run)
{
	for (int i = 0; i < run->r->n_cores; i++)
		if (cost_share(run, i, COST_guest_stall) > 0)
			return true;
	return false;
}

static const struct traffic_settings *limit_source_at(const struct explain_run *run, int i)
{
	return &g_array_index(run->s->traffic, struct traffic_settings, (guint)i);
}

/* is_steady: whether its mean rate is that of all the time. */
static bool is_steady(const struct traffic_settings *set)
{
	return set->start == 0 && set->stop == 0 && set->count == 0 && !*set->shape && !*set->pcap;
}

static bool load_changes(const struct explain_run *run)
{
	for (int i = 0; i < run->r->n_streams; i++)
		if (!is_steady(limit_source_at(run, i)))
			return true;
	return false;
}

double limit_throttled(const struct explain_run *run, const struct limit *l)
{
	int guest = l->first >= 0 ? run->r->queue[l->first].guest : -1;
	return guest >= 0 ? (double)run->r->guest[guest].throttled / (double)MAX(run->r->measured, 1) : 0;
}

/* no_core: why a queue overflowed although no core was always full. */
static enum limit_kind no_core(const struct explain_run *run, const struct limit *l)
{
	const struct result_queue *q = &run->r->queue[l->first];
	if (stalled(run))
		return LIMIT_stall;
	if (limit_throttled(run, l) > THROTTLED)
		return LIMIT_quota;
	if (run->r->counter[COUNTER_bql_waits] > 0)
		return LIMIT_lock;
	if (load_changes(run))
		return LIMIT_bursts;
	bool buffers = l->drop >= 0 && losses[l->drop].buffers;
	bool at_times = (double)q->max >= AT_TIMES * (double)queue_limit(run, l->first);
	return at_times && !buffers && queue_fill(run, l->first) < HOLDS_BACK ? LIMIT_bursts : LIMIT_waits;
}

/* packet_stage: the stage with most of a core's time, background work left out. */
static enum stage packet_stage(const struct explain_run *run, int core)
{
	int most = 0;
	for (int stage = 1; stage < STAGES; stage++)
		if (stage != STAGE_other && stage_share(run, core, stage) > stage_share(run, core, most))
			most = stage;
	return most;
}

/* find_other_work: the core with most background work of those that work for packets, too; false: none has much. */
static bool find_other_work(const struct explain_run *run, struct limit *l)
{
	double before = OTHER_WORK;
	for (int i = 0; i < run->r->n_cores; i++) {
		double other = cost_share(run, i, COST_background);
		if (other <= before || stage_share(run, i, packet_stage(run, i)) < WORKS)
			continue;
		before = other;
		l->core = i;
		l->stage = packet_stage(run, i);
	}
	return before > OTHER_WORK;
}

static void walk(const struct explain_run *run, int queue, struct limit *l)
{
	l->first = queue;
	while (queue >= 0) {
		struct taker taker = queue_taker(run, queue);
		l->queue = queue;
		l->core = taker.core;
		l->stage = taker.stage;
		if (taker.core >= 0 && core_full(run, taker.core, taker.stage)) {
			l->kind = LIMIT_core;
			return;
		}
		queue = holder(run, queue, taker.stage);
	}
	l->kind = no_core(run, l);
	bool unknown = l->kind == LIMIT_waits || (l->kind == LIMIT_bursts && !load_changes(run));
	if (unknown && find_other_work(run, l))
		l->kind = LIMIT_background;
}

/* at_core: the limit is a stage, whatever its queue; where its core is not full, nothing can be told. */
static void at_core(const struct explain_run *run, int core, enum stage stage, struct limit *l)
{
	l->core = core;
	l->stage = stage;
	l->kind = core >= 0 && core_full(run, core, stage) ? LIMIT_core : LIMIT_waits;
}

/* most_of: the core with the largest share of a stage; -1: none has any. */
static int most_of(const struct explain_run *run, enum stage stage)
{
	int most = -1;
	for (int i = 0; i < run->r->n_cores; i++)
		if (stage_share(run, i, stage) > (most < 0 ? 0 : stage_share(run, most, stage)))
			most = i;
	return most;
}

/* ---- with losses ---- */

static void find_on_wire(const struct explain_run *run, struct limit *l)
{
	int core = most_of(run, STAGE_softirq);
	l->outwards = true;
	l->kind = LIMIT_wire;
	if (wire_out_share(run) < WIRE_FULL && core >= 0 && core_full(run, core, STAGE_softirq))
		at_core(run, core, STAGE_softirq, l);
}

static void find_by_loss(const struct explain_run *run, struct limit *l)
{
	const struct loss *loss = &losses[l->drop];
	int queue = loss->in == LOST_IN_QUEUE ? queue_of_kind(run, loss->queue, -1) : -1;
	if (loss->in == LOST_CLOSED)
		l->kind = LIMIT_startup;
	else if (loss->in == LOST_ON_WIRE)
		find_on_wire(run, l);
	else if (loss->in == LOST_IN_SWITCH)
		l->kind = LIMIT_switch;
	else if (queue >= 0)
		walk(run, queue, l);
	else
		at_core(run, most_of(run, STAGE_softirq), STAGE_softirq, l);
}

/* ---- without losses ---- */

/* meant_rate: what the source should have: its rate, scaled where a load is given; in pps. */
static double meant_rate(const struct explain_run *run, const struct traffic_settings *set)
{
	double total = 0;
	for (guint i = 0; i < run->s->traffic->len; i++)
		total += (double)limit_source_at(run, (int)i)->rate;
	double load = (double)run->s->general.load;
	return (double)set->rate * (load > 0 && total > 0 ? load / total : 1);
}

/* Whether the source (index into result.stream) offered less than 98 % of its rate, or sends as fast as
 * it can. */
static bool limit_held_back(const struct explain_run *run, int stream)
{
	const struct traffic_settings *set = limit_source_at(run, stream);
	if (traffic_is_tester(set) || !is_steady(set))
		return false;
	return set->rate == 0 ||
	       run_rate(run, run->r->stream[stream].offered) < HELD_BACK * meant_rate(run, set);
}

static int held_back_source(const struct explain_run *run)
{
	for (int i = 0; i < run->r->n_streams; i++)
		if (limit_held_back(run, i))
			return i;
	return -1;
}

/* sender_core: that of the vCPU, or of the generator on the host. */
static int sender_core(const struct explain_run *run, const struct traffic_settings *set, int guest)
{
	if (guest < 0)
		return -1;
	const struct guest_settings *g = &g_array_index(run->s->guests, struct guest_settings, (guint)guest);
	int64_t number = traffic_is_host(set) ? set->core : g->vcpu_core;
	for (int i = 0; i < run->r->n_cores; i++)
		if (run->r->core[i].number == number &&
		    strcmp(run->r->core[i].machine, scenario_guest_host(run->s, (guint)guest)) == 0)
			return i;
	return -1;
}

/* waits_for_room: whether the sender spins, or its queue is full. */
static bool waits_for_room(const struct explain_run *run, int queue, int core)
{
	return queue >= 0 && (queue_fill(run, queue) >= HOLDS_BACK ||
			      (core >= 0 && cost_share(run, core, COST_app_spin) >= SPINS));
}

/* find_by_sender: what holds a source back is the queue that it fills, if that is full; else it is its own limit. */
static void find_by_sender(const struct explain_run *run, int stream, struct limit *l)
{
	const struct traffic_settings *set = limit_source_at(run, stream);
	bool host = traffic_is_host(set);
	GHashTable *names = scenario_guest_names(run->s);
	int guest = scenario_guest_named(names, host ? set->to : set->from);
	int core = sender_core(run, set, guest);
	int queue = guest < 0 ? -1 : queue_of_kind(run, host ? QUEUE_tap : QUEUE_tx_virtqueue, guest);
	g_hash_table_unref(names);
	if (waits_for_room(run, queue, core))
		walk(run, queue, l);
	else
		at_core(run, core, host ? STAGE_other : STAGE_vcpu, l);
}

static void find_without_loss(const struct explain_run *run, struct limit *l)
{
	int held_back = held_back_source(run);
	l->outwards = wire_out_share(run) >= WIRE_FULL;
	l->kind = l->outwards || wire_in_share(run) >= WIRE_FULL ? LIMIT_wire : LIMIT_source;
	if (l->kind == LIMIT_source && held_back >= 0)
		find_by_sender(run, held_back, l);
}

struct limit limit_find(const struct explain_run *run)
{
	struct limit l = {.core = -1, .drop = -1, .first = -1, .queue = -1};
	if (result_loss_ratio(run->r) > LOSS_COUNTS) {
		l.drop = most_lost(run->r);
		find_by_loss(run, &l);
	} else {
		find_without_loss(run, &l);
	}
	return l;
}

const char *limit_name(const struct limit *l)
{
	return l->kind == LIMIT_core ? stage_names[l->stage].name : limit_names[l->kind];
}
