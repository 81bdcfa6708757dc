/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is plain text, what is told of what is not, and how it is escaped for terminals and logs, gnuplot, Markdown, CSV
 * and shells.
 */
#include "sim/input/plain_text.h"
#include "tests/lib/suite.h"
#include "tools/base/shell_line.h"
#include "tools/chart/chart.h"
#include "tools/text/csv.h"
#include "tools/text/json_writer.h"
#include "tools/text/table.h"
#include <glib.h>
#include <string.h>

static const struct {
	const char *text, *fault, *escaped; /* fault NULL: it is plain, and stays as it is */
} texts[] = {
	{"", NULL, ""},
	{"fifo, 4 queues (RSS) \xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80", NULL, NULL},
	{"a:b a::b #1 ## [x] #[x]", NULL, NULL},
	{"a\nb", "line break", "a\\x0ab"},
	{"a\rb", "line break", "a\\x0db"},
	{"a\tb", "U+0009", "a\\x09b"},
	{"\x1b[31m", "U+001B", "\\x1b[31m"},
	{"\x7f", "U+007F", "\\x7f"},
	{"\xc2\x9b", "U+009B", "\\xc2\\x9b"},
	{"\xff", "0xff", "\\xff"},
	{"\xe2\x82", "0xe2", "\\xe2\\x82"},
	{"\xe2\x80\x8b", "U+200B", "\\xe2\\x80\\x8b"},
	{"\xe2\x80\x8f", "U+200F", "\\xe2\\x80\\x8f"},
	{"\xe2\x80\xa8", "U+2028", "\\xe2\\x80\\xa8"},
	{"\xe2\x80\xa9", "U+2029", "\\xe2\\x80\\xa9"},
	{"\xe2\x80\xae", "U+202E", "\\xe2\\x80\\xae"},
	{"\xe2\x81\xa6", "U+2066", "\\xe2\\x81\\xa6"},
	{"\xe2\x81\xa9", "U+2069", "\\xe2\\x81\\xa9"},
	{"\xef\xbb\xbf", "U+FEFF", "\\xef\\xbb\\xbf"},
	{"\xf3\xa0\x80\x81", "U+E0001", "\\xf3\\xa0\\x80\\x81"},
	{"\xef\xbf\xbf", "U+FFFF", "\\xef\\xbf\\xbf"},
	{"::stop-commands::x", "CI services", "\\x3a:stop-commands::x"},
	{"a ::error::b", "CI services", "a \\x3a:error::b"},
	{"a##[group]", "CI services", "a\\x23#[group]"},
	{"a##VSO[x]", "CI services", "a\\x23#VSO[x]"},
	{"##teamcity[x]", "CI services", "\\x23#teamcity[x]"},
};

static char *plain_text_escaped(const char *text)
{
	GString *out = g_string_new(NULL);
	plain_text_append(out, text);
	return g_string_free(out, FALSE);
}

static void test_texts(void)
{
	EACH_CASE (i, texts, text) {
		char *fault = plain_text_fault(texts[i].text), *escaped = plain_text_escaped(texts[i].text);
		CU_ASSERT_EQUAL(plain_text_is(texts[i].text), !texts[i].fault);
		CU_ASSERT_TRUE(texts[i].fault ? fault && strstr(fault, texts[i].fault) : !fault);
		CU_ASSERT_STRING_EQUAL(escaped, texts[i].escaped ? texts[i].escaped : texts[i].text);
		CU_ASSERT_TRUE(!fault || plain_text_is(fault)); /* the message itself is no command */
		g_free(fault);
		g_free(escaped);
	}
}

/* Whatever is escaped is plain; bytes at random, with parts of commands among them. */
static void test_random(void)
{
	static const char *const parts[] = {"::",	    "##[", "##vso[", " ", "\n",
					    "\xe2\x80\xae", "a",   "\xc2",   "#"};
	GRand *rand = g_rand_new_with_seed(9);
	for (int i = 0; i < 20000; i++) {
		GString *s = g_string_new(NULL);
		for (int k = g_rand_int_range(rand, 0, 12); k > 0; k--)
			if (g_rand_boolean(rand))
				g_string_append(s, parts[g_rand_int_range(rand, 0, G_N_ELEMENTS(parts))]);
			else
				g_string_append_c(s, (char)g_rand_int_range(rand, 1, 256));
		char *escaped = plain_text_escaped(s->str);
		CU_ASSERT_TRUE(plain_text_is(escaped));
		g_free(escaped);
		g_string_free(s, TRUE);
	}
	g_rand_free(rand);
}

static void append_shell(GString *out, const char *text)
{
	char *argv[] = {"x", (char *)text, NULL}, *line = shell_line(argv);
	g_string_append(out, line);
	g_free(line);
}

static void test_formats(void)
{
	static const struct {
		void (*append)(GString *out, const char *text);
		const char *text, *expected;
	} cases[] = {
		{chart_quote, "it's", "'it''s'"},
		{chart_quote, "'96 core", "\"'\" . '96 core'"},
		{chart_quote, "''", "\"''\" . ''"},
		{chart_quote, "\"`date`\" \\n", "'\"`date`\" \\n'"},
		{chart_quote, "a\nb", "'a b'"},
		{table_markdown_text, "a|b \\| <0.1", "a\\|b \\\\\\| <0.1"},
		{table_markdown_text, "<img src=x> </b> <!-- [x](y) `z`",
		 "\\<img src=x> \\</b> \\<!-- \\[x](y) \\`z\\`"},
		{csv_text, "=1+1", "=1+1"},
		{csv_spreadsheet, "=1+1", "'=1+1"},
		{csv_spreadsheet, "@x,\"y\"", "\"'@x,\"\"y\"\"\""},
		{csv_spreadsheet, "-", "'-"},
		{csv_spreadsheet, "+", "'+"},
		{csv_spreadsheet, "a=1", "a=1"},
		{csv_spreadsheet, "", ""},
		{json_quote, "a\"\\\xe2\x80\xae\xf3\xa0\x80\x81", "\"a\\\"\\\\\\u202e\\udb40\\udc01\""},
		{append_shell, "$(rm x); `y` 'z'", "x '$(rm x); `y` '\\''z'\\'''"},
		{append_shell, "a\nb", "x 'a\nb'"},
		{append_shell, "", "x ''"},
		{append_shell, "~x", "x '~x'"},
	};
	EACH_CASE (i, cases) {
		GString *out = g_string_new(NULL);
		cases[i].append(out, cases[i].text);
		CU_ASSERT_STRING_EQUAL(out->str, cases[i].expected);
		if (strcmp(out->str, cases[i].expected) != 0)
			fprintf(stderr, "%s, not %s\n", out->str, cases[i].expected);
		g_string_free(out, TRUE);
	}
}

static const struct test_case cases[] = {
	{"texts", test_texts},
	{"bytes at random", test_random},
	{"formats", test_formats},
};

SUITE("plain_text", cases)
