/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bench for the tests of the host's transmit side: a NIC whose wire comes from nobody (frames can be put in)
 * and goes out to the tester, unless the test gives it a peer.
 */
#ifndef TESTS_LIB_BENCH_HOST_BENCH_H
#define TESTS_LIB_BENCH_HOST_BENCH_H

#include "models/nic/nic.h"
#include "tests/lib/bench/model_bench.h"

#define GBPS(n) ((int64_t)(n)*1000000000)

struct host_bench {
	struct bench b;
	struct wire wire;
	struct nic nic;
};

static inline void host_bench_init(struct host_bench *h, const struct bench_config *config,
				   int64_t bits_per_s, int queues, vtime dma)
{
	struct wire_out out = {.bits_per_s = bits_per_s};
	bench_init(&h->b, config);
	wire_init(&h->wire, NULL, NULL, bits_per_s, 0);
	nic_init(&h->nic, h->b.ledger, &h->wire, &out, &h->b.topology, &classifier_single, queues, dma,
		 bench_counter(&h->b, COUNTER_nic_interrupts));
}

static inline void host_bench_fini(struct host_bench *h)
{
	nic_fini(&h->nic);
	wire_fini(&h->wire);
	bench_fini(&h->b);
}

/* host_bench_packet: a packet of a guest for the wire, built now. */
static inline struct packet *host_bench_packet(struct bench *b, int bytes)
{
	struct packet *p = bench_packet(b->ledger, bench_now(b), bytes, 0);
	p->from = 0;
	p->to = PORT_WIRE;
	return p;
}

/* host_bench_arrive: a frame of the far end has its last bit here at the date. */
static inline void host_bench_arrive(struct host_bench *h, vtime date)
{
	struct packet seed = {.born = date, .bytes = 64, .from = PORT_WIRE};
	nic_put(&h->nic, &(struct wire_frame){.date = date, .packet = seed});
}

#endif
