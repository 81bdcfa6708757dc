/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/run/runner.h"
#include "sim/base/check.h"
#include "sim/world.h"
#include "sim/world_setup.h"
#include "tools/base/cli.h"
#include "tools/base/progress.h"
#include "tools/base/shell_line.h"
#include "tools/study/figures/run_gaps.h"
#include "tools/study/run/pool.h"
#include "tools/study/run/run_bytes.h"
#include "tools/study/run/run_process.h"
#include <stdio.h>

#define SYNC_US (G_USEC_PER_SEC / 10) /* results wait at most so long for others to be synced with */
#define TICK_MS 1000		      /* the progress is brought up to date at least so often */
#define FAILURES_SHOWN 20

/* A run that is under way, or finished and not yet durable. */
struct attempt {
	struct run_request request;
	struct run_report report; /* values NULL: it failed */
	char *failure;
};

struct runner {
	struct scenario_base *base;
	struct runner_settings settings;
	struct pool *pool;
	/* while it runs */
	struct store *store;
	const struct runner_hooks *hooks;
	struct progress progress;
	int offered;	     /* metric */
	GPtrArray *active;   /* of struct attempt *: those that the pool has; owned, but not by the array */
	GPtrArray *unsynced; /* of struct attempt *, in the order in which they ended */
	gint64 oldest;	     /* monotonic us: when the first of them ended */
	bool store_failed;
	struct run_gaps gaps; /* of the runs of which was told */
};

static void attempt_free(gpointer data)
{
	struct attempt *t = data;
	run_values_free(t->report.values);
	g_free(t->failure);
	g_free(t);
}

/* runner_all_sets: those of the request and that of the replication; NULL-terminated. */
static char **runner_all_sets(const struct run_request *request)
{
	GPtrArray *all = g_ptr_array_new();
	for (const char *const *set = request->sets; set && *set; set++)
		g_ptr_array_add(all, g_strdup(*set));
	g_ptr_array_add(all, g_strdup_printf("replication=%" G_GINT64_FORMAT, request->replication));
	g_ptr_array_add(all, NULL);
	return (char **)g_ptr_array_free(all, FALSE);
}

/* ---- failures ---- */

static char *repeat_line(const struct runner *r, const struct run_request *request)
{
	static char self[] = SHELL_LINE_SELF, command[] = "run", option[] = "--set", end[] = "--";
	GPtrArray *argv = g_ptr_array_new();
	char **sets = runner_all_sets(request);
	g_ptr_array_add(argv, self);
	g_ptr_array_add(argv, command);
	for (char **set = sets; *set; set++) {
		g_ptr_array_add(argv, option);
		g_ptr_array_add(argv, *set);
	}
	g_ptr_array_add(argv, end);
	g_ptr_array_add(argv, (char *)scenario_base_file(r->base)->path);
	g_ptr_array_add(argv, NULL);
	char *line = shell_line((char **)argv->pdata);
	g_ptr_array_unref(argv);
	g_strfreev(sets);
	return line;
}

static void print_failure(struct runner *r, const struct attempt *t, const char *line)
{
	if (r->progress.failed > FAILURES_SHOWN)
		return;
	progress_clear(&r->progress);
	if (r->progress.failed == FAILURES_SHOWN) {
		cli_error("more failures are not shown; the store's table \"failure\" has all of them");
		return;
	}
	cli_error("%s, replication %" G_GINT64_FORMAT ": %s", t->request.label, t->request.replication,
		  t->failure);
	cli_note("  repeat it with: %s", line);
}

/* ---- what becomes of a run ---- */

static void fail_store(struct runner *r, GError *error)
{
	progress_clear(&r->progress);
	cli_error("%s", error->message);
	g_error_free(error);
	r->store_failed = true;
}

static bool save(struct runner *r, const struct attempt *t, GError **error)
{
	const struct run_request *q = &t->request;
	if (!t->failure)
		return store_save(r->store, q->point, q->replication, t->report.seed, t->report.values,
				  error);
	char *line = repeat_line(r, q);
	print_failure(r, t, line);
	bool saved = store_fail(r->store, q->point, q->replication, t->failure, line, error);
	g_free(line);
	return saved;
}

/* runner_keep: puts the run into the store, to become durable with the next sync. */
static void runner_keep(struct runner *r, struct attempt *t)
{
	GError *error = NULL;
	if (!save(r, t, &error)) {
		fail_store(r, error);
		attempt_free(t);
		return;
	}
	if (r->unsynced->len == 0)
		r->oldest = g_get_monotonic_time();
	g_ptr_array_add(r->unsynced, t);
	progress_count(&r->progress, t->failure);
	if (!t->failure)
		r->progress.packets += run_value(t->report.values, r->offered, NULL);
}

/* runner_run_ended: called by the pool. */
static void runner_run_ended(void *self, void *data, const struct pool_outcome *outcome)
{
	struct runner *r = self;
	struct attempt *t = data;
	g_ptr_array_remove(r->active, t);
	if (outcome->failure)
		t->failure =
			g_strconcat(outcome->failure, *outcome->message ? ": " : "", outcome->message, NULL);
	else if (!run_report_unpack(&t->report, outcome->result, outcome->length))
		t->failure = g_strdup("its process gave no result");
	if (r->store_failed)
		attempt_free(t);
	else
		runner_keep(r, t);
}

static void runner_tell(struct runner *r, const struct attempt *t)
{
	if (!t->failure)
		run_gaps_add(&r->gaps, t->report.values, t->request.label, t->request.replication);
	r->hooks->finished(r->hooks->self, &t->request,
			   &(struct run_outcome){.values = t->report.values,
						 .failure = t->failure,
						 .cpu_s = t->report.cpu_s});
}

/* sync: makes what has ended durable, and only then tells of it. */
static void sync_runs(struct runner *r)
{
	GError *error = NULL;
	if (r->store_failed || r->unsynced->len == 0)
		return;
	if (!store_sync(r->store, &error)) {
		fail_store(r, error);
		return;
	}
	GPtrArray *durable = r->unsynced;
	r->unsynced = g_ptr_array_new_with_free_func(attempt_free);
	for (guint i = 0; i < durable->len; i++)
		runner_tell(r, g_ptr_array_index(durable, i));
	g_ptr_array_unref(durable);
}

/* ---- starting runs ---- */

/* take_stored: whether the store has the run; then it is finished. */
static bool take_stored(struct runner *r, const struct run_request *request)
{
	struct run_outcome outcome = {.stored = true};
	if (r->settings.fresh || !store_has(r->store, request->point, request->replication))
		return false;
	bool unread = r->hooks->unread && !store_has_gaps(r->store, request->point, request->replication);
	struct run_values *values =
		unread ? NULL : store_load(r->store, request->point, request->replication);
	outcome.values = values;
	run_gaps_add(&r->gaps, values, request->label, request->replication);
	progress_keep(&r->progress);
	r->hooks->finished(r->hooks->self, request, &outcome);
	run_values_free(values);
	return true;
}

static void runner_start_run(struct runner *r, const struct run_request *request)
{
	struct attempt *t = g_new0(struct attempt, 1);
	char **sets = runner_all_sets(request);
	GByteArray *bytes =
		run_process_request(request->point, (const char *const *)sets, r->hooks->one_platform);
	*t = (struct attempt){.request = *request};
	g_ptr_array_add(r->active, t);
	pool_start(r->pool, bytes, t);
	g_byte_array_unref(bytes);
	g_strfreev(sets);
}

/* fill_jobs: starts runs until there is no room or none to start; what next said last, RUNNER_RUN when it was not asked. */
static enum runner_next fill_jobs(struct runner *r)
{
	enum runner_next next = RUNNER_RUN;
	while (next == RUNNER_RUN && !r->store_failed && pool_has_room(r->pool)) {
		struct run_request request = {0};
		next = r->hooks->next(r->hooks->self, &request);
		if (next == RUNNER_RUN && !take_stored(r, &request))
			runner_start_run(r, &request);
	}
	r->progress.total = r->hooks->total(r->hooks->self);
	return next;
}

/* runner_wait_ms: until the next thing to do that no process brings about. */
static int runner_wait_ms(const struct runner *r)
{
	if (r->unsynced->len == 0)
		return TICK_MS;
	gint64 left = r->oldest + SYNC_US - g_get_monotonic_time();
	return (int)CLAMP(left / 1000 + 1, 0, TICK_MS);
}

static bool sync_due(const struct runner *r)
{
	return r->unsynced->len > 0 && g_get_monotonic_time() >= r->oldest + SYNC_US;
}

/* run_all: true unless a signal came. What is due is synced while other runs are under way. */
static bool run_all(struct runner *r, const struct interrupt *signals)
{
	for (;;) {
		enum runner_next next = fill_jobs(r);
		if (r->store_failed)
			return true;
		if (r->unsynced->len > 0 && (next != RUNNER_RUN || sync_due(r))) {
			sync_runs(r);
			continue;
		}
		if (pool_active(r->pool) == 0 && next == RUNNER_DONE)
			return true;
		CHECK(pool_active(r->pool) > 0 || next != RUNNER_WAIT,
		      "runner: waits for a run, and none is under way");
		if (!pool_wait(r->pool, signals, runner_wait_ms(r)))
			return false;
		progress_show(&r->progress);
	}
}

/* stop: ends what is under way after an interruption. */
static void stop(struct runner *r)
{
	if (pool_active(r->pool) > 0)
		pool_stop(r->pool);
	g_ptr_array_set_free_func(r->active, attempt_free);
	g_ptr_array_unref(r->active);
	g_ptr_array_unref(r->unsynced);
}

enum runner_end runner_run(struct runner *r, struct store *store, const struct runner_hooks *hooks)
{
	struct interrupt signals;
	r->store = store;
	r->hooks = hooks;
	r->store_failed = false;
	r->active = g_ptr_array_new();
	r->unsynced = g_ptr_array_new_with_free_func(attempt_free);
	interrupt_begin(&signals);
	progress_start(&r->progress, "runs", hooks->total(hooks->self));
	bool complete = run_all(r, &signals);
	sync_runs(r);
	stop(r);
	interrupt_end(&signals);
	progress_clear(&r->progress);
	run_gaps_warn(&r->gaps);
	run_gaps_clear(&r->gaps);
	if (r->store_failed)
		return RUNNER_STORE_FAILED;
	return complete && !interrupt_came() ? RUNNER_COMPLETE : RUNNER_INTERRUPTED;
}

/* ---- life ---- */

struct runner *runner_new(struct scenario_base *base, const struct runner_settings *settings)
{
	struct runner *r = g_new0(struct runner, 1);
	int jobs = settings->jobs ? settings->jobs : (int)g_get_num_processors();
	r->base = base;
	r->settings = *settings;
	r->offered = metric_find("offered_packets");
	world_prepare();
	const struct pool_work work = run_process_work(base);
	r->pool = pool_new(&work, jobs, settings->timeout_s, runner_run_ended, r);
	return r;
}

bool runner_is_fresh(const struct runner *r)
{
	return r->settings.fresh;
}

void runner_free(struct runner *r)
{
	if (!r)
		return;
	pool_free(r->pool);
	g_free(r);
}
