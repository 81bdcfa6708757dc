/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/chart/chart_bars.h"
#include "bars_gp.h"
#include "tools/chart/chart.h"
#include "tools/chart/chart_names.h"
#include <math.h>

#define NAME_WIDTH 46 /* characters for which there is room beside the bars */

static void bar_clear(void *bar)
{
	g_free(((struct chart_bar *)bar)->name);
	g_free(((struct chart_bar *)bar)->text);
}

GArray *chart_bar_list(void)
{
	GArray *bars = g_array_new(FALSE, FALSE, sizeof(struct chart_bar));
	g_array_set_clear_func(bars, bar_clear);
	return bars;
}

static const struct chart_bar *bar_at(const GArray *bars, guint i)
{
	return &g_array_index(bars, struct chart_bar, i);
}

/* names_of: each name once, for shortened names are told apart. */
static GPtrArray *names_of(const GArray *bars)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < bars->len; i++)
		if (i == 0 || g_strcmp0(bar_at(bars, i)->name, bar_at(bars, i - 1)->name) != 0)
			g_ptr_array_add(names, bar_at(bars, i)->name);
	return names;
}

/* chart_bars_write_names: the short ones, bar by bar. */
static void chart_bars_write_names(GString *out, const GArray *bars)
{
	GPtrArray *names = names_of(bars), *texts = g_ptr_array_new();
	GPtrArray *kept = chart_names(names, NAME_WIDTH), *all = g_ptr_array_new(), *full = g_ptr_array_new();
	for (guint i = 0, at = 0; i < bars->len; i++) {
		at += i > 0 && g_strcmp0(bar_at(bars, i)->name, bar_at(bars, i - 1)->name) != 0;
		g_ptr_array_add(all, g_ptr_array_index(kept, at));
		g_ptr_array_add(full, bar_at(bars, i)->name);
		g_ptr_array_add(texts, bar_at(bars, i)->text);
	}
	chart_list(out, "NAME", all);
	chart_hover_list(out, "HOVER", full);
	chart_hover_list(out, "TEXT", texts);
	g_ptr_array_unref(names);
	g_ptr_array_unref(texts);
	g_ptr_array_unref(kept);
	g_ptr_array_unref(all);
	g_ptr_array_unref(full);
}

static double chart_bars_value_of(const struct chart_bar *b)
{
	return b->value;
}

static double low_of(const struct chart_bar *b)
{
	return b->low;
}

static double high_of(const struct chart_bar *b)
{
	return b->high;
}

static void chart_bars_write_numbers(GString *out, const char *name, const GArray *bars,
				     double (*of)(const struct chart_bar *b))
{
	g_string_append_printf(out, "array %s[%u] = [", name, bars->len);
	for (guint i = 0; i < bars->len; i++)
		g_string_append_printf(out, "%s%.9g", i ? ", " : "", of(bar_at(bars, i)));
	g_string_append(out, "]\n");
}

static void chart_bars_write_figures(GString *out, const GArray *bars)
{
	double least = 0, most = 0;
	for (guint i = 0; i < bars->len; i++) {
		least = fmin(least, bar_at(bars, i)->low);
		most = fmax(most, bar_at(bars, i)->high);
	}
	chart_bars_write_numbers(out, "VALUE", bars, chart_bars_value_of);
	chart_bars_write_numbers(out, "LOW", bars, low_of);
	chart_bars_write_numbers(out, "HIGH", bars, high_of);
	g_string_append_printf(out, "LEAST = %.9g\nMOST = %.9g\n", least, most > least ? most : least + 1);
	g_string_append_printf(out, "array COLOUR[%u] = [", bars->len);
	for (guint i = 0; i < bars->len; i++)
		g_string_append_printf(out, "%s'%s'", i ? ", " : "", bar_at(bars, i)->colour);
	g_string_append(out, "]\n");
}

static void chart_bars_write_quoted(GString *out, const char *name, const char *text)
{
	g_string_append_printf(out, "%s = ", name);
	chart_quote(out, text);
	g_string_append_c(out, '\n');
}

char *chart_bars_script(const struct chart_bars *c, const GArray *bars)
{
	GString *out = g_string_new(NULL);
	g_string_append_printf(out, "# Chart of bars. Draw it again with: gnuplot %s.gp\n\nFILE = '%s'\n",
			       c->file, c->file);
	chart_title(out, c->question, c->otherwise);
	chart_bars_write_quoted(out, "BELOW_TITLE", c->below);
	chart_bars_write_quoted(out, "X_TEXT", c->axis);
	chart_bars_write_names(out, bars);
	chart_bars_write_figures(out, bars);
	chart_conditions(out, c->conditions);
	g_string_append(out, "\n" BARS_GP);
	return g_string_free(out, FALSE);
}
