/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Devices with a backlog of packets and an instance of NAPI each, for the tests of who polls them and when.
 */
#ifndef TESTS_LIB_BENCH_NAPI_BENCH_H
#define TESTS_LIB_BENCH_NAPI_BENCH_H

#include "models/host/napi_thread.h"
#include "tests/lib/bench/model_bench.h"

#define DEVICES 5

/* A device with a backlog of packets. Its interrupt is masked from the interrupt to the end of polling. */
struct device {
	struct napi_bench *bench;
	char name;
	struct irq irq;
	struct napi napi;
	int backlog, done;
	int late;   /* packets that come at the very moment of the unmasking */
	vtime each; /* time of a packet */
	bool masked;
	bool uncounted; /* a poll that completes says that it did nothing */
};

/* The log shows each poll with its work, and | before the first one of a net_rx_action. */
struct napi_bench {
	struct bench b;
	struct softnet softnet;
	struct device device[DEVICES];
	int64_t round;
};

static inline void interrupt(struct device *d)
{
	if (d->masked || d->backlog == 0)
		return;
	d->masked = true;
	irq_raise(&d->irq);
}

void napi_bench_init(struct napi_bench *n, enum era era, int64_t budget, vtime each);

static inline void arrive(struct device *d, int packets)
{
	d->backlog += packets;
	interrupt(d);
}

static inline int64_t squeezes(struct napi_bench *n)
{
	return *bench_counter(&n->b, COUNTER_time_squeeze);
}

#endif
