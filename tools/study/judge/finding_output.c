/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/judge/finding_output.h"
#include <string.h>

/* append_escaped: the characters of `special` (and every control) as %HH, which GitHub turns back. */
static void append_escaped(GString *out, const char *text, const char *special)
{
	for (; *text; text++)
		if (strchr(special, *text) || g_ascii_iscntrl(*text))
			g_string_append_printf(out, "%%%02X", (unsigned char)*text);
		else
			g_string_append_c(out, *text);
}

static void append_property(GString *out, const char *text)
{
	append_escaped(out, text, "%:,");
}

static void append_annotation(GString *out, const struct findings *f, const struct finding *one)
{
	bool warning = one->status == FINDING_OPEN && !f->strict;
	g_string_append_printf(out, "::%s file=", warning ? "warning" : "error");
	append_property(out, one->at.file);
	if (one->at.line > 0)
		g_string_append_printf(out, ",line=%d", one->at.line);
	if (one->at.line > 0 && one->at.col > 0)
		g_string_append_printf(out, ",col=%d", one->at.col);
	g_string_append(out, ",title=");
	append_property(out, one->name);
	g_string_append_printf(out, "::%s: ", finding_word(one->status));
	append_escaped(out, one->message, "%");
	g_string_append_c(out, '\n');
}

char *annotations_text(const struct findings *f)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < f->list->len; i++) {
		const struct finding *one = g_ptr_array_index(f->list, i);
		if (one->status != FINDING_PASS)
			append_annotation(out, f, one);
	}
	return g_string_free(out, FALSE);
}

/* append_plain: text of a test line: one line, and no '#' that would begin a directive. */
static void append_plain(GString *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '#' || *text == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, g_ascii_iscntrl(*text) ? ' ' : *text);
	}
}

/* append_quoted: a double-quoted scalar of YAML. */
static void append_quoted(GString *out, const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);
	g_string_append_c(out, '"');
	for (const char *p = valid; *p; p++) {
		if (*p == '"' || *p == '\\')
			g_string_append_printf(out, "\\%c", *p);
		else if (g_ascii_iscntrl(*p))
			g_string_append_printf(out, "\\x%02x", (unsigned char)*p);
		else
			g_string_append_c(out, *p);
	}
	g_string_append_c(out, '"');
	g_free(valid);
}

static void append_diagnostic(GString *out, const struct finding *one)
{
	g_string_append(out, "  ---\n  message: ");
	append_quoted(out, one->message);
	g_string_append_printf(out, "\n  severity: %s\n", one->status == FINDING_ERROR ? "error" : "fail");
	g_string_append(out, "  at:\n    file: ");
	append_quoted(out, one->at.file);
	if (one->at.line > 0)
		g_string_append_printf(out, "\n    line: %d", one->at.line);
	if (one->at.line > 0 && one->at.col > 0)
		g_string_append_printf(out, "\n    column: %d", one->at.col);
	g_string_append(out, "\n  ...\n");
}

static void append_test(GString *out, const struct findings *f, guint i)
{
	const struct finding *one = g_ptr_array_index(f->list, i);
	bool ok = !findings_fails(f, one) && one->status != FINDING_ERROR;
	g_string_append_printf(out, "%s %u - ", ok ? "ok" : "not ok", i + 1);
	append_plain(out, one->name);
	if (ok && one->status == FINDING_OPEN) {
		g_string_append_printf(out, " # SKIP %s: ", finding_word(FINDING_OPEN));
		append_plain(out, one->message);
	}
	g_string_append_c(out, '\n');
	if (!ok)
		append_diagnostic(out, one);
}

char *tap_text(const struct findings *f)
{
	GString *out = g_string_new(NULL);
	g_string_append_printf(out, "TAP version 13\n1..%u\n", f->list->len);
	for (guint i = 0; i < f->list->len; i++)
		append_test(out, f, i);
	return g_string_free(out, FALSE);
}

#define REPLACEMENT 0xfffd

/* xml_allows: the characters of a document, XML 1.0, production 2. */
static bool xml_allows(gunichar c)
{
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xd7ff) ||
	       (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
}

static void finding_output_append_character(GString *out, gunichar c)
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

static void finding_output_append_text(GString *out, const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);
	for (const char *p = valid; *p; p = g_utf8_next_char(p))
		finding_output_append_character(out, g_utf8_get_char(p));
	g_free(valid);
}

/* append_attribute: ' key="value"'. */
static void append_attribute(GString *out, const char *key, const char *value)
{
	g_string_append_printf(out, " %s=\"", key);
	finding_output_append_text(out, value);
	g_string_append_c(out, '"');
}

/* How many findings of a group (NULL: all) there are in all, and as what they come out. */
struct counts {
	int tests, failures, errors, skipped;
};

static struct counts finding_output_count(const struct findings *f, const char *group)
{
	int pass = findings_count(f, FINDING_PASS, group), fail = findings_count(f, FINDING_FAIL, group);
	int open = findings_count(f, FINDING_OPEN, group), error = findings_count(f, FINDING_ERROR, group);
	return (struct counts){pass + fail + open + error, fail + (f->strict ? open : 0), error,
			       f->strict ? 0 : open};
}

/* finding_output_append_place: "file:line:col: ". */
static void finding_output_append_place(GString *out, struct place at)
{
	finding_output_append_text(out, at.file);
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
	finding_output_append_place(out, one->at);
	finding_output_append_text(out, one->message);
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
	struct counts n = finding_output_count(f, group);
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
	struct counts n = finding_output_count(f, NULL);
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
