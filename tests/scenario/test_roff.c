/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Roff writer: texts come out as they are, whatever roff would make of them. How a whole page is set: manual.sh.
 */
#include "tests/lib/suite.h"
#include "tools/show/roff.h"
#include <glib.h>
#include <string.h>

#define HEAD ".TH T 1 \"\" \"vhostsim 0\" \"User Commands\"\n.nh\n.ad l\n"

static void expect(GString *r, const char *wanted)
{
	char *text = g_string_free(r, FALSE);
	CU_ASSERT_TRUE_FATAL(g_str_has_prefix(text, HEAD));
	CU_ASSERT_STRING_EQUAL(text + strlen(HEAD), wanted);
	g_free(text);
}

static void test_texts(void)
{
	static const struct {
		const char *text, *written;
	} cases[] = {
		{"plain words", "plain words"},
		{".so /etc/passwd", "\\&.so /etc/passwd"},
		{"'br", "\\(aqbr"},
		{"a .b", "a .b"},
		{"\\fB\\n[x]", "\\(rsfB\\(rsn[x]"},
		{"--set \"a\"", "\\-\\-set \\(dqa\\(dq"},
		{"a\n.b\t c", "a .b c"},
		{"`~^", "\\(ga\\(ti\\(ha"},
		{"\u00b5s \u2026", "\\[u00B5]s \\[u2026]"},
		{"", ""},
	};
	EACH_CASE (i, cases, text) {
		GString *r = roff_new("T", "1", "0");
		roff_text(r, cases[i].text);
		expect(r, cases[i].written);
	}
}

static void test_page(void)
{
	GString *r = roff_new("T", "1", "0");
	roff_heading(r, "SH", "A \"B\"");
	roff_heading(r, "SS", ".c");
	g_string_append(r, ROFF_ITEM);
	roff_font(r, 'B', "-x");
	roff_text(r, ", ");
	roff_font(r, 'I', "N");
	roff_line(r, "");
	roff_line(r, ".d");
	roff_entry(r, 'B', "e", "f");
	expect(r,
	       ".SH \"A \\(dqB\\(dq\"\n.SS \".c\"\n.TP\n\\fB\\-x\\fR, \\fIN\\fR\n\\&.d\n.TP\n\\fBe\\fR\nf\n");
}

static const struct test_case cases[] = {
	{"texts", test_texts},
	{"page", test_page},
};

SUITE("roff", cases)
