/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Helpers for text that people read: sentences of a scenario, columns of numbers.
 */
#ifndef TOOLS_TEXT_PROSE_H
#define TOOLS_TEXT_PROSE_H

#include <glib.h>

/* prose_wrap: the text with every run of white space replaced by a space or, so that no line is longer than
 * width characters, a newline (a longer word stands alone). No newline at the end. Newly allocated (g_free).
 */
char *prose_wrap(const char *text, int width);

/* prose_first_sentence: the text up to and with its first '.', '?' or '!' that white space follows. Newly
 * allocated. */
char *prose_first_sentence(const char *text);

/* prose_question: the sentences at the start of the text that end in a question mark; all of it when the first does not.
 * Newly allocated. */
char *prose_question(const char *text);

/* prose_number: appends the value with so many decimals, right-aligned in width characters, in no locale. A
 * value that is no number comes out as "-". */
void prose_number(GString *out, int width, double value, int decimals);

#endif
