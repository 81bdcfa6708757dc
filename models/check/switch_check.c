/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check/switch_check.h"
#include "models/check/core_check.h"
#include "models/flows/flow.h"

bool switch_check(const struct scenario *s, struct diag *d)
{
	const struct flow *flow = flows[s->general.flow];
	return s->host_switch.kind == SWITCH_BRIDGE || flow->taps ||
	       diag_error(d, scenario_place(s, "switch.kind"),
			  "no switch of the host's kernel forwards in flow %s: switch must be bridge, which "
			  "stands "
			  "for none there",
			  flow->name);
}

bool switch_check_cores(const struct scenario *s, const struct platform_host *host, struct diag *d)
{
	const struct switch_settings *set = &s->host_switch;
	if (set->kind != SWITCH_OVS)
		return true;
	return core_check(set->handler_core, host, "switch.handler_core",
			  scenario_place(s, "switch.handler_core"), d) &&
	       core_check(set->handler_core + set->handlers - 1, host, "the core of the last handler,",
			  scenario_place(s, "switch.handlers"), d);
}
