/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Roff writer: man pages with the macros of man(7). Texts are taken as they are: nothing in them is a request or an escape,
 * white space runs together, and characters beyond ASCII are written by their number.
 */
#ifndef TOOLS_SHOW_ROFF_H
#define TOOLS_SHOW_ROFF_H

struct roff;

/* roff_new: starts a page; roff_finish ends it, frees the writer and returns the text (g_free). */
struct roff *roff_new(const char *title, const char *chapter, const char *version);
char *roff_finish(struct roff *r);

void roff_section(struct roff *r, const char *title);
void roff_subsection(struct roff *r, const char *title);

/* roff_item: an entry of a list: the line that follows is its term, the lines after that its text. */
void roff_item(struct roff *r);

/* Parts of a line, which roff_line ends. */
void roff_text(struct roff *r, const char *text);
void roff_bold(struct roff *r, const char *text);
void roff_italic(struct roff *r, const char *text);
void roff_line(struct roff *r);

#endif
