/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/explain/explain.h"
#include "tools/explain/result_file.h"
#include "tools/report_html/sections.h"
#include "tools/text/html.h"

static void add_sentences(GString *out, const struct scenario *s, const struct result *r)
{
	struct explanation *e = explain(s, r);
	char *text = explain_text(e), **paragraphs = g_strsplit(text, "\n\n", -1);
	for (char **p = paragraphs; *p; p++)
		if (*g_strstrip(*p))
			html_add(out, "<p>%s</p>\n", *p);
	g_strfreev(paragraphs);
	g_free(text);
	explanation_free(e);
}

/* A result that is cut, or of another version, has no answer; the other sections show what there is of it. */
void answer_section(GString *out, const struct results *r)
{
	struct scenario *s;
	struct result *result;
	char *path = r->run ? g_build_filename(r->folder, RESULT_FILE, NULL) : NULL;
	if (path && result_file_read(path, &s, &result, NULL)) {
		add_sentences(out, s, result);
		scenario_free(s);
		result_free(result);
	}
	g_free(path);
}
