/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random numbers for tests of statistics, of a generator of their own (xorshift64*; normals by Box and
 * Muller): what is tested shares nothing with them.
 */
#ifndef TESTS_LIB_NORMAL_H
#define TESTS_LIB_NORMAL_H

#include <math.h>
#include <stdint.h>

struct noise {
	uint64_t state; /* never 0 */
};

/* noise_uniform: above 0 and below 1. */
static inline double noise_uniform(struct noise *r)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return ((double)((r->state * UINT64_C(2685821657736338717)) >> 11) + 0.5) / 9007199254740992.0;
}

/* noise_normal: with this mean and standard deviation. */
static inline double noise_normal(struct noise *r, double mean, double deviation)
{
	double radius = sqrt(-2 * log(noise_uniform(r)));
	return mean + deviation * radius * cos(2 * 3.14159265358979323846 * noise_uniform(r));
}

/* noise_within: a count of successes out of n is within five standard deviations of its mean n * p. */
static inline int noise_within(int count, int n, double p)
{
	return fabs(count - n * p) <= 5 * sqrt(n * p * (1 - p));
}

#endif
