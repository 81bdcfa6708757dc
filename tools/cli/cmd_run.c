/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim run: simulates one scenario.
 */
#include "sim/world.h"
#include "sim/world_setup.h"
#include "tools/arguments/cli_scenario.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/base/output_file.h"
#include "tools/base/process_use.h"
#include "tools/cli/run_plots.h"
#include "tools/cli/run_watch.h"
#include "tools/run_files/latency_csv.h"
#include "tools/run_files/series_csv.h"
#include "tools/show/output_folded.h"
#include "tools/show/output_hgrm.h"
#include "tools/show/output_json.h"
#include "tools/show/output_openmetrics.h"
#include "tools/show/output_text.h"
#include "tools/show/provenance.h"
#include "tools/study/run/warmup.h"
#include "tools/trace/run_traces.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS_MAX 256

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_OPENMETRICS };

static const char *const format_names[] = {"text", "json", "openmetrics", NULL};
static const char *const sync_names[] = {[SYNC_WINDOW] = "window", [SYNC_EVENT] = "event", NULL};

struct arguments {
	char **sets, **cfg, **log;
	char *seed, *output, *confine, *folded, *hgrm;
	struct trace_request trace;
	int format, sync; /* enum format, enum sync */
	int threads;
	gboolean timing;
};

static const struct cli_option options[] = {
	SCENARIO_ARGUMENTS(arguments),
	ARGUMENT(arguments, output, CLI_FOLDER, "output", 'o', "DIR",
		 "also write run.json, latency.csv and series.csv into DIR"),
	CHOICE_ARGUMENT(arguments, format, format_names, "format", 'f', "FORMAT",
			"what to print: text (default), json or openmetrics"),
	ARGUMENT(arguments, folded, CLI_FILE, "folded", 0, "FILE",
		 "also write the time of the cores into FILE as folded stacks, for flame graphs"),
	ARGUMENT(arguments, hgrm, CLI_FILE, "hgrm", 0, "FILE",
		 "also write the percentiles of the latency into FILE, for plotters of HdrHistogram"),
	CHOICE_ARGUMENT(arguments, sync, sync_names, "sync", 0, "HOW",
			"how to follow SimGrid's clock: window (default) or event; the results are the same"),
	ARGUMENT(arguments, threads, CLI_NUMBER, "threads", 0, "N",
		 "let N threads share the machines of a scenario (default 1, and with a trace always); the "
		 "results are the same"),
	ARGUMENT(arguments, trace.file, CLI_FILE, "trace", 0, "FILE",
		 "write every event to FILE, one line for each; for Perfetto if it is named "
		 "*" PERFETTO_ENDING),
	ARGUMENT(arguments, trace.pcapng, CLI_FOLDER, "pcapng", 0, "DIR",
		 "write the packets into DIR, a pcapng file for each machine"),
	ARGUMENT(arguments, trace.window, CLI_TEXT, "trace-window", 0, "FROM..TO",
		 "write only the events between these dates, such as 10ms..12ms"),
	ARGUMENT(arguments, trace.on, CLI_TEXT, "trace-on", 0, "DROP",
		 "begin with the first such drop after the warm-up: first_drop, a place (tap) or a reason "
		 "(tap/queue_full)"),
	ARGUMENT(arguments, trace.limit, CLI_TEXT, "trace-limit", 0, "SIZE",
		 "end a file of events at this size (default 1GB)"),
	ARGUMENT(arguments, timing, CLI_FLAG, "timing", 0, NULL, "also print how long the simulation took"),
	ARGUMENT(arguments, cfg, CLI_TEXTS, "cfg", 0, "ITEM:VALUE", "pass a configuration item to SimGrid"),
	ARGUMENT(arguments, log, CLI_TEXTS, "log", 0, "SETTING", "pass a log setting to SimGrid"),
};

/* cmd_run_deliver: a text that a viewer reads, which it frees, into the file that the option names. */
static int cmd_run_deliver(const char *option, const char *path, char *text)
{
	GError *error = NULL;
	bool written = output_file_deliver(path, text, strlen(text), &error);
	if (!written) {
		cli_error("%s: %s", option, error->message);
		g_error_free(error);
	}
	g_free(text);
	return written ? EXIT_OK : EXIT_FAILED;
}

static int write_viewed(const struct scenario *s, const struct result *r, const struct arguments *a)
{
	int folded = a->folded ? cmd_run_deliver("--folded", a->folded, output_folded(s, r)) : EXIT_OK;
	int hgrm = a->hgrm ? cmd_run_deliver("--hgrm", a->hgrm, output_hgrm(&r->latency)) : EXIT_OK;
	return folded == EXIT_OK ? hgrm : folded;
}

/* printed: what goes to standard output; newly allocated. */
static char *printed(const struct scenario *s, const struct result *r, const struct arguments *a)
{
	if (a->format == FORMAT_JSON)
		return output_json(s, r, a->timing);
	return a->format == FORMAT_OPENMETRICS ? output_openmetrics(s, r) : output_text(s, r, a->timing);
}

static int write_output(const struct scenario *s, const struct result *r, const struct arguments *a)
{
	GError *error = NULL;
	if (!a->output ||
	    (output_file_text(a->output, "run.json", output_json(s, r, a->timing), &error) &&
	     output_file_text(a->output, "latency.csv", latency_csv(r), &error) &&
	     (!r->series || output_file_text(a->output, "series.csv", series_csv(r->series), &error))))
		return EXIT_OK;
	return cli_fail(error, EXIT_FAILED);
}

static int cmd_run_report(const struct scenario *s, const struct result *r, const struct arguments *a)
{
	int files = write_output(s, r, a), viewed = write_viewed(s, r, a);
	int status = cli_print_text(printed(s, r, a));
	return files != EXIT_OK ? files : viewed != EXIT_OK ? viewed : status;
}

static int make_folder(const char *path)
{
	GError *error = NULL;
	if (!path || output_folder(path, &error))
		return EXIT_OK;
	int status = output_lacks_room(error) ? EXIT_FAILED : EXIT_INPUT;
	cli_error("--output: %s", error->message);
	g_error_free(error);
	return status;
}

/* append_switches: "--cfg=item:value" for each value, as SimGrid takes them. */
static void append_switches(GPtrArray *switches, const char *name, char *const *values)
{
	for (; values && *values; values++)
		g_ptr_array_add(switches, g_strconcat("--", name, "=", *values, NULL));
}

/* simgrid_switches: what is passed on to SimGrid, NULL-terminated; NULL, after a message, when SimGrid
 * refuses it. */
static GPtrArray *simgrid_switches(const struct arguments *a)
{
	GPtrArray *switches = g_ptr_array_new_with_free_func(g_free);
	append_switches(switches, "cfg", a->cfg);
	append_switches(switches, "log", a->log);
	bool given = switches->len > 0;
	g_ptr_array_add(switches, NULL);
	if (!given || world_accepts((const char *const *)switches->pdata))
		return switches;
	cli_error("%s: SimGrid refuses this setting; --cfg takes ITEM:VALUE and --log "
		  "CATEGORY.THRESHOLD:LEVEL, "
		  "as in SimGrid's manual",
		  (const char *)switches->pdata[0]);
	g_ptr_array_unref(switches);
	return NULL;
}

/* measure: the run itself, watched, and what it took; NULL when a signal ended it before anything was counted. */
static struct result *measure(const struct scenario *s, const struct arguments *a, struct trace *trace,
			      const char *const *switches)
{
	struct run_watch watch;
	const struct run_settings settings = {a->sync, trace, switches, run_watch_look, &watch, a->threads};
	gint64 start = g_get_monotonic_time();
	double cpu_start = cpu_seconds();
	run_watch_begin(&watch, s->general.warmup + s->general.duration);
	struct result *r = warmup_run(s, &settings);
	run_watch_end(&watch);
	if (!r)
		return NULL;
	r->cpu_s = cpu_seconds() - cpu_start;
	r->wall_s = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
	r->peak_memory = peak_memory();
	return r;
}

static int report_nothing(void)
{
	fputs("interrupted during the warm-up: nothing was counted\n", stderr);
	return EXIT_INTERRUPTED;
}

/* simulate: the run and its report; the trace is open for as long as it takes. */
static int simulate(const struct scenario *s, const struct arguments *a, struct trace *trace)
{
	GPtrArray *switches = simgrid_switches(a);
	if (!switches)
		return EXIT_USAGE;
	struct result *r = measure(s, a, trace, (const char *const *)switches->pdata);
	g_ptr_array_unref(switches);
	if (!r)
		return report_nothing();
	run_warn(s, r);
	int status = cmd_run_report(s, r, a);
	if (r->partial)
		fputs("interrupted: what was counted until then is printed\n", stderr);
	result_free(r);
	return status == EXIT_OK && world_stopped() ? EXIT_INTERRUPTED : status;
}

static int simulate_traced(const struct scenario *s, const struct arguments *a)
{
	int status;
	struct run_traces *traces = run_traces_open(&a->trace, s, &status);
	if (!traces)
		return status;
	status = simulate(s, a, run_traces_trace(traces));
	int closed = run_traces_close(traces);
	return closed == EXIT_OK ? status : closed;
}

static int write_provenance(struct scenario_base *b, const struct scenario *s, const struct arguments *a)
{
	char **sets = cli_sets(a->sets, a->seed);
	const struct provenance p = {"run", (const char *const *)sets, b, s, NULL};
	GError *error = NULL;
	bool written =
		!a->output || output_file_text(a->output, PROVENANCE_FILE, provenance_json(&p), &error);
	g_strfreev(sets);
	return written ? EXIT_OK : cli_fail(error, EXIT_FAILED);
}

static int check_threads(int n)
{
	if (n >= 0 && n <= THREADS_MAX)
		return EXIT_OK;
	cli_error("--threads: %d threads is not between 1 and %d", n, THREADS_MAX);
	return EXIT_USAGE;
}

/* draw_charts: those that the scenario's section "plots" has of a run. */
static int draw_charts(const struct scenario_base *b, const struct arguments *a)
{
	char **sets = cli_sets(a->sets, a->seed);
	struct plans *plans = scenario_base_plans(b, (const char *const *)sets);
	int status = run_plots_write(plans->plots, a->output);
	plans_free(plans);
	g_strfreev(sets);
	return status;
}

static int cmd_run_make_run(struct scenario_base *b, const struct scenario *s, const struct arguments *a)
{
	int status = check_threads(a->threads);
	if (status == EXIT_OK)
		status = make_folder(a->output);
	if (status == EXIT_OK)
		status = write_provenance(b, s, a);
	if (status == EXIT_OK)
		status = simulate_traced(s, a);
	if (status == EXIT_OK && a->output)
		status = draw_charts(b, a);
	return status;
}

static int run(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	int status = cli_scenario_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	struct scenario_base *b = cli_base(argv[1]);
	struct scenario *s = b ? cli_scenario_of(b, a->sets, a->seed) : NULL;
	status = s ? cmd_run_make_run(b, s, a) : EXIT_INPUT;
	scenario_free(s);
	scenario_base_free(b);
	return status;
}

const struct command run_command = {
	.name = "run",
	.summary = "simulate one scenario and print a report",
	.arguments = "SCENARIO",
	.text = "Simulates one scenario and prints a report: what happened to its packets, and what the time "
		"of each core was spent on.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = run,
};
