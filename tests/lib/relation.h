/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs that are compared with each other: a base scenario, in which one guest of any flow and era receives, sends or
 * reflects, with settings made to it, and its figures as text.
 */
#ifndef TESTS_LIB_RELATION_H
#define TESTS_LIB_RELATION_H

#include "models/flows/flow.h"
#include "models/run/run.h"
#include "sim/core/era.h"
#include "tests/lib/child.h"
#include "tests/lib/scenario_text.h"
#include "tests/lib/suite.h"
#include "tools/study/crawl/scenario_file.h"
#include <inttypes.h>

/* The guest's backends have the cores 1 and 2, its vCPUs 3 and 4, another guest 5 and 6, a polling switch 7. */
#define RELATION_SCENARIO                                                                                    \
	"platform: p.xml\ncosts: " PROFILE "\nwarmup: 3ms\nduration: 5ms\npmd: {core: 7}\nnic: {core: 0}\n"

#define RELATION_PLATFORM                                                                                    \
	"<?xml version='1.0'?><!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\"><platform "      \
	"version=\"4.1\"><zone id=\"z\" routing=\"Full\">"                                                   \
	"<host id=\"tester\" speed=\"1Gf\"/><host id=\"server\" speed=\"%sGf\" core=\"10\"/>"                \
	"<link id=\"wire\" bandwidth=\"10Gbps\" latency=\"500ns\"/>"                                         \
	"<route src=\"tester\" dst=\"server\"><link_ctn id=\"wire\"/></route></zone></platform>"

/* What the guest does with packets: two pieces of the scenario. */
struct relation_way {
	const char *name;
	const char *guest;  /* of its entry in guests */
	const char *source; /* of an entry in traffic */
};

static const struct relation_way relation_ways[] = {
	{"receives", "", "to: vm0"},
	{"reflects", ", app: reflect", "to: vm0"},
	{"sends", "", "from: vm0, to: wire"},
};

#define RELATION_WAYS G_N_ELEMENTS(relation_ways)

/* One run to make. */
struct relation_run {
	int flow, era;
	const struct relation_way *way;
	const char *guest;  /* more of the guest's entry: ", queues: 2" */
	const char *others; /* more entries in guests */
	const char *more;   /* more of the scenario */
	int64_t rate;	    /* of all sources together, pps, Poisson */
	int sources;	    /* equal ones */
	int64_t seed;
	bool doubled; /* clock and costs */
};

/* Sources start when everything is up: what has gone before then leaves no trace. */
#define RELATION_START "2500us"

/* ---- the figures ---- */

static inline void print_histogram(const struct histogram *h)
{
	printf("latency %" PRIu64 " %" PRId64 " %" PRId64 " %.0f\n", h->count, h->min, h->max,
	       (double)h->sum);
	for (int i = 0; i < h->held_count; i++)
		if (h->held[i])
			printf("bucket %d %" PRIu64 "\n", h->first + i, h->held[i]);
}

static inline void print_packets(const char *who, int64_t offered, int64_t delivered,
				 const int64_t dropped[DROPS])
{
	printf("%s offered %" PRId64 " delivered %" PRId64 "\n", who, offered, delivered);
	for (int i = 0; i < DROPS; i++)
		if (dropped[i])
			printf("%s %s %" PRId64 "\n", who, drop_names[i].name, dropped[i]);
}

/* By context and cost: a core that did nothing prints nothing. */
static inline int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The cores that did something, in the order of what they did: which core it was is not said. */
static inline void print_cores(const struct result *r)
{
	GPtrArray *cores = g_ptr_array_new_with_free_func(g_free);
	for (int i = 0; i < r->n_cores; i++) {
		GString *text = g_string_new(NULL);
		for (int c = 0; c < CONTEXTS; c++)
			for (int k = 0; k < COST_COUNT; k++)
				if (r->core[i].by_cost[c][k])
					g_string_append_printf(text, "core %s %s %" PRId64 "\n",
							       context_names[c], cost_names[k].name,
							       r->core[i].by_cost[c][k]);
		g_ptr_array_add(cores, g_string_free(text, FALSE));
	}
	g_ptr_array_sort(cores, by_text);
	for (guint i = 0; i < cores->len; i++)
		fputs(g_ptr_array_index(cores, i), stdout);
	g_ptr_array_free(cores, TRUE);
}

static inline void print_counters(const struct result *r)
{
	for (int i = 0; i < COUNTERS; i++)
		if (r->counter[i])
			printf("counter %s %" PRId64 "\n", counter_names[i].name, r->counter[i]);
}

/* Of all queues of a kind: the greatest depth, and the mean of all together. */
static inline void print_queues(const struct result *r)
{
	double mean[QUEUES] = {0};
	int64_t max[QUEUES] = {0};
	for (int i = 0; i < r->n_queues; i++) {
		mean[r->queue[i].kind] += r->queue[i].mean;
		max[r->queue[i].kind] = MAX(max[r->queue[i].kind], r->queue[i].max);
	}
	for (int i = 0; i < QUEUES; i++)
		if (max[i])
			printf("queue %s %.9f %" PRId64 "\n", queue_kinds[i].name, mean[i], max[i]);
}

static inline void print_figures(const struct scenario *s, const struct result *r)
{
	double hz = (double)platform_host(s->platform, s->host.name)->hz;
	print_packets("all", r->offered, r->delivered, r->dropped);
	print_packets("guest", r->guest[0].offered, r->guest[0].delivered, r->guest[0].dropped);
	printf("inside %" PRId64 " %" PRId64 "\n", r->inside_start, r->inside_end);
	printf("bytes %" PRId64 "\n", r->delivered_bytes);
	printf("wasted %.17g s\n", r->wasted_cycles / hz);
	print_histogram(&r->latency);
	print_counters(r);
	print_queues(r);
	print_cores(r);
}

/* ---- running ---- */

static inline void relation_double(struct scenario *s)
{
	for (int i = 0; i < COST_COUNT; i++) {
		s->cost[i].cycles_ppm *= 2;
		s->cost[i].per_byte_ppm *= 2;
	}
}

static inline char *relation_text(const struct relation_run *run)
{
	GString *text = g_string_new(RELATION_SCENARIO "guests:\n");
	g_string_append_printf(text, "  - {name: vm0, vhost_core: 1, vcpu_core: 3%s%s}\n%straffic:\n",
			       run->way->guest, run->guest, run->others);
	for (int i = 0; i < run->sources; i++)
		g_string_append_printf(text,
				       "  - {%s, frame: 64B, arrivals: poisson, start: " RELATION_START
				       ", rate: %" PRId64 "pps}\n",
				       run->way->source, run->rate / run->sources);
	g_string_append_printf(text, "flow: %s\nkernel: \"%s\"\nseed: %" PRId64 "\n%s",
			       flows[run->flow]->name, era_names[run->era], run->seed, run->more);
	return g_string_free(text, FALSE);
}

/* The child's life. */
static inline void relation_simulate(const void *arg)
{
	const struct relation_run *run = arg;
	char *text = relation_text(run),
	     *platform = g_strdup_printf(RELATION_PLATFORM, run->doubled ? "6.6" : "3.3");
	const struct text_part files[] = {{"s.yaml", text}, {"p.xml", platform}};
	char *folder = text_files(files, G_N_ELEMENTS(files)),
	     *path = g_build_filename(folder, "s.yaml", NULL);
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(path, NULL, d);
	diag_print(d, stderr);
	if (!s)
		_exit(3);
	if (run->doubled)
		relation_double(s);
	struct result *r = run_scenario(s, &(struct run_settings){.sync = SYNC_WINDOW});
	text_files_remove(folder);
	print_figures(s, r);
}

/* relation_figures: the figures of the run, for the caller to free (g_free). */
static inline char *relation_figures(const struct relation_run *run)
{
	struct child c = child_run(relation_simulate, run);
	if (c.status != 0)
		printf("\n    %s", c.err);
	CU_ASSERT_EQUAL(c.status, 0);
	char *text = g_strdup(c.out);
	child_free(&c);
	return text;
}

/* ---- all of them ---- */

/* relation_can: whether the flow can be used so: a program does not send of itself. */
static inline bool relation_can(int flow, const struct relation_way *way)
{
	return !flows[flow]->program || strstr(way->source, "from: vm0") == NULL;
}

/* relation_each: for every flow, era and way, a run of one source at a rate. */
static inline void relation_each(int64_t rate, void (*check)(const struct relation_run *base))
{
	for (int flow = 0; flow < flow_count; flow++)
		for (int era = 0; era < ERAS; era++)
			for (size_t way = 0; way < RELATION_WAYS; way++)
				if (relation_can(flow, &relation_ways[way]))
					check(&(struct relation_run){.flow = flow,
								     .era = era,
								     .way = &relation_ways[way],
								     .guest = "",
								     .others = "",
								     .more = "",
								     .rate = rate,
								     .sources = 1,
								     .seed = 1});
}

static inline void relation_print(const char *what, const struct relation_run *run)
{
	printf("\n    %s: flow %s in %s, a guest that %s, %" PRId64 " pps", what, flows[run->flow]->name,
	       era_names[run->era], run->way->name, run->rate);
}

#endif
