/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/machine.h"
#include "sim/base/check.h"
#include "sim/core/cstate.h"
#include "sim/core/smt.h"
#include "sim/kernel/cost.h"

#include <string.h>

static void spread_costs(struct core *c, const struct machine_config *config)
{
	char *stream = g_strdup_printf("costs of core %d of %s", c->id, config->name);
	c->spread.share = config->cost_spread;
	rng_init(&c->spread.rng, config->seed, config->replication, stream);
	g_free(stream);
}

static void set_up_cstates(struct machine *m)
{
	char *why;
	m->cstates = m->sched.cstates == CSTATES_off ? NULL : g_new(struct cstate_times, CSTATES);
	CHECK(!m->cstates || cstate_table(&m->sched, m->cstates, &why), "machine %s: cstate_times", m->name);
}

struct machine *machine_new(const struct machine_config *config)
{
	CHECK(config->cores >= 0 && config->n_costs >= SIM_COST_COUNT, "machine %s: incomplete",
	      config->name);
	struct machine *m = g_new0(struct machine, 1);
	m->name = g_strdup(config->name);
	m->hz = config->hz;
	m->era = config->era;
	m->sched = *config->sched;
	m->params = sched_params(config->sched, config->cores, config->era);
	m->n_costs = config->n_costs;
	m->cost_name = config->cost_name;
	m->costs = g_new(struct cost, m->n_costs);
	for (int i = 0; i < m->n_costs; i++)
		m->costs[i] = cost_resolve(&config->costs[i], m->hz);
	m->n_counters = MAX(config->n_counters, (int)SIM_COUNTER_COUNT);
	m->counter = g_new0(int64_t, m->n_counters);
	calendar_init(&m->cal);
	m->cal.machine = m;
	m->n_cores = config->cores;
	m->cores = g_new0(struct core, m->n_cores);
	for (int i = 0; i < m->n_cores; i++) {
		core_init(&m->cores[i], m, i);
		spread_costs(&m->cores[i], config);
	}
	if (config->smt != SMT_off)
		smt_init(m, config);
	set_up_cstates(m);
	for (int i = 0; i < m->n_cores; i++) {
		m->cores[i].followed =
			config->smt != SMT_off || m->sched.cstates != CSTATES_off || config->energy;
		if (m->sched.cstates != CSTATES_off)
			cstate_init(&m->cores[i]);
	}
	return m;
}

void machine_free(struct machine *m)
{
	smt_fini(m);
	for (int i = 0; i < m->n_cores; i++)
		core_fini(&m->cores[i]);
	fiber_pool_free(&m->stacks);
	calendar_fini(&m->cal);
	g_free(m->cores);
	g_free(m->counter);
	g_free(m->cstates);
	g_free(m->costs);
	g_free(m->name);
	g_free(m);
}

static void settle_any_busy(struct machine *m)
{
	if (m->n_busy > 0)
		m->any_busy += m->cal.now - m->busy_since;
	m->busy_since = m->cal.now;
}

void machine_follow(struct machine *m, bool busy)
{
	settle_any_busy(m);
	m->n_busy += busy ? 1 : -1;
}

void machine_settle(struct machine *m)
{
	settle_any_busy(m);
	for (int i = 0; i < m->n_cores; i++)
		core_settle(&m->cores[i]);
}

void machine_reset_statistics(struct machine *m)
{
	machine_settle(m);
	for (int i = 0; i < m->n_cores; i++)
		core_reset_statistics(&m->cores[i]);
	memset(m->counter, 0, sizeof(*m->counter) * (size_t)m->n_counters);
	m->any_busy = 0;
}

void machine_check(struct machine *m, vtime from)
{
	machine_settle(m);
	for (int i = 0; i < m->n_cores; i++) {
		const struct core *c = &m->cores[i];
		vtime booked = c->idle, asleep = 0;
		for (int k = 0; k < CSTATES; k++)
			asleep += c->residency[k];
		CHECK(asleep == c->idle, "machine %s core %d: its C-states do not add up", m->name, i);
		for (int k = 0; k < CONTEXTS * m->n_costs; k++)
			booked += c->booked[k];
		CHECK(booked == m->cal.now - from,
		      "machine %s core %d: %" G_GINT64_FORMAT " ps are booked twice or not at all", m->name,
		      i, booked - (m->cal.now - from));
	}
}

/* ---- the trace ---- */

void machine_trace_fully(struct machine *m, void (*traced)(void *self), void *self)
{
	m->traced_fully = true;
	m->traced = traced;
	m->traced_self = self;
	m->cal.stepwise = true;
}

/* core_at_work: whose tasks are being stepped; NULL: hardware or a controller acts. */
static const struct core *core_at_work(const struct machine *m)
{
	for (int i = 0; i < m->n_cores; i++)
		if (m->cores[i].executing)
			return &m->cores[i];
	return NULL;
}

void machine_trace(const struct machine *m, vtime date, enum trace_point point, int64_t subject,
		   int64_t detail, int64_t more)
{
	if (!m->trace)
		return;
	const struct core *c = core_at_work(m);
	trace_event(m->trace,
		    &(struct trace_record){.machine = m->traced_as,
					   .date = date,
					   .point = point,
					   .subject = subject,
					   .detail = detail,
					   .more = more,
					   .core = c ? c->id : -1,
					   .context = c && c->running ? c->running->context : CONTEXT_idle});
	if (m->traced)
		m->traced(m->traced_self);
}

void machine_trace_paid(const struct core *c, vtime date, int cost, vtime time)
{
	struct machine *m = c->machine;
	if (!m->traced_fully)
		return;
	trace_event(m->trace, &(struct trace_record){.machine = m->traced_as,
						     .date = date,
						     .point = TRACE_paid,
						     .subject = c->id,
						     .detail = cost,
						     .more = time,
						     .core = c->id,
						     .context = c->running->context});
	if (m->traced)
		m->traced(m->traced_self);
}

double machine_cycles(const struct machine *m, vtime time)
{
	return (double)time * (double)m->hz / (double)VTIME_PER_S;
}
