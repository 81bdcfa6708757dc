/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bench for the tests of the callback flow.
 *
 * One guest's instance stands at the end of an instant wire, its vhost thread on core 0. The test is the
 * guest's driver; its vCPU, on core 1, writes the used index at each interrupt into the log ("u3").
 */
#ifndef TESTS_LIB_BENCH_CALLBACK_BENCH_H
#define TESTS_LIB_BENCH_CALLBACK_BENCH_H

#include "models/vhost/callback.h"
#include "tests/lib/bench/model_bench.h"

struct callback_bench {
	struct bench b;
	GArray *sources;
	struct traffic *traffic;
	struct wire wire;
	struct nic nic;
	struct virtqueue ring, tx_ring;
	struct vhost_worker worker;
	struct vhost_vq vq, tx;
	struct vcpu vcpu;
	struct vector vector;
	struct nic_instance instance;
	struct callback_settings settings;
	struct callback cb;
	struct depth used;
};

struct callback_setup {
	int frames; /* of 100 bytes */
	vtime gap;  /* between them, the first after one gap */
	int ring, posted;
	bool event_idx;
	struct callback_settings settings;
	int ns[COST_COUNT];
};

static inline void post(struct callback_bench *c, int n)
{
	for (int i = 0; i < n; i++)
		virtqueue_add(&c->ring, NULL);
}

/* Everything is set up, registered, seeded and open. */
void callback_bench_init(struct callback_bench *c, const struct callback_setup *setup);

/* The driver takes all used buffers; each holds a packet, in order of arrival. */
int take_used(struct callback_bench *c);

void callback_bench_fini(struct callback_bench *c);

static inline int64_t counted(struct callback_bench *c, int counter)
{
	return *bench_counter(&c->b, counter);
}

static inline int64_t lost(struct callback_bench *c, enum drop reason)
{
	nic_catch_up(&c->nic);
	return c->b.ledger->dropped[reason];
}

#define DPAA                                                                                                 \
	{                                                                                                    \
		.pool = 128, .refill_below = 80, .release_group = 8, .queue = 512, .batch = 64               \
	}

#endif
