/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/pipeline.h"

#include <time.h>

const vtime stage_service[STAGES] = {600 * VTIME_PER_NS, 900 * VTIME_PER_NS, 500 * VTIME_PER_NS};
const int stage_ring[STAGES] = {1024, 1000, 256};

void source_advance(struct source *s)
{
	if (--s->left <= 0)
		s->next = VTIME_NEVER;
	else
		s->next += s->poisson ? rng_exponential(&s->rng, s->mean) : s->mean;
}

void source_start(struct source *s, const struct load *load)
{
	*s = (struct source){
		.mean = VTIME_PER_S / load->rate, .poisson = load->poisson, .left = load->packets};
	rng_init(&s->rng, 1, 0, "source");
}

vtime load_end(const struct load *load)
{
	return VTIME_PER_S / load->rate * (load->packets + load->packets / 5) + VTIME_PER_S;
}

double now_seconds(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}
