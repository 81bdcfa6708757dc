/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/crawl/crawl_table.h"
#include "tools/text/csv.h"
#include "tools/text/prose.h"

/* ---- CSV ---- */

struct column {
	char *name; /* owned */
	int figure; /* load_curve.h */
	int decimals;
};

static void crawl_table_column_clear(void *data)
{
	g_free(((struct column *)data)->name);
}

/* crawl_table_add: the column of a metric, under its own name or, with a prefix in place of that up to the point, as a name that
 * needs no quotes. */
static void crawl_table_add(GArray *columns, const char *metric, const char *prefix, const char *ending,
			    int decimals)
{
	char *rest = g_strdelimit(g_strdup(prefix ? strchr(metric, '.') + 1 : metric), "/", '_');
	const struct column column = {g_strconcat(prefix ? prefix : "", rest, ending, NULL),
				      metric_find(metric), decimals};
	g_array_append_val(columns, column);
	g_free(rest);
}

/* add_group: the columns of all metrics whose names begin so. */
static void add_group(GArray *columns, const char *group, const char *prefix, const char *ending,
		      int decimals)
{
	for (int i = 0; i < metric_count(); i++)
		if (g_str_has_prefix(metric_at(i)->name, group))
			crawl_table_add(columns, metric_at(i)->name, prefix, ending, decimals);
}

static void add_places(GArray *columns)
{
	for (int i = 0; i < load_place_count(); i++) {
		const struct column column = {g_strdup_printf("loss_%s_pps", load_place_name(i)),
					      load_place_figure(i), 3};
		g_array_append_val(columns, column);
	}
}

static GArray *columns_new(void)
{
	GArray *columns = g_array_new(FALSE, FALSE, sizeof(struct column));
	g_array_set_clear_func(columns, crawl_table_column_clear);
	crawl_table_add(columns, "offered_pps", NULL, "", 3);
	crawl_table_add(columns, "delivered_pps", NULL, "", 3);
	crawl_table_add(columns, "loss_ratio", NULL, "", 9);
	add_places(columns);
	add_group(columns, "dropped.", "loss_", "_pps", 3);
	crawl_table_add(columns, "latency_p50_ns", NULL, "", 3);
	crawl_table_add(columns, "latency_p99_ns", NULL, "", 3);
	crawl_table_add(columns, "wasted_cycles_per_packet", NULL, "", 3);
	add_group(columns, "cpu.", "cpu_", "", 6);
	return columns;
}

static void csv_header(const struct load_curves *c, GString *out, const GArray *columns)
{
	g_string_append(out, "curve,load_pps");
	for (guint i = 0; i < columns->len; i++) {
		const char *name = g_array_index(columns, struct column, i).name;
		g_string_append_printf(out, load_replications(c) > 1 ? ",%s,%s_half" : ",%s", name, name);
	}
	g_string_append_c(out, '\n');
}

static void crawl_table_csv_row(const struct load_curves *c, GString *out, const GArray *columns,
				const char *curve, int point)
{
	csv_name(out, curve);
	g_string_append_printf(out, ",%" G_GINT64_FORMAT, load_of(c, point));
	for (guint i = 0; i < columns->len; i++) {
		const struct column *column = &g_array_index(columns, struct column, i);
		struct interval figure = load_interval(c, point, column->figure);
		csv_number(out, figure.mean, column->decimals);
		if (load_replications(c) > 1)
			csv_number(out, figure.half, column->decimals);
	}
	g_string_append_c(out, '\n');
}

char *crawl_csv(const struct load_curves *c)
{
	GString *out = g_string_new(NULL);
	GArray *columns = columns_new();
	csv_header(c, out, columns);
	for (guint i = 0; i < c->curves->len; i++) {
		const struct load_curve *curve = load_curve_at(c, i);
		for (guint k = 0; k < curve->points->len; k++)
			crawl_table_csv_row(c, out, columns, curve->name, load_curve_point(curve, k));
	}
	g_array_unref(columns);
	return g_string_free(out, FALSE);
}

/* ---- for people ---- */

#define HALF_WIDTH 12 /* characters of " +- " and the number after it */

/* append_figure: of a point, with the half width of its interval where there are replications. */
static void append_figure(const struct load_curves *c, GString *out, int point, const char *metric, int width,
			  double scale, int decimals)
{
	struct interval i = load_interval(c, point, metric_find(metric));
	prose_number(out, width, scale * i.mean, decimals);
	if (load_replications(c) == 1)
		return;
	GString *half = g_string_new(NULL);
	prose_number(half, 0, scale * i.half, decimals);
	g_string_append_printf(out, " +- %-*s", width ? HALF_WIDTH - 4 : 0, half->str);
	g_string_free(half, TRUE);
}

static void text_row(const struct load_curves *c, GString *out, int point)
{
	static const char *const interrupts[] = {"cpu.hardirq", "cpu.softirq", "cpu.ksoftirqd", "cpu.napi"};
	double share = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(interrupts); i++)
		share += load_figure(c, point, interrupts[i]);
	prose_number(out, 11, (double)load_of(c, point) / 1e3, 1);
	prose_number(out, 11, load_figure(c, point, "offered_pps") / 1e3, 1);
	append_figure(c, out, point, "delivered_pps", 12, 1e-3, 1);
	append_figure(c, out, point, "loss_ratio", 10, 100, 3);
	g_string_append_printf(out, "  %-16s", load_lost_at(c, point));
	append_figure(c, out, point, "latency_p99_ns", 10, 1e-3, 1);
	prose_number(out, 12, load_figure(c, point, "wasted_cycles_per_packet"), 1);
	prose_number(out, 12, 100 * share, 1);
	prose_number(out, 10, 100 * load_figure(c, point, "cpu.vhost"), 1);
	g_string_append_c(out, '\n');
}

static void text_head(const struct load_curves *c, GString *out, const char *curve)
{
	int half = load_replications(c) > 1 ? HALF_WIDTH : 0;
	g_string_append_printf(out, "%s\n", curve);
	g_string_append_printf(out, "%11s%11s%12s%*s%10s%*s  %-16s%10s%*s%12s%12s%10s\n", "load", "offered",
			       "delivered", half, "", "lost", half, "", "mostly at", "p99", half, "",
			       "wasted", "interrupts", "vhost");
	g_string_append_printf(out, "%11s%11s%12s%*s%10s%*s  %-16s%10s%*s%12s%12s%10s\n", "kpps", "kpps",
			       "kpps", half, "", "%", half, "", "", "us", half, "", "cycles/pkt", "% of core",
			       "% of core");
}

static void text_saturation(const struct load_curves *c, GString *out, guint curve)
{
	int saturation = load_saturation(c, curve);
	g_string_append(out, "  saturation point (highest load with at most 0.1 % lost): ");
	if (saturation < 0) {
		g_string_append(out, "below the lowest load tried\n");
		return;
	}
	g_string_append(out, saturation == load_highest(c, curve) ? "not reached, above " : "");
	prose_number(out, 0, load_saturated(c, saturation, load_best(c, curve)) / 1e3, 1);
	g_string_append(out, " kpps\n");
}

static void text_best(const struct load_curves *c, GString *out, guint curve)
{
	int best = load_best(c, curve);
	char *load = unit_format(UNIT_RATE, load_of(c, best));
	g_string_append(out, "  best rate (most that was delivered at any load): ");
	append_figure(c, out, best, "delivered_pps", 0, 1e-3, 1);
	g_string_append_printf(out, " kpps, at a load of %s\n\n", load);
	g_free(load);
}

static void text_curve(const struct load_curves *c, GString *out, guint number)
{
	const struct load_curve *curve = load_curve_at(c, number);
	text_head(c, out, curve->name);
	if (curve->points->len == 0) {
		g_string_append(out, "  no point of this curve could be run\n\n");
		return;
	}
	for (guint i = 0; i < curve->points->len; i++)
		text_row(c, out, load_curve_point(curve, i));
	text_saturation(c, out, number);
	text_best(c, out, number);
}

char *crawl_text(const struct load_curves *c)
{
	GString *out = g_string_new(NULL);
	char *scope = load_scope(c->study), *note = load_note(c, "");
	g_string_append_printf(out, "%s%s%s%s", scope, *scope ? "\n\n" : "", note, *note ? "\n" : "");
	for (guint i = 0; i < c->curves->len; i++)
		text_curve(c, out, i);
	g_free(scope);
	g_free(note);
	return g_string_free(out, FALSE);
}
