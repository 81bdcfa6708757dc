/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/text/markdown_html.h"
#include "tools/text/html.h"
#include <stdbool.h>
#include <string.h>

struct reader {
	GString *out;
	char **next; /* line */
	int level;
	char *caption; /* of the next table; owned */
};

/* without_escapes: the text that table_markdown_text was given. */
static char *without_escapes(const char *text)
{
	GString *out = g_string_new(NULL);
	for (; *text; text++) {
		if (*text == '\\' && text[1])
			text++;
		g_string_append_c(out, *text);
	}
	return g_string_free(out, FALSE);
}

static void markdown_html_add_text(GString *out, const char *text)
{
	char *plain = without_escapes(text);
	html_text(out, plain);
	g_free(plain);
}

/* ---- tables ---- */

/* row_cells: the cells of a line between bars; a bar after a backslash is part of a cell. */
static GPtrArray *row_cells(const char *line)
{
	GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);
	const char *start = line + 1;
	for (const char *p = start; *p; p++) {
		if (*p == '\\' && p[1]) {
			p++;
		} else if (*p == '|') {
			g_ptr_array_add(cells, g_strstrip(g_strndup(start, (gsize)(p - start))));
			start = p + 1;
		}
	}
	return cells;
}

static const char *cell_class(const GPtrArray *rule, guint i)
{
	const char *mark = i < rule->len ? g_ptr_array_index(rule, i) : "";
	return g_str_has_suffix(mark, ":") ? " class=\"n\"" : "";
}

static void markdown_html_add_row(GString *out, const char *line, const GPtrArray *rule, bool head)
{
	GPtrArray *cells = row_cells(line);
	g_string_append(out, "<tr>");
	for (guint i = 0; i < cells->len; i++) {
		bool is_head = head || i == 0;
		g_string_append_printf(out, "<%s%s%s>", is_head ? "th" : "td",
				       head	? " scope=\"col\""
				       : i == 0 ? " scope=\"row\""
						: "",
				       cell_class(rule, i));
		markdown_html_add_text(out, g_ptr_array_index(cells, i));
		g_string_append_printf(out, "</%s>", is_head ? "th" : "td");
	}
	g_string_append(out, "</tr>\n");
	g_ptr_array_unref(cells);
}

static void markdown_html_add_table(struct reader *r)
{
	GPtrArray *rule = row_cells(r->next[1]);
	g_string_append(r->out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
	markdown_html_add_text(r->out, r->caption);
	g_string_append(r->out, "\"><table><caption>");
	markdown_html_add_text(r->out, r->caption);
	g_string_append(r->out, "</caption>\n<thead>");
	markdown_html_add_row(r->out, r->next[0], rule, true);
	g_string_append(r->out, "</thead>\n<tbody>\n");
	for (r->next += 2; *r->next && **r->next == '|'; r->next++)
		markdown_html_add_row(r->out, *r->next, rule, false);
	g_string_append(r->out, "</tbody></table></div>\n");
	g_ptr_array_unref(rule);
}

/* ---- the rest ---- */

static bool begins_table(char *const *line)
{
	return **line == '|' && line[1] && line[1][0] == '|';
}

static void add_heading(struct reader *r)
{
	const char *text = *r->next + strspn(*r->next, "# ");
	bool is_title = (*r->next)[1] != '#';
	if (!is_title) {
		g_free(r->caption);
		r->caption = g_strdup(text);
		g_string_append_printf(r->out, "<h%d>", r->level);
		markdown_html_add_text(r->out, text);
		g_string_append_printf(r->out, "</h%d>\n", r->level);
	}
	r->next++;
}

static void add_paragraph(struct reader *r)
{
	g_string_append(r->out, "<p>");
	for (bool first = true; *r->next && **r->next && !begins_table(r->next); r->next++, first = false) {
		g_string_append(r->out, first ? "" : "<br/>\n");
		markdown_html_add_text(r->out, *r->next);
	}
	g_string_append(r->out, "</p>\n");
}

void markdown_html(GString *out, const char *markdown, int level, const char *caption)
{
	char **lines = g_strsplit(markdown, "\n", -1);
	struct reader r = {out, lines, level, g_strdup(caption)};
	while (*r.next) {
		if (**r.next == '\0')
			r.next++;
		else if (**r.next == '#')
			add_heading(&r);
		else if (begins_table(r.next))
			markdown_html_add_table(&r);
		else
			add_paragraph(&r);
	}
	g_strfreev(lines);
	g_free(r.caption);
}
