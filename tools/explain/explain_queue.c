/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/flows/flow.h"
#include "models/guest/virtio_net.h"
#include "models/host/uplink.h"
#include "models/ovs/upcall.h"
#include "sim/input/core_list.h"
#include "tools/explain/explain_run.h"
#include <string.h>

#define E1000_DESCRIPTORS 254 /* models/qemu/e1000.h */

/* The costs of taking a packet off a queue of each kind. */
#define TAKING_MAX 7
static const struct taking {
	int n;
	int cost[TAKING_MAX];
} taking[QUEUES] = {
	[QUEUE_nic] = {3, {COST_nic_rx, COST_pmd_rx, COST_callback_rx}},
	[QUEUE_backlog] = {1, {COST_netif_receive}},
	[QUEUE_upcall] = {1, {COST_ovs_recv}},
	[QUEUE_tap] = {2, {COST_vhost_copy, COST_qemu_read}},
	[QUEUE_virtqueue] = {1, {COST_guest_rx}},
	[QUEUE_e1000_rx] = {3, {COST_e1000_rx, COST_e1000_copybreak, COST_e1000_rx_buffer}},
	[QUEUE_tx_virtqueue] = {7,
				{COST_tun_get_user, COST_vhost_zerocopy, COST_vhost_build_xdp,
				 COST_vhost_user_dequeue, COST_qemu_writev, COST_qemu_pop, COST_nic_tx}},
	[QUEUE_uplink] = {2, {COST_nic_tx, COST_nic_tx_clean}},
};

static const struct guest_settings *explain_queue_guest(const struct explain_run *run, int i)
{
	return &g_array_index(run->s->guests, struct guest_settings, (guint)i);
}

/* ---- who takes from a queue ---- */

/* The cores, from..to by number on one machine, that may take from a queue; and those of a list, "" or "any" or "0-3,6". */
struct range {
	const char *machine;
	int64_t from, to;
	const char *list;
};

static struct range worker_cores(const struct explain_run *run, int i)
{
	const struct guest_settings *g = explain_queue_guest(run, i);
	int64_t further = g->spread ? g->ports * g->queues - 1 : 0;
	return (struct range){scenario_guest_host(run->s, (guint)i), g->vhost_core, g->vhost_core + further,
			      g->vhost_cores};
}

static struct range vcpu_cores(const struct explain_run *run, int i)
{
	const struct guest_settings *g = explain_queue_guest(run, i);
	return (struct range){scenario_guest_host(run->s, (guint)i), g->vcpu_core,
			      g->vcpu_core + g->queues - 1, g->vcpu_cores};
}

/* queue_machine: that of a queue that is no guest's: its name begins with it where there are two. */
static const char *queue_machine(const struct explain_run *run, const struct result_queue *q)
{
	const char *slash = strchr(q->name, '/');
	for (int i = 0; slash && i < run->r->n_cores; i++) {
		const char *name = run->r->core[i].machine;
		if (strlen(name) == (size_t)(slash - q->name) && g_str_has_prefix(q->name, name))
			return name;
	}
	return run->r->n_cores > 0 ? run->r->core[0].machine : "";
}

/* in_list: where a thread may move that has a list of cores. */
static bool in_list(const char *list, int number)
{
	if (!*list || strcmp(list, "any") == 0)
		return *list != '\0';
	GArray *cores = core_list_parse(list);
	bool in = false;
	for (guint i = 0; cores && i < cores->len; i++)
		in |= g_array_index(cores, int, i) == number;
	g_clear_pointer(&cores, g_array_unref);
	return in;
}

static bool in_range(const struct range *range, const struct result_core *c)
{
	return strcmp(range->machine, c->machine) == 0 &&
	       ((c->number >= range->from && c->number <= range->to) || in_list(range->list, c->number));
}

/* ranges_of: where the taker may be; a queue that is no guest's may be taken from anywhere on its machine. */
static int ranges_of(const struct explain_run *run, const struct result_queue *q, struct range range[2])
{
	if (q->kind == QUEUE_backlog) {
		int64_t core = g_ascii_strtoll(strrchr(q->name, '-') + 1, NULL, 10); /* "backlog-3" */
		return range[0] = (struct range){queue_machine(run, q), core, core, ""}, 1;
	}
	if (q->guest < 0 || q->kind == QUEUE_nic || q->kind == QUEUE_uplink)
		return range[0] = (struct range){queue_machine(run, q), 0, INT64_MAX, ""}, 1;
	bool by_guest = q->kind == QUEUE_virtqueue || q->kind == QUEUE_e1000_rx;
	range[0] = by_guest ? vcpu_cores(run, q->guest) : worker_cores(run, q->guest);
	range[1] = (struct range){range[0].machine, run->s->pmd.core, run->s->pmd.core, ""};
	return flows[run->s->general.flow]->polls && !by_guest ? 2 : 1;
}

static bool may_take(const struct explain_run *run, const struct result_queue *q, int core)
{
	struct range range[2];
	int n = ranges_of(run, q, range);
	for (int i = 0; i < n; i++)
		if (in_range(&range[i], &run->r->core[core]))
			return true;
	return false;
}

static vtime taken_in(const struct explain_run *run, enum queue kind, int core, int context)
{
	vtime sum = 0;
	for (int i = 0; i < taking[kind].n; i++)
		sum += run->r->core[core].by_cost[context][taking[kind].cost[i]];
	return sum;
}

/* A core that may take, with the context that does most of it. */
struct candidate {
	int core, context;
	vtime taken;
	vtime idle;
};

static struct candidate candidate(const struct explain_run *run, enum queue kind, int core)
{
	struct candidate c = {core, CONTEXT_softirq, 0, run->r->core[core].booked[CONTEXT_idle]};
	for (int i = 0; i < CONTEXTS; i++) {
		vtime taken = taken_in(run, kind, core, i);
		if (taken > c.taken)
			c.context = i, c.taken = taken;
	}
	return c;
}

/* better: a core that took packets before one that did not, then the one with less idle time. */
static bool better(const struct candidate *a, const struct candidate *b)
{
	if ((a->taken > 0) != (b->taken > 0))
		return a->taken > 0;
	return a->idle != b->idle ? a->idle < b->idle : a->taken > b->taken;
}

/* The stage that a queue is taken from by, where it took nothing at all. */
static enum stage usual_taker(const struct explain_run *run, enum queue kind)
{
	const struct flow *flow = flows[run->s->general.flow];
	if (kind == QUEUE_virtqueue || kind == QUEUE_e1000_rx)
		return STAGE_vcpu;
	if (flow->polls)
		return STAGE_pmd;
	if (kind == QUEUE_upcall)
		return STAGE_other;
	if (kind == QUEUE_nic || kind == QUEUE_backlog || kind == QUEUE_uplink || kind == QUEUE_switch_port)
		return STAGE_softirq;
	return flow->program || strcmp(flow->worker, "qemu") == 0 ? STAGE_qemu : STAGE_vhost;
}

struct taker queue_taker(const struct explain_run *run, int queue)
{
	const struct result_queue *q = &run->r->queue[queue];
	struct candidate best = {.core = -1};
	for (int core = 0; core < run->r->n_cores; core++) {
		struct candidate c = candidate(run, q->kind, core);
		if (may_take(run, q, core) && (best.core < 0 || better(&c, &best)))
			best = c;
	}
	return (struct taker){best.core,
			      best.taken > 0 ? context_stage[best.context] : usual_taker(run, q->kind)};
}

/* ---- queues ---- */

static int64_t nic_limit(const struct explain_run *run, enum stage taker)
{
	const struct scenario *s = run->s;
	switch (taker) {
	case STAGE_vcpu:
		return s->vf.rx_ring;
	case STAGE_pmd:
		return s->pmd.rx_ring;
	case STAGE_vhost:
		return MIN(s->callback.queue, s->callback.pool);
	default:
		return s->nic.rx_ring;
	}
}

int64_t queue_limit(const struct explain_run *run, int queue)
{
	switch (run->r->queue[queue].kind) {
	case QUEUE_nic:
		return nic_limit(run, queue_taker(run, queue).stage);
	case QUEUE_backlog:
		return 2 * (run->s->napi.max_backlog + 1); /* with what a poll has taken over */
	case QUEUE_upcall:				   /* of small packets */
		return 2 * run->s->host_switch.upcall_buffer / (OVS_MESSAGE_BYTES + 60);
	case QUEUE_tap:
		return tap_limit(&run->s->tap, (enum era)run->s->general.kernel);
	case QUEUE_virtqueue:
		return run->s->virtio.ring;
	case QUEUE_e1000_rx:
		return E1000_DESCRIPTORS;
	case QUEUE_tx_virtqueue:
		return run->s->virtio.ring - TX_STOP_BELOW + 1;
	case QUEUE_switch_port: /* of the shortest frames */
		return MAX(1, run->s->fabric.queue / 64);
	default:
		return UPLINK_QUEUE_LEN;
	}
}

double queue_fill(const struct explain_run *run, int queue)
{
	return run->r->queue[queue].mean / (double)queue_limit(run, queue);
}

int queue_of_kind(const struct explain_run *run, enum queue kind, int of_guest)
{
	int fullest = -1;
	for (int i = 0; i < run->r->n_queues; i++) {
		const struct result_queue *q = &run->r->queue[i];
		if (q->kind != kind || (of_guest >= 0 && q->guest >= 0 && q->guest != of_guest))
			continue;
		if (fullest < 0 || queue_fill(run, i) > queue_fill(run, fullest))
			fullest = i;
	}
	return fullest;
}

/* ---- for others ---- */

bool guest_uses(const struct explain_run *run, int i, int core, enum stage stage)
{
	struct range range = stage == STAGE_vcpu ? vcpu_cores(run, i) : worker_cores(run, i);
	return in_range(&range, &run->r->core[core]);
}

vtime core_taken(const struct explain_run *run, int core, enum queue kind)
{
	vtime sum = 0;
	for (int i = 0; i < CONTEXTS; i++)
		sum += taken_in(run, kind, core, i);
	return sum;
}
