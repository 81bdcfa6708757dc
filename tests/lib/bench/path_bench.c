/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/bench/path_bench.h"

static struct scenario *path_scenario(const char *file, const char *const *sets)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(file, sets, d);
	diag_print(d, stderr);
	diag_free(d);
	CU_ASSERT_FATAL(s != NULL);
	return s;
}

void path_bench_from(struct path_bench *b, const char *file, const char *const *sets)
{
	*b = (struct path_bench){.s = path_scenario(file, sets)};
	b->m = machine_new(&(struct machine_config){.name = b->s->host.name,
						    .cores = 4,
						    .hz = 1000000000,
						    .era = (enum era)b->s->general.kernel,
						    .sched = &b->s->sched,
						    .costs = b->s->cost,
						    .n_costs = COST_COUNT,
						    .n_counters = COUNTERS});
	b->dp = datapath_new(b->s, b->m);
	b->bringup = bringups_new(b->dp);
	for (int i = 0; i < b->dp->n_guests; i++)
		b->next[i] = bringup_first(&b->bringup[i]);
}

/* The guest whose bring-up acts next. */
static int path_next_guest(const struct path_bench *b)
{
	int first = 0;
	for (int i = 1; i < b->dp->n_guests; i++)
		if (b->next[i] < b->next[first])
			first = i;
	return first;
}

void path_bench_run(struct path_bench *b, vtime until)
{
	for (int i = path_next_guest(b); b->next[i] <= until; i = path_next_guest(b)) {
		calendar_run(&b->m->cal, b->next[i]);
		b->next[i] = bringup_act(&b->bringup[i], b->next[i]);
	}
	calendar_run(&b->m->cal, until);
	nic_settle(&b->dp->nic);
	machine_settle(b->m);
	machine_check(b->m, 0);
	datapath_check(b->dp);
}

void path_bench_fini(struct path_bench *b)
{
	bringups_free(b->bringup, b->dp);
	datapath_free(b->dp);
	machine_free(b->m);
	scenario_free(b->s);
}

struct histogram all_latency(const struct ledger *l)
{
	struct histogram all = {0};
	for (int i = 0; i < l->n_streams; i++)
		histogram_merge(&all, &l->stream[i].latency);
	struct histogram figures = all;
	histogram_reset(&all);
	figures.held = NULL;
	return figures;
}
