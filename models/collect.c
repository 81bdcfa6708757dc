/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/collect.h"

#include <string.h>

/* ---- books ---- */

static vtime context_time(const struct core *c, int context)
{
	vtime sum = context == CONTEXT_idle ? c->idle : 0;
	for (int k = 0; k < COST_COUNT; k++)
		sum += c->booked[context * COST_COUNT + k];
	return sum;
}

/* ---- time series ---- */

#define CPU_COLUMN(name, text) "cpu_" #name "_ppm",

static const char *const columns[] = {"offered_pps", "delivered_pps",	      "dropped_pps",
				      "nic_packets", "tap_packets",	      "virtqueue_packets",
				      "tx_packets",  CONTEXT_LIST(CPU_COLUMN)};

void sampler_init(struct sampler *s, struct datapath *dp, vtime from, vtime interval)
{
	*s = (struct sampler){.dp = dp, .interval = interval, .last = from};
	s->series = series_new(columns, G_N_ELEMENTS(columns));
}

static int64_t rate(int64_t *last, int64_t now, vtime elapsed)
{
	int64_t delta = now - *last;
	*last = now;
	return (int64_t)((__int128)delta * VTIME_PER_S / elapsed);
}

static int64_t all_dropped(const struct ledger *l)
{
	int64_t sum = 0;
	for (int i = 0; i < DROPS; i++)
		sum += l->dropped[i];
	return sum;
}

static void sample_depths(const struct datapath *dp, int64_t level[DEPTH_KINDS])
{
	for (guint i = 0; i < dp->depths->len; i++) {
		const struct depth_entry *e = &g_array_index(dp->depths, struct depth_entry, i);
		level[e->kind] += e->depth->level;
	}
}

static void sample_cpu(struct sampler *s, vtime elapsed, int64_t *ppm)
{
	const struct core *c = datapath_core(s->dp, s->dp->scenario->nic.core);
	for (int i = 0; i < CONTEXTS; i++) {
		vtime booked = context_time(c, i);
		ppm[i] = (int64_t)((__int128)(booked - s->booked[i]) * 1000000 / elapsed);
		s->booked[i] = booked;
	}
}

vtime sampler_act(void *self, vtime now)
{
	struct sampler *s = self;
	struct ledger *l = s->dp->ledger;
	int64_t row[G_N_ELEMENTS(columns)] = {0};
	vtime elapsed = now - s->last;
	nic_settle(&s->dp->nic);
	machine_settle(s->dp->machine);
	row[0] = rate(&s->offered, l->offered, elapsed);
	row[1] = rate(&s->delivered, l->delivered, elapsed);
	row[2] = rate(&s->dropped, all_dropped(l), elapsed);
	sample_depths(s->dp, &row[3]);
	sample_cpu(s, elapsed, &row[3 + DEPTH_KINDS]);
	series_append(s->series, now, row);
	s->last = now;
	return now + s->interval;
}

/* ---- result ---- */

static void collect_core(const struct core *c, struct result_core *out)
{
	for (int i = 0; i < CONTEXTS; i++) {
		out->booked[i] = context_time(c, i);
		for (int k = 0; k < COST_COUNT; k++)
			out->by_cost[i][k] = c->booked[i * COST_COUNT + k];
	}
}

static void collect_cores(const struct machine *m, struct result *r)
{
	r->n_cores = m->n_cores;
	r->core = g_new0(struct result_core, r->n_cores);
	for (int i = 0; i < r->n_cores; i++)
		collect_core(&m->cores[i], &r->core[i]);
	memcpy(r->counter, m->counter, sizeof(r->counter));
}

static void collect_depths(const struct datapath *dp, struct result *r)
{
	r->n_queues = (int)dp->depths->len;
	r->queue = g_new0(struct result_queue, r->n_queues);
	for (int i = 0; i < r->n_queues; i++) {
		const struct depth_entry *e = &g_array_index(dp->depths, struct depth_entry, i);
		r->queue[i].name = g_strdup(e->name);
		r->queue[i].max = e->depth->max;
		r->queue[i].mean = depth_mean(e->depth, dp->machine->cal.now);
	}
}

static void collect_guests(const struct datapath *dp, struct result *r)
{
	r->n_guests = dp->n_guests;
	r->guest = g_new0(struct result_guest, r->n_guests);
	for (int i = 0; i < r->n_guests; i++) {
		const struct guest_account *account = &dp->ledger->guest[i];
		r->guest[i].name = g_strdup(datapath_guest(dp, i)->name);
		r->guest[i].offered = account->offered;
		r->guest[i].delivered = account->delivered;
		memcpy(r->guest[i].dropped, account->dropped, sizeof(account->dropped));
	}
}

static void collect_packets(const struct datapath *dp, struct result *r)
{
	const struct ledger *l = dp->ledger;
	r->offered = l->offered;
	r->delivered = l->delivered;
	r->delivered_bytes = l->delivered_bytes;
	r->inside_start = l->inside_at_reset;
	r->inside_end = l->inside;
	memcpy(r->dropped, l->dropped, sizeof(r->dropped));
	r->wasted_cycles = machine_cycles(dp->machine, l->wasted);
	r->latency = l->latency;
}

struct result *collect_result(struct datapath *dp, vtime cut, struct series *series)
{
	struct result *r = g_new0(struct result, 1);
	nic_settle(&dp->nic);
	machine_check(dp->machine, cut);
	datapath_check(dp);
	r->measured = dp->machine->cal.now - cut;
	r->series = series;
	collect_packets(dp, r);
	collect_guests(dp, r);
	collect_cores(dp->machine, r);
	collect_depths(dp, r);
	return r;
}
