/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/ovs/vswitchd.h"
#include "models/costs.h"
#include "models/counters.h"
#include "sim/core/irq.h"
#include "sim/core/softirq.h"

#define FLOW_LIMIT_START 10000
#define DUMP_EVERY (500 * VTIME_PER_MS)
#define CROWDED_IDLE (100 * VTIME_PER_MS) /* max_idle with more flows than the limit */
#define N_FLOWS_AGE (100 * VTIME_PER_MS)

static vtime now(const struct vswitchd *v)
{
	return v->dp->ledger->machine->cal.now;
}

/* udpif_get_n_flows() */
static int64_t n_flows(struct vswitchd *v)
{
	if (v->n_flows_at + N_FLOWS_AGE < now(v)) {
		v->n_flows = v->dp->table.installed;
		v->n_flows_at = now(v);
	}
	return v->n_flows;
}

/* ---- handlers ---- */

/* process_upcall(), ukey_install(): the flow that this packet is to install; NULL: it is there already, or there are too many. */
static struct ovs_flow *flow_to_put(struct vswitchd *v, const struct packet *p)
{
	struct ovs_key key = ovs_key_of(v->dp, p);
	if (n_flows(v) >= v->flow_limit || ovs_flow_find(&v->dp->table, &key))
		return NULL;
	return ovs_flow_make(&v->dp->table, &key, now(v));
}

/* dpif_recv() and process_upcall() of one upcall; f->arg: the packet. */
static void recv_upcall(struct task *t, struct frame *f)
{
	struct ovs_handler *h = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_ovs_recv, p);
	upcall_socket_take(h->socket);
	packet_queue_push(&h->batch, p);
	COUNT(t, copies);
	TRACE(t->core->machine, copy, p->id, p->bytes);
	PAY_FOR(t, f, COST_ovs_xlate, p);
	h->put[h->n_put++] = flow_to_put(h->vswitchd, p);
}

static void recv_upcalls(struct task *t, struct frame *f)
{
	struct ovs_handler *h = f->self;
	ROUTINE(f);
	h->n_put = 0;
	while (h->n_put < UPCALL_MAX_BATCH && h->socket->queue.length > 0)
		CALL(t, f, recv_upcall, h, h->socket->queue.head);
}

/* One more operation: each OPERATE_MAX_OPS of them are a system call, and the reading of its answers. */
static void begin_operation(struct task *t, struct frame *f)
{
	struct ovs_handler *h = f->self;
	ROUTINE(f);
	if (h->ops++ % OPERATE_MAX_OPS == 0)
		PAY(t, f, COST_ovs_operate, 0);
}

/* ovs_flow_cmd_new(); f->arg: the flow. */
static void flow_cmd_new(struct task *t, struct frame *f)
{
	struct ovs_handler *h = f->self;
	struct ovs_flow_table *tbl = &h->vswitchd->dp->table;
	ROUTINE(f);
	CALL(t, f, begin_operation, h, NULL);
	PAY(t, f, COST_ovs_flow_new, 0);
	ovs_flow_install(tbl, f->arg);
	COUNT(t, ovs_flow_new);
	TRACE(t->core->machine, ovs_flow_new, tbl->installed, ((struct ovs_flow *)f->arg)->mask);
}

/* ovs_packet_cmd_execute(); f->arg: the packet. */
static void packet_cmd_execute(struct task *t, struct frame *f)
{
	struct ovs_handler *h = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	CALL(t, f, begin_operation, h, NULL);
	PAY_FOR(t, f, COST_ovs_packet_execute, p);
	COUNT(t, copies);
	TRACE(t->core->machine, copy, p->id, p->bytes);
	local_bh_disable(t->core);
	CALL(t, f, ovs_execute_actions, h->vswitchd->dp, p);
	CALL(t, f, local_bh_enable, t->core, NULL);
}

static void handle_upcalls(struct task *t, struct frame *f)
{
	struct ovs_handler *h = f->self;
	ROUTINE(f);
	h->ops = 0;
	for (h->at = 0; h->at < h->n_put; h->at++) {
		if (h->put[h->at])
			CALL(t, f, flow_cmd_new, h, h->put[h->at]);
		CALL(t, f, packet_cmd_execute, h, packet_queue_pop(&h->batch));
	}
}

static void udpif_upcall_handler(struct task *t, struct frame *f)
{
	struct ovs_handler *h = f->self;
	ROUTINE(f);
	for (;;) {
		CALL(t, f, recv_upcalls, h, NULL);
		if (h->n_put > 0)
			CALL(t, f, handle_upcalls, h, NULL);
		PAY(t, f, COST_ovs_poll, 0);
		while (h->n_put == 0 && h->socket->queue.length == 0)
			SLEEP(f);
	}
}

/* ---- the revalidator ---- */

/* Whether a flow of the dump is to go, in a table of so many. */
static bool is_doomed(const struct vswitchd *v, const struct ovs_flow *flow, int64_t flows)
{
	vtime max_idle = flows > v->flow_limit ? CROWDED_IDLE : v->max_idle;
	return flows > 2 * v->flow_limit || flow->used + max_idle < now(v);
}

/* dpif_flow_dump_next(): the next flows that are installed; whether there are any. */
static bool dump_batch(struct vswitchd *v)
{
	int64_t flows = n_flows(v);
	v->dumped = v->idle = 0;
	for (; v->next && v->next->number < v->dump_end && v->dumped < REVALIDATE_MAX_BATCH;
	     v->next = v->next->next) {
		if (!v->next->installed)
			continue;
		v->dumped++;
		if (is_doomed(v, v->next, flows))
			v->doomed[v->idle++] = v->next;
	}
	return v->dumped > 0;
}

/* push_dp_ops(): ovs_flow_cmd_del() of each. */
static void delete_doomed(struct task *t, struct frame *f)
{
	struct vswitchd *v = f->self;
	ROUTINE(f);
	PAY_TIME(t, f, COST_ovs_flow_del, v->idle * task_cost(t, COST_ovs_flow_del, 0));
	for (int i = 0; i < v->idle; i++) {
		ovs_flow_remove(&v->dp->table, v->doomed[i]);
		COUNT(t, ovs_flow_del);
		TRACE(t->core->machine, ovs_flow_del, v->dp->table.installed, i);
	}
}

/* revalidate() */
static void revalidate(struct task *t, struct frame *f)
{
	struct vswitchd *v = f->self;
	ROUTINE(f);
	while (dump_batch(v)) {
		PAY_TIME(t, f, COST_ovs_dump, v->dumped * task_cost(t, COST_ovs_dump, 0));
		if (v->idle > 0)
			CALL(t, f, delete_doomed, v, NULL);
	}
}

/* The limit after a dump of so many flows. */
static int64_t next_limit(const struct vswitchd *v, int64_t ms)
{
	int64_t limit = v->flow_limit;
	if (ms > 2000)
		limit /= ms / 1000;
	else if (ms > 1300)
		limit = limit * 3 / 4;
	else if (ms < 1000 && limit < v->dump_flows * 1000 / ms)
		limit += 1000;
	return MIN(v->most_flows, MAX(limit, 1000));
}

static void begin_dump(struct vswitchd *v)
{
	v->dump_start = now(v);
	v->dump_flows = n_flows(v);
	v->next = v->dp->table.first;
	v->dump_end = v->dp->table.made;
}

static void end_dump(struct vswitchd *v)
{
	v->flow_limit = next_limit(v, MAX((now(v) - v->dump_start) / VTIME_PER_MS, 1));
	v->due = v->dump_start + DUMP_EVERY;
	if (v->due > now(v))
		calendar_arm(v->revalidator.core->cal, &v->timer, v->due, EVENT_HARDIRQ);
}

static void udpif_revalidator(struct task *t, struct frame *f)
{
	struct vswitchd *v = f->self;
	ROUTINE(f);
	for (;;) {
		begin_dump(v);
		CALL(t, f, revalidate, v, NULL);
		PAY(t, f, COST_ovs_poll, 0);
		end_dump(v);
		while (now(v) < v->due)
			SLEEP(f);
	}
}

static void vswitchd_timer_fire(struct event *ev)
{
	irq_raise(&container_of(ev, struct vswitchd, timer)->timer_irq);
}

/* The host's hrtimer of poll_block()'s time limit. */
static void timer_interrupt(struct task *t, struct frame *f)
{
	struct vswitchd *v = f->self;
	ROUTINE(f);
	if (task_wake(&v->revalidator, t->core))
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
}

/* ---- set-up ---- */

static void handler_init(struct vswitchd *v, int i, struct core *c)
{
	struct ovs_handler *h = &v->handler[i];
	*h = (struct ovs_handler){.vswitchd = v, .socket = &v->dp->socket[i]};
	packet_queue_init(&h->batch);
	thread_init(&h->task, c, "handler", CONTEXT_other, udpif_upcall_handler, h);
	v->dp->reader[i] = &h->task;
}

void vswitchd_init(struct vswitchd *v, struct ovs_datapath *dp, const struct switch_settings *settings,
		   struct core *first_core)
{
	*v = (struct vswitchd){.dp = dp,
			       .max_idle = settings->max_idle,
			       .most_flows = settings->flow_limit,
			       .flow_limit = MIN(settings->flow_limit, FLOW_LIMIT_START),
			       .due = DUMP_EVERY};
	v->handler = g_new(struct ovs_handler, dp->n_handlers);
	for (int i = 0; i < dp->n_handlers; i++)
		handler_init(v, i, first_core + i);
	thread_init(&v->revalidator, first_core, "revalidator", CONTEXT_other, udpif_revalidator, v);
	event_init(&v->timer, vswitchd_timer_fire);
	irq_init(&v->timer_irq, first_core, "revalidator-timer", timer_interrupt, v);
	calendar_arm(first_core->cal, &v->timer, v->due, EVENT_HARDIRQ);
}

void vswitchd_fini(struct vswitchd *v)
{
	g_free(v->handler);
}
