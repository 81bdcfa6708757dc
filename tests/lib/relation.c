/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/relation.h"

/* ---- the figures ---- */
static void print_histogram(const struct histogram *h)
{
	printf("latency %" PRIu64 " %" PRId64 " %" PRId64 " %.0f\n", h->count, h->min, h->max,
	       (double)h->sum);
	for (int i = 0; i < h->held_count; i++)
		if (h->held[i])
			printf("bucket %d %" PRIu64 "\n", h->first + i, h->held[i]);
}

static void print_packets(const char *who, int64_t offered, int64_t delivered, const int64_t dropped[DROPS])
{
	printf("%s offered %" PRId64 " delivered %" PRId64 "\n", who, offered, delivered);
	for (int i = 0; i < DROPS; i++)
		if (dropped[i])
			printf("%s %s %" PRId64 "\n", who, drop_names[i].name, dropped[i]);
}

/* The cores that did something, in the order of what they did: which core it was is not said. */
static void print_cores(const struct result *r)
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

static void print_counters(const struct result *r)
{
	for (int i = 0; i < COUNTERS; i++)
		if (r->counter[i])
			printf("counter %s %" PRId64 "\n", counter_names[i].name, r->counter[i]);
}

/* Of all queues of a kind: the greatest depth, and the mean of all together. */
static void print_queues(const struct result *r)
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

static void print_figures(const struct scenario *s, const struct result *r)
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
static void relation_double(struct scenario *s)
{
	for (int i = 0; i < COST_COUNT; i++) {
		s->cost[i].cycles_ppm *= 2;
		s->cost[i].per_byte_ppm *= 2;
	}
}

char *relation_text(const struct relation_run *run)
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

struct result *relation_result(const struct relation_run *run, void (*change)(struct scenario *s),
			       struct scenario **scenario)
{
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
	if (change)
		change(s);
	struct result *r = run_scenario(s, &(struct run_settings){.sync = SYNC_WINDOW});
	text_files_remove(folder);
	*scenario = s;
	return r;
}

/* The child's life. */
static void relation_simulate(const void *arg)
{
	const struct relation_run *run = arg;
	struct scenario *s;
	struct result *r = relation_result(run, run->doubled ? relation_double : NULL, &s);
	print_figures(s, r);
}

char *relation_figures(const struct relation_run *run)
{
	struct child c = child_world(relation_simulate, run);
	if (c.status != 0)
		printf("\n    %s", c.err);
	CU_ASSERT_EQUAL(c.status, 0);
	char *text = g_strdup(c.out);
	child_free(&c);
	return text;
}

bool relation_can(int flow, const struct relation_way *way)
{
	return !flows[flow]->program || strstr(way->source, "from: vm0") == NULL;
}

void relation_each(int64_t rate, void (*check)(const struct relation_run *base))
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
