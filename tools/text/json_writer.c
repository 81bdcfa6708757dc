/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/text/json_writer.h"
#include "sim/base/check.h"
#include "sim/input/plain_text.h"
#include "tools/text/decimal.h"
#include <glib.h>
#include <math.h>

#define DEPTH_MAX 16

struct level {
	char close;   /* } or ] */
	bool on_line; /* members stay on the line of the container */
	bool empty;
};

struct json_writer {
	GString *text;
	struct level level[DEPTH_MAX];
	int depth;
};

struct json_writer *json_writer_new(void)
{
	struct json_writer *w = g_new0(struct json_writer, 1);
	w->text = g_string_new(NULL);
	return w;
}

char *json_writer_finish(struct json_writer *w)
{
	CHECK(w->depth == 0, "%d containers are still open", w->depth);
	g_string_append_c(w->text, '\n');
	char *text = g_string_free(w->text, FALSE);
	g_free(w);
	return text;
}

static void new_line(struct json_writer *w)
{
	g_string_append_printf(w->text, "\n%*s", 2 * w->depth, "");
}

/* append_unseen: as JSON writes any character in ASCII; above U+FFFF as two. */
static void append_unseen(GString *text, gunichar c)
{
	if (c == '\n')
		g_string_append(text, "\\n");
	else if (c < 0x10000)
		g_string_append_printf(text, "\\u%04x", c);
	else
		g_string_append_printf(text, "\\u%04x\\u%04x", 0xd7c0 + (c >> 10), 0xdc00 + (c & 0x3ff));
}

void json_quote(GString *text, const char *value)
{
	char *valid = g_utf8_make_valid(value, -1);
	g_string_append_c(text, '"');
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c == '"' || c == '\\')
			g_string_append_printf(text, "\\%c", *p);
		else if (plain_text_has(c))
			g_string_append_unichar(text, c);
		else
			append_unseen(text, c);
	}
	g_string_append_c(text, '"');
	g_free(valid);
}

/* json_writer_member: what goes before any value: comma, line break, key. */
static void json_writer_member(struct json_writer *w, const char *key)
{
	if (w->depth > 0) {
		struct level *l = &w->level[w->depth - 1];
		CHECK((l->close == '}') == (key != NULL),
		      "a member of an object has a key, one of an array has none");
		if (!l->empty)
			g_string_append_c(w->text, ',');
		if (!l->on_line)
			new_line(w);
		else if (!l->empty)
			g_string_append_c(w->text, ' ');
		l->empty = false;
	}
	if (key) {
		json_quote(w->text, key);
		g_string_append(w->text, ": ");
	}
}

static void open_container(struct json_writer *w, const char *key, char open, char close, bool on_line)
{
	CHECK(w->depth < DEPTH_MAX, "nested deeper than %d", DEPTH_MAX);
	json_writer_member(w, key);
	g_string_append_c(w->text, open);
	bool inside_row = w->depth > 0 && w->level[w->depth - 1].on_line;
	w->level[w->depth++] =
		(struct level){.close = close, .on_line = on_line || inside_row, .empty = true};
}

void json_object(struct json_writer *w, const char *key)
{
	open_container(w, key, '{', '}', false);
}

void json_row(struct json_writer *w, const char *key)
{
	open_container(w, key, '{', '}', true);
}

void json_array(struct json_writer *w, const char *key)
{
	open_container(w, key, '[', ']', false);
}

void json_list(struct json_writer *w, const char *key)
{
	open_container(w, key, '[', ']', true);
}

void json_end(struct json_writer *w)
{
	CHECK(w->depth > 0, "nothing is open");
	const struct level *l = &w->level[--w->depth];
	if (!l->on_line && !l->empty)
		new_line(w);
	g_string_append_c(w->text, l->close);
}

void json_null(struct json_writer *w, const char *key)
{
	json_writer_member(w, key);
	g_string_append(w->text, "null");
}

void json_bool(struct json_writer *w, const char *key, bool value)
{
	json_writer_member(w, key);
	g_string_append(w->text, value ? "true" : "false");
}

void json_int(struct json_writer *w, const char *key, int64_t value)
{
	json_writer_member(w, key);
	decimal_integer(w->text, value);
}

void json_number(struct json_writer *w, const char *key, const char *text)
{
	json_writer_member(w, key);
	g_string_append(w->text, text);
}

void json_fixed(struct json_writer *w, const char *key, double value, int decimals)
{
	if (!isfinite(value)) {
		json_null(w, key);
		return;
	}
	char format[8], number[512];
	g_snprintf(format, sizeof(format), "%%.%df", decimals);
	json_writer_member(w, key);
	g_string_append(w->text, g_ascii_formatd(number, sizeof(number), format, value));
}

void json_thousandths(struct json_writer *w, const char *key, int64_t value)
{
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
	json_writer_member(w, key);
	g_string_append_printf(w->text, "%s%" G_GUINT64_FORMAT ".%03d", value < 0 ? "-" : "", size / 1000,
			       (int)(size % 1000));
}

void json_text(struct json_writer *w, const char *key, const char *value)
{
	json_writer_member(w, key);
	json_quote(w->text, value);
}
