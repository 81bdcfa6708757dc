/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/text/yaml_writer.h"
#include <glib.h>
#include <string.h>

#define COMMENT_COLUMN_MAX 64 /* lines that are longer have their comment right behind them */

struct line {
	char *text, *comment; /* comment NULL: none */
};

struct yaml_writer {
	GArray *lines; /* of struct line */
	int depth;
	int items; /* elements that the next line begins, each inside the one before */
};

struct yaml_writer *yaml_writer_new(void)
{
	struct yaml_writer *w = g_new0(struct yaml_writer, 1);
	w->lines = g_array_new(FALSE, FALSE, sizeof(struct line));
	return w;
}

/* ---- texts ---- */

static bool yaml_writer_is_plain(const char *text)
{
	static const char *const words[] = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"};
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strcasecmp(text, words[i]) == 0)
			return false;
	bool path = *text == '/' || g_str_has_prefix(text, "./") || g_str_has_prefix(text, "../");
	if (!g_ascii_isalpha(*text) && !path)
		return false;
	for (const char *p = text; *p; p++)
		if (!g_ascii_isalnum(*p) && !strchr("_-./", *p))
			return false;
	return true;
}

/* What may stand as it is: YAML takes more than \n for the end of a line. */
static bool is_printed(gunichar c)
{
	return g_unichar_isprint(c) && c != 0x2028 && c != 0x2029;
}

static char *yaml_writer_quoted(const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);
	GString *s = g_string_new("\"");
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c == '"' || c == '\\')
			g_string_append_printf(s, "\\%c", (char)c);
		else if (c == '\n')
			g_string_append(s, "\\n");
		else if (is_printed(c))
			g_string_append_unichar(s, c);
		else
			g_string_append_printf(s, "\\U%08x", c);
	}
	g_string_append_c(s, '"');
	g_free(valid);
	return g_string_free(s, FALSE);
}

static char *scalar(const char *text)
{
	return yaml_writer_is_plain(text) ? g_strdup(text) : yaml_writer_quoted(text);
}

/* A comment on one line. */
static char *one_line(const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);
	GString *line = g_string_new(NULL);
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		g_string_append_unichar(line, is_printed(c) ? c : ' ');
	}
	g_free(valid);
	return g_string_free(line, FALSE);
}

/* ---- lines ---- */

static void yaml_writer_add_line(struct yaml_writer *w, const char *text, const char *comment)
{
	GString *out = g_string_new(NULL);
	if (*text)
		g_string_append_printf(out, "%*s", 2 * (w->depth - w->items), "");
	for (; w->items > 0; w->items--)
		g_string_append(out, "- ");
	g_string_append(out, text);
	struct line line = {g_string_free(out, FALSE), comment ? one_line(comment) : NULL};
	g_array_append_val(w->lines, line);
}

static void yaml_writer_add_pair(struct yaml_writer *w, const char *key, const char *value,
				 const char *comment)
{
	char *word = scalar(key);
	char *text = g_strdup_printf("%s: %s", word, value);
	yaml_writer_add_line(w, g_strchomp(text), comment);
	g_free(text);
	g_free(word);
}

void yaml_pair(struct yaml_writer *w, const char *key, const char *value, const char *comment)
{
	char *text = scalar(value);
	yaml_writer_add_pair(w, key, text, comment);
	g_free(text);
}

void yaml_pair_bare(struct yaml_writer *w, const char *key, const char *value, const char *comment)
{
	yaml_writer_add_pair(w, key, value, comment);
}

void yaml_open(struct yaml_writer *w, const char *key, const char *comment)
{
	yaml_writer_add_pair(w, key, "", comment);
	w->depth++;
}

void yaml_close(struct yaml_writer *w)
{
	w->depth--;
}

void yaml_item(struct yaml_writer *w)
{
	w->items++;
	w->depth++;
}

void yaml_item_value(struct yaml_writer *w, const char *value, bool bare, const char *comment)
{
	char *text = bare ? g_strdup(value) : scalar(value);
	yaml_item(w);
	yaml_writer_add_line(w, text, comment);
	yaml_close(w);
	g_free(text);
}

void yaml_comment(struct yaml_writer *w, const char *text)
{
	yaml_writer_add_line(w, "", *text ? text : NULL);
}

/* ---- the document ---- */

static int text_width(const struct line *line)
{
	return (int)g_utf8_strlen(line->text, -1);
}

/* The column of the comments: behind the longest line that has one. */
static int comment_column(const struct yaml_writer *w)
{
	int column = 0;
	for (guint i = 0; i < w->lines->len; i++) {
		const struct line *line = &g_array_index(w->lines, struct line, i);
		if (line->comment && text_width(line) <= COMMENT_COLUMN_MAX)
			column = MAX(column, text_width(line) + 2);
	}
	return column;
}

static void append_line(GString *out, const struct line *line, int column)
{
	g_string_append(out, line->text);
	if (line->comment) {
		int width = text_width(line);
		int gap = width == 0 ? 0 : MAX(column - width, 2);
		g_string_append_printf(out, "%*s# %s", gap, "", line->comment);
	}
	g_string_append_c(out, '\n');
}

char *yaml_writer_finish(struct yaml_writer *w)
{
	GString *out = g_string_new(NULL);
	int column = comment_column(w);
	for (guint i = 0; i < w->lines->len; i++) {
		struct line *line = &g_array_index(w->lines, struct line, i);
		append_line(out, line, column);
		g_free(line->text);
		g_free(line->comment);
	}
	g_array_free(w->lines, TRUE);
	g_free(w);
	return g_string_free(out, FALSE);
}
