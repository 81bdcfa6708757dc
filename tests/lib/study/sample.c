/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/study/sample.h"

struct scenario *sample_scenario(void)
{
	static char name[] = "h";
	struct platform_host host = {.name = name, .cores = 2, .hz = 2000000000};
	struct scenario *s = scenario_new();
	s->name = g_strdup("sample");
	s->path = g_strdup("sample.yaml");
	g_free(s->host.name);
	s->host.name = g_strdup(name);
	s->platform = g_new0(struct platform, 1);
	s->platform->hosts = g_array_new(FALSE, TRUE, sizeof(struct platform_host));
	s->platform->links = g_array_new(FALSE, TRUE, sizeof(struct platform_link));
	g_array_append_val(s->platform->hosts, host);
	return s;
}

void sample_scenario_free(struct scenario *s)
{
	g_array_unref(s->platform->hosts);
	g_array_unref(s->platform->links);
	g_clear_pointer(&s->platform, g_free);
	scenario_free(s);
}

struct result *sample_result(void)
{
	struct result *r = g_new0(struct result, 1);
	r->measured = 2 * VTIME_PER_S;
	r->offered = 1000;
	r->delivered = 600;
	r->delivered_bytes = 600 * 64;
	r->dropped[DROP_nic_ring_full] = 100;
	r->dropped[DROP_tap_queue_full] = 290;
	r->inside_start = 5;
	r->inside_end = 15;
	r->wasted_cycles = 390500;
	for (int64_t us = 1; us <= 600; us++)
		histogram_add(&r->latency, us * VTIME_PER_US);
	r->n_cores = 1;
	r->core = g_new0(struct result_core, 1);
	r->core[0].machine = g_strdup("h");
	r->core[0].booked[CONTEXT_softirq] = VTIME_PER_S / 2;
	r->core[0].booked[CONTEXT_vhost] = VTIME_PER_S;
	r->core[0].booked[CONTEXT_idle] = VTIME_PER_S / 2;
	r->core[0].by_cost[CONTEXT_vhost][COST_vhost_copy] = VTIME_PER_S / 4;
	r->counter[COUNTER_kicks] = 150;
	r->counter[COUNTER_copies] = 900;
	r->wall_s = 0.5;
	r->cpu_s = 0.25;
	r->events = 5;
	return r;
}
