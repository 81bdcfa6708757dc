/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/text/html.h"
#include "sim/base/check.h"
#include "sim/input/plain_text.h"
#include <stdarg.h>

static void html_append_character(GString *out, gunichar c)
{
	const char *entity = c == '&'	 ? "&amp;"
			     : c == '<'	 ? "&lt;"
			     : c == '>'	 ? "&gt;"
			     : c == '"'	 ? "&quot;"
			     : c == '\'' ? "&#39;"
					 : NULL;
	if (entity)
		g_string_append(out, entity);
	else if (c == '\n' || c == '\t')
		g_string_append_c(out, ' ');
	else
		g_string_append_unichar(out, plain_text_has(c) ? c : 0xFFFD);
}

void html_text(GString *out, const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);
	for (const char *p = valid; *p; p = g_utf8_next_char(p))
		html_append_character(out, g_utf8_get_char(p));
	g_free(valid);
}

/* append_argument: what the letter after a '%' stands for. */
static void append_argument(GString *out, char letter, va_list *args)
{
	if (letter == 's')
		html_text(out, va_arg(*args, const char *));
	else if (letter == 'd')
		g_string_append_printf(out, "%d", va_arg(*args, int));
	else if (letter == 'u')
		g_string_append_printf(out, "%u", va_arg(*args, guint));
	else
		CHECK(letter == '%', "html_add does not know this format");
	if (letter == '%')
		g_string_append_c(out, '%');
}

void html_add(GString *out, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	for (const char *p = fmt; *p; p++) {
		if (*p == '%')
			append_argument(out, *++p, &args);
		else
			g_string_append_c(out, *p);
	}
	va_end(args);
}
