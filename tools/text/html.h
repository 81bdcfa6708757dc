/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text inside of HTML and XML. Whatever comes from a scenario or a file goes through here, and nothing else.
 */
#ifndef TOOLS_TEXT_HTML_H
#define TOOLS_TEXT_HTML_H

#include <glib.h>

/* html_text: appends the text so that HTML, XML and quoted attributes show it as it stands: it opens no tag and ends
 * no attribute. What is not plain (plain_text.h) and bytes that are no UTF-8 become U+FFFD; tabs and newlines become
 * spaces. */
void html_text(GString *out, const char *text);

/* html_add: appends a format in which %s is such a text. It knows %s, %d, %u and %%; all else in the format stands as
 * it is. */
void html_add(GString *out, const char *fmt, ...);

#endif
