/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pool of forked processes, against work whose end is known.
 */
#include "sim/check.h"
#include "tests/suite.h"
#include "tools/study/pool.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKS_MAX 16

/* What the hook saw of each piece of work. */
struct seen {
	int calls[WORKS_MAX];
	char *failure[WORKS_MAX], *message[WORKS_MAX], *result[WORKS_MAX];
	guint length[WORKS_MAX];
	struct pool *pool;
	int most; /* processes at once */
};

static void note(void *self, void *data, const struct pool_outcome *outcome)
{
	struct seen *seen = self;
	int i = GPOINTER_TO_INT(data);
	seen->calls[i]++;
	seen->failure[i] = g_strdup(outcome->failure);
	seen->message[i] = g_strdup(outcome->message);
	seen->length[i] = outcome->result->len;
	seen->result[i] =
		g_strndup(seen->length[i] ? (const char *)outcome->result->data : "", seen->length[i]);
}

static void seen_clear(struct seen *seen)
{
	for (int i = 0; i < WORKS_MAX; i++) {
		g_free(seen->failure[i]);
		g_free(seen->message[i]);
		g_free(seen->result[i]);
	}
}

/* run_works: each of them once, so many at a time; what the last wait said. */
static bool run_works(const pool_work *works, int n, int places, double timeout_s, struct seen *seen)
{
	memset(seen, 0, sizeof(*seen));
	struct pool *p = seen->pool = pool_new(places, timeout_s, note, seen);
	bool quiet = true;
	for (int i = 0; quiet && (i < n || pool_active(p) > 0);) {
		while (i < n && pool_free_places(p) > 0) {
			CU_ASSERT_TRUE_FATAL(pool_start(p, works[i], &works[i], GINT_TO_POINTER(i)));
			i++;
		}
		seen->most = MAX(seen->most, pool_active(p));
		quiet = pool_wait(p, 1000);
	}
	pool_free(p);
	return quiet;
}

static void append(GByteArray *out, const char *text)
{
	g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text));
}

static void work_well(const void *arg, GByteArray *out)
{
	(void)arg;
	fprintf(stderr, "a note\n");
	append(out, "data");
}

static void work_nothing(const void *arg, GByteArray *out)
{
	(void)arg, (void)out;
}

static void work_large(const void *arg, GByteArray *out)
{
	(void)arg;
	g_byte_array_set_size(out, 3000000);
	memset(out->data, 'x', out->len);
}

static void work_exit(const void *arg, GByteArray *out)
{
	(void)arg, (void)out;
	fprintf(stderr, "one\nx: error: two\nthree\n");
	_exit(3);
}

static void work_broken(const void *arg, GByteArray *out)
{
	(void)arg;
	CHECK(out->len == 1, "the test breaks this");
}

static void work_crash(const void *arg, GByteArray *out)
{
	(void)arg, (void)out;
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

static void work_talk(const void *arg, GByteArray *out)
{
	(void)arg;
	for (int i = 0; i < 100000; i++)
		puts("what is printed belongs to the messages");
	append(out, "said");
}

static void work_sleep(const void *arg, GByteArray *out)
{
	(void)arg, (void)out;
	sleep(60);
}

static void work_short_sleep(const void *arg, GByteArray *out)
{
	(void)arg, (void)out;
	g_usleep(30000);
}

static void work_interrupt(const void *arg, GByteArray *out)
{
	(void)arg, (void)out;
	kill(getppid(), SIGINT);
	sleep(60);
}

static void work_terminate(const void *arg, GByteArray *out)
{
	(void)arg, (void)out;
	kill(getppid(), SIGTERM);
	sleep(60);
}

/* Which descriptors are open, as a set of the first 64. */
static void work_descriptors(const void *arg, GByteArray *out)
{
	(void)arg;
	for (int fd = 0; fd < 64; fd++)
		append(out, fcntl(fd, F_GETFD) >= 0 ? "1" : "0");
}

static void test_outcomes(void)
{
	static const struct {
		pool_work work;
		const char *failure, *message, *result;
	} cases[] = {
		{work_well, NULL, "a note", "data"},
		{work_nothing, NULL, "", ""},
		{work_exit, "exit status 3", "x: error: two", ""},
		{work_crash, "killed by signal 11 (Segmentation fault)", "", ""},
		{work_talk, NULL, NULL, "said"},
		{work_large, NULL, "", NULL},
	};
	pool_work works[G_N_ELEMENTS(cases)];
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		works[i] = cases[i].work;
	for (int places = 1; places <= 4; places += 3) {
		struct seen seen;
		CU_ASSERT_TRUE(run_works(works, G_N_ELEMENTS(cases), places, 0, &seen));
		CU_ASSERT_EQUAL(seen.most, places);
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
			CU_ASSERT_EQUAL(seen.calls[i], 1);
			CU_ASSERT_EQUAL(g_strcmp0(seen.failure[i], cases[i].failure), 0);
			CU_ASSERT_TRUE(!cases[i].message || !g_strcmp0(seen.message[i], cases[i].message));
			CU_ASSERT_TRUE(!cases[i].result || !g_strcmp0(seen.result[i], cases[i].result));
		}
		CU_ASSERT_EQUAL(seen.length[5], 3000000);
		CU_ASSERT_EQUAL(strspn(seen.result[5], "x"), 3000000);
		seen_clear(&seen);
	}
}

static void test_broken_invariant(void)
{
	const pool_work works[] = {work_broken};
	struct seen seen;
	CU_ASSERT_TRUE(run_works(works, 1, 1, 0, &seen));
	CU_ASSERT_STRING_EQUAL(seen.failure[0], "exit status 5");
	CU_ASSERT_PTR_NOT_NULL(strstr(seen.message[0], "internal error: the test breaks this"));
	seen_clear(&seen);
}

static void test_timeout(void)
{
	const pool_work works[] = {work_sleep, work_well, work_sleep};
	struct seen seen;
	gint64 start = g_get_monotonic_time();
	CU_ASSERT_TRUE(run_works(works, 3, 3, 0.1, &seen));
	CU_ASSERT_TRUE(g_get_monotonic_time() - start < 10 * G_USEC_PER_SEC);
	CU_ASSERT_STRING_EQUAL(seen.failure[0], "not finished after 0.1 s");
	CU_ASSERT_PTR_NULL(seen.failure[1]);
	CU_ASSERT_STRING_EQUAL(seen.failure[2], "not finished after 0.1 s");
	seen_clear(&seen);
}

static void no_wait_for(pid_t child)
{
	CU_ASSERT_EQUAL(waitpid(child, NULL, WNOHANG), -1);
	CU_ASSERT_EQUAL(errno, ECHILD);
}

/* A signal ends the waiting at once, pool_free the processes; afterwards it has its old meaning. */
static void test_interrupted(void)
{
	static const pool_work works[][2] = {{work_well, work_interrupt}, {work_well, work_terminate}};
	for (size_t i = 0; i < G_N_ELEMENTS(works); i++) {
		struct seen seen;
		struct sigaction after;
		gint64 start = g_get_monotonic_time();
		CU_ASSERT_FALSE(run_works(works[i], 2, 1, 0, &seen));
		CU_ASSERT_TRUE(g_get_monotonic_time() - start < 10 * G_USEC_PER_SEC);
		CU_ASSERT_EQUAL(seen.calls[0], 1);
		CU_ASSERT_EQUAL(seen.calls[1], 0);
		sigaction(SIGINT, NULL, &after);
		CU_ASSERT_PTR_EQUAL(after.sa_handler, SIG_DFL);
		no_wait_for(-1);
		seen_clear(&seen);
	}
}

static void test_wait_ends(void)
{
	struct seen seen = {0};
	struct pool *p = pool_new(1, 0, note, &seen);
	gint64 start = g_get_monotonic_time();
	CU_ASSERT_TRUE(pool_start(p, work_short_sleep, NULL, GINT_TO_POINTER(0)));
	CU_ASSERT_EQUAL(pool_free_places(p), 0);
	CU_ASSERT_TRUE(pool_wait(p, 1));
	CU_ASSERT_TRUE(g_get_monotonic_time() - start < 5 * G_USEC_PER_SEC);
	while (pool_active(p) > 0)
		CU_ASSERT_TRUE(pool_wait(p, -1));
	CU_ASSERT_EQUAL(seen.calls[0], 1);
	pool_free(p);
	seen_clear(&seen);
}

/* Standard streams and the result's pipe; nothing of what this process has open. */
static void test_descriptors(void)
{
	const pool_work works[] = {work_descriptors};
	struct seen seen;
	int open = dup(STDERR_FILENO);
	CU_ASSERT_TRUE(run_works(works, 1, 1, 0, &seen));
	CU_ASSERT_EQUAL(strspn(seen.result[0], "1"), 4);
	CU_ASSERT_PTR_NULL(strchr(seen.result[0] + 4, '1'));
	seen_clear(&seen);
	close(open);
}

static void lose_parent(void)
{
	struct seen seen = {0};
	struct pool *p = pool_new(2, 0, note, &seen);
	pool_start(p, work_sleep, NULL, NULL);
	pool_start(p, work_sleep, NULL, NULL);
	g_usleep(50000);
	raise(SIGKILL);
}

/* A process of the pool ends with the one that has the pool, however that ends. Orphans come to us. */
static void test_orphans(void)
{
	int status;
	CU_ASSERT_EQUAL_FATAL(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	gint64 start = g_get_monotonic_time();
	if (fork() == 0)
		lose_parent();
	for (int i = 0; i < 3; i++) {
		CU_ASSERT_TRUE(waitpid(-1, &status, 0) > 0);
		CU_ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	}
	no_wait_for(-1);
	CU_ASSERT_TRUE(g_get_monotonic_time() - start < 10 * G_USEC_PER_SEC);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
}

static const struct test_case cases[] = {
	{"outcomes", test_outcomes},	   {"a broken invariant", test_broken_invariant},
	{"too late", test_timeout},	   {"interrupted", test_interrupted},
	{"a wait ends", test_wait_ends},   {"open files", test_descriptors},
	{"the parent dies", test_orphans},
};

SUITE("pool", cases)
