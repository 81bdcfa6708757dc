/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pool of forked processes, against work whose end is known.
 */
#include "sim/base/check.h"
#include "tests/lib/study/pool_bench.h"
#include "tests/lib/suite.h"
#include "tools/study/run/pool_process.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static pid_t tester; /* this process */

static void work_nothing(GByteArray *out)
{
	(void)out;
}

static void work_large(GByteArray *out)
{
	g_byte_array_set_size(out, 3000000);
	memset(out->data, 'x', out->len);
}

static void work_exit(GByteArray *out)
{
	(void)out;
	fprintf(stderr, "one\nx: error: two\nthree\n");
	_exit(3);
}

static void work_broken(GByteArray *out)
{
	CHECK(out->len == 1, "the test breaks this");
}

static void work_crash(GByteArray *out)
{
	(void)out;
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

static void work_talk(GByteArray *out)
{
	for (int i = 0; i < 100000; i++)
		puts("what is printed belongs to the messages");
	append(out, "said");
}

/* A terminal or a batch system sends these to every process; they are the pool's owner's. */
static void work_signalled(GByteArray *out)
{
	raise(SIGINT);
	raise(SIGTERM);
	append(out, "alive");
}

static void work_short_sleep(GByteArray *out)
{
	(void)out;
	g_usleep(30000);
}

static void work_interrupt(GByteArray *out)
{
	(void)out;
	kill(tester, SIGINT);
	sleep(60);
}

static void work_terminate(GByteArray *out)
{
	(void)out;
	kill(tester, SIGTERM);
	sleep(60);
}

/* Which descriptors are open, as a set of the first 64. */
static void work_descriptors(GByteArray *out)
{
	for (int fd = 0; fd < 64; fd++)
		append(out, fcntl(fd, F_GETFD) >= 0 ? "1" : "0");
}

static void test_outcomes(void)
{
	static const struct {
		work_function work;
		const char *failure, *message, *result;
	} cases[] = {
		{work_well, NULL, "a note", "data"},
		{work_nothing, NULL, "", ""},
		{work_exit, "exit status 3", "x: error: two", ""},
		{work_crash, "killed by signal 11 (Segmentation fault)", "", ""},
		{work_talk, NULL, NULL, "said"},
		{work_large, NULL, "", NULL},
		{work_signalled, NULL, "", "alive"},
	};
	work_function works[G_N_ELEMENTS(cases)];
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		works[i] = cases[i].work;
	for (int places = 1; places <= 4; places += 3) {
		struct bench b;
		CU_ASSERT_TRUE(bench_run(&b, works, G_N_ELEMENTS(cases), places, 0));
		CU_ASSERT_EQUAL(b.most, places + 1); /* one waits */
		EACH_CASE (i, cases) {
			CU_ASSERT_EQUAL(b.seen.calls[i], 1);
			CU_ASSERT_EQUAL(g_strcmp0(b.seen.failure[i], cases[i].failure), 0);
			CU_ASSERT_TRUE(!cases[i].message || !g_strcmp0(b.seen.message[i], cases[i].message));
			CU_ASSERT_TRUE(!cases[i].result || !g_strcmp0(b.seen.result[i], cases[i].result));
		}
		CU_ASSERT_EQUAL(b.seen.length[5], 3000000);
		CU_ASSERT_EQUAL(strspn(b.seen.result[5], "x"), 3000000);
		bench_clear(&b);
	}
}

static void test_broken_invariant(void)
{
	const work_function works[] = {work_broken};
	struct bench b;
	CU_ASSERT_TRUE(bench_run(&b, works, 1, 1, 0));
	CU_ASSERT_STRING_EQUAL(b.seen.failure[0], "exit status 5");
	CU_ASSERT_PTR_NOT_NULL(strstr(b.seen.message[0], "internal error: the test breaks this"));
	bench_clear(&b);
}

static void test_timeout(void)
{
	const work_function works[] = {work_sleep, work_well, work_sleep};
	struct bench b;
	gint64 start = g_get_monotonic_time();
	CU_ASSERT_TRUE(bench_run(&b, works, 3, 3, 0.1));
	CU_ASSERT_TRUE(g_get_monotonic_time() - start < 10 * G_USEC_PER_SEC);
	CU_ASSERT_STRING_EQUAL(b.seen.failure[0], "not finished after 0.1 s");
	CU_ASSERT_PTR_NULL(b.seen.failure[1]);
	CU_ASSERT_STRING_EQUAL(b.seen.failure[2], "not finished after 0.1 s");
	bench_clear(&b);
}

static void no_wait_for(pid_t child)
{
	CU_ASSERT_EQUAL(waitpid(child, NULL, WNOHANG), -1);
	CU_ASSERT_EQUAL(errno, ECHILD);
}

/* A signal ends the waiting at once, pool_free the processes; afterwards it has its old meaning. */
static void test_interrupted(void)
{
	tester = getpid();
	static const work_function works[][2] = {{work_well, work_interrupt}, {work_well, work_terminate}};
	EACH_CASE (i, works) {
		struct bench b;
		struct sigaction before, after;
		gint64 start = g_get_monotonic_time();
		sigaction(SIGINT, NULL, &before);
		CU_ASSERT_FALSE(bench_run(&b, works[i], 2, 1, 0));
		CU_ASSERT_TRUE(g_get_monotonic_time() - start < 10 * G_USEC_PER_SEC);
		CU_ASSERT_EQUAL(b.seen.calls[0], 1);
		CU_ASSERT_EQUAL(b.seen.calls[1], 0);
		sigaction(SIGINT, NULL, &after);
		CU_ASSERT_PTR_EQUAL(after.sa_handler, before.sa_handler);
		no_wait_for(-1);
		bench_clear(&b);
	}
}

static void test_wait_ends(void)
{
	struct bench b;
	bench_open(&b, NULL, 1, 0);
	gint64 begin = g_get_monotonic_time();
	bench_start(&b, work_short_sleep, 0);
	CU_ASSERT_TRUE(pool_wait(b.pool, &b.signals, 1));
	CU_ASSERT_TRUE(g_get_monotonic_time() - begin < 5 * G_USEC_PER_SEC);
	CU_ASSERT_TRUE(bench_drain(&b));
	CU_ASSERT_EQUAL(b.seen.calls[0], 1);
	bench_close(&b);
}

/* What is stopped has no outcome; the pool goes on afterwards. */
static void test_stop(void)
{
	struct bench b;
	bench_open(&b, NULL, 2, 0);
	gint64 begin = g_get_monotonic_time();
	for (int i = 0; i < 3; i++)
		bench_start(&b, work_sleep, i);
	CU_ASSERT_TRUE(pool_wait(b.pool, &b.signals, 10));
	pool_stop(b.pool);
	CU_ASSERT_EQUAL(pool_active(b.pool), 0);
	no_wait_for(-1);
	bench_start(&b, work_well, 3);
	CU_ASSERT_TRUE(bench_drain(&b));
	CU_ASSERT_EQUAL(b.seen.calls[0] + b.seen.calls[1] + b.seen.calls[2], 0);
	CU_ASSERT_PTR_NULL(b.seen.failure[3]);
	CU_ASSERT_STRING_EQUAL(b.seen.result[3], "data");
	CU_ASSERT_TRUE(g_get_monotonic_time() - begin < 10 * G_USEC_PER_SEC);
	bench_close(&b);
}

/* Standard streams and the result's pipe; nothing of what this process has open. */
static void test_descriptors(void)
{
	const work_function works[] = {work_descriptors};
	struct bench b;
	int open = dup(STDERR_FILENO);
	CU_ASSERT_TRUE(bench_run(&b, works, 1, 1, 0));
	CU_ASSERT_EQUAL(strspn(b.seen.result[0], "1"), 4);
	CU_ASSERT_PTR_NULL(strchr(b.seen.result[0] + 4, '1'));
	bench_clear(&b);
	close(open);
}

/* open_files: how many of the first 64 descriptors this process has open. */
static int open_files(void)
{
	int n = 0;
	for (int fd = 0; fd < 64; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* limit_free: sets the limit so low that n descriptors are free. */
static void limit_free(int n)
{
	struct rlimit limit;
	rlim_t below = 0;
	for (int found = 0; found < n || fcntl((int)below, F_GETFD) >= 0; below++)
		found += fcntl((int)below, F_GETFD) < 0;
	CU_ASSERT_EQUAL(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = below;
	CU_ASSERT_EQUAL(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* When a process cannot have both its pipes, the one that it has got is closed again. */
static void test_no_more_descriptors(void)
{
	const struct pool_work work = {.work = do_work};
	GByteArray *request = g_byte_array_new();
	struct rlimit before;
	CU_ASSERT_EQUAL(getrlimit(RLIMIT_NOFILE, &before), 0);
	for (int n = 0; n < 4; n++) {
		int open = open_files();
		limit_free(n);
		struct pool_process *c = pool_process_start(&work, NULL, request, 0);
		int reason = errno;
		CU_ASSERT_EQUAL(setrlimit(RLIMIT_NOFILE, &before), 0);
		CU_ASSERT_PTR_NULL(c);
		CU_ASSERT_EQUAL(reason, EMFILE);
		CU_ASSERT_EQUAL(open_files(), open);
	}
	g_byte_array_unref(request);
}

static int
	server_free; /* descriptors that the server has left when it starts its first process; 0: any number */

/* limit_server: the preparation of a run, which the server makes. */
static void *limit_server(void *self, const GByteArray *request)
{
	(void)self, (void)request;
	if (server_free > 0)
		limit_free(server_free);
	server_free = 0;
	return NULL;
}

/* A process takes four descriptors of the server to begin, and two until its end. With fewer than four there is none, and
 * the pool says so. What cannot be started beside another waits for its end: everything has an outcome. */
static void test_few_descriptors(void)
{
	const struct pool_work work = {.work = do_work, .prepare = limit_server};
	for (int n = 1; n <= 16; n++) {
		struct bench b;
		server_free = n;
		bench_open(&b, &work, 3, 0);
		for (int i = 0; i < 3; i++)
			bench_start(&b, work_short_sleep, i);
		for (int i = 0; i < 100 && pool_active(b.pool) > 0; i++)
			pool_wait(b.pool, &b.signals, 100);
		CU_ASSERT_EQUAL(pool_active(b.pool), 0);
		for (int i = 0; i < 3; i++) {
			const char *failure = b.seen.failure[i];
			CU_ASSERT_EQUAL(b.seen.calls[i], 1);
			CU_ASSERT_EQUAL(failure && strstr(failure, "no process can be started"), n < 4);
			CU_ASSERT_TRUE(n < 12 || !failure);
		}
		bench_close(&b);
	}
	server_free = 0;
}

static const struct test_case cases[] = {
	{"outcomes", test_outcomes},
	{"a broken invariant", test_broken_invariant},
	{"too late", test_timeout},
	{"interrupted", test_interrupted},
	{"a wait ends", test_wait_ends},
	{"stopped", test_stop},
	{"open files", test_descriptors},
	{"no more descriptors", test_no_more_descriptors},
	{"few descriptors", test_few_descriptors},
};

SUITE("pool", cases)
