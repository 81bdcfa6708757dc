/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/explain/next_limit.h"
#include <math.h>

#define SHARED 0.1 /* of a core's time: who has as much shares it */
#define BUSY 0.02  /* of a core's time: what works less is no limit worth a word */

/* The candidate with the least room so far. */
struct search {
	struct next_limit best;
	double room; /* capacity over what is offered to it */
};

static void offer(struct search *s, struct next_limit n, double demand)
{
	double room = demand > 0 ? n.capacity / demand : INFINITY;
	if (room < s->room) {
		s->room = room;
		s->best = n;
	}
}

static void offer_core(const struct explain_run *run, struct search *s, int core)
{
	struct next_limit n = {.core = core, .stage = core_main(run, core), .share = core_work(run, core)};
	if (n.share < BUSY)
		return;
	n.rate = core_rate(run, core, n.stage);
	n.capacity = n.rate / n.share;
	offer(s, n, core_demand(run, core, n.stage));
}

/* offer_stages: those that share the full core. */
static void offer_stages(const struct explain_run *run, struct search *s, int core)
{
	int sharing = 0;
	for (int stage = 0; stage < STAGES; stage++)
		sharing += stage_share(run, core, stage) >= SHARED;
	for (int stage = 0; sharing > 1 && stage < STAGES; stage++) {
		struct next_limit n = {
			core, stage, true, stage_share(run, core, stage), core_rate(run, core, stage), 0};
		if (n.share < SHARED)
			continue;
		n.capacity = n.rate / n.share;
		offer(s, n, core_demand(run, core, stage));
	}
}

static void offer_wire(const struct explain_run *run, struct search *s)
{
	double share = wire_in_share(run), rate = 0;
	for (int i = 0; i < run->r->n_streams; i++)
		if (traffic_is_tester(&g_array_index(run->s->traffic, struct traffic_settings, (guint)i)))
			rate += run_rate(run, run->r->stream[i].offered);
	if (share > 0)
		offer(s,
		      (struct next_limit){.core = -1, .share = share, .rate = rate, .capacity = rate / share},
		      rate);
}

struct next_limit next_limit_find(const struct explain_run *run, const struct limit *l)
{
	struct search s = {.best = {.core = -1}, .room = INFINITY};
	for (int i = 0; i < run->r->n_cores; i++)
		if (l->kind == LIMIT_core && l->core == i)
			offer_stages(run, &s, i);
		else if (l->kind != LIMIT_core || core_main(run, i) != l->stage ||
			 !core_full(run, i, l->stage))
			offer_core(run, &s, i);
	if (l->kind != LIMIT_wire)
		offer_wire(run, &s);
	return s.best;
}
