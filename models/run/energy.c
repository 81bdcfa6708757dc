/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/run/energy.h"
#include <math.h>

#define MILLION 1e6

struct watts energy_watts(const struct scenario *s, const char *host)
{
	struct watts own = {0};
	if (*s->host.wattage_per_state && watts_parse(s->host.wattage_per_state, &own))
		return own;
	return platform_host(s->platform, host)->watts;
}

static double saved(const struct scenario *s, const struct core *c)
{
	return ((double)s->host.c1e_saves * (double)c->residency[CSTATE_C1E] +
		(double)s->host.c6_saves * (double)c->residency[CSTATE_C6]) /
	       MILLION / (double)VTIME_PER_S;
}

double energy_joules(const struct scenario *s, const struct machine *m, vtime cut)
{
	struct watts watts = energy_watts(s, m->name);
	vtime time = m->cal.now - cut, busy = 0;
	double less = 0;
	if (!watts.known)
		return NAN;
	for (int i = 0; i < m->n_cores; i++) {
		busy += time - m->cores[i].idle;
		less += saved(s, &m->cores[i]);
	}
	return watts_joules(&watts, m->n_cores, time, m->any_busy, busy) - less;
}
