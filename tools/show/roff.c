/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/roff.h"
#include <glib.h>
#include <stdbool.h>

struct roff {
	GString *out;
};

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

static void append(GString *out, const char *text)
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

struct roff *roff_new(const char *title, const char *chapter, const char *version)
{
	struct roff *r = g_new(struct roff, 1);
	r->out = g_string_new(NULL);
	g_string_append_printf(r->out, ".TH %s %s \"\" \"vhostsim %s\" \"User Commands\"\n", title, chapter,
			       version);
	/* ragged right, no hyphens: keys and options stay whole */
	g_string_append(r->out, ".nh\n.ad l\n");
	return r;
}

char *roff_finish(struct roff *r)
{
	char *text = g_string_free(r->out, FALSE);
	g_free(r);
	return text;
}

static void heading(struct roff *r, const char *request, const char *title)
{
	g_string_append_printf(r->out, "%s \"", request);
	append(r->out, title);
	g_string_append(r->out, "\"\n");
}

void roff_section(struct roff *r, const char *title)
{
	heading(r, ".SH", title);
}

void roff_subsection(struct roff *r, const char *title)
{
	heading(r, ".SS", title);
}

void roff_item(struct roff *r)
{
	g_string_append(r->out, ".TP\n");
}

void roff_text(struct roff *r, const char *text)
{
	append(r->out, text);
}

static void in_font(struct roff *r, char font, const char *text)
{
	g_string_append_printf(r->out, "\\f%c", font);
	append(r->out, text);
	g_string_append(r->out, "\\fR");
}

void roff_bold(struct roff *r, const char *text)
{
	in_font(r, 'B', text);
}

void roff_italic(struct roff *r, const char *text)
{
	in_font(r, 'I', text);
}

void roff_line(struct roff *r)
{
	g_string_append_c(r->out, '\n');
}
