/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets handed to the bridge of a path_bench at a date, as many as wanted at once, in an interrupt of core 0.
 */
#ifndef TESTS_LIB_BENCH_PATH_FEED_H
#define TESTS_LIB_BENCH_PATH_FEED_H

#include "sim/core/irq.h"
#include "tests/lib/bench/path_bench.h"

/* Costs of the stages in nanoseconds, none of which stands still for a second. */
#define SOME_COSTS                                                                                           \
	"cost.netif_receive=200", "cost.bridge=300", "cost.tun_get_user=400", "cost.vm_exit=600",            \
		"cost.wake_up=350", "cost.context_switch=450", "cost.guest_irq=300", "cost.guest_poll=100",  \
		"cost.app_forward=150", "cost.app_reflect=150", "cost.app_sink=150", "cost.app_source=150",  \
		"cost.qemu_poll_fds=250", "cost.qemu_read=400", "cost.qemu_writev=200",                      \
		"cost.eventfd_read=150", "cost.eventfd_write=160", "cost.futex=200"

struct path_feed {
	struct path_bench *b;
	struct irq irq;
	struct event event;
	int n, bytes;
};

static inline void path_feed_run(struct task *t, struct frame *f)
{
	struct path_feed *feed = f->self;
	struct path_bench *b = feed->b;
	ROUTINE(f);
	while (feed->n > 0) {
		feed->n--;
		HAND_OVER(t, f, &b->dp->bridge.in,
			  packet_born(b->dp->ledger, &(struct packet){.born = b->m->cal.now,
								      .bytes = feed->bytes,
								      .from = PORT_WIRE}));
	}
}

static inline void path_feed_fire(struct event *ev)
{
	irq_raise(&container_of(ev, struct path_feed, event)->irq);
}

/* path_feed_at: n packets for the first guest at the date; the feed must outlive it. */
static inline void path_feed_at(struct path_feed *feed, struct path_bench *b, vtime date, int n, int bytes)
{
	*feed = (struct path_feed){.b = b, .n = n, .bytes = bytes};
	irq_init(&feed->irq, b->m->cores, "feed", path_feed_run, feed);
	event_init(&feed->event, path_feed_fire);
	calendar_arm(&b->m->cal, &feed->event, date, EVENT_HARDIRQ);
}

#endif
