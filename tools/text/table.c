/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/text/table.h"
#include "sim/base/check.h"
#include <string.h>

struct column {
	char *head, *unit;
	bool left;
	int width; /* characters */
};

struct table {
	GArray *columns;  /* struct column */
	GPtrArray *cells; /* of char *, row by row */
};

static void table_column_clear(void *data)
{
	struct column *column = data;
	g_free(column->head);
	g_free(column->unit);
}

struct table *table_new(void)
{
	struct table *t = g_new(struct table, 1);
	t->columns = g_array_new(FALSE, FALSE, sizeof(struct column));
	g_array_set_clear_func(t->columns, table_column_clear);
	t->cells = g_ptr_array_new_with_free_func(g_free);
	return t;
}

void table_free(struct table *t)
{
	g_array_unref(t->columns);
	g_ptr_array_unref(t->cells);
	g_free(t);
}

static int table_length(const char *text)
{
	return (int)g_utf8_strlen(text, -1);
}

void table_column(struct table *t, const char *head, const char *unit, bool left)
{
	CHECK(t->cells->len == 0, "a column of a table that has cells");
	struct column column = {g_strdup(head), g_strdup(unit), left,
				MAX(table_length(head), table_length(unit))};
	g_array_append_val(t->columns, column);
}

static struct column *column_at(const struct table *t, guint cell)
{
	return &g_array_index(t->columns, struct column, cell % t->columns->len);
}

void table_cell(struct table *t, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = g_strdup_vprintf(fmt, args);
	va_end(args);
	struct column *column = column_at(t, t->cells->len);
	column->width = MAX(column->width, table_length(text));
	g_ptr_array_add(t->cells, text);
}

/* pad: the text in its column's width; blanks at the end of a line are cut by end_line. */
static void pad(GString *out, const struct column *column, const char *text, bool first)
{
	int blank = column->width - table_length(text);
	g_string_append_printf(out, "%s%*s%s%*s", first ? "" : "  ", column->left ? 0 : blank, "", text,
			       column->left ? blank : 0, "");
}

static void end_line(GString *out)
{
	while (g_str_has_suffix(out->str, " "))
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

char *table_text(const struct table *t)
{
	GString *out = g_string_new(NULL);
	guint n = t->columns->len;
	for (guint i = 0; i < n; i++)
		pad(out, column_at(t, i), column_at(t, i)->head, i == 0);
	end_line(out);
	for (guint i = 0; i < n; i++)
		pad(out, column_at(t, i), column_at(t, i)->unit, i == 0);
	end_line(out);
	for (guint i = 0; i < t->cells->len; i++) {
		pad(out, column_at(t, i), g_ptr_array_index(t->cells, i), i % n == 0);
		if (i % n == n - 1)
			end_line(out);
	}
	return g_string_free(out, FALSE);
}

void table_markdown_text(GString *out, const char *text)
{
	for (; *text; text++) {
		bool tag = *text == '<' && (g_ascii_isalpha(text[1]) || (text[1] && strchr("/!?", text[1])));
		g_string_append_printf(out, tag || strchr("|\\[`", *text) ? "\\%c" : "%c", *text);
	}
}

static void markdown_heads(GString *out, const struct table *t)
{
	for (guint i = 0; i < t->columns->len; i++) {
		const struct column *column = column_at(t, i);
		g_string_append(out, i ? " | " : "| ");
		table_markdown_text(out, column->head);
		if (*column->unit) {
			g_string_append(out, *column->head ? " (" : "(");
			table_markdown_text(out, column->unit);
			g_string_append_c(out, ')');
		}
	}
	g_string_append(out, " |\n|");
	for (guint i = 0; i < t->columns->len; i++)
		g_string_append(out, column_at(t, i)->left ? "---|" : "---:|");
	g_string_append_c(out, '\n');
}

char *table_markdown(const struct table *t)
{
	GString *out = g_string_new(NULL);
	guint n = t->columns->len;
	markdown_heads(out, t);
	for (guint i = 0; i < t->cells->len; i++) {
		g_string_append(out, i % n ? " | " : "| ");
		table_markdown_text(out, g_ptr_array_index(t->cells, i));
		if (i % n == n - 1)
			g_string_append(out, " |\n");
	}
	return g_string_free(out, FALSE);
}
