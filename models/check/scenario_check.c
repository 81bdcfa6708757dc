/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check/scenario_check.h"
#include "models/check/core_check.h"
#include "models/check/endless_check.h"
#include "models/check/fabric_check.h"
#include "models/check/placement_check.h"
#include "models/check/switch_check.h"
#include "models/check/traffic_check.h"
#include "models/flows/flow.h"
#include "models/host/napi_thread.h"
#include "models/nic/nic_cores.h"
#include "sim/core/cstate.h"
#include "sim/core/machine.h"

#include <string.h>

static const struct guest_settings *scenario_check_guest_at(const struct scenario *s, guint i)
{
	return &g_array_index(s->guests, struct guest_settings, i);
}

static const struct traffic_settings *scenario_check_traffic(const struct scenario *s, guint i)
{
	return &g_array_index(s->traffic, struct traffic_settings, i);
}

static bool scenario_check_host(const struct scenario *s, guint i, struct diag *d)
{
	const char *host = scenario_guest_host(s, i);
	return strcmp(host, s->host.name) == 0 || platform_host(s->platform, host) ||
	       diag_error(d, scenario_place(s, "guests.%u.host", i), "platform %s has no host named %s",
			  s->platform->path, host);
}

/* The first of a guest's cores is written, the others follow it. */
static bool scenario_check_cores(const struct scenario *s, guint i, struct diag *d)
{
	const struct guest_settings *g = scenario_check_guest_at(s, i);
	const struct platform_host *host = platform_host(s->platform, scenario_guest_host(s, i));
	int64_t workers = g->spread ? g->ports * g->queues : 1;
	bool ok = core_check(g->vhost_core, host, "vhost_core", scenario_place(s, "guests.%u.vhost_core", i),
			     d);
	ok &= core_check(g->vcpu_core, host, "vcpu_core", scenario_place(s, "guests.%u.vcpu_core", i), d);
	if (ok && workers > 1)
		ok = core_check(g->vhost_core + workers - 1, host, "the core of the last backend (spread),",
				scenario_place(s, "guests.%u.spread", i), d);
	if (ok && g->queues > 1)
		ok = core_check(g->vcpu_core + g->queues - 1, host, "the core of the last vCPU (queues),",
				scenario_place(s, "guests.%u.queues", i), d);
	return ok;
}

static bool check_background(const struct scenario *s, guint i, struct diag *d)
{
	const struct background_settings *b = &g_array_index(s->background, struct background_settings, i);
	const char *name = *b->host ? b->host : s->host.name;
	GPtrArray *hosts = scenario_hosts(s);
	bool known = g_ptr_array_find_with_equal_func(hosts, name, g_str_equal, NULL);
	g_ptr_array_unref(hosts);
	if (!known)
		return diag_error(d, scenario_place(s, "background.%u.host", i),
				  "no guest runs on host %.64s; background threads run where guests do",
				  name);
	return core_check(b->core, platform_host(s->platform, name), "core",
			  scenario_place(s, "background.%u.core", i), d);
}

/* What the flow's device and backend cannot be given. */
static bool check_device(const struct scenario *s, guint i, struct diag *d)
{
	const struct flow *flow = flows[s->general.flow];
	const struct guest_settings *g = scenario_check_guest_at(s, i);
	bool ok = true;
	if (flow->one_queue && g->queues > 1)
		ok = diag_error(d, scenario_place(s, "guests.%u.queues", i),
				"the device of flow %s has one queue pair: queues must be 1", flow->name);
	if (flow->one_backend && g->spread)
		ok = diag_error(d, scenario_place(s, "guests.%u.spread", i),
				"in flow %s one thread of QEMU serves all of a guest: spread must be no",
				flow->name);
	if (flow->program && g->stall_for > 0)
		ok = diag_error(d, scenario_place(s, "guests.%u.stall_for", i),
				"flow %s has no virtual machine that could stall: stall_for must be 0s",
				flow->name);
	return ok;
}

static bool check_next_hop(const struct scenario *s, GHashTable *names, guint i, struct diag *d)
{
	const struct guest_settings *g = scenario_check_guest_at(s, i);
	struct place at = scenario_place(s, "guests.%u.to", i);
	if (g->app != APP_FORWARD)
		return true;
	if (strcmp(g->to, TRAFFIC_WIRE) == 0)
		return !scenario_peer(s) ||
		       diag_error(d, at,
				  "guest %s forwards to the wire, but its far end is a machine: name a guest",
				  g->name);
	if (strcmp(g->to, g->name) == 0)
		return diag_error(d, at, "guest %s cannot forward to itself", g->name);
	return traffic_check_guest(s, names, g->to, at, d);
}

static bool check_life(const struct scenario *s, guint i, struct diag *d)
{
	const struct guest_settings *g = scenario_check_guest_at(s, i);
	return g->stop == 0 || g->stop > g->start ||
	       diag_error(d, scenario_place(s, "guests.%u.stop", i),
			  "guest %s stops before it starts: stop must be after start (0s: never)", g->name);
}

/* tg_set_cfs_bandwidth(): min_cfs_quota_period. */
static bool check_cgroup(const struct scenario *s, guint i, struct diag *d)
{
	const struct guest_settings *g = scenario_check_guest_at(s, i);
	return g->cgroup_quota == 0 || g->cgroup_quota >= VTIME_PER_MS ||
	       diag_error(d, scenario_place(s, "guests.%u.cgroup_quota", i),
			  "cgroup_quota is at least 1ms, as in the kernel (0s: no limit)");
}

static bool scenario_check_guest(const struct scenario *s, GHashTable *names, guint i, struct diag *d)
{
	const struct guest_settings *g = scenario_check_guest_at(s, i);
	bool ok = scenario_check_host(s, i, d);
	ok &= scenario_check_cores(s, i, d);
	ok &= placement_check(s, i, d);
	ok &= check_device(s, i, d);
	ok &= check_next_hop(s, names, i, d);
	ok &= check_life(s, i, d);
	ok &= check_cgroup(s, i, d);
	if (g->name[0] == '\0')
		ok = diag_error(d, scenario_place(s, "guests.%u.name", i),
				"a guest needs a name that is not empty");
	if (strcmp(g->name, TRAFFIC_WIRE) == 0)
		ok = diag_error(d, scenario_place(s, "guests.%u.name", i),
				"no guest can be named " TRAFFIC_WIRE ": to traffic that is the way out");
	if (strcmp(g->name, TRAFFIC_HOST) == 0)
		ok = diag_error(d, scenario_place(s, "guests.%u.name", i),
				"no guest can be named " TRAFFIC_HOST
				": to traffic that is pktgen on the host");
	if ((guint)scenario_guest_named(names, g->name) < i)
		ok = diag_error(d, scenario_place(s, "guests.%u.name", i),
				"there is another guest named %.64s; names must differ", g->name);
	if (strlen(g->name) > GUEST_NAME_MAX)
		ok = diag_error(d, scenario_place(s, "guests.%u.name", i),
				"a guest's name has at most %d bytes; this one has %zu", GUEST_NAME_MAX,
				strlen(g->name));
	return ok;
}

/* A source is named by its guest, so it must be the only one to it; and its rate is what is varied. */
static bool check_load_source(const struct scenario *s, GHashTable *names, const char *key, const char *name,
			      struct diag *d)
{
	struct place at = scenario_place(s, "%s", key);
	int n = 0;
	if (!*name)
		return true;
	if (!traffic_check_guest(s, names, name, at, d))
		return false;
	for (guint i = 0; i < s->traffic->len; i++)
		n += strcmp(g_array_index(s->traffic, struct traffic_settings, i).to, name) == 0;
	if (n == 0)
		return diag_error(d, at, "%s needs a source to the guest %s; there is none", key, name);
	if (n > 1)
		return diag_error(d, at, "%s needs one source to the guest %s; there are %d", key, name, n);
	const struct traffic_settings *varied = scenario_check_traffic(s, (guint)scenario_source_to(s, name));
	if (!traffic_is_tester(varied) || varied->rate == 0)
		return diag_error(
			d, at,
			"%s needs a source of the tester with a rate, without shape or pcap, to the "
			"guest %s",
			key, name);
	return true;
}

bool scenario_check_source(const struct scenario *s, const char *key, const char *guest, struct diag *d)
{
	GHashTable *names = scenario_guest_names(s);
	bool ok = check_load_source(s, names, key, guest, d);
	g_hash_table_unref(names);
	return ok;
}

/* Whether there is traffic, all of this kind. */
static bool only(const struct scenario *s, bool (*kind)(const struct traffic_settings *))
{
	for (guint i = 0; i < s->traffic->len; i++)
		if (!kind(scenario_check_traffic(s, i)))
			return false;
	return s->traffic->len > 0;
}

static bool check_backpressure(const struct scenario *s, struct diag *d)
{
	return s->tap.backpressure == BACKPRESSURE_NO || only(s, traffic_is_host) ||
	       diag_error(d, scenario_place(s, "tap.backpressure"),
			  "tap.backpressure stops generators on the host: all traffic must be from: host");
}

/* The core of each generator on the host, that of its guest. */
static bool check_generators(const struct scenario *s, GHashTable *names, struct diag *d)
{
	bool ok = true;
	for (guint i = 0; i < s->traffic->len; i++) {
		const struct traffic_settings *set = scenario_check_traffic(s, i);
		int to = traffic_is_host(set) ? scenario_guest_named(names, set->to) : -1;
		if (to >= 0)
			ok &= core_check(set->core,
					 platform_host(s->platform, scenario_guest_host(s, (guint)to)),
					 "core", scenario_place(s, "traffic.%u.core", i), d);
	}
	return ok;
}

static bool check_lists(const struct scenario *s, GHashTable *names, struct diag *d)
{
	bool ok = true;
	if (s->guests->len == 0)
		ok = diag_error(d, scenario_place(s, "guests"),
				"no guest: write guests: [{name: vm0, vhost_core: 0, vcpu_core: 1}]");
	if (s->traffic->len == 0)
		ok = diag_error(d, scenario_place(s, "traffic"),
				"no traffic: write traffic: [{to: vm0, rate: 500kpps}]");
	for (guint i = 0; i < s->guests->len; i++)
		ok &= scenario_check_guest(s, names, i, d);
	for (guint i = 0; i < s->background->len; i++)
		ok &= check_background(s, i, d);
	ok &= check_backpressure(s, d);
	ok &= check_generators(s, names, d);
	return ok & traffic_check(s, names, d);
}

/* Others have a driver that polls by rules of its own. */
static bool check_polling(const struct scenario *s, struct diag *d)
{
	const struct flow *flow = flows[s->general.flow];
	return s->nic.napi || flow_bridges(flow) ||
	       diag_error(d, scenario_place(s, "nic.napi"),
			  "the flow %s needs a driver that polls: nic.napi: yes", flow->name);
}

/* An option that the kernel lacks: it takes one whose rules have it. */
static bool bad_kernel(struct diag *d, struct place at, const char *option, const bool rule[ERAS],
		       const char *since)
{
	char *names = era_names_with(rule);
	diag_error(d, at, "%s needs kernel %s: %s", option, names, since);
	g_free(names);
	return false;
}

static bool check_busyloop(const struct scenario *s, struct diag *d)
{
	struct place at = scenario_place(s, "vhost.busyloop_timeout");
	if (s->vhost.busyloop_timeout > 0 && !era_rules.vhost_net_busy_polls[s->general.kernel])
		return bad_kernel(d, at, "vhost.busyloop_timeout", era_rules.vhost_net_busy_polls,
				  "vhost polls from 4.6 on");
	if (s->vhost.busyloop_timeout % VTIME_PER_US != 0)
		return diag_error(d, at, "vhost.busyloop_timeout is a whole number of us, such as 50us");
	return true;
}

static bool has_rss(const struct scenario *s)
{
	return flows[s->general.flow]->classifier == &classifier_rss;
}

static bool check_nic(const struct scenario *s, struct diag *d)
{
	return s->nic.queues == 1 || has_rss(s) ||
	       diag_error(d, scenario_place(s, "nic.queues"),
			  "nic.queues is for flows vhost and tap, whose host has several queues; flow %s's "
			  "must be 1",
			  flows[s->general.flow]->name);
}

static bool check_napi(const struct scenario *s, struct diag *d)
{
	bool ok = true;
	if (s->napi.threaded && !era_rules.napi_threads[s->general.kernel])
		ok = bad_kernel(d, scenario_place(s, "napi.threaded"), "napi.threaded",
				era_rules.napi_threads, "NAPI has threads from 5.12 on");
	if (napi_thread_core(&s->napi, s->nic.core, s->nic.core) < 0)
		ok = diag_error(d, scenario_place(s, "napi.core"),
				"napi.core \"%s\" is no number of a core, such as 3", s->napi.core);
	return ok;
}

static bool check_rings(const struct scenario *s, struct diag *d)
{
	bool ok = true;
	int64_t ring = s->virtio.ring;
	if (ring & (ring - 1))
		ok = diag_error(d, scenario_place(s, "virtio.ring"),
				"virtio.ring must be a power of two, such as 256");
	if (s->callback.refill_below > s->callback.pool)
		ok = diag_error(
			d, scenario_place(s, "callback.refill_below"),
			"callback.refill_below is more than the pool holds (callback.pool, %" G_GINT64_FORMAT
			")",
			s->callback.pool);
	int64_t tap = tap_limit(&s->tap, (enum era)s->general.kernel);
	int64_t stop = feedback_stop(&s->feedback, tap);
	if (stop > tap)
		ok = diag_error(d, scenario_place(s, "feedback.stop"),
				"feedback.stop is more than the tap holds (tap.queue, %" G_GINT64_FORMAT ")",
				tap);
	if (s->feedback.restart >= stop)
		ok = diag_error(d, scenario_place(s, "feedback.restart"),
				"feedback.restart must be below the level that stops (%" G_GINT64_FORMAT ")",
				stop);
	if (s->nic.refill_batch > s->nic.rx_ring)
		ok = diag_error(d, scenario_place(s, "nic.refill_batch"),
				"nic.refill_batch is more than nic.rx_ring");
	if (s->pmd.burst > s->pmd.rx_ring)
		ok = diag_error(d, scenario_place(s, "pmd.burst"), "pmd.burst is more than pmd.rx_ring");
	return ok;
}

/* The threads of the NIC's queues. */
static bool check_napi_cores(const struct scenario *s, const struct platform_host *host, struct diag *d)
{
	struct place at = scenario_place(s, "napi.core");
	int64_t last = -1;
	for (int i = 0; i < s->nic.queues && nic_irq_core(&s->nic, i) >= 0; i++) {
		int64_t core = napi_thread_core(&s->napi, s->nic.core, nic_irq_core(&s->nic, i));
		if (core < 0 && i > 0 && last >= 0)
			return diag_error(
				d, at,
				"napi.core leaves no core for the thread of queue %d, whose interrupt's core "
				"is that far below nic.core",
				i);
		last = MAX(last, core);
	}
	return !*s->napi.core || last < 0 ||
	       core_check(last, host, s->nic.queues > 1 ? "the core of the last NAPI thread," : "napi.core",
			  at, d);
}

/* The cores of what each machine has once. */
static bool check_machine(const struct scenario *s, const struct platform_host *host, struct diag *d)
{
	bool ok = core_check_nic(s, host, d);
	ok &= check_napi_cores(s, host, d);
	ok &= switch_check_cores(s, host, d);
	return ok & core_check(s->pmd.core, host, "pmd.core", scenario_place(s, "pmd.core"), d);
}

/* The wire is what the host's traffic goes over: the link at the host's end of a route, or all of the route to the only other
 * machine. */
static bool check_wire(const struct scenario *s, const struct platform_host *host,
		       const struct platform_link *link, const GPtrArray *hosts, struct diag *d)
{
	struct place at = scenario_place(s, "wire.name");
	const char *peer = hosts->len == 2 ? hosts->pdata[1] : NULL;
	if (!link)
		return diag_error(d, at, "platform %s has no link named %s", s->platform->path, s->wire.name);
	if (host && !platform_touches(s->platform, host->name, link->name))
		return diag_error(d, at, "link %s does not end at host %s: no route of platform %s says so",
				  link->name, host->name, s->platform->path);
	if (host && peer && !platform_joins(s->platform, host->name, peer, link->name))
		return diag_error(d, at, "link %s alone is no route between hosts %s and %s", link->name,
				  host->name, peer);
	return hosts->len == 1 || link->latency >= VTIME_PER_NS ||
	       diag_error(d, at, "link %s joins machines and needs a latency, of 1ns at least", link->name);
}

static bool check_smt(const struct scenario *s, const struct platform_host *host, struct diag *d)
{
	return s->host.smt == SMT_off || !host || host->cores % 2 == 0 ||
	       diag_error(d, scenario_place(s, "host.smt"),
			  "host %s has %d cores: threads of one core come in pairs, so with smt it must be "
			  "an even number",
			  host->name, host->cores);
}

static bool check_watts(const struct scenario *s, struct diag *d)
{
	struct watts watts;
	return !*s->host.wattage_per_state || watts_parse(s->host.wattage_per_state, &watts) ||
	       diag_error(d, scenario_place(s, "host.wattage_per_state"),
			  "\"%.64s\" is not Idle:Epsilon:AllCores in rising watts, such as 95:120:200",
			  s->host.wattage_per_state);
}

static bool check_cstates(const struct scenario *s, struct diag *d)
{
	struct cstate_times table[CSTATES];
	char *why = NULL;
	bool own = s->sched.cstates == CSTATES_own, good = !own || cstate_table(&s->sched, table, &why);
	if (!good)
		diag_error(d, scenario_place(s, "sched.cstate_times"), "cstate_times %s", why);
	if (!own && *s->sched.cstate_times)
		good = diag_error(d, scenario_place(s, "sched.cstate_times"),
				  "cstate_times are those of cstates own: write it, or leave them out");
	g_free(why);
	return good;
}

static bool check_hardware(const struct scenario *s, struct diag *d)
{
	const struct platform_host *host = platform_host(s->platform, s->host.name);
	const struct platform_link *link = platform_link(s->platform, s->wire.name);
	GPtrArray *hosts = scenario_hosts(s);
	bool ok = true;
	if (!host)
		ok = diag_error(d, scenario_place(s, "host.name"), "platform %s has no host named %s",
				s->platform->path, s->host.name);
	ok &= check_watts(s, d);
	ok &= check_cstates(s, d);
	ok &= check_wire(s, host, link, hosts, d);
	if (ok)
		ok = fabric_check(s, hosts, d);
	for (guint i = 0; i < hosts->len; i++) {
		ok &= check_machine(s, platform_host(s->platform, hosts->pdata[i]), d);
		ok &= check_smt(s, platform_host(s->platform, hosts->pdata[i]), d);
	}
	g_ptr_array_unref(hosts);
	return ok;
}

bool scenario_check(const struct scenario *s, struct diag *d)
{
	GHashTable *names = scenario_guest_names(s);
	bool ok = check_hardware(s, d);
	ok &= check_lists(s, names, d);
	ok &= check_nic(s, d);
	ok &= core_check_rps(s, d);
	ok &= switch_check(s, d);
	ok &= check_napi(s, d);
	ok &= check_busyloop(s, d);
	ok &= check_rings(s, d);
	ok &= check_polling(s, d);
	ok &= traffic_check_wire(s, d);
	ok &= endless_check(s, names, d);
	g_hash_table_unref(names);
	return ok;
}
