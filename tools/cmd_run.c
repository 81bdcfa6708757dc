/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim run: simulates one scenario.
 */
#include "sim/trace.h"
#include "tools/cli.h"
#include "tools/command.h"
#include "tools/exit_codes.h"
#include "tools/output_file.h"
#include "tools/output_json.h"
#include "tools/output_text.h"
#include "tools/warmup.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum format { FORMAT_TEXT, FORMAT_JSON };

static const char *const format_names[] = {"text", "json", NULL};
static const char *const sync_names[] = {[SYNC_WINDOW] = "window", [SYNC_EVENT] = "event", NULL};

struct arguments {
	char **sets, **cfg, **log;
	char *seed, *output, *format, *sync, *trace;
	gboolean timing;
};

static int parse(int *argc, char ***argv, struct arguments *a)
{
	const GOptionEntry entries[] = {
		{"set", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &a->sets,
		 "change one setting of the scenario; may be repeated, the last of a key wins", "KEY=VALUE"},
		{"seed", 0, 0, G_OPTION_ARG_FILENAME, &a->seed, "the same as --set seed=N", "N"},
		{"output", 'o', 0, G_OPTION_ARG_FILENAME, &a->output,
		 "also write run.json and series.csv into DIR", "DIR"},
		{"format", 'f', 0, G_OPTION_ARG_FILENAME, &a->format, "what to print: text (default) or json",
		 "FORMAT"},
		{"sync", 0, 0, G_OPTION_ARG_FILENAME, &a->sync,
		 "keep to SimGrid's clock by window (default) or event; the results are the same", "HOW"},
		{"trace", 0, 0, G_OPTION_ARG_FILENAME, &a->trace,
		 "write what happens on the scenario's host, event by event, to FILE", "FILE"},
		{"timing", 0, 0, G_OPTION_ARG_NONE, &a->timing, "also tell how long the simulation took",
		 NULL},
		{"cfg", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &a->cfg, "pass a configuration item to SimGrid",
		 "ITEM:VALUE"},
		{"log", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &a->log, "pass a log setting to SimGrid",
		 "SETTING"},
		{0},
	};
	const struct cli cli = {"run", "SCENARIO",
				"Simulates one scenario and prints what happened to its packets.", entries};
	int status = cli_parse(&cli, argc, argv);
	return status == CLI_GO_ON ? cli_scenario_argument(*argc, *argv) : status;
}

static void arguments_clear(struct arguments *a)
{
	g_strfreev(a->sets);
	g_strfreev(a->cfg);
	g_strfreev(a->log);
	g_free(a->seed);
	g_free(a->output);
	g_free(a->format);
	g_free(a->sync);
	g_free(a->trace);
}

static bool write_in(const char *folder, const char *name, const char *bytes, gsize length, GError **error)
{
	char *path = g_build_filename(folder, name, NULL);
	bool written = output_file_write(path, bytes, length, error);
	g_free(path);
	return written;
}

static bool write_series(const char *folder, const struct series *series, GError **error)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);
	series_write_csv(series, memory);
	fclose(memory);
	bool written = write_in(folder, "series.csv", text, length, error);
	free(text);
	return written;
}

static int write_files(const char *folder, const struct result *r, const char *json)
{
	GError *error = NULL;
	if (write_in(folder, "run.json", json, strlen(json), &error) &&
	    (!r->series || write_series(folder, r->series, &error)))
		return EXIT_OK;
	cli_error("%s", error->message);
	g_error_free(error);
	return EXIT_FAILED;
}

static int report(const struct scenario *s, const struct result *r, const struct arguments *a,
		  enum format format)
{
	char *json = a->output || format == FORMAT_JSON ? output_json(s, r, a->timing) : NULL;
	int status = a->output ? write_files(a->output, r, json) : EXIT_OK;
	char *text = format == FORMAT_TEXT ? output_text(s, r, a->timing) : NULL;
	int printed = cli_print(text ? text : json);
	g_free(json);
	g_free(text);
	return status == EXIT_OK ? printed : status;
}

static bool make_folder(const char *path)
{
	GError *error = NULL;
	if (!path || output_folder(path, &error))
		return true;
	cli_error("--output: %s", error->message);
	g_error_free(error);
	return false;
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

/* peak_memory: the most this process ever had resident, in bytes. */
static int64_t peak_memory(void)
{
	struct rusage usage = {0};
	getrusage(RUSAGE_SELF, &usage);
	return (int64_t)usage.ru_maxrss * 1024;
}

static double cpu_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void warn(const struct scenario *s, const struct result *r)
{
	char *warning = warmup_warning(s, r);
	if (warning)
		fprintf(stderr, "vhostsim: warning: %s\n", warning);
	g_free(warning);
}

/* simulate: the run itself; the trace is open for as long as it takes. */
static int simulate(const struct scenario *s, const struct arguments *a, enum format format, enum sync sync,
		    struct trace *trace)
{
	GPtrArray *switches = simgrid_switches(a);
	if (!switches)
		return EXIT_USAGE;
	const struct run_settings settings = {sync, trace, (const char *const *)switches->pdata};
	gint64 start = g_get_monotonic_time();
	double cpu_start = cpu_seconds();
	struct result *r = warmup_run(s, &settings);
	r->cpu_s = cpu_seconds() - cpu_start;
	r->wall_s = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
	r->peak_memory = peak_memory();
	warn(s, r);
	int status = report(s, r, a, format);
	result_free(r);
	g_ptr_array_unref(switches);
	return status;
}

static int fail(const char *option, GError *error, int status)
{
	cli_error("%s: %s", option, error->message);
	g_error_free(error);
	return status;
}

static int simulate_traced(const struct scenario *s, const struct arguments *a, enum format format,
			   enum sync sync)
{
	if (!a->trace)
		return simulate(s, a, format, sync, NULL);
	GError *error = NULL;
	struct trace *trace = trace_open(a->trace, &error);
	if (!trace)
		return fail("--trace", error, EXIT_INPUT);
	int status = simulate(s, a, format, sync, trace);
	if (!trace_close(trace, &error))
		return fail("--trace", error, EXIT_FAILED);
	return status;
}

/* run: from the scenario's path to the exit status. */
static int run(const char *path, const struct arguments *a, enum format format, enum sync sync)
{
	char **sets = cli_sets(a->sets, a->seed);
	struct scenario *s = cli_scenario(path, sets);
	g_strfreev(sets);
	if (!s)
		return EXIT_INPUT;
	int status = make_folder(a->output) ? simulate_traced(s, a, format, sync) : EXIT_INPUT;
	scenario_free(s);
	return status;
}

int cmd_run(int argc, char **argv)
{
	struct arguments a = {0};
	int status = parse(&argc, &argv, &a);
	if (status == CLI_GO_ON) {
		int format = a.format ? cli_choice("--format", a.format, format_names) : FORMAT_TEXT;
		int sync = a.sync ? cli_choice("--sync", a.sync, sync_names) : SYNC_WINDOW;
		status = format < 0 || sync < 0 ? EXIT_USAGE : run(argv[1], &a, format, sync);
	}
	arguments_clear(&a);
	return status;
}
