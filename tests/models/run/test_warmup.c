/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Warm-ups that are found: each case simulates in child processes, as one process holds one world.
 */
#include "tests/lib/child.h"
#include "tests/lib/suite.h"
#include "tools/show/output_json.h"
#include "tools/study/crawl/scenario_file.h"
#include "tools/study/run/warmup.h"
#include <string.h>

#define SCENARIO SOURCE_DIR "/scenarios/feedback.yaml"
#define MOST_SETS 10

/* A run: the settings beside those of every case, and how. */
struct run {
	const char *sets[MOST_SETS];
	enum sync sync;
	bool plain;  /* by run_scenario, not warmup_run */
	bool nested; /* in a child of the child, as the runner has it */
};

/* lowest_free: the least descriptor that is not open. */
static int lowest_free(void)
{
	int fd = dup(STDERR_FILENO);
	close(fd);
	return fd;
}

static void simulate(const struct run *run)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(SCENARIO, run->sets, d);
	diag_print(d, stderr);
	diag_free(d);
	if (!s)
		return;
	const struct run_settings settings = {.sync = run->sync};
	int free = lowest_free();
	struct result *r = run->plain ? run_scenario(s, &settings) : warmup_run(s, &settings);
	if (!run->plain && lowest_free() != free)
		fprintf(stderr, "a descriptor was left open\n");
	char *json = output_json(s, r, false), *warning = warmup_warning(s, r);
	printf("%s", json);
	fprintf(stderr, "cut %" G_GINT64_FORMAT " %s\n%s\n", r->warmup,
		r->warmup_unsteady ? "unsteady" : "steady", warning ? warning : "no warning");
	g_free(json);
	g_free(warning);
	result_free(r);
	scenario_free(s);
}

static void body(const void *arg)
{
	const struct run *run = arg;
	int status = 0;
	if (run->nested && fork() > 0)
		wait(&status);
	else
		simulate(run);
}

static vtime cut_of(const struct child *c)
{
	const char *line = strstr(c->err, "cut ");
	return line ? g_ascii_strtoll(line + 4, NULL, 10) : -1;
}

static bool says(const struct child *c, const char *text)
{
	bool there = strstr(c->err, text) != NULL;
	if (!there)
		fprintf(stderr, "\"%s\" is not in: %s\n", text, c->err);
	return there;
}

/* Without moderation, which takes some ms to settle. */
#define QUIET "load=100kpps", "traffic.arrivals=constant", "nic.moderation=off"

/* The source starts at 9 ms: nothing is delivered before, a level rate after; 60 ms in all, batches of 0.3 ms. */
static void test_known_end(void)
{
	static const struct run late = {
		.sets = {"warmup_cut=mser5", "warmup=20ms", "duration=40ms", QUIET, "traffic.start=9ms"}};
	struct child c = child_run(body, &late);
	vtime cut = cut_of(&c);
	CU_ASSERT_EQUAL(c.status, 0);
	CU_ASSERT(cut >= 9 * VTIME_PER_MS && cut <= 9 * VTIME_PER_MS + 2 * 300 * VTIME_PER_US);
	CU_ASSERT_TRUE(says(&c, "steady\nno warning"));
	CU_ASSERT_PTR_NULL(strstr(c.err, "left open"));
	child_free(&c);
}

/* A run whose cut was found counts what one with that warm-up counts. */
static void test_as_if_written(void)
{
	static const struct run found = {.sets = {"warmup_cut=mser5", "warmup=10ms", "duration=30ms"}};
	struct child c = child_run(body, &found);
	char *warmup = g_strdup_printf("warmup=%" G_GINT64_FORMAT "ps", cut_of(&c));
	const struct run written = {.sets = {warmup, "duration=30ms"}};
	struct child w = child_run(body, &written);
	CU_ASSERT_EQUAL(cut_of(&c), cut_of(&w));
	CU_ASSERT_PTR_NOT_NULL(strstr(c.out, "\"warmup_found\": {\"cut_s\": 0.0"));
	CU_ASSERT_PTR_NULL(strstr(w.out, "warmup_found"));
	/* from the packets on to the settings */
	const char *a = strstr(c.out, "\"packets\""), *b = strstr(w.out, "\"packets\"");
	CU_ASSERT_FATAL(a && b);
	const char *end = strstr(a, "\"settings\"");
	CU_ASSERT_FATAL(end != NULL);
	CU_ASSERT_EQUAL(strncmp(a, b, (size_t)(end - a)), 0);
	child_free(&c);
	child_free(&w);
	g_free(warmup);
}

static void test_same_again(void)
{
	struct run run = {.sets = {"warmup_cut=mser5", "warmup=5ms", "duration=15ms", "load=600kpps"}};
	struct child first = child_run(body, &run), again = child_run(body, &run);
	run.sync = SYNC_EVENT;
	struct child event = child_run(body, &run);
	run.nested = true;
	struct child nested = child_run(body, &run);
	CU_ASSERT_TRUE(strlen(first.out) > 1000);
	CU_ASSERT_STRING_EQUAL(first.out, again.out);
	CU_ASSERT_STRING_EQUAL(first.out, event.out);
	CU_ASSERT_STRING_EQUAL(first.out, nested.out);
	child_free(&first);
	child_free(&again);
	child_free(&event);
	child_free(&nested);
}

/* A warm-up that is written is what it was. */
static void test_fixed(void)
{
	struct run run = {.sets = {"warmup=2ms", "duration=4ms"}};
	struct child with = child_run(body, &run);
	run.plain = true;
	struct child plain = child_run(body, &run);
	CU_ASSERT_EQUAL(cut_of(&with), 2 * VTIME_PER_MS);
	CU_ASSERT_TRUE(says(&with, "no warning"));
	CU_ASSERT_STRING_EQUAL(with.out, plain.out);
	child_free(&with);
	child_free(&plain);
}

static void test_warnings(void)
{
	static const struct {
		struct run run;
		const char *says;
	} cases[] = {
		{{.sets = {"warmup_cut=mser5", "warmup=30ms", "duration=30ms", QUIET, "traffic.start=20ms"}},
		 " steady\nwarm-up: the cut of 2"},
		{{.sets = {"warmup_cut=mser5", "warmup=30ms", "duration=30ms", QUIET, "traffic.start=20ms"}},
		 "more than a third of the run; count longer (duration, now 30ms)"},
		{{.sets = {"warmup_cut=mser5", "warmup=0ms", "duration=50ms", "traffic.shape_kind=ramp",
			   "traffic.shape=0ms:1kpps, 50ms:450kpps", "traffic.arrivals=constant",
			   "traffic.rate=0pps"}},
		 "unsteady\nwarm-up: MSER-5 found no steady state in the first half of the pilot and cut all "
		 "of it, "
		 "25ms; simulate longer (duration, now 50ms)"},
	};
	EACH_CASE (i, cases) {
		struct child c = child_run(body, &cases[i].run);
		CU_ASSERT_TRUE(says(&c, cases[i].says));
		child_free(&c);
	}
}

static const struct test_case tests[] = {
	{"a transient with a known end", test_known_end},
	{"as if it had been written", test_as_if_written},
	{"the same again, by event, in a child", test_same_again},
	{"a warm-up that is written", test_fixed},
	{"warnings", test_warnings},
};

SUITE("warmup", tests)
