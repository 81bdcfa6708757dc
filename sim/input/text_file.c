/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/text_file.h"
#include "sim/input/input_file.h"
#include "sim/input/plain_text.h"
#include <errno.h>
#include <string.h>

#define READ_CHUNK 65536

/* Reads up to max + 1 bytes; NULL with *why set when the file cannot be read. */
static char *read_bytes(const char *path, bool pipe, size_t max, size_t *length, const char **why)
{
	FILE *file = input_file_open(path, pipe, why);
	if (!file)
		return NULL;
	GString *text = g_string_new(NULL);
	size_t wanted, got;
	do {
		size_t before = text->len;
		wanted = MIN(READ_CHUNK, max + 1 - before);
		g_string_set_size(text, before + wanted);
		got = fread(text->str + before, 1, wanted, file);
		g_string_truncate(text, before + got);
	} while (got == wanted && text->len <= max);
	*length = text->len;
	bool failed = ferror(file);
	if (failed)
		*why = g_strerror(errno);
	fclose(file);
	return g_string_free(text, failed);
}

static bool is_text(gunichar c)
{
	return c == '\t' || c == '\n' || c == '\r' || plain_text_has(c);
}

/* The first byte that does not belong into a text; NULL when there is none. */
static const char *find_junk(const char *text, size_t length)
{
	const char *end;
	g_utf8_validate(text, (gssize)length, &end);
	for (const char *p = text; p < end; p = g_utf8_next_char(p))
		if (!is_text(g_utf8_get_char(p)))
			return p;
	return end < text + length ? end : NULL;
}

struct place text_place(const char *start, const char *where, struct place from)
{
	for (const char *p = start; p < where; p = g_utf8_next_char(p)) {
		from.col++;
		if (*p == '\n') {
			from.line++;
			from.col = 1;
		}
	}
	return from;
}

/* check_text: adds a fault for what cannot be parsed at all; false when there is one. */
static bool check_text(const char *path, const char *text, size_t length, size_t max, struct diag *d)
{
	struct place whole = {path, 0, 0}, first = {path, 1, 1};
	if (length == 0)
		return diag_error(d, whole, "the file is empty");
	if (length > max)
		return diag_error(d, whole, "the file is longer than %zu KiB", max / 1024);
	const char *junk = find_junk(text, length);
	if (junk && (signed char)*junk < 0 && g_utf8_validate(junk, g_utf8_next_char(junk) - junk, NULL))
		return diag_error(d, text_place(text, junk, first),
				  "the character U+%04X cannot be seen; leave it out", g_utf8_get_char(junk));
	if (junk)
		return diag_error(d, text_place(text, junk, first),
				  "byte 0x%02x is no text; the file must be plain UTF-8 text",
				  (unsigned char)*junk);
	return true;
}

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* A byte-order mark says nothing in UTF-8; programs of Windows write one. */
static void drop_mark(char *text, size_t *length)
{
	size_t mark = strlen(BYTE_ORDER_MARK);
	if (!g_str_has_prefix(text, BYTE_ORDER_MARK))
		return;
	*length -= mark;
	memmove(text, text + mark, *length + 1);
}

char *text_file_read(const char *path, struct place at, size_t *length, struct diag *d)
{
	return text_file_read_up_to(path, TEXT_FILE_MAX, at, length, d);
}

char *text_file_read_up_to(const char *path, size_t max, struct place at, size_t *length, struct diag *d)
{
	const char *why;
	bool by_command = at.line == 0 && strcmp(at.file, path) == 0;
	char *text = read_bytes(path, by_command, max, length, &why);
	if (text)
		drop_mark(text, length);
	if (!text)
		diag_error(d, at, "%s cannot be read: %s", path, why);
	else if (!check_text(path, text, *length, max, d))
		g_clear_pointer(&text, g_free);
	return text;
}
