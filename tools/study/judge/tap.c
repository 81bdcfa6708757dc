/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/judge/tap.h"

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
