/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/diag.h"
#include "tests/lib/suite.h"
#include <string.h>

/* All that diag_print writes. Newly allocated (free). */
static char *printed(const struct diag *d)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	diag_print(d, out);
	fclose(out);
	return text;
}

static void test_empty(void)
{
	struct diag *d = diag_new();
	char *text = printed(d);
	CU_ASSERT_EQUAL(diag_count(d), 0);
	CU_ASSERT_STRING_EQUAL(text, "");
	free(text);
	diag_free(d);
	diag_free(NULL);
}

static void test_places(void)
{
	static const struct {
		struct place at;
		const char *line;
	} cases[] = {
		{{"a.yaml", 3, 7}, "a.yaml:3:7: error: bad\n"},
		{{"a.yaml", 3, 0}, "a.yaml:3: error: bad\n"},
		{{"--set", 0, 0}, "--set: error: bad\n"},
		{{"--set", 0, 4}, "--set: error: bad\n"},
	};
	EACH_CASE (i, cases) {
		struct diag *d = diag_new();
		CU_ASSERT_FALSE(diag_error(d, cases[i].at, "%s", "bad"));
		CU_ASSERT_EQUAL(diag_count(d), 1);
		char *text = printed(d);
		CU_ASSERT_STRING_EQUAL(text, cases[i].line);
		free(text);
		diag_free(d);
	}
}

static void test_order(void)
{
	struct diag *d = diag_new();
	diag_error(d, (struct place){"b", 9, 1}, "first %d", 1);
	diag_error(d, (struct place){"a", 1, 1}, "second");
	diag_error(d, (struct place){"b", 9, 1}, "first %d", 1);
	char *text = printed(d);
	CU_ASSERT_EQUAL(diag_count(d), 3);
	CU_ASSERT_STRING_EQUAL(text, "b:9:1: error: first 1\na:1:1: error: second\nb:9:1: error: first 1\n");
	free(text);
	diag_free(d);
}

static void test_escapes(void)
{
	static const struct {
		const char *input, *output;
	} cases[] = {
		{"plain", "plain"},
		{"50\xc2\xb5s", "50\xc2\xb5s"}, /* micro sign: printable */
		{"two\nlines", "two\\x0alines"},
		{"\x1b[31mred", "\\x1b[31mred"},
		{"del\x7f", "del\\x7f"},
		{"\xff\xfe", "\\xff\\xfe"},
		{"cut\xc2", "cut\\xc2"},
		{"\xc0\xaf", "\\xc0\\xaf"}, /* overlong */
		{"\xe2\x80\xae"
		 "abc",
		 "\\xe2\\x80\\xae"
		 "abc"},			/* right-to-left override */
		{"c1\xc2\x9b", "c1\\xc2\\x9b"}, /* a control of Latin 1 */
	};
	EACH_CASE (i, cases, input) {
		struct diag *d = diag_new();
		diag_error(d, (struct place){"f", 1, 1}, "%s", cases[i].input);
		char *text = printed(d);
		char *expected = g_strdup_printf("f:1:1: error: %s\n", cases[i].output);
		CU_ASSERT_STRING_EQUAL(text, expected);
		g_free(expected);
		free(text);
		diag_free(d);
	}
}

static void test_nearest(void)
{
	static const char *const keys[] = {"rx_ring", "tx_ring",     "coalesce", "queues",
					   "rss",     "napi_weight", "x"};
	static const struct {
		const char *word, *nearest;
	} cases[] = {
		{"rx_ring", "rx_ring"},
		{"rxring", "rx_ring"},	 /* a letter left out */
		{"rx__ring", "rx_ring"}, /* one too many */
		{"tx_rinf", "tx_ring"},	 /* another one; the entry before it is farther */
		{"rn", NULL},
		{"sx_ring", "rx_ring"},	       /* as near to tx_ring: the first is taken */
		{"RX_RING", "rx_ring"},	       /* case */
		{"colaesce", "coalesce"},      /* neighbours swapped */
		{"srs", "rss"},		       /* a swap is one edit, and three letters allow one */
		{"rs", "rss"},		       /* two letters allow one, too */
		{"napiweigth", "napi_weight"}, /* two edits of ten letters */
		{"qzzues", "queues"},	       /* two of six: just a third */
		{"qzzzes", NULL},	       /* three of six */
		{"kqueueszz", "queues"},       /* three of nine */
		{"kqueueszzz", NULL},	       /* four of ten */
		{"x", "x"},
		{"", NULL},
		{"y", NULL},
		{"something else altogether", NULL},
	};
	EACH_CASE (i, cases, word) {
		const char *nearest = diag_nearest(cases[i].word, keys, G_N_ELEMENTS(keys));
		CU_ASSERT_EQUAL(g_strcmp0(nearest, cases[i].nearest), 0);
	}
}

static const struct test_case tests[] = {
	{"an empty list", test_empty},
	{"places", test_places},
	{"faults in the order found", test_order},
	{"unprintable input", test_escapes},
	{"did you mean", test_nearest},
};

SUITE("diag", tests)
