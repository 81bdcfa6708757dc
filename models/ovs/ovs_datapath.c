/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/ovs/ovs_datapath.h"
#include "models/costs.h"
#include "models/counters.h"
#include "models/host/tap.h"
#include "sim/kernel/era.h"

struct ovs_key ovs_key_of(const struct ovs_datapath *dp, const struct packet *p)
{
	return (struct ovs_key){p->from, p->to, dp->matches_5_tuple ? p->hash : 0};
}

/* do_output(), ovs_vport_send() */
void ovs_execute_actions(struct task *t, struct frame *f)
{
	struct ovs_datapath *dp = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	OWE_FOR(t, COST_ovs_execute, p);
	HAND_OVER(t, f, bridge_port(dp->ports, p), p);
}

/* ---- upcalls ---- */

/* ovs_vport_find_upcall_portid(), ovs_dp_get_upcall_portid() */
static int handler_for(const struct ovs_datapath *dp, const struct packet *p, const struct core *c)
{
	switch (era_rules.ovs_upcall_dispatch[c->machine->era]) {
	case OVS_UPCALL_BY_PORT:
		return (p->from + 1) % dp->n_handlers;
	case OVS_UPCALL_BY_HASH:
		return (int)(p->hash % (uint32_t)dp->n_handlers);
	default:
		return c->id % dp->n_handlers;
	}
}

/* ovs_dp_upcall(): the skb is freed either way; f->arg: the packet. */
static void ovs_dp_upcall(struct task *t, struct frame *f)
{
	struct ovs_datapath *dp = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	if (p->ubuf)
		CALL(t, f, skb_orphan_frags, NULL, p);
	OWE_FOR(t, COST_ovs_upcall, p);
	COUNT(t, copies);
	TRACE(t->core->machine, copy, p->id, p->bytes);
	kfree_skbmem(t, p);
	PAY_FOR(t, f, COST_skb_free, p);
	f->value = handler_for(dp, p, t->core);
	if (!upcall_socket_put(&dp->socket[f->value], p)) {
		COUNT(t, ovs_lost);
		TRACE(t->core->machine, ovs_lost, p->id, f->value);
		packet_drop(dp->ledger, p, DROP_ovs_upcall_lost);
		return;
	}
	if (task_wake(dp->reader[f->value], t->core))
		PAY_PREEMPT_OFF(t, f, COST_wake_up);
}

/* ---- a packet comes ---- */

/* Looks its flow up, and counts; whether it has one. */
static bool ovs_datapath_look_up(struct ovs_datapath *dp, struct packet *p, struct task *t)
{
	struct ovs_key key = ovs_key_of(dp, p);
	struct ovs_lookup l = ovs_flow_lookup(&dp->table, &key, p->hash, t->core->id);
	struct machine *m = t->core->machine;
	task_owe(t, COST_ovs_mask, packet_charge(p, l.n_mask_hit * task_cost(t, COST_ovs_mask, 0)));
	m->counter[COUNTER_ovs_mask_hit] += l.n_mask_hit;
	m->counter[l.flow ? COUNTER_ovs_hit : COUNTER_ovs_missed]++;
	if (!l.flow) {
		TRACE(m, ovs_miss, p->id, l.n_mask_hit);
		return false;
	}
	l.flow->used = m->cal.now;
	TRACE(m, ovs_hit, p->id, l.n_mask_hit);
	if (l.n_cache_hit) {
		COUNT(t, ovs_cache_hit);
		TRACE(m, ovs_cache_hit, p->id, t->core->id);
	}
	return true;
}

/* netdev_frame_hook() to ovs_dp_process_packet() */
static void ovs_vport_receive(struct task *t, struct frame *f)
{
	struct ovs_datapath *dp = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_ovs_receive, p);
	if (ovs_datapath_look_up(dp, p, t))
		CALL(t, f, ovs_execute_actions, dp, p);
	else
		CALL(t, f, ovs_dp_upcall, dp, p);
}

/* ---- set-up ---- */

void ovs_datapath_init(struct ovs_datapath *dp, const struct bridge *ports, struct ledger *ledger,
		       const struct switch_settings *settings)
{
	struct machine *m = ledger->machine;
	*dp = (struct ovs_datapath){.in = {ovs_vport_receive, dp},
				    .ports = ports,
				    .ledger = ledger,
				    .matches_5_tuple = settings->match == OVS_MATCH_5_TUPLE,
				    .n_handlers = (int)settings->handlers};
	ovs_flow_table_init(&dp->table, settings->masks, m->n_cores, era_rules.ovs_mask_cache[m->era]);
	dp->socket = g_new(struct upcall_socket, dp->n_handlers);
	dp->reader = g_new0(struct task *, dp->n_handlers);
	for (int i = 0; i < dp->n_handlers; i++)
		upcall_socket_init(&dp->socket[i], m, settings->upcall_buffer);
}

void ovs_datapath_fini(struct ovs_datapath *dp)
{
	if (!dp->socket)
		return;
	ovs_flow_table_fini(&dp->table);
	g_free(dp->socket);
	g_free(dp->reader);
}
