/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Named streams of random numbers.
 *
 * One stream for each source of randomness, derived from (seed, replication, stream name) and from nothing
 * else: adding a stream or drawing more from one never moves another, so two flows meet the very same
 * arrivals and can be compared as pairs. Generator: xoshiro256** (Blackman, Vigna 2018), state filled by
 * splitmix64 over a 64-bit FNV-1a hash of the name mixed with seed and replication: s = splitmix64(hash xor
 * seed) xor replication.
 */
#ifndef SIM_BASE_RNG_H
#define SIM_BASE_RNG_H

#include <stdint.h>

#define RNG_WHOLE_MAX 60 /* an exponential draw is cut at 61 means: 1 in 10^26 */
#define RNG_MEAN_MAX (INT64_MAX / (RNG_WHOLE_MAX + 2)) /* the largest mean of one */

struct rng {
	uint64_t s[4];
};

/* rng_init: starts the stream called name. */
void rng_init(struct rng *r, uint64_t seed, uint64_t replication, const char *name);

/* rng_mix: a number well mixed (splitmix64 of it): one to one, and numbers close together go far apart. */
uint64_t rng_mix(uint64_t x);

/* rng_u64: the next 64 uniform bits. */
uint64_t rng_u64(struct rng *r);

/* rng_below: uniform on 0 .. n-1 without bias (n >= 1). Source: Lemire, 2019. */
uint64_t rng_below(struct rng *r, uint64_t n);

/* rng_exponential: exponentially distributed with this mean (0 .. RNG_MEAN_MAX), rounded to the nearest whole
 * unit of the mean. Integers only, so that no library's logarithm decides a bit of a result. Source: von
 * Neumann, 1951. */
int64_t rng_exponential(struct rng *r, int64_t mean);

#endif
