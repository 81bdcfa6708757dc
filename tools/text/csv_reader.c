/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/text/csv_reader.h"
#include "sim/input/text_file.h"
#include <string.h>

static void clear_field(void *data)
{
	struct csv_field *field = data;
	g_free(field->text);
}

static void csv_reader_advance(struct csv_reader *r, const char *to)
{
	r->at = text_place(r->next, to, r->at);
	r->next = to;
}

/* The text of a field in quotes, from the first of them on. NULL after a fault. */
static char *csv_reader_quoted(struct csv_reader *r, struct diag *d)
{
	GString *text = g_string_new(NULL);
	const char *p = r->next + 1;
	for (; *p && !(*p == '"' && p[1] != '"'); p++) {
		g_string_append_c(text, *p);
		p += *p == '"';
	}
	if (*p && strchr(",\r\n", p[1])) {
		csv_reader_advance(r, p + 1);
		return g_string_free(text, FALSE);
	}
	diag_error(d, r->at,
		   *p ? "a comma or the end of the line is due after the closing quote"
		      : "this quote is not closed");
	g_string_free(text, TRUE);
	return NULL;
}

static char *plain(struct csv_reader *r)
{
	size_t length = strcspn(r->next, ",\r\n");
	char *text = g_strndup(r->next, length);
	csv_reader_advance(r, r->next + length);
	return text;
}

static bool add_field(struct csv_reader *r, GArray *row, struct diag *d)
{
	struct csv_field field = {.at = r->at};
	field.text = *r->next == '"' ? csv_reader_quoted(r, d) : plain(r);
	if (field.text)
		g_array_append_val(row, field);
	return field.text;
}

GArray *csv_reader_row(struct csv_reader *r, struct diag *d)
{
	if (!*r->next)
		return NULL;
	GArray *row = g_array_new(FALSE, FALSE, sizeof(struct csv_field));
	g_array_set_clear_func(row, clear_field);
	bool more = true, good = true;
	while (more && good) {
		good = add_field(r, row, d);
		more = good && *r->next == ',';
		if (more)
			csv_reader_advance(r, r->next + 1);
	}
	csv_reader_advance(r, r->next + strspn(r->next, "\r"));
	if (*r->next == '\n')
		csv_reader_advance(r, r->next + 1);
	if (good)
		return row;
	g_array_unref(row);
	return NULL;
}
