/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/kernel/cost.h"
#include "sim/base/check.h"

/* An amount of cycles in millionths, in units of 1/per_second second at this clock, rounded to nearest. */
static int64_t cost_at_clock(int64_t ppm, int64_t per_second, int64_t hz)
{
	__int128 scaled = (__int128)ppm * per_second / 1000000;
	return (int64_t)((scaled + hz / 2) / hz);
}

int64_t cost_times(int64_t cycles, int64_t factor_ppm)
{
	return (int64_t)(((__int128)cycles * factor_ppm + 500000) / 1000000);
}

struct cost cost_resolve(const struct cost_entry *entry, int64_t hz)
{
	CHECK(hz > 0, "cost: a clock of %lld Hz", (long long)hz);
	return (struct cost){
		.fixed = cost_at_clock(entry->cycles_ppm, VTIME_PER_S, hz),
		.per_byte_fs = cost_at_clock(entry->per_byte_ppm, VTIME_PER_S * 1000, hz),
	};
}

vtime cost_scatter(struct cost_spread *s, vtime mean)
{
	vtime tail = (vtime)((__int128)mean * s->share / COST_SPREAD_ONE);
	return tail > 0 ? mean - tail + rng_exponential(&s->rng, tail) : mean;
}
