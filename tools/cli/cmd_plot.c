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
#include "tools/explain/result_file.h"
#include "tools/show/provenance.h"
#include "tools/show/run_chart.h"
#include "tools/study/figures/metric.h"
#include "tools/study/report/report_chart.h"
#include "tools/study/summary/summary_store.h"
#include "tools/text/input_file_text.h"
#include "tools/text/json_read.h"
#include "tools/text/prose.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_METRIC "delivered_pps"

struct arguments {
	char *y, *x, *by, *guest, *source, *output, *name;
	gboolean terminal;
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, y, CLI_TEXT, "y", 'y', "METRIC",
		 "draw this metric, one of vhostsim list metrics (default: " DEFAULT_METRIC ")"),
	ARGUMENT(arguments, x, CLI_TEXT, "x", 'x', "AXIS",
		 "along this axis of the study (default: the load, else the first axis of numbers)"),
	ARGUMENT(arguments, by, CLI_TEXT, "by", 'b', "AXIS",
		 "with a curve for each value of this axis, and a panel for each of another"),
	ARGUMENT(arguments, guest, CLI_TEXT, "guest", 0, "NAME",
		 "count this guest's packets (default: as the study does)"),
	ARGUMENT(arguments, source, CLI_TEXT, "source", 0, "NAME|N",
		 "count the packets of this source of traffic"),
	ARGUMENT(arguments, output, CLI_FOLDER, "output", 'o', "DIR",
		 "folder of the files (default: that of the results)"),
	ARGUMENT(arguments, name, CLI_TEXT, "name", 'n', "NAME",
		 "name of the files without ending (default: plot- and the metric)"),
	ARGUMENT(arguments, terminal, CLI_FLAG, "terminal", 't', NULL,
		 "draw into the terminal as characters, and write no file"),
};

/* What is to be drawn. */
struct order {
	const struct arguments *arguments;
	struct study *study;
	struct summary *summary;
	struct report *report;
	struct report_plot plot;
	char *folder, *name, *conditions;
};

/* ---- what was asked for ---- */

/* axis_asked: its index; -1: none was asked for; -2 after a message. */
static int axis_asked(const struct study *study, const char *option, const char *name)
{
	int axis = name ? axis_find(study->axes, name) : -1;
	if (!name || axis >= 0)
		return axis;
	const char **names = g_new(const char *, study->axes->len);
	for (guint i = 0; i < study->axes->len; i++)
		names[i] = report_axis(study, (int)i)->name;
	cli_unknown(option, name, names, (int)study->axes->len);
	g_free(names);
	return -2;
}

static bool find_layout(struct order *o)
{
	int x = axis_asked(o->study, "axis", o->arguments->x),
	    by = axis_asked(o->study, "axis", o->arguments->by);
	if (x == -2 || by == -2)
		return false;
	if (x >= 0 && report_together(o->study, x, by)) {
		cli_error("--x and --by name one axis, or two that move together");
		return false;
	}
	o->plot.layout = report_layout_along(o->study, x, by);
	return true;
}

/* is_name: what a file may be called without leaving its folder. */
static bool is_name(const char *name)
{
	return *name && *name != '.' &&
	       name[strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-")] == '\0';
}

/* default_name: "plot-latency_p99_ns"; characters that no file should have become '-'. */
static char *default_name(const char *metric)
{
	char *name = g_strconcat("plot-", metric, NULL);
	return g_strcanon(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-", '-');
}

static bool find_names(struct order *o, const char *path)
{
	const struct arguments *a = o->arguments;
	o->plot.metric = a->y ? a->y : DEFAULT_METRIC;
	o->name = a->name ? g_strdup(a->name) : default_name(o->plot.metric);
	o->plot.name = o->name;
	o->folder = a->output				    ? g_strdup(a->output)
		    : g_file_test(path, G_FILE_TEST_IS_DIR) ? g_strdup(path)
							    : g_path_get_dirname(path);
	if (is_name(o->name))
		return true;
	cli_error("--name: \"%s\" is no name of a file; one has letters, digits, '.', '_' and '-'", o->name);
	return false;
}

/* choose_whose: the guest or source of the command line. */
static void choose_whose(struct study_settings *set, const struct arguments *a)
{
	if (!a->guest && !a->source)
		return;
	g_free(set->guest);
	g_free(set->source);
	set->guest = g_strdup(a->guest ? a->guest : "");
	set->source = g_strdup(a->source ? a->source : "");
}

/* read_provenance: a text of the object of this name (NULL: of the whole) that the command has written which made the
 * results in this file's folder; "" when it has not. Newly allocated. */
static char *read_provenance(const char *file, const char *object, const char *name)
{
	char *folder = g_path_get_dirname(file), *path = g_build_filename(folder, PROVENANCE_FILE, NULL);
	char *json = input_file_text(path);
	JsonObject *all = json ? json_read(json, NULL) : NULL;
	char *text = g_strdup(json_read_text(object ? json_read_object(all, object) : all, name));
	g_clear_pointer(&all, json_object_unref);
	g_free(json);
	g_free(path);
	g_free(folder);
	return text;
}

/* ---- drawing ---- */

static int draw_files(const struct order *o, const char *script)
{
	GError *error = NULL;
	char *file = g_strconcat(o->name, ".gp", NULL), *title = prose_first_sentence(o->study->question);
	bool drawn = output_folder(o->folder, &error) &&
		     output_file_text(o->folder, file, g_strdup(script), &error) &&
		     chart_draw(o->folder, o->name, *title ? title : o->study->name, o->plot.metric, &error);
	g_free(title);
	g_free(file);
	if (!drawn)
		return cli_fail(error, EXIT_FAILED);
	char *text = g_strdup_printf("%s/%s.svg, .png, by %s.gp, which has the data\n", o->folder, o->name,
				     o->name);
	int status = cli_print(text);
	g_free(text);
	return status;
}

/* draw_characters: gnuplot draws into a folder that is gone afterwards. */
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
	int status = drawn ? cli_print(text) : cli_fail(error, EXIT_FAILED);
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

static int draw(const struct order *o)
{
	char *script = o->arguments->terminal ? report_terminal_script(o->report, &o->plot)
					      : report_plot_script(o->report, &o->plot);
	if (!script) {
		cli_error("there is nothing to draw: no run knows %s, or the study has one point",
			  o->plot.metric);
		return EXIT_INPUT;
	}
	int status = o->arguments->terminal ? draw_characters(o, script) : draw_files(o, script);
	g_free(script);
	return status;
}

/* ---- the results ---- */

static int plot_store(struct order *o, struct store *store, const GArray *metrics)
{
	GError *error = NULL;
	o->study = store_study(store, &error);
	if (!o->study)
		return cli_fail(error, EXIT_INPUT);
	choose_whose(&o->study->settings, o->arguments);
	if (!find_layout(o))
		return EXIT_USAGE;
	o->summary = summary_of_open_store_whose(store, o->folder, metrics,
						 whose_of_study(&o->study->settings), &error);
	if (!o->summary)
		return cli_fail(error, EXIT_INPUT);
	o->report = report_new_with(o->study, o->summary, o->plot.metric);
	return draw(o);
}

static int plot_path(struct order *o, const char *path, const GArray *metrics)
{
	GError *error = NULL;
	char *file = store_path_at(path);
	struct store *store = find_names(o, path) ? store_open(file, &error) : NULL;
	o->plot.conditions = o->conditions = read_provenance(file, "plan", "conditions");
	int status = store ? plot_store(o, store, metrics) : error ? cli_fail(error, EXIT_INPUT) : EXIT_USAGE;
	g_clear_pointer(&o->report, report_free);
	summary_free(o->summary);
	study_free(o->study);
	store_close(store);
	g_free(file);
	g_free(o->folder);
	g_free(o->name);
	g_free(o->conditions);
	return status;
}

/* ---- a single run ---- */

static bool draw_result(const char *file, const struct scenario *s, const struct result *r,
			const char *folder, GError **error)
{
	char *beside = g_path_get_dirname(file), *csv = g_build_filename(beside, "latency.csv", NULL);
	char *latencies = input_file_text(csv), *question = read_provenance(file, NULL, "question");
	bool drawn = output_folder(folder ? folder : beside, error) &&
		     run_chart_write(s, r, latencies, question, folder ? folder : beside, error);
	g_free(question);
	g_free(latencies);
	g_free(csv);
	g_free(beside);
	return drawn;
}

static int plot_result(const char *file, const struct arguments *a)
{
	struct scenario *s;
	struct result *r;
	GError *error = NULL;
	if (a->y || a->x || a->by || a->guest || a->source || a->name || a->terminal) {
		cli_error("the chart of a single run is always the same one; only --output goes with it");
		return EXIT_USAGE;
	}
	if (!result_file_read(file, &s, &r, &error))
		return cli_fail(error, EXIT_INPUT);
	bool drawn = draw_result(file, s, r, a->output, &error);
	scenario_free(s);
	result_free(r);
	return drawn ? cli_print(RUN_CHART ".svg, .png, by " RUN_CHART ".gp, which has the data\n")
		     : cli_fail(error, EXIT_FAILED);
}

static int plot_study(const struct arguments *a, const char *path)
{
	struct order o = {.arguments = a};
	char *usual[] = {(char *)"delivered_pps",
			 (char *)"loss_ratio",
			 (char *)"latency_p99_ns",
			 (char *)"per_packet.cycles",
			 a->y ? a->y : (char *)DEFAULT_METRIC,
			 NULL};
	GArray *metrics = summary_metrics_argument(usual);
	if (!metrics)
		return EXIT_USAGE;
	int status = plot_path(&o, path, metrics);
	g_array_unref(metrics);
	return status;
}

static int plot(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	if (argc != 2) {
		cli_error("plot what? give one folder of results, or a study's store");
		return EXIT_USAGE;
	}
	if (a->guest && a->source) {
		cli_error("--guest and --source are both given; the figures are those of one of them");
		return EXIT_USAGE;
	}
	char *file = result_file_at(argv[1]);
	int status = file ? plot_result(file, a) : plot_study(a, argv[1]);
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
		"the percentiles of the latency, and what each core did. Nothing is simulated.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = plot,
};
