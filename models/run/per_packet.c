/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/run/per_packet.h"
#include <math.h>

#define PER_PACKET_NAME(name) #name,
const char *const per_packet_names[] = {PER_PACKET_LIST(PER_PACKET_NAME)};

#define PER_PACKET_COUNTER(name) COUNTER_##name,
static const int counters[] = {PER_PACKET_COUNTERS(PER_PACKET_COUNTER)};

static double busy_cycles(const struct scenario *s, const struct result_core *core)
{
	vtime busy = 0;
	for (int c = 0; c < CONTEXTS; c++)
		busy += c == CONTEXT_idle ? 0 : core->booked[c];
	return (double)busy / (double)VTIME_PER_S * (double)platform_host(s->platform, core->machine)->hz;
}

static double all_busy_cycles(const struct scenario *s, const struct result *r)
{
	double sum = 0;
	for (int i = 0; i < r->n_cores; i++)
		sum += busy_cycles(s, &r->core[i]);
	return sum;
}

double per_packet(const struct scenario *s, const struct result *r, enum per_packet figure)
{
	if (r->delivered == 0)
		return NAN;
	double total =
		figure == PER_PACKET_cycles ? all_busy_cycles(s, r) : (double)r->counter[counters[figure]];
	return total / (double)r->delivered;
}
