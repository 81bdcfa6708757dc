/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole runs that are stopped at a moment of real time, so each time at another event: the books balance (a broken balance is
 * exit status 5), and what was counted is what a run of that length counts. And that looking on changes nothing.
 */
#include "models/run/run.h"
#include "sim/input/unit.h"
#include "sim/world_setup.h"
#include "tests/lib/child.h"
#include "tests/lib/suite.h"
#include "tools/show/output_json.h"
#include "tools/study/crawl/scenario_file.h"
#include <signal.h>
#include <string.h>
#include <sys/time.h>

#define SCENARIOS SOURCE_DIR "/scenarios/"
#define MOMENTS 12

struct order {
	const char *file, *duration, *warmup;
	enum sync sync;
	int stop_us, look_us; /* from the start of the run; 0: never */
};

static void stop_now(int number)
{
	(void)number;
	world_stop();
}

static void look_now(int number)
{
	(void)number;
	world_look();
}

static void set_timer(const struct order *o)
{
	const struct itimerval timer = {{0, o->look_us}, {0, o->stop_us + o->look_us}};
	signal(SIGALRM, o->stop_us ? stop_now : look_now);
	setitimer(ITIMER_REAL, &timer, NULL);
}

static void count_looks(void *self, const struct run_look *look)
{
	bool sound = look->cores > 0;
	for (int i = 0; i < QUEUE_PLACES; i++)
		sound &= look->waiting[i] >= 0;
	for (int i = 0; i < look->cores; i++)
		sound &= look->busy[i] >= 0 && look->busy[i] <= 1;
	*(int *)self += sound;
}

/* What is printed of a result: how long it counted, whether it was stopped after at least the shortest duration, how often it was looked at, and all figures. Nothing of a run of which nothing was counted. */
static void print_result(const struct scenario *s, const struct result *r, int looks)
{
	char *length = unit_format(UNIT_TIME, r->measured), *json = output_json(s, r, false);
	printf("%s %d %d\n%s", length, r->partial && r->measured >= VTIME_PER_US, looks, json);
	g_free(length);
	g_free(json);
}

static void simulate(const void *arg)
{
	const struct order *o = arg;
	int looks = 0;
	struct diag *d = diag_new();
	char *path = g_strconcat(SCENARIOS, o->file, NULL),
	     *duration = g_strconcat("duration=", o->duration, NULL),
	     *warmup = g_strconcat("warmup=", o->warmup, NULL);
	struct scenario *s =
		scenario_read(path, (const char *const[]){duration, warmup, "series=700us", NULL}, d);
	diag_print(d, stderr);
	if (!s)
		_exit(1);
	world_prepare(); /* SimGrid takes longer to load than the first moments last */
	set_timer(o);
	struct result *r = run_scenario(
		s, &(struct run_settings){.sync = o->sync, .look = count_looks, .watcher = &looks});
	if (r)
		print_result(s, r, looks);
}

static bool differs_with_length(const char *line)
{
	return strstr(line, "\"duration\"") || strstr(line, "\"partial\"") || strstr(line, "\"end_s\"");
}

/* The figures in what print_result printed, without what a stopped run has of its own. Newly allocated. */
static char *figures(const char *printed)
{
	GString *text = g_string_new(NULL);
	char **lines = g_strsplit(printed, "\n", -1);
	for (char **line = lines + 1; *lines && *line; line++)
		if (!differs_with_length(*line))
			g_string_append_printf(text, "%s\n", *line);
	g_strfreev(lines);
	return g_string_free(text, FALSE);
}

/* same_figures: of the two orders' runs; *partial: whether the first was stopped in the time that counts. */
static void check_same(const struct order *stopped, bool *partial)
{
	struct child c = child_run(simulate, stopped);
	CU_ASSERT_EQUAL(c.status, 0);
	char **head = g_strsplit_set(c.out, " \n", 3);
	*partial = head[0] && head[1] && !strcmp(head[1], "1");
	if (*partial) {
		const struct order whole = {stopped->file, head[0], stopped->warmup, stopped->sync, 0, 0};
		struct child again = child_run(simulate, &whole);
		char *first = figures(c.out), *second = figures(again.out);
		CU_ASSERT_EQUAL(again.status, 0);
		CU_ASSERT_STRING_EQUAL(first, second);
		g_free(first);
		g_free(second);
		child_free(&again);
	}
	g_strfreev(head);
	child_free(&c);
}

/* One machine of each kind, one whose core never sleeps, one that transmits, guests that come and go, two machines. */
static void test_stop(void)
{
	static const char *const files[] = {"shared-core.yaml", "vhost-user.yaml", "tx.yaml",
					    "lifecycle.yaml", "two-servers.yaml"};
	EACH_CASE (i, files) {
		int partial = 0;
		/* A slow machine may still be in its warm-up at the last of the moments: more follow then. */
		for (int k = 0; k < MOMENTS || (partial == 0 && k < 20 * MOMENTS); k++) {
			bool stopped;
			const struct order o = {files[i],	 "100s",
						"10us",		 k % 2 ? SYNC_EVENT : SYNC_WINDOW,
						2000 + 1500 * k, 0};
			check_same(&o, &stopped);
			partial += stopped;
		}
		CU_ASSERT(partial > 0);
	}
}

/* Stopped before anything is counted: there is no result. */
static void test_warmup(void)
{
	static const enum sync modes[] = {SYNC_WINDOW, SYNC_EVENT};
	EACH_CASE (i, modes) {
		const struct order o = {"shared-core.yaml", "1s", "1000s", modes[i], 3000, 0};
		struct child c = child_run(simulate, &o);
		CU_ASSERT_EQUAL(c.status, 0);
		CU_ASSERT_STRING_EQUAL(c.out, "");
		child_free(&c);
	}
}

/* Looked at two thousand times a second, a run is the same to the byte. */
static void test_look(void)
{
	static const char *const files[] = {"shared-core.yaml", "vhost-user.yaml", "two-servers.yaml"};
	EACH_CASE (i, files) {
		const struct order plain = {files[i], "20ms", "1ms", SYNC_WINDOW, 0, 0},
				   watched = {files[i], "20ms", "1ms", SYNC_WINDOW, 0, 500};
		struct child a = child_run(simulate, &plain), b = child_run(simulate, &watched);
		char *first = figures(a.out), *second = figures(b.out);
		CU_ASSERT_STRING_EQUAL(first, second);
		CU_ASSERT_PTR_NULL(strstr(b.out, "ms 0 0\n"));
		g_free(first);
		g_free(second);
		child_free(&a);
		child_free(&b);
	}
}

static const struct test_case cases[] = {
	{"a stopped run counts what a run of that length counts", test_stop},
	{"stopped in the warm-up, nothing is counted", test_warmup},
	{"looking on changes nothing", test_look},
};

SUITE("world: stop and look", cases)
