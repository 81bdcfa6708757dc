/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/report/report_plots.h"
#include "tools/base/output_file.h"
#include "tools/chart/chart.h"
#include "tools/study/plan/plot_check.h"
#include "tools/study/report/report_chart.h"
#include "tools/study/report/report_conditions.h"
#include "tools/study/report/report_effects.h"
#include "tools/study/summary/summary_store.h"
#include <string.h>

static void report_plots_fail(GError **error, const char *text)
{
	g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, text);
}

static bool of_effects(const struct plot_settings *p)
{
	return !strcmp(p->x, PLOT_EFFECTS);
}

/* ---- the axes ---- */

static int report_plots_axis_of(const struct study *study, const char *name)
{
	return *name ? axis_find(study->axes, name) : -1;
}

bool report_plot_axis(const struct study *study, const char *name)
{
	return !*name || axis_find(study->axes, name) >= 0;
}

bool report_plot_one_axis(const struct study *study, const char *x, const char *by)
{
	return report_plots_axis_of(study, x) >= 0 &&
	       report_together(study, report_plots_axis_of(study, x), report_plots_axis_of(study, by));
}

static bool find_layout(const struct study *study, const struct plot_settings *p,
			struct report_layout *layout, GError **error)
{
	int x = of_effects(p) ? -1 : report_plots_axis_of(study, p->x),
	    by = report_plots_axis_of(study, p->by);
	*layout = report_layout_along(study, x, by);
	if (of_effects(p) || !report_plot_one_axis(study, p->x, p->by))
		return true;
	report_plots_fail(error, "x and by name one axis, or two that move together");
	return false;
}

/* ---- the figures ---- */

static GArray *report_plots_metrics_of(const struct plot_settings *p)
{
	static const char *const usual[] = {"delivered_pps", "loss_ratio", "latency_p99_ns",
					    "per_packet.cycles"};
	GArray *metrics = g_array_new(FALSE, FALSE, sizeof(int));
	bool named = false;
	for (size_t i = 0; i < G_N_ELEMENTS(usual); i++) {
		int metric = metric_find(usual[i]);
		named |= !strcmp(usual[i], p->y);
		g_array_append_val(metrics, metric);
	}
	int own = metric_find(p->y);
	if (!named)
		g_array_append_val(metrics, own);
	return metrics;
}

static struct whose report_plots_whose_of(const struct study *study, const struct plot_settings *p)
{
	if (*p->core)
		return (struct whose){PART_CORE, p->core};
	if (*p->source)
		return (struct whose){PART_SOURCE, p->source};
	return *p->guest ? (struct whose){PART_GUEST, p->guest} : whose_of_study(&study->settings);
}

/* conditions_of: with whose packets are counted, or whose time is shown, where the description says so. */
static char *conditions_of(const struct plot_settings *p, const char *conditions)
{
	const char *word = *p->core ? "core" : *p->source ? "source" : "guest";
	const char *name = *p->core ? p->core : *p->source ? p->source : p->guest;
	return *name ? g_strdup_printf("%s %s%s%s", word, name, *conditions ? "; " : "", conditions)
		     : g_strdup(conditions);
}

/* ---- the script ---- */

static char *report_plots_script_of(const struct report *r, const struct plot_settings *p,
				    const struct report_plot *plot, bool terminal)
{
	if (of_effects(p))
		return report_effects_script(r, plot);
	return terminal ? report_terminal_script(r, plot) : report_plot_script(r, plot);
}

static char *script_with(const struct study *study, const struct summary *summary,
			 const struct plot_settings *p, struct report_layout layout, const char *conditions,
			 bool terminal)
{
	struct report *r = report_new_with(study, summary, p->y);
	char *name = plot_name(p), *below = conditions_of(p, conditions);
	const struct report_plot plot = {name, p->y, below, layout};
	char *script = report_plots_script_of(r, p, &plot, terminal);
	g_free(below);
	g_free(name);
	report_free(r);
	return script;
}

char *report_plot_text(const struct study *study, struct store *store, const struct plot_settings *p,
		       const char *conditions, bool terminal, GError **error)
{
	struct report_layout layout;
	if (!find_layout(study, p, &layout, error))
		return NULL;
	GArray *metrics = report_plots_metrics_of(p);
	struct summary *summary = summary_of_open_store_whose(store, study->name, metrics,
							      report_plots_whose_of(study, p), error);
	g_array_unref(metrics);
	if (!summary)
		return NULL;
	char *script = script_with(study, summary, p, layout, conditions, terminal);
	summary_free(summary);
	if (!script)
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
			    "there is nothing to draw: no run knows %s, or the study has one point", p->y);
	return script;
}

/* plot_in_words: what the chart shows. */
static const char *plot_in_words(const struct plot_settings *p)
{
	int metric = metric_find(p->y);
	return metric >= 0 ? metric_at(metric)->text : p->y;
}

bool report_plot_draw(const struct study *study, const char *script, const char *folder,
		      const struct plot_settings *p, GError **error)
{
	char *name = plot_name(p);
	const struct chart_file file = {folder, name, study->question, study->name, plot_in_words(p), false};
	bool drawn = output_folder(folder, error) && chart_write(&file, g_strdup(script), error);
	g_free(name);
	return drawn;
}

/* ---- those of a scenario ---- */

/* A study's charts as they are drawn. */
struct plots {
	const struct study *study; /* as the store has it */
	struct store *store;
	const char *folder;
	char *conditions;
	GString *left_out;
};

static bool draw_plot(const struct plots *all, const struct plot_settings *p, GError **error)
{
	GError *nothing = NULL;
	char *script = report_plot_text(all->study, all->store, p, all->conditions, false, &nothing);
	bool good = !script || report_plot_draw(all->study, script, all->folder, p, error);
	if (nothing)
		g_string_append_printf(all->left_out, "the chart of %s is left out: %s\n", p->y,
				       nothing->message);
	g_clear_error(&nothing);
	g_free(script);
	return good;
}

static bool draw_plots(struct plots *all, const GArray *list, GError **error)
{
	bool good = true;
	for (guint i = 0; i < list->len && good; i++) {
		const struct plot_settings *p = &g_array_index(list, struct plot_settings, i);
		good = plot_of_run(p) || draw_plot(all, p, error);
	}
	return good;
}

bool report_plots_write(const struct study *study, struct store *store, const char *folder, char **left_out,
			GError **error)
{
	struct plans *plans = scenario_base_plans(study->base, (const char *const *)study->sets);
	struct study *there = plans->plots->len > 0 ? store_study(store, error) : NULL;
	struct plots all = {there, store, folder, report_conditions(study), g_string_new(NULL)};
	bool good = plans->plots->len == 0 || (there && draw_plots(&all, plans->plots, error));
	study_free(there);
	plans_free(plans);
	g_free(all.conditions);
	*left_out = g_string_free(all.left_out, all.left_out->len == 0);
	return good;
}
