/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/origin.h"

struct origin origin_of(const struct scenario *s, const char *key)
{
	const struct place *at = scenario_find_place(s, key);
	if (!at)
		return (struct origin){.kind = ORIGIN_DEFAULT};
	return (struct origin){at->line > 0 ? ORIGIN_FILE : ORIGIN_SET, *at};
}

const char *origin_name(const struct origin *o)
{
	static const char *const names[] = {
		[ORIGIN_DEFAULT] = "default", [ORIGIN_FILE] = "file", [ORIGIN_SET] = "--set"};
	return names[o->kind];
}

char *origin_text(const struct origin *o)
{
	if (o->kind != ORIGIN_FILE)
		return g_strdup(origin_name(o));
	return g_strdup_printf("%s:%d:%d", o->at.file, o->at.line, o->at.col);
}
