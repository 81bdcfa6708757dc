/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings as text, JUnit XML, TAP and annotations: the whole output of a few, with characters that each format must
 * escape; and with anything at all in them the XML is still well-formed. (Whole files go through independent readers of
 * XML and TAP in check.sh.)
 */
#include "tests/lib/suite.h"
#include "tools/study/judge/finding.h"
#include "tools/study/judge/finding_output.h"
#include <string.h>

static const struct place at = {"s.yaml", 7, 5}, whole = {"a,b:%.csv", 3, 0};

static void add(struct findings *f, enum finding_status status, const char *group, const char *name,
		const char *message, struct place place)
{
	findings_add(f, (struct finding){status, group, g_strdup(status == FINDING_OPEN ? "title" : ""),
					 g_strdup(name), g_strdup(message), place});
}

/* One of each status; expectations before the reference. What is open has a title. */
static struct findings *sample(bool strict)
{
	struct findings *f = findings_new("s", "dir/s.yaml", strict);
	add(f, FINDING_PASS, "expect", "one", "1 kpps +- 2", at);
	add(f, FINDING_FAIL, "expect", "two, <a> & \"b\"", "x < y: 4 % # \\ 'no'", at);
	add(f, FINDING_OPEN, "expect", "three", "may be", at);
	add(f, FINDING_PASS, "reference", "four", "same", whole);
	add(f, FINDING_ERROR, "reference", "five", "runs failed", whole);
	return f;
}

static void expect_text(const struct findings *f, char *(*format)(const struct findings *),
			const char *expected)
{
	char *text = format(f);
	if (strcmp(text, expected) != 0)
		printf("\n--- is\n%s--- expected\n%s---\n", text, expected);
	CU_ASSERT_STRING_EQUAL(text, expected);
	g_free(text);
}

/* clang-format off */
static const char text[] =
	"pass: 1 kpps +- 2\n"
	"fail: x < y: 4 % # \\ 'no'\n"
	"no difference shown: title: may be\n"
	"error: runs failed\n"
	"5 findings: 2 pass, 1 fail, 1 no difference shown, 1 error\n";

static const char xml[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<testsuites name=\"s\" tests=\"5\" failures=\"1\" errors=\"1\">\n"
	"  <testsuite name=\"s.expect\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" file=\"dir/s.yaml\">\n"
	"    <testcase name=\"one\" classname=\"s.expect\">\n"
	"      <system-out>s.yaml:7:5: 1 kpps +- 2</system-out>\n"
	"    </testcase>\n"
	"    <testcase name=\"two, &lt;a&gt; &amp; &quot;b&quot;\" classname=\"s.expect\">\n"
	"      <failure type=\"fail\" message=\"x &lt; y: 4 % # \\ 'no'\">s.yaml:7:5: x &lt; y: 4 % # \\ 'no'</failure>\n"
	"    </testcase>\n"
	"    <testcase name=\"three\" classname=\"s.expect\">\n"
	"      <skipped type=\"no difference shown\" message=\"may be\">s.yaml:7:5: may be</skipped>\n"
	"    </testcase>\n"
	"  </testsuite>\n"
	"  <testsuite name=\"s.reference\" tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"0\" file=\"dir/s.yaml\">\n"
	"    <testcase name=\"four\" classname=\"s.reference\">\n"
	"      <system-out>a,b:%.csv:3: same</system-out>\n"
	"    </testcase>\n"
	"    <testcase name=\"five\" classname=\"s.reference\">\n"
	"      <error type=\"error\" message=\"runs failed\">a,b:%.csv:3: runs failed</error>\n"
	"    </testcase>\n"
	"  </testsuite>\n"
	"</testsuites>\n";

static const char tap[] =
	"TAP version 13\n"
	"1..5\n"
	"ok 1 - one\n"
	"not ok 2 - two, <a> & \"b\"\n"
	"  ---\n"
	"  message: \"x < y: 4 % # \\\\ 'no'\"\n"
	"  severity: fail\n"
	"  at:\n"
	"    file: \"s.yaml\"\n"
	"    line: 7\n"
	"    column: 5\n"
	"  ...\n"
	"ok 3 - three # SKIP no difference shown: may be\n"
	"ok 4 - four\n"
	"not ok 5 - five\n"
	"  ---\n"
	"  message: \"runs failed\"\n"
	"  severity: error\n"
	"  at:\n"
	"    file: \"a,b:%.csv\"\n"
	"    line: 3\n"
	"  ...\n";

static const char annotations[] =
	"::error file=s.yaml,line=7,col=5,title=two%2C <a> & \"b\"::fail: x < y: 4 %25 # \\ 'no'\n"
	"::warning file=s.yaml,line=7,col=5,title=three::no difference shown: may be\n"
	"::error file=a%2Cb%3A%25.csv,line=3,title=five::error: runs failed\n";
/* clang-format on */

static void test_formats(void)
{
	struct findings *f = sample(false);
	expect_text(f, findings_text, text);
	expect_text(f, junit_xml, xml);
	expect_text(f, tap_text, tap);
	expect_text(f, annotations_text, annotations);
	findings_free(f);
}

static bool has(char *all, const char *part)
{
	bool found = strstr(all, part) != NULL;
	g_free(all);
	return found;
}

/* A strict check: what is not shown is a failure in every format. */
static void test_strict(void)
{
	struct findings *f = sample(true);
	CU_ASSERT_TRUE(
		has(findings_text(f), "1 no difference shown, 1 error (counts as a failure: --strict)\n"));
	CU_ASSERT_TRUE(has(junit_xml(f), "tests=\"3\" failures=\"2\" errors=\"0\" skipped=\"0\""));
	CU_ASSERT_TRUE(has(junit_xml(f), "<failure type=\"no difference shown\" message=\"may be\">"));
	CU_ASSERT_TRUE(has(tap_text(f), "not ok 3 - three\n"));
	CU_ASSERT_TRUE(has(annotations_text(f), "::error file=s.yaml,line=7,col=5,title=three::"));
	findings_free(f);
}

static void test_counts(void)
{
	struct findings *f = sample(false);
	CU_ASSERT_EQUAL(findings_count(f, FINDING_PASS, NULL), 2);
	CU_ASSERT_EQUAL(findings_count(f, FINDING_PASS, "reference"), 1);
	CU_ASSERT_EQUAL(findings_count(f, FINDING_FAIL, "reference"), 0);
	findings_free(f);
}

static void test_empty(void)
{
	struct findings *f = findings_new("s", "s.yaml", false);
	expect_text(f, tap_text, "TAP version 13\n1..0\n");
	expect_text(f, annotations_text, "");
	expect_text(f, findings_text, "0 findings: 0 pass, 0 fail\n");
	findings_free(f);
}

/* Accepts whatever is well-formed. */
static bool well_formed(const char *document)
{
	const GMarkupParser nothing = {0};
	GMarkupParseContext *c = g_markup_parse_context_new(&nothing, 0, NULL, NULL);
	bool sound = g_markup_parse_context_parse(c, document, -1, NULL) &&
		     g_markup_parse_context_end_parse(c, NULL);
	g_markup_parse_context_free(c);
	return sound;
}

/* Any bytes in name and message: well-formed, UTF-8, one line each in TAP and annotations, no control in XML. */
static void test_any_bytes(void)
{
	GRand *rand = g_rand_new_with_seed(3);
	for (int i = 0; i < 2000; i++) {
		char bytes[2][24] = {{0}};
		for (int k = 0; k < 46; k++)
			bytes[k / 23][k % 23] = (char)g_rand_int_range(rand, 1, 256);
		struct findings *f = findings_new("s", "s.yaml", false);
		add(f, FINDING_FAIL, "expect", bytes[0], bytes[1], at);
		add(f, FINDING_OPEN, "expect", bytes[1], bytes[0], at);
		char *document = junit_xml(f), *stream = tap_text(f), *lines = annotations_text(f);
		CU_ASSERT_TRUE(well_formed(document) && g_utf8_validate(document, -1, NULL));
		for (const char *p = document; *p; p++)
			CU_ASSERT_TRUE((unsigned char)*p >= 0x20 || *p == '\n');
		char **split = g_strsplit(stream, "\n", -1);
		CU_ASSERT_EQUAL(g_strv_length(split),
				13); /* two test lines, one block of eight, the last newline */
		g_strfreev(split);
		split = g_strsplit(lines, "\n", -1);
		CU_ASSERT_EQUAL(g_strv_length(split), 3);
		g_strfreev(split);
		g_free(document);
		g_free(stream);
		g_free(lines);
		findings_free(f);
	}
	g_rand_free(rand);
}

/* Equal names, names that differ in what some report cannot show, and names that look like numbered ones. */
static void test_names(void)
{
	static const char *const given[] = {"a", "a", "a (2)", "a", "b\001", "b\002", "b ", "\xff", "\xfe"};
	static const char *const expected[] = {"a",	    "a (2)",  "a (2) (2)", "a (3)",   "b\001",
					       "b\002 (2)", "b  (3)", "\xff",	   "\xfe (2)"};
	struct findings *f = findings_new("s", "s.yaml", false);
	EACH_CASE (i, given)
		add(f, FINDING_PASS, i % 2 ? "expect" : "reference", given[i], "", at);
	EACH_CASE (i, given)
		CU_ASSERT_STRING_EQUAL(((struct finding *)g_ptr_array_index(f->list, i))->name, expected[i]);
	findings_free(f);
}

/* Thousands of one name take no time that grows with their square. */
static void test_many_names(void)
{
	struct findings *f = findings_new("s", "s.yaml", false);
	for (int i = 0; i < 20000; i++)
		add(f, FINDING_PASS, "expect", "same", "", at);
	CU_ASSERT_STRING_EQUAL(((struct finding *)g_ptr_array_index(f->list, 19999))->name, "same (20000)");
	findings_free(f);
}

static const struct test_case cases[] = {
	{"each format, whole", test_formats},
	{"strict", test_strict},
	{"counts", test_counts},
	{"no finding", test_empty},
	{"any bytes", test_any_bytes},
	{"no two have one name", test_names},
	{"many of one name", test_many_names},
};

SUITE("finding", cases)
