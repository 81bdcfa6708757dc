/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stores that somebody made to do harm: to delete a file by way of SQLite, to run for ever, to be read from or written to
 * elsewhere. Each is refused with a message, and nothing that belongs to the user is touched.
 */
#include "tests/lib/study/study_store.h"
#include "tests/lib/suite.h"
#include "tools/study/store/merge.h"
#include "tools/study/summary/export.h"
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#define PRECIOUS "precious"
#define PATIENCE_S 20 /* in which a store that would never end must be refused */

/* A store with what lies beside it, and a file of the user's. */
struct trap {
	struct place_of_store p;
	char *victim, *journal;
};

static struct trap trap_new(void)
{
	struct trap t = {.p = place_new()};
	CU_ASSERT_TRUE_FATAL(fixture_store(t.p.path, 6));
	t.victim = file_write(t.p.folder, "victim", PRECIOUS, strlen(PRECIOUS));
	t.journal = g_strconcat(t.p.path, "-journal", NULL);
	return t;
}

static void trap_clear(struct trap *t)
{
	g_free(t->victim);
	g_free(t->journal);
	place_clear(&t->p);
}

static bool victim_lives(const struct trap *t)
{
	char *text = NULL;
	bool lives = g_file_get_contents(t->victim, &text, NULL, NULL) && !strcmp(text, PRECIOUS);
	g_free(text);
	return lives;
}

/* refused: whether reading, writing and merging each give a message of one line with these words, soon. */
static bool refused(const struct trap *t, const char *words)
{
	bool good = true;
	char *out = g_strconcat(t->p.path, ".merged", NULL), *inputs[] = {t->p.path};
	for (int way = 0; way < 3; way++) {
		GError *error = NULL;
		struct merge_counts counts;
		gint64 start = g_get_monotonic_time();
		struct store *s = way == 0   ? store_open(t->p.path, &error)
				  : way == 1 ? store_create(t->p.path, &error)
					     : NULL;
		bool opened = s || (way == 2 && merge_stores(out, inputs, 1, &counts, &error));
		good &= !opened && strstr(error->message, words) && !strchr(error->message, '\n') &&
			g_get_monotonic_time() - start < PATIENCE_S * G_USEC_PER_SEC;
		if (!good)
			fprintf(stderr, "way %d, not \"%s\": %s\n", way, words,
				opened ? "opened" : error->message);
		store_close(s);
		g_clear_error(&error);
	}
	g_free(out);
	return good && victim_lives(t);
}

/* ---- beside the store ---- */

static void append_number(GString *out, guint32 number)
{
	number = GUINT32_TO_BE(number);
	g_string_append_len(out, (const char *)&number, sizeof(number));
}

#define MAGIC "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"

/* append_segment: a journal's header in a sector of its own, with a record of the store's first page. */
static void append_segment(GString *out, const char *page, guint32 pages)
{
	static const char zeros[512];
	gsize start = out->len;
	g_string_append_len(out, MAGIC, 8);
	append_number(out, 1); /* records */
	append_number(out, 0); /* nonce */
	append_number(out, pages);
	append_number(out, 512);
	append_number(out, 4096);
	g_string_append_len(out, zeros, 512 - (gssize)(out->len - start));
	append_number(out, 1);
	g_string_append_len(out, page, 4096);
	guint32 sum = 0;
	for (int i = 4096 - 200; i > 0; i -= 200)
		sum += (guint8)page[i];
	append_number(out, sum);
}

/* journal: as SQLite leaves it when several files change together: it names a super-journal at its end. */
static GString *journal(const struct trap *t, int segments)
{
	char *bytes;
	gsize length;
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(t->p.path, &bytes, &length, NULL));
	GString *out = g_string_new(NULL);
	for (int i = 0; i < segments; i++) {
		static const char zeros[512];
		g_string_append_len(out, zeros, (gssize)((512 - out->len % 512) % 512));
		append_segment(out, bytes, (guint32)(length / 4096));
	}
	guint32 sum = 0;
	for (const char *p = t->victim; *p; p++)
		sum += (guint8)*p;
	append_number(out, 0x40000000 / 4096 + 1);
	g_string_append(out, t->victim);
	append_number(out, (guint32)strlen(t->victim));
	append_number(out, sum);
	g_string_append_len(out, MAGIC, 8);
	g_free(bytes);
	return out;
}

static void test_super_journal(void)
{
	for (int segments = 1; segments <= 3; segments++) {
		struct trap t = trap_new();
		GString *bytes = journal(&t, segments);
		CU_ASSERT_TRUE(g_file_set_contents(t.journal, bytes->str, (gssize)bytes->len, NULL));
		CU_ASSERT_TRUE(refused(&t, "names another file that SQLite would delete"));
		CU_ASSERT_TRUE(g_file_test(t.journal, G_FILE_TEST_EXISTS));
		/* without the name it is a journal, and is played back: the same bytes are written again */
		g_string_truncate(bytes, (gsize)segments * (512 + 4 + 4096 + 4));
		if (segments == 1) {
			CU_ASSERT_TRUE(g_file_set_contents(t.journal, bytes->str, (gssize)bytes->len, NULL));
			struct store *s = store_open(t.p.path, NULL);
			CU_ASSERT_TRUE(s && holds(s, "point 2", 0, 2));
			store_close(s);
		}
		g_string_free(bytes, TRUE);
		trap_clear(&t);
	}
}

/* The oracle: SQLite itself deletes the victim of such a journal, so the test above tests something. */
static void test_super_journal_is_real(void)
{
	struct trap t = trap_new();
	GString *bytes = journal(&t, 1);
	sqlite3 *db;
	CU_ASSERT_TRUE(g_file_set_contents(t.journal, bytes->str, (gssize)bytes->len, NULL));
	CU_ASSERT_EQUAL(sqlite3_open(t.p.path, &db), SQLITE_OK);
	CU_ASSERT_EQUAL(sqlite3_exec(db, "SELECT count(*) FROM run", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	CU_ASSERT_FALSE(g_file_test(t.victim, G_FILE_TEST_EXISTS));
	g_string_free(bytes, TRUE);
	trap_clear(&t);
}

static void test_other_journals(void)
{
	struct trap t = trap_new();
	CU_ASSERT_EQUAL(symlink(t.victim, t.journal), 0);
	CU_ASSERT_TRUE(refused(&t, "is a symbolic link"));
	g_remove(t.journal);
	CU_ASSERT_EQUAL(mkfifo(t.journal, 0600), 0);
	CU_ASSERT_TRUE(refused(&t, "not a file"));
	g_remove(t.journal);
	CU_ASSERT_EQUAL(g_mkdir(t.journal, 0700), 0);
	CU_ASSERT_TRUE(refused(&t, "not a file"));
	g_rmdir(t.journal);
	trap_clear(&t);
}

static void test_write_ahead(void)
{
	static const char *const endings[] = {"-wal", "-shm"};
	struct trap t = trap_new();
	EACH_CASE (i, endings) {
		char *path = g_strconcat(t.p.path, endings[i], NULL);
		CU_ASSERT_EQUAL(symlink(t.victim, path), 0);
		CU_ASSERT_TRUE(refused(&t, "never writes ahead"));
		g_remove(path);
		g_free(path);
	}
	sqlite3 *db;
	CU_ASSERT_EQUAL(sqlite3_open(t.p.path, &db), SQLITE_OK);
	CU_ASSERT_EQUAL(sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	CU_ASSERT_TRUE(refused(&t, "writes ahead (WAL)"));
	trap_clear(&t);
}

static void test_links(void)
{
	struct trap t = trap_new();
	char *real = g_build_filename(t.p.folder, "real.db", NULL);
	CU_ASSERT_EQUAL(g_rename(t.p.path, real), 0);
	CU_ASSERT_EQUAL(symlink(real, t.p.path), 0);
	CU_ASSERT_TRUE(refused(&t, "is a symbolic link"));
	CU_ASSERT_EQUAL(g_remove(t.p.path), 0);
	CU_ASSERT_EQUAL(symlink("/nowhere/at/all", t.p.path), 0);
	CU_ASSERT_TRUE(refused(&t, "is a symbolic link"));
	g_free(real);
	trap_clear(&t);
}

/* A name that SQLite would take for something else than a file of that name. */
static void test_names(void)
{
	static const char *const names[] = {"file:x", "file:y?mode=memory",
					    ":memory:", "a%20b?vfs=unix-none"};
	char *folder = folder_new(), *before = g_get_current_dir();
	CU_ASSERT_EQUAL_FATAL(g_chdir(folder), 0);
	EACH_CASE (i, names) {
		CU_ASSERT_TRUE(fixture_store(names[i], 6));
		CU_ASSERT_TRUE(g_file_test(names[i], G_FILE_TEST_IS_REGULAR));
		struct store *s = store_open(names[i], NULL);
		CU_ASSERT_TRUE(s && holds(s, "point 3", 0, 3));
		store_close(s);
	}
	CU_ASSERT_EQUAL(folder_files(folder), G_N_ELEMENTS(names));
	CU_ASSERT_EQUAL(g_chdir(before), 0);
	g_free(before);
	folder_remove(folder);
}

/* ---- in the store ---- */

#define ENDLESS "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) "

static void run_sql(const char *path, const char *text)
{
	sqlite3 *db;
	CU_ASSERT_EQUAL(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	CU_ASSERT_EQUAL(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void test_schema(void)
{
	static const struct {
		const char *sql, *words;
	} cases[] = {
		{"DROP TABLE meta; CREATE VIEW meta AS " ENDLESS "SELECT 'a' AS key, 'b' AS value FROM r",
		 "its view \"meta\""},
		{"DROP TABLE guest_run; CREATE VIEW guest_run AS " ENDLESS
		 "SELECT n AS run, n AS position, 'vm0' AS guest FROM r",
		 "its view \"guest_run\""},
		{"CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM point; END", "its trigger \"t\""},
		{"CREATE TABLE other(x)", "its table \"other\""},
		{"CREATE INDEX i ON run(abs(seed))", "its index \"i\""},
		{"CREATE INDEX i ON run(seed)", "its index \"i\""},
		{"CREATE VIRTUAL TABLE v USING fts5(x)", "its table \"v\""},
		{"ALTER TABLE run ADD COLUMN g AS (hex(zeroblob(1000000)))", "its table \"run\""},
		{"ALTER TABLE run ADD COLUMN \"d\" REAL DEFAULT 7", "its table \"run\""},
		{"ALTER TABLE run ADD COLUMN \"d\" REAL CHECK (d > 0)", "its table \"run\""},
		{"ALTER TABLE run ADD COLUMN \"d\" TEXT", "its table \"run\""},
		{"ALTER TABLE meta ADD COLUMN d", "its table \"meta\""},
		{"DROP TABLE failure; CREATE TABLE failure(identity)", "its table \"failure\""},
		{"ANALYZE", "its table \"sqlite_stat1\""},
		{"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = sql || ' -- ' WHERE name = "
		 "'axis'",
		 "its table \"axis\""},
	};
	EACH_CASE (i, cases, sql) {
		struct trap t = trap_new();
		run_sql(t.p.path, cases[i].sql);
		CU_ASSERT_TRUE(refused(&t, cases[i].words));
		trap_clear(&t);
	}
}

static bool swallow(void *self, const char *text)
{
	*(gsize *)self += strlen(text);
	return true;
}

/* The view that vhostsim makes for people is never asked: it may be anything. */
static void test_view(void)
{
	struct trap t = trap_new();
	gsize length = 0;
	run_sql(t.p.path, "DROP VIEW result; CREATE VIEW result AS SELECT 1 WHERE (" ENDLESS
			  "SELECT count(*) FROM r) > 1");
	struct store *s = store_create(t.p.path, NULL);
	struct study *study = fixture_study();
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_TRUE(put(s, "new", 0, 9) && store_sync(s, NULL));
	g_free(study->name);
	study->name = g_strdup("another");
	CU_ASSERT_TRUE(store_plan(s, study, NULL));
	CU_ASSERT_TRUE(export_store(s, &(struct export_order){.format = EXPORT_CSV, .all = true}, swallow,
				    &length, NULL));
	CU_ASSERT_TRUE(length > 0);
	store_close(s);
	study_free(study);
	trap_clear(&t);
}

/* Pages that lead in circles: an inner page whose cells all lead to one page, thrice. */
static void test_circles(void)
{
	enum { PAGE = 4096, CELLS = 400, LEVELS = 6 };
	struct trap t = trap_new();
	char *bytes;
	gsize length;
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(t.p.path, &bytes, &length, NULL));
	gsize pages = length / PAGE;
	guint8 *all = g_malloc0(length + LEVELS * PAGE);
	memcpy(all, bytes, length);
	memset(all + 100, 0, PAGE - 100);
	for (gsize level = 0; level <= LEVELS; level++) {
		guint8 *page = all + (level ? (pages + level - 1) * PAGE : 0),
		       *head = page + (level ? 0 : 100);
		gsize child = level < LEVELS ? pages + level + 1 : 2;
		head[0] = level < LEVELS ? 0x05 : 0x0d;
		if (level == LEVELS) {
			head[5] = PAGE >> 8;
			break; /* an empty leaf */
		}
		head[3] = CELLS >> 8;
		head[4] = CELLS & 0xff;
		gsize at = PAGE - 5 * CELLS;
		head[5] = (guint8)(at >> 8);
		head[6] = (guint8)at;
		for (gsize i = 0; i < CELLS; i++, at += 5) {
			head[12 + 2 * i] = (guint8)(at >> 8);
			head[13 + 2 * i] = (guint8)at;
			page[at + 2] = (guint8)(child >> 8);
			page[at + 3] = (guint8)child;
			page[at + 4] = 1;
		}
		head[10] = (guint8)(child >> 8);
		head[11] = (guint8)child;
	}
	all[31] = (guint8)(pages + LEVELS);
	CU_ASSERT_TRUE(g_file_set_contents(t.p.path, (char *)all, (gssize)(length + LEVELS * PAGE), NULL));
	CU_ASSERT_TRUE(refused(&t, "damaged"));
	g_free(all);
	g_free(bytes);
	trap_clear(&t);
}

/* ---- rows whose checksums are right ---- */

static void test_runs(void)
{
	static const struct {
		int64_t replication;
		double figure;
		const char *words;
	} cases[] = {
		{-1, 1, "the replication of run 7"},	     {G_MININT64, 1, "the replication of run 7"},
		{G_MAXINT32, 1, "the replication of run 7"}, {G_MAXINT64, 1, "the replication of run 7"},
		{0, INFINITY, "a figure of run 7"},	     {0, -INFINITY, "a figure of run 7"},
	};
	EACH_CASE (i, cases, replication) {
		struct trap t = trap_new();
		struct store *s = store_create(t.p.path, NULL);
		struct run_values *v = fixture_values(1);
		v->all[1] = v->part[PART_GUEST].figures[1][1] = cases[i].figure;
		CU_ASSERT_TRUE(store_save(s, "bad", cases[i].replication, 1, v, NULL));
		CU_ASSERT_TRUE(store_sync(s, NULL));
		run_values_free(v);
		store_close(s);
		CU_ASSERT_TRUE(refused(&t, cases[i].words));
		trap_clear(&t);
	}
}

/* A run's number at the ends of its range, which the checksum does not count; a figure that is none. */
static void test_cells(void)
{
	static const struct {
		const char *sql, *words;
	} cases[] = {
		{"UPDATE guest_run SET run = 9223372036854775807 WHERE run = 6; UPDATE source_run SET run = "
		 "9223372036854775807 WHERE run = 6;"
		 "UPDATE core_run SET run = 9223372036854775807 WHERE run = 6;"
		 "UPDATE run SET id = 9223372036854775807 WHERE id = 6",
		 "the number of run 9223372036854775807"},
		{"UPDATE guest_run SET run = -5 WHERE run = 1; UPDATE source_run SET run = -5 WHERE run = 1; "
		 "UPDATE core_run SET run = -5 WHERE run = 1; "
		 "UPDATE run SET id = -5 WHERE id = 1",
		 "the number of run -5"},
		{"UPDATE run SET offered_pps = x'00'", "the checksum of run 1"},
	};
	EACH_CASE (i, cases, sql) {
		struct trap t = trap_new();
		run_sql(t.p.path, cases[i].sql);
		CU_ASSERT_TRUE(refused(&t, cases[i].words));
		trap_clear(&t);
	}
}

static void no_values(struct study *study)
{
	g_ptr_array_set_size(((struct study_axis *)g_ptr_array_index(study->axes, 1))->values, 0);
	g_ptr_array_set_size(study->points, 0);
}

static void no_number(struct study *study)
{
	const struct study_axis *axis = g_ptr_array_index(study->axes, 0);
	((struct study_value *)g_ptr_array_index(axis->values, 0))->number = INFINITY;
}

static void no_index(struct study *study)
{
	((struct study_point *)g_ptr_array_index(study->points, 0))->value[0] = -1;
}

static void test_plans(void)
{
	static const struct {
		void (*spoil)(struct study *study);
		const char *words;
	} cases[] = {
		{no_values, "an axis of its plan has no values"},
		{no_number, "its plan makes no sense"},
		{no_index, "its plan makes no sense"},
	};
	EACH_CASE (i, cases) {
		struct trap t = trap_new();
		struct store *s = store_create(t.p.path, NULL);
		struct study *study = fixture_study();
		cases[i].spoil(study);
		CU_ASSERT_TRUE(store_plan(s, study, NULL));
		study_free(study);
		store_close(s);
		CU_ASSERT_TRUE(refused(&t, cases[i].words));
		trap_clear(&t);
	}
}

static const struct test_case cases[] = {
	{"a journal that names a file", test_super_journal},
	{"such a journal deletes it", test_super_journal_is_real},
	{"journals of other kinds", test_other_journals},
	{"a write-ahead log", test_write_ahead},
	{"symbolic links", test_links},
	{"names that SQLite reads otherwise", test_names},
	{"a schema that is not ours", test_schema},
	{"the view for people", test_view},
	{"pages in circles", test_circles},
	{"runs with right checksums", test_runs},
	{"cells", test_cells},
	{"plans with right checksums", test_plans},
};

SUITE("store_hostile", cases)
