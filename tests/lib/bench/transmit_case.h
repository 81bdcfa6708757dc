/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole runs at a load so low that no packet meets another: how often each cost is paid, what each packet's way
 * costs, and what is counted, must be what one reads off the kernel's functions, exactly. Each cost has a value
 * of its own.
 */
#ifndef TESTS_LIB_BENCH_TRANSMIT_CASE_H
#define TESTS_LIB_BENCH_TRANSMIT_CASE_H

#include "models/costs.h"
#include "tests/lib/faults.h"
#include "tests/lib/run_child.h"

#define N 100 /* packets */
#define CLOCK_MHZ 3300
#define NS_OF(cost) ((vtime)10 * ((cost) + 1)) /* each cost has another value */
#define DMA_NS 1000
#define WIRE_PS(bytes) (((bytes) + 20) * (vtime)800)

/* How often a cost is paid: for each packet, and beside that. */
struct times {
	int cost, each, beside;
};

#define VM0 "  - {name: vm0, vhost_core: 2, vcpu_core: 1}\n"
#define VM1 "  - {name: vm1, vhost_core: 3, vcpu_core: 0}\n"

/* A wake-up on an idle core, as the thread woken sees it. */
#define WOKEN COST_irq_entry, COST_resched_ipi, COST_context_switch
/* From the generator to handle_tx. */
#define SENT                                                                                                 \
	COST_app_source, COST_guest_tx, COST_vm_exit, COST_ioeventfd, WOKEN, COST_vhost_work,                \
		COST_vhost_disable_notify, COST_vhost_get_desc
/* From the tap through the backlog and the bridge. */
#define UP COST_netif_rx, COST_softirq_entry, COST_napi_poll, COST_netif_receive, COST_bridge
#define OUT COST_dev_queue_xmit, COST_nic_tx

struct transmit_case {
	const char *name;
	const char *kernel;	      /* NULL: 3.13 */
	const char *guests, *traffic; /* of the scenario */
	int bytes;
	const struct times *times; /* ends with each and beside 0 */
	const int *way;		   /* costs that one packet waits for, ends with -1 */
	bool in, out;		   /* it comes from the wire, goes to the wire */
	int frees;		   /* packets whose way includes the freeing of the one before */
	int tries; /* packets that go without a copy, in vain: what that costs is not in the way */
	int64_t copies, kicks, signals, exits, nic_interrupts, tx_runs, rx_runs;
};

static inline char *scenario_text(const struct transmit_case *r)
{
	GString *s = g_string_new("question: Does every packet cost what its way costs?\nflow: vhost\n");
	g_string_append_printf(s, "kernel: \"%s\"\n", r->kernel ? r->kernel : "3.13");
	g_string_append_printf(s, "platform: %s/scenarios/platforms/10g.xml\n", SOURCE_DIR);
	g_string_append_printf(s, "costs: %s/scenarios/costs/x86-3.3GHz.yaml\n", SOURCE_DIR);
	g_string_append(s, "warmup: 500us\nduration: 100400us\nbringup: {instant: yes}\nsched: {hz: 1000, "
			   "idle: hlt, idle_exit: 0us}\n");
	g_string_append(s, "nic: {core: 0, moderation: off, dma_latency: 1us}\nvcpu: {halt_poll: 0us}\n");
	g_string_append_printf(s, "guests:\n%straffic:\n", r->guests);
	g_string_append_printf(s, "  - {%s, rate: 1kpps, frame: %dB, arrivals: constant}\n", r->traffic,
			       r->bytes);
	g_string_append(s, "cost:\n  all: 0\n");
	for (int i = 0; i < COST_COUNT; i++)
		if (i != COST_halt_poll && i != COST_app_spin && i != COST_guest_halt)
			g_string_append_printf(s, "  %s: %" G_GINT64_FORMAT "\n", cost_names[i].name,
					       NS_OF(i) * CLOCK_MHZ / 1000);
	return g_string_free(s, FALSE);
}

static inline struct run_numbers *simulate(const struct transmit_case *r)
{
	char *folder = folder_new(), *text = scenario_text(r);
	char *path = file_write(folder, "run.yaml", text, strlen(text));
	static const char *const no_sets[] = {NULL};
	struct run_numbers *n = run_numbers(&(struct run_order){.path = path, .sets = no_sets});
	g_free(path);
	g_free(text);
	folder_remove(folder);
	CU_ASSERT_PTR_NOT_NULL_FATAL(n);
	return n;
}

static inline void same(const struct transmit_case *r, const char *what, int64_t is, int64_t must)
{
	if (is != must)
		printf("\n    %s: %s is %" G_GINT64_FORMAT ", must be %" G_GINT64_FORMAT, r->name, what, is,
		       must);
	CU_ASSERT_EQUAL(is, must);
}

static inline vtime booked(const struct run_numbers *n, int cost)
{
	vtime sum = 0;
	for (int core = 0; core < n->result.n_cores; core++)
		for (int context = 0; context < CONTEXTS; context++)
			sum += n->core[core].by_cost[context][cost];
	return sum;
}

static inline int64_t paid(const struct transmit_case *r, int cost)
{
	for (const struct times *t = r->times; t->each || t->beside; t++)
		if (t->cost == cost)
			return (int64_t)N * t->each + t->beside;
	return 0;
}

/* Those not listed are never paid. */
static inline void compare_costs(const struct transmit_case *r, const struct run_numbers *n)
{
	for (int i = 0; i < COST_COUNT; i++)
		same(r, cost_names[i].name, booked(n, i), paid(r, i) * NS_OF(i) * VTIME_PER_NS);
}

static inline void compare_latency(const struct transmit_case *r, const struct histogram *latency)
{
	vtime way = 0, freeing = NS_OF(COST_guest_tx_free) * VTIME_PER_NS;
	vtime in_vain =
		(NS_OF(COST_vhost_zerocopy) + NS_OF(COST_skb_copy) - NS_OF(COST_tun_get_user)) * VTIME_PER_NS;
	for (const int *cost = r->way; *cost >= 0; cost++)
		way += NS_OF(*cost) * VTIME_PER_NS;
	if (r->in)
		way += DMA_NS * VTIME_PER_NS;
	if (r->out)
		way += DMA_NS * VTIME_PER_NS + WIRE_PS(r->bytes);
	if (r->tries == 0) {
		same(r, "least latency", latency->min, way);
		same(r, "greatest latency", latency->max, way + (r->frees > 0 ? freeing : 0));
	}
	same(r, "sum of latencies", (int64_t)latency->sum, N * way + r->frees * freeing + r->tries * in_vain);
}

static inline void compare_counters(const struct transmit_case *r, const int64_t *counter)
{
	same(r, "copies", counter[COUNTER_copies], r->copies);
	same(r, "kicks", counter[COUNTER_kicks], r->kicks);
	same(r, "signals", counter[COUNTER_signals], r->signals);
	same(r, "exits", counter[COUNTER_exits], r->exits);
	same(r, "nic_interrupts", counter[COUNTER_nic_interrupts], r->nic_interrupts);
	same(r, "vhost_tx_runs", counter[COUNTER_vhost_tx_runs], r->tx_runs);
	same(r, "vhost_runs", counter[COUNTER_vhost_runs], r->rx_runs);
	same(r, "ksoftirqd_wakeups", counter[COUNTER_ksoftirqd_wakeups], 0);
}

/* transmit_check: simulates a case and compares. */
static inline void transmit_check(const struct transmit_case *r)
{
	struct run_numbers *n = simulate(r);
	same(r, "offered", n->result.offered, N);
	same(r, "delivered", n->result.delivered, N);
	same(r, "delivered bytes", n->result.delivered_bytes, (int64_t)N * r->bytes);
	same(r, "on the way", n->result.inside_end, 0);
	for (int i = 0; i < DROPS; i++)
		same(r, drop_names[i].name, n->result.dropped[i], 0);
	compare_costs(r, n);
	compare_latency(r, &n->result.latency);
	compare_counters(r, n->result.counter);
	g_free(n);
}

#endif
