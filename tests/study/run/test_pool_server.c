/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server of a pool: what it keeps for the work, what becomes of work when it or the pool's owner dies, and when the
 * system gives it nothing.
 */
#include "tests/lib/child.h"
#include "tests/lib/study/pool_bench.h"
#include "tests/lib/suite.h"
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* Ends the process that started this one. */
static void work_kill_server(GByteArray *out)
{
	(void)out;
	kill(getppid(), SIGKILL);
	sleep(60);
}

/* The server's end costs what it had, no more. */
static void test_server_killed(void)
{
	static const char lost[] = "the process that starts the others: killed by signal 9 (Killed)";
	const work_function works[] = {work_sleep, work_kill_server, work_well, work_well, work_well};
	struct bench b;
	CU_ASSERT_TRUE(bench_run(&b, works, 5, 2, 0));
	for (int i = 0; i < 5; i++) {
		CU_ASSERT_EQUAL(b.seen.calls[i], 1);
		CU_ASSERT_EQUAL(g_strcmp0(b.seen.failure[i], i < 3 ? lost : NULL), 0);
	}
	bench_clear(&b);
}

/* Preparation is the server's: what it keeps, later requests find, whichever process they get. */
static void *prepare_count(void *self, const GByteArray *request)
{
	int *count = self;
	(void)request;
	return ++*count == 12 ? NULL : g_strdup_printf("%d", *count);
}

static void discard_count(void *self, void *prepared)
{
	int *count = self;
	*count += 10;
	g_free(prepared);
}

static void tell_count(void *self, void *prepared, const GByteArray *request, GByteArray *out)
{
	const int *count = self;
	char *text =
		g_strdup_printf("%s %d %u", prepared ? (char *)prepared : "nothing", *count, request->len);
	append(out, text);
}

static void test_prepared(void)
{
	int count = 0;
	const struct pool_work work = {prepare_count, discard_count, tell_count, &count};
	static const char *const wanted[] = {"1 1 8", "nothing 12 8", "13 13 8"};
	struct bench b;
	bench_open(&b, &work, 1, 0);
	for (int i = 0; i < 3; i++)
		bench_start(&b, NULL, i);
	CU_ASSERT_TRUE(bench_drain(&b));
	for (int i = 0; i < 3; i++)
		CU_ASSERT_STRING_EQUAL(b.seen.result[i], wanted[i]);
	CU_ASSERT_EQUAL(count, 0);
	bench_close(&b);
}

/* When the system gives no process at all, that is the outcome: to the pool no server, to the server no process. */
static void no_server(const void *arg)
{
	struct bench b;
	const work_function works[] = {work_well, work_well};
	const struct rlimit limit = {0, 0};
	(void)arg;
	if (setrlimit(RLIMIT_NOFILE, &limit) == 0)
		bench_run(&b, works, 2, 2, 0);
	printf("%d %d|%s", b.seen.calls[0], b.seen.calls[1], b.seen.failure[1]);
}

static void *prepare_no_files(void *self, const GByteArray *request)
{
	const struct rlimit limit = {4, 4};
	(void)self, (void)request;
	setrlimit(RLIMIT_NOFILE, &limit);
	return NULL;
}

static void test_no_process(void)
{
	static const char reason[] = "no process can be started: Too many open files";
	struct child child = child_run(no_server, NULL);
	CU_ASSERT_TRUE(g_str_has_prefix(child.out, "1 1|"));
	CU_ASSERT_STRING_EQUAL(child.out + 4, reason);
	child_free(&child);
	const struct pool_work work = {.prepare = prepare_no_files, .work = do_work};
	struct bench b;
	bench_open(&b, &work, 1, 0);
	bench_start(&b, work_well, 0);
	bench_start(&b, work_well, 1);
	CU_ASSERT_TRUE(bench_drain(&b));
	for (int i = 0; i < 2; i++)
		CU_ASSERT_STRING_EQUAL(b.seen.failure[i], reason);
	bench_close(&b);
}

/* Where there may be fewer open files than the places take there are fewer processes at once, and no work fails. */
static void few_files(const void *arg)
{
	struct bench b;
	work_function works[WORKS_MAX];
	const struct rlimit limit = {20, 20};
	int good = 0;
	(void)arg;
	for (int i = 0; i < WORKS_MAX; i++)
		works[i] = work_well;
	setrlimit(RLIMIT_NOFILE, &limit);
	bench_run(&b, works, WORKS_MAX, WORKS_MAX, 0);
	for (int i = 0; i < WORKS_MAX; i++)
		good += b.seen.calls[i] == 1 && !b.seen.failure[i] && !strcmp(b.seen.result[i], "data");
	printf("%d of %d", good, WORKS_MAX);
}

static void test_few_files(void)
{
	struct child child = child_run(few_files, NULL);
	CU_ASSERT_STRING_EQUAL(child.out, "16 of 16");
	child_free(&child);
}

/* ---- the end of who has the pool ---- */

/* Processes that sleep; shared by all of them. */
static struct {
	atomic_int n;
	pid_t pid[2];
} * sleepers;

static void work_counted_sleep(GByteArray *out)
{
	(void)out;
	int i = sleepers->n++;
	sleepers->pid[i] = getpid();
	sleep(60);
}

static void lose_parent(void)
{
	struct bench b;
	bench_open(&b, NULL, 2, 0);
	bench_start(&b, work_counted_sleep, 0);
	bench_start(&b, work_counted_sleep, 1);
	while (!sleepers->pid[0] || !sleepers->pid[1])
		pool_wait(b.pool, &b.signals, 1);
	raise(SIGKILL);
}

/* reap: every process that is ours or comes to us. */
static void reap(void)
{
	int status;
	while (waitpid(-1, &status, 0) > 0)
		CU_ASSERT_TRUE(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0);
	CU_ASSERT_EQUAL(errno, ECHILD);
}

/* The server and the processes of the pool end with the process that has the pool, however that ends. Orphans come to
 * us. */
static void test_orphans(void)
{
	sleepers = mmap(NULL, sizeof(*sleepers), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CU_ASSERT_PTR_NOT_EQUAL_FATAL(sleepers, MAP_FAILED);
	CU_ASSERT_EQUAL_FATAL(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	gint64 start = g_get_monotonic_time();
	if (fork() == 0)
		lose_parent();
	reap();
	CU_ASSERT_EQUAL(sleepers->n, 2);
	for (int i = 0; i < 2; i++)
		CU_ASSERT_EQUAL(kill(sleepers->pid[i], 0), -1);
	CU_ASSERT_TRUE(g_get_monotonic_time() - start < 10 * G_USEC_PER_SEC);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	munmap(sleepers, sizeof(*sleepers));
}

static const struct test_case cases[] = {
	{"it dies", test_server_killed},   {"prepared", test_prepared},
	{"no process", test_no_process},   {"few open files", test_few_files},
	{"the parent dies", test_orphans},
};

SUITE("pool_server", cases)
