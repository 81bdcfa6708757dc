/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/diag.h"
#include "sim/input/plain_text.h"
#include <string.h>

#define LONGEST_WORD 64 /* that a suggestion is looked for: the work grows with its square */

struct diag {
	GPtrArray *lines;    /* of char *, each a whole line without the newline, not yet escaped */
	GPtrArray *settings; /* of char *, for each line the setting that it is about; NULL: none */
	GPtrArray *notices;  /* as lines */
	char *about;	     /* setting that is being read; NULL: none */
	int unlisted;	     /* faults that have no line */
};

struct diag *diag_new(void)
{
	struct diag *d = g_new0(struct diag, 1);
	d->lines = g_ptr_array_new_with_free_func(g_free);
	d->settings = g_ptr_array_new_with_free_func(g_free);
	d->notices = g_ptr_array_new_with_free_func(g_free);
	return d;
}

void diag_free(struct diag *d)
{
	if (!d)
		return;
	g_ptr_array_free(d->lines, TRUE);
	g_ptr_array_free(d->settings, TRUE);
	g_ptr_array_free(d->notices, TRUE);
	g_free(d->about);
	g_free(d);
}

static void diag_append_place(GString *line, struct place at)
{
	g_string_append_printf(line, "%s:", at.file);
	if (at.line > 0)
		g_string_append_printf(line, "%d:", at.line);
	if (at.line > 0 && at.col > 0)
		g_string_append_printf(line, "%d:", at.col);
}

bool diag_is_full(const struct diag *d)
{
	return d->lines->len >= DIAG_LINES;
}

static char *line_new(struct place at, const char *kind, const char *fmt, va_list args)
{
	GString *line = g_string_new(NULL);
	diag_append_place(line, at);
	g_string_append_printf(line, " %s: ", kind);
	g_string_append_vprintf(line, fmt, args);
	return g_string_free(line, FALSE);
}

/* Takes the line. */
static void diag_add_line(struct diag *d, char *line, const char *setting)
{
	g_ptr_array_add(d->lines, line);
	g_ptr_array_add(d->settings, g_strdup(setting));
}

bool diag_error(struct diag *d, struct place at, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	diag_add_line(d, line_new(at, "error", fmt, args), d->about);
	va_end(args);
	return false;
}

void diag_about(struct diag *d, const char *setting)
{
	g_free(d->about);
	d->about = g_strdup(setting);
}

/* Takes the line. */
static void add_notice(struct diag *d, char *line)
{
	if (d->notices->len < DIAG_LINES &&
	    !g_ptr_array_find_with_equal_func(d->notices, line, g_str_equal, NULL))
		g_ptr_array_add(d->notices, line);
	else
		g_free(line);
}

void diag_notice(struct diag *d, struct place at, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	add_notice(d, line_new(at, "notice", fmt, args));
	va_end(args);
}

void diag_warning(struct diag *d, struct place at, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	add_notice(d, line_new(at, "warning", fmt, args));
	va_end(args);
}

void diag_add_but(struct diag *d, const struct diag *other, GHashTable *settings)
{
	for (guint i = 0; i < other->lines->len; i++) {
		const char *setting = g_ptr_array_index(other->settings, i);
		if (!setting || !g_hash_table_contains(settings, setting))
			diag_add_line(d, g_strdup(g_ptr_array_index(other->lines, i)), setting);
	}
	diag_add_notices(d, other);
	d->unlisted += other->unlisted;
}

void diag_add_all(struct diag *d, const struct diag *other)
{
	GHashTable *none = g_hash_table_new(g_str_hash, g_str_equal);
	diag_add_but(d, other, none);
	g_hash_table_unref(none);
}

void diag_add_notices(struct diag *d, const struct diag *other)
{
	for (guint i = 0; i < other->notices->len; i++)
		add_notice(d, g_strdup(g_ptr_array_index(other->notices, i)));
}

/* Whether the line is in the list, with a remark or without. Called only while the list is short. */
static bool has_line(const struct diag *d, const char *line)
{
	size_t length = strlen(line);
	for (guint i = 0; i < d->lines->len; i++) {
		const char *other = g_ptr_array_index(d->lines, i);
		if (strncmp(other, line, length) == 0 &&
		    (!other[length] || strncmp(other + length, " (", 2) == 0))
			return true;
	}
	return false;
}

void diag_add_new(struct diag *d, const struct diag *other, const char *remark)
{
	for (guint i = 0; i < other->lines->len; i++) {
		const char *line = g_ptr_array_index(other->lines, i);
		if (diag_is_full(d))
			d->unlisted++;
		else if (!has_line(d, line))
			diag_add_line(d, g_strdup_printf("%s (%s)", line, remark), NULL);
	}
	d->unlisted += other->unlisted;
	diag_add_notices(d, other);
}

int diag_count(const struct diag *d)
{
	return (int)d->lines->len + d->unlisted;
}

static void print_escaped(const char *text, FILE *out)
{
	GString *line = g_string_new(NULL);
	plain_text_append(line, text);
	g_string_append_c(line, '\n');
	fwrite(line->str, 1, line->len, out);
	g_string_free(line, TRUE);
}

static void print_lines(const GPtrArray *lines, FILE *out)
{
	for (guint i = 0; i < MIN(lines->len, DIAG_LINES); i++)
		print_escaped(g_ptr_array_index(lines, i), out);
}

void diag_print(const struct diag *d, FILE *out)
{
	int more = diag_count(d) - DIAG_LINES;
	print_lines(d->notices, out);
	print_lines(d->lines, out);
	if (more > 0)
		fprintf(out, "and %d more error%s\n", more, more == 1 ? "" : "s");
}

static bool same_letter(char a, char b)
{
	return g_ascii_tolower(a) == g_ascii_tolower(b);
}

/* One cell of the table below: the fewest edits that turn the first i letters of a into the first j of b. */
static int diag_cell(int *const row[3], const char *a, const char *b, int i, int j)
{
	int edits = row[1][j - 1] + !same_letter(a[i - 1], b[j - 1]);
	edits = MIN(edits, row[2][j - 1] + 1);
	edits = MIN(edits, row[1][j] + 1);
	bool swapped = i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]);
	return swapped ? MIN(edits, row[0][j - 2] + 1) : edits;
}

/* Edit distance with swaps of neighbours, after Damerau, 1964. The table is kept as its last three rows:
 * row[2] is the one being filled, row[1] the one before it, row[0] the one before that. */
static int edit_distance(const char *a, const char *b)
{
	int rows = (int)strlen(a), columns = (int)strlen(b);
	size_t width = (size_t)columns + 1;
	int *store = g_new(int, 3 * width);
	int *row[3] = {store, store + width, store + 2 * width};

	for (int j = 0; j <= columns; j++)
		row[2][j] = j;
	for (int i = 1; i <= rows; i++) {
		int *oldest = row[0];
		row[0] = row[1];
		row[1] = row[2];
		row[2] = oldest;
		row[2][0] = i;
		for (int j = 1; j <= columns; j++)
			row[2][j] = diag_cell(row, a, b, i, j);
	}
	int edits = row[2][columns];
	g_free(store);
	return edits;
}

const char *diag_nearest(const char *word, const char *const *words, int n)
{
	const char *nearest = NULL;
	size_t length = strlen(word);
	size_t fewest = MAX(length / 3, length > 1) + 1; /* one more than allowed */
	bool short_enough = length > 0 && length <= LONGEST_WORD;
	for (int i = 0; short_enough && i < n; i++) {
		size_t other = strlen(words[i]);
		if (MAX(length, other) - MIN(length, other) >= fewest)
			continue; /* that many letters must come or go at least */
		size_t edits = edit_distance(word, words[i]);
		if (edits < fewest) {
			nearest = words[i];
			fewest = edits;
		}
	}
	return nearest;
}
