/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/calibrate/scene_runs.h"
#include "sim/world_setup.h"
#include "tools/base/cli.h"
#include "tools/base/exit_codes.h"
#include "tools/base/progress.h"
#include "tools/study/run/pool.h"
#include "tools/study/run/warmup.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TICK_MS 1000

struct scene_runs {
	struct scenario_base *base;
	const struct measurements *m;
	const char *const *sets;
	struct pool *pool;
	GHashTable *made;    /* request, as bytes -> struct scene_outcome * */
	GHashTable *pending; /* the same of those under way -> NULL */
	char *failure;	     /* of the first run that failed; owned */
	struct progress progress;
};

/* ---- the request: the index of the scene, and its further settings, each ended by a newline ---- */

static GBytes *request_of(const struct scene_order *order)
{
	GString *text = g_string_new(NULL);
	g_string_append_len(text, (const char *)&order->scene, sizeof(order->scene));
	for (char **set = order->sets; *set; set++)
		g_string_append_printf(text, "%s\n", *set);
	return g_string_free_to_bytes(text);
}

static guint scene_runs_scene_of(const guint8 *request)
{
	guint scene;
	memcpy(&scene, request, sizeof(scene));
	return scene;
}

static void scene_runs_add_all(GPtrArray *all, const char *const *sets)
{
	for (; sets && *sets; sets++)
		g_ptr_array_add(all, g_strdup(*sets));
}

/* scene_runs_sets_of: those of the command line, of the scene, and the further ones. */
static char **scene_runs_sets_of(const struct scene_runs *r, const GByteArray *request)
{
	GPtrArray *all = g_ptr_array_new();
	char *text = g_strndup((const char *)request->data + sizeof(guint), request->len - sizeof(guint));
	char **further = g_strsplit(text, "\n", -1);
	scene_runs_add_all(all, r->sets);
	scene_runs_add_all(all,
			   (const char *const *)scene_at(r->m, scene_runs_scene_of(request->data))->sets);
	for (char **set = further; *set; set++)
		if (**set)
			g_ptr_array_add(all, g_strdup(*set));
	g_ptr_array_add(all, NULL);
	g_strfreev(further);
	g_free(text);
	return (char **)g_ptr_array_free(all, FALSE);
}

/* ---- in the server ---- */

struct prepared {
	struct scenario *scenario; /* NULL: it has faults */
	struct diag *faults;
};

static void *scene_runs_prepare(void *self, const GByteArray *request)
{
	struct scene_runs *r = self;
	struct prepared *p = g_new(struct prepared, 1);
	char **sets = scene_runs_sets_of(r, request);
	p->faults = diag_new();
	p->scenario = scenario_base_make(r->base, (const char *const *)sets, p->faults);
	g_strfreev(sets);
	return p;
}

static void scene_runs_discard(void *self, void *prepared)
{
	struct prepared *p = prepared;
	(void)self;
	scenario_free(p->scenario);
	diag_free(p->faults);
	g_free(p);
}

/* ---- in the process of the run, which frees nothing ---- */

static bool needs_probe(const struct measurements *m, const struct scene *scene)
{
	bool needs = false;
	for (guint i = 0; i < scene->n; i++)
		needs |= quantity_needs_probe(measured_at(m, scene->first + i)->quantity);
	return needs;
}

static void append_spent(const struct result *r, GByteArray *out)
{
	struct scene_outcome o = {0};
	for (int i = 0; i < r->n_cores; i++)
		for (int c = 0; c < CONTEXTS; c++)
			for (int k = 0; k < COST_COUNT; k++)
				o.spent[c][k] += (float)r->core[i].by_cost[c][k] / (float)r->measured;
	g_byte_array_append(out, (const guint8 *)&o, sizeof(o));
}

static void scene_runs_append_figures(const struct measurements *m, const struct scene *scene,
				      const struct quantity_run *run, GByteArray *out)
{
	for (guint i = 0; i < scene->n; i++) {
		double value = quantity_of(run, measured_at(m, scene->first + i)->quantity, scene->whose);
		g_byte_array_append(out, (const guint8 *)&value, sizeof(value));
	}
}

static void scene_runs_make_run(void *self, void *prepared, const GByteArray *request, GByteArray *out)
{
	const struct scene_runs *r = self;
	const struct prepared *p = prepared;
	const struct scene *scene = scene_at(r->m, scene_runs_scene_of(request->data));
	struct wake_probe probe;
	bool probed = needs_probe(r->m, scene);
	if (!p->scenario) {
		diag_print(p->faults, stderr);
		fflush(stderr);
		_exit(EXIT_INPUT);
	}
	struct trace *trace = probed ? trace_new(NULL) : NULL;
	if (probed)
		wake_probe_init(&probe, trace, p->scenario->host.name);
	struct result *result =
		warmup_run(p->scenario, &(struct run_settings){.sync = SYNC_WINDOW, .trace = trace});
	append_spent(result, out);
	scene_runs_append_figures(r->m, scene,
				  &(struct quantity_run){p->scenario, result,
							 run_values_new(p->scenario, result),
							 probed ? &probe : NULL},
				  out);
}

/* ---- what becomes of a run ---- */

static gsize outcome_size(const struct scene_runs *r, const guint8 *request)
{
	return sizeof(struct scene_outcome) +
	       scene_at(r->m, scene_runs_scene_of(request))->n * sizeof(double);
}

static void scene_runs_fail(struct scene_runs *r, const guint8 *request, const struct pool_outcome *outcome)
{
	if (!r->failure)
		r->failure =
			g_strdup_printf("%s: %s%s%s", scene_at(r->m, scene_runs_scene_of(request))->name,
					outcome->failure ? outcome->failure : "its process gave no result",
					*outcome->message ? ": " : "", outcome->message);
}

static void scene_runs_run_ended(void *self, void *data, const struct pool_outcome *outcome)
{
	struct scene_runs *r = self;
	GBytes *request = data;
	const guint8 *bytes = g_bytes_get_data(request, NULL);
	if (outcome->failure || outcome->length != outcome_size(r, bytes))
		scene_runs_fail(r, bytes, outcome);
	else
		g_hash_table_insert(r->made, g_bytes_ref(request),
				    g_memdup2(outcome->result, outcome->length));
	progress_count(&r->progress, outcome->failure);
	g_hash_table_remove(r->pending, request);
}

/* ---- the order ---- */

/* scene_runs_start: unless it was made, or is under way. */
static void scene_runs_start(struct scene_runs *r, const struct scene_order *order)
{
	gsize length;
	GBytes *request = request_of(order);
	const guint8 *bytes = g_bytes_get_data(request, &length);
	if (!g_hash_table_contains(r->made, request) && !g_hash_table_contains(r->pending, request)) {
		GByteArray *copy = g_byte_array_append(g_byte_array_new(), bytes, (guint)length);
		g_hash_table_add(r->pending, g_bytes_ref(request));
		r->progress.total++;
		pool_start(r->pool, copy, request);
		g_byte_array_unref(copy);
	}
	g_bytes_unref(request);
}

/* make_all: true unless a signal came. */
static bool make_all(struct scene_runs *r, const struct scene_order *orders, guint n,
		     const struct interrupt *signals)
{
	guint next = 0;
	while ((next < n && !r->failure) || pool_active(r->pool) > 0) {
		while (next < n && !r->failure && pool_has_room(r->pool))
			scene_runs_start(r, &orders[next++]);
		if (pool_active(r->pool) > 0 && !pool_wait(r->pool, signals, TICK_MS))
			return false;
		progress_show(&r->progress);
	}
	return true;
}

static void hand_out(const struct scene_runs *r, struct scene_order *orders, guint n)
{
	for (guint i = 0; i < n; i++) {
		GBytes *request = request_of(&orders[i]);
		orders[i].outcome = g_hash_table_lookup(r->made, request);
		g_bytes_unref(request);
	}
}

int scene_runs_make(struct scene_runs *r, struct scene_order *orders, guint n)
{
	struct interrupt signals;
	interrupt_begin(&signals);
	bool whole = make_all(r, orders, n, &signals);
	if (!whole)
		pool_stop(r->pool);
	interrupt_end(&signals);
	progress_clear(&r->progress);
	if (!whole || interrupt_came())
		return EXIT_INTERRUPTED;
	if (r->failure) {
		cli_error("%s", r->failure);
		return EXIT_FAILED;
	}
	hand_out(r, orders, n);
	return EXIT_OK;
}

int scene_runs_made(const struct scene_runs *r)
{
	return (int)g_hash_table_size(r->made);
}

/* ---- life ---- */

struct scene_runs *scene_runs_new(struct scenario_base *base, const struct measurements *m,
				  const char *const *sets, int jobs, double timeout_s)
{
	struct scene_runs *r = g_new0(struct scene_runs, 1);
	r->base = base;
	r->m = m;
	r->sets = sets;
	r->made = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, g_free);
	r->pending = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
	world_prepare();
	const struct pool_work work = {scene_runs_prepare, scene_runs_discard, scene_runs_make_run, r};
	r->pool = pool_new(&work, jobs ? jobs : (int)g_get_num_processors(), timeout_s, scene_runs_run_ended,
			   r);
	progress_start(&r->progress, "runs", 0);
	return r;
}

void scene_runs_free(struct scene_runs *r)
{
	if (!r)
		return;
	pool_free(r->pool);
	g_hash_table_unref(r->made);
	g_hash_table_unref(r->pending);
	g_free(r->failure);
	g_free(r);
}
