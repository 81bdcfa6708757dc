/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim plot: a chart of any metric of a study over any of its axes.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/base/output_file.h"
#include "tools/chart/chart.h"
#include "tools/chart/gnuplot.h"
#include "tools/cli/run_plots.h"
#include "tools/explain/result_file.h"
#include "tools/run_files/run_chart.h"
#include "tools/run_files/series_chart.h"
#include "tools/show/provenance.h"
#include "tools/study/plan/plot_check.h"
#include "tools/study/report/report_layout.h"
#include "tools/study/report/report_plots.h"
#include "tools/study/summary/summary_store.h"
#include "tools/text/input_file_text.h"
#include "tools/text/json_read.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_METRIC "delivered_pps"

struct arguments {
	struct plot_settings plot; /* NULL: not given */
	char *output;
	gboolean terminal, pdf;
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, plot.y, CLI_TEXT, "y", 'y', "METRIC",
		 "draw this metric, one of vhostsim list metrics (default: " DEFAULT_METRIC
		 "); of a run over the time: a column of series.csv, rates, queues, cpu or cores"),
	ARGUMENT(arguments, plot.x, CLI_TEXT, "x", 'x', "AXIS",
		 "along this axis of the study (default: the load, else the first axis of numbers); "
		 "effects: what each value of each axis changes; of a run: time"),
	ARGUMENT(arguments, plot.by, CLI_TEXT, "by", 'b', "AXIS",
		 "with a curve for each value of this axis, and a panel for each of another"),
	ARGUMENT(arguments, plot.guest, CLI_TEXT, "guest", 0, "NAME",
		 "count this guest's packets (default: as the study does)"),
	ARGUMENT(arguments, plot.source, CLI_TEXT, "source", 0, "NAME|N",
		 "count the packets of this source of traffic"),
	ARGUMENT(arguments, plot.core, CLI_TEXT, "core", 0, "N",
		 "show the time of this core (default: of the one that takes the NIC's interrupt)"),
	ARGUMENT(arguments, output, CLI_FOLDER, "output", 'o', "DIR",
		 "folder of the files (default: that of the results)"),
	ARGUMENT(arguments, plot.name, CLI_TEXT, "name", 'n', "NAME",
		 "name of the files without ending (default: plot- and the metric)"),
	ARGUMENT(arguments, terminal, CLI_FLAG, "terminal", 't', NULL,
		 "draw into the terminal as characters, and write no file"),
	ARGUMENT(arguments, pdf, CLI_FLAG, "pdf", 0, NULL, "also draw NAME.pdf"),
};

/* What is to be drawn. */
struct order {
	const struct arguments *arguments;
	struct plot_settings plot; /* no text is NULL */
	struct study *study;
	char *folder, *name;
};

/* ---- what was asked for ---- */

/* has_axis: false after a message. */
static bool has_axis(const struct study *study, const char *option, const char *name)
{
	if (report_plot_axis(study, name))
		return true;
	const char **names = g_new(const char *, study->axes->len);
	for (guint i = 0; i < study->axes->len; i++)
		names[i] = report_axis(study, (int)i)->name;
	cli_unknown(option, name, names, (int)study->axes->len);
	g_free(names);
	return false;
}

static bool has_axes(const struct order *o)
{
	bool effects = !strcmp(o->plot.x, PLOT_EFFECTS);
	if ((!effects && !has_axis(o->study, "axis", o->plot.x)) || !has_axis(o->study, "axis", o->plot.by))
		return false;
	bool one = !effects && report_plot_one_axis(o->study, o->plot.x, o->plot.by);
	if (one)
		cli_error("--x and --by name one axis, or two that move together");
	return !one;
}

/* said: the description of the command line. */
static struct plot_settings said(const struct arguments *a)
{
	static char none[] = "", metric[] = DEFAULT_METRIC;
	struct plot_settings p = a->plot;
	char **texts[] = {&p.x, &p.by, &p.guest, &p.source, &p.core, &p.name};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i] = *texts[i] ? *texts[i] : none;
	p.y = p.y ? p.y : metric;
	return p;
}

static char *folder_of(const struct arguments *a, const char *path)
{
	if (a->output)
		return g_strdup(a->output);
	return g_file_test(path, G_FILE_TEST_IS_DIR) ? g_strdup(path) : g_path_get_dirname(path);
}

static bool cmd_plot_find_names(struct order *o, const char *path)
{
	o->plot = said(o->arguments);
	o->name = plot_name(&o->plot);
	o->folder = folder_of(o->arguments, path);
	if (plot_is_name(o->name))
		return true;
	cli_error("--name: \"%s\" is no name of a file; one has letters, digits, '.', '_' and '-'", o->name);
	return false;
}

/* ---- drawing ---- */

/* print_files: which there are; a PDF is drawn when it is asked for. */
static int print_files(const char *folder, const char *name, bool pdf)
{
	GError *error = NULL;
	if (pdf && !chart_draw_pdf(folder, name, &error))
		return cli_fail(error, EXIT_FAILED);
	return cli_print_text(g_strdup_printf("%s/%s.svg, .png%s, by %s.gp, which has the data\n", folder,
					      name, pdf ? ", .pdf" : "", name));
}

static int draw_files(const struct order *o, const char *script)
{
	GError *error = NULL;
	return report_plot_draw(o->study, script, o->folder, &o->plot, &error)
		       ? print_files(o->folder, o->name, o->arguments->pdf)
		       : cli_fail(error, EXIT_FAILED);
}

/* draw_characters: gnuplot draws into a folder that is gone afterwards. It begins with a form feed. */
static int draw_characters(const struct order *o, const char *script)
{
	GError *error = NULL;
	char *folder = g_dir_make_tmp("vhostsim-XXXXXX", &error), *text = NULL;
	if (!folder)
		return cli_fail(error, EXIT_FAILED);
	char *gp = g_build_filename(folder, "plot.gp", NULL), *ending = g_strconcat(o->name, ".txt", NULL);
	char *drawing = g_build_filename(folder, ending, NULL);
	const char *const words[] = {"-d", "-e", "INTO = ''", "plot.gp", NULL};
	bool drawn = g_file_set_contents(gp, script, -1, &error) &&
		     gnuplot_run(folder, words, CHART_TIMEOUT_S, &error) &&
		     g_file_get_contents(drawing, &text, NULL, &error);
	int status = drawn ? cli_print(text + strspn(text, "\f")) : cli_fail(error, EXIT_FAILED);
	g_unlink(gp);
	g_unlink(drawing);
	g_rmdir(folder);
	g_free(text);
	g_free(gp);
	g_free(ending);
	g_free(drawing);
	g_free(folder);
	return status;
}

/* ---- the results ---- */

static int plot_store(struct order *o, struct store *store, const char *conditions)
{
	GError *error = NULL;
	o->study = store_study(store, &error);
	if (!o->study)
		return cli_fail(error, EXIT_INPUT);
	if (!has_axes(o))
		return EXIT_USAGE;
	bool terminal = o->arguments->terminal;
	char *script = report_plot_text(o->study, store, &o->plot, conditions, terminal, &error);
	if (!script)
		return cli_fail(error, EXIT_INPUT);
	int status = terminal ? draw_characters(o, script) : draw_files(o, script);
	g_free(script);
	return status;
}

static int plot_path(struct order *o, const char *path)
{
	GError *error = NULL;
	char *file = store_path_at(path);
	struct store *store = cmd_plot_find_names(o, path) ? store_open(file, &error) : NULL;
	char *conditions = run_plot_provenance(file, "plan", "conditions");
	int status = store   ? plot_store(o, store, conditions)
		     : error ? cli_fail(error, EXIT_INPUT)
			     : EXIT_USAGE;
	study_free(o->study);
	store_close(store);
	g_free(conditions);
	g_free(file);
	g_free(o->folder);
	g_free(o->name);
	return status;
}

/* ---- a single run ---- */

/* over_time: the chart that was asked for. */
static int plot_over_time(const char *file, const struct scenario *s, const struct result *r,
			  const struct arguments *a, const char *folder)
{
	GError *error = NULL;
	struct plot_settings p = said(a);
	char *name = a->plot.name ? g_strdup(a->plot.name)
		     : a->plot.y  ? plot_name(&p)
				  : g_strdup(SERIES_CHART);
	bool drawn = run_plot_series(file, s, r, name, a->plot.y ? a->plot.y : "", folder, &error);
	int status = drawn ? print_files(folder, name, a->pdf) : cli_fail(error, EXIT_INPUT);
	g_free(name);
	return status;
}

/* plot_usual: what a run has always, and its series if it has one. */
static int plot_usual(const char *file, const struct scenario *s, const struct result *r,
		      const struct arguments *a, const char *folder)
{
	GError *error = NULL;
	if (!run_plot_run(file, s, r, folder, &error))
		return cli_fail(error, EXIT_FAILED);
	int status = print_files(folder, RUN_CHART, a->pdf);
	if (status != EXIT_OK || !run_plot_has_series(file))
		return status;
	return run_plot_series(file, s, r, SERIES_CHART, "", folder, &error)
		       ? print_files(folder, SERIES_CHART, a->pdf)
		       : cli_fail(error, EXIT_FAILED);
}

/* check_run_arguments: of a single run only what goes over the time has a choice. */
static bool check_run_arguments(const struct arguments *a)
{
	const struct plot_settings *p = &a->plot;
	bool time = p->x && !strcmp(p->x, PLOT_TIME);
	bool wrong = (p->x && !time) || p->by || p->guest || p->source || p->core || a->terminal ||
		     (!time && (p->y || p->name));
	if (wrong)
		cli_error(
			"of a single run --x is time, with --y and --name; without --x the charts are always "
			"the same, and only --output and --pdf go with them");
	if (!wrong && p->name && !plot_is_name(p->name)) {
		cli_error("--name: \"%s\" is no name of a file; one has letters, digits, '.', '_' and '-'",
			  p->name);
		return false;
	}
	return !wrong;
}

static int plot_result(const char *file, const char *path, const struct arguments *a)
{
	struct scenario *s;
	struct result *r;
	GError *error = NULL;
	if (!check_run_arguments(a))
		return EXIT_USAGE;
	if (!result_file_read(file, &s, &r, &error))
		return cli_fail(error, EXIT_INPUT);
	char *folder = folder_of(a, path);
	int status = !output_folder(folder, &error) ? cli_fail(error, EXIT_FAILED)
		     : a->plot.x		    ? plot_over_time(file, s, r, a, folder)
						    : plot_usual(file, s, r, a, folder);
	g_free(folder);
	scenario_free(s);
	result_free(r);
	return status;
}

static int plot_study(const struct arguments *a, const char *path)
{
	struct order o = {.arguments = a};
	char *usual[] = {a->plot.y ? a->plot.y : (char *)DEFAULT_METRIC, NULL};
	GArray *metrics = summary_metrics_argument(usual);
	if (!metrics)
		return EXIT_USAGE;
	g_array_unref(metrics);
	return plot_path(&o, path);
}

static int plot(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	if (argc != 2) {
		cli_error("plot what? give one folder of results, or a study's store");
		return EXIT_USAGE;
	}
	if (!!a->plot.guest + !!a->plot.source + !!a->plot.core > 1) {
		cli_error("--guest, --source, --core: the figures are those of one of them");
		return EXIT_USAGE;
	}
	char *file = result_file_at(argv[1]);
	int status = file ? plot_result(file, argv[1], a) : plot_study(a, argv[1]);
	g_free(file);
	return status;
}

const struct command plot_command = {
	.name = "plot",
	.summary = "draw any metric of a study over any of its axes",
	.arguments = "RESULTS|STORE",
	.text = "Draws a chart of the results of a sweep, crawl or check: one metric along one axis, with a "
		"curve for each combination of the others. It leaves NAME.svg, NAME.png and the gnuplot "
		"script NAME.gp, which holds the data. Of a single run that run --output has left, it draws "
		"the percentiles of the latency, what each core did, and the series over the time. Nothing "
		"is simulated.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = plot,
};
