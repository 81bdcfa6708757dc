/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/transmit_case.h"

static char *scenario_text(const struct transmit_case *r)
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
	for (int i = 0; i < COST_COUNT; i++) /* the slab allocator has a suite of its own */
		if (i != COST_halt_poll && i != COST_app_spin && i != COST_guest_halt &&
		    (i < COST_slab_alloc || i > COST_slab_discard))
			g_string_append_printf(s, "  %s: %" G_GINT64_FORMAT "\n", cost_names[i].name,
					       NS_OF(i) * CLOCK_MHZ / 1000);
	return g_string_free(s, FALSE);
}

static struct run_numbers *simulate(const struct transmit_case *r)
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

static void compare_latency(const struct transmit_case *r, const struct histogram *latency)
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

static void compare_counters(const struct transmit_case *r, const int64_t *counter)
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

void transmit_check(const struct transmit_case *r)
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
