/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pool of forked processes, against work whose end is known.
 */
#include "sim/check.h"
#include "tests/child.h"
#include "tests/suite.h"
#include "tools/study/pool.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKS_MAX 16

/* What the hook saw of each piece of work. */
struct seen {
	int calls[WORKS_MAX];
	char *failure[WORKS_MAX], *message[WORKS_MAX], *result[WORKS_MAX];
	gsize length[WORKS_MAX];
	int most; /* pieces of work at once */
};

static pid_t tester; /* this process */

/* Processes that sleep; shared by all of them. */
static struct {
	atomic_int n;
	pid_t pid[2];
} * sleepers;

static void note(void *self, void *data, const struct pool_outcome *outcome)
{
	struct seen *seen = self;
	int i = GPOINTER_TO_INT(data);
	seen->calls[i]++;
	seen->failure[i] = g_strdup(outcome->failure);
	seen->message[i] = g_strdup(outcome->message);
	seen->length[i] = outcome->length;
	seen->result[i] = g_strndup(outcome->length ? (const char *)outcome->result : "", outcome->length);
}

static void seen_clear(struct seen *seen)
{
	for (int i = 0; i < WORKS_MAX; i++) {
		g_free(seen->failure[i]);
		g_free(seen->message[i]);
		g_free(seen->result[i]);
	}
}

static void append(GByteArray *out, const char *text)
{
	g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text));
}

static void work_well(GByteArray *out)
{
	fprintf(stderr, "a note\n");
	append(out, "data");
}

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

static void work_sleep(GByteArray *out)
{
	(void)out;
	sleep(60);
}

static void work_counted_sleep(GByteArray *out)
{
	(void)out;
	int i = sleepers->n++;
	sleepers->pid[i] = getpid();
	sleep(60);
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

/* Ends the process that started this one. */
static void work_kill_server(GByteArray *out)
{
	(void)out;
	kill(getppid(), SIGKILL);
	sleep(60);
}

/* ---- the pool ---- */

typedef void (*work_function)(GByteArray *out);

/* A request is the function. */
static void do_work(void *self, void *prepared, const GByteArray *request, GByteArray *out)
{
	work_function work;
	(void)self, (void)prepared;
	memcpy(&work, request->data, sizeof(work));
	work(out);
}

static const struct pool_work any_work = {.work = do_work};

static void start(struct pool *p, work_function work, int i)
{
	GByteArray *request = g_byte_array_new();
	g_byte_array_append(request, (const guint8 *)&work, sizeof(work));
	pool_start(p, request, GINT_TO_POINTER(i));
	g_byte_array_unref(request);
}

/* drain: until nothing is under way, or a signal came; what the last wait said. */
static bool drain(struct pool *p, const struct interrupt *signals)
{
	bool quiet = true;
	while (quiet && pool_active(p) > 0)
		quiet = pool_wait(p, signals, 1000);
	return quiet;
}

/* run_works: each of them once, so many at a time; what the last wait said. */
static bool run_works(const work_function *works, int n, int places, double timeout_s, struct seen *seen)
{
	struct interrupt signals;
	memset(seen, 0, sizeof(*seen));
	struct pool *p = pool_new(&any_work, places, timeout_s, note, seen);
	bool quiet = true;
	interrupt_begin(&signals);
	for (int i = 0; quiet && i < n;) {
		while (i < n && pool_has_room(p)) {
			start(p, works[i], i);
			i++;
		}
		seen->most = MAX(seen->most, pool_active(p));
		quiet = i < n ? pool_wait(p, &signals, 1000) : drain(p, &signals);
	}
	pool_free(p);
	interrupt_end(&signals);
	return quiet;
}

/* ---- tests ---- */

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
		struct seen seen;
		CU_ASSERT_TRUE(run_works(works, G_N_ELEMENTS(cases), places, 0, &seen));
		CU_ASSERT_EQUAL(seen.most, places + 1); /* one waits */
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
	const work_function works[] = {work_broken};
	struct seen seen;
	CU_ASSERT_TRUE(run_works(works, 1, 1, 0, &seen));
	CU_ASSERT_STRING_EQUAL(seen.failure[0], "exit status 5");
	CU_ASSERT_PTR_NOT_NULL(strstr(seen.message[0], "internal error: the test breaks this"));
	seen_clear(&seen);
}

static void test_timeout(void)
{
	const work_function works[] = {work_sleep, work_well, work_sleep};
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
	tester = getpid();
	static const work_function works[][2] = {{work_well, work_interrupt}, {work_well, work_terminate}};
	for (size_t i = 0; i < G_N_ELEMENTS(works); i++) {
		struct seen seen;
		struct sigaction before, after;
		gint64 start = g_get_monotonic_time();
		sigaction(SIGINT, NULL, &before);
		CU_ASSERT_FALSE(run_works(works[i], 2, 1, 0, &seen));
		CU_ASSERT_TRUE(g_get_monotonic_time() - start < 10 * G_USEC_PER_SEC);
		CU_ASSERT_EQUAL(seen.calls[0], 1);
		CU_ASSERT_EQUAL(seen.calls[1], 0);
		sigaction(SIGINT, NULL, &after);
		CU_ASSERT_PTR_EQUAL(after.sa_handler, before.sa_handler);
		no_wait_for(-1);
		seen_clear(&seen);
	}
}

static void test_wait_ends(void)
{
	struct seen seen = {0};
	struct interrupt signals;
	struct pool *p = pool_new(&any_work, 1, 0, note, &seen);
	gint64 begin = g_get_monotonic_time();
	interrupt_begin(&signals);
	start(p, work_short_sleep, 0);
	CU_ASSERT_TRUE(pool_wait(p, &signals, 1));
	CU_ASSERT_TRUE(g_get_monotonic_time() - begin < 5 * G_USEC_PER_SEC);
	CU_ASSERT_TRUE(drain(p, &signals));
	CU_ASSERT_EQUAL(seen.calls[0], 1);
	interrupt_end(&signals);
	pool_free(p);
	seen_clear(&seen);
}

/* What is stopped has no outcome; the pool goes on afterwards. */
static void test_stop(void)
{
	struct seen seen = {0};
	struct interrupt signals;
	struct pool *p = pool_new(&any_work, 2, 0, note, &seen);
	gint64 begin = g_get_monotonic_time();
	interrupt_begin(&signals);
	for (int i = 0; i < 3; i++)
		start(p, work_sleep, i);
	CU_ASSERT_TRUE(pool_wait(p, &signals, 10));
	pool_stop(p);
	CU_ASSERT_EQUAL(pool_active(p), 0);
	no_wait_for(-1);
	start(p, work_well, 3);
	CU_ASSERT_TRUE(drain(p, &signals));
	CU_ASSERT_EQUAL(seen.calls[0] + seen.calls[1] + seen.calls[2], 0);
	CU_ASSERT_PTR_NULL(seen.failure[3]);
	CU_ASSERT_STRING_EQUAL(seen.result[3], "data");
	CU_ASSERT_TRUE(g_get_monotonic_time() - begin < 10 * G_USEC_PER_SEC);
	interrupt_end(&signals);
	pool_free(p);
	seen_clear(&seen);
}

/* The server's end costs what it had, no more. */
static void test_server_killed(void)
{
	static const char lost[] = "the process that starts the others: killed by signal 9 (Killed)";
	const work_function works[] = {work_sleep, work_kill_server, work_well, work_well, work_well};
	struct seen seen;
	CU_ASSERT_TRUE(run_works(works, 5, 2, 0, &seen));
	for (int i = 0; i < 5; i++) {
		CU_ASSERT_EQUAL(seen.calls[i], 1);
		CU_ASSERT_EQUAL(g_strcmp0(seen.failure[i], i < 3 ? lost : NULL), 0);
	}
	seen_clear(&seen);
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
	struct seen seen = {0};
	struct interrupt signals;
	struct pool *p = pool_new(&work, 1, 0, note, &seen);
	interrupt_begin(&signals);
	for (int i = 0; i < 3; i++)
		start(p, NULL, i);
	CU_ASSERT_TRUE(drain(p, &signals));
	for (int i = 0; i < 3; i++)
		CU_ASSERT_STRING_EQUAL(seen.result[i], wanted[i]);
	CU_ASSERT_EQUAL(count, 0);
	interrupt_end(&signals);
	pool_free(p);
	seen_clear(&seen);
}

/* When the system gives no process at all, that is the outcome: to the pool no server, to the server no process. */
static void no_server(const void *arg)
{
	struct seen seen;
	const work_function works[] = {work_well, work_well};
	const struct rlimit limit = {0, 0};
	(void)arg;
	if (setrlimit(RLIMIT_NOFILE, &limit) == 0)
		run_works(works, 2, 2, 0, &seen);
	printf("%d %d|%s", seen.calls[0], seen.calls[1], seen.failure[1]);
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
	struct seen seen = {0};
	struct interrupt signals;
	struct pool *p = pool_new(&work, 1, 0, note, &seen);
	interrupt_begin(&signals);
	start(p, work_well, 0);
	start(p, work_well, 1);
	CU_ASSERT_TRUE(drain(p, &signals));
	for (int i = 0; i < 2; i++)
		CU_ASSERT_STRING_EQUAL(seen.failure[i], reason);
	interrupt_end(&signals);
	pool_free(p);
	seen_clear(&seen);
}

/* Where there may be fewer open files than the places take there are fewer processes at once, and no work fails. */
static void few_files(const void *arg)
{
	struct seen seen;
	work_function works[WORKS_MAX];
	const struct rlimit limit = {20, 20};
	int good = 0;
	(void)arg;
	for (int i = 0; i < WORKS_MAX; i++)
		works[i] = work_well;
	setrlimit(RLIMIT_NOFILE, &limit);
	run_works(works, WORKS_MAX, WORKS_MAX, 0, &seen);
	for (int i = 0; i < WORKS_MAX; i++)
		good += seen.calls[i] == 1 && !seen.failure[i] && !strcmp(seen.result[i], "data");
	printf("%d of %d", good, WORKS_MAX);
}

static void test_few_files(void)
{
	struct child child = child_run(few_files, NULL);
	CU_ASSERT_STRING_EQUAL(child.out, "16 of 16");
	child_free(&child);
}

/* Standard streams and the result's pipe; nothing of what this process has open. */
static void test_descriptors(void)
{
	const work_function works[] = {work_descriptors};
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
	struct interrupt signals;
	struct pool *p = pool_new(&any_work, 2, 0, note, &seen);
	interrupt_begin(&signals);
	start(p, work_counted_sleep, 0);
	start(p, work_counted_sleep, 1);
	while (!sleepers->pid[0] || !sleepers->pid[1])
		pool_wait(p, &signals, 1);
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
	{"outcomes", test_outcomes},
	{"a broken invariant", test_broken_invariant},
	{"too late", test_timeout},
	{"interrupted", test_interrupted},
	{"a wait ends", test_wait_ends},
	{"stopped", test_stop},
	{"the server dies", test_server_killed},
	{"prepared", test_prepared},
	{"no process", test_no_process},
	{"few open files", test_few_files},
	{"open files", test_descriptors},
	{"the parent dies", test_orphans},
};

SUITE("pool", cases)
