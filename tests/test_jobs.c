/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs, against small shell scripts whose ends are known.
 */
#include "tests/suite.h"
#include "tools/jobs.h"
#include <glib/gstdio.h>
#include <string.h>

#define SCRIPTS_MAX 16

/* What the hook saw of each job, indexed by the job. */
struct seen {
	int calls[SCRIPTS_MAX];
	char *failure[SCRIPTS_MAX], *out[SCRIPTS_MAX], *message[SCRIPTS_MAX];
};

static void note(void *self, const struct job *job, const struct job_outcome *outcome)
{
	struct seen *seen = self;
	int i = GPOINTER_TO_INT(job->data);
	gsize size = 0;
	const char *bytes = outcome->out ? g_bytes_get_data(outcome->out, &size) : NULL;
	seen->calls[i]++;
	seen->failure[i] = g_strdup(outcome->failure);
	seen->out[i] = g_strndup(bytes ? bytes : "", size);
	seen->message[i] = g_strdup(outcome->message);
}

static void seen_clear(struct seen *seen)
{
	for (int i = 0; i < SCRIPTS_MAX; i++) {
		g_free(seen->failure[i]);
		g_free(seen->out[i]);
		g_free(seen->message[i]);
	}
}

/* run_programs: runs each program on its script; what jobs_run returned. */
static bool run_programs(char *program, char *const *scripts, int n, int parallel, struct seen *seen)
{
	struct job jobs[SCRIPTS_MAX] = {0};
	char *argv[SCRIPTS_MAX][4];
	for (int i = 0; i < n; i++) {
		argv[i][0] = program;
		argv[i][1] = "-c";
		argv[i][2] = scripts[i];
		argv[i][3] = NULL;
		jobs[i] = (struct job){argv[i], GINT_TO_POINTER(i)};
	}
	const struct jobs_hooks hooks = {note, NULL, seen};
	memset(seen, 0, sizeof(*seen));
	return jobs_run(jobs, n, parallel, &hooks);
}

static bool run_scripts(char *const *scripts, int n, int parallel, struct seen *seen)
{
	return run_programs("/bin/sh", scripts, n, parallel, seen);
}

static void test_outcomes(void)
{
	static const struct {
		char *script;
		const char *failure, *out, *message;
	} cases[] = {
		{"echo data; echo note >&2", NULL, "data\n", "note"},
		{"exit 0", NULL, "", ""},
		{"echo half; exit 3", "exit status 3", "half\n", ""},
		{"echo one >&2; echo 'x: error: two' >&2; echo three >&2; exit 5", "exit status 5", "",
		 "x: error: two"},
		{"kill -SEGV $$", "killed by signal 11 (Segmentation fault)", "", ""},
		{"head -c 300000 /dev/zero | tr '\\0' x; kill -KILL $$", "killed by signal 9 (Killed)", NULL,
		 ""},
	};
	char *scripts[G_N_ELEMENTS(cases)];
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		scripts[i] = cases[i].script;
	struct seen seen;
	CU_ASSERT_TRUE(run_scripts(scripts, G_N_ELEMENTS(cases), 2, &seen));
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		CU_ASSERT_EQUAL(seen.calls[i], 1);
		CU_ASSERT_EQUAL(g_strcmp0(seen.failure[i], cases[i].failure), 0);
		CU_ASSERT_EQUAL(g_strcmp0(seen.message[i], cases[i].message), 0);
		if (cases[i].out)
			CU_ASSERT_EQUAL(g_strcmp0(seen.out[i], cases[i].out), 0);
	}
	CU_ASSERT_EQUAL(strlen(seen.out[5]), 300000);
	seen_clear(&seen);
}

static void test_no_such_program(void)
{
	char *scripts[] = {"", ""};
	struct seen seen;
	CU_ASSERT_TRUE(run_programs("/nowhere/program", scripts, 2, 1, &seen));
	for (int i = 0; i < 2; i++) {
		CU_ASSERT_EQUAL(seen.calls[i], 1);
		CU_ASSERT_PTR_NOT_NULL_FATAL(seen.failure[i]);
		CU_ASSERT_PTR_NOT_NULL(strstr(seen.failure[i], "/nowhere/program"));
	}
	seen_clear(&seen);
}

static void test_no_jobs(void)
{
	struct seen seen;
	CU_ASSERT_TRUE(run_scripts(NULL, 0, 4, &seen));
}

/* Each script prints how many of them are alive; the folder's entries are their witnesses. */
static void test_parallel(void)
{
	for (int parallel = 1; parallel <= 3; parallel++) {
		char *folder = g_dir_make_tmp("jobs-XXXXXX", NULL);
		char *script = g_strdup_printf("cd %s; mkdir $$; ls | wc -l; sleep 0.05; rmdir $$", folder);
		char *scripts[8];
		for (int i = 0; i < 8; i++)
			scripts[i] = script;
		struct seen seen;
		int most = 0;
		CU_ASSERT_TRUE(run_scripts(scripts, 8, parallel, &seen));
		for (int i = 0; i < 8; i++)
			most = MAX(most, atoi(seen.out[i]));
		CU_ASSERT_TRUE(most >= 1 && most <= parallel);
		seen_clear(&seen);
		g_rmdir(folder);
		g_free(folder);
		g_free(script);
	}
}

/* The second script interrupts us: the first one's result stays, the others are ended or never begin. */
static void interrupt_with(const char *signal, const char *obstinate)
{
	char *second = g_strdup_printf("%s kill -%s $PPID; sleep 60; echo late", obstinate, signal);
	char *scripts[] = {"echo first", second, "echo third"};
	struct seen seen;
	gint64 start = g_get_monotonic_time();
	CU_ASSERT_FALSE(run_scripts(scripts, 3, 1, &seen));
	CU_ASSERT_TRUE(g_get_monotonic_time() - start < 30 * G_USEC_PER_SEC);
	CU_ASSERT_EQUAL(seen.calls[0], 1);
	CU_ASSERT_EQUAL(g_strcmp0(seen.out[0], "first\n"), 0);
	CU_ASSERT_EQUAL(seen.calls[1], 0);
	CU_ASSERT_EQUAL(seen.calls[2], 0);
	seen_clear(&seen);
	g_free(second);
}

static void test_interrupted(void)
{
	interrupt_with("INT", "");
	interrupt_with("TERM", "");
}

static void test_second_signal_kills(void)
{
	interrupt_with("INT", "trap '' TERM; kill -INT $PPID; sleep 0.3;");
}

static const struct test_case cases[] = {
	{"outcomes", test_outcomes},	   {"no such program", test_no_such_program},
	{"no jobs", test_no_jobs},	   {"so many at a time", test_parallel},
	{"interrupted", test_interrupted}, {"a second signal kills", test_second_signal_kills},
};

SUITE("jobs", cases)
