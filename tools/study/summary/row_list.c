/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/summary/row_list.h"
#include "tools/text/csv.h"
#include "tools/text/json_writer.h"
#include <stdbool.h>
#include <string.h>

struct cell {
	char *name;
	char *text; /* NULL: a number */
	double number;
	int decimals;
};

struct row_list {
	GArray *cells; /* of struct cell */
	GArray *rows;  /* of guint: where each begins */
};

static void clear_cell(void *data)
{
	struct cell *c = data;
	g_free(c->name);
	g_free(c->text);
}

struct row_list *row_list_new(void)
{
	struct row_list *l = g_new(struct row_list, 1);
	l->cells = g_array_new(FALSE, FALSE, sizeof(struct cell));
	l->rows = g_array_new(FALSE, FALSE, sizeof(guint));
	g_array_set_clear_func(l->cells, clear_cell);
	return l;
}

void row_list_free(struct row_list *l)
{
	g_array_unref(l->cells);
	g_array_unref(l->rows);
	g_free(l);
}

void row_begin(struct row_list *l)
{
	g_array_append_val(l->rows, l->cells->len);
}

/* own_name: the name, unlike those of the row. Newly allocated. */
static char *own_name(const struct row_list *l, const char *name)
{
	guint begin = g_array_index(l->rows, guint, l->rows->len - 1);
	for (guint i = begin; i < l->cells->len; i++)
		if (strcmp(g_array_index(l->cells, struct cell, i).name, name) == 0)
			return g_strconcat(name, "_2", NULL);
	return g_strdup(name);
}

void row_text(struct row_list *l, const char *name, const char *text)
{
	struct cell c = {.name = own_name(l, name), .text = g_strdup(text)};
	g_array_append_val(l->cells, c);
}

void row_number(struct row_list *l, const char *name, double number, int decimals)
{
	struct cell c = {.name = own_name(l, name), .number = number, .decimals = decimals};
	g_array_append_val(l->cells, c);
}

/* ---- reading ---- */

static const struct cell *row_list_cell(const struct row_list *l, guint i)
{
	return &g_array_index(l->cells, struct cell, i);
}

static guint begin_of(const struct row_list *l, guint row)
{
	return row < l->rows->len ? g_array_index(l->rows, guint, row) : l->cells->len;
}

static void row_list_quoted(GString *out, bool first, const char *text)
{
	if (!first)
		g_string_append_c(out, ',');
	csv_name(out, text);
}

static void row_list_csv_row(GString *out, const struct row_list *l, guint row)
{
	guint begin = begin_of(l, row);
	for (guint i = begin; i < begin_of(l, row + 1); i++)
		if (row_list_cell(l, i)->text)
			row_list_quoted(out, i == begin, row_list_cell(l, i)->text);
		else
			csv_number(out, row_list_cell(l, i)->number, row_list_cell(l, i)->decimals);
	g_string_append_c(out, '\n');
}

char *row_list_csv(const struct row_list *l)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < begin_of(l, 1); i++)
		row_list_quoted(out, i == 0, row_list_cell(l, i)->name);
	g_string_append_c(out, '\n');
	for (guint row = 0; row < l->rows->len; row++)
		row_list_csv_row(out, l, row);
	return g_string_free(out, FALSE);
}

static void json_cell(struct json_writer *w, const struct cell *c)
{
	if (c->text)
		json_text(w, c->name, c->text);
	else
		json_fixed(w, c->name, c->number, c->decimals);
}

char *row_list_jsonl(const struct row_list *l)
{
	GString *out = g_string_new(NULL);
	for (guint row = 0; row < l->rows->len; row++) {
		struct json_writer *w = json_writer_new();
		json_row(w, NULL);
		for (guint i = begin_of(l, row); i < begin_of(l, row + 1); i++)
			json_cell(w, row_list_cell(l, i));
		json_end(w);
		char *line = json_writer_finish(w);
		g_string_append(out, line);
		g_free(line);
	}
	return g_string_free(out, FALSE);
}
