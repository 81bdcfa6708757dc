/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/tandem_case.h"

void tandem_facts(struct tandem *s, const struct tandem_case *c, const struct scenario *sc)
{
	const struct platform_link *link = platform_link(sc->platform, sc->wire.name);
	s->hz = platform_host(sc->platform, sc->host.name)->hz;
	s->rate = c->kpps * 1000;
	s->wire = (FRAME + 20) * 8 * (1000000000000 / link->bits_per_s);
	s->latency = link->latency;
	s->from = sc->general.warmup;
	s->to = s->from + sc->general.duration;
	s->nic_rx = cycles_ps(c->nic_rx, s->hz);
	s->vhost = cycles_ps(c->vhost, s->hz);
	s->app = cycles_ps(c->app, s->hz);
	s->nic_ring = c->nic_ring;
	s->tap = c->tap;
	s->ring = c->ring;
}

GPtrArray *case_sets(const struct tandem_case *c, const char *flow, const char *kernel,
		     const char *vhost_cost)
{
	GPtrArray *sets = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(sets, g_strdup_printf("flow=%s", flow));
	g_ptr_array_add(sets, g_strdup_printf("kernel=%s", kernel));
	g_ptr_array_add(sets, g_strdup_printf("load=%" G_GINT64_FORMAT "kpps", c->kpps));
	g_ptr_array_add(sets, g_strdup_printf("warmup=%" G_GINT64_FORMAT "us", c->warmup_us));
	g_ptr_array_add(sets, g_strdup_printf("cost.nic_rx=%" G_GINT64_FORMAT, c->nic_rx));
	g_ptr_array_add(sets, g_strdup_printf("cost.%s=%" G_GINT64_FORMAT, vhost_cost, c->vhost));
	g_ptr_array_add(sets, g_strdup_printf("cost.app_sink=%" G_GINT64_FORMAT, c->app));
	g_ptr_array_add(sets, g_strdup_printf("nic.rx_ring=%d", c->nic_ring));
	g_ptr_array_add(sets, g_strdup_printf("tap.queue=%d", c->tap));
	g_ptr_array_add(sets, g_strdup_printf("virtio.ring=%d", c->ring));
	return sets;
}

struct scenario *case_scenario(GPtrArray *sets)
{
	struct diag *d = diag_new();
	g_ptr_array_add(sets, NULL);
	struct scenario *s = scenario_read(TANDEM_YAML, (const char *const *)sets->pdata, d);
	diag_print(d, stderr);
	diag_free(d);
	CU_ASSERT_FATAL(s != NULL);
	return s;
}

struct run_numbers *case_run(GPtrArray *sets)
{
	struct run_numbers *n = run_numbers(
		&(struct run_order){.path = TANDEM_YAML, .sets = (const char *const *)sets->pdata});
	CU_ASSERT_FATAL(n != NULL);
	return n;
}

void compare(const char *name, const struct run_numbers *n, const struct tandem *s, int vhost_cost)
{
	const struct result *r = &n->result;
	const struct tally *t = &s->tally;
	same(name, "ties", s->ties, 0);
	same(name, "offered", r->offered, t->offered);
	same(name, "delivered", r->delivered, t->delivered);
	same(name, "nic/ring_full", r->dropped[DROP_nic_ring_full], t->lost_ring);
	same(name, "nic/pool_empty", r->dropped[DROP_nic_pool_empty], t->lost_pool);
	same(name, "nic/queue_full", r->dropped[DROP_nic_queue_full], t->lost_queue);
	same(name, "tap/queue_full", r->dropped[DROP_tap_queue_full], t->lost_tap);
	same(name, "kicks", r->counter[COUNTER_kicks], t->kicks);
	same(name, "least latency", r->latency.min, t->latency_min);
	same(name, "greatest latency", r->latency.max, t->latency_max);
	same(name, "sum of latencies", (int64_t)r->latency.sum, t->latency_sum);
	same(name, "time of nic_rx", booked(n, COST_nic_rx), t->busy_nic);
	same(name, "time of vhost", booked(n, vhost_cost), t->busy_vhost);
	same(name, "time of app", booked(n, COST_app_sink), t->busy_app);
}
