/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check/endless_check.h"
#include "models/flows/flow.h"

#include <string.h>

static const struct guest_settings *endless_check_guest_named(const struct scenario *s, GHashTable *names,
							      const char *name)
{
	int i = scenario_guest_named(names, name);
	return i < 0 ? NULL : &g_array_index(s->guests, struct guest_settings, i);
}

/* ---- whether anything takes time ---- */

static bool costs_nothing(const struct scenario *s, int64_t hz)
{
	for (int i = 0; i < COST_COUNT; i++) {
		struct cost cost = cost_resolve(&s->cost[i], hz);
		if (cost.fixed > 0 || cost.per_byte_fs > 0)
			return false;
	}
	return true;
}

static bool takes_no_time(const struct scenario *s)
{
	const struct platform_host *host = platform_host(s->platform, s->host.name);
	return host && flows[s->general.flow]->instant && s->qemu.tx == QEMU_TX_BH && !scenario_peer(s) &&
	       costs_nothing(s, host->hz);
}

/* Whether the guest's vCPU shares no core with its backend. */
static bool runs_apart(const struct scenario *s, const struct guest_settings *g)
{
	int64_t backend = flows[s->general.flow]->polls ? s->pmd.core : g->vhost_core;
	return backend != g->vcpu_core;
}

/* ---- round and round ---- */

/* Where a packet is: the guest that it is at, and the one that it came from. */
struct hop {
	const struct guest_settings *at, *from;
};

static struct hop next_hop(const struct scenario *s, GHashTable *names, struct hop hop)
{
	const struct guest_settings *next = NULL;
	if (hop.at->app == APP_REFLECT)
		next = hop.from;
	else if (hop.at->app == APP_FORWARD)
		next = endless_check_guest_named(s, names, hop.at->to);
	return (struct hop){next, hop.at};
}

/* A way that ends passes each guest twice at most: there and back. */
static bool goes_round(const struct scenario *s, GHashTable *names, struct hop hop)
{
	for (guint i = 0; hop.at; i++) {
		if (i > 2 * s->guests->len || !runs_apart(s, hop.at))
			return i > 2 * s->guests->len;
		hop = next_hop(s, names, hop);
	}
	return false;
}

/* ---- the sources ---- */

static bool check_unpaced_guest(const struct scenario *s, GHashTable *names, guint i, struct diag *d)
{
	const struct traffic_settings *set = &g_array_index(s->traffic, struct traffic_settings, i);
	const struct guest_settings *from = endless_check_guest_named(s, names, set->from);
	bool wakes = !flows[s->general.flow]->polls && s->sched.idle_exit > 0;
	if (!from || !runs_apart(s, from) || wakes || traffic_rate(set) > 0)
		return true;
	return diag_error(
		d, scenario_place(s, "traffic.%u", i),
		"a guest that sends as fast as it can (rate 0pps) needs time for a packet, but all costs "
		"are 0 cycles: it would send for ever at one date");
}

static bool check_round(const struct scenario *s, GHashTable *names, guint i, struct diag *d)
{
	const struct traffic_settings *set = &g_array_index(s->traffic, struct traffic_settings, i);
	struct hop hop = {endless_check_guest_named(s, names, set->to),
			  endless_check_guest_named(s, names, set->from)};
	if (s->sched.idle_exit > 0 || !goes_round(s, names, hop))
		return true;
	return diag_error(
		d, scenario_place(s, "traffic.%u", i),
		"the guests send the packets of this source round and round, and all costs are 0 cycles "
		"(idle_exit too): they would do so for ever at one date");
}

bool endless_check(const struct scenario *s, GHashTable *names, struct diag *d)
{
	bool ok = true;
	if (!takes_no_time(s))
		return true;
	for (guint i = 0; i < s->traffic->len; i++)
		ok &= check_unpaced_guest(s, names, i, d) && check_round(s, names, i, d);
	return ok;
}
