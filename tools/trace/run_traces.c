/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/trace/run_traces.h"
#include "sim/input/unit.h"
#include "tools/base/cli.h"
#include "tools/base/exit_codes.h"
#include "tools/base/output_file.h"
#include "tools/trace/trace_pcapng.h"
#include "tools/trace/trace_perfetto.h"
#include "tools/trace/trace_scope.h"
#include "tools/trace/trace_text.h"

#define LIMIT (1000 * 1000 * 1000) /* bytes of a file, unless said otherwise */

struct run_traces {
	struct trace *trace;
	struct trace_drops drops;
	int64_t limit;
	struct trace_text text;
	struct trace_perfetto perfetto;
	struct trace_pcapng pcapng;
	bool has_text, has_perfetto, has_pcapng;
};

/* ---- what was given ---- */

static bool read_limit(const char *text, int64_t *limit, char **why)
{
	*limit = LIMIT;
	return !text || unit_parse(UNIT_BYTES, text, limit, why);
}

/* read_words: the name of the option that is wrong, with *why; NULL: none is. */
static const char *read_words(struct run_traces *x, const struct trace_request *request,
			      struct trace_scope *scope, char **why)
{
	if (request->window && !trace_window(request->window, scope, why))
		return "--trace-window";
	if (request->on && !trace_begin_on(request->on, &x->drops, scope, why))
		return "--trace-on";
	return read_limit(request->limit, &x->limit, why) ? NULL : "--trace-limit";
}

/* run_traces_prepare: the scope of the trace; false after a message. */
static bool run_traces_prepare(struct run_traces *x, const struct trace_request *request,
			       struct trace_scope *scope)
{
	char *why = NULL;
	const char *option = read_words(x, request, scope, &why);
	if (option)
		cli_error("%s: %s", option, why);
	g_free(why);
	return !option;
}

static bool asks_for_files(const struct trace_request *request)
{
	return request->file || request->pcapng;
}

/* says_more: whether something is said of files that are not asked for. */
static bool says_more(const struct trace_request *request)
{
	return !asks_for_files(request) && (request->window || request->on || request->limit);
}

/* ---- files ---- */

static int run_traces_fail(const char *option, GError *error, int status)
{
	cli_error("%s: %s", option, error->message);
	g_error_free(error);
	return status;
}

/* open_file: that of --trace, in the format that its name asks for. */
static bool open_file(struct run_traces *x, const char *path, const struct scenario *s, GError **error)
{
	if (g_str_has_suffix(path, PERFETTO_ENDING))
		return x->has_perfetto =
			       trace_perfetto_open(&x->perfetto, x->trace, s, path, x->limit, error);
	return x->has_text = trace_text_open(&x->text, x->trace, path, x->limit, error);
}

static int open_files(struct run_traces *x, const struct trace_request *request, const struct scenario *s)
{
	GError *error = NULL;
	if (request->file && !open_file(x, request->file, s, &error))
		return run_traces_fail("--trace", error, EXIT_INPUT);
	x->has_pcapng = request->pcapng &&
			trace_pcapng_open(&x->pcapng, x->trace, s, request->pcapng, x->limit, &error);
	if (request->pcapng && !x->has_pcapng)
		return run_traces_fail("--pcapng", error,
				       output_lacks_room(error) ? EXIT_FAILED : EXIT_INPUT);
	return EXIT_OK;
}

/* tell_full: on standard error, too: the limit has left out what came from this date on. */
static void tell_full(const char *option, bool full, vtime date)
{
	if (full)
		cli_note("vhostsim: warning: %s: --trace-limit is reached: events from %.3f us on are left "
			 "out",
			 option, (double)date / VTIME_PER_US);
}

static void tell_all_full(const struct run_traces *x)
{
	if (x->has_text)
		tell_full("--trace", x->text.file.full, x->text.file.full_at);
	if (x->has_perfetto)
		tell_full("--trace", x->perfetto.file.full, x->perfetto.file.full_at);
	if (x->has_pcapng)
		tell_full("--pcapng", x->pcapng.full_at != VTIME_NEVER, x->pcapng.full_at);
}

static int close_files(struct run_traces *x)
{
	tell_all_full(x);
	GError *error = NULL;
	int status = EXIT_OK;
	if (x->has_text && !trace_text_close(&x->text, &error))
		status = run_traces_fail("--trace", error, EXIT_FAILED);
	error = NULL;
	if (x->has_perfetto && !trace_perfetto_close(&x->perfetto, &error))
		status = run_traces_fail("--trace", error, EXIT_FAILED);
	error = NULL;
	if (x->has_pcapng && !trace_pcapng_close(&x->pcapng, &error))
		status = run_traces_fail("--pcapng", error, EXIT_FAILED);
	return status;
}

int run_traces_close(struct run_traces *x)
{
	int status = close_files(x);
	if (x->trace)
		trace_free(x->trace);
	g_free(x);
	return status;
}

static int run_traces_start(struct run_traces *x, const struct trace_request *request,
			    const struct scenario *s)
{
	struct trace_scope scope = {.to = VTIME_NEVER};
	if (!run_traces_prepare(x, request, &scope))
		return EXIT_USAGE;
	if (!asks_for_files(request))
		return EXIT_OK;
	x->trace = trace_new(&scope);
	return open_files(x, request, s);
}

struct run_traces *run_traces_open(const struct trace_request *request, const struct scenario *s, int *status)
{
	if (says_more(request)) {
		cli_error("--trace-window, --trace-on and --trace-limit are about the file of --trace, which "
			  "is missing");
		*status = EXIT_USAGE;
		return NULL;
	}
	struct run_traces *x = g_new0(struct run_traces, 1);
	*status = run_traces_start(x, request, s);
	if (*status == EXIT_OK)
		return x;
	run_traces_close(x);
	return NULL;
}

struct trace *run_traces_trace(struct run_traces *x)
{
	return x->trace;
}
