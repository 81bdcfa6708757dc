/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/roff.h"
#include <stdbool.h>

/* What roff would take for something else, or print as another character. */
static const char *escaped(gunichar c)
{
	switch (c) {
	case '\\':
		return "\\(rs";
	case '-':
		return "\\-";
	case '\'':
		return "\\(aq";
	case '"':
		return "\\(dq";
	case '`':
		return "\\(ga";
	case '^':
		return "\\(ha";
	case '~':
		return "\\(ti";
	default:
		return NULL;
	}
}

static bool begins_line(const GString *out)
{
	return out->len == 0 || out->str[out->len - 1] == '\n';
}

void roff_text(GString *out, const char *text)
{
	if (begins_line(out) && *text == '.')
		g_string_append(out, "\\&");
	bool blank = false;
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		bool space = g_unichar_isspace(c);
		if (space && !blank)
			g_string_append_c(out, ' ');
		else if (!space && escaped(c))
			g_string_append(out, escaped(c));
		else if (!space && c < 0x80)
			g_string_append_c(out, (char)c);
		else if (!space)
			g_string_append_printf(out, "\\[u%04X]", c);
		blank = space;
	}
}

GString *roff_new(const char *title, const char *chapter, const char *version)
{
	GString *out = g_string_new(NULL);
	g_string_append_printf(out, ".TH %s %s \"\" \"vhostsim %s\" \"User Commands\"\n", title, chapter,
			       version);
	/* ragged right, no hyphens: keys and options stay whole */
	return g_string_append(out, ".nh\n.ad l\n");
}

void roff_heading(GString *out, const char *request, const char *title)
{
	g_string_append_printf(out, ".%s \"", request);
	roff_text(out, title);
	g_string_append(out, "\"\n");
}

void roff_font(GString *out, char font, const char *text)
{
	g_string_append_printf(out, "\\f%c", font);
	roff_text(out, text);
	g_string_append(out, "\\fR");
}

void roff_line(GString *out, const char *text)
{
	roff_text(out, text);
	g_string_append_c(out, '\n');
}

void roff_entry(GString *out, char font, const char *term, const char *text)
{
	g_string_append(out, ROFF_ITEM);
	roff_font(out, font, term);
	g_string_append_c(out, '\n');
	roff_line(out, text);
}
