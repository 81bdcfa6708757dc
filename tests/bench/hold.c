/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/hold.h"
#include "sim/base/rng.h"
#include "sim/core/calendar.h"
#include "tests/bench/pipeline.h"

#include <glib.h>

#define DRAWS 65536 /* drawn beforehand, so that drawing is not measured */
#define FIRED 400000

struct hold {
	struct calendar cal;
	struct held *held;
	int n;
	unsigned draw;
	vtime gap[DRAWS];
	unsigned other[DRAWS]; /* n or more: no other one */
	bool cancel[DRAWS];
};

struct held {
	struct event event; /* first: its address is the held one's */
	struct hold *hold;
	char owner[128]; /* events are parts of larger things */
};

static vtime gap(struct hold *h)
{
	return h->gap[h->draw++ % DRAWS];
}

static void held_fire(struct event *ev)
{
	struct hold *h = ((struct held *)ev)->hold;
	unsigned i = h->draw % DRAWS;
	calendar_arm(&h->cal, ev, h->cal.now + gap(h), EVENT_THREAD);
	if (h->other[i] >= (unsigned)h->n)
		return;
	struct event *other = &h->held[h->other[i]].event;
	if (h->cancel[i])
		calendar_cancel(&h->cal, other);
	calendar_arm(&h->cal, other, h->cal.now + gap(h), EVENT_HARDIRQ);
}

static void draw_all(struct hold *h, bool bimodal)
{
	struct rng rng;
	vtime mean = h->n * VTIME_PER_US;
	rng_init(&rng, 1, 0, "hold");
	for (int i = 0; i < DRAWS; i++) {
		vtime of = !bimodal ? mean : rng_below(&rng, 10) ? mean / 50 : mean * 44 / 5;
		h->gap[i] = rng_exponential(&rng, of);
		h->other[i] = (unsigned)rng_below(&rng, (uint64_t)h->n * 5);
		h->cancel[i] = rng_below(&rng, 2) == 0;
	}
}

static void run_until(struct hold *h, uint64_t fired)
{
	while (h->cal.fired < fired)
		calendar_run(&h->cal, h->cal.now + 100 * VTIME_PER_US);
}

double run_hold(int n, bool bimodal)
{
	struct hold *h = g_new0(struct hold, 1);
	h->n = n;
	h->held = g_new0(struct held, n);
	calendar_init(&h->cal);
	draw_all(h, bimodal);
	for (int i = 0; i < n; i++) {
		h->held[i].hold = h;
		event_init(&h->held[i].event, held_fire);
		calendar_arm(&h->cal, &h->held[i].event, gap(h), EVENT_THREAD);
	}
	run_until(h, 20 * (uint64_t)n);
	uint64_t from = h->cal.fired;
	double start = now_seconds();
	run_until(h, from + FIRED);
	double seconds = (now_seconds() - start) / (double)(h->cal.fired - from);
	calendar_fini(&h->cal);
	g_free(h->held);
	g_free(h);
	return seconds;
}
