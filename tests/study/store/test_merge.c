/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Merging stores: what is joined, what is refused, and that nothing is left half done.
 */
#include "tests/lib/study/study_store.h"
#include "tests/lib/suite.h"
#include "tools/study/store/merge.h"
#include "tools/study/store/store_file.h"
#include <unistd.h>

#define STORES 3

/* Three stores of one study in a folder, which share its 18 runs, and the name of a fourth. */
struct parts {
	char *folder, *path[STORES], *out;
};

static char *in_folder(const char *folder, const char *name)
{
	return g_build_filename(folder, name, NULL);
}

/* part_new: a store of the study with every third run, from `first` on. */
static void part_new(const char *path, const struct study *study, int first)
{
	struct store *s = store_create(path, NULL);
	CU_ASSERT_TRUE_FATAL(s && store_plan(s, study, NULL));
	for (int i = first; i < 18; i += STORES) {
		char *point = g_strdup_printf("point %d", i % 6);
		CU_ASSERT_TRUE(put(s, point, i / 6, i));
		g_free(point);
	}
	CU_ASSERT_TRUE(store_sync(s, NULL));
	store_close(s);
}

static struct parts parts_new(void)
{
	struct parts p = {.folder = folder_new()};
	struct study *study = fixture_study();
	p.out = in_folder(p.folder, "out.db");
	for (int i = 0; i < STORES; i++) {
		char *name = g_strdup_printf("part%d.db", i);
		p.path[i] = in_folder(p.folder, name);
		part_new(p.path[i], study, i);
		g_free(name);
	}
	study_free(study);
	return p;
}

static void parts_clear(struct parts *p)
{
	for (int i = 0; i < STORES; i++)
		g_free(p->path[i]);
	g_free(p->out);
	folder_remove(p->folder);
}

/* whole: whether the store at path has all 18 runs. */
static bool whole(const char *path)
{
	struct store *s = store_open(path, NULL);
	bool good = s;
	for (int i = 0; good && i < 18; i++) {
		char *point = g_strdup_printf("point %d", i % 6);
		good = holds(s, point, i / 6, i);
		g_free(point);
	}
	store_close(s);
	return good;
}

static void test_joined(void)
{
	struct parts p = parts_new();
	struct merge_counts counts;
	GError *error = NULL;
	CU_ASSERT_TRUE_FATAL(merge_stores(p.out, p.path, 2, &counts, &error));
	CU_ASSERT_TRUE(counts.runs == 12 && counts.twice == 0 && counts.missing == 6);
	CU_ASSERT_FALSE(whole(p.out));
	char *more[] = {p.out, p.path[2], p.path[0]};
	CU_ASSERT_TRUE(merge_stores(p.out, more, 3, &counts, &error));
	CU_ASSERT_TRUE(counts.runs == 18 && counts.twice == 6 && counts.missing == 0);
	CU_ASSERT_TRUE(whole(p.out));
	CU_ASSERT_EQUAL(folder_files(p.folder), 4);
	parts_clear(&p);
}

/* refused: the merge of all three fails with a message that has these words; nothing is left of it. */
static void refused(const struct parts *p, const char *words)
{
	struct merge_counts counts;
	GError *error = NULL;
	char *before = NULL, *after = NULL;
	gsize length = 0, now = 0;
	int files = folder_files(p->folder);
	g_file_get_contents(p->out, &before, &length, NULL);
	CU_ASSERT_FALSE(merge_stores(p->out, (char **)p->path, STORES, &counts, &error));
	CU_ASSERT_PTR_NOT_NULL_FATAL(error);
	if (!strstr(error->message, words))
		fprintf(stderr, "not \"%s\": %s\n", words, error->message);
	CU_ASSERT_PTR_NOT_NULL(strstr(error->message, words));
	CU_ASSERT_EQUAL(folder_files(p->folder), files);
	g_file_get_contents(p->out, &after, &now, NULL);
	CU_ASSERT_TRUE(length == now && (!before || !memcmp(before, after, length)));
	g_free(before);
	g_free(after);
	g_error_free(error);
}

static void change_name(struct study *s)
{
	g_free(s->name);
	s->name = g_strdup("another");
}

static void change_replications(struct study *s)
{
	s->settings.replications = 7;
}

static void change_axis(struct study *s)
{
	struct study_axis *axis = g_ptr_array_index(s->axes, 1);
	struct study_value *v = g_ptr_array_index(axis->values, 2);
	g_free(v->text);
	v->text = g_strdup("fourth");
}

static void change_first_axis(struct study *s)
{
	struct study_axis *axis = g_ptr_array_index(s->axes, 0);
	g_free(axis->name);
	axis->name = g_strdup("another");
}

static void change_first_value(struct study *s)
{
	struct study_axis *axis = g_ptr_array_index(s->axes, 0);
	struct study_value *v = g_ptr_array_index(axis->values, 0);
	g_free(v->text);
	v->text = g_strdup("other");
}

static void change_points(struct study *s)
{
	g_ptr_array_set_size(s->points, 5);
}

static void change_identity(struct study *s)
{
	struct study_point *p = g_ptr_array_index(s->points, 3);
	g_free(p->identity);
	p->identity = g_strdup("point with another seed");
}

static void test_other_plans(void)
{
	static const struct {
		void (*change)(struct study *s);
		const char *words;
	} cases[] = {
		{change_name, "the study, sample and another"},
		{change_replications, "study.replications, 3 and 7"},
		{change_axis, "value 3 of axis place, third and fourth"},
		{change_first_axis, "axis 1, load and another"},
		{change_first_value, "value 1 of axis load, 100kpps and other"},
		{change_points, "the number of points, 6 and 5"},
		{change_identity, "settings beside the axes, first at the point label 3"},
	};
	EACH_CASE (i, cases) {
		struct parts p = parts_new();
		struct study *study = fixture_study();
		cases[i].change(study);
		g_remove(p.path[1]);
		part_new(p.path[1], study, 1);
		refused(&p, cases[i].words);
		refused(&p, p.path[0]);
		refused(&p, p.path[1]);
		study_free(study);
		parts_clear(&p);
	}
}

static void test_disagree(void)
{
	struct parts p = parts_new();
	struct store *s = store_create(p.path[2], NULL);
	CU_ASSERT_TRUE(put(s, "point 3", 0, 4) &&
		       store_sync(s, NULL)); /* run 3 of the first has other values */
	store_close(s);
	refused(&p, "disagree about one run (label 3, replication 0)");
	parts_clear(&p);
}

/* A file that is in the way, one that is being written, an input that is none. */
static void test_in_the_way(void)
{
	struct parts p = parts_new();
	CU_ASSERT_TRUE(g_file_set_contents(p.out, "mine", 4, NULL));
	refused(&p, "is there already");
	g_free(p.out);
	p.out = g_strdup(p.path[0]);
	int lock = store_file_lock(p.out, NULL);
	CU_ASSERT_TRUE(lock >= 0);
	refused(&p, "is being written by another vhostsim");
	close(lock);
	g_free(p.out);
	p.out = in_folder(p.folder, "no/such/folder.db");
	refused(&p, "No such file or directory");
	g_free(p.out);
	p.out = in_folder(p.folder, "out.db");
	g_remove(p.path[1]);
	refused(&p, p.path[1]);
	parts_clear(&p);
}

static const struct test_case cases[] = {
	{"joined", test_joined},
	{"other plans", test_other_plans},
	{"values that disagree", test_disagree},
	{"in the way", test_in_the_way},
};

SUITE("merge", cases)
