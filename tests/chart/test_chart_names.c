/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names shortened for a chart: which way is taken, that each fits, and that no two come out alike, whatever the texts.
 */
#include "tests/lib/suite.h"
#include "tools/chart/chart_names.h"

#define NAMES_MAX 4

static GPtrArray *list_of(const char *const *texts)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < NAMES_MAX && texts[i]; i++)
		g_ptr_array_add(list, g_strdup(texts[i]));
	return list;
}

/* In 24 characters. */
static void test_ways(void)
{
	static const struct {
		const char *texts[NAMES_MAX], *names[NAMES_MAX];
	} cases[] = {
		{{"vhost", "feedback"}, {"vhost", "feedback"}},
		{{"a name of twenty-four ch", "another of twenty-five ch"},
		 {"a name of twenty-four ch", "another of twenty-five …"}},
		{{"vhost.busyloop_timeout 0us", "vhost.busyloop_timeout 50us"},
		 {"busyloop_timeout 0us", "busyloop_timeout 50us"}},
		{{"virtio.ring 256, vhost, 5.10", "virtio.ring 256, vhost, 6.6"},
		 {"ring 256, vhost, 5.10", "ring 256, vhost, 6.6"}},
		{{"a curve with a long name, the first", "a curve with a long name, the second"},
		 {"a curve wit…e, the first", "a curve wit…, the second"}},
		{{"virtio.ring 256, nic.rx_ring 512, vhost", "virtio.ring 256, nic.rx_ring 1024, vhost"},
		 {"256, 512, vhost", "256, 1024, vhost"}},
		{{"the same long beginning A and the same end", "the same long beginning B and the same end"},
		 {"the same long begin… (1)", "the same long begin… (2)"}},
		{{"same", "same"}, {"same (1)", "same (2)"}},
	};
	EACH_CASE (i, cases) {
		GPtrArray *texts = list_of(cases[i].texts), *names = chart_names(texts, 24);
		for (guint k = 0; k < names->len; k++)
			CU_ASSERT_STRING_EQUAL(g_ptr_array_index(names, k), cases[i].names[k]);
		g_ptr_array_unref(names);
		g_ptr_array_unref(texts);
	}
}

static char *drawn_text(GRand *rand)
{
	static const char *const pieces[] = {"a", "b", ".", " ", ", ", "…", "ü", "vhost.ring ", "\xff", "1"};
	GString *text = g_string_new(NULL);
	for (int i = g_rand_int_range(rand, 0, 30); i > 0; i--)
		g_string_append(text, pieces[g_rand_int_range(rand, 0, (gint32)G_N_ELEMENTS(pieces))]);
	return g_string_free(text, FALSE);
}

/* Any texts, equal ones among them, in any width. */
static void test_any(void)
{
	GRand *rand = g_rand_new_with_seed(5);
	for (int i = 0; i < 3000; i++) {
		GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
		int width = g_rand_int_range(rand, CHART_NAMES_WIDTH_MIN, 40);
		for (int k = g_rand_int_range(rand, 1, 13); k > 0; k--)
			g_ptr_array_add(texts, drawn_text(rand));
		GPtrArray *names = chart_names(texts, width);
		GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
		CU_ASSERT_EQUAL(names->len, texts->len);
		for (guint k = 0; k < names->len; k++) {
			CU_ASSERT_TRUE(g_utf8_validate(g_ptr_array_index(names, k), -1, NULL));
			CU_ASSERT_TRUE(g_utf8_strlen(g_ptr_array_index(names, k), -1) <= width);
			CU_ASSERT_TRUE(g_hash_table_add(seen, g_ptr_array_index(names, k)));
		}
		g_hash_table_unref(seen);
		g_ptr_array_unref(names);
		g_ptr_array_unref(texts);
	}
	g_rand_free(rand);
}

static const struct test_case cases[] = {
	{"which way is taken", test_ways},
	{"any texts", test_any},
};

SUITE("chart names", cases)
