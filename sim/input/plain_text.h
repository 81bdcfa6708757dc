/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plain text: what a terminal, a log or a table shows as it stands, and what none of them obeys.
 *
 * Not plain are controls (C0, C1, DEL), line and paragraph separators, characters of format (direction marks, characters
 * of no width, byte-order marks) and bytes that are no UTF-8. Nor are words that a CI service takes for a command to
 * itself when they reach its log: "::" at the beginning of a word (GitHub), "##[", "##vso[" and "##teamcity[" anywhere.
 *
 * Names are refused that are not plain (plain_text_fault); what is quoted in a message is escaped (plain_text_append).
 */
#ifndef SIM_INPUT_PLAIN_TEXT_H
#define SIM_INPUT_PLAIN_TEXT_H

#include <glib.h>
#include <stdbool.h>

/* plain_text_has: whether a character is plain. */
bool plain_text_has(gunichar c);

/* plain_text_is: whether all of a text is. */
bool plain_text_is(const char *text);

/* plain_text_fault: what is not plain about the text, as the end of a sentence that begins with its name: "holds ...";
 * newly allocated (g_free). NULL: it is plain. */
char *plain_text_fault(const char *text);

/* plain_text_append: the text, with every byte of what is not plain as \xHH, and of a command its first letter. */
void plain_text_append(GString *out, const char *text);

#endif
