/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Good platforms, scenarios and cost profiles, mutated at random: no bytes, however they came about, make a reader crash
 * or leak (the latter is for a build with sanitizers to see).
 */
#include "tests/lib/input/corpus.h"
#include "tests/lib/suite.h"

/* clang-format off */
static const char *const fragments[] = {
	"<", ">", "/>", "\"", "'", "&", "&amp;", "<!--", "-->", "<?", "]]>", "=", "<host ", "</zone>",
	"<link_ctn id=\"wire\"/>", " ", "\n", "\t", "\r", "{", "}", "[", "]", ", ", ": ", "- ", "#", "*a", "&a ",
	"!!str", "---", "%", "|", ">-", "?", "nic: ", "guests: ", "cost: ", "all: 0", "0", "-1", "1e9",
	"99999999999999999999", "\xff", "\xc3\xa9", "\xef\xbb\xbf", "\xe2\x80\xa8", "\xc2\x85",
};
/* clang-format on */

/* One to four edits: a byte changed or dropped, a fragment put in, a piece doubled, the end cut off. */
static void mutate(GString *s, GRand *rand)
{
	for (int edits = g_rand_int_range(rand, 1, 5); edits > 0 && s->len > 0; edits--) {
		gssize at = g_rand_int_range(rand, 0, (int)s->len);
		int rest = (int)s->len - (int)at;
		int some = g_rand_int_range(rand, 1, 20);
		char *piece;
		switch (g_rand_int_range(rand, 0, 6)) {
		case 0:
			s->str[at] = (char)g_rand_int_range(rand, 0, 256);
			break;
		case 1:
			g_string_erase(s, at, MIN(rest, some));
			break;
		case 2:
			piece = g_strndup(s->str + at, (gsize)MIN(rest, 2 * some));
			g_string_insert(s, g_rand_int_range(rand, 0, (int)s->len + 1), piece);
			g_free(piece);
			break;
		case 3:
			if (g_rand_int_range(rand, 0, 4) == 0)
				g_string_truncate(s, (gsize)at);
			break;
		default:
			g_string_insert(s, at,
					fragments[g_rand_int_range(rand, 0, (int)G_N_ELEMENTS(fragments))]);
		}
	}
}

/* Reads `rounds` mutations of a text under a name that says what it is. A file is taken exactly if it has no
 * fault. */
static void fuzz(const char *name, const char *text, size_t length, int rounds)
{
	GRand *rand = g_rand_new_with_seed(4711);
	char *folder = folder_new();
	int taken = 0, wrong = 0;
	for (int i = 0; i < rounds; i++) {
		GString *s = g_string_new_len(text, (gssize)length);
		mutate(s, rand);
		char *path = file_write(folder, name, s->str, s->len);
		struct diag *d = diag_new();
		bool sound = corpus_read(path, d);
		char **lines = faults_printed(d);
		wrong += sound != (diag_count(d) == 0);
		taken += sound;
		g_strfreev(lines);
		diag_free(d);
		g_free(path);
		g_string_free(s, TRUE);
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_TRUE(taken > 0 && taken < rounds / 2); /* else the mutations are too strong or too weak */
	folder_remove(folder);
	g_rand_free(rand);
}

static char *load(const char *path, size_t *length)
{
	char *text = NULL;
	CU_ASSERT_TRUE_FATAL(g_file_get_contents(path, &text, length, NULL));
	return text;
}

static void test_mutated_platforms(void)
{
	size_t length;
	char *text = load(CORPUS "good.xml", &length);
	fuzz("mutated.xml", text, length, 10000);
	g_free(text);
}

/* Its paths are made absolute, as the mutations lie elsewhere. */
static void test_mutated_scenarios(void)
{
	size_t length;
	char *text = load(CORPUS "good.yaml", &length);
	GString *s = g_string_new(text);
	g_string_replace(s, "../../", SOURCE_DIR "/", 0);
	g_string_replace(s, "good.xml", CORPUS "good.xml", 0);
	fuzz("mutated.yaml", s->str, s->len, 6000);
	g_string_free(s, TRUE);
	g_free(text);
}

static void test_mutated_profiles(void)
{
	size_t length;
	char *text = load(SOURCE_DIR "/scenarios/costs/x86-3.3GHz.yaml", &length);
	fuzz("costs.yaml", text, length, 4000);
	g_free(text);
}

static const struct test_case cases[] = {
	{"mutated platforms", test_mutated_platforms},
	{"mutated scenarios", test_mutated_scenarios},
	{"mutated cost profiles", test_mutated_profiles},
};

SUITE("mutated input", cases)
