/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The callback flow with the cost callback_rx alone, and with a guest that takes time: what is delivered,
 * what the NIC loses for want of a slot or of a buffer, the latencies and the busy times must be those of a
 * recursion, exactly.
 */
#include "tests/lib/bench/tandem_case.h"

#define TURN 256     /* packets of a turn of the rx handler */
#define PUBLISHED 64 /* used entries published at once */

struct callback_case {
	struct tandem_case base;
	int queue, pool, pool_below;
};

/* With app 0 and a large virtqueue the guest never holds the pool back: one server. */
static const struct callback_case cases[] = {
	/* name kpps warm-up - callback_rx app - - virtqueue; queue, pool, refilled below */
	{{"no queue at all", 300, 0, 0, 4001, 0, 512, 500, 4096}, 512, 128, 80},
	{{"half busy", 1000, 0, 0, 1601, 0, 512, 500, 4096}, 512, 128, 80},
	{{"at its limit", 1000, 0, 0, 3299, 0, 512, 500, 4096}, 512, 128, 80},
	{{"pool empty", 2000, 0, 0, 4001, 0, 512, 500, 4096}, 512, 128, 80},
	{{"pool empty, from 3 ms", 2000, 3000, 0, 4001, 0, 512, 500, 4096}, 512, 128, 80},
	{{"pool refilled late", 1000, 0, 0, 3001, 0, 512, 500, 4096}, 512, 128, 8},
	{{"smallest pool", 1000, 0, 0, 3001, 0, 512, 500, 4096}, 512, 8, 8},
	{{"queue full", 2000, 0, 0, 4001, 0, 512, 500, 4096}, 50, 512, 500},
	{{"queue of 8", 6000, 0, 0, 701, 0, 512, 500, 4096}, 8, 512, 300},
	{{"pool and queue full", 3000, 0, 0, 3001, 0, 512, 500, 4096}, 100, 160, 100},
	{{"quick guest", 1000, 0, 0, 2011, 1511, 512, 500, 256}, 512, 128, 80},
	{{"slow guest", 1000, 0, 0, 2011, 4001, 512, 500, 256}, 512, 128, 80},
	{{"slow guest, from 3 ms", 1000, 3000, 0, 2011, 4001, 512, 500, 256}, 512, 128, 80},
	{{"slow guest, 64 buffers", 1000, 0, 0, 2011, 4001, 512, 500, 64}, 512, 128, 80},
	{{"guest a little slower", 1200, 0, 0, 2011, 2903, 512, 500, 128}, 512, 64, 40},
};

/* ---- the recursion ---- */

/* The NIC's queue and pool; the packets in s->queue from s->head on have a slot. */
struct nic_line {
	int64_t frame; /* next to arrive, from 1 */
	int level;     /* buffers in the pool */
	bool depleted; /* found empty, not filled since */
	bool kick;     /* vhost asked for the guest's next kick */
};

static int64_t next_frame(const struct tandem *s, const struct nic_line *nic)
{
	int64_t date = tandem_arrival(s, nic->frame);
	return date <= s->to ? date : NEVER;
}

/* arrive: one frame; whether it found the pool empty for the first time. */
static bool arrive(struct tandem *s, struct nic_line *nic)
{
	int64_t date = tandem_arrival(s, nic->frame++);
	bool first = false;
	s->tally.offered += counted(s, date);
	if ((int)s->queue->len - s->head == s->nic_ring) {
		s->tally.lost_queue += counted(s, date);
	} else if (nic->level == 0) {
		s->tally.lost_pool += counted(s, date);
		first = !nic->depleted;
		nic->depleted = true;
	} else {
		nic->level--;
		g_array_append_val(s->queue, date);
	}
	return first;
}

/* refill: vhost looks after the pool at `now`. */
static void refill(struct tandem *s, struct nic_line *nic, int64_t now)
{
	guest_run_until(s, now);
	if (nic->level >= s->pool_below)
		return;
	int n = MIN(s->pool - nic->level, s->posted - s->popped);
	s->popped += n;
	nic->level += n;
	nic->depleted &= n == 0;
	nic->kick |= nic->level < s->pool_below;
}

static void publish_and_refill(struct tandem *s, struct nic_line *nic, int64_t now)
{
	publish(s, now);
	refill(s, nic, now);
}

/* kicks: the guest goes on up to `until`; its refills kick if vhost asked for it. Returns whether one did:
 * the first, and its date. */
static bool guest_kicks(struct tandem *s, struct nic_line *nic, int64_t until, int64_t *date)
{
	do
		*date = guest_next_refill(s, until);
	while (*date != NEVER && !nic->kick);
	if (*date == NEVER)
		return false;
	s->tally.kicks += counted(s, *date);
	nic->kick = false;
	return true;
}

/* idle: the interrupt is open, from `now` on; the date at which a packet starts the next turn. */
static int64_t idle(struct tandem *s, struct nic_line *nic)
{
	int64_t kicked;
	for (;;) {
		int64_t frame = next_frame(s, nic);
		if (guest_kicks(s, nic, frame, &kicked))
			refill(s, nic, kicked);
		else if (frame == NEVER)
			return NEVER;
		else if (arrive(s, nic))
			refill(s, nic, frame);
		else if (s->head < (int)s->queue->len)
			return frame;
	}
}

/* serve: one packet from `now`; the date at its end, when its slot is given back and then what arrived is
 * looked at. */
static int64_t serve(struct tandem *s, struct nic_line *nic, int64_t now)
{
	int64_t end = now + s->vhost, kicked;
	while (next_frame(s, nic) <= end && next_frame(s, nic) != NEVER)
		arrive(s, nic);
	while (guest_kicks(s, nic, end, &kicked))
		; /* the end of the turn looks after the pool in any case */
	g_array_append_val(s->arrived, g_array_index(s->queue, int64_t, s->head));
	s->head++;
	s->tally.busy_vhost += counted_time(s, now, end);
	s->in_turn++;
	if (++s->written == PUBLISHED)
		publish_and_refill(s, nic, end);
	return end;
}

static void tandem_callback(struct tandem *s)
{
	struct nic_line nic = {.frame = 1};
	tandem_begin(s);
	nic.level = s->popped = MIN(s->pool, s->ring);
	for (int64_t now = idle(s, &nic); now != NEVER;) {
		now = serve(s, &nic, now);
		bool empty = s->head == (int)s->queue->len;
		if (empty || s->in_turn == TURN) {
			s->in_turn = 0;
			publish_and_refill(s, &nic, now);
		}
		if (empty)
			now = idle(s, &nic);
	}
	guest_run_until(s, NEVER);
	tandem_end(s);
}

/* ---- the cases ---- */

static void check_case(const struct callback_case *c, const char *kernel)
{
	GPtrArray *sets = case_sets(&c->base, "callback", kernel, "callback_rx");
	g_ptr_array_add(sets, g_strdup_printf("callback.queue=%d", c->queue));
	g_ptr_array_add(sets, g_strdup_printf("callback.pool=%d", c->pool));
	g_ptr_array_add(sets, g_strdup_printf("callback.refill_below=%d", c->pool_below));
	struct scenario *sc = case_scenario(sets);
	struct run_numbers *n = case_run(sets);
	struct tandem s = {.pool = c->pool, .pool_below = c->pool_below};
	tandem_facts(&s, &c->base, sc);
	s.nic_ring = c->queue;
	s.refill_above = sc->general.kernel == ERA_3_13 ? s.ring / 2 : 32;
	tandem_callback(&s);
	compare(c->base.name, n, &s, COST_callback_rx);
	same(c->base.name, "copies", n->result.counter[COUNTER_copies], 0);
	CU_ASSERT_EQUAL(n->result.wasted_cycles, 0);
	g_free(n);
	scenario_free(sc);
	g_ptr_array_unref(sets);
}

/* draw_case: any stage may be the slowest; small queues and pools. */
static struct callback_case draw_case(uint32_t *state)
{
	struct callback_case c = {.base = {.name = "drawn", .nic_ring = 512, .tap = 500}};
	c.base.kpps = draw(state, 500, 2500);
	c.base.warmup_us = draw(state, 0, 1) * 1000;
	c.base.vhost = draw(state, 800, 5000);
	c.base.app = draw(state, 800, 5000);
	c.base.ring = 64 << draw(state, 0, 3);
	c.queue = draw(state, 8, 200);
	c.pool = draw(state, 16, 200);
	c.pool_below = draw(state, 1, c.pool);
	return c;
}

static void check_era(const char *kernel)
{
	uint32_t state = 3;
	EACH_CASE (i, cases)
		check_case(&cases[i], kernel);
	for (int i = 0; i < DRAWN; i++) {
		struct callback_case c = draw_case(&state);
		check_case(&c, kernel);
	}
}

static void era_3_13(void)
{
	check_era("3.13");
}

static void era_5_10(void)
{
	check_era("5.10");
}

static const struct test_case tests[] = {
	{"3.13", era_3_13},
	{"5.10", era_5_10},
};

SUITE("tandem callback", tests)
