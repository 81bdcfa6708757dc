/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a report is made of: text, tables, pictures and JSON from anybody come out as text, tables and pictures.
 */
#include "tests/lib/suite.h"
#include "tools/chart/chart_svg.h"
#include "tools/text/html.h"
#include "tools/text/json_read.h"
#include "tools/text/markdown_html.h"
#include "tools/text/table.h"
#include <math.h>
#include <string.h>

#define SVG_HEAD "<svg viewBox='0 0 4 3' xmlns='http://www.w3.org/2000/svg'>"

static void test_text(void)
{
	static const struct {
		const char *text, *html;
	} cases[] = {
		{"plain µs", "plain µs"},
		{"<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"},
		{"\" onload=\"x", "&quot; onload=&quot;x"},
		{"a&b;&lt;", "a&amp;b;&amp;lt;"},
		{"a\tb\nc", "a b c"},
		{"\x01\x7f", "\xef\xbf\xbd\xef\xbf\xbd"},
		{"\xe2\x80\xae", "\xef\xbf\xbd"}, /* right-to-left override */
		{"\xff<", "\xef\xbf\xbd&lt;"},
	};
	EACH_CASE (i, cases, text) {
		GString *out = g_string_new(NULL);
		html_text(out, cases[i].text);
		CU_ASSERT_STRING_EQUAL(out->str, cases[i].html);
		g_string_free(out, TRUE);
	}
	GString *out = g_string_new(NULL);
	html_add(out, "<a b=\"%s\">%d %u %%</a>", "\"<", -1, 2U);
	CU_ASSERT_STRING_EQUAL(out->str, "<a b=\"&quot;&lt;\">-1 2 %</a>");
	g_string_free(out, TRUE);
}

/* A table comes out of Markdown as it went in, whatever its cells hold. */
static void test_markdown(void)
{
	static const char *const cells[] = {"a|b", "\\", "<b>", "[x](javascript:y)", "`z`", "|", "\\|", "-"};
	struct table *t = table_new();
	table_column(t, "he|ad", "u", true);
	table_column(t, "n", "", false);
	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
		table_cell(t, "%s", cells[i]);
	char *markdown = table_markdown(t);
	GString *out = g_string_new(NULL);
	markdown_html(out, markdown, 3, "It's");
	CU_ASSERT_PTR_NOT_NULL(strstr(out->str, "<caption>It&#39;s</caption>"));
	CU_ASSERT_PTR_NOT_NULL(
		strstr(out->str, "<th scope=\"col\">he|ad (u)</th><th scope=\"col\" class=\"n\">n</th>"));
	EACH_CASE (i, cells) {
		GString *cell = g_string_new(">");
		html_text(cell, cells[i]);
		g_string_append(cell, i % 2 ? "</td>" : "</th>");
		CU_ASSERT_PTR_NOT_NULL(strstr(out->str, cell->str));
		g_string_free(cell, TRUE);
	}
	g_string_free(out, TRUE);
	g_free(markdown);
	table_free(t);
}

static void test_document(void)
{
	GString *out = g_string_new(NULL);
	markdown_html(out, "# name\n\nOne\ntwo <i>\n\n## rate & loss\n\n| a |\n|---|\n| 1 |\n\n|\n", 3,
		      "none");
	CU_ASSERT_STRING_EQUAL(
		out->str,
		"<p>One<br/>\ntwo &lt;i&gt;</p>\n<h3>rate &amp; loss</h3>\n"
		"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"rate &amp; loss\">"
		"<table><caption>rate &amp; loss</caption>\n<thead><tr><th scope=\"col\">a</th></tr>\n"
		"</thead>\n<tbody>\n<tr><th scope=\"row\">1</th></tr>\n</tbody></table></div>\n"
		"<p>|</p>\n");
	g_string_free(out, TRUE);
}

static char *drawn(const char *picture, bool inlined)
{
	const struct chart_svg how = {"It's <this>?", "text", "ab", inlined};
	return chart_svg(picture, &how, NULL);
}

/* What runs, loads or points elsewhere is gone; what draws stays. */
static void test_strange_pictures(void)
{
	static const struct {
		const char *inside, *kept;
	} cases[] = {
		{"<script>x</script><rect x='1'/>", "<rect x=\"1\"></rect>"},
		{"<g onload='x()'><path d='M0,0'/></g>", "<g><path d=\"M0,0\"></path></g>"},
		{"<image href='http://a.b/c'/><foreignObject><p>x</p></foreignObject>", ""},
		{"<use xlink:href='http://a.b/c#d'/>", "<use></use>"},
		{"<use xlink:href='#d'/>", "<use xlink:href=\"#abd\"></use>"},
		{"<rect fill='url(http://a.b/c)'/>", "<rect></rect>"},
		{"<rect fill='url(#p)'/>", "<rect fill=\"url(#abp)\"></rect>"},
		{"<rect style='fill:url(http://a.b)' class='x'/>", "<rect></rect>"},
		{"<style>@import url(http://a.b)</style><a href='javascript:x'><path d='M1'/></a>", ""},
		{"<g><g/></g><g><title>t</title></g>", ""},
		{"<g><title>a &lt;b></title><path d='M0,0'/></g>",
		 "<g><title>a &lt;b&gt;</title><path d=\"M0,0\"></path></g>"},
		{"<g onmousemove=\"f.showHypertext(evt,'1 Mpps &lt;')\"><title> </title><path d='M0,0'/></g>",
		 "<g><title>1 Mpps &lt;</title><path d=\"M0,0\"></path></g>"},
		{"<rect x='0' y='0' width='4' height='3' fill='#ffffff'/>", ""},
		{"<path fill='rgb( 32,  32,  32)' stroke='#0072B2'/>",
		 "<path fill=\"rgb( 32,  32,  32)\" stroke=\"#0072B2\" class=\"f202020 s0072b2\"></path>"},
		{"<title>Gnuplot</title><desc>x</desc>", ""},
	};
	EACH_CASE (i, cases, inside) {
		char *picture = g_strconcat(SVG_HEAD, cases[i].inside, "</svg>", NULL);
		char *svg = drawn(picture, true), *begin = svg ? strstr(svg, "</style>\n") : NULL;
		CU_ASSERT_PTR_NOT_NULL_FATAL(begin);
		char *expected = g_strconcat("</style>\n", cases[i].kept, "</svg>\n", NULL);
		CU_ASSERT_STRING_EQUAL(begin, expected);
		CU_ASSERT_PTR_NOT_NULL(strstr(svg, "<title id=\"abT\">It&#39;s &lt;this&gt;?</title>"));
		g_free(expected);
		g_free(svg);
		g_free(picture);
	}
}

/* On #14171a, by the formula of WCAG 2.1: #0072b2 has a contrast of 3.5, #2687bd of 4.5; #00446a of 1.7, #59859e of 4.5. */
static void test_dark_paper(void)
{
	static const struct {
		const char *inside, *rule;
	} cases[] = {
		{"<path fill='#E4E4E4'/>", ".fe4e4e4{fill:light-dark(#e4e4e4,#2f2f2f)}"},
		{"<path stroke='black'/>", ".s000000{stroke:light-dark(#000000,#ffffff)}"},
		{"<path stroke='#0072B2'/>", ".s0072b2{stroke:light-dark(#0072b2,#2687bd)}"},
		{"<path color='#00446a'/>", ".c00446a{color:light-dark(#00446a,#59859e)}"},
		{"<path fill='#4E342E' stroke='#E69F00'/>", ""},
	};
	EACH_CASE (i, cases, inside) {
		char *picture = g_strconcat(SVG_HEAD, cases[i].inside, "</svg>", NULL);
		char *svg = drawn(picture, true);
		char *style = g_strconcat("<style>", cases[i].rule, "</style>", NULL);
		CU_ASSERT_PTR_NOT_NULL(strstr(svg, style));
		g_free(style);
		g_free(svg);
		g_free(picture);
	}
}

static void test_no_pictures(void)
{
	static const char *const texts[] = {
		"",	"<svg>",	   "<html/>",
		"text", "<svg></g></svg>", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>"};
	EACH_CASE (i, texts)
		CU_ASSERT_PTR_NULL(drawn(texts[i], false));
	char *svg = drawn(SVG_HEAD "<rect x='0' y='0' width='4' height='3' fill='#FFFFFF'/></svg>", false);
	CU_ASSERT_PTR_NOT_NULL(strstr(svg, " fill=\"#ffffff\" class=\"paper\"></rect>"));
	g_free(svg);
}

static void test_json(void)
{
	char *deep = g_strnfill(200000, '[');
	const char *const bad[] = {"", "{", "[]", "3", "{\"a\": }", deep};
	EACH_CASE (i, bad) {
		GError *error = NULL;
		CU_ASSERT_PTR_NULL(json_read(bad[i], &error));
		CU_ASSERT_PTR_NOT_NULL(error);
		g_clear_error(&error);
	}
	JsonObject *o = json_read("{\"t\": \"x\", \"n\": 2.5, \"a\": [{}, \"w\"], \"o\": {}}", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(o);
	CU_ASSERT_STRING_EQUAL(json_read_text(o, "t"), "x");
	CU_ASSERT_STRING_EQUAL(json_read_text(o, "n"), "");
	CU_ASSERT_EQUAL(json_read_number(o, "n"), 2.5);
	CU_ASSERT_TRUE(isnan(json_read_number(o, "t")) && isnan(json_read_number(NULL, "t")));
	CU_ASSERT_EQUAL(json_read_length(json_read_array(o, "a")), 2);
	CU_ASSERT_EQUAL(json_read_length(json_read_array(o, "o")), 0);
	CU_ASSERT_STRING_EQUAL(json_read_word(json_read_array(o, "a"), 1), "w");
	CU_ASSERT_PTR_NULL(json_read_element(json_read_array(o, "a"), 1));
	CU_ASSERT_PTR_NULL(json_read_object(o, "a"));
	json_object_unref(o);
	g_free(deep);
}

static const struct test_case cases[] = {
	{"text", test_text},
	{"tables from Markdown", test_markdown},
	{"a document", test_document},
	{"strange pictures", test_strange_pictures},
	{"dark paper", test_dark_paper},
	{"no pictures", test_no_pictures},
	{"JSON that may be anything", test_json},
};

SUITE("report parts", cases)
