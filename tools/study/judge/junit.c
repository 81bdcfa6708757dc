/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/judge/junit.h"
#include <string.h>

#define REPLACEMENT 0xfffd

/* xml_allows: the characters of a document, XML 1.0, production 2. */
static bool xml_allows(gunichar c)
{
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xd7ff) ||
	       (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
}

static void append_character(GString *out, gunichar c)
{
	switch (c) {
	case '&':
		g_string_append(out, "&amp;");
		break;
	case '<':
		g_string_append(out, "&lt;");
		break;
	case '>':
		g_string_append(out, "&gt;");
		break;
	case '"':
		g_string_append(out, "&quot;");
		break;
	case '\t':
	case '\n':
	case '\r': /* would become a space in an attribute */
		g_string_append_printf(out, "&#%u;", c);
		break;
	default:
		g_string_append_unichar(out, xml_allows(c) ? c : REPLACEMENT);
	}
}

static void append_text(GString *out, const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);
	for (const char *p = valid; *p; p = g_utf8_next_char(p))
		append_character(out, g_utf8_get_char(p));
	g_free(valid);
}

/* append_attribute: ' key="value"'. */
static void append_attribute(GString *out, const char *key, const char *value)
{
	g_string_append_printf(out, " %s=\"", key);
	append_text(out, value);
	g_string_append_c(out, '"');
}

/* How many findings of a group (NULL: all) there are in all, and as what they come out. */
struct counts {
	int tests, failures, errors, skipped;
};

static struct counts count(const struct findings *f, const char *group)
{
	int pass = findings_count(f, FINDING_PASS, group), fail = findings_count(f, FINDING_FAIL, group);
	int open = findings_count(f, FINDING_OPEN, group), error = findings_count(f, FINDING_ERROR, group);
	return (struct counts){pass + fail + open + error, fail + (f->strict ? open : 0), error,
			       f->strict ? 0 : open};
}

/* append_place: "file:line:col: ". */
static void append_place(GString *out, struct place at)
{
	append_text(out, at.file);
	if (at.line > 0)
		g_string_append_printf(out, ":%d", at.line);
	if (at.line > 0 && at.col > 0)
		g_string_append_printf(out, ":%d", at.col);
	g_string_append(out, ": ");
}

static void append_outcome(GString *out, const struct findings *f, const struct finding *one)
{
	const char *element = findings_fails(f, one)	     ? "failure"
			      : one->status == FINDING_OPEN  ? "skipped"
			      : one->status == FINDING_ERROR ? "error"
							     : "system-out";
	g_string_append_printf(out, "      <%s", element);
	if (one->status != FINDING_PASS) {
		append_attribute(out, "type", finding_word(one->status));
		append_attribute(out, "message", one->message);
	}
	g_string_append_c(out, '>');
	append_place(out, one->at);
	append_text(out, one->message);
	g_string_append_printf(out, "</%s>\n", element);
}

static void append_case(GString *out, const struct findings *f, const struct finding *one, const char *suite)
{
	g_string_append(out, "    <testcase");
	append_attribute(out, "name", one->name);
	append_attribute(out, "classname", suite);
	g_string_append(out, ">\n");
	append_outcome(out, f, one);
	g_string_append(out, "    </testcase>\n");
}

static void append_suite(GString *out, const struct findings *f, const char *group)
{
	struct counts n = count(f, group);
	char *suite = g_strdup_printf("%s.%s", f->scenario, group);
	g_string_append(out, "  <testsuite");
	append_attribute(out, "name", suite);
	g_string_append_printf(out, " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\"", n.tests,
			       n.failures, n.errors, n.skipped);
	append_attribute(out, "file", f->path);
	g_string_append(out, ">\n");
	for (guint i = 0; i < f->list->len; i++) {
		const struct finding *one = g_ptr_array_index(f->list, i);
		if (strcmp(one->group, group) == 0)
			append_case(out, f, one, suite);
	}
	g_string_append(out, "  </testsuite>\n");
	g_free(suite);
}

char *junit_xml(const struct findings *f)
{
	struct counts n = count(f, NULL);
	GString *out = g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	append_attribute(out, "name", f->scenario);
	g_string_append_printf(out, " tests=\"%d\" failures=\"%d\" errors=\"%d\">\n", n.tests, n.failures,
			       n.errors);
	const char *last = "";
	for (guint i = 0; i < f->list->len; i++) {
		const struct finding *one = g_ptr_array_index(f->list, i);
		if (strcmp(one->group, last) != 0)
			append_suite(out, f, last = one->group);
	}
	g_string_append(out, "</testsuites>\n");
	return g_string_free(out, FALSE);
}
