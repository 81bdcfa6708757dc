/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that are no store, or were one: each gives one message that names the file, and is left as it was.
 */
#include "tests/lib/study/study_store.h"
#include "tests/lib/suite.h"
#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CUTS 300
#define FLIPS 400

/* A file as it is before somebody tries to open it. */
struct before {
	char *bytes;
	gsize length;
	struct stat status;
	int files;
};

struct trial {
	char *folder, *path;
	char *good; /* bytes of a good store */
	gsize length;
};

static struct trial trial_new(void)
{
	struct trial t = {.folder = folder_new()};
	t.path = store_path_in(t.folder);
	CU_ASSERT_TRUE_FATAL(fixture_store(t.path, 15));
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(t.path, &t.good, &t.length, NULL));
	return t;
}

static void trial_clear(struct trial *t)
{
	g_free(t->path);
	g_free(t->good);
	folder_remove(t->folder);
}

static struct before look(const struct trial *t)
{
	struct before b = {.files = folder_files(t->folder)};
	CU_ASSERT_TRUE(g_file_get_contents(t->path, &b.bytes, &b.length, NULL));
	CU_ASSERT_EQUAL(stat(t->path, &b.status), 0);
	return b;
}

/* is_as_before: bytes, dates and what else is in the folder. */
static bool is_as_before(const struct trial *t, struct before *before)
{
	struct before now = look(t);
	bool same = now.length == before->length && !memcmp(now.bytes, before->bytes, now.length) &&
		    now.status.st_mtim.tv_sec == before->status.st_mtim.tv_sec &&
		    now.status.st_mtim.tv_nsec == before->status.st_mtim.tv_nsec &&
		    now.status.st_ino == before->status.st_ino && now.files == before->files;
	g_free(now.bytes);
	g_free(before->bytes);
	return same;
}

static struct store *open_store(const struct trial *t, bool writes, GError **error)
{
	return writes ? store_create(t->path, error) : store_open(t->path, error);
}

/* refused: whether opening it either way fails with a message of one line that has these words and the path, and leaves
 * it as it was. */
static bool refused(const struct trial *t, const char *words)
{
	bool good = true;
	for (int writes = 0; writes < 2; writes++) {
		struct before before = look(t);
		GError *error = NULL;
		struct store *s = open_store(t, writes, &error);
		good &= !s && g_str_has_prefix(error->message, t->path) && strstr(error->message, words) &&
			!strchr(error->message, '\n');
		if (!good)
			fprintf(stderr, "not \"%s\": %s\n", words, s ? "opened" : error->message);
		store_close(s);
		g_clear_error(&error);
		good &= is_as_before(t, &before);
	}
	return good;
}

static void overwrite(const struct trial *t, const char *bytes, gsize length)
{
	FILE *file = fopen(t->path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT_EQUAL(fwrite(bytes, 1, length, file), length);
	CU_ASSERT_EQUAL(fclose(file), 0);
}

/* with_number: the good store with a 4-byte number of its header changed. */
static void with_number(const struct trial *t, gsize at, guint32 number)
{
	char *bytes = g_memdup2(t->good, t->length);
	number = GUINT32_TO_BE(number);
	memcpy(bytes + at, &number, sizeof(number));
	overwrite(t, bytes, t->length);
	g_free(bytes);
}

static void test_foreign(void)
{
	static const char text[] = "question: what is this?\nflow: vhost\n";
	struct trial t = trial_new();
	overwrite(&t, text, strlen(text));
	CU_ASSERT_TRUE(refused(&t, "is no result store"));
	overwrite(&t, "", 0);
	CU_ASSERT_TRUE(refused(&t, "is empty"));
	overwrite(&t, "x", 1);
	CU_ASSERT_TRUE(refused(&t, "is no result store"));
	g_remove(t.path);
	sqlite3 *db;
	CU_ASSERT_EQUAL(sqlite3_open(t.path, &db), SQLITE_OK);
	CU_ASSERT_EQUAL(sqlite3_exec(db, "CREATE TABLE bookmark(url)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	CU_ASSERT_TRUE(refused(&t, "is an SQLite file, but no result store"));
	trial_clear(&t);
}

static void test_versions(void)
{
	struct trial t = trial_new();
	with_number(&t, 60, 2);
	CU_ASSERT_TRUE(refused(&t, "is a result store of version 2; this vhostsim knows version 1"));
	with_number(&t, 60, 0);
	CU_ASSERT_TRUE(refused(&t, "of version 0"));
	with_number(&t, 68, 7);
	CU_ASSERT_TRUE(refused(&t, "application_id is 7"));
	trial_clear(&t);
}

/* No file: reading says so, writing makes one. A folder, a fifo. */
static void test_other_kinds(void)
{
	struct trial t = trial_new();
	GError *error = NULL;
	g_remove(t.path);
	CU_ASSERT_PTR_NULL(store_open(t.path, &error));
	CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "No such file"));
	g_clear_error(&error);
	for (int fifo = 0; fifo < 2; fifo++) {
		CU_ASSERT_EQUAL(fifo ? mkfifo(t.path, 0600) : g_mkdir(t.path, 0700), 0);
		for (int writes = 0; writes < 2; writes++) {
			CU_ASSERT_PTR_NULL(open_store(&t, writes, &error));
			CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "not a file"));
			g_clear_error(&error);
		}
		CU_ASSERT_EQUAL(fifo ? g_remove(t.path) : g_rmdir(t.path), 0);
	}
	trial_clear(&t);
}

/* in_child: what body said in a process of its own: true or false. */
static bool in_child(bool (*body)(const struct trial *t), const struct trial *t)
{
	int status = -1;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0)
		_exit(body(t) ? 7 : 1);
	waitpid(child, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 7;
}

static bool refused_to_nobody(const struct trial *t)
{
	return (geteuid() != 0 || seteuid(65534) == 0) && !g_chdir("/") && !store_open(t->path, NULL) &&
	       !store_create(t->path, NULL) && errno == EACCES;
}

static void test_permission(void)
{
	struct trial t = trial_new();
	CU_ASSERT_EQUAL(chmod(t.path, 0), 0);
	CU_ASSERT_TRUE(in_child(refused_to_nobody, &t));
	trial_clear(&t);
}

static void test_cut(void)
{
	struct trial t = trial_new();
	for (int i = 0; i < CUTS; i++) {
		gsize length = i < 120 ? (gsize)i : t.length * (gsize)i / CUTS;
		overwrite(&t, t.good, length);
		CU_ASSERT_TRUE(refused(&t, length ? "is cut off" : "is empty"));
	}
	overwrite(&t, t.good, t.length - 1);
	CU_ASSERT_TRUE(refused(&t, "is cut off"));
	trial_clear(&t);
}

/* whole: everything that was put into the store is in it, and nothing else. */
static bool whole(struct store *s)
{
	bool good = true;
	for (int i = 0; i < 15; i++) {
		char *point = g_strdup_printf("point %d", i % 6);
		good &= holds(s, point, i / 6, i);
		g_free(point);
	}
	struct study *study = store_study(s, NULL);
	good &= study && study->points->len == 6 && study->axes->len == 2;
	study_free(study);
	GPtrArray *runs = store_runs(s);
	good &= runs->len == 15;
	g_ptr_array_unref(runs);
	return good;
}

/* One bit of the file is another one: either it is refused and left alone, or nothing that was stored has changed. */
static void test_damaged(void)
{
	struct trial t = trial_new();
	GRand *rand = g_rand_new_with_seed(4);
	int noticed = 0;
	for (int i = 0; i < FLIPS; i++) {
		char *bytes = g_memdup2(t.good, t.length);
		gsize at = i < 100 ? (gsize)i : (gsize)g_rand_int_range(rand, 0, (gint32)t.length);
		bytes[at] ^= (char)(1 << g_rand_int_range(rand, 0, 8));
		overwrite(&t, bytes, t.length);
		struct before before = look(&t);
		GError *error = NULL;
		struct store *s = open_store(&t, i % 2, &error);
		bool good = s ? whole(s) : g_str_has_prefix(error->message, t.path);
		if (!good)
			fprintf(stderr, "byte %zu: %s\n", at, s ? "not noticed" : error->message);
		CU_ASSERT_TRUE(good);
		noticed += !s;
		store_close(s);
		CU_ASSERT_TRUE(is_as_before(&t, &before));
		g_clear_error(&error);
		g_free(bytes);
	}
	CU_ASSERT_TRUE(noticed > FLIPS / 4);
	g_rand_free(rand);
	trial_clear(&t);
}

/* Rows that somebody changed by hand. */
static void test_tampered(void)
{
	static const struct {
		const char *sql, *words;
	} cases[] = {
		{"UPDATE run SET delivered_pps = delivered_pps + 1 WHERE id = 3", "checksum of run 3"},
		{"UPDATE run SET replication = 9 WHERE id = 4", "checksum of run 4"},
		{"UPDATE run SET loss_ratio = NULL WHERE loss_ratio NOT NULL", "checksum of run"},
		{"UPDATE guest_run SET guest = 'vm7' WHERE run = 2 AND position = 1", "checksum of run 2"},
		{"DELETE FROM guest_run WHERE run = 15", "checksum of run 15"},
		{"UPDATE source_run SET delivered_pps = 1 WHERE run = 2 AND position = 0",
		 "checksum of run 2"},
		{"UPDATE source_run SET source = 'tester to vm1' WHERE run = 2 AND position = 0",
		 "checksum of run 2"},
		{"DELETE FROM source_run WHERE run = 3 AND position = 2", "checksum of run 3"},
		{"DROP TABLE source_run", "checksum of run 1"},
		{"DELETE FROM run WHERE id = 15", "guests without a run"},
		{"DELETE FROM run WHERE id = 15; DELETE FROM guest_run WHERE run = 15",
		 "sources without a run"},
		{"UPDATE axis_value SET text = 'other' WHERE axis = 1", "checksum of its plan"},
		{"UPDATE axis SET unit = 'furlong'", "its plan makes no sense"},
		{"UPDATE point SET axis_value = '[9,9]' WHERE position = 2", "its plan makes no sense"},
		{"UPDATE meta SET value = '7' WHERE key = 'replications'", "checksum of its plan"},
		{"UPDATE meta SET value = 'none' WHERE key = 'replications'", "its plan makes no sense"},
		{"DROP TABLE guest_run", "damaged"},
		{"DROP TABLE meta", "damaged"},
	};
	struct trial t = trial_new();
	EACH_CASE (i, cases, sql) {
		sqlite3 *db;
		overwrite(&t, t.good, t.length);
		CU_ASSERT_EQUAL(sqlite3_open(t.path, &db), SQLITE_OK);
		CU_ASSERT_EQUAL(sqlite3_exec(db, cases[i].sql, NULL, NULL, NULL), SQLITE_OK);
		sqlite3_close(db);
		CU_ASSERT_TRUE(refused(&t, cases[i].words));
	}
	trial_clear(&t);
}

static bool second_writer_refused(const struct trial *t)
{
	GError *error = NULL;
	gint64 start = g_get_monotonic_time();
	struct store *s = store_create(t->path, &error);
	return !s && strstr(error->message, "is being written by another vhostsim") &&
	       g_get_monotonic_time() - start < 2 * G_USEC_PER_SEC;
}

static bool reader_reads(const struct trial *t)
{
	struct store *s = store_open(t->path, NULL);
	return s && whole(s);
}

/* One writer; readers see what is durable. */
static void test_locked(void)
{
	struct trial t = trial_new();
	struct store *writer = store_create(t.path, NULL);
	CU_ASSERT_TRUE(in_child(second_writer_refused, &t));
	CU_ASSERT_TRUE(put(writer, "more", 0, 1));
	CU_ASSERT_TRUE(in_child(second_writer_refused, &t));
	CU_ASSERT_TRUE(in_child(reader_reads, &t));
	CU_ASSERT_TRUE(store_sync(writer, NULL));
	store_close(writer);
	struct store *next = store_create(t.path, NULL);
	CU_ASSERT_PTR_NOT_NULL(next);
	store_close(next);
	trial_clear(&t);
}

static bool locked_by_program(const struct trial *t)
{
	return refused(t, "is locked by another program");
}

/* A program that is not ours and works on the file. */
static void test_locked_by_program(void)
{
	struct trial t = trial_new();
	sqlite3 *db;
	CU_ASSERT_EQUAL(sqlite3_open(t.path, &db), SQLITE_OK);
	CU_ASSERT_EQUAL(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
	CU_ASSERT_TRUE(in_child(locked_by_program, &t));
	sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_close(db);
	trial_clear(&t);
}

static const struct test_case cases[] = {
	{"foreign", test_foreign},
	{"versions", test_versions},
	{"other kinds of file", test_other_kinds},
	{"permission", test_permission},
	{"cut", test_cut},
	{"damaged", test_damaged},
	{"tampered with", test_tampered},
	{"locked", test_locked},
	{"locked by another program", test_locked_by_program},
};

SUITE("store_bad", cases)
