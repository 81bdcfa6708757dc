/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check/placement_check.h"
#include "models/flow_list.h"
#include "models/flows/flow.h"
#include "sim/core/placement.h"
#include <string.h>

static bool check_list(const struct scenario *s, guint i, const char *key, const char *list,
		       const struct platform_host *host, struct diag *d)
{
	struct placement p;
	char *why = NULL;
	if (!*list || !host)
		return true;
	bool good = placement_parse(&p, list, host->cores, &why);
	if (good)
		placement_fini(&p);
	else
		diag_error(d, scenario_place(s, "guests.%u.%s", i, key), "%s: %s", key, why);
	g_free(why);
	return good;
}

/* Threads that move. What the kernel does with groups of such threads is not modelled. */
bool placement_check(const struct scenario *s, guint i, struct diag *d)
{
	const struct guest_settings *g = &g_array_index(s->guests, struct guest_settings, i);
	const char *worker = flows[s->general.flow]->worker;
	const struct platform_host *host = platform_host(s->platform, scenario_guest_host(s, i));
	bool ok = check_list(s, i, "vhost_cores", g->vhost_cores, host, d);
	ok &= check_list(s, i, "vcpu_cores", g->vcpu_cores, host, d);
	bool moves = *g->vhost_cores || *g->vcpu_cores, grouped = g->cgroup_weight > 0 || g->cgroup_quota > 0;
	if (moves && grouped)
		ok = diag_error(d, scenario_place(s, "guests.%u.name", i),
				"guest %s has a cgroup: its threads must stay on their cores (vhost_cores, "
				"vcpu_cores)",
				g->name);
	if (*g->vhost_cores && (strcmp(worker, "pmd") == 0 || strcmp(worker, "vfio") == 0))
		ok = diag_error(d, scenario_place(s, "guests.%u.vhost_cores", i),
				"in flow %s no thread of guest %s could move: leave vhost_cores out",
				flow_names[s->general.flow], g->name);
	return ok;
}
