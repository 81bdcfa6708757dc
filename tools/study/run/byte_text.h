/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Texts among bytes, each with the zero byte at its end, as processes of one program hand them on.
 */
#ifndef TOOLS_STUDY_RUN_BYTE_TEXT_H
#define TOOLS_STUDY_RUN_BYTE_TEXT_H

#include <glib.h>

/* byte_text_append: the text and its zero byte. */
void byte_text_append(GByteArray *bytes, const char *text);

/* byte_text_take: the text at *at, which then is behind it; owned by whoever has the bytes. NULL when it has no end before
 * `end`. */
const char *byte_text_take(const guint8 **at, const guint8 *end);

#endif
