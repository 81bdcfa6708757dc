/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gnuplot as a process: programs of that name, first in PATH, that fail, hang, hang with closed streams or with children, say
 * much, or cannot be started.
 */
#include "tests/lib/suite.h"
#include "tools/chart/gnuplot.h"
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

struct fake {
	char *folder, *program, *path; /* PATH as it was */
};

/* fake: gnuplot is this shell script from here on. */
static struct fake fake_new(const char *script, mode_t mode)
{
	struct fake f = {g_dir_make_tmp("gnuplot-XXXXXX", NULL), NULL, g_strdup(g_getenv("PATH"))};
	f.program = g_build_filename(f.folder, "gnuplot", NULL);
	char *text = g_strconcat("#!/bin/sh\n", script, "\n", NULL),
	     *path = g_strconcat(f.folder, ":", f.path, NULL);
	g_file_set_contents(f.program, text, -1, NULL);
	chmod(f.program, mode);
	g_setenv("PATH", path, TRUE);
	g_free(text);
	g_free(path);
	return f;
}

static void fake_end(struct fake *f)
{
	g_setenv("PATH", f->path, TRUE);
	g_unlink(f->program);
	g_rmdir(f->folder);
	g_free(f->folder);
	g_free(f->program);
	g_free(f->path);
}

static char *run(const char *folder, double timeout_s)
{
	GError *error = NULL;
	bool good = gnuplot_run(folder, (const char *const[]){"a script", NULL}, timeout_s, &error);
	char *text = g_strdup(good ? "" : error->message);
	CU_ASSERT_EQUAL(good, error == NULL);
	g_clear_error(&error);
	return text;
}

static void test_ends(void)
{
	static const struct {
		const char *script, *message; /* its beginning */
		double timeout_s;
	} rows[] = {
		{"exit 0", "", 30},
		{"[ \"$1\" = 'a script' ] && [ \"$(pwd)\" = /usr ]", "", 30},
		{"echo data; echo a warning >&2", "", 30},
		{"echo line 3: bad >&2; exit 1", "gnuplot: line 3: bad", 30},
		{"exit 3", "gnuplot: exit status other than 0", 30},
		{"kill -SEGV $$", "gnuplot: ended by signal 11", 30},
		{"exec sleep 100", "gnuplot: not finished after 0.2 s, and ended", 0.2},
		{"sleep 100", "gnuplot: not finished after 0.2 s, and ended", 0.2},
		{"exec sleep 100 2>&-", "gnuplot: not finished after 0.2 s, and ended", 0.2},
		{"trap '' TERM INT; while :; do :; done", "gnuplot: not finished after 0.2 s, and ended",
		 0.2},
		{"while :; do echo much >&2; done", "gnuplot: not finished after 0.2 s, and ended", 0.2},
		{"sleep 100 & exit 0", "", 30}, /* one that it leaves behind holds the pipe */
	};
	EACH_CASE (i, rows, script) {
		struct fake f = fake_new(rows[i].script, 0755);
		gint64 start = g_get_monotonic_time();
		char *message = run("/usr", rows[i].timeout_s);
		CU_ASSERT(g_str_has_prefix(message, rows[i].message) && (*rows[i].message || !*message));
		CU_ASSERT(g_get_monotonic_time() - start < 20 * G_USEC_PER_SEC);
		g_free(message);
		fake_end(&f);
	}
}

/* What one that is ended has started ends as well. */
static void test_children(void)
{
	struct fake f = fake_new("sleep 100 & echo $! >\"$(dirname \"$0\")/child\"; wait", 0755);
	char *message = run("/", 0.5), *file = g_build_filename(f.folder, "child", NULL), *text = NULL;
	CU_ASSERT(g_str_has_prefix(message, "gnuplot: not finished"));
	CU_ASSERT_FATAL(g_file_get_contents(file, &text, NULL, NULL));
	pid_t child = (pid_t)atoi(text);
	bool gone = false;
	for (int i = 0; i < 500 && !gone; i++) {
		char *path = g_strdup_printf("/proc/%d/stat", (int)child), *stat = NULL;
		gone = !g_file_get_contents(path, &stat, NULL, NULL) || strstr(stat, ") Z ");
		g_free(stat);
		g_free(path);
		g_usleep(10000);
	}
	CU_ASSERT(gone);
	g_unlink(file);
	g_free(text);
	g_free(file);
	g_free(message);
	fake_end(&f);
}

static void test_not_run(void)
{
	struct fake f = fake_new("exit 0", 0644); /* no program */
	char *path = g_strdup(g_getenv("PATH"));
	g_setenv("PATH", f.folder, TRUE);
	char *message = run("/", 30);
	CU_ASSERT(g_str_has_prefix(message, "gnuplot: cannot be started: "));
	g_free(message);
	message = run("/nowhere", 30);
	CU_ASSERT_STRING_EQUAL(message, "gnuplot: cannot be started: No such file or directory");
	g_free(message);
	g_setenv("PATH", path, TRUE);
	g_free(path);
	fake_end(&f);
}

/* No descriptor left, and no process. */
static void test_limits(void)
{
	struct fake f = fake_new("exit 0", 0755);
	struct rlimit files, few;
	getrlimit(RLIMIT_NOFILE, &files);
	for (rlim_t n = 3; n < 7; n++) {
		few = (struct rlimit){n, files.rlim_max};
		setrlimit(RLIMIT_NOFILE, &few);
		char *message = run("/", 30);
		setrlimit(RLIMIT_NOFILE, &files);
		CU_ASSERT(!*message || g_str_has_prefix(message, "gnuplot: "));
		CU_ASSERT(n > 3 || *message);
		g_free(message);
	}
	fake_end(&f);
}

static const struct test_case cases[] = {
	{"ends", test_ends},
	{"what it has started", test_children},
	{"not run", test_not_run},
	{"limits", test_limits},
};

SUITE("gnuplot", cases)
