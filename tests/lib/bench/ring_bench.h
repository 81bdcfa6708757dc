/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bench for the tests of transmit rings: a NIC with a ring for each of its queues. Interrupts of queue 0 are written
 * into the log ("i"), and may be answered.
 */
#ifndef TESTS_LIB_BENCH_RING_BENCH_H
#define TESTS_LIB_BENCH_RING_BENCH_H

#include "models/nic/nic_tx.h"
#include "tests/lib/bench/host_bench.h"

struct ring_bench {
	struct host_bench h;
	struct irq irq;
	struct nic_tx tx[2];
	bool answers; /* the handler reaps, takes what has come and unmasks */
	int reaped;
};

static inline int reap_all(struct nic_tx *tx)
{
	void *cookie;
	int n = 0;
	while (nic_tx_reap(tx, &cookie, NULL))
		n++;
	return n;
}

static inline void take_all(struct ring_bench *r)
{
	struct packet *p;
	while ((p = nic_queue_take(&r->h.nic.queue[0], NULL))) {
		packet_deliver(r->h.b.ledger, p);
		nic_queue_give(&r->h.nic.queue[0], 1);
	}
}

static inline void interrupt(struct task *t, struct frame *f)
{
	struct ring_bench *r = f->self;
	(void)t;
	ROUTINE(f);
	bench_mark(&r->h.b, "i");
	if (r->answers) {
		r->reaped += reap_all(&r->tx[0]);
		take_all(r);
		nic_queue_unmask(&r->h.nic.queue[0]);
	}
}

static inline void ring_bench_init(struct ring_bench *r, int slots, int64_t bits_per_s, vtime dma)
{
	*r = (struct ring_bench){.answers = false};
	host_bench_init(&r->h, &(struct bench_config){0}, bits_per_s, 2, dma);
	irq_init(&r->irq, r->h.b.m->cores, "nic", interrupt, r);
	for (int i = 0; i < 2; i++) {
		nic_queue_setup(&r->h.nic.queue[i], 8, DROP_nic_ring_full, line_to_irq(&r->irq));
		nic_tx_init(&r->tx[i], &r->h.nic, &r->h.nic.queue[i], slots);
	}
}

static inline void ring_bench_fini(struct ring_bench *r)
{
	nic_settle(&r->h.nic);
	take_all(r);
	for (int i = 0; i < 2; i++)
		nic_tx_fini(&r->tx[i]);
	host_bench_fini(&r->h);
}

static inline void ring_send(struct ring_bench *r, int ring, int bytes, int name)
{
	nic_tx_send(&r->tx[ring], host_bench_packet(&r->h.b, bytes), GINT_TO_POINTER(name));
}

static inline void ring_run(struct ring_bench *r, vtime date)
{
	bench_run(&r->h.b, date);
}

#endif
