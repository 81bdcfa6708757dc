/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/run/byte_text.h"
#include <string.h>

void byte_text_append(GByteArray *bytes, const char *text)
{
	g_byte_array_append(bytes, (const guint8 *)text, (guint)strlen(text) + 1);
}

const char *byte_text_take(const guint8 **at, const guint8 *end)
{
	const char *text = (const char *)*at;
	const guint8 *zero = memchr(text, 0, (gsize)(end - *at));
	if (!zero)
		return NULL;
	*at = zero + 1;
	return text;
}
