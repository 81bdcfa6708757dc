/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/run/fabric.h"

#include <string.h>

#define NAME "switches" /* in a trace */

/* It has no cores, so no cost is ever paid there. Its clock is the first machine's. */
static struct machine *machine_like(const struct datapath *dp)
{
	const struct scenario *s = dp->scenario;
	return machine_new(&(struct machine_config){.name = NAME,
						    .hz = dp->machine->hz,
						    .era = dp->machine->era,
						    .sched = &s->sched,
						    .costs = s->cost,
						    .n_costs = COST_COUNT});
}

static int fabric_index_of(struct datapath *const *all, const struct nic *nic)
{
	int i = 0;
	while (&all[i]->nic != nic)
		i++;
	return i;
}

static struct switches *switches_of(const struct fabric *f, struct datapath *const *all, int n)
{
	const struct scenario *s = all[0]->scenario;
	const char **hosts = g_new(const char *, n);
	for (int i = 0; i < n; i++)
		hosts[i] = all[i]->machine->name;
	struct switches *switches =
		switches_new(s->platform, hosts, f->nic, n, f->machine_of, f->ledger, s->fabric.queue);
	g_free(hosts);
	return switches;
}

struct fabric *fabric_new(struct datapath *const *all, int n)
{
	struct fabric *f = g_new0(struct fabric, 1);
	int ports = all[0]->topology.n_ports;
	f->machine = machine_like(all[0]);
	f->ledger = ledger_new(f->machine, all[0]->n_guests);
	ledger_count_streams(f->ledger, all[0]->ledger->n_streams);
	f->nic = g_new(struct nic *, n);
	for (int i = 0; i < n; i++)
		f->nic[i] = &all[i]->nic;
	f->machine_of = g_new(int, ports);
	for (int i = 0; i < ports; i++)
		f->machine_of[i] = fabric_index_of(all, all[0]->peers[i]);
	f->switches = switches_of(f, all, n);
	f->post = g_new(struct fabric_post, n);
	for (int i = 0; i < n; i++)
		f->post[i] = (struct fabric_post){f->switches, i};
	return f;
}

void fabric_free(struct fabric *f)
{
	if (!f)
		return;
	switches_free(f->switches);
	ledger_free(f->ledger);
	machine_free(f->machine);
	g_free(f->nic);
	g_free(f->machine_of);
	g_free(f->post);
	g_free(f);
}

static void fabric_take(void *self)
{
	const struct fabric_post *post = self;
	switches_take(post->switches, post->machine);
}

static void fabric_deliver(void *self)
{
	const struct fabric_post *post = self;
	switches_deliver(post->switches, post->machine);
}

static void fabric_tell(void *self, int machine, vtime date)
{
	const struct fabric *f = self;
	world_tell(f->world, machine, date);
}

void fabric_enter(struct fabric *f, int n, struct world *w)
{
	vtime to, from;
	f->world = w;
	f->switches->tell = fabric_tell;
	f->switches->self = f;
	switches_latency(f->switches, &to, &from);
	world_add_hub(w, f->machine, to, from);
	for (int i = 0; i < n; i++) {
		world_add_post(w, fabric_take, &f->post[i]);
		world_add_inbox(w, i, fabric_deliver, &f->post[i]);
	}
}

vtime fabric_reset(void *fabric, vtime now)
{
	const struct fabric *f = fabric;
	(void)now;
	switches_reset(f->switches);
	TRACE(f->machine, cut, f->ledger->inside, f->ledger->away_at_reset);
	return VTIME_NEVER;
}
