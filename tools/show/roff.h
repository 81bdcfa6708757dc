/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Roff writer: man pages with the macros of man(7). Texts are taken as they are: nothing in them is a request or an escape,
 * white space runs together, and characters beyond ASCII are written by their number.
 */
#ifndef TOOLS_SHOW_ROFF_H
#define TOOLS_SHOW_ROFF_H

#include <glib.h>

#define ROFF_ITEM                                                                                            \
	".TP\n" /* an entry of a list: the line that follows is its term, the lines after that its text */

/* roff_new: starts a page. The caller owns it (g_string_free). */
GString *roff_new(const char *title, const char *chapter, const char *version);

/* roff_heading: request is SH of a section, SS of a part of one. */
void roff_heading(GString *out, const char *request, const char *title);

/* Parts of a line, which roff_line ends. roff_text: text as it is. roff_font: text in a font, B or I. */
void roff_text(GString *out, const char *text);
void roff_font(GString *out, char font, const char *text);
void roff_line(GString *out, const char *text);

/* roff_entry: an entry of a list whose term is in one font. */
void roff_entry(GString *out, char font, const char *term, const char *text);

#endif
