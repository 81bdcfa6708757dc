/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/crawl_table.h"
#include "sim/unit.h"
#include "tools/crawl_marks.h"
#include "tools/csv.h"
#include "tools/prose.h"

static void csv_header(GString *out)
{
	g_string_append(out, "curve,load_pps,offered_pps,delivered_pps,loss_ratio");
	for (int i = 0; i < crawl_place_count(); i++)
		g_string_append_printf(out, ",loss_%s_pps", crawl_place_name(i));
	for (int i = 0; i < DROPS; i++) {
		char *name = g_strdelimit(g_strdup(drop_names[i].name), "/", '_');
		g_string_append_printf(out, ",loss_%s_pps", name);
		g_free(name);
	}
	g_string_append(out, ",latency_p50_ns,latency_p99_ns,wasted_cycles_per_packet");
	for (int i = 0; i < CONTEXTS; i++)
		g_string_append_printf(out, ",cpu_%s", context_names[i]);
	g_string_append_c(out, '\n');
}

static void csv_row(GString *out, const char *curve, const struct crawl_row *row)
{
	csv_name(out, curve);
	g_string_append_printf(out, ",%" G_GINT64_FORMAT, row->load);
	csv_number(out, row->offered, 3);
	csv_number(out, row->delivered, 3);
	csv_number(out, row->loss_ratio, 9);
	for (int i = 0; i < crawl_place_count(); i++)
		csv_number(out, crawl_row_lost(row, i), 3);
	for (int i = 0; i < DROPS; i++)
		csv_number(out, row->dropped[i], 3);
	csv_number(out, row->p50, 3);
	csv_number(out, row->p99, 3);
	csv_number(out, row->wasted_cycles, 3);
	for (int i = 0; i < CONTEXTS; i++)
		csv_number(out, row->cpu[i], 6);
	g_string_append_c(out, '\n');
}

char *crawl_csv(const struct crawl_plan *plan, const GArray *rows)
{
	GString *out = g_string_new(NULL);
	csv_header(out);
	for (guint i = 0; i < rows->len; i++) {
		const struct crawl_row *row = &g_array_index(rows, struct crawl_row, i);
		csv_row(out, crawl_plan_name(plan, row->curve), row);
	}
	return g_string_free(out, FALSE);
}

static void text_row(GString *out, const struct crawl_row *row)
{
	double interrupts = row->cpu[CONTEXT_hardirq] + row->cpu[CONTEXT_softirq] +
			    row->cpu[CONTEXT_ksoftirqd] + row->cpu[CONTEXT_napi];
	prose_number(out, 11, (double)row->load / 1e3, 1);
	prose_number(out, 12, row->delivered / 1e3, 1);
	prose_number(out, 10, 100 * row->loss_ratio, 3);
	g_string_append_printf(out, "  %-16s", crawl_row_lost_at(row));
	prose_number(out, 10, row->p99 / 1e3, 1);
	prose_number(out, 12, row->wasted_cycles, 1);
	prose_number(out, 12, 100 * interrupts, 1);
	prose_number(out, 10, 100 * row->cpu[CONTEXT_vhost], 1);
	g_string_append_c(out, '\n');
}

static void text_head(GString *out, const char *curve)
{
	g_string_append_printf(out, "%s\n", curve);
	g_string_append_printf(out, "%11s%12s%10s  %-16s%10s%12s%12s%10s\n", "offered", "delivered", "lost",
			       "mostly at", "p99", "wasted", "interrupts", "vhost");
	g_string_append_printf(out, "%11s%12s%10s  %-16s%10s%12s%12s%10s\n", "kpps", "kpps", "%", "", "us",
			       "cycles/pkt", "% of core", "% of core");
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

static void text_best(GString *out, const GArray *rows, int curve)
{
	const struct crawl_row *best = crawl_best(rows, curve);
	char *load = unit_format(UNIT_RATE, best->load);
	g_string_append(out, "  best rate (most that was delivered at any load): ");
	prose_number(out, 0, best->delivered / 1e3, 1);
	g_string_append_printf(out, " kpps, at a load of %s\n\n", load);
	g_free(load);
}

static void text_curve(GString *out, const char *name, const GArray *rows, int curve)
{
	int64_t highest = -1;
	text_head(out, name);
	for (guint i = 0; i < rows->len; i++) {
		const struct crawl_row *row = &g_array_index(rows, struct crawl_row, i);
		if (row->curve != curve)
			continue;
		text_row(out, row);
		highest = MAX(highest, row->load);
	}
	if (highest < 0) {
		g_string_append(out, "  no point of this curve could be run\n\n");
		return;
	}
	text_saturation(out, rows, curve, highest);
	text_best(out, rows, curve);
}

char *crawl_text(const struct crawl_plan *plan, const GArray *rows)
{
	GString *out = g_string_new(NULL);
	char *scope = crawl_plan_scope(plan);
	if (*scope)
		g_string_append_printf(out, "%s\n\n", scope);
	g_free(scope);
	for (guint i = 0; i < plan->curves->len; i++)
		text_curve(out, crawl_plan_name(plan, (int)i), rows, (int)i);
	return g_string_free(out, FALSE);
}
