/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines and comments of a scenario to begin with.
 */
#ifndef TOOLS_HOST_NEW_TEXT_H
#define TOOLS_HOST_NEW_TEXT_H

#include <glib.h>

/* new_comment: a formatted comment, in lines of at most 100 columns. new_line: a formatted line. */
void new_comment(GString *out, const char *text, ...) __attribute__((format(printf, 2, 3)));
void new_line(GString *out, const char *text, ...) __attribute__((format(printf, 2, 3)));

#endif
