/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/judge/annotation.h"
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
