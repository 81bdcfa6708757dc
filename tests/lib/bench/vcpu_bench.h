/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the tests of a vCPU share: two cores with a cost for each step of a signal, and its counters.
 */
#ifndef TESTS_LIB_BENCH_VCPU_BENCH_H
#define TESTS_LIB_BENCH_VCPU_BENCH_H

#include "models/guest/vcpu.h"
#include "tests/lib/bench/model_bench.h"

static const struct bench_config vcpu_bench_costs = {
	.cores = 2,
	.era = ERA_5_10,
	.ns = {[COST_irqfd] = 10,
	       [COST_wake_up] = 20,
	       [COST_vm_entry] = 30,
	       [COST_vm_exit] = 40,
	       [COST_ipi_send] = 5,
	       [COST_kvm_ipi] = 7},
};

static inline struct vcpu_counters vcpu_bench_counters(struct bench *b)
{
	return (struct vcpu_counters){bench_counter(b, COUNTER_exits), bench_counter(b, COUNTER_signals),
				      bench_counter(b, COUNTER_ipis)};
}

#endif
