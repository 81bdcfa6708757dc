/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold for every run, checked on every scenario of scenarios/ and every curve of its crawl, cut
 * down to a few milliseconds: no packet is lost from the books, each core's time adds up, and the result is
 * the same, to the byte, when the run is repeated by event of SimGrid's clock, and traced.
 */
#include "tests/lib/has_crawl.h"
#include "tests/lib/run_child.h"
#include "tests/lib/suite.h"
#include "tools/run_files/series_csv.h"
#include "tools/show/output_json.h"
#include "tools/study/crawl/crawl_plan.h"
#include "tools/study/plan/plan.h"

#define SCENARIOS SOURCE_DIR "/scenarios"

/* Short runs, sampled so that the sampler is part of it; of a crawl, three loads. */
#define SHORT "warmup=3ms", "duration=9ms", "series=2ms"
static char *const short_run[] = {SHORT, NULL}, *const scattered_run[] = {SHORT, "cost_spread=0.2", NULL};
static const char *const short_crawl[] = {SHORT, "crawl.points=3", NULL};

/* ---- one run ---- */

static void report_all(const struct scenario *s, const struct result *r, FILE *out)
{
	char *json = output_json(s, r, false), *series = series_csv(r->series);
	fputs(json, out);
	fputs(series, out);
	g_free(json);
	g_free(series);
}

static void report_more(const struct scenario *s, const struct result *r, FILE *out)
{
	run_report_numbers(s, r, out);
	report_all(s, r, out);
}

static GByteArray *output_of(const char *path, char **sets, enum sync sync, const char *trace)
{
	return run_child(&(struct run_order){path, (const char *const *)sets, sync, trace}, report_all);
}

static bool same_bytes(const GByteArray *a, const GByteArray *b)
{
	return a && b && a->len > 0 && a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

static void check_same(const char *label, const char *how, const GByteArray *first, GByteArray *other)
{
	bool same = same_bytes(first, other);
	if (!same)
		printf("\n    %s: another result %s", label, how);
	CU_ASSERT(same);
	if (other)
		g_byte_array_unref(other);
}

/* check_outputs: first is what another run in the mode by window has given, not traced. */
static void check_outputs(const char *label, const char *path, char **sets, const GByteArray *first)
{
	char *trace = g_build_filename(g_get_tmp_dir(), "vhostsim-XXXXXX.perfetto-trace", NULL);
	int fd = g_mkstemp(trace);
	CU_ASSERT_FATAL(fd >= 0);
	check_same(label, "by event", first, output_of(path, sets, SYNC_EVENT, NULL));
	check_same(label, "when traced", first, output_of(path, sets, SYNC_WINDOW, trace));
	CU_ASSERT(lseek(fd, 0, SEEK_END) > 0);
	close(fd);
	unlink(trace);
	g_free(trace);
}

/* ---- the numbers ---- */

static void check_balance(const struct result *r)
{
	int64_t dropped = 0, in_flight = r->inside_end - r->inside_start;
	for (int i = 0; i < DROPS; i++) {
		CU_ASSERT(r->dropped[i] >= 0);
		dropped += r->dropped[i];
	}
	CU_ASSERT(r->offered > 0);
	CU_ASSERT(r->delivered >= 0 && r->inside_start >= 0 && r->inside_end >= 0);
	CU_ASSERT_EQUAL(r->offered, r->delivered + dropped + in_flight);
	CU_ASSERT_EQUAL((int64_t)r->latency.count, r->delivered);
	CU_ASSERT(r->wasted_cycles == 0 || dropped > 0);
}

static void check_core(const struct result *r, const struct result_core *core)
{
	vtime all = 0;
	for (int i = 0; i < CONTEXTS; i++) {
		vtime named = 0;
		for (int k = 0; k < COST_COUNT; k++)
			named += core->by_cost[i][k];
		CU_ASSERT(core->booked[i] >= 0);
		CU_ASSERT_EQUAL(named, i == CONTEXT_idle ? 0 : core->booked[i]);
		all += core->booked[i];
	}
	CU_ASSERT_EQUAL(all, r->measured);
}

static void check_latency(const struct histogram *h)
{
	static const int64_t ppm[] = {500000, 900000, 990000, 999000};
	if (h->count == 0)
		return;
	int64_t last = h->min;
	EACH_CASE (i, ppm) {
		int64_t value = last;
		histogram_percentile(h, ppm[i], &value);
		CU_ASSERT(value >= last);
		last = value;
	}
	CU_ASSERT(h->max >= last && h->min >= 0);
	CU_ASSERT(histogram_mean(h) >= h->min && histogram_mean(h) <= h->max);
}

/* Each packet belongs to one source. */
static void check_streams(const struct run_numbers *n)
{
	int64_t offered = 0, delivered = 0;
	for (int i = 0; i < MIN(n->result.n_streams, RUN_STREAMS); i++) {
		offered += n->stream[i].offered;
		delivered += n->stream[i].delivered;
	}
	if (n->result.n_streams > RUN_STREAMS)
		return;
	CU_ASSERT_EQUAL(offered, n->result.offered);
	CU_ASSERT_EQUAL(delivered, n->result.delivered);
}

static void check_numbers(const struct run_numbers *n)
{
	check_balance(&n->result);
	for (int i = 0; i < MIN(n->result.n_cores, RUN_CORES); i++)
		check_core(&n->result, &n->core[i]);
	check_latency(&n->result.latency);
	check_streams(n);
}

/* ---- every scenario ---- */

static void check_run(const char *label, const char *path, char **sets)
{
	unsigned failures = CU_get_number_of_failures();
	const struct run_order order = {path, (const char *const *)sets, SYNC_WINDOW, NULL};
	GByteArray *first = run_child(&order, report_more);
	CU_ASSERT_PTR_NOT_NULL_FATAL(first);
	struct run_numbers *n = run_numbers_cut(first);
	CU_ASSERT_PTR_NOT_NULL_FATAL(n);
	check_numbers(n);
	check_outputs(label, path, sets, first);
	g_free(n);
	g_byte_array_unref(first);
	if (CU_get_number_of_failures() > failures)
		printf("\n    failed: %s", label);
}

static void check_crawl(const char *path)
{
	struct diag *d = diag_new();
	bool compare;
	struct study *plan = crawl_study(scenario_base_read(path, d), short_crawl, &compare, d);
	CU_ASSERT_FATAL(plan != NULL);
	for (guint i = 0; i < plan->points->len; i++) {
		struct study_point *p = g_ptr_array_index(plan->points, i);
		check_run(p->label, path, p->sets);
	}
	study_free(plan);
	diag_free(d);
}

/* Some of the points of a study. */
#define POINTS_APART 9

static void check_study(const char *path)
{
	struct diag *d = diag_new();
	struct study *study = study_read(path, (const char *const *)short_run, d);
	diag_print(d, stderr);
	CU_ASSERT_FATAL(study != NULL);
	for (guint i = 0; i < study->points->len; i += POINTS_APART) {
		struct study_point *p = g_ptr_array_index(study->points, i);
		check_run(p->label, path, p->sets);
	}
	study_free(study);
	diag_free(d);
}

static void check_scenario(const char *path)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(path, NULL, d);
	diag_print(d, stderr);
	CU_ASSERT_FATAL(s != NULL);
	if (has_crawl(path))
		check_crawl(path);
	else
		check_run(s->name, path, (char **)short_run);
	scenario_free(s);
	diag_free(d);
}

static void check_folder(const char *path_of_folder, void (*check)(const char *path))
{
	int found = 0;
	const char *file;
	GDir *folder = g_dir_open(path_of_folder, 0, NULL);
	CU_ASSERT_FATAL(folder != NULL);
	while ((file = g_dir_read_name(folder))) {
		if (!g_str_has_suffix(file, ".yaml"))
			continue;
		char *path = g_build_filename(path_of_folder, file, NULL);
		check(path);
		g_free(path);
		found++;
	}
	g_dir_close(folder);
	CU_ASSERT(found > 0);
}

static void every_scenario(void)
{
	check_folder(SCENARIOS, check_scenario);
}

/* Payments that scatter: draws, but the same ones in every mode; what the tester offers is what it offered without. A guest's own
 * source sends the same packets, but those of either end of the run a little earlier or later: 20 us, four at 200 kpps. */
static void scattered(void)
{
	static const struct {
		const char *path;
		int64_t at_the_ends;
	} cases[] = {{SCENARIOS "/crawl.yaml", 0},
		     {SCENARIOS "/vhost-user.yaml", 0},
		     {SCENARIOS "/emulated.yaml", 0},
		     {SCENARIOS "/two-servers.yaml", 4}};
	EACH_CASE (i, cases, path) {
		struct run_order order = {cases[i].path, (const char *const *)short_run, SYNC_WINDOW, NULL};
		struct run_numbers *exact = run_numbers(&order);
		order.sets = (const char *const *)scattered_run;
		struct run_numbers *n = run_numbers(&order);
		CU_ASSERT_FATAL(exact != NULL && n != NULL);
		CU_ASSERT(ABS(n->result.offered - exact->result.offered) <= cases[i].at_the_ends);
		CU_ASSERT_NOT_EQUAL(n->result.latency.max, exact->result.latency.max);
		check_run("cost_spread", cases[i].path, (char **)scattered_run);
		g_free(exact);
		g_free(n);
	}
}

static void published(void)
{
	check_folder(SCENARIOS "/published", check_scenario);
}

static void studies(void)
{
	check_folder(SCENARIOS "/studies", check_study);
}

static const struct test_case tests[] = {
	{"every scenario", every_scenario},
	{"with costs that scatter", scattered},
	{"those of published behaviour", published},
	{"studies", studies},
};

SUITE("scenarios", tests)
