/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The runner: real runs of a millisecond, and runs that fail in every way.
 */
#include "tests/lib/child.h"
#include "tests/lib/run_child.h"
#include "tests/lib/study/study_store.h"
#include "tests/lib/suite.h"
#include "tools/study/plan/identity.h"
#include "tools/study/run/runner.h"
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>

#define SCENARIO SOURCE_DIR "/scenarios/crawl.yaml"
#define RUNS_MAX 64

/* A list of runs to ask for, and what became of each. */
struct list {
	struct run_request request[RUNS_MAX];
	int n, next;
	bool one_by_one;   /* each only after the one before */
	bool one_platform; /* the server loads it */
	int finished, stored, failed;
	bool done[RUNS_MAX];
	char *failure[RUNS_MAX];
	char *path; /* of the store, to see what is durable; NULL: not looked at */
	int raise;  /* SIGINT to ourselves once so many are finished; 0: never */
	int kill;   /* the runs that are under way are killed once so many are finished; 0: never */
};

static const char *const loads[][4] = {
	{"warmup=1ms", "duration=1ms", "load=100kpps", NULL},
	{"warmup=1ms", "duration=1ms", "load=1Mpps", NULL},
	{"warmup=1ms", "duration=1ms", "load=2Mpps", NULL},
	{"warmup=1ms", "duration=1ms", "flow=callback", NULL},
};
static const char *const endless[] = {"duration=100s", "load=2Mpps", NULL};
static const char *const faulty[] = {"nic.rx_ring=8", "question=it's", NULL};

/* point_of: the identity of the point of these sets; "" when they are faulty. */
static const char *point_of(const char *const *sets)
{
	struct diag *d = diag_new();
	struct scenario_base *base = scenario_base_read(SCENARIO, d);
	struct scenario *s = scenario_base_make(base, sets, d);
	char *identity = s ? identity_of_point(s) : NULL;
	const char *point = g_intern_string(identity ? identity : "");
	g_free(identity);
	scenario_free(s);
	scenario_base_free(base);
	diag_free(d);
	return point;
}

static void add(struct list *l, const char *const *sets, const char *label, int64_t replication)
{
	l->request[l->n] = (struct run_request){.sets = sets,
						.point = point_of(sets),
						.label = label,
						.replication = replication,
						.data = GINT_TO_POINTER(l->n)};
	l->n++;
}

/* add_all: two replications of each load. */
static void add_all(struct list *l)
{
	for (int i = 0; i < 8; i++)
		add(l, loads[i % 4], loads[i % 4][2], i / 4);
}

static enum runner_next next(void *self, struct run_request *request)
{
	struct list *l = self;
	if (l->one_by_one && l->next > l->finished)
		return RUNNER_WAIT;
	if (l->next == l->n)
		return RUNNER_DONE;
	*request = l->request[l->next++];
	return RUNNER_RUN;
}

/* children_of: the processes that the process has started, as text; newly allocated. */
static char **children_of(pid_t parent)
{
	char *path = g_strdup_printf("/proc/%d/task/%d/children", (int)parent, (int)parent), *text = NULL;
	CU_ASSERT_TRUE(g_file_get_contents(path, &text, NULL, NULL));
	char **pids = g_strsplit(g_strstrip(text), " ", -1);
	g_free(text);
	g_free(path);
	return pids;
}

/* kill_runs: the processes of all runs, as the system does when memory runs out. They are our only child's. */
static void kill_runs(void)
{
	char **servers = children_of(getpid()), **runs = children_of((pid_t)atoi(servers[0]));
	CU_ASSERT_EQUAL(g_strv_length(servers), 1);
	for (char **pid = runs; *pid; pid++)
		kill((pid_t)atoi(*pid), SIGKILL);
	g_strfreev(servers);
	g_strfreev(runs);
}

/* durable_runs: how many another process finds in the store now. */
static int durable_runs(const char *path)
{
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		sqlite3 *db;
		sqlite3_stmt *row;
		sqlite3_open(path, &db);
		sqlite3_prepare_v2(db, "SELECT count(*) FROM run", -1, &row, NULL);
		_exit(sqlite3_step(row) == SQLITE_ROW ? sqlite3_column_int(row, 0) : 255);
	}
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

static void finished(void *self, const struct run_request *request, const struct run_outcome *outcome)
{
	struct list *l = self;
	int i = GPOINTER_TO_INT(request->data);
	CU_ASSERT_FALSE(l->done[i]);
	CU_ASSERT_TRUE(!outcome->values == !!outcome->failure);
	l->done[i] = true;
	l->finished++;
	l->stored += outcome->stored;
	l->failed += outcome->failure != NULL;
	l->failure[i] = g_strdup(outcome->failure);
	if (l->path)
		CU_ASSERT_TRUE(durable_runs(l->path) >= l->finished);
	if (l->raise == l->finished)
		raise(SIGINT);
	if (l->kill == l->finished)
		kill_runs();
}

static int total(void *self)
{
	return ((struct list *)self)->n;
}

static void list_clear(struct list *l)
{
	for (int i = 0; i < l->n; i++)
		g_free(l->failure[i]);
	*l = (struct list){0};
}

/* run_list: the list by a runner of these settings into the store at path. */
static enum runner_end run_list(struct list *l, const char *path, struct runner_settings settings)
{
	struct diag *d = diag_new();
	struct scenario_base *base = scenario_base_read(SCENARIO, d);
	struct store *store = store_create(path, NULL);
	CU_ASSERT_TRUE_FATAL(base && store);
	struct runner *r = runner_new(base, &settings);
	enum runner_end end = runner_run(
		r, store, &(struct runner_hooks){next, finished, total, l, false, l->one_platform});
	runner_free(r);
	store_close(store);
	scenario_base_free(base);
	diag_free(d);
	return end;
}

/* same_stores: the same values for every run of the list. */
static bool same_stores(const struct list *l, const char *path, const char *other)
{
	struct store *a = store_open(path, NULL), *b = store_open(other, NULL);
	bool same = a && b;
	for (int i = 0; same && i < l->n; i++) {
		const struct run_request *q = &l->request[i];
		struct run_values *v = store_load(a, q->point, q->replication);
		struct run_values *w = store_load(b, q->point, q->replication);
		same = run_values_same(v, w);
		run_values_free(v);
		run_values_free(w);
	}
	store_close(a);
	store_close(b);
	return same;
}

/* What the runner keeps is what the run gives without it. */
static void test_values(void)
{
	struct place_of_store p = place_new();
	struct list l = {0};
	add(&l, loads[1], "b", 3);
	CU_ASSERT_EQUAL(run_list(&l, p.path, (struct runner_settings){.jobs = 1}), RUNNER_COMPLETE);
	static const char *const sets[] = {"warmup=1ms", "duration=1ms", "load=1Mpps", "replication=3", NULL};
	struct run_numbers *alone = run_numbers(&(struct run_order){SCENARIO, sets, SYNC_EVENT, NULL});
	struct store *s = store_open(p.path, NULL);
	struct run_values *v = store_load(s, l.request[0].point, 3);
	CU_ASSERT_TRUE_FATAL(alone && v);
	CU_ASSERT_EQUAL(run_value(v, metric_find("delivered_packets"), ""), (double)alone->result.delivered);
	CU_ASSERT_EQUAL(run_value(v, metric_find("offered_packets"), "vm0"), (double)alone->guest[0].offered);
	CU_ASSERT_EQUAL(run_value(v, metric_find("latency_max_ns"), ""),
			(double)alone->result.latency.max / VTIME_PER_NS);
	run_values_free(v);
	g_free(alone);
	store_close(s);
	list_clear(&l);
	place_clear(&p);
}

/* Neither the number of workers nor the order in which runs are asked for has a bearing on what is kept. */
static void test_order(void)
{
	struct place_of_store p = place_new(), other = place_new();
	struct list l = {.path = p.path}, reversed = {.one_platform = true};
	add_all(&l);
	CU_ASSERT_EQUAL(run_list(&l, p.path, (struct runner_settings){.jobs = 1}), RUNNER_COMPLETE);
	CU_ASSERT_EQUAL(l.finished, 8);
	CU_ASSERT_EQUAL(l.failed + l.stored, 0);
	for (int i = 8; i-- > 0;)
		add(&reversed, l.request[i].sets, l.request[i].label, l.request[i].replication);
	CU_ASSERT_EQUAL(run_list(&reversed, other.path, (struct runner_settings){.jobs = 5}),
			RUNNER_COMPLETE);
	CU_ASSERT_TRUE(same_stores(&l, p.path, other.path));
	list_clear(&l);
	list_clear(&reversed);
	place_clear(&p);
	place_clear(&other);
}

/* What is there is not made again, unless it is asked for. */
static void test_stored(void)
{
	struct place_of_store p = place_new();
	for (int round = 0; round < 3; round++) {
		struct list l = {0};
		add_all(&l);
		if (round == 0)
			l.n = 3;
		CU_ASSERT_EQUAL(
			run_list(&l, p.path, (struct runner_settings){.jobs = 2, .fresh = round == 2}),
			RUNNER_COMPLETE);
		CU_ASSERT_EQUAL(l.finished, l.n);
		CU_ASSERT_EQUAL(l.stored, round == 1 ? 3 : 0);
		list_clear(&l);
	}
	place_clear(&p);
}

/* A caller that decides by the last result: one run after the other, however many places there are. */
static void test_wait(void)
{
	struct place_of_store p = place_new();
	struct list l = {.one_by_one = true, .path = p.path};
	add_all(&l);
	CU_ASSERT_EQUAL(run_list(&l, p.path, (struct runner_settings){.jobs = 3}), RUNNER_COMPLETE);
	CU_ASSERT_EQUAL(l.finished, 8);
	list_clear(&l);
	place_clear(&p);
}

/* Interrupted again and again, it is complete in the end, and what it gives is the same. */
static void test_interrupted(void)
{
	struct place_of_store p = place_new(), whole = place_new();
	struct list l = {0};
	int rounds = 0;
	enum runner_end end = RUNNER_INTERRUPTED;
	while (end == RUNNER_INTERRUPTED && rounds++ < 20) {
		list_clear(&l);
		add_all(&l);
		l.one_by_one = true;
		l.raise = 2 * rounds;
		end = run_list(&l, p.path, (struct runner_settings){.jobs = 2});
		CU_ASSERT_TRUE(l.finished >= MIN(l.raise, 8));
	}
	CU_ASSERT_EQUAL(end, RUNNER_COMPLETE);
	CU_ASSERT_TRUE(rounds > 2);
	struct list again = {0};
	add_all(&again);
	run_list(&again, whole.path, (struct runner_settings){.jobs = 2});
	CU_ASSERT_TRUE(same_stores(&again, p.path, whole.path));
	list_clear(&l);
	list_clear(&again);
	place_clear(&p);
	place_clear(&whole);
}

/* A signal that comes when there is nothing to wait for any more is not lost: what would follow is not begun. */
static void test_interrupted_at_the_end(void)
{
	struct place_of_store p = place_new();
	struct list l = {.raise = 1};
	add(&l, loads[0], "one", 0);
	CU_ASSERT_EQUAL(run_list(&l, p.path, (struct runner_settings){.jobs = 1}), RUNNER_INTERRUPTED);
	CU_ASSERT_EQUAL(l.finished, 1);
	CU_ASSERT_EQUAL(durable_runs(p.path), 1);
	list_clear(&l);
	place_clear(&p);
}

/* ---- failures ---- */

static char *failures_path;

static void run_failing(const void *arg)
{
	struct list l = {.kill = 3};
	(void)arg;
	add(&l, loads[0], "good", 0);
	add(&l, endless, "end less", 0);
	add(&l, faulty, "faulty", 7);
	add(&l, loads[1], "changed", 0);
	l.request[3].point = point_of(loads[2]);
	CU_ASSERT_EQUAL(run_list(&l, failures_path, (struct runner_settings){.jobs = 2}), RUNNER_COMPLETE);
	printf("%d|%d", l.finished, l.failed);
	for (int i = 0; i < l.n; i++)
		printf("|%s", l.failure[i] ? l.failure[i] : "-");
	list_clear(&l);
}

/* A crash, a fault and a scenario that is not that of its point any more cost one run each, and are reported with the command that repeats them. */
static void test_failures(void)
{
	struct place_of_store p = place_new();
	failures_path = p.path;
	struct child child = child_run(run_failing, NULL);
	CU_ASSERT_EQUAL(child.status, 0);
	CU_ASSERT_TRUE(g_str_has_prefix(child.out, "4|3|-|killed by signal 9 (Killed)"));
	CU_ASSERT_PTR_NOT_NULL(strstr(child.out, "|exit status 3: --set nic.rx_ring=8: error: "));
	CU_ASSERT_PTR_NOT_NULL(strstr(child.out,
				      "|exit status 3: vhostsim: error: a file that the scenario names has "
				      "changed since the runs were planned"));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(child.err, "vhostsim: error: end less, replication 0: killed by signal 9 (Killed)"));
	CU_ASSERT_PTR_NOT_NULL(strstr(child.err, "run --set nic.rx_ring=8 --set 'question=it'\\''s' --set "
						 "replication=7 -- " SCENARIO "\n"));
	CU_ASSERT_EQUAL(durable_runs(p.path), 1);
	child_free(&child);
	place_clear(&p);
}

static void run_late(const void *arg)
{
	struct list l = {0};
	(void)arg;
	add(&l, endless, "late", 0);
	run_list(&l, failures_path, (struct runner_settings){.jobs = 2, .timeout_s = 0.5});
	printf("%s", l.failure[0]);
	list_clear(&l);
}

static void test_timeout(void)
{
	struct place_of_store p = place_new();
	failures_path = p.path;
	struct child child = child_run(run_late, NULL);
	CU_ASSERT_TRUE(g_str_has_prefix(child.out, "not finished after 0.5 s"));
	child_free(&child);
	place_clear(&p);
}

static void run_into_full_disk(const void *arg)
{
	struct list l = {0};
	(void)arg;
	for (int i = 0; i < RUNS_MAX; i++)
		add(&l, loads[0], "a", i);
	enum runner_end end = RUNNER_COMPLETE;
	struct rlimit limit = {52000, 52000};
	signal(SIGXFSZ, SIG_IGN); /* as the program does */
	setrlimit(RLIMIT_FSIZE, &limit);
	l.one_by_one = true; /* so that each is synced by itself */
	end = run_list(&l, failures_path, (struct runner_settings){.jobs = 2});
	printf("%d %d", end == RUNNER_STORE_FAILED, l.finished);
	list_clear(&l);
}

/* The store cannot be written: one message; what was finished is there. */
static void test_full_disk(void)
{
	struct place_of_store p = place_new();
	int failed = 0, n = 0;
	failures_path = p.path;
	struct child child = child_run(run_into_full_disk, NULL);
	CU_ASSERT_EQUAL(sscanf(child.out, "%d %d", &failed, &n), 2);
	CU_ASSERT_EQUAL(failed, 1);
	CU_ASSERT_TRUE(n > 0 && n < RUNS_MAX);
	CU_ASSERT_EQUAL(durable_runs(p.path), n);
	CU_ASSERT_TRUE(g_str_has_prefix(child.err, "vhostsim: error: ") && strstr(child.err, p.path));
	child_free(&child);
	place_clear(&p);
}

static const struct test_case cases[] = {
	{"values", test_values},	   {"order", test_order},
	{"there already", test_stored},	   {"one by one", test_wait},
	{"interrupted", test_interrupted}, {"interrupted at the end", test_interrupted_at_the_end},
	{"failures", test_failures},	   {"too late", test_timeout},
	{"full disk", test_full_disk},
};

SUITE("runner", cases)
