/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/napi_bench.h"

static void isr(struct task *t, struct frame *f)
{
	struct device *d = f->self;
	ROUTINE(f);
	PAY(t, f, COST_nic_isr, 0);
	if (napi_schedule(&d->napi))
		PAY(t, f, COST_wake_up, 0);
	CU_ASSERT_FALSE(napi_schedule(&d->napi)); /* a second time does nothing */
}

static void log_poll(struct device *d)
{
	struct napi_bench *n = d->bench;
	int64_t round = *bench_counter(&n->b, COUNTER_softirq_rounds);
	g_string_append_printf(n->b.log, "%s%c%d ", round != n->round ? "|" : "", d->name, d->napi.work);
	n->round = round;
}

static void poll(struct task *t, struct frame *f)
{
	struct device *d = f->self;
	ROUTINE(f);
	while (d->napi.work < d->napi.weight && d->backlog > 0) {
		d->backlog--;
		d->done++;
		d->napi.work++;
		PAY_TIME(t, f, COST_nic_rx, d->each);
	}
	log_poll(d);
	if (d->napi.work < d->napi.weight) {
		napi_complete(&d->napi);
		d->napi.uncounted = d->uncounted ? d->napi.work : 0;
		PAY(t, f, COST_nic_irq_enable, 0);
		d->masked = false;
		d->backlog += d->late;
		d->late = 0;
		interrupt(d);
		PAY(t, f, COST_napi_poll, 0); /* what the driver does yet, open to interrupts */
	}
}

void napi_bench_init(struct napi_bench *n, enum era era, int64_t budget, vtime each)
{
	*n = (struct napi_bench){.round = -1};
	bench_init(&n->b, &(struct bench_config){.cores = 2, .era = era});
	softnet_init(&n->softnet, n->b.m->cores, budget, bench_counter(&n->b, COUNTER_napi_polls),
		     bench_counter(&n->b, COUNTER_time_squeeze));
	for (int i = 0; i < DEVICES; i++) {
		struct device *d = &n->device[i];
		*d = (struct device){.bench = n, .name = (char)('A' + i), .each = each};
		irq_init(&d->irq, n->b.m->cores, "device", isr, d);
		napi_init(&d->napi, &n->softnet, poll, d, 64);
	}
}
