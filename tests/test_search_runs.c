/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Searches of several points side by side, over a made-up runner: what is asked for does not depend on the order in which
 * runs end, a search that was stopped goes on, a run that fails ends its search alone; and the reports.
 */
#include "tests/suite.h"
#include "tools/study/search_report.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define JOBS_MAX 8

static const char *const yaml = "flow: vhost\n"
				"platform: " SOURCE_DIR "/scenarios/platforms/10g.xml\n"
				"costs: " SOURCE_DIR "/scenarios/costs/x86-3.3GHz.yaml\n"
				"warmup: 1ms\n"
				"guests: [{name: vm0, vhost_core: 0, vcpu_core: 1}]\n"
				"traffic: [{to: vm0, rate: 300kpps, frame: 64B}]\n"
				"study:\n"
				"  axes:\n"
				"    - {name: frame, set: traffic.frame, values: [64B, 512B, 1518B]}\n"
				"    - {name: ring, set: virtio.ring, values: [256, 512]}\n"
				"search: {preset: csit, trial: 1s, duration_sum: 3s}\n"
				"goals:\n"
				"  - {name: NDR, loss_ratio: 0}\n"
				"  - {name: PDR, loss_ratio: 0.01}\n";

/* A runner without processes, and the store that it keeps results in. */
struct fake {
	GHashTable *store; /* "point replication" -> struct search_packets *; owned */
	int jobs, made, stored;
	int stop_after;	   /* runs made; then it is interrupted; 0: never */
	const char *fails; /* label of points whose runs fail; NULL: none */
	bool last_first;   /* of runs under way the one started last ends first */
};

/* study_in: the study of a text. */
static struct study *study_in(const char *text, const char *const *sets)
{
	char *path = NULL;
	struct diag *d = diag_new();
	int file = g_file_open_tmp("search-XXXXXX.yaml", &path, NULL);
	CU_ASSERT_FATAL(file >= 0 && g_file_set_contents(path, text, -1, NULL));
	struct study *study = study_read(path, sets, d);
	diag_print(d, stderr);
	CU_ASSERT_PTR_NOT_NULL_FATAL(study);
	g_free(study->name); /* else that of the temporary file */
	study->name = g_strdup("made-up");
	diag_free(d);
	remove(path);
	close(file);
	g_free(path);
	return study;
}

static struct study *study_of(const char *const *sets)
{
	return study_in(yaml, sets);
}

static int64_t value_of(const char *const *sets, const char *key, enum unit unit)
{
	int64_t value = 0;
	char *why = NULL;
	for (; *sets; sets++)
		if (g_str_has_prefix(*sets, key) && (*sets)[strlen(key)] == '=')
			CU_ASSERT_TRUE(unit_parse(unit, *sets + strlen(key) + 1, &value, &why));
	return value;
}

/* A system that serves 2 Mpps: frames of 1518 B come no faster than the wire lets them. It holds 100 frames of a burst. */
static struct search_packets serve(const struct run_request *request)
{
	int64_t sent = value_of(request->sets, "load", UNIT_RATE), most = 2000000;
	int64_t count = value_of(request->sets, "traffic.0.count", UNIT_COUNT);
	if (count > 0) {
		sent = count;
		most = 100;
	}
	return (struct search_packets){sent, MIN(sent, most), MAX(sent - most, 0)};
}

static void set_value(struct run_values *v, const char *metric, int64_t value)
{
	v->all[metric_find(metric)] = (double)value;
}

static void finish(struct fake *f, const struct runner_hooks *hooks, const struct run_request *request)
{
	char *key = g_strdup_printf("%s %" G_GINT64_FORMAT, request->point, request->replication);
	struct search_packets *packets = g_hash_table_lookup(f->store, key);
	bool failed = f->fails && strstr(request->label, f->fails);
	struct run_values *values = run_values_empty(0);
	if (!packets && !failed) {
		struct search_packets fresh = serve(request);
		packets = g_memdup2(&fresh, sizeof(fresh));
		g_hash_table_insert(f->store, g_strdup(key), packets);
	}
	if (packets) {
		set_value(values, "offered_packets", packets->offered);
		set_value(values, "delivered_packets", packets->delivered);
		set_value(values, "dropped_packets", packets->dropped);
	}
	hooks->finished(hooks->self, request,
			&(struct run_outcome){.values = packets ? values : NULL,
					      .failure = packets ? NULL : "killed by signal 11"});
	run_values_free(values);
	g_free(key);
}

static bool has(const struct fake *f, const struct run_request *request)
{
	char *key = g_strdup_printf("%s %" G_GINT64_FORMAT, request->point, request->replication);
	bool there = g_hash_table_contains(f->store, key);
	g_free(key);
	return there;
}

/* fake_run: as runner_run; false: interrupted. */
static bool fake_run(struct fake *f, const struct runner_hooks *hooks)
{
	struct run_request active[JOBS_MAX];
	int n = 0;
	enum runner_next next;
	for (;;) {
		while (n < f->jobs && (next = hooks->next(hooks->self, &active[n])) == RUNNER_RUN) {
			for (int i = 0; i < n; i++) /* never two trials of one search at a time */
				CU_ASSERT_PTR_NOT_EQUAL(active[i].data, active[n].data);
			if (has(f, &active[n])) {
				f->stored++;
				finish(f, hooks, &active[n]);
			} else {
				n++;
			}
		}
		CU_ASSERT_TRUE(hooks->total(hooks->self) >= f->made);
		if (n == 0)
			return true;
		if (f->stop_after && f->made >= f->stop_after)
			return false;
		int ends = f->last_first ? n - 1 : 0;
		struct run_request ended = active[ends];
		memmove(&active[ends], &active[ends + 1], (size_t)(n - ends - 1) * sizeof(ended));
		n--;
		f->made++;
		finish(f, hooks, &ended);
	}
}

static struct fake fake_new(int jobs)
{
	return (struct fake){.jobs = jobs,
			     .store = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
}

/* csv_of: makes the searches; what they export, NULL when interrupted. */
static char *csv_of(const struct study *study, struct fake *f)
{
	struct diag *d = diag_new();
	struct search_runs *runs = search_runs_new(study, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(runs);
	struct runner_hooks hooks = search_runs_hooks(runs);
	bool complete = fake_run(f, &hooks);
	char *csv = complete ? search_csv(study, runs) : NULL;
	CU_ASSERT_EQUAL(search_runs_over(runs) == study->points->len, complete);
	search_runs_free(runs);
	diag_free(d);
	return csv;
}

/* One job or many, the first to end or the last: the same trials and the same result. */
static void order_of_ends(void)
{
	struct study *study = study_of(NULL);
	struct fake one = fake_new(1), many = fake_new(4), turned = fake_new(JOBS_MAX);
	turned.last_first = true;
	char *a = csv_of(study, &one), *b = csv_of(study, &many), *c = csv_of(study, &turned);
	CU_ASSERT_STRING_EQUAL(a, b);
	CU_ASSERT_STRING_EQUAL(a, c);
	CU_ASSERT_TRUE(one.made > 30 && one.made == many.made && one.made == turned.made);
	CU_ASSERT_EQUAL(g_hash_table_size(one.store), (guint)one.made);
	g_free(a);
	g_free(b);
	g_free(c);
	g_hash_table_unref(one.store);
	g_hash_table_unref(many.store);
	g_hash_table_unref(turned.store);
	study_free(study);
}

/* Stopped after any number of runs it goes on without making one twice. */
static void resumed(void)
{
	struct study *study = study_of(NULL);
	struct fake whole = fake_new(2);
	char *expected = csv_of(study, &whole);
	for (int stop = 1; stop < whole.made; stop += 7) {
		struct fake f = fake_new(2);
		f.stop_after = stop;
		CU_ASSERT_PTR_NULL(csv_of(study, &f));
		CU_ASSERT_EQUAL(f.made, stop);
		f.stop_after = 0;
		char *csv = csv_of(study, &f);
		CU_ASSERT_STRING_EQUAL(csv, expected);
		CU_ASSERT_EQUAL(f.made, whole.made);
		CU_ASSERT_EQUAL(f.stored, stop);
		g_free(csv);
		g_hash_table_unref(f.store);
	}
	g_free(expected);
	g_hash_table_unref(whole.store);
	study_free(study);
}

/* A search makes the load itself. */
static void axis_of_load(void)
{
	GString *text = g_string_new(yaml);
	g_string_replace(text, "  axes:\n", "  axes:\n    - {set: load, values: [100kpps, 200kpps]}\n", 1);
	struct study *study = study_in(text->str, NULL);
	struct diag *d = diag_new();
	CU_ASSERT_PTR_NULL(search_runs_new(study, d));
	CU_ASSERT_EQUAL(diag_count(d), 1);
	diag_free(d);
	study_free(study);
	g_string_free(text, TRUE);
}

static void failure(void)
{
	struct study *study = study_of(NULL);
	struct fake f = fake_new(3);
	struct diag *d = diag_new();
	struct search_runs *runs = search_runs_new(study, d);
	struct runner_hooks hooks = search_runs_hooks(runs);
	f.fails = "frame=512B";
	CU_ASSERT_TRUE(fake_run(&f, &hooks));
	for (guint i = 0; i < study->points->len; i++) {
		bool failed = i == 2 || i == 3;
		const struct search_point *p = search_runs_point(runs, i);
		CU_ASSERT_EQUAL(search_runs_failure(runs, i) != NULL, failed);
		CU_ASSERT_EQUAL(search_outcome(p->search, 0).verdict == SEARCH_UNFINISHED, failed);
	}
	char *text = search_text(study, runs), *csv = search_csv(study, runs);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "a run failed"));
	CU_ASSERT_PTR_NOT_NULL(strstr(csv, "\"failed\",,,"));
	g_free(text);
	g_free(csv);
	search_runs_free(runs);
	g_hash_table_unref(f.store);
	diag_free(d);
	study_free(study);
}

/* 512 B come at 2.35 Mpps at most, 1518 B at 0.81. */
static void reports(void)
{
	struct study *study = study_of(NULL);
	struct fake f = fake_new(2);
	struct diag *d = diag_new();
	struct search_runs *runs = search_runs_new(study, d);
	struct runner_hooks hooks = search_runs_hooks(runs);
	CU_ASSERT_TRUE(fake_run(&f, &hooks));
	char *text = search_text(study, runs), *csv = search_csv(study, runs),
	     *jsonl = search_jsonl(study, runs);
	static const char *const in_text[] = {"Gbit/s", "64B, ring 256",
					      "1518B",	"3  ",
					      "1s",	"irregular: the maximum load is a lower bound"};
	for (size_t i = 0; i < G_N_ELEMENTS(in_text); i++)
		CU_ASSERT_PTR_NOT_NULL(strstr(text, in_text[i]));
	CU_ASSERT_TRUE(
		g_str_has_prefix(csv, "\"study\",\"frame\",\"ring\",\"goal\",\"goal_loss_ratio\",\"verdict\","
				      "\"throughput_pps\",\"throughput_wire_bps\","));
	CU_ASSERT_PTR_NOT_NULL(strstr(csv, "\"made-up\",\"1518B\",\"256\",\"NDR\",0.000000,"
					   "\"maximum_load_is_lower_bound\",812743.000,9999989872,812743,,"
					   "0.000000000,,2,0,"));
	CU_ASSERT_PTR_NOT_NULL(strstr(jsonl, "\"upper_bound_pps\": null"));
	char **lines = g_strsplit(jsonl, "\n", -1);
	CU_ASSERT_EQUAL(g_strv_length(lines), 3 * 2 * 2 + 1);
	g_strfreev(lines);
	g_free(text);
	g_free(csv);
	g_free(jsonl);
	search_runs_free(runs);
	g_hash_table_unref(f.store);
	diag_free(d);
	study_free(study);
}

static void bursts(void)
{
	static const char *const sets[] = {"search.type=back_to_back", "search.repeats=3", NULL};
	struct study *study = study_of(sets);
	struct fake f = fake_new(2);
	struct diag *d = diag_new();
	struct search_runs *runs = search_runs_new(study, d);
	struct runner_hooks hooks = search_runs_hooks(runs);
	CU_ASSERT_TRUE(fake_run(&f, &hooks));
	char *text = search_text(study, runs), *csv = search_csv(study, runs);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "none: the line rate is carried"));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(csv, "\"made-up\",\"64B\",\"256\",\"regular\",100.000,100,100,0.000,3,"));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(csv, "\"1518B\",\"512\",\"line_rate_is_carried\",,,,,0,0,,,812743,812743.000,"));
	g_free(text);
	g_free(csv);
	search_runs_free(runs);
	g_hash_table_unref(f.store);
	diag_free(d);
	study_free(study);
}

static const struct test_case tests[] = {
	{"order of ends", order_of_ends},
	{"stopped and resumed", resumed},
	{"an axis of loads", axis_of_load},
	{"a run that fails", failure},
	{"reports", reports},
	{"reports of bursts", bursts},
};

SUITE("search_runs", tests)
