/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check/scenario_warn.h"
#include "models/flows/flow.h"
#include "models/nic/nic_cores.h"
#include "models/nic/wire.h"
#include <string.h>

static const struct guest_settings *scenario_warn_guest(const struct scenario *s, guint i)
{
	return &g_array_index(s->guests, struct guest_settings, i);
}

static const struct traffic_settings *scenario_warn_traffic(const struct scenario *s, guint i)
{
	return &g_array_index(s->traffic, struct traffic_settings, i);
}

/* ---- time ---- */

/* A warm-up that is to be found is a part of this length. */
static vtime end_of_run(const struct scenario *s)
{
	return s->general.warmup + s->general.duration;
}

static void warn_late_sources(const struct scenario *s, struct diag *d)
{
	for (guint i = 0; i < s->traffic->len; i++) {
		if (scenario_warn_traffic(s, i)->start < end_of_run(s))
			continue;
		char *start = unit_format(UNIT_TIME, scenario_warn_traffic(s, i)->start);
		char *end = unit_format(UNIT_TIME, end_of_run(s));
		diag_warning(d, scenario_place(s, "traffic.%u.start", i),
			     "this source never sends: it starts at %s, and the run ends at %s", start, end);
		g_free(start);
		g_free(end);
	}
}

static void warn_slow_wire(const struct scenario *s, struct diag *d)
{
	const struct platform_link *link = platform_link(s->platform, s->wire.name);
	for (guint i = 0; i < s->traffic->len; i++) {
		double bits = (traffic_mean_bytes(scenario_warn_traffic(s, i)) + WIRE_OVERHEAD) * 8;
		double seconds =
			bits / (double)link->bits_per_s + (double)link->latency / (double)VTIME_PER_S;
		if (!traffic_is_tester(scenario_warn_traffic(s, i)) ||
		    seconds * (double)VTIME_PER_S < (double)end_of_run(s))
			continue;
		char *end = unit_format(UNIT_TIME, end_of_run(s));
		diag_warning(d, scenario_place(s, "wire"),
			     "no frame crosses the link %s before the run ends at %s: it needs %.3g s",
			     link->name, end, seconds);
		g_free(end);
		return;
	}
}

/* ---- cores ---- */

/* Who is placed on a core of a machine. */
enum duty { DUTY_interrupts, DUTY_rps, DUTY_handler, DUTY_vcpu, DUTY_worker, DUTY_pmd };

struct placed {
	enum duty duty;
	const char *machine;
	int64_t core;
	int guest; /* index; -1: it is no guest's */
	char *key; /* of the setting; owned */
};

static void clear_placed(void *placed)
{
	g_free(((struct placed *)placed)->key);
}

/* scenario_warn_place: on so many cores from the first on. */
static void scenario_warn_place(GArray *list, struct placed first, int64_t cores, const char *key)
{
	for (int64_t i = 0; i < cores; i++) {
		g_array_append_val(list, first);
		struct placed *p = &g_array_index(list, struct placed, list->len - 1);
		p->core += i;
		p->key = g_strdup(key);
	}
}

/* with_traffic: the names that frames go to or come from. */
static GHashTable *with_traffic(const struct scenario *s)
{
	GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < s->traffic->len; i++) {
		g_hash_table_add(names, scenario_warn_traffic(s, i)->to);
		g_hash_table_add(names, scenario_warn_traffic(s, i)->from);
	}
	for (guint i = 0; i < s->guests->len; i++)
		if (scenario_warn_guest(s, i)->app == APP_FORWARD)
			g_hash_table_add(names, scenario_warn_guest(s, i)->to);
	return names;
}

/* scenario_warn_has_thread: whether a backend has a thread of its own on vhost_core. */
static bool scenario_warn_has_thread(const struct flow *flow)
{
	return flow->taps || strcmp(flow->worker, "vhost") == 0;
}

static void scenario_warn_place_guest(const struct scenario *s, guint i, GArray *list)
{
	const struct guest_settings *g = scenario_warn_guest(s, i);
	const struct flow *flow = flows[s->general.flow];
	const char *machine = scenario_guest_host(s, i);
	char *vcpu = g_strdup_printf("guests.%u.vcpu_core", i),
	     *worker = g_strdup_printf("guests.%u.vhost_core", i);
	if (!flow->program)
		scenario_warn_place(list, (struct placed){DUTY_vcpu, machine, g->vcpu_core, (int)i, NULL},
				    g->queues, vcpu);
	if (scenario_warn_has_thread(flow))
		scenario_warn_place(list, (struct placed){DUTY_worker, machine, g->vhost_core, (int)i, NULL},
				    g->spread ? g->ports * g->queues : 1, worker);
	g_free(vcpu);
	g_free(worker);
}

/* place_queues: the interrupts of the NIC's queues, and the cores that RPS spreads to. */
static void place_queues(const struct scenario *s, const char *machine, GArray *list)
{
	for (int i = 0; i < s->nic.queues; i++) {
		const char *key = i > 0 && *s->nic.further_cores ? "nic.further_cores" : "nic.core";
		GArray *rps = nic_rps_cores(&s->nic, i);
		scenario_warn_place(
			list, (struct placed){DUTY_interrupts, machine, nic_irq_core(&s->nic, i), -1, NULL},
			1, key);
		for (guint k = 0; k < rps->len; k++)
			scenario_warn_place(
				list,
				(struct placed){DUTY_rps, machine, g_array_index(rps, int, k), -1, NULL}, 1,
				"nic.rps_cpus");
		g_array_unref(rps);
	}
}

/* place_machine: what each machine has once. */
static void place_machine(const struct scenario *s, const char *machine, GArray *list)
{
	const struct flow *flow = flows[s->general.flow];
	if (flow->taps)
		place_queues(s, machine, list);
	if (s->host_switch.kind == SWITCH_OVS)
		scenario_warn_place(
			list, (struct placed){DUTY_handler, machine, s->host_switch.handler_core, -1, NULL},
			s->host_switch.handlers, "switch.handler_core");
	if (flow->polls)
		scenario_warn_place(list, (struct placed){DUTY_pmd, machine, s->pmd.core, -1, NULL}, 1,
				    "pmd.core");
}

/* placed_in: who is placed where. */
static GArray *placed_in(const struct scenario *s)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(struct placed));
	GHashTable *names = with_traffic(s);
	GPtrArray *hosts = scenario_hosts(s);
	g_array_set_clear_func(list, clear_placed);
	for (guint i = 0; i < hosts->len; i++)
		place_machine(s, hosts->pdata[i], list);
	for (guint i = 0; i < s->guests->len; i++)
		if (g_hash_table_contains(names, scenario_warn_guest(s, i)->name))
			scenario_warn_place_guest(s, i, list);
	g_hash_table_unref(names);
	g_ptr_array_unref(hosts);
	return list;
}

/* by_core: and there by duty, as the enumeration has them. */
static int by_core(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int order = strcmp(x->machine, y->machine);
	if (order)
		return order;
	if (x->core != y->core)
		return x->core < y->core ? -1 : 1;
	return x->duty != y->duty ? (int)x->duty - (int)y->duty : x->guest - y->guest;
}

/* in_each_others_way: of two on one core, the first of a lower duty, or the same. */
static bool in_each_others_way(const struct placed *a, const struct placed *b)
{
	if (b->duty == DUTY_pmd)
		return true;
	return b->duty == DUTY_vcpu || a->duty == DUTY_vcpu;
}

static char *duty_text(const struct scenario *s, const struct placed *p)
{
	switch (p->duty) {
	case DUTY_interrupts:
		return g_strdup("the NIC's interrupts");
	case DUTY_rps:
		return g_strdup("what RPS spreads");
	case DUTY_handler:
		return g_strdup("a handler thread of ovs-vswitchd");
	case DUTY_vcpu:
		return g_strdup_printf("a vCPU of %s", scenario_warn_guest(s, (guint)p->guest)->name);
	case DUTY_worker:
		return g_strdup_printf("the backend of %s", scenario_warn_guest(s, (guint)p->guest)->name);
	default:
		return g_strdup("the switch, which polls all the time");
	}
}

static void warn_pair(const struct scenario *s, const struct placed *a, const struct placed *b,
		      struct diag *d)
{
	char *first = duty_text(s, a), *second = duty_text(s, b);
	diag_warning(d, scenario_place(s, "%s", b->key),
		     "core %" G_GINT64_FORMAT
		     " has %s and %s; if that is not meant, give them cores of their own",
		     b->core, first, second);
	g_free(first);
	g_free(second);
}

/* all_on_one_core: of a sorted list; then it is meant, unless one polls. */
static bool all_on_one_core(const GArray *list)
{
	if (list->len == 0)
		return true;
	const struct placed *first = &g_array_index(list, struct placed, 0),
			    *last = &g_array_index(list, struct placed, list->len - 1);
	return last->duty != DUTY_pmd && strcmp(first->machine, last->machine) == 0 &&
	       first->core == last->core;
}

static void warn_shared_cores(const struct scenario *s, struct diag *d)
{
	GArray *list = placed_in(s);
	g_array_sort(list, by_core);
	if (all_on_one_core(list))
		g_array_set_size(list, 0);
	for (guint i = 1; i < list->len; i++) {
		const struct placed *b = &g_array_index(list, struct placed, i), *a = b - 1;
		bool together = strcmp(a->machine, b->machine) == 0 && a->core == b->core;
		if (together && in_each_others_way(a, b))
			warn_pair(s, a, b, d);
	}
	g_array_unref(list);
}

void scenario_warn(const struct scenario *s, struct diag *d)
{
	warn_late_sources(s, d);
	warn_slow_wire(s, d);
	warn_shared_cores(s, d);
}
