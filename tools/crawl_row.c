/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/crawl_row.h"
#include <math.h>
#include <stddef.h>
#include <string.h>

/* The figures of a row that are counted or measured. */
static const struct {
	size_t offset;
	int n;
} figures[] = {
	{offsetof(struct crawl_row, offered), 1},
	{offsetof(struct crawl_row, delivered), 1},
	{offsetof(struct crawl_row, loss_ratio), 1},
	{offsetof(struct crawl_row, dropped), DROPS},
	{offsetof(struct crawl_row, p50), 1},
	{offsetof(struct crawl_row, p99), 1},
	{offsetof(struct crawl_row, wasted_cycles), 1},
	{offsetof(struct crawl_row, cpu), CONTEXTS},
	{offsetof(struct crawl_row, per_packet), PER_PACKET},
};

static double *figure_at(struct crawl_row *row, size_t figure, int i)
{
	double *first = G_STRUCT_MEMBER_P(row, figures[figure].offset);
	return first + i;
}

static void row_clear(void *data)
{
	struct crawl_row *row = data;
	g_free(row->runs);
}

GArray *crawl_rows_new(void)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct crawl_row));
	g_array_set_clear_func(rows, row_clear);
	return rows;
}

/* metric: the figure of this name, of the guest or of all. */
static double metric(const struct run_values *values, const char *prefix, const char *name, const char *guest)
{
	char *whole = g_strconcat(prefix, name, NULL);
	double value = run_value(values, metric_find(whole), guest);
	g_free(whole);
	return value;
}

void crawl_row_read(struct crawl_row *row, const struct run_values *values, const char *guest)
{
	row->intended = *guest ? 0 : (double)row->load;
	row->offered = metric(values, "offered_pps", "", guest);
	row->delivered = metric(values, "delivered_pps", "", guest);
	row->loss_ratio = metric(values, "loss_ratio", "", guest);
	for (int i = 0; i < DROPS; i++)
		row->dropped[i] = metric(values, "dropped.", drop_names[i].name, guest);
	row->p50 = metric(values, "latency_p50_ns", "", NULL);
	row->p99 = metric(values, "latency_p99_ns", "", NULL);
	row->wasted_cycles = metric(values, "wasted_cycles_per_packet", "", NULL);
	for (int i = 0; i < CONTEXTS; i++)
		row->cpu[i] = metric(values, "cpu.", context_names[i], NULL);
	for (int i = 0; i < PER_PACKET; i++)
		row->per_packet[i] = metric(values, "per_packet.", per_packet_names[i], NULL);
}

void crawl_row_fail(struct crawl_row *row)
{
	for (size_t f = 0; f < G_N_ELEMENTS(figures); f++)
		for (int i = 0; i < figures[f].n; i++)
			*figure_at(row, f, i) = NAN;
}

/* mean_of: over the runs that know it. */
static double mean_of(struct crawl_row *runs, int n, size_t figure, int i)
{
	double sum = 0;
	int known = 0;
	for (int k = 0; k < n; k++) {
		double value = *figure_at(&runs[k], figure, i);
		sum += isnan(value) ? 0 : value;
		known += !isnan(value);
	}
	return known ? sum / known : NAN;
}

struct crawl_row crawl_row_mean(const struct crawl_row *runs, int n)
{
	struct crawl_row row = runs[0];
	if (n == 1)
		return row;
	row.runs = g_memdup2(runs, (gsize)n * sizeof(*runs));
	row.n = n;
	for (size_t f = 0; f < G_N_ELEMENTS(figures); f++)
		for (int i = 0; i < figures[f].n; i++)
			*figure_at(&row, f, i) = mean_of(row.runs, n, f, i);
	return row;
}

struct interval crawl_row_interval(const struct crawl_row *row, double confidence,
				   double (*figure)(const struct crawl_row *row, int which), int which)
{
	double *values = g_new(double, MAX(row->n, 1));
	for (int i = 0; i < row->n; i++)
		values[i] = figure(&row->runs[i], which);
	struct interval interval = interval_of(values, row->n, confidence);
	g_free(values);
	return interval;
}

static size_t place_length(int drop)
{
	return strcspn(drop_names[drop].name, "/");
}

static bool same_place(int a, int b)
{
	return place_length(a) == place_length(b) &&
	       !memcmp(drop_names[a].name, drop_names[b].name, place_length(a));
}

/* first_of_place: the first drop reason of the place of this one. */
static int first_of_place(int drop)
{
	int first = 0;
	while (!same_place(first, drop))
		first++;
	return first;
}

/* place_first: the first drop reason of the place with this number. */
static int place_first(int place)
{
	int drop = 0;
	for (int i = 0; i < DROPS; i++)
		if (first_of_place(i) == i && place-- == 0)
			drop = i;
	return drop;
}

int crawl_place_count(void)
{
	int n = 0;
	for (int i = 0; i < DROPS; i++)
		n += first_of_place(i) == i;
	return n;
}

const char *crawl_place_name(int place)
{
	static char name[DROPS][32];
	int drop = place_first(place);
	g_snprintf(name[place], sizeof(name[place]), "%.*s", (int)place_length(drop), drop_names[drop].name);
	return name[place];
}

double crawl_row_lost(const struct crawl_row *row, int place)
{
	int first = place_first(place);
	double lost = 0;
	for (int i = first; i < DROPS; i++)
		if (same_place(i, first))
			lost += row->dropped[i];
	return lost;
}

bool crawl_row_held_back(const struct crawl_row *row)
{
	return row->offered < CRAWL_OFFERED_SHARE * row->intended;
}

const char *crawl_row_lost_at(const struct crawl_row *row)
{
	int most = 0;
	for (int i = 1; i < DROPS; i++)
		if (row->dropped[i] > row->dropped[most])
			most = i;
	if (row->dropped[most] > 0)
		return drop_names[most].name;
	return crawl_row_held_back(row) ? "held back" : "-";
}
