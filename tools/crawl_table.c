/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/crawl_table.h"
#include "sim/unit.h"
#include "tools/crawl_marks.h"
#include "tools/csv.h"
#include "tools/prose.h"

/* ---- CSV ---- */

static double offered(const struct crawl_row *row, int which)
{
	(void)which;
	return row->offered;
}

static double delivered(const struct crawl_row *row, int which)
{
	(void)which;
	return row->delivered;
}

static double loss_ratio(const struct crawl_row *row, int which)
{
	(void)which;
	return row->loss_ratio;
}

static double dropped(const struct crawl_row *row, int drop)
{
	return row->dropped[drop];
}

enum { P50, P99 };

static double latency(const struct crawl_row *row, int which)
{
	return which == P50 ? row->p50 : row->p99;
}

static double wasted_cycles(const struct crawl_row *row, int which)
{
	(void)which;
	return row->wasted_cycles;
}

static double cpu(const struct crawl_row *row, int context)
{
	return row->cpu[context];
}

struct column {
	char *name; /* owned */
	int decimals;
	double (*figure)(const struct crawl_row *row, int which);
	int which;
};

static void add_column(GArray *columns, char *name, int decimals,
		       double (*figure)(const struct crawl_row *row, int which), int which)
{
	const struct column column = {name, decimals, figure, which};
	g_array_append_val(columns, column);
}

static void column_clear(void *data)
{
	struct column *column = data;
	g_free(column->name);
}

static GArray *columns_new(void)
{
	GArray *columns = g_array_new(FALSE, FALSE, sizeof(struct column));
	g_array_set_clear_func(columns, column_clear);
	add_column(columns, g_strdup("offered_pps"), 3, offered, 0);
	add_column(columns, g_strdup("delivered_pps"), 3, delivered, 0);
	add_column(columns, g_strdup("loss_ratio"), 9, loss_ratio, 0);
	for (int i = 0; i < crawl_place_count(); i++)
		add_column(columns, g_strdup_printf("loss_%s_pps", crawl_place_name(i)), 3, crawl_row_lost,
			   i);
	for (int i = 0; i < DROPS; i++) {
		char *name = g_strdelimit(g_strdup(drop_names[i].name), "/", '_');
		add_column(columns, g_strdup_printf("loss_%s_pps", name), 3, dropped, i);
		g_free(name);
	}
	add_column(columns, g_strdup("latency_p50_ns"), 3, latency, P50);
	add_column(columns, g_strdup("latency_p99_ns"), 3, latency, P99);
	add_column(columns, g_strdup("wasted_cycles_per_packet"), 3, wasted_cycles, 0);
	for (int i = 0; i < CONTEXTS; i++)
		add_column(columns, g_strdup_printf("cpu_%s", context_names[i]), 6, cpu, i);
	return columns;
}

static const struct column *column_at(const GArray *columns, guint i)
{
	return &g_array_index(columns, struct column, i);
}

static void csv_header(GString *out, const struct crawl_plan *plan, const GArray *columns)
{
	g_string_append(out, "curve,load_pps");
	for (guint i = 0; i < columns->len; i++) {
		g_string_append_printf(out, ",%s", column_at(columns, i)->name);
		if (plan->replications > 1)
			g_string_append_printf(out, ",%s_half", column_at(columns, i)->name);
	}
	g_string_append_c(out, '\n');
}

static void csv_row(GString *out, const struct crawl_plan *plan, const GArray *columns,
		    const struct crawl_row *row)
{
	csv_name(out, crawl_plan_name(plan, row->curve));
	g_string_append_printf(out, ",%" G_GINT64_FORMAT, row->load);
	for (guint i = 0; i < columns->len; i++) {
		const struct column *c = column_at(columns, i);
		csv_number(out, c->figure(row, c->which), c->decimals);
		if (plan->replications > 1)
			csv_number(out, crawl_row_interval(row, plan->confidence, c->figure, c->which).half,
				   c->decimals);
	}
	g_string_append_c(out, '\n');
}

char *crawl_csv(const struct crawl_plan *plan, const GArray *rows)
{
	GString *out = g_string_new(NULL);
	GArray *columns = columns_new();
	csv_header(out, plan, columns);
	for (guint i = 0; i < rows->len; i++)
		csv_row(out, plan, columns, &g_array_index(rows, struct crawl_row, i));
	g_array_unref(columns);
	return g_string_free(out, FALSE);
}

/* ---- for people ---- */

#define HALF_WIDTH 12 /* characters of " +- " and the number after it */

/* append_half: the half width of the interval of a figure, in the unit of its column; nothing of a single run. */
static void append_half(GString *out, const struct crawl_plan *plan, const struct crawl_row *row,
			double (*figure)(const struct crawl_row *row, int which), int which, double scale,
			int decimals)
{
	if (plan->replications == 1)
		return;
	GString *half = g_string_new(NULL);
	prose_number(half, 0, scale * crawl_row_interval(row, plan->confidence, figure, which).half,
		     decimals);
	g_string_append_printf(out, " +- %-*s", HALF_WIDTH - 4, half->str);
	g_string_free(half, TRUE);
}

static void text_row(GString *out, const struct crawl_plan *plan, const struct crawl_row *row)
{
	double interrupts = row->cpu[CONTEXT_hardirq] + row->cpu[CONTEXT_softirq] +
			    row->cpu[CONTEXT_ksoftirqd] + row->cpu[CONTEXT_napi];
	prose_number(out, 11, (double)row->load / 1e3, 1);
	prose_number(out, 12, row->delivered / 1e3, 1);
	append_half(out, plan, row, delivered, 0, 1e-3, 1);
	prose_number(out, 10, 100 * row->loss_ratio, 3);
	append_half(out, plan, row, loss_ratio, 0, 100, 3);
	g_string_append_printf(out, "  %-16s", crawl_row_lost_at(row));
	prose_number(out, 10, row->p99 / 1e3, 1);
	append_half(out, plan, row, latency, P99, 1e-3, 1);
	prose_number(out, 12, row->wasted_cycles, 1);
	prose_number(out, 12, 100 * interrupts, 1);
	prose_number(out, 10, 100 * row->cpu[CONTEXT_vhost], 1);
	g_string_append_c(out, '\n');
}

static void text_head(GString *out, const struct crawl_plan *plan, const char *curve)
{
	int half = plan->replications > 1 ? HALF_WIDTH : 0;
	g_string_append_printf(out, "%s\n", curve);
	g_string_append_printf(out, "%11s%12s%*s%10s%*s  %-16s%10s%*s%12s%12s%10s\n", "offered", "delivered",
			       half, "", "lost", half, "", "mostly at", "p99", half, "", "wasted",
			       "interrupts", "vhost");
	g_string_append_printf(out, "%11s%12s%*s%10s%*s  %-16s%10s%*s%12s%12s%10s\n", "kpps", "kpps", half,
			       "", "%", half, "", "", "us", half, "", "cycles/pkt", "% of core", "% of core");
}

static void text_saturation(GString *out, const GArray *rows, int curve, int64_t highest)
{
	const struct crawl_row *saturation = crawl_saturation(rows, curve);
	g_string_append(out, "  saturation point (highest load with at most 0.1 % lost): ");
	if (saturation) {
		char *load = unit_format(UNIT_RATE, saturation->load);
		g_string_append_printf(out, saturation->load == highest ? "not reached, above %s\n" : "%s\n",
				       load);
		g_free(load);
	} else {
		g_string_append(out, "below the lowest load tried\n");
	}
}

static void text_best(GString *out, const struct crawl_plan *plan, const GArray *rows, int curve)
{
	const struct crawl_row *best = crawl_best(rows, curve);
	char *load = unit_format(UNIT_RATE, best->load);
	g_string_append(out, "  best rate (most that was delivered at any load): ");
	prose_number(out, 0, best->delivered / 1e3, 1);
	if (plan->replications > 1) {
		g_string_append(out, " +- ");
		prose_number(out, 0, crawl_row_interval(best, plan->confidence, delivered, 0).half / 1e3, 1);
	}
	g_string_append_printf(out, " kpps, at a load of %s\n\n", load);
	g_free(load);
}

static void text_curve(GString *out, const struct crawl_plan *plan, const GArray *rows, int curve)
{
	int64_t highest = -1;
	text_head(out, plan, crawl_plan_name(plan, curve));
	for (guint i = 0; i < rows->len; i++) {
		const struct crawl_row *row = &g_array_index(rows, struct crawl_row, i);
		if (row->curve != curve)
			continue;
		text_row(out, plan, row);
		highest = MAX(highest, row->load);
	}
	if (highest < 0) {
		g_string_append(out, "  no point of this curve could be run\n\n");
		return;
	}
	text_saturation(out, rows, curve, highest);
	text_best(out, plan, rows, curve);
}

char *crawl_text(const struct crawl_plan *plan, const GArray *rows)
{
	GString *out = g_string_new(NULL);
	char *scope = crawl_plan_scope(plan);
	if (*scope)
		g_string_append_printf(out, "%s\n\n", scope);
	g_free(scope);
	if (plan->replications > 1)
		g_string_append_printf(
			out,
			"Means of %" G_GINT64_FORMAT
			" replications and half widths of their %g %% intervals (Student t).\n\n",
			plan->replications, 100 * plan->confidence);
	for (guint i = 0; i < plan->curves->len; i++)
		text_curve(out, plan, rows, (int)i);
	return g_string_free(out, FALSE);
}
