/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/core/smt.h"
#include "sim/base/check.h"

/* Rounded up, so that no work vanishes. */
static vtime at_speed(const struct machine *m, vtime time, bool slow)
{
	int64_t from = slow ? m->smt_speed : SMT_SPEED_ONE, to = slow ? SMT_SPEED_ONE : m->smt_speed;
	return (vtime)(((__int128)time * to + from - 1) / from);
}

vtime smt_time(const struct core *c, vtime work)
{
	return c->slow ? at_speed(c->machine, work, true) : work;
}

/* Brings what the task owes to a speed. */
static void convert(const struct machine *m, struct task *t, bool slow)
{
	t->slowed = slow;
	t->debt = at_speed(m, t->debt, slow);
	t->rest = 0;
	for (struct part *part = t->owed; part < t->owed_end; part++) {
		if (!m->cost_waits || !m->cost_waits(part->cost))
			part->time = at_speed(m, part->time, slow);
		t->rest += part->time;
	}
}

/* The end of the payment in progress has moved. A core that is to look again now does that first. */
static void arm_again(struct core *c)
{
	const struct task *t = c->running;
	vtime owed = t->debt > 0 ? t->debt : t->rest;
	if (c->paying && !c->attention)
		calendar_arm(c->cal, &c->event, c->cal->now + owed, c->class);
}

static void set_speed(struct core *c, bool slow)
{
	core_settle(c);
	c->slow = slow;
	c->costs = slow ? c->machine->slow_costs : c->machine->costs;
	if (!c->running)
		return;
	convert(c->machine, c->running, slow);
	arm_again(c);
}

void smt_enter(struct core *c, struct task *t, bool changes)
{
	if (t && t->slowed != c->slow)
		convert(c->machine, t, c->slow);
	if (changes)
		set_speed(c->sibling, t != NULL);
}

int smt_sibling(enum smt smt, int core, int n_cores)
{
	if (smt == SMT_off)
		return -1;
	return smt == SMT_pairs ? core ^ 1 : (core + n_cores / 2) % n_cores;
}

void smt_init(struct machine *m, const struct machine_config *config)
{
	CHECK(m->n_cores % 2 == 0, "machine %s: %d threads are no pairs", m->name, m->n_cores);
	m->smt_speed = config->smt_speed;
	m->cost_waits = config->cost_waits;
	m->slow_costs = g_new(struct cost, m->n_costs);
	for (int i = 0; i < m->n_costs; i++)
		m->slow_costs[i] = (struct cost){at_speed(m, m->costs[i].fixed, true),
						 at_speed(m, m->costs[i].per_byte_fs, true)};
	for (int i = 0; i < m->n_cores; i++)
		m->cores[i].sibling = &m->cores[smt_sibling(config->smt, i, m->n_cores)];
}

void smt_fini(struct machine *m)
{
	g_free(m->slow_costs);
}
