/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/model_bench.h"

static void bench_topology(struct topology *topo)
{
	int one[BENCH_GUESTS];
	for (int i = 0; i < BENCH_GUESTS; i++)
		one[i] = 1;
	topology_init(topo, BENCH_GUESTS, one, one);
}

void bench_init(struct bench *b, const struct bench_config *config)
{
	struct cost_entry costs[COST_COUNT] = {0};
	struct sched_settings sched = {.hz = config->hz ? config->hz : 1000,
				       .latency = MS(6),
				       .min_granularity = US(750),
				       .wakeup_granularity = MS(1),
				       .base_slice = US(750)};
	for (int i = 0; i < COST_COUNT; i++)
		costs[i].cycles_ppm = (int64_t)config->ns[i] * 1000000;
	b->m = machine_new(&(struct machine_config){.name = "host",
						    .cores = config->cores ? config->cores : 1,
						    .hz = 1000000000,
						    .era = config->era,
						    .sched = &sched,
						    .costs = costs,
						    .n_costs = COST_COUNT,
						    .n_counters = COUNTERS});
	b->ledger = ledger_new(b->m, BENCH_GUESTS);
	bench_topology(&b->topology);
	b->log = g_string_new(NULL);
	b->acts = g_ptr_array_new_with_free_func(g_free);
}

void bench_fini(struct bench *b)
{
	machine_check(b->m, 0);
	CU_ASSERT_EQUAL(ledger_residue(b->ledger), 0);
	ledger_free(b->ledger);
	topology_fini(&b->topology);
	machine_free(b->m);
	g_string_free(b->log, TRUE);
	g_ptr_array_free(b->acts, TRUE);
}

const char *bench_log(struct bench *b)
{
	static char text[4096];
	g_strlcpy(text, b->log->str, sizeof(text));
	g_string_truncate(b->log, 0);
	return text;
}

int64_t bench_paid(struct bench *b, int core, int cost)
{
	vtime sum = 0, one = b->m->costs[cost].fixed;
	machine_settle(b->m);
	for (int i = 0; i < CONTEXTS; i++)
		sum += b->m->cores[core].booked[i * COST_COUNT + cost];
	return one ? sum / one : 0;
}

struct packet *bench_packet(struct ledger *l, vtime date, int bytes, int guest)
{
	return packet_born(
		l, &(struct packet){
			   .born = date, .bytes = bytes, .guest = guest, .from = PORT_WIRE, .to = guest});
}

void bench_at(struct bench *b, vtime date, void (*fn)(void *arg), void *arg)
{
	struct bench_act *act = g_new0(struct bench_act, 1);
	act->fn = fn;
	act->arg = arg;
	event_init(&act->event, bench_act_fire);
	g_ptr_array_add(b->acts, act);
	calendar_arm(&b->m->cal, &act->event, date, EVENT_HARDIRQ);
}

/* ---- packets handed to a port in an interrupt of a core ---- */
static void bench_feeder(struct task *t, struct frame *f)
{
	struct bench *b = f->self;
	ROUTINE(f);
	while (b->feed_left > 0) {
		b->feed_left--;
		HAND_OVER(t, f, b->feed_to, bench_packet(b->ledger, bench_now(b), b->feed_bytes, 0));
	}
}

void bench_feeder_init(struct bench *b, int core, struct inlet *to, int bytes)
{
	irq_init(&b->feeder, &b->m->cores[core], "feeder", bench_feeder, b);
	b->feed_to = to;
	b->feed_bytes = bytes;
}

void bench_thread_run(struct task *t, struct frame *f)
{
	struct bench_thread *thread = f->self;
	ROUTINE(f);
	for (;;) {
		CALL(t, f, thread->fn, thread->self, thread->arg);
		SLEEP(f);
	}
}

struct traffic_settings bench_burst(int n, vtime gap, int bytes)
{
	int64_t peak = VTIME_PER_S / gap;
	vtime on = (n + 1) * gap;
	return (struct traffic_settings){.from = "",
					 .shape = "",
					 .pcap = "",
					 .rate = 1,
					 .flows = 1,
					 .frame = {.n = 1, .size = {bytes}, .weight = {1}},
					 .arrivals = ARRIVALS_BURSTS,
					 .burst_on = on,
					 .burst_off = on * (peak - 1)};
}

struct traffic_settings bench_source(enum arrivals arrivals, int64_t rate, int bytes)
{
	return (struct traffic_settings){.from = "",
					 .shape = "",
					 .pcap = "",
					 .rate = rate,
					 .flows = 1,
					 .frame = {.n = 1, .size = {bytes}, .weight = {1}},
					 .arrivals = (int)arrivals,
					 .burst_on = MS(1),
					 .burst_off = MS(1)};
}

GArray *bench_sources(const struct traffic_settings *sources, int n)
{
	GArray *a = g_array_new(FALSE, FALSE, sizeof(*sources));
	g_array_append_vals(a, sources, (guint)n);
	return a;
}
