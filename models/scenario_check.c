/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Contradictions between the settings of a scenario.
 */
#include "models/scenario.h"
#include "models/wire.h"

#include <string.h>

static const struct guest_settings *guest(const struct scenario *s, guint i)
{
	return &g_array_index(s->guests, struct guest_settings, i);
}

static const struct traffic_settings *source(const struct scenario *s, guint i)
{
	return &g_array_index(s->traffic, struct traffic_settings, i);
}

static bool check_core(int64_t core, const struct platform_host *host, const char *what, struct place at,
		       struct diag *d)
{
	if (!host || core < host->cores)
		return true;
	return diag_error(d, at, "%s %" G_GINT64_FORMAT " does not exist: host %s has %d core%s, 0 to %d",
			  what, core, host->name, host->cores, host->cores == 1 ? "" : "s", host->cores - 1);
}

static bool check_guest(const struct scenario *s, guint i, const struct platform_host *host, struct diag *d)
{
	const struct guest_settings *g = guest(s, i);
	bool ok = check_core(g->vhost_core, host, "vhost_core", scenario_place(s, "guests.%u.vhost_core", i),
			     d);
	ok &= check_core(g->vcpu_core, host, "vcpu_core", scenario_place(s, "guests.%u.vcpu_core", i), d);
	if (g->name[0] == '\0')
		ok = diag_error(d, scenario_place(s, "guests.%u.name", i),
				"a guest needs a name that is not empty");
	for (guint k = 0; k < i; k++)
		if (strcmp(guest(s, k)->name, g->name) == 0)
			ok = diag_error(d, scenario_place(s, "guests.%u.name", i),
					"there is another guest named %s; names must differ", g->name);
	return ok;
}

/* check_guest_name: there is a guest of this name, or none at all, which is a fault of its own. */
static bool check_guest_name(const struct scenario *s, const char *name, struct place at, struct diag *d)
{
	const char **names = g_new(const char *, s->guests->len);
	bool found = false;
	for (guint k = 0; k < s->guests->len; k++) {
		names[k] = guest(s, k)->name;
		found |= strcmp(names[k], name) == 0;
	}
	const char *near = diag_nearest(name, names, (int)s->guests->len);
	if (!found && s->guests->len > 0)
		diag_error(d, at,
			   near ? "there is no guest %s; did you mean %s?"
				: "there is no guest %s; the first one is %s",
			   name, near ? near : names[0]);
	g_free(names);
	return found;
}

static double wire_share(const struct traffic_settings *set, double rate, int64_t bits_per_s)
{
	double seconds = (frame_mix_mean(&set->frame) + WIRE_OVERHEAD) * 8 / (double)bits_per_s;
	if (set->arrivals == ARRIVALS_BURSTS)
		rate *= (double)(set->burst_on + set->burst_off) / (double)set->burst_on;
	return rate * seconds;
}

static double total_rate(const struct scenario *s)
{
	double total = 0;
	for (guint i = 0; i < s->traffic->len; i++)
		total += (double)source(s, i)->rate;
	return total;
}

/* The share of the wire's time that the sources ask for at a total load (0: as written). */
static double wire_demand(const struct scenario *s, int64_t load, int64_t bits_per_s)
{
	double demand = 0, scale = load ? (double)load / total_rate(s) : 1;
	for (guint i = 0; i < s->traffic->len; i++)
		demand += wire_share(source(s, i), (double)source(s, i)->rate * scale, bits_per_s);
	return demand;
}

int64_t scenario_line_rate(const struct scenario *s)
{
	const struct platform_link *link = platform_link(s->platform, s->general.wire);
	double total = total_rate(s);
	return (int64_t)(total / wire_demand(s, 0, link->bits_per_s));
}

int scenario_crawl_source(const struct scenario *s)
{
	for (guint i = 0; *s->crawl.source && i < s->traffic->len; i++)
		if (strcmp(source(s, i)->to, s->crawl.source) == 0)
			return (int)i;
	return -1;
}

/* The share of the wire's time that all sources but the crawl's ask for, as written. */
static double others_demand(const struct scenario *s, int only, int64_t bits_per_s)
{
	const struct traffic_settings *varied = source(s, (guint)only);
	return wire_demand(s, 0, bits_per_s) - wire_share(varied, (double)varied->rate, bits_per_s);
}

int64_t scenario_crawl_limit(const struct scenario *s)
{
	const struct platform_link *link = platform_link(s->platform, s->general.wire);
	int only = scenario_crawl_source(s);
	if (only < 0)
		return scenario_line_rate(s);
	double room = 1 - others_demand(s, only, link->bits_per_s);
	return (int64_t)(MAX(room, 0) / wire_share(source(s, (guint)only), 1, link->bits_per_s));
}

static bool check_wire(const struct scenario *s, double demand, int64_t most, struct place at,
		       const char *what, struct diag *d)
{
	if (demand <= 1.000001) /* half a packet a second is rounding */
		return true;
	char *rate = unit_format(UNIT_RATE, most);
	diag_error(d, at, "%s is more than the link %s carries: at most %s of these frames%s", what,
		   s->general.wire, rate,
		   source(s, 0)->arrivals == ARRIVALS_BURSTS ? " in these bursts" : "");
	g_free(rate);
	return false;
}

/* An offered load that the wire cannot carry is a contradiction. */
static bool check_load(const struct scenario *s, int64_t load, struct place at, const char *what,
		       struct diag *d)
{
	const struct platform_link *link = platform_link(s->platform, s->general.wire);
	return !link || s->traffic->len == 0 ||
	       check_wire(s, wire_demand(s, load, link->bits_per_s), scenario_line_rate(s), at, what, d);
}

/* The same for the highest load of a crawl, which one source alone may have to make. */
static bool check_crawl_to(const struct scenario *s, struct diag *d)
{
	const struct platform_link *link = platform_link(s->platform, s->general.wire);
	int only = scenario_crawl_source(s);
	struct place at = scenario_place(s, "crawl.to");
	if (only < 0 || !link)
		return check_load(s, s->crawl.to, at, "crawl.to", d);
	double demand = others_demand(s, only, link->bits_per_s) +
			wire_share(source(s, (guint)only), (double)s->crawl.to, link->bits_per_s);
	return check_wire(s, demand, scenario_crawl_limit(s), at, "crawl.to, with the other sources,", d);
}

/* crawl.source names a source by its guest, so it must be the only one to it. */
static bool check_crawl_source(const struct scenario *s, struct diag *d)
{
	const char *name = s->crawl.source;
	struct place at = scenario_place(s, "crawl.source");
	int n = 0;
	if (!*name)
		return true;
	if (!check_guest_name(s, name, at, d))
		return false;
	for (guint i = 0; i < s->traffic->len; i++)
		n += strcmp(source(s, i)->to, name) == 0;
	if (n == 0)
		return diag_error(d, at, "crawl.source needs a source to the guest %s; there is none", name);
	if (n > 1)
		return diag_error(d, at, "crawl.source needs one source to the guest %s; there are %d", name,
				  n);
	return true;
}

static bool check_crawl(const struct scenario *s, struct diag *d)
{
	if (!s->has_crawl)
		return true;
	bool ok = check_crawl_source(s, d);
	if (*s->crawl.guest)
		ok &= check_guest_name(s, s->crawl.guest, scenario_place(s, "crawl.guest"), d);
	if (s->crawl.from >= s->crawl.to)
		return diag_error(d, scenario_place(s, "crawl.to"),
				  "crawl.to must be greater than crawl.from");
	return ok && check_crawl_to(s, d);
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
	for (guint i = 0; i < s->traffic->len; i++)
		ok &= check_guest_name(s, source(s, i)->to, scenario_place(s, "traffic.%u.to", i), d);
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
	ok &= check_load(s, s->general.load, scenario_place(s, s->general.load ? "load" : "traffic.0.rate"),
			 "the offered load", d);
	return ok & check_crawl(s, d);
}
