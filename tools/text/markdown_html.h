/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * HTML from the Markdown that vhostsim writes (table.h): headings, paragraphs, tables. Everything else is plain text,
 * whatever Markdown would make of it.
 */
#ifndef TOOLS_TEXT_MARKDOWN_HTML_H
#define TOOLS_TEXT_MARKDOWN_HTML_H

#include <glib.h>

/* markdown_html: appends the document without its title (lines of one '#'). Its headings are of this level (3: <h3>).
 * A table is named by the heading before it, or else by `caption`; it scrolls by itself where it is too wide. */
void markdown_html(GString *out, const char *markdown, int level, const char *caption);

#endif
