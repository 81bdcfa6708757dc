/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bench for the tests of the models: a machine at 1 GHz, so that a cycle is a nanosecond, whose costs are 0
 * unless the test sets them, a ledger, and acts from outside at a date.
 *
 * bench_mark writes "name@ns " to the log, so that a test compares one string with dates worked out by hand.
 */
#ifndef TESTS_LIB_BENCH_MODEL_BENCH_H
#define TESTS_LIB_BENCH_MODEL_BENCH_H

#include "models/costs.h"
#include "models/counters.h"
#include "models/packet.h"
#include "models/topology.h"
#include "models/traffic/traffic.h"

#include "tests/lib/suite.h"
#include <inttypes.h>

#define BENCH_GUESTS 64 /* accounts of the ledger */

#define NS(n) ((vtime)(n)*VTIME_PER_NS)
#define US(n) ((vtime)(n)*VTIME_PER_US)
#define MS(n) ((vtime)(n)*VTIME_PER_MS)

struct bench_config {
	int cores; /* 0: one */
	enum era era;
	int64_t hz;	    /* of the timer tick; 0: 1000 */
	int ns[COST_COUNT]; /* costs, 0 when left out */
};

struct bench {
	struct machine *m;
	struct ledger *ledger;
	struct topology topology; /* of BENCH_GUESTS guests with one path each */
	GString *log;
	GPtrArray *acts;
	struct irq feeder; /* see bench_feed */
	struct inlet *feed_to;
	int feed_bytes;
	int64_t feed_left;
};

static inline int64_t *bench_counter(struct bench *b, int counter)
{
	return &b->m->counter[counter];
}

void bench_init(struct bench *b, const struct bench_config *config);

void bench_fini(struct bench *b);

static inline void bench_run(struct bench *b, vtime until)
{
	calendar_run(&b->m->cal, until);
}

static inline vtime bench_now(const struct bench *b)
{
	return b->m->cal.now;
}

static inline void bench_mark(struct bench *b, const char *name)
{
	g_string_append_printf(b->log, "%s@%" PRId64 " ", name, bench_now(b) / VTIME_PER_NS);
}

/* What has been written since the last call. */
const char *bench_log(struct bench *b);

/* How often a cost has been paid in full on a core, in any context. */
int64_t bench_paid(struct bench *b, int core, int cost);

/* bench_packet: a packet of the tester for the guest is born, its last bit having come at the date. */
struct packet *bench_packet(struct ledger *l, vtime date, int bytes, int guest);

/* ---- acts from outside ---- */

struct bench_act {
	struct event event; /* first: its address is the act's */
	void (*fn)(void *arg);
	void *arg;
};

static inline void bench_act_fire(struct event *ev)
{
	struct bench_act *act = (struct bench_act *)ev;
	act->fn(act->arg);
}

/* bench_at: calls fn at the date, as a device would. */
void bench_at(struct bench *b, vtime date, void (*fn)(void *arg), void *arg);

/* bench_raise: what bench_at calls for an interrupt, a struct irq. */
static inline void bench_raise(void *irq)
{
	irq_raise(irq);
}

void bench_feeder_init(struct bench *b, int core, struct inlet *to, int bytes);

/* bench_feed: n packets arrive at once, now. */
static inline void bench_feed(struct bench *b, int64_t n)
{
	b->feed_left += n;
	irq_raise(&b->feeder);
}

/* ---- a thread that runs one routine each time it is woken ---- */

struct bench_thread {
	struct task task;
	routine fn;
	void *self, *arg;
};

void bench_thread_run(struct task *t, struct frame *f);

static inline void bench_thread_init(struct bench_thread *thread, struct bench *b, int core, routine fn,
				     void *self)
{
	*thread = (struct bench_thread){.fn = fn, .self = self};
	thread_init(&thread->task, &b->m->cores[core], "bench", CONTEXT_other, bench_thread_run, thread);
}

static inline void bench_thread_wake(void *thread)
{
	task_wake(&((struct bench_thread *)thread)->task, NULL);
}

/* ---- traffic ---- */

/* bench_burst: a source of n frames, `gap` apart (a divisor of a second), the first after one gap; no more
 * for n seconds. */
struct traffic_settings bench_burst(int n, vtime gap, int bytes);

struct traffic_settings bench_source(enum arrivals arrivals, int64_t rate, int bytes);

GArray *bench_sources(const struct traffic_settings *sources, int n);

/* Source i is the tester's, for guest i. */
#define BENCH_SEED(i)                                                                                        \
	{                                                                                                    \
		.guest = (i), .from = PORT_WIRE, .to = (i)                                                   \
	}
static const struct packet bench_seed[] = {BENCH_SEED(0), BENCH_SEED(1), BENCH_SEED(2), BENCH_SEED(3),
					   BENCH_SEED(4), BENCH_SEED(5), BENCH_SEED(6), BENCH_SEED(7)};

/* bench_traffic: the array must outlive the traffic. */
static inline struct traffic *bench_traffic(const GArray *sources, int64_t load, int64_t seed)
{
	return traffic_new(sources, load, seed, 0);
}

/* ---- random choices, repeatable ---- */

static inline int bench_choose(struct rng *r, int from, int to)
{
	return from + (int)rng_below(r, (uint64_t)(to - from + 1));
}

#endif
