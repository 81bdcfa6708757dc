/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Contradictions between the settings of a scenario.
 */
#include "models/flow.h"
#include "models/scenario.h"
#include "models/traffic_check.h"

#include <string.h>

static const struct guest_settings *guest(const struct scenario *s, guint i)
{
	return &g_array_index(s->guests, struct guest_settings, i);
}

static bool check_core(int64_t core, const struct platform_host *host, const char *what, struct place at,
		       struct diag *d)
{
	if (!host || core < host->cores)
		return true;
	return diag_error(d, at, "%s %" G_GINT64_FORMAT " does not exist: host %s has %d core%s, 0 to %d",
			  what, core, host->name, host->cores, host->cores == 1 ? "" : "s", host->cores - 1);
}

/* The first of a guest's cores is written, the others follow it. */
static bool check_cores(const struct scenario *s, guint i, const struct platform_host *host, struct diag *d)
{
	const struct guest_settings *g = guest(s, i);
	int64_t workers = g->spread ? g->ports * g->queues : 1;
	bool ok = check_core(g->vhost_core, host, "vhost_core", scenario_place(s, "guests.%u.vhost_core", i),
			     d);
	ok &= check_core(g->vcpu_core, host, "vcpu_core", scenario_place(s, "guests.%u.vcpu_core", i), d);
	if (ok && workers > 1)
		ok = check_core(g->vhost_core + workers - 1, host, "the core of the last backend (spread),",
				scenario_place(s, "guests.%u.spread", i), d);
	if (ok && g->queues > 1)
		ok = check_core(g->vcpu_core + g->queues - 1, host, "the core of the last vCPU (queues),",
				scenario_place(s, "guests.%u.queues", i), d);
	return ok;
}

/* What the flow's device and backend cannot be given. */
static bool check_device(const struct scenario *s, guint i, struct diag *d)
{
	const struct flow *flow = flows[s->general.flow];
	const struct guest_settings *g = guest(s, i);
	bool ok = true;
	if (flow->one_queue && g->queues > 1)
		ok = diag_error(d, scenario_place(s, "guests.%u.queues", i),
				"the device of flow %s has one queue pair: queues must be 1", flow->name);
	if (flow->one_backend && g->spread)
		ok = diag_error(d, scenario_place(s, "guests.%u.spread", i),
				"in flow %s one thread of QEMU serves all of a guest: spread must be no",
				flow->name);
	return ok;
}

static bool check_next_hop(const struct scenario *s, guint i, struct diag *d)
{
	const struct guest_settings *g = guest(s, i);
	struct place at = scenario_place(s, "guests.%u.to", i);
	if (g->app != APP_FORWARD || strcmp(g->to, TRAFFIC_WIRE) == 0)
		return true;
	if (strcmp(g->to, g->name) == 0)
		return diag_error(d, at, "guest %s cannot forward to itself", g->name);
	return traffic_check_guest(s, g->to, at, d);
}

static bool check_guest(const struct scenario *s, guint i, const struct platform_host *host, struct diag *d)
{
	const struct guest_settings *g = guest(s, i);
	bool ok = check_cores(s, i, host, d);
	ok &= check_device(s, i, d);
	ok &= check_next_hop(s, i, d);
	if (g->name[0] == '\0')
		ok = diag_error(d, scenario_place(s, "guests.%u.name", i),
				"a guest needs a name that is not empty");
	if (strcmp(g->name, TRAFFIC_WIRE) == 0)
		ok = diag_error(d, scenario_place(s, "guests.%u.name", i),
				"no guest can be named " TRAFFIC_WIRE ": to traffic that is the way out");
	for (guint k = 0; k < i; k++)
		if (strcmp(guest(s, k)->name, g->name) == 0)
			ok = diag_error(d, scenario_place(s, "guests.%u.name", i),
					"there is another guest named %s; names must differ", g->name);
	return ok;
}

static bool check_crawl(const struct scenario *s, struct diag *d)
{
	if (!s->has_crawl)
		return true;
	if (s->crawl.from >= s->crawl.to)
		return diag_error(d, scenario_place(s, "crawl.to"),
				  "crawl.to must be greater than crawl.from");
	return traffic_check_load(s, s->crawl.to, scenario_place(s, "crawl.to"), "crawl.to", d);
}

static bool check_lists(const struct scenario *s, const struct platform_host *host, struct diag *d)
{
	bool ok = true;
	if (s->guests->len == 0)
		ok = diag_error(d, scenario_place(s, "guests"),
				"no guest: write guests: [{name: vm0, vhost_core: 0, vcpu_core: 1}]");
	if (s->traffic->len == 0)
		ok = diag_error(d, scenario_place(s, "traffic"),
				"no traffic: write traffic: [{to: vm0, rate: 500kpps}]");
	for (guint i = 0; i < s->guests->len; i++)
		ok &= check_guest(s, i, host, d);
	return ok & traffic_check(s, d);
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
	int64_t stop = feedback_stop(&s->feedback, s->tap.queue);
	if (stop > s->tap.queue)
		ok = diag_error(d, scenario_place(s, "feedback.stop"),
				"feedback.stop is more than the tap holds (tap.queue, %" G_GINT64_FORMAT ")",
				s->tap.queue);
	if (s->feedback.restart >= stop)
		ok = diag_error(d, scenario_place(s, "feedback.restart"),
				"feedback.restart must be below the level that stops (%" G_GINT64_FORMAT ")",
				stop);
	if (s->nic.refill_batch > s->nic.rx_ring)
		ok = diag_error(d, scenario_place(s, "nic.refill_batch"),
				"nic.refill_batch is more than nic.rx_ring");
	return ok;
}

bool scenario_check(const struct scenario *s, struct diag *d)
{
	const struct platform_host *host = platform_host(s->platform, s->general.host);
	const struct platform_link *link = platform_link(s->platform, s->general.wire);
	bool ok = true;
	if (!host)
		ok = diag_error(d, scenario_place(s, "host"), "platform %s has no host named %s",
				s->platform->path, s->general.host);
	if (!link)
		ok = diag_error(d, scenario_place(s, "wire"), "platform %s has no link named %s",
				s->platform->path, s->general.wire);
	ok &= check_core(s->nic.core, host, "nic.core", scenario_place(s, "nic.core"), d);
	ok &= check_lists(s, host, d);
	ok &= check_rings(s, d);
	ok &= traffic_check_load(s, s->general.load,
				 scenario_place(s, s->general.load ? "load" : "traffic.0.rate"),
				 "the offered load", d);
	return ok & check_crawl(s, d);
}
