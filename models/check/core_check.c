/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check/core_check.h"
#include "models/flows/flow.h"
#include "models/nic/nic_cores.h"
#include <string.h>

bool core_check(int64_t core, const struct platform_host *host, const char *what, struct place at,
		struct diag *d)
{
	if (!host || core < host->cores)
		return true;
	return diag_error(d, at, "%s %" G_GINT64_FORMAT " does not exist: host %s has %d core%s, 0 to %d",
			  what, core, host->name, host->cores, host->cores == 1 ? "" : "s", host->cores - 1);
}

/* Of the further queues, when they are named. */
static bool check_named(const struct scenario *s, const struct platform_host *host, struct diag *d)
{
	struct place at = scenario_place(s, "nic.further_cores");
	for (int i = 1; i < s->nic.queues; i++) {
		int64_t core = nic_irq_core(&s->nic, i);
		if (core < 0)
			return diag_error(
				d, at,
				"nic.further_cores \"%s\" has no core for queue %d: write one for each "
				"queue but the first, such as 2,5,3",
				s->nic.further_cores, i);
		if (!core_check(core, host, "nic.further_cores: core", at, d))
			return false;
	}
	return nic_irq_core(&s->nic, (int)s->nic.queues) < 0 ||
	       diag_error(d, at,
			  "nic.further_cores \"%s\" has more cores than nic.queues, %" G_GINT64_FORMAT
			  ", less the first",
			  s->nic.further_cores, s->nic.queues);
}

/* The interrupt of the host's first queue is placed, those of further ones follow. */
static bool check_interrupts(const struct scenario *s, const struct platform_host *host, struct diag *d)
{
	if (!core_check(s->nic.core, host, "nic.core", scenario_place(s, "nic.core"), d))
		return false;
	if (*s->nic.further_cores)
		return check_named(s, host, d);
	return s->nic.queues == 1 || flows[s->general.flow]->classifier != &classifier_rss ||
	       core_check(s->nic.core + s->nic.queues - 1, host, "the core of the last NIC queue,",
			  scenario_place(s, "nic.queues"), d);
}

static bool check_rps_queue(const struct scenario *s, int queue, const struct platform_host *host,
			    struct diag *d)
{
	struct place at = scenario_place(s, "nic.rps_cpus");
	GArray *cores = nic_rps_cores(&s->nic, queue);
	bool ok = cores ||
		  diag_error(d, at,
			     "nic.rps_cpus \"%s\" is no list of cores for queue %d: write one list for all "
			     "queues, such as 1-3,6, or one for each, such as 1-2;3-4",
			     s->nic.rps_cpus, queue);
	if (ok && cores->len > 0)
		ok = core_check(g_array_index(cores, int, cores->len - 1), host, "nic.rps_cpus: core", at, d);
	if (cores)
		g_array_unref(cores);
	return ok;
}

bool core_check_nic(const struct scenario *s, const struct platform_host *host, struct diag *d)
{
	bool ok = check_interrupts(s, host, d);
	for (int i = 0; i < s->nic.queues; i++)
		if (!check_rps_queue(s, i, host, d))
			return false;
	return ok;
}

/* More lists than queues. */
static bool too_many_lists(const struct scenario *s)
{
	GArray *beyond = nic_rps_cores(&s->nic, (int)s->nic.queues);
	bool several = strchr(s->nic.rps_cpus, ';');
	if (beyond)
		g_array_unref(beyond);
	return several && beyond;
}

bool core_check_rps(const struct scenario *s, struct diag *d)
{
	const struct flow *flow = flows[s->general.flow];
	struct place at = scenario_place(s, "nic.rps_cpus");
	if (!*s->nic.rps_cpus)
		return true;
	if (!flow_bridges(flow))
		return diag_error(d, at,
				  "nic.rps_cpus is for flows whose packets the host's stack receives: vhost, "
				  "tap, virtio "
				  "and emulated; flow %s's must be empty",
				  flow->name);
	if (too_many_lists(s))
		return diag_error(d, at,
				  "nic.rps_cpus \"%s\" has more lists than nic.queues, %" G_GINT64_FORMAT,
				  s->nic.rps_cpus, s->nic.queues);
	return s->nic.napi || diag_error(d, at, "nic.rps_cpus needs a driver that polls: nic.napi: yes");
}
