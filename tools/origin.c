/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/origin.h"

struct origin origin_of(const struct scenario *s, const char *key)
{
	struct place at = scenario_place(s, "%s", key);
	if (at.line > 0)
		return (struct origin){ORIGIN_FILE, at};
	return (struct origin){at.file == s->path ? ORIGIN_DEFAULT : ORIGIN_SET, at};
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
