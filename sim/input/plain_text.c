/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/plain_text.h"
#include <string.h>

bool plain_text_has(gunichar c)
{
	if ((c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef))
		return false; /* never a character */
	switch (g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_SURROGATE:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
		return false;
	default:
		return true;
	}
}

/* character_at: the character at p; (gunichar)-1: none, the byte is no UTF-8. */
static gunichar character_at(const char *p)
{
	gunichar c = g_utf8_get_char_validated(p, -1);
	return c == (gunichar)-2 ? (gunichar)-1 : c;
}

/* plain_bytes: how many bytes at p are one plain character; 0: it is none. */
static size_t plain_bytes(const char *p)
{
	gunichar c = character_at(p);
	return c != (gunichar)-1 && plain_text_has(c) ? (size_t)(g_utf8_next_char(p) - p) : 0;
}

/* command_at: the command to a CI service that begins at p; NULL: none does. */
static const char *command_at(const char *text, const char *p)
{
	static const char *const anywhere[] = {"##[", "##vso[", "##teamcity["};
	bool begins = p == text || p[-1] == ' ' || g_ascii_iscntrl(p[-1]);
	if (begins && g_str_has_prefix(p, "::"))
		return "::";
	for (size_t i = 0; *p == '#' && i < G_N_ELEMENTS(anywhere); i++)
		if (g_ascii_strncasecmp(p, anywhere[i], strlen(anywhere[i])) == 0)
			return anywhere[i];
	return NULL;
}

static char *name_fault(const char *p)
{
	gunichar c = character_at(p);
	if (*p == '\n' || *p == '\r')
		return g_strdup("holds a line break; write it in one line");
	if (c == (gunichar)-1)
		return g_strdup_printf("holds the byte 0x%02x, which is no UTF-8", (unsigned char)*p);
	return g_strdup_printf("holds the character U+%04X, which cannot be seen; leave it out", c);
}

char *plain_text_fault(const char *text)
{
	for (const char *p = text; *p;) {
		size_t n = plain_bytes(p);
		const char *command = command_at(text, p);
		if (n == 0)
			return name_fault(p);
		if (command)
			return g_strdup_printf("holds \"%c %s\" (without the blank), which CI services obey "
					       "in their logs; write it otherwise",
					       *command, command + 1);
		p += n;
	}
	return NULL;
}

bool plain_text_is(const char *text)
{
	char *fault = plain_text_fault(text);
	g_free(fault);
	return !fault;
}

void plain_text_append(GString *out, const char *text)
{
	for (const char *p = text; *p;) {
		size_t n = command_at(text, p) ? 0 : plain_bytes(p);
		if (n > 0)
			g_string_append_len(out, p, (gssize)n);
		else
			g_string_append_printf(out, "\\x%02x", (unsigned char)*p);
		p += n > 0 ? n : 1;
	}
}
