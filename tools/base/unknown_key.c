/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/unknown_key.h"

#define KEYS_LISTED 10 /* more are no help in a message */

static void append_list(GString *s, const GPtrArray *known)
{
	bool bracket = s->len > 0;
	g_string_append(s, bracket ? " (it takes " : "; it takes ");
	for (guint i = 0; i < known->len; i++)
		g_string_append_printf(s, "%s%s", i ? ", " : "", (const char *)g_ptr_array_index(known, i));
	if (bracket)
		g_string_append_c(s, ')');
}

bool unknown_key(struct diag *d, struct place at, const char *key, const char *where, const GPtrArray *known,
		 const char *hint)
{
	GString *s = g_string_new(NULL);
	const char *nearest = diag_is_full(d)
				      ? NULL
				      : diag_nearest(key, (const char *const *)known->pdata, (int)known->len);
	if (nearest)
		g_string_append_printf(s, "; did you mean %s?", nearest);
	else if (hint)
		g_string_append_printf(s, "; %s", hint);
	if (known->len > 0 && known->len <= KEYS_LISTED)
		append_list(s, known);
	diag_error(d, at, "%s has no key \"%.40s\"%s", where, key, s->str);
	g_string_free(s, TRUE);
	return false;
}
