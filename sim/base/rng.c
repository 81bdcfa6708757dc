/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/rng.h"
#include "sim/base/check.h"
#include <inttypes.h>
#include <stdbool.h>

/* 64-bit FNV-1a, with its two published constants. */
static uint64_t hash_name(const char *name)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
	return hash;
}

/* splitmix64 (Steele, Lea, Flood, 2014; constants by Vigna): a step of its state, and the number drawn. */
#define SPLITMIX64_STEP UINT64_C(0x9e3779b97f4a7c15)

uint64_t rng_mix(uint64_t x)
{
	uint64_t z = x + SPLITMIX64_STEP;
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static uint64_t splitmix64(uint64_t *state)
{
	uint64_t drawn = rng_mix(*state);
	*state += SPLITMIX64_STEP;
	return drawn;
}

/* The four numbers cannot all be 0, the one state that xoshiro256** must not have: splitmix64 is a bijection
 * of a state that differs each time. */
void rng_init(struct rng *r, uint64_t seed, uint64_t replication, const char *name)
{
	uint64_t state = hash_name(name) ^ seed;
	state = splitmix64(&state) ^ replication;
	for (int i = 0; i < 4; i++)
		r->s[i] = splitmix64(&state);
}

static uint64_t rotate_left(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

/* Inline: what draws several keeps the state in registers. */
static inline uint64_t rng_draw(struct rng *r)
{
	uint64_t *s = r->s;
	uint64_t result = rotate_left(s[1] * 5, 7) * 9;
	uint64_t shifted = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= shifted;
	s[3] = rotate_left(s[3], 45);
	return result;
}

uint64_t rng_u64(struct rng *r)
{
	return rng_draw(r);
}

/* The upper half of a 128-bit product is the result. 2^64 mod n of the lower halves are drawn again, so that
 * every result is left with as many. */
uint64_t rng_below(struct rng *r, uint64_t n)
{
	CHECK(n >= 1, "no number is below 0");
	unsigned __int128 product = (unsigned __int128)rng_u64(r) * n;
	if ((uint64_t)product < n) {
		uint64_t surplus = (0 - n) % n;
		while ((uint64_t)product < surplus)
			product = (unsigned __int128)rng_u64(r) * n;
	}
	return (uint64_t)(product >> 64);
}

/* Draws that fall until one does not: the length of such a run is odd with probability exp(-first / 2^64),
 * which makes the first draw of an odd run the fraction, and the number of even runs before it the whole
 * part. */
int64_t rng_exponential(struct rng *r, int64_t mean)
{
	CHECK(mean >= 0 && mean <= RNG_MEAN_MAX, "mean %" PRId64 " is out of range", mean);
	struct rng state = *r;
	int64_t whole = 0;
	uint64_t first;
	for (;;) {
		bool odd = true;
		uint64_t least = first = rng_draw(&state), next;
		for (; (next = rng_draw(&state)) < least; least = next)
			odd = !odd;
		if (odd || whole == RNG_WHOLE_MAX)
			break;
		whole++;
	}
	*r = state;
	unsigned __int128 fraction = (unsigned __int128)first * (uint64_t)mean + ((unsigned __int128)1 << 63);
	return whole * mean + (int64_t)(fraction >> 64);
}
