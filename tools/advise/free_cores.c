/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/advise/free_cores.h"
#include "models/flows/flow.h"
#include "models/host/napi_thread.h"
#include "models/nic/nic_cores.h"
#include "sim/core/smt.h"
#include <string.h>

void free_cores_use(struct free_cores *c, int64_t first, int64_t n)
{
	for (int64_t i = first; i < first + n; i++)
		if (i >= 0 && i < c->n)
			c->used[i] = true;
}

/* ---- who uses which ---- */

static bool has_thread(const struct flow *flow)
{
	return flow->taps || strcmp(flow->worker, "vhost") == 0;
}

static void use_guest(const struct scenario *s, guint i, struct free_cores *c)
{
	const struct guest_settings *g = &g_array_index(s->guests, struct guest_settings, i);
	if (strcmp(scenario_guest_host(s, i), c->machine) != 0)
		return;
	if (!flows[s->general.flow]->program)
		free_cores_use(c, g->vcpu_core, g->queues);
	if (has_thread(flows[s->general.flow]))
		free_cores_use(c, g->vhost_core, g->spread ? g->ports * g->queues : 1);
}

/* use_irq: the cores of the interrupt of one of the NIC's queues, and of its thread. */
static void use_irq(const struct scenario *s, int queue, struct free_cores *c)
{
	int64_t irq_core = nic_irq_core(&s->nic, queue);
	free_cores_use(c, irq_core, 1);
	if (s->napi.threaded)
		free_cores_use(c, napi_thread_core(&s->napi, s->nic.core, irq_core), 1);
}

static void use_rps(const struct scenario *s, int queue, struct free_cores *c)
{
	GArray *rps = nic_rps_cores(&s->nic, queue);
	for (guint i = 0; i < rps->len; i++)
		free_cores_use(c, g_array_index(rps, int, i), 1);
	g_array_unref(rps);
}

static void use_background(const struct scenario *s, struct free_cores *c)
{
	for (guint i = 0; i < s->background->len; i++) {
		const struct background_settings *b =
			&g_array_index(s->background, struct background_settings, i);
		if (strcmp(*b->host ? b->host : s->host.name, c->machine) == 0)
			free_cores_use(c, b->core, 1);
	}
}

/* use_sources: those of generators on the host. */
static void use_sources(const struct scenario *s, struct free_cores *c)
{
	for (guint i = 0; i < s->traffic->len; i++) {
		const struct traffic_settings *t = &g_array_index(s->traffic, struct traffic_settings, i);
		if (traffic_is_host(t))
			free_cores_use(c, t->core, 1);
	}
}

void free_cores_of(const struct scenario *s, const char *machine, unsigned without, struct free_cores *c)
{
	const struct flow *flow = flows[s->general.flow];
	const struct platform_host *h = platform_host(s->platform, machine);
	*c = (struct free_cores){
		.machine = machine, .n = h ? MIN(h->cores, FREE_CORES_MAX) : 0, .smt = (enum smt)s->host.smt};
	for (int i = 0; flow->taps && i < s->nic.queues; i++) {
		use_rps(s, i, c);
		if (!(without & WITHOUT_NIC))
			use_irq(s, i, c);
	}
	if (s->host_switch.kind == SWITCH_OVS)
		free_cores_use(c, s->host_switch.handler_core, s->host_switch.handlers);
	if (flow->polls)
		free_cores_use(c, s->pmd.core, 1);
	for (guint i = 0; !(without & WITHOUT_GUESTS) && i < s->guests->len; i++)
		use_guest(s, i, c);
	use_background(s, c);
	use_sources(s, c);
}

int free_cores_count(const struct free_cores *c)
{
	int n = 0;
	for (int i = 0; i < c->n; i++)
		n += !c->used[i];
	return n;
}

int free_cores_used(const struct scenario *s)
{
	struct free_cores *c = g_new(struct free_cores, 1);
	GPtrArray *hosts = scenario_hosts(s);
	int n = 0;
	for (guint m = 0; m < hosts->len; m++) {
		free_cores_of(s, hosts->pdata[m], 0, c);
		n += c->n - free_cores_count(c);
	}
	g_ptr_array_unref(hosts);
	g_free(c);
	return n;
}

/* ---- taking some ---- */

/* is_free_core: with `whole` its sibling must be, too, and is not one of the same row, which begins at first. */
static bool is_free_core(const struct free_cores *c, int core, int first, bool whole)
{
	int sibling = whole ? smt_sibling(c->smt, core, c->n) : -1;
	bool twice = sibling >= first && sibling < core;
	return !c->used[core] && (sibling < 0 || (!c->used[sibling] && !twice));
}

static int take_cores(struct free_cores *c, int n, bool whole)
{
	for (int first = 0; first + n <= c->n; first++) {
		int run = 0;
		while (run < n && is_free_core(c, first + run, first, whole))
			run++;
		if (run < n)
			continue;
		free_cores_use(c, first, n);
		return first;
	}
	return -1;
}

int free_cores_take(struct free_cores *c, int n, bool whole)
{
	int first = c->smt != SMT_off || whole ? take_cores(c, n, true) : -1;
	return first >= 0 || whole ? first : take_cores(c, n, false);
}

/* stay_alone: the queues that stay, for nothing else is on their cores; the others have -1. */
static void stay_alone(struct free_cores *c, const struct nic_settings *nic, int n, int *cores)
{
	for (int i = 0; i < n; i++) {
		int64_t now = i < nic->queues ? nic_irq_core(nic, i) : -1;
		cores[i] = now >= 0 && now < c->n && !c->used[now] ? (int)now : -1;
		free_cores_use(c, cores[i], 1);
	}
}

bool free_cores_irqs(struct free_cores *c, const struct nic_settings *nic, int n, bool apart, int *cores)
{
	stay_alone(c, nic, n, cores);
	int spare = apart ? n : free_cores_count(c) - MAX(0, n - (int)nic->queues);
	for (int i = 0; i < n; i++) {
		bool there = i < nic->queues;
		if (cores[i] >= 0)
			continue;
		cores[i] = there && spare <= 0 ? (int)nic_irq_core(nic, i) : free_cores_take(c, 1, false);
		spare -= there;
		if (cores[i] < 0)
			return false;
	}
	return true;
}
