/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/crawl/crawl_cores.h"
#include "tools/chart/chart.h"
#include "tools/text/csv.h"
#include <math.h>
#include <string.h>

#define VISIBLE 0.01   /* of a core's time: what ticks take is nothing to see */
#define SAME 0.02      /* of a core's time, by which cores differ that do the same */
#define ROWS_MAX 6     /* of panels */
#define NAMES_LISTED 2 /* cores of one row that are all named */

struct crawl_cores {
	const struct crawl_view *chart;
	GPtrArray *names; /* of the cores, in the order of the runs; owned */
	GArray *points;	  /* of int: those of crawl.csv, row by row */
	double *share;	  /* [(row * cores + core) * CONTEXTS + context] */
	GArray *working;  /* of guint: cores that do anything */
};

/* ---- shares ---- */

static guint first_of(const struct crawl_cores *c)
{
	return (guint)c->chart->c->study->first;
}

/* crawl_cores_runs_of: of a point; NULL entries failed. */
static const GPtrArray *crawl_cores_runs_of(const struct crawl_cores *c, guint row)
{
	return c->chart->c->samples->runs[g_array_index(c->points, int, row)];
}

static const struct run_parts *crawl_cores_of(const GPtrArray *runs, guint i)
{
	const struct run_values *run = g_ptr_array_index(runs, i);
	return run ? &run->part[PART_CORE] : NULL;
}

/* number_names: of all cores that any run has. */
static void number_names(struct crawl_cores *c, GHashTable *numbers)
{
	for (guint row = 0; row < c->points->len; row++) {
		const GPtrArray *runs = crawl_cores_runs_of(c, row);
		for (guint i = first_of(c); i < runs->len; i++) {
			const struct run_parts *cores = crawl_cores_of(runs, i);
			for (int k = 0; cores && k < cores->n; k++)
				if (!g_hash_table_contains(numbers, cores->name[k])) {
					char *name = g_strdup(cores->name[k]);
					g_hash_table_insert(numbers, name, GUINT_TO_POINTER(c->names->len));
					g_ptr_array_add(c->names, name);
				}
		}
	}
}

static double *share_at(const struct crawl_cores *c, guint row, guint core)
{
	return &c->share[(row * c->names->len + core) * CONTEXTS];
}

static int context_metric(int context)
{
	char *name = g_strconcat("cpu.", context_names[context], NULL);
	int metric = metric_find(name);
	g_free(name);
	return metric;
}

static void crawl_cores_add_run(const struct crawl_cores *c, GHashTable *numbers, guint row,
				const struct run_parts *cores, int count)
{
	int first = context_metric(0); /* the contexts follow each other */
	for (int k = 0; k < cores->n; k++) {
		guint core = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, cores->name[k]));
		double *share = share_at(c, row, core);
		for (int context = 0; context < CONTEXTS; context++)
			share[context] += cores->figures[k][first + context] / count;
	}
}

static void fill_row(const struct crawl_cores *c, GHashTable *numbers, guint row)
{
	const GPtrArray *runs = crawl_cores_runs_of(c, row);
	int count = 0;
	for (guint i = first_of(c); i < runs->len; i++)
		count += crawl_cores_of(runs, i) != NULL;
	for (guint i = first_of(c); i < runs->len; i++)
		if (crawl_cores_of(runs, i))
			crawl_cores_add_run(c, numbers, row, crawl_cores_of(runs, i), count);
}

/* busy: what the core does at a point besides idling, by context. */
static double busy(const struct crawl_cores *c, guint row, guint core)
{
	double sum = 0;
	for (int i = 0; i < CONTEXTS; i++)
		sum += i == CONTEXT_idle ? 0 : share_at(c, row, core)[i];
	return sum;
}

static double most_busy(const struct crawl_cores *c, guint core)
{
	double most = 0;
	for (guint row = 0; row < c->points->len; row++)
		most = fmax(most, busy(c, row, core));
	return most;
}

static void crawl_cores_find_points(struct crawl_cores *c)
{
	for (guint i = 0; i < c->chart->drawn->len; i++) {
		const GArray *points = crawl_view_curve(c->chart, i)->points;
		g_array_append_vals(c->points, points->data, points->len);
	}
}

struct crawl_cores *crawl_cores_new(const struct crawl_view *chart)
{
	struct crawl_cores *c = g_new(struct crawl_cores, 1);
	GHashTable *numbers = g_hash_table_new(g_str_hash, g_str_equal);
	*c = (struct crawl_cores){chart, g_ptr_array_new_with_free_func(g_free),
				  g_array_new(FALSE, FALSE, sizeof(int)), NULL,
				  g_array_new(FALSE, FALSE, sizeof(guint))};
	crawl_cores_find_points(c);
	number_names(c, numbers);
	c->share = g_new0(double, (gsize)c->points->len * c->names->len * CONTEXTS + 1);
	for (guint row = 0; row < c->points->len; row++)
		fill_row(c, numbers, row);
	for (guint core = 0; core < c->names->len; core++)
		if (most_busy(c, core) > VISIBLE)
			g_array_append_val(c->working, core);
	g_hash_table_unref(numbers);
	return c;
}

void crawl_cores_free(struct crawl_cores *c)
{
	if (!c)
		return;
	g_ptr_array_unref(c->names);
	g_array_unref(c->points);
	g_array_unref(c->working);
	g_free(c->share);
	g_free(c);
}

static guint working(const struct crawl_cores *c, guint i)
{
	return g_array_index(c->working, guint, i);
}

/* ---- the table ---- */

static void crawl_cores_csv_row(const struct crawl_cores *c, GString *out, guint core, const char *curve,
				guint row)
{
	int point = g_array_index(c->points, int, row);
	csv_name(out, g_ptr_array_index(c->names, core));
	g_string_append_c(out, ',');
	csv_name(out, curve);
	g_string_append_printf(out, ",%" G_GINT64_FORMAT, load_of(c->chart->c, point));
	csv_number(out, load_figure(c->chart->c, point, "offered_pps"), 3);
	for (int i = 0; i < CONTEXTS; i++)
		csv_number(out, share_at(c, row, core)[i], 6);
	g_string_append_c(out, '\n');
}

static void csv_core(const struct crawl_cores *c, GString *out, guint core)
{
	for (guint i = 0, row = 0; i < c->chart->drawn->len; i++) {
		const struct load_curve *curve = crawl_view_curve(c->chart, i);
		for (guint k = 0; k < curve->points->len; k++)
			crawl_cores_csv_row(c, out, core, curve->name, row++);
	}
}

char *crawl_cores_csv(const struct crawl_cores *c)
{
	GString *out = g_string_new("core,curve,load_pps,offered_pps");
	for (int i = 0; i < CONTEXTS; i++)
		g_string_append_printf(out, ",%s", context_names[i]);
	g_string_append_c(out, '\n');
	for (guint i = 0; i < c->working->len; i++)
		csv_core(c, out, working(c, i));
	return g_string_free(out, FALSE);
}

/* ---- the rows of panels ---- */

static bool works_on(const struct crawl_cores *c, guint core, guint curve)
{
	guint row = 0;
	double most = 0;
	for (guint i = 0; i < curve; i++)
		row += crawl_view_curve(c->chart, i)->points->len;
	for (guint k = 0; k < crawl_view_curve(c->chart, curve)->points->len; k++)
		most = fmax(most, busy(c, row + k, core));
	return most > VISIBLE;
}

bool crawl_cores_work(const struct crawl_cores *c, guint curve)
{
	bool any = false;
	for (guint i = 0; i < c->working->len && !any; i++)
		any = works_on(c, working(c, i), curve);
	return any;
}

static bool do_the_same(const struct crawl_cores *c, guint a, guint b)
{
	for (guint row = 0; row < c->points->len; row++)
		for (int i = 0; i < CONTEXTS; i++)
			if (fabs(share_at(c, row, a)[i] - share_at(c, row, b)[i]) > SAME)
				return false;
	return true;
}

/* A row of panels: the first of its cores is drawn. */
struct panel_row {
	GArray *cores; /* of guint: numbers in `working`; owned */
	double busy;
};

static void row_clear(void *row)
{
	g_array_unref(((struct panel_row *)row)->cores);
}

static struct panel_row *row_at(const GArray *rows, guint i)
{
	return &g_array_index(rows, struct panel_row, i);
}

static guint crawl_cores_core_of(const GArray *rows, guint i, guint k)
{
	return g_array_index(row_at(rows, i)->cores, guint, k);
}

/* row_of: of cores that do the same as this one; a new one when there is none. */
static struct panel_row *row_of(const struct crawl_cores *c, GArray *rows, guint i)
{
	for (guint k = 0; k < rows->len; k++)
		if (do_the_same(c, working(c, crawl_cores_core_of(rows, k, 0)), working(c, i)))
			return row_at(rows, k);
	const struct panel_row row = {g_array_new(FALSE, FALSE, sizeof(guint)), most_busy(c, working(c, i))};
	g_array_append_val(rows, row);
	return row_at(rows, rows->len - 1);
}

/* drop_idlest: until there is room for all. */
static void drop_idlest(GArray *rows)
{
	while (rows->len > ROWS_MAX) {
		guint least = 0;
		for (guint i = 1; i < rows->len; i++)
			if (row_at(rows, i)->busy <= row_at(rows, least)->busy)
				least = i;
		g_array_remove_index(rows, least);
	}
}

static GArray *rows_new(const struct crawl_cores *c)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct panel_row));
	g_array_set_clear_func(rows, row_clear);
	for (guint i = 0; i < c->working->len; i++)
		g_array_append_val(row_of(c, rows, i)->cores, i);
	drop_idlest(rows);
	return rows;
}

/* row_text: "core 2", "cores 2, 3", "cores 2 ... 7"; of another machine "server 2". */
static char *row_text(const struct crawl_cores *c, const GArray *rows, guint i)
{
	guint n = row_at(rows, i)->cores->len;
	const char *first = g_ptr_array_index(c->names, working(c, crawl_cores_core_of(rows, i, 0))),
		   *last = g_ptr_array_index(c->names, working(c, crawl_cores_core_of(rows, i, n - 1)));
	const char *word = strchr(first, ' ') ? "" : n > 1 ? "cores " : "core ";
	if (n == 1)
		return g_strconcat(word, first, NULL);
	return g_strconcat(word, first, n > NAMES_LISTED ? " … " : ", ", last, NULL);
}

/* is_nics: whether the core's time is what the runs count as that of the core that takes the NIC's interrupt. */
static bool is_nics(const struct crawl_cores *c, guint core)
{
	for (guint row = 0; row < c->points->len; row++)
		for (int i = 0; i < CONTEXTS; i++) {
			double nic =
				load_mean(c->chart->c, g_array_index(c->points, int, row), context_metric(i));
			if (!(fabs(share_at(c, row, core)[i] - nic) < 1e-9))
				return false;
		}
	return true;
}

static void write_texts(GString *out, const struct crawl_cores *c, const GArray *rows)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < rows->len; i++) {
		char *text = row_text(c, rows, i);
		bool nic = is_nics(c, working(c, crawl_cores_core_of(rows, i, 0)));
		g_ptr_array_add(texts, g_strconcat(text, nic ? " (NIC)" : "", NULL));
		g_free(text);
	}
	chart_list(out, "CORE_TEXT", texts);
	g_ptr_array_unref(texts);
}

/* write_contexts: the contexts that take any time of a core that is drawn, idle left out. */
static void write_contexts(GString *out, const struct crawl_cores *c, const GArray *rows)
{
	GString *contexts = g_string_new(NULL);
	for (int context = 0; context < CONTEXTS; context++) {
		double most = 0;
		for (guint i = 0; i < rows->len; i++)
			for (guint row = 0; row < c->points->len; row++)
				most = fmax(most,
					    share_at(c, row,
						     working(c, crawl_cores_core_of(rows, i, 0)))[context]);
		if (context != CONTEXT_idle && most > VISIBLE / 4)
			g_string_append_printf(contexts, "%s%s", contexts->len ? " " : "",
					       context_names[context]);
	}
	g_string_append_printf(out, "CONTEXTS = '%s'\n", contexts->str);
	g_string_free(contexts, TRUE);
}

/* crawl_cores_write_places: where the rows of the core that is drawn begin in the table, and on which curves it works. */
static void crawl_cores_write_places(GString *out, const struct crawl_cores *c, const GArray *rows)
{
	g_string_append_printf(out, "array CORE_ROW[%u] = [", rows->len);
	for (guint i = 0; i < rows->len; i++)
		g_string_append_printf(out, "%s%u", i ? ", " : "",
				       crawl_cores_core_of(rows, i, 0) * c->points->len);
	g_string_append_printf(out, "]\narray WORKS[%u] = [", rows->len * c->chart->drawn->len);
	for (guint i = 0; i < rows->len; i++)
		for (guint k = 0; k < c->chart->drawn->len; k++)
			g_string_append_printf(out, "%s%d", i || k ? ", " : "",
					       works_on(c, working(c, crawl_cores_core_of(rows, i, 0)), k));
	g_string_append(out, "]\n");
}

void crawl_cores_write(GString *out, const struct crawl_cores *c)
{
	GArray *rows = rows_new(c);
	g_string_append_printf(out, "CORES_CSV = '" CRAWL_CORES_FILE "'\nCORES = %u\n", rows->len);
	write_contexts(out, c, rows);
	if (rows->len > 0) {
		write_texts(out, c, rows);
		crawl_cores_write_places(out, c, rows);
	}
	g_array_unref(rows);
}
